"""/akten/<key>/termin/<appointment>/zettel/ and /termine/…: slips to take home, and the list for the morning."""

from typing import Protocol
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from lotse.accounts.access import Rights, require
from lotse.accounts.permissions import Action
from lotse.audit.reading import record_reads
from lotse.cases.views.frame import open_page
from lotse.cases.words import titles
from lotse.notes.reminders import Reminder, appointments_until, last_day, reminder_paper, reminders
from lotse.notes.slip_forms import SlipForm
from lotse.notes.slips import TEXTS, first_words, language_for, slip_of, slips_paper
from lotse.notes.views.press import Filing, press_page
from lotse.paper.answer import as_answer
from lotse.paper.press import CannotPrint, Paper, Pressed, press
from lotse.paper.texts import texts_of
from lotse.ui.filters import date_
from lotse.ui.render import render
from lotse.vault.keys import open_keys


def slip(request: HttpRequest, key: UUID, appointment: UUID) -> HttpResponse:
    """One slip: its words are looked over, then printed, and filed if somebody wants to keep what was handed out."""
    file, head = open_page(request, key, "plan", action=Action.WRITE_NOTES)
    row = get_object_or_404(file.appointments.select_related("user"), pk=appointment)
    languages = titles(head.concept.languages)
    form = SlipForm(request.POST or None, languages=languages, initial=first_words(row, file, open_keys({file.pk})))
    spoken = file.person.contact_language
    title = lazy(lambda: _("Terminzettel für den %(day)s") % {"day": date_(row.starts_at)}, str)()
    filing = Filing("other", title, "Terminzettel")
    context = {
        "row": row, "texts": texts_of(TEXTS).get(form.chosen), "language": languages.get(form.chosen, ""),
        "has_none": languages.get(spoken, "") if spoken not in ("", "de") and not language_for(spoken) else "",
    }  # fmt: skip
    return press_page(
        request, head, form, lambda typed: slips_paper([slip_of(row, typed)], file.organisation, head.today), filing,
        action=Action.WRITE_NOTES, template="notes/slip.html", context=context,
    )  # fmt: skip


def reminder_list(request: HttpRequest) -> HttpResponse:
    """Whom one sees today and on the next working day; a list, so no reading of files."""
    held, whose = _held(request)
    rows = reminders(held, request.today, whose=whose)
    return _page(request, held, whose, rows)


@require_safe
def reminder_print(request: HttpRequest) -> HttpResponse:
    held, whose = _held(request)
    rows = reminders(held, request.today, whose=whose)

    def make(*, with_original: bool) -> Paper:
        return reminder_paper(
            rows, request.user.organisation, request.today, with_names=whose == "team", with_original=with_original
        )

    return _answer(request, held, whose, make, {row.file_id for row in rows}, "Erinnerungsliste")


@require_safe
def day_slips(request: HttpRequest) -> HttpResponse:
    """All slips of one day in one PDF, each in its person's language, with what is known without asking."""
    held, whose = _held(request)
    wanted = request.GET.get("tag", "")
    all_ = appointments_until(held, request.today, last_day(request.today), whose=whose)
    rows = [row for row in all_ if wanted in ("", localtime(row.starts_at).date().isoformat())]
    if not rows:
        return redirect("notes:reminders")
    keys = open_keys({row.file_id for row in rows})

    def make(*, with_original: bool) -> Paper:
        slips = [slip_of(row, first_words(row, row.file, keys, with_original=with_original)) for row in rows]
        return slips_paper(slips, request.user.organisation, request.today)

    return _answer(request, held, whose, make, {row.file_id for row in rows}, "Terminzettel")


def _held(request: HttpRequest) -> tuple[Rights, str]:
    held = require(request, Action.WRITE_NOTES)
    is_team = request.GET.get("wessen") == "team" and held.scope(Action.ALLOCATE) != "-"
    return held, "team" if is_team else "mine"


class _Make(Protocol):
    def __call__(self, *, with_original: bool) -> Paper: ...


def _answer(request: HttpRequest, held: Rights, whose: str, make: _Make, files: set[UUID], name: str) -> HttpResponse:
    """The paper. A name in a script we have no letters for must not keep the others from theirs: then it goes without
    the original ones. What else cannot be printed is said above the list."""
    try:
        pressed = _pressed(make, with_original=True)
    except CannotPrint:
        try:
            pressed = _pressed(make, with_original=False)
        except CannotPrint as cannot:
            return _page(request, held, whose, reminders(held, request.today, whose=whose), str(cannot))
    record_reads(request.user.pk, files, "print", held.role_for(Action.WRITE_NOTES))
    return as_answer(pressed, f"{name}-{request.today.isoformat()}")


def _pressed(make: _Make, *, with_original: bool) -> Pressed:
    with override("de"):
        paper = make(with_original=with_original)
    return press(paper)


def _page(request: HttpRequest, held: Rights, whose: str, rows: list[Reminder], problem: str = "") -> HttpResponse:
    days = sorted({row.on for row in rows})
    context = {
        "days": [(day, [row for row in rows if row.on == day]) for day in days], "whose": whose, "problem": problem,
        "may_team": held.scope(Action.ALLOCATE) != "-", "until": last_day(request.today),
    }  # fmt: skip
    return render(request, "notes/reminders.html", context, status=422 if problem else 200)
