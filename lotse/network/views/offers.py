"""What belongs to a partner: the people one reaches there, and the offers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from lotse.accounts.views.versions import save_or_show_both
from lotse.network import actions as verbs
from lotse.network.access import get_contact, get_offer, get_partner
from lotse.network.forms import ContactForm, OfferForm
from lotse.network.models import Offer, PartnerContact
from lotse.rulebook import access as rulebook
from lotse.ui.render import render


def offer_of(request: HttpRequest, row: UUID) -> HttpResponse:
    """From a help plan to where the offer stands now."""
    found = get_offer(request, row)
    return redirect(f"{reverse('network:partner', args=[found.partner_id])}#angebot-{found.pk}")


def contact_new(request: HttpRequest, key: UUID) -> HttpResponse:
    return _edit_contact(request, PartnerContact(partner=get_partner(request, key, write=True)))


def contact(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    found = get_contact(get_partner(request, key, write=True), row)
    if request.method == "POST" and request.POST.get("step") == "entfernen":
        verbs.remove_contact(found, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Der Eintrag ist entfernt."))
        return redirect("network:partner", key)
    return _edit_contact(request, found)


def _edit_contact(request: HttpRequest, row: PartnerContact) -> HttpResponse:
    form = ContactForm(request.POST or None, row=row, concept=rulebook.current(request.today))  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        saved = save_or_show_both(
            form,
            lambda version, _data: verbs.save_contact(row, form.values(), version=version, by=request.user),  # type: ignore[arg-type]
        )
        if saved:
            messages.success(request, _("Die Ansprechperson ist gesichert."))
            return redirect("network:partner", row.partner_id)
    status = 409 if form.was_outdated else 422 if form.errors else 200
    return render(request, "network/contact_form.html", {"form": form, "row": row}, status=status)


def offer_new(request: HttpRequest, key: UUID) -> HttpResponse:
    return _edit_offer(request, Offer(partner=get_partner(request, key, write=True)))


def offer(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    found = get_offer(request, row, get_partner(request, key, write=True))
    if request.method == "POST" and request.POST.get("step") == "entfernen":
        try:
            verbs.remove_offer(found, by=request.user)  # type: ignore[arg-type]
            messages.success(request, _("Das Angebot ist entfernt."))
        except verbs.Refused as refused:
            messages.warning(request, str(refused))
        return redirect("network:partner", key)
    return _edit_offer(request, found)


def _edit_offer(request: HttpRequest, row: Offer) -> HttpResponse:
    form = OfferForm(request.POST or None, row=row, concept=rulebook.current(request.today))  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        saved = save_or_show_both(
            form,
            lambda version, data: verbs.save_offer(
                row, form.values(), languages=data["languages"], version=version, by=request.user  # type: ignore[arg-type]
            ),
        )  # fmt: skip
        if saved:
            messages.success(request, _("Das Angebot ist gesichert."))
            return redirect("network:partner", row.partner_id)
    status = 409 if form.was_outdated else 422 if form.errors else 200
    return render(request, "network/offer_form.html", {"form": form, "row": row}, status=status)
