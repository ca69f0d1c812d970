"""/gruppenangebote/…: what a provider offers groups, date by date."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lotse.accounts.permissions import Action
from lotse.cases.actions import Refused
from lotse.cases.planning import Changed
from lotse.cases.words import title
from lotse.concept.model import Concept
from lotse.notes.views.kept import keeps
from lotse.programmes import group_actions as verbs
from lotse.programmes.gone import Gone
from lotse.programmes.group_access import (
    dates_of,
    get_date,
    get_offer,
    listable,
    named,
    notes_about,
    offers_for,
    organisations,
)
from lotse.programmes.group_access import find_date as get_date_alone
from lotse.programmes.group_forms import DateForm, OfferForm
from lotse.programmes.group_shown import overview
from lotse.programmes.groups import GroupDate, GroupOffer
from lotse.rulebook import access as rulebook
from lotse.ui.render import render


def _concept(request: HttpRequest) -> Concept:
    """404 where the concept knows no group offers."""
    concept = rulebook.current(request.today)  # type: ignore[attr-defined]
    if not concept.offer_kinds:
        raise Http404
    return concept


def offers(request: HttpRequest) -> HttpResponse:
    _held, rows = offers_for(request)
    concept = _concept(request)
    found = overview(rows, concept, request.today)  # type: ignore[attr-defined]
    return render(request, "programmes/offers.html", {"running": found[0], "past": found[1]})


@keeps(gettext_lazy("Gruppenangebot"), in_file=False)
def new_offer(request: HttpRequest) -> HttpResponse:
    held, _rows = offers_for(request)
    _concept(request)
    own, home = organisations(held, Action.WRITE_NOTES), request.user.organisation_id  # type: ignore[union-attr]
    row = GroupOffer(organisation_id=home if home in own else min(own), from_on=request.today)  # type: ignore[attr-defined]
    return _edit_offer(request, row)


@keeps(gettext_lazy("Gruppenangebot"), in_file=False)
def change_offer(request: HttpRequest, key: UUID) -> HttpResponse:
    return _edit_offer(request, get_offer(request, key)[1])


def _edit_offer(request: HttpRequest, row: GroupOffer) -> HttpResponse:
    form = OfferForm(request.POST or None, row=row, concept=_concept(request))
    if request.method == "POST" and form.is_valid():
        try:
            saved = verbs.save_offer(row, form.values(), version=form.cleaned_data["version"], by=request.user)  # type: ignore[arg-type]
        except Changed:
            row.refresh_from_db()
            form.show_both(row)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Das Angebot ist gesichert."))
            return redirect("programmes:offer", saved.pk)
    status = 409 if form.was_outdated else 422 if form.errors else 200
    return render(request, "programmes/offer_form.html", {"form": form, "row": row}, status=status)


def offer(request: HttpRequest, key: UUID) -> HttpResponse:
    """The offer and its dates; here the next one is added."""
    _held, row = get_offer(request, key)
    concept = _concept(request)
    context = {
        "row": row, "dates": list(dates_of(row)), "kind": title(concept.offer_kinds, row.kind),
        "language": title(concept.languages, row.language) if row.language else "",
    }  # fmt: skip
    return render(request, "programmes/offer.html", context)


@keeps(gettext_lazy("Termin eines Gruppenangebots"), in_file=False)
def new_date(request: HttpRequest, key: UUID) -> HttpResponse:
    row = get_offer(request, key)[1]
    return _edit_date(request, key, GroupDate(offer=row, on=request.today))  # type: ignore[attr-defined]


@keeps(gettext_lazy("Termin eines Gruppenangebots"), in_file=False)
def change_date(request: HttpRequest, key: UUID, date: UUID) -> HttpResponse:
    found = get_date(request, get_offer(request, key)[1], date)
    if request.method == "POST" and request.POST.get("step") == "entfernen":
        try:
            verbs.remove_date(found, by=request.user)  # type: ignore[arg-type]
        except Refused as refused:
            messages.warning(request, str(refused))
            return redirect(request.path)
        messages.success(request, _("Der Termin ist entfernt."))
        return redirect("programmes:offer", key)
    return _edit_date(request, key, found)


def find_date(request: HttpRequest, date: UUID) -> HttpResponse:
    """Where a note that was written about a date leads."""
    found = get_date_alone(request, date)
    _concept(request)
    return redirect("programmes:offer-date", found.offer_id, found.pk)


def _edit_date(request: HttpRequest, key: UUID, row: GroupDate) -> HttpResponse:
    held, offer_ = get_offer(request, key)
    today, is_new = request.today, row._state.adding  # type: ignore[attr-defined]
    files = listable(held, offer_, today, row)
    there = named(row)
    form = DateForm(request.POST or None, row=row, files=files, here=there, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.save_date(
                row, form.values(), here=form.chosen(), offered=[f.pk for f in files],
                version=form.cleaned_data["version"], by=request.user,  # type: ignore[arg-type]
            )  # fmt: skip
        except Changed:
            row.refresh_from_db()
            form.show_both(row)
        except Refused as refused:
            form.add_error(None if isinstance(refused, Gone) else "on", str(refused))
        else:
            messages.success(request, _("Der Termin ist gesichert."))
            return redirect("programmes:offer", key)
    status = 409 if form.was_outdated else 422 if form.errors else 200
    context = {
        "form": form, "row": row, "offer": offer_, "is_new": is_new, "unseen": len(there - {f.pk for f in files}),
        "here": sorted(str(pk) for pk in form.here), "notes": [] if is_new else notes_about(held, row, today),
    }  # fmt: skip
    return render(request, "programmes/offer_date.html", context, status=status)
