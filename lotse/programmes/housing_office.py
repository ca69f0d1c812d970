"""The social report, and what the authority decides once others were heard."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lotse.accounts.models import User
from lotse.cases.actions import Refused
from lotse.cases.planning import Changed
from lotse.programmes.housing import Deviation, locked, pass_gate
from lotse.programmes.housing_facts import way_of
from lotse.programmes.models import HousingApplication, ReportAnswer, SocialReport
from lotse.vault.fields import fill


# --- the report -------------------------------------------------------------------------------------------------------
def write_report(
    row: HousingApplication, values: dict[str, Any], answers: dict[str, str], *, qualification: str, version: int,
    by: User,
) -> SocialReport:  # fmt: skip
    """The report that is being written, or a new one after one that was handed over. `version` 0: none was there."""
    with locked(row, "write_report", by) as current:
        report = current.reports.filter(handed_over_on=None).order_by("-number").first()
        if (report.version if report else 0) != version:
            raise Changed(_("Jemand hat diesen Bericht in der Zwischenzeit geändert."))
        if report is None:
            report = SocialReport(application=current, number=current.reports.count() + 1, version=0)
        report.application, report.author, report.by = current, by, by.pk
        report.qualification = qualification
        fill(report, values)
        report.version += 1
        report.save()
        report.answers.all().delete()
        for key, words in answers.items():
            if words.strip():
                ReportAnswer.objects.create(report=report, criterion=key, words=words)
        return report


def hand_over_report(
    row: HousingApplication, on: date, basis: str, consent_on: date | None, *, version: int, by: User
) -> None:
    """Knowingly, on a day and a basis: from now on it is never changed."""
    with locked(row, "hand_over_report", by, basis) as current:
        report = current.reports.filter(handed_over_on=None).order_by("-number").first()
        if report is None:
            raise Refused(_("Es gibt keinen Bericht, der noch abzugeben ist."))
        if report.version != version:
            raise Changed(_("Jemand hat diesen Bericht in der Zwischenzeit geändert."))
        if not report.answers.exists():
            raise Refused(_("Der Bericht sagt noch zu keinem Kriterium etwas."))
        report.application = current
        report.handed_over_on, report.basis, report.consent_on = on, basis, consent_on
        report.version += 1
        report.save()


# --- decision ---------------------------------------------------------------------------------------------------------
def decide(
    row: HousingApplication, decision: str, on: date, reason: str, *, proceedings: str | None = None, version: int,
    by: User,
) -> None:  # fmt: skip
    """The authority's decision with its reason, once everybody was heard: from now on hers is the record, and what was
    entered from a letter stays beside it. `proceedings` None: left as it is."""
    with locked(row, "decide_housing", by, decision, version=version) as current:
        pass_gate(way_of(current), "decision", on, None, by=by)
        fill(current, {"decision": decision, "decided_on": on, "decision_words": reason})
        current.decided_by, current.is_told = by.pk, False
        if proceedings is not None:
            current.proceedings = proceedings or None
        current.save()


def record_decision(
    row: HousingApplication, decision: str, on: date, reason: str, *, deviation: Deviation | None = None,
    version: int, by: User,
) -> None:  # fmt: skip
    """What came by letter. Taken before everybody was heard it is a deviation. Where the authority has decided here
    herself nothing of that changes: the letter stands beside it, and a difference is seen by both sides."""
    with locked(row, "record_housing_decision", by, decision, version=version) as current:
        if current.is_told or not current.decision:
            pass_gate(way_of(current), "decision", on, deviation, by=by)
            fill(current, {"decision": decision, "decided_on": on, "decision_words": reason})
            current.decided_by, current.is_told = by.pk, True
        current.letters.create(decision=decision, decided_on=on, words=reason or None, by=by.pk)
        current.save()
