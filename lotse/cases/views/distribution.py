"""/verteilung/: households nobody works with yet, hand-overs the concept calls for, files of those who leave. Nobody is
allocated silently: a person chooses, every time."""

from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lotse.accounts.access import Rights, require
from lotse.accounts.permissions import Action
from lotse.cases import distribution
from lotse.cases.access import get_files
from lotse.cases.actions import Refused, allocate
from lotse.cases.distribution import Group, Staff
from lotse.cases.forms import AllocationForm, RegionForm
from lotse.cases.models import Allocation, File
from lotse.cases.persons import clarify_region
from lotse.cases.proposals import Planner, Proposal, absence_of
from lotse.rulebook import access as rulebook
from lotse.ui.filters import number
from lotse.ui.render import render

NAMED = 6  # files named by number after a hand-over; more are counted


def board(request: HttpRequest) -> HttpResponse:
    held, today = require(request, Action.ALLOCATE), request.today
    staff = distribution.staff(held, today, rulebook.current(today))
    failed: AllocationForm | None = None
    if request.method == "POST":
        failed = _allocate(request, held, staff)
        if failed is None:
            return redirect(request.get_full_path())
    leaving = _worker(request.GET.get("von"), staff)
    chosen = _uuids(request.GET.getlist("akte"))
    planner = Planner(staff, leaving)
    context: dict[str, Any] = {"staff": staff, "leaving": leaving, "failed": failed, "today": today}
    if leaving:
        groups = distribution.of_worker(held, leaving, today)
        context["handing"] = _with_forms(groups, planner, failed)
        context["from_worker"] = _name(leaving, staff, context["handing"])
        led = [g for g in groups if leaving in g.parts.get(Allocation.Part.LEAD, ())]
        context["bulk"] = _bulk(led, staff, failed, leaving) if len(led) > 1 else None
        context["led"] = len(led)
    else:
        context["waiting"] = _with_forms(distribution.waiting(held, today), planner, failed)
        asked = distribution.of_files(held, chosen, today) if chosen else []
        context["chosen"] = _with_forms(asked, Planner(staff), failed)
        context["handovers"] = _with_forms(distribution.to_hand_over(held, today), planner, failed)
        context["unclear"] = distribution.unclear(held, today)
    context["planner"] = planner
    return render(request, "cases/distribution.html", context, status=422 if failed else 200)


class Offer(NamedTuple):
    """A household, whom Lotse proposes, and the form in which a person confirms or chooses somebody else."""

    group: Group
    proposal: Proposal | None
    form: AllocationForm


def _with_forms(groups: list[Group], planner: Planner, failed: AllocationForm | None) -> list[Offer]:
    """Every household with its form; the one that could not be handed over keeps what was typed."""
    found = []
    for group in groups:
        keys = [str(f.pk) for f in group.files]
        proposal = None if _only_accompanies(group, planner.but) else planner.propose(group)
        if failed is not None and set(failed.data.getlist("files")) == set(keys):
            form = failed
        else:
            form = _form(
                None, planner.staff, keys, group.region, prefix_id=keys[0], but=planner.but,
                initial=_initial(group, proposal, planner),
            )  # fmt: skip
        found.append(Offer(group, proposal, form))
    return found


def _only_accompanies(group: Group, leaving: UUID | None) -> bool:
    """Only the companion leaves: the lead stays, and Lotse proposes no other."""
    return leaving is not None and leaving not in group.parts.get(Allocation.Part.LEAD, ())


def _initial(group: Group, proposal: Proposal | None, planner: Planner) -> dict[str, str]:
    """What is chosen beforehand: the proposal; who accompanies already goes on doing so."""
    staying = sorted(str(u) for u in group.parts.get(Allocation.Part.TANDEM, set()) - {planner.but})
    if proposal is None:
        lead = min(group.parts.get(Allocation.Part.LEAD, set()), default=None)
        found = planner.companion_for(group, lead)
        return {
            "lead": str(lead or ""),
            "companion": staying[0] if staying else str(found.user.pk) if found else "",
        }
    companion = staying[0] if staying else str(proposal.companion.user.pk) if proposal.companion else ""
    return {"lead": str(proposal.lead.user.pk) if proposal.lead else "", "companion": companion}


def _bulk(groups: list[Group], staff: Staff, failed: AllocationForm | None, leaving: UUID) -> AllocationForm:
    """One form for everything somebody leads."""
    keys = [str(f.pk) for g in groups for f in g.files]
    if failed is not None and set(failed.data.getlist("files")) == set(keys):
        return failed
    return _form(None, staff, keys, groups[0].region, prefix_id="alle", but=leaving)


