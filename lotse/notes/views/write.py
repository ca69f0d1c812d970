"""/akten/<key>/vermerk/neu/, /vermerke/gruppe/neu/ and /vermerke/kurz/: writing down a contact."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lotse.accounts.access import require, rights
from lotse.accounts.permissions import Action
from lotse.cases.access import get_file, get_files
from lotse.cases.actions import Refused
from lotse.cases.due import punctuality, rule_of
from lotse.cases.header import Header, header
from lotse.cases.health import health_of
from lotse.cases.households import household_files
from lotse.cases.models import Deadline, File
from lotse.concept.everyday import HealthEntitlement
from lotse.notes.access import drafts_in, writable
from lotse.notes.actions import record_note
from lotse.notes.effects import Effects, effects
from lotse.notes.forms import ContactForm, GroupForm, NoteForm
from lotse.notes.models import Draft, Note
from lotse.notes.offered import often
from lotse.notes.quick import QuickForm
from lotse.notes.views.drafts import chosen_draft, continued, keep_and_return, posted
from lotse.rulebook import access as rulebook
from lotse.ui.ids import uuid7
from lotse.ui.reasons import text_in_language
from lotse.ui.render import render


def write(request: HttpRequest, key: UUID) -> HttpResponse:
    file = get_file(request, key, action=Action.WRITE_NOTES)
    if not file.can_grow:
        messages.warning(request, _("Die Akte ist geschlossen. Öffnen Sie sie wieder, um einen Vermerk zu schreiben."))
        return redirect("desk:file", file.pk)
    household = household_files(file, rights(request), Action.WRITE_NOTES, request.today)
    given = {"file": file, "household": household, "concept": rulebook.get(file.concept), "today": request.today}
    given["used"] = often(request.user.pk)
    if request.method != "POST":
        waiting = drafts_in(request.user.pk, file, Draft.Kind.NOTE)
        draft = chosen_draft(request, waiting)
        form = NoteForm(**continued(draft, contact_form=request.GET.get("form", "")), **given)
        others = [d for d in waiting if draft is None or d.pk != draft.pk]
        return _page(request, file, form, draft=draft, others=others)
    form = NoteForm(posted(request, file), **given)
    window = form.window()
    if "entwurf" in request.POST and window:
        return keep_and_return(request, form, window, Draft.Kind.NOTE, file)
    if window and form.is_valid():
        try:
            recorded = record_note(
                form.chosen_files(), form.contact(), author=request.user, by=request.user, note_id=window.draft_id,
                late=form.late(), draft=(window, form.typed()),
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if recorded.was_there and not same_words(recorded.note, form):
                return _both(request, file, form, recorded.note)
            messages.success(request, " ".join([_("Der Vermerk ist festgeschrieben."), *met_sentences(recorded.met)]))
            return redirect("desk:file", file.pk)
    return _page(request, file, form, status=422)


def _page(request: HttpRequest, file: File, form: NoteForm, *, status: int = 200, **more: Any) -> HttpResponse:
    head, foreseen = header(request, file, "write"), _expected(form)
    context = {"head": head, "file": file, "form": form, "effects": foreseen, "others": [], "draft": None, **more}
    context["is_late"] = any(m.is_late for m in foreseen.meets)
    context["health"] = _health(form, head)
    return render(request, "notes/write.html", context, status=status)


def _both(request: HttpRequest, file: File, form: NoteForm, there: Note) -> HttpResponse:
    """Written down in another window, with other words: nothing is lost, the person sees both and decides."""
    mine = form.data.copy()
    mine["note_id"], mine["draft_version"] = str(uuid7()), "0"  # sent once more, it becomes a second note
    again = NoteForm(mine, file=file, household=form.household, concept=form.concept, today=form.today, used=form.used)
    again.is_valid()
    both = [(_("Zusammenfassung"), there.summary), (_("Ergebnis"), there.result)]
    return _page(request, file, again, status=409, written=both, written_note=there)


def same_words(note: Note, form: ContactForm) -> bool:
    """Sent twice, or changed in between?"""
    data = form.cleaned_data
    stands = (note.on, note.form, note.summary, note.result)
    return stands == (data["on"], data["contact_form"], data["summary"], data["result"])


@require_POST
def foresee(request: HttpRequest, key: UUID) -> HttpResponse:
    """The side panel alone, while the form is being filled in; nothing is stored, and no text is sent."""
    file = get_file(request, key, action=Action.WRITE_NOTES)
    head = header(request, file, "write")
    household = household_files(file, rights(request), Action.WRITE_NOTES, head.today)
    form = NoteForm(request.POST, file=file, household=household, concept=head.concept, today=head.today)
    form.is_valid()
    foreseen = _expected(form)
    context = {"head": head, "file": file, "form": form, "effects": foreseen}
    context["is_late"] = any(m.is_late for m in foreseen.meets)
    context["health"] = _health(form, head)
    return render(request, "notes/write.html", context, block="foreseen")


def _health(form: NoteForm, head: Header) -> list[HealthEntitlement]:
    """Beside a topic of health: what the law gives this person."""
    about_health = {topic.key for topic in form.concept.topics if topic.field == "health"}
    return health_of(head) if about_health & set(form["topics"].value() or ()) else []


def _expected(form: NoteForm) -> Effects:
    """From what is chosen so far, valid or not; a draft put back holds texts, not yet dates."""

    def value(name: str) -> Any:
        if form.is_bound:
            return form.cleaned_data.get(name) if name not in form.errors else None
        found = form.get_initial_for_field(form.fields[name], name)
        try:
            return form.fields[name].clean(found) if found else found
        except ValidationError:
            return None

    chosen = {str(key) for key in value("persons") or ()}
    return effects(
        [f for f in form.household if str(f.pk) in chosen],
        form.concept,
        form=str(value("contact_form") or ""),
        on=value("on"),
        topics=list(value("topics") or ()),
        follow_up_on=value("follow_up_on"),
        today=form.today,
    )


def met_sentences(met: Iterable[Deadline]) -> list[str]:
    """ "Aufsuchen in der Unterkunft: erfüllt, fristgerecht." once for each rule."""
    found = []
    for row in met:
        assert row.met_on is not None
        title = text_in_language(rule_of(row).title)
        found.append(_("%(title)s: erfüllt, %(how)s.") % {"title": title, "how": punctuality(row.due_on, row.met_on)})
    return list(dict.fromkeys(found))


def write_group(request: HttpRequest) -> HttpResponse:
    """One session, many files."""
    held, today = require(request, Action.WRITE_NOTES), request.today
    only_mine = request.GET.get("wessen") != "team"
    has_team = held.scope(Action.WRITE_NOTES) != "own"
    files = writable(held, today, only_mine=only_mine or not has_team)
    concept = rulebook.current(today)
    waiting = drafts_in(request.user.pk, None, Draft.Kind.GROUP)
    draft = chosen_draft(request, waiting) if request.method != "POST" else None
    given = {"files": files, "concept": concept, "today": today, "used": often(request.user.pk)}
    form = GroupForm(request.POST or None, **given, **continued(draft))
    if request.method != "POST" and draft is None:
        form.begin_with(request.GET.get("am", ""), request.GET.getlist("akte"), request.GET.get("termin", ""))
    window = form.window() if request.method == "POST" else None
    if window and "entwurf" in request.POST:
        return keep_and_return(request, form, window, Draft.Kind.GROUP, None)
    if window and form.is_valid():
        chosen = get_files(request, [f.pk for f in form.chosen_files()], action=Action.WRITE_NOTES)
        try:
            recorded = record_note(
                chosen, form.contact(), author=request.user, by=request.user, note_id=window.draft_id,
                draft=(window, form.typed()),
            )  # fmt: skip
            if recorded.was_there and not same_words(recorded.note, form):
                raise Refused(
                    _("Dieser Vermerk wurde in einem anderen Fenster schon anders festgeschrieben. Ihr Text steht noch "
                      "hier: Übernehmen Sie ihn als Nachtrag zu jenem Vermerk.")
                )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            text = ngettext(
                "Der Vermerk ist festgeschrieben; er steht in einer Akte.",
                "Der Vermerk ist festgeschrieben; er steht in %(n)s Akten.",
                len(chosen),
            )
            messages.success(request, text % {"n": len(chosen)})
            occasion = recorded.note.occasion  # who came from a date goes back to it
            return redirect("programmes:date", occasion) if occasion else redirect("desk:today")
    return render(
        request, "notes/group.html",
        {
            "form": form, "files": files, "concept": concept, "only_mine": only_mine or not has_team,
            "has_team": has_team, "draft": draft,
            "others": [d for d in waiting if draft is None or d.pk != draft.pk],
        },
        status=422 if form.errors else 200,
    )  # fmt: skip


def quick(request: HttpRequest) -> HttpResponse:
    """The short form for whoever knows what to write: choose the person, five fields, done."""
    held, today = require(request, Action.WRITE_NOTES), request.today
    files = writable(held, today, only_mine=True)
    form = QuickForm.of(files, today, request.POST or None)
    if request.method == "POST":
        chosen = next((f for f in files if str(f.pk) == request.POST.get("akte")), None)
        if chosen:
            return write(request, chosen.pk)
        form.add_error(None, _("Bitte auswählen, um wen es geht."))
    context = {"quick": form, "akte": request.GET.get("akte", "")}
    return render(request, "notes/quick_page.html", context, status=422 if form.errors else 200)
