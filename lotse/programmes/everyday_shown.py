"""Where individual care and a hardship procedure stand, and how the tab and the timeline show them."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.utils.translation import gettext as _

from lotse.accounts.models import User
from lotse.cases.header import Header
from lotse.cases.timeline import Entry
from lotse.cases.words import title
from lotse.programmes.everyday import HardshipProcedure, IndividualCare
from lotse.programmes.overview import Shown, days_of
from lotse.programmes.states import State, days_waiting
from lotse.ui.filters import date_
from lotse.ui.prepared import prepared

WHO = Subquery(User.objects.filter(pk=OuterRef("by")).values("name")[:1])
CARE, HARDSHIP = 0, 1


class Row(NamedTuple):
    """Of both kinds, as the database gives them in one statement: four days and two codes."""

    kind: int
    id: UUID
    file_id: UUID
    first_on: date | None
    second_on: date | None
    third_on: date | None
    last_on: date | None
    code: str
    last_code: str
    who: str


@prepared
def _rows(files: tuple[UUID, ...]) -> QuerySet[Any, tuple[Any, ...]]:
    none = Value("", output_field=CharField())
    care = IndividualCare.objects.filter(file__in=files).order_by()
    hardship = HardshipProcedure.objects.filter(file__in=files).order_by()
    return care.values_list(
        Value(CARE), "pk", "file_id", "asked_on", "assured_on", "begins_on", "ended_on", "deviation", none, WHO
    ).union(
        hardship.values_list(
            Value(HARDSHIP), "pk", "file_id", "advised_on", "applied_on", "decided_on", "outcome_on", "decision",
            "outcome", WHO,
        ),
        all=True,
    )  # fmt: skip


def rows_of(head: Header) -> list[Row]:
    """The oldest first. Where the concept knows neither, nothing is asked of the database."""
    if not head.concept.care_gates and ask_days(head) is None:
        return []
    return sorted((Row(*row) for row in _rows(head.file_ids)), key=lambda row: row.id)


def care_state(row: Row, today: date) -> State:
    _asked, assured, begins, ended = row[3:7]
    if ended and ended <= today:
        return State("ended", "quiet", _("beendet am %(day)s") % {"day": date_(ended)})
    if begins and row.code:
        return State("deviation", "due", _("ohne Kostenübernahme begonnen am %(day)s") % {"day": date_(begins)})
    if begins and begins <= today:
        return State("running", "done", _("läuft seit %(day)s") % {"day": date_(begins)})
    if begins:
        return State("ahead", "new", _("ab %(day)s") % {"day": date_(begins)})
    if assured:
        return State("assured", "new", _("Kosten übernommen, noch nicht begonnen"))
    waits = days_waiting(row.first_on, today) if row.first_on else ""
    return State("asked", "quiet", _("Kostenübernahme beantragt, %(since)s") % {"since": waits})


def waits_since(decision: str, applied_on: date | None, decided_on: date | None, outcome: str) -> date | None:
    """Since when somebody else has to answer: the commission, then the ministry."""
    if outcome:
        return None
    if decision == HardshipProcedure.Decision.REQUEST:
        return decided_on
    return applied_on if not decision else None


def hardship_state(row: Row, today: date, ask_days: int | None = None) -> State:
    if row.last_code:
        word = str(HardshipProcedure.Outcome(row.last_code).label)
        return State(row.last_code, "done" if row.last_code == "permit" else "quiet", word)
    since = waits_since(row.code, row.second_on, row.third_on, row.last_code)
    if since is None:
        if row.code:
            return State(row.code, "quiet", str(HardshipProcedure.Decision(row.code).label))
        return State("advised", "quiet", _("beraten, noch kein Antrag"))
    is_long = ask_days is not None and (today - since).days >= ask_days
    words = {"since": days_waiting(since, today)}
    text = _("Ersuchen gestellt, %(since)s ohne Ausgang") if row.code else _("beantragt, %(since)s ohne Entscheidung")
    return State("waiting", "due" if is_long else "quiet", text % words)


def ask_days(head: Header) -> int | None:
    parameter = head.concept.parameter("hardship-ask-days")
    return int(parameter.value) if parameter else None


CARE_DAYS = ("asked_on", "assured_on", "begins_on", "ended_on")
HARDSHIP_DAYS = ("advised_on", "applied_on", "decided_on", "outcome_on")


def care(head: Header, rows: list[Row]) -> list[Shown]:
    """The newest first."""
    heading = title(head.concept.care_gates, "individual-care") if head.concept.care_gates else ""
    heading = _("Spezifische Einzelfallbetreuung") if heading else _("Einzelfallbetreuung")
    return [
        Shown(
            row.id, row.file_id == head.file.pk, heading, "", care_state(row, head.today),
            _days(IndividualCare, row, CARE_DAYS), _deviation(row),
        )
        for row in reversed(rows) if row.kind == CARE
    ]  # fmt: skip


def hardship(head: Header, rows: list[Row]) -> list[Shown]:
    """The newest first."""
    return [
        Shown(
            row.id, row.file_id == head.file.pk, _("Härtefallverfahren"), "",
            hardship_state(row, head.today, ask_days(head)), _days(HardshipProcedure, row, HARDSHIP_DAYS),
        )
        for row in reversed(rows) if row.kind == HARDSHIP
    ]  # fmt: skip


def _deviation(row: Row) -> str:
    return _("Abweichung: %(why)s") % {"why": IndividualCare.Deviation(row.code).label} if row.code else ""


class _Days:
    """Days of a row under the names of its columns."""


def _days(model: Any, row: Row, names: tuple[str, ...]) -> list[tuple[str, date]]:
    found = _Days()
    for name, on in zip(names, row[3:7], strict=True):
        setattr(found, name, on)
    return days_of(model, found, *names)


def entries(head: Header) -> list[Entry]:
    """Each step on its day, in one statement."""
    numbers = {f.pk: f.number for f in head.merged}
    found = []
    for row in rows_of(head):
        if row.kind == CARE:
            heading = _("Einzelfallbetreuung")
            words = (
                _("Kostenübernahme beantragt"),
                _("Kosten übernommen"),
                _deviation(row) or _("begonnen"),
                _("beendet"),
            )
        else:
            heading = _("Härtefallverfahren")
            words = (
                _("beraten"), _("Antrag an die Kommission"), str(HardshipProcedure.Decision(row.code).label),
                str(HardshipProcedure.Outcome(row.last_code).label),
            )  # fmt: skip
        found += [
            Entry(on, f"{row.id}/{n}", "procedure", heading, word, row.who, file_number=numbers.get(row.file_id, ""))
            for n, (on, word) in enumerate(zip(row[3:7], words, strict=True))
            if on and on <= head.today
        ]
    return found
