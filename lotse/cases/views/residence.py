"""/akten/<key>/person/aufenthalt|leistung/…: a status with its paper, a benefit, each in its history."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lotse.accounts.access import rights
from lotse.accounts.permissions import Action
from lotse.cases import residence
from lotse.cases.access import get_file
from lotse.cases.actions import Refused
from lotse.cases.expiry import next_reminder
from lotse.cases.header import Header
from lotse.cases.households import household_files
from lotse.cases.models import Answer, File
from lotse.cases.planning import Changed
from lotse.cases.questions import answer_question, ask_again, topic_of
from lotse.cases.residence_forms import BenefitForm, HistoryForm, KeyDatesForm, StatusForm
from lotse.cases.suggestions import WAIT, findings_for
from lotse.cases.views.frame import open_to_change, page, version_in
from lotse.rulebook import access as rulebook
from lotse.ui.filters import date_


def _answer(form: HistoryForm) -> int:
    return 409 if form.was_outdated else 422 if form.errors else 200


def status_new(request: HttpRequest, key: UUID) -> HttpResponse:
    file, head = open_to_change(request, key, "person")
    form = StatusForm(request.POST or None, concept=head.concept, today=head.today, initial={"from_on": head.today})
    if request.method == "POST" and form.is_valid():
        try:
            residence.record_status(file, form.facts(), by=request.user)
        except Refused as refused:
            form.add_error("from_on", str(refused))
        else:
            messages.success(request, _("Der Aufenthaltsstatus ist eingetragen."))
            return redirect("cases:person", file.pk)
    return page(request, "cases/residence.html", head, {"form": form, "row": None}, _answer(form))


def status(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    """Correct a status or its paper; or say that it never was."""
    file, head = open_to_change(request, key, "person")
    found = get_object_or_404(file.person.statuses, pk=row)
    form = StatusForm(
        request.POST or None, concept=head.concept, today=head.today, initial=_initial(StatusForm, found, head.statuses)
    )
    if request.method == "POST" and "entfernen" in request.POST:
        return _taken_out(request, file, residence.remove_status, found)
    if request.method == "POST" and form.is_valid() and _correct(request, form, file, residence.correct_status, found):
        messages.success(request, _("Berichtigt. Fristen, die am Status hängen, sind neu berechnet."))
        return redirect("cases:person", file.pk)
    return page(request, "cases/residence.html", head, {"form": form, "row": found}, _answer(form))


@require_POST
def paper_later(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    """The reminder of a paper that runs out: seen; asked again at the next stage."""
    file = get_file(request, key, action=Action.EDIT_FILE)
    found = get_object_or_404(file.person.statuses, pk=row, valid_until_on__isnull=False)
    assert found.valid_until_on is not None
    again = next_reminder(rulebook.get(file.concept), found.status, found.valid_until_on, request.today)
    try:
        answer_question(file, topic_of("paper", found.pk), Answer.Kind.LATER, again, by=request.user)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Gut, Lotse fragt am %(day)s wieder.") % {"day": date_(again)})
    return redirect("desk:today")


def benefit_new(request: HttpRequest, key: UUID) -> HttpResponse:
    """One benefit, for everybody of the household who gets it."""
    file, head = open_to_change(request, key, "person")
    form = BenefitForm(
        request.POST or None, concept=head.concept, today=head.today, household=_household(request, head),
        initial=_suggested(request, head) or {"from_on": head.today},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            residence.record_benefit(form.chosen_files(), form.facts(), by=request.user)
        except Refused as refused:
            form.add_error("from_on", str(refused))
        else:
            messages.success(request, _("Die Leistung ist eingetragen; die frühere steht unter „Person“."))
            return redirect("cases:person", file.pk)
    return page(request, "cases/benefit.html", head, {"form": form, "row": None}, _answer(form))


def benefit(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    file, head = open_to_change(request, key, "person")
    found = get_object_or_404(file.person.benefits, pk=row)
    form = BenefitForm(
        request.POST or None, concept=head.concept, today=head.today, household=[file],
        initial=_initial(BenefitForm, found, head.benefits),
    )  # fmt: skip
    if request.method == "POST" and "entfernen" in request.POST:
        return _taken_out(request, file, residence.remove_benefit, found)
    if request.method == "POST" and form.is_valid() and _correct(request, form, file, residence.correct_benefit, found):
        messages.success(request, _("Die Leistung ist berichtigt."))
        return redirect("cases:person", file.pk)
    return page(request, "cases/benefit.html", head, {"form": form, "row": found}, _answer(form))


def key_dates(request: HttpRequest, key: UUID) -> HttpResponse:
    file, head = open_to_change(request, key, "person")
    known = dict(file.person.key_dates.values_list("kind", "on"))
    form = KeyDatesForm(
        request.POST or None, concept=head.concept, today=head.today, household=_household(request, head), file=file,
        initial=known,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        residence.set_key_dates(file, form.days(), form.also(), by=request.user)
        messages.success(request, _("Die Stichtage sind gesichert."))
        return redirect("cases:person", file.pk)
    return page(request, "cases/key_dates.html", head, {"form": form}, 422 if form.errors else 200)


ANSWERS = (Answer.Kind.NOT_APPLICABLE, Answer.Kind.NOT_KNOWN, Answer.Kind.LATER)


@require_POST
def suggestion(request: HttpRequest, key: UUID, rule: str) -> HttpResponse:
    """Does not apply, not known, later; or to be suggested again."""
    file = get_file(request, key, action=Action.EDIT_FILE)
    entry = next((r for r in rulebook.get(file.concept).federal.benefit_rules if r.key == rule), None)
    said = request.POST.get("antwort", "")
    if entry is None or (said != "wieder" and said not in ANSWERS):
        raise Http404
    topic, again = topic_of("benefit-rule", rule), request.today + WAIT
    try:
        if said == "wieder":
            ask_again(file, topic, by=request.user)
        else:
            answer_question(file, topic, said, again, by=request.user)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        sentence = _("Gut, Lotse fragt am %(day)s wieder.") if said == Answer.Kind.LATER else _("Gesichert.")
        messages.success(request, sentence % {"day": date_(again)})
    return redirect(reverse("cases:person", args=(file.pk,)) + "#leistung")


def _suggested(request: HttpRequest, head: Header) -> dict[str, Any]:
    """What a suggestion would fill into the form, for all of the household of whom it says the same."""
    rule, system = request.GET.get("vorschlag", ""), request.GET.get("leistung", "")
    household = _household(request, head)
    found = {
        file: next((f for f, _facts in rows if f.rule.key == rule and system in f.rule.suggests and f.from_on), None)
        for file, rows in (findings_for(household, head.today) if rule else {}).items()
    }
    mine = found.get(head.file.pk)
    if mine is None:
        return {}
    same = [str(pk) for pk, other in found.items() if other and other.from_on == mine.from_on]
    return {"system": system, "from_on": mine.from_on, "persons": same}


def _household(request: HttpRequest, head: Header) -> list[File]:
    return household_files(head.file, rights(request), Action.EDIT_FILE, head.today)


def _initial(form: type[HistoryForm], row: Any, rows: Any) -> dict[str, Any]:
    return form.values_of(row) | {"until_on": residence.shown_end(row, rows)}


def _correct(request: HttpRequest, form: Any, file: File, verb: Any, row: Any) -> bool:
    """False: it did not come about, and the form says why."""
    try:
        verb(file, row, form.facts(), version=form.cleaned_data["version"] or 0, by=request.user)
    except Changed:
        row.refresh_from_db()
        form.show_both(row)
    except Refused as refused:
        form.add_error("from_on", str(refused))
    else:
        return True
    return False


def _taken_out(request: HttpRequest, file: File, verb: Any, row: Any) -> HttpResponse:
    try:
        verb(file, row, version=version_in(request), by=request.user)
    except Changed:
        messages.warning(
            request, _("Jemand hat diesen Eintrag in der Zwischenzeit geändert. Bitte sehen Sie ihn noch einmal an.")
        )
    else:
        messages.success(request, _("Entfernt. Was davor galt, gilt weiter."))
    return redirect("cases:person", file.pk)
