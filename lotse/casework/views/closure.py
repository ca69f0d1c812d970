"""/akten/<key>/fallsteuerung/abschluss/: the evaluation, and the link to the survey. It ends on the page *Beenden*."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from lotse.accounts.access import rights
from lotse.accounts.permissions import Action
from lotse.audit.reading import record_read
from lotse.cases.planning import Changed
from lotse.cases.views.frame import page
from lotse.casework import closure as verbs
from lotse.casework.access import may_write, open_to_read, open_to_write
from lotse.casework.closure_forms import ClosureForm, LinkForm
from lotse.casework.goals_now import ShownGoal, goals_of
from lotse.casework.models import Closure, GoalResult
from lotse.casework.outcome import outcomes_of
from lotse.casework.runs import Run, run_to_read
from lotse.casework.steered_access import closure_of, last_link
from lotse.casework.survey import answers_of, best_language, direction, languages
from lotse.casework.survey_paper import slip_is_checked
from lotse.casework.survey_paper import survey_slip as paper_of
from lotse.casework.views.overview import closed
from lotse.notes.views.kept import keeps
from lotse.paper.answer import as_answer
from lotse.paper.code import squares
from lotse.paper.press import press


def _goals(run: Run) -> list[ShownGoal]:
    return [g for g in goals_of(run) if g.is_current]


@keeps(gettext_lazy("Abschluss und Evaluation"))
def closure(request: HttpRequest, key: UUID) -> HttpResponse:
    head = open_to_read(request, key)
    run = run_to_read(request, head, "closure")
    row = closure_of(run)
    if request.method == "POST":
        return _write(request, key)
    if not run.can_write:
        return page(request, "casework/closure_read.html", head, _context(run, row) | _said(run, row))
    form = ClosureForm(row=row, goals_=_goals(run))
    return page(request, "casework/closure.html", head, _context(run, row) | {"form": form})


def _write(request: HttpRequest, key: UUID) -> HttpResponse:
    head = open_to_write(request, key)
    run = run_to_read(request, head, "closure")
    if (answer := closed(request, head)) or not run.can_write:
        return answer or redirect("casework:closure", key)
    row = closure_of(run)
    form = ClosureForm(request.POST, row=row, goals_=_goals(run))
    if form.is_valid():
        try:
            version = form.cleaned_data["version"]
            verbs.write_closure(run.cycle, form.words(), form.results(), version=version, by=request.user)
        except Changed:
            form.show_both(closure_of(run))
        else:
            messages.success(request, _("Die Auswertung ist gesichert."))
            wants = "beenden" in request.POST and run.can_decide
            return redirect("casework:end" if wants else "casework:closure", key)
    status = 409 if form.was_outdated else 422
    return page(request, "casework/closure.html", head, _context(run, row) | {"form": form}, status)


def _context(run: Run, row: Closure) -> dict[str, object]:
    known = [(key, texts["language"]) for key, texts in languages().items()]
    link = LinkForm(languages=known, initial={"language": best_language(run.head.person.contact_language)})
    open_link = last_link(run)
    answers = [] if row._state.adding else answers_of(run.head.concept, row.pk, run.key)
    return {
        "run": run, "row": row, "link_form": link, "link": open_link, "answers": answers,
        "asks": run.head.concept.survey_questions, "can_link": may_write(run.head) and run.is_here,
        "outcome": outcomes_of([run.cycle.pk]).get(run.cycle.pk),
        "lacks": verbs.closing_lacks(run.cycle) if run.cycle.is_open else [],
    }  # fmt: skip


def _said(run: Run, row: Closure) -> dict[str, object]:
    """For reading: each part with its label, each goal with what became of it."""
    fields = ClosureForm.base_fields
    results = {} if row._state.adding else {r.goal: r for r in row.results.all()}
    lines = []
    for goal in _goals(run):
        found = results.get(goal.origin)
        if found:
            found.fresh_key = run.key
        word = str(GoalResult.Result(found.result).label) if found else ""
        lines.append((goal.german, found.result if found else "", word, (found.words or "") if found else ""))
    parts = [(str(fields[part].label), getattr(row, part) or "") for part in verbs.PARTS]
    return {"parts": [(label, words) for label, words in parts if words], "results": lines}


@require_POST
def survey_link(request: HttpRequest, key: UUID) -> HttpResponse:
    """A link with its code for the camera, shown once, right after it was made."""
    head = open_to_write(request, key)
    run = run_to_read(request, head, "closure")
    if answer := closed(request, head):
        return answer
    known = languages()
    form = LinkForm(request.POST, languages=[(key, texts["language"]) for key, texts in known.items()])
    if not form.is_valid() or not run.is_here or not head.concept.survey_questions:
        return redirect("casework:closure", key)
    language = form.cleaned_data["language"]
    secret = verbs.make_link(run.cycle, language, head.today, by=request.user)
    address = request.build_absolute_uri(reverse("casework:survey", args=[secret]))
    texts = known[language]
    context = {
        "run": run, "address": address, "secret": secret, "code": squares(address), "texts": texts,
        "language": language, "direction": direction(head.concept, language), "days": verbs.LINK_DAYS,
        "is_checked": texts.is_checked and slip_is_checked(language),
    }  # fmt: skip
    return page(request, "casework/survey_link.html", head, context)


@require_POST
@sensitive_post_parameters()
def survey_slip(request: HttpRequest, key: UUID) -> HttpResponse:
    """The same on paper. The secret comes with the form of the page that showed it: in no address, and kept nowhere."""
    head = open_to_write(request, key)
    run = run_to_read(request, head, "closure")
    secret = request.POST.get("secret", "")
    link = verbs.link_of(secret)
    if link is None or link.cycle_id != run.cycle.pk or not verbs.holds(link, head.today):
        messages.warning(request, _("Dieser Link gilt nicht mehr. Geben Sie einen neuen aus."))
        return redirect("casework:closure", key)
    address = request.build_absolute_uri(reverse("casework:survey", args=[secret]))
    with override("de"):
        paper = paper_of(head, link, address)
    record_read(request.user.pk, head.file.pk, "print", rights(request).role_for(Action.WRITE_NOTES))
    return as_answer(press(paper), f"Befragung-{head.file.number}")
