"""/verzeichnis/…: the list with its search, a partner, and keeping it up to date."""

import re
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lotse.accounts.permissions import Action
from lotse.accounts.views.versions import save_or_show_both
from lotse.concept.model import Concept
from lotse.network import actions as verbs
from lotse.network import words
from lotse.network.access import get_partner, keeper, reader
from lotse.network.forms import PartnerForm, SearchForm
from lotse.network.models import Partner, PartnerLanguage, PartnerSpeciality
from lotse.network.search import everywhere, partners, wanted_of, without_language
from lotse.network.shown import is_unchecked, keys_of, lines, offers_of, what_of
from lotse.rulebook import access as rulebook
from lotse.ui.render import render

FIRST = 30


@require_http_methods(["GET", "HEAD", "POST"])
def directory(request: HttpRequest) -> HttpResponse:
    """What is typed comes by POST: it may be somebody's name. The lists may stand in the address, for links."""
    held, today = reader(request), request.today  # type: ignore[attr-defined]
    concept = rulebook.current(today)
    data = request.POST if request.method == "POST" else request.GET
    wanted, bis = wanted_of(data, concept), data.get("bis", "")
    first = min(int(bis), 5000) if re.fullmatch("[0-9]{1,4}", bis) else FIRST
    rows = partners(wanted, concept, today)
    total = rows.count()
    context = {
        "form": SearchForm(initial=data.dict(), concept=concept), "wanted": wanted, "total": total,
        "lines": lines(list(rows[:first]), concept, today), "next": first + FIRST,
        "may_keep": held.may(Action.MAINTAIN_DIRECTORY),
        "others": partners(without_language(wanted), concept, today).count() if wanted.language and not total else 0,
        "elsewhere": partners(everywhere(wanted), concept, today).count() if wanted.region and not total else 0,
        "wider": everywhere(wanted).query,
        "language": words.titles(concept.languages).get(wanted.language, ""),
        "gap": gap_query(held.may(Action.WRITE_NOTES), wanted.language, wanted.region, concept),
    }  # fmt: skip
    return render(request, "network/directory.html", context, block="results")


def gap_query(may_write: bool, language: str, where: str, concept: Concept) -> str | None:
    """What an empty search knows of a gap; None where nobody could note one."""
    if not may_write or not any(step.kind == "monitoring" for step in concept.steps):
        return None
    district = next((d.name for r in concept.regions for d in r.districts if where == f"{r.key}/{d.key}"), "")
    return "&".join(f"{k}={v}" for k, v in (("sprache", language), ("ort", district)) if v)


def partner(request: HttpRequest, key: UUID) -> HttpResponse:
    row, held, today = get_partner(request, key), reader(request), request.today  # type: ignore[attr-defined]
    concept = rulebook.current(today)
    spoken, treated = keys_of(PartnerLanguage, [key])[key], keys_of(PartnerSpeciality, [key])[key]
    kinds, fields = words.titles(concept.federal.partner_kinds), words.titles(concept.federal.specialities)
    context = {
        "row": row, "what": what_of(row, treated, kinds, fields),
        "where": words.place_of(concept, row.region, row.district),
        "languages": ", ".join(words.named(spoken, words.titles(concept.languages))),
        "contacts": list(row.contacts.all()), "offers": offers_of(row, concept, today),
        "is_closed": row.is_closed(today), "is_unchecked": is_unchecked(row, today),
        "may_keep": held.may(Action.MAINTAIN_DIRECTORY),
    }  # fmt: skip
    return render(request, "network/partner.html", context)


def new(request: HttpRequest) -> HttpResponse:
    keeper(request)
    return _edit(request, Partner(checked_on=request.today))  # type: ignore[attr-defined]


def change(request: HttpRequest, key: UUID) -> HttpResponse:
    return _edit(request, get_partner(request, key, write=True))


def _edit(request: HttpRequest, row: Partner) -> HttpResponse:
    concept = rulebook.current(request.today)  # type: ignore[attr-defined]
    form = PartnerForm(request.POST or None, row=row, concept=concept, today=request.today)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        saved = save_or_show_both(
            form,
            lambda version, data: verbs.save_partner(
                row, form.values(), languages=data["languages"], specialities=data["specialities"], version=version,
                by=request.user,  # type: ignore[arg-type]
            ),
        )  # fmt: skip
        if saved:
            messages.success(request, _("Die Angaben sind gesichert."))
            return redirect("network:partner", saved.pk)
    status = 409 if form.was_outdated else 422 if form.errors else 200
    return render(request, "network/partner_form.html", {"form": form, "row": row}, status=status)


@require_POST
def checked(request: HttpRequest, key: UUID) -> HttpResponse:
    row = get_partner(request, key, write=True)
    verbs.confirm_checked(row, request.today, by=request.user)  # type: ignore[attr-defined, arg-type]
    messages.success(request, _("Vermerkt: Die Angaben sind heute geprüft."))
    return redirect("network:partner", key)


@require_POST
def remove(request: HttpRequest, key: UUID) -> HttpResponse:
    row = get_partner(request, key, write=True)
    try:
        verbs.remove_partner(row, by=request.user)  # type: ignore[arg-type]
    except verbs.Refused as refused:
        messages.warning(request, str(refused))
        return redirect("network:partner", key)
    messages.success(request, _("Der Eintrag ist entfernt."))
    return redirect("network:directory")