def _form(
    data: QueryDict | None,
    staff: Staff,
    keys: list[str],
    region: str = "",
    prefix_id: str = "",
    initial: dict[str, str] | None = None,
    but: UUID | None = None,
) -> AllocationForm:
    """`but`: who leaves is nobody to hand their own files to."""
    leads, companions = (_options(staff, region, companions=which, but=but) for which in (False, True))
    return AllocationForm(
        data, leads=leads, companions=companions, files=keys, auto_id=f"id_{prefix_id}_%s", initial=initial
    )


def _options(staff: Staff, region: str, *, companions: bool, but: UUID | None) -> list[tuple[str, Any]]:
    """Workers by team, those of the region first, each with the load they carry."""
    teams: dict[str, list[tuple[str, str]]] = {}
    workers = [w for w in (staff.companions if companions else staff.leads) if w.user.pk != but]
    for w in sorted(workers, key=lambda w: (w.team.region != region, w.team.name, w.user.name)):
        load = w.per_fte(staff.base)
        text = w.user.name if load is None else f"{w.user.name} ({number(load, 1)} {_('je VZÄ')})"
        if gone := absence_of(w):
            text += f", {gone}"
        teams.setdefault(w.team.name, []).append((str(w.user.pk), text))
    return list(teams.items())


def _allocate(request: HttpRequest, held: Rights, staff: Staff) -> AllocationForm | None:
    """Hand the files over; None when done, else the form with what is wrong."""
    keys = _uuids(request.POST.getlist("files"))
    names = [str(key) for key in keys]
    leaving = _worker(request.GET.get("von"), staff)
    form = _form(request.POST, staff, names, prefix_id=names[0] if names else "", but=leaving)
    if not form.is_valid():
        return form
    files = get_files(request, keys, action=Action.ALLOCATE)
    lead = staff.worker(UUID(form.cleaned_data["lead"]))
    companion = staff.worker(UUID(form.cleaned_data["companion"])) if form.cleaned_data["companion"] else None
    if lead is None:
        raise Http404
    today = request.today
    try:
        allocate(
            files, lead.user, companion=companion.user if companion else None, team=lead.team, from_on=today,
            reason=form.cleaned_data["reason"], by=request.user,
        )  # fmt: skip
    except Refused as refused:
        form.add_error(None, str(refused))
        return form
    whom = lead.user.name + (f" {_('und')} {companion.user.name}" if companion else "")
    messages.success(request, _("%(who)s: übergeben an %(whom)s.") % {"who": _which(files), "whom": whom})
    return None


def _which(files: list[File]) -> str:
    """A household by its numbers; everything somebody led only by how many files that were."""
    if len(files) > NAMED:
        return ngettext("%(n)s Akte", "%(n)s Akten", len(files)) % {"n": len(files)}
    return ", ".join(_("Akte %(number)s") % {"number": f.number} for f in files)


def _worker(text: str | None, staff: Staff) -> UUID | None:
    found = _uuids([text] if text else [])
    return found[0] if found else None


def _name(user_id: UUID, staff: Staff, handing: list[Offer]) -> str:
    worker = staff.worker(user_id)
    if worker:
        return worker.user.name
    return next((name for offer in handing for name in offer.group.leads), _("diese Person"))


def _uuids(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError as error:
        raise Http404 from error


def clarifying(request: HttpRequest) -> HttpResponse:
    """/klaerung/: households whose address belongs to no region yet."""
    held, today = require(request, Action.INTAKE), request.today
    concept = rulebook.current(today)
    groups = distribution.unclear(held, today)
    failed: RegionForm | None = None
    if request.method == "POST":
        asked = _uuids(request.POST.getlist("files"))
        get_files(request, asked, action=Action.OPEN_FILE)  # taking people in for a region opens none of its files
        files = get_files(request, asked, action=Action.INTAKE)
        if any(f.region for f in files):
            messages.info(request, _("Diese Region steht inzwischen fest."))
            return redirect("cases:clarifying")
        form = RegionForm(request.POST, concept=concept, auto_id=f"id_{files[0].pk}_%s")
        if form.is_valid():
            try:
                reason = clarify_region(
                    files, form.cleaned_data["district"], form.cleaned_data["region"], by=request.user
                )
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("Geklärt. %(reason)s") % {"reason": reason})
                return redirect("cases:clarifying")
        failed = form
    forms = [
        (
            g,
            failed
            if failed and failed.auto_id == f"id_{g.head.pk}_%s"
            else RegionForm(concept=concept, auto_id=f"id_{g.head.pk}_%s"),
        )
        for g in groups
    ]
    return render(request, "cases/clarifying.html", {"groups": forms, "failed": failed}, status=422 if failed else 200)
