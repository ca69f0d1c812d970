"""/akten/<key>/teilhabe/wohnung/…: one household's way to a flat of its own, on one page from the first talk to the
registrations after moving in."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lotse.accounts.access import rights
from lotse.accounts.permissions import Action
from lotse.cases.actions import Refused
from lotse.cases.header import Header
from lotse.cases.households import household_files
from lotse.cases.models import File
from lotse.cases.planning import Changed
from lotse.cases.views.frame import page
from lotse.cases.words import title
from lotse.notes.views.kept import keeps
from lotse.programmes import housing as verbs
from lotse.programmes import housing_forms as forms
from lotse.programmes.access import get_housing, get_left, may_write, may_write_where_kept, open_to_read, open_to_write
from lotse.programmes.gone import Gone
from lotse.programmes.housing_facts import Way, procedures_of, rent_line, rent_table_of, way_of
from lotse.programmes.housing_office import record_decision
from lotse.programmes.housing_reading import concerned_by, ended_by_move, suggestion_for, ways
from lotse.programmes.housing_steps import steps_of
from lotse.programmes.models import HousingApplication, HousingMark, HousingOffer
from lotse.programmes.views.checklists import closed

HERE = "programmes:housing"


@keeps(gettext_lazy("Weg zur eigenen Wohnung"))
def new(request: HttpRequest, key: UUID) -> HttpResponse:
    head = open_to_write(request, key)
    if not procedures_of(head.file.concept):
        raise Http404
    if answer := closed(request, head):
        return answer
    suggested = suggestion_for(head)
    benefit = head.benefit.system if head.benefit else ""
    row = HousingApplication(
        file=head.file, started_on=head.today, benefit=benefit, procedure=suggested.key if suggested else ""
    )
    form = forms.BeginHousingForm(request.POST or None, head=head, row=row, others=_others(request, head))
    if request.method == "POST" and form.is_valid():
        try:
            verbs.begin(row, form.values(), also=form.chosen(), by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Angelegt. Hier stehen die Schritte in ihrer Reihenfolge."))
            return redirect(HERE, head.file.pk, row.pk)
    context = {
        "form": form, "suggested": suggested, "benefit": title(head.concept.benefits, benefit) if benefit else "",
        "standing": [one for one in ways(head) if not one.is_over],
    }  # fmt: skip
    return page(request, "programmes/housing_new.html", head, context, 422 if form.errors else 200)


@keeps(gettext_lazy("Weg zur eigenen Wohnung"))
def housing(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    head = open_to_read(request, key)
    try:
        found = get_housing(head, row)
    except Http404:
        left = get_left(head, HousingApplication, row)
        procedure = title(procedures_of(left.row.concept), left.row.procedure)
        return page(request, "programmes/left.html", head, {"left": left, "heading": procedure})
    if request.method == "POST":
        open_to_write(request, key)
        if answer := closed(request, head):
            return answer
        if request.POST.get("step") == "entfernen":
            return _remove(request, head, found)
    form = forms.HousingForm(request.POST or None, head=head, row=found, others=_others(request, head, found))
    if request.method == "POST" and form.is_valid():
        try:
            verbs.change_housing(
                found, form.values(), also=form.chosen(), without=[f for f in form.others if f not in form.chosen()],
                version=form.cleaned_data["version"], by=request.user,
            )  # fmt: skip
        except Changed:
            found.refresh_from_db(fields=[f.name for f in found._meta.concrete_fields if f.name != "proceedings"])
            form.show_both(found)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Gesichert."))
            return redirect(request.path)
    status = 409 if form.was_outdated else 422 if form.errors else 200
    return page(request, "programmes/housing.html", head, _shown(request, head, found, form), status)


def _shown(request: HttpRequest, head: Header, found: HousingApplication, form: forms.HousingForm) -> dict[str, Any]:
    way = way_of(found)
    table = rent_table_of(found, way.procedure)
    return {
        "form": form, "row": found, "way": way, "procedure": way.procedure, "steps": steps_of(way, head.today),
        "concerned": concerned_by(found, rights(request), head.today), "can_write": may_write(head),
        "can_act": may_write(head) and not found.is_over, "can_report": head.can_change,
        "benefit": title(head.concept.benefits, found.benefit) if found.benefit else "",
        "rents": {one.pk: rent_line(way, one) for one in way.offers}, "table": table,
        "titles": {one.key: title((one,), one.key) for one in (*way.procedure.costs, *way.procedure.registrations,
                                                               *way.procedure.hearings)},
        "ending": ended_by_move(head) if way.moved_on else None,
    }  # fmt: skip


def _others(request: HttpRequest, head: Header, row: HousingApplication | None = None) -> list[File]:
    """Those of the household one may write in, save the one it is kept with."""
    kept = row.file_id if row else head.file.pk
    files = household_files(head.file, rights(request), Action.WRITE_NOTES, head.today) if may_write(head) else []
    return [f for f in files if f.pk != kept and f.person.died_on is None]


def _remove(request: HttpRequest, head: Header, found: HousingApplication) -> HttpResponse:
    try:
        if not may_write_where_kept(request, found):
            raise Refused(_("Das wird in einer anderen Akte geführt und lässt sich nur dort entfernen."))
        verbs.remove_housing(found, by=request.user)
    except Gone:  # somebody else has done the same
        messages.success(request, _("Der Eintrag ist entfernt."))
        return redirect("programmes:overview", head.file.pk)
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect(HERE, head.file.pk, found.pk)
    messages.success(request, _("Der Eintrag ist entfernt."))
    return redirect("programmes:overview", head.file.pk)


# --- steps ------------------------------------------------------------------------------------------------------------
def open_way(request: HttpRequest, key: UUID, row: UUID) -> tuple[Header, Way, HttpResponse | None]:
    """To take a step; the answer, where nothing may be taken any more."""
    head = open_to_write(request, key)
    way = way_of(get_housing(head, row))
    answer = closed(request, head)
    if answer is None and way.row.is_over:
        messages.warning(request, _("Das ist beendet. Nehmen Sie das Ende zuerst zurück."))
        answer = redirect(HERE, head.file.pk, way.row.pk)
    return head, way, answer


def saved(request: HttpRequest, form: Any, verb: Callable[[], object], way: Way) -> bool:
    """Whether the verb went through; what it refused stands at the form, and so does what somebody else has saved."""
    try:
        verb()
    except Changed:
        way.row.refresh_from_db(fields=[f.name for f in way.row._meta.concrete_fields if f.name != "proceedings"])
        form.outdated(way_of(way.row))
    except Refused as refused:
        form.add_error(None, str(refused))
    else:
        messages.success(request, _("Gesichert."))
        return True
    return False


def status_of(form: Any) -> int:
    return 409 if form.was_outdated else 422 if form.errors else 200


@keeps(gettext_lazy("Schritt zur eigenen Wohnung"))
def step(request: HttpRequest, key: UUID, row: UUID, does: str) -> HttpResponse:
    head, way, answer = open_way(request, key, row)
    entry = way.procedure.step(does)
    if entry is None or does not in ("explained", "search", "application", "decision", "lease"):
        raise Http404
    if answer:
        return answer
    if request.method == "POST" and does == "lease" and request.POST.get("step") == "entfernen":
        return _unsign(request, head, way)
    form = _form(request, way, does, head)
    if request.method == "POST" and form.is_valid() and saved(request, form, _verb(request, way, does, form), way):
        return redirect(HERE, head.file.pk, way.row.pk)
    context = {
        "form": form, "row": way.row, "way": way, "heading": title((entry,), entry.key), "does": does,
        "source": entry.source, "shut": getattr(form, "shut", []) or way.why_shut(does),
    }  # fmt: skip
    return page(request, "programmes/housing_step.html", head, context, status_of(form))


def _form(request: HttpRequest, way: Way, does: str, head: Header) -> Any:
    if does == "lease":
        return forms.LeaseForm(request.POST or None, way=way, today=head.today)
    if does == "decision":
        return forms.DecisionForm(request.POST or None, way=way, today=head.today)
    return forms.DayForm(request.POST or None, way=way, today=head.today, does=does)


def _verb(request: HttpRequest, way: Way, does: str, form: Any) -> Callable[[], object]:
    data, row, by = form.cleaned_data, way.row, request.user
    if does == "lease":
        return lambda: verbs.sign_lease(
            row, data["on"], form.chosen_offer(), deviation=form.deviation(), version=data["version"], by=by
        )
    if does == "decision":
        return lambda: record_decision(
            row, data["decision"], data["on"], data["words"], deviation=form.deviation(), version=data["version"],
            by=by,
        )  # fmt: skip
    return lambda: verbs.note_day(row, does, data["on"], version=data["version"], by=by)


def _unsign(request: HttpRequest, head: Header, way: Way) -> HttpResponse:
    try:
        verbs.take_back_lease(way.row, version=way.row.version, by=request.user)
        messages.success(request, _("Der Mietvertrag ist zurückgenommen."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect(HERE, head.file.pk, way.row.pk)


# --- offers, costs, marks ---------------------------------------------------------------------------------------------
@keeps(gettext_lazy("Wohnungsangebot"))
def offer_new(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    head, way, answer = open_way(request, key, row)
    offer = HousingOffer(application=way.row, offered_on=head.today)
    return answer or _offer(request, head, way, offer)


@keeps(gettext_lazy("Wohnungsangebot"))
def offer(request: HttpRequest, key: UUID, row: UUID, offer: UUID) -> HttpResponse:
    head, way, answer = open_way(request, key, row)
    found = next((one for one in way.offers if one.pk == offer), None)
    if found is None:
        raise Http404
    if answer:
        return answer
    if request.method == "POST" and request.POST.get("step") == "entfernen":
        try:
            verbs.remove_offer(found, by=request.user)
            messages.success(request, _("Der Eintrag ist entfernt."))
        except Refused as refused:
            messages.warning(request, str(refused))
        return redirect(HERE, head.file.pk, way.row.pk)
    return _offer(request, head, way, found)


def _offer(request: HttpRequest, head: Header, way: Way, found: HousingOffer) -> HttpResponse:
    form = forms.OfferForm(request.POST or None, head=head, row=found)
    is_new = found._state.adding
    if request.method == "POST" and form.is_valid():
        try:
            if is_new:
                verbs.enter_offer(found, form.values(), by=request.user)
            else:
                verbs.change_offer(found, form.values(), version=form.cleaned_data["version"], by=request.user)
        except Changed:
            found.refresh_from_db()
            form.show_both(found)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Das Angebot ist gesichert."))
            return redirect(HERE, head.file.pk, way.row.pk)
    table = rent_table_of(way.row, way.procedure)
    limit = table.limit_for(way.persons, head.today) if table else None
    context = {"form": form, "row": way.row, "way": way, "is_new": is_new, "table": table, "limit": limit}
    return page(request, "programmes/housing_offer.html", head, context, status_of(form))


@keeps(gettext_lazy("Kosten der Wohnung"))
def cost(request: HttpRequest, key: UUID, row: UUID, kind: str) -> HttpResponse:
    head, way, answer = open_way(request, key, row)
    entry = next((one for one in way.procedure.costs if one.key == kind), None)
    if entry is None:
        raise Http404
    if answer:
        return answer
    form = forms.CostForm(request.POST or None, way=way, today=head.today, kind=kind)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        done = saved(
            request, form,
            lambda: verbs.record_cost(way.row, kind, form.values(), version=version, by=request.user), way,
        )  # fmt: skip
        if done:
            return redirect(HERE, head.file.pk, way.row.pk)
    context = {
        "form": form, "row": way.row, "way": way, "heading": title((entry,), kind), "does": "costs",
        "source": entry.source, "shut": [],
    }  # fmt: skip
    return page(request, "programmes/housing_step.html", head, context, status_of(form))


LANDLORD = "vermieter"  # in an address, where else the key of a registration stands


@keeps(gettext_lazy("Eintrag zur Wohnung"))
def mark(request: HttpRequest, key: UUID, row: UUID, item: str) -> HttpResponse:
    """A landlord visited together, or one of the registrations."""
    head, way, answer = open_way(request, key, row)
    entry = next((one for one in way.procedure.registrations if one.key == item), None)
    if entry is None and item != LANDLORD:
        raise Http404
    if answer:
        return answer
    form = forms.MarkForm(request.POST or None, today=head.today, since=way.moved_on if entry else None)
    if request.method == "POST" and form.is_valid():
        kind = HousingMark.Kind.REGISTRATION if entry else HousingMark.Kind.LANDLORD
        data = form.cleaned_data
        try:
            verbs.mark(way.row, kind, entry.key if entry else "", data["on"], data["words"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Gesichert."))
            return redirect(HERE, head.file.pk, way.row.pk)
    heading = title((entry,), item) if entry else str(HousingMark.Kind.LANDLORD.label)
    search = way.procedure.step("search")
    context = {
        "form": form, "row": way.row, "way": way, "heading": heading, "does": "mark",
        "source": entry.source if entry else search.source if search else None,
        "shut": way.why_shut("registrations") if entry else [],
    }  # fmt: skip
    return page(request, "programmes/housing_step.html", head, context, 422 if form.errors else 200)


@require_POST
def unmark(request: HttpRequest, key: UUID, row: UUID, mark: UUID) -> HttpResponse:
    head, way, answer = open_way(request, key, row)
    found = next((one for one in way.marks if one.pk == mark), None)
    if found is None:
        raise Http404
    if answer:
        return answer
    try:
        verbs.unmark(found, by=request.user)
        messages.success(request, _("Zurückgenommen."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect(HERE, head.file.pk, way.row.pk)
