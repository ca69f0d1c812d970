"""The start page, and the page of a file, where the rooms meet."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lotse.accounts.access import rights
from lotse.accounts.permissions import Action
from lotse.cases import today as cases
from lotse.cases.access import get_file
from lotse.cases.agenda import agenda, new_for
from lotse.cases.completeness import completeness_of
from lotse.cases.header import header
from lotse.cases.households import household_of_file
from lotse.cases.mine import files_worked_on, led_here
from lotse.cases.plans import plans
from lotse.cases.ribbon import ribbon
from lotse.cases.suggestions import hint_for
from lotse.cases.watch import watch_for
from lotse.casework import timeline as casework_timeline
from lotse.casework import today as casework
from lotse.desk.attention import attention
from lotse.desk.course import KINDS, course
from lotse.desk.presence import there_is
from lotse.notes import post
from lotse.notes import today as notes
from lotse.notes.quick import quick_for
from lotse.notes.timeline import late_reasons
from lotse.programmes import today as programmes
from lotse.programmes.checklists import progress
from lotse.programmes.cv_missing import ages_of
from lotse.programmes.housing_inbox import waiting_for
from lotse.reports import today as reports
from lotse.rulebook import access as rulebook
from lotse.ui.middleware import is_htmx
from lotse.ui.render import render


def today(request: HttpRequest) -> HttpResponse:
    """What is due, what waits, where one was last."""
    held, day = rights(request), request.today
    if held.only_answers:
        return redirect("programmes:hearings")
    opens = held.may(Action.OPEN_FILE)
    answers_for_team = held.scope(Action.ALLOCATE) != "-"
    works = held.may(Action.WRITE_NOTES)
    whose = request.GET.get("wessen", "")
    whose = (
        whose
        if whose in ("mine", "team")
        else ("team" if answers_for_team and not (works and cases.has_files(held, day)) else "mine")
    )
    whose = whose if answers_for_team else "mine"
    if works and whose == "team" and "lange" in request.GET:  # by itself: for a large team it takes a moment
        care = attention(held, day, rulebook.current(day))
        block = "care" if is_htmx(request) else None
        return render(request, "desk/today_team.html", {"care": care}, block=block)
    due = cases.due_for(held, day, whose=whose) if works or answers_for_team else []
    day_plan = agenda(held, day, request.now, whose=whose) if works else None
    mine = files_worked_on(held, day) if works and whose == "mine" else None
    concept = rulebook.current(day) if works or held.may(Action.FIGURES) else None
    letters = post.due_for(held, day, whose=whose) if works else None
    return render(
        request, "desk/today.html",
        {
            "held": held, "opens": opens, "works": works, "answers_for_team": answers_for_team, "whose": whose,
            "urgent": [i for i in due if not i.due.is_period and i.due.due_on <= day],
            "ahead": [i for i in due if i.due.is_period or i.due.due_on > day],
            "has_more": len(due) >= cases.MOST,
            "agenda": day_plan, "pressing": sum(i.is_pressing(day) for i in day_plan.tasks) if day_plan else 0,
            "post": letters, "letters_due": letters.pressing(day) if letters else 0,
            "meetings": sum(i.is_on(day) for i in day_plan.appointments) if day_plan else 0,
            "new": new_for(held, day, whose=whose) if works or answers_for_team else [],
            "care": attention(held, day, concept, mine, watch_for(held, day, mine)) if concept and mine else None,
            "offers_groups": bool(works and concept and concept.offer_kinds),
            "reports": reports.due_for(held, day, whose="team") if answers_for_team else [],
            "wants_cvs": works and concept is not None and ages_of(concept) is not None,
            "follow_ups": notes.due_for(held, day) if works else [],
            "taking_part": programmes.due_for(mine or (), day),
            "casework": casework.due_for(led_here(mine or ()), day),
            "has_steps": bool(concept and concept.steps),
            "drafts": notes.drafts_for(held, day) if works else [],
            "waiting": cases.waiting_count(held, day) if answers_for_team else 0,
            "unclear": cases.unclear_count(held, day) if held.may(Action.INTAKE) else 0,
            "to_decide": waiting_for(held, day),
            "recent": cases.recent_files(held, day) if opens else [],
            "may": {a.name.lower(): held.may(a) for a in Action},
        },
    )  # fmt: skip


def file(request: HttpRequest, key: UUID) -> HttpResponse:
    """/akten/<key>/: the timeline with deadlines beside it."""
    found = get_file(request, key, also={Action.READ_NOTES: "notes"})
    head = header(request, found, "course", there_is(found))
    planned = plans(head, request.now)
    shown = {
        "vermerke": head.can_read_notes, "schriftstuecke": head.can_read_notes, "teilhabe": head.can_read_notes,
        "plaene": head.sees_remarks, "fallsteuerung": head.can_read_notes and bool(head.concept.steps),
    }  # fmt: skip
    hidden = {name for name, may in shown.items() if not may}
    kind = request.GET.get("art", "")
    kind = "" if kind in hidden else kind
    cycle = casework_timeline.on_file(head)
    line = course(head, planned, cycle.entries, kind=kind, everything="alle" in request.GET)
    labels = [
        ("", _("Alles")),
        ("vermerke", _("Vermerke")),
        ("schriftstuecke", _("Schriftstücke")),
        ("fristen", _("Fristen")),
        ("ereignisse", _("Ereignisse")),
        ("plaene", _("Termine und Aufgaben")),
        ("zustaendigkeit", _("Zuständigkeit")),
        ("teilhabe", _("Teilhabe")),
        ("fallsteuerung", _("Fallsteuerung")),
    ]
    chips = [
        (label, f"?art={name}" if name else "?", name == kind, line.counts.get(name, line.total))
        for name, label in labels
        if name not in hidden
    ]
    assert set(KINDS) == {name for name, _label in labels if name}
    return render(
        request, "desk/file.html",
        {
            "head": head, "file": found, "quick": quick_for(head, request.user.pk), "late": late_reasons(head),
            "line": line, "tab_counts": {"documents": line.counts["schriftstuecke"] or None}, "chips_": chips,
            "kind": kind, "plans": planned, "steps": ribbon(head, progress(head)),
            "home": household_of_file(found, rights(request), head.today), "asked": completeness_of(head),
            "suggestion_hint": hint_for(head), "standing": cycle.standing,
        },
    )  # fmt: skip
