"""/akten/<key>/haushalt/ and /akten/<key>/gelesen/: with whom the person lives, and who has seen the file."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lotse.accounts.access import require, rights
from lotse.accounts.permissions import Action
from lotse.cases.access import by_number, get_file_for_log
from lotse.cases.header import header
from lotse.cases.households import household_of_file, readings
from lotse.cases.views.frame import open_page, page
from lotse.ui.render import render


def household(request: HttpRequest, key: UUID) -> HttpResponse:
    file, head = open_page(request, key, "household")
    return page(request, "cases/household.html", head, {"home": household_of_file(file, rights(request), head.today)})


def readers(request: HttpRequest, key: UUID) -> HttpResponse:
    """Who has seen this file? Data protection gets the list without the file."""
    file, may_open = get_file_for_log(request, key)
    if may_open:
        return page(request, "cases/readers.html", header(request, file, "readers"), {"readings": readings(file)})
    return render(request, "cases/readers_only.html", {"file": file, "readings": readings(file)})


def in_full(number: str) -> str:
    """2026-17 means 2026-00017, as in the search."""
    year, dash, count = number.strip().partition("-")
    return f"{year}-{count:0>5}" if dash and count.isdigit() else number.strip()


def find_readers(request: HttpRequest) -> HttpResponse:
    """From a file number to its readers; the number is sent by POST and stands in no address."""
    held = require(request, Action.READ_LOG)
    if request.method == "POST":
        number = in_full(request.POST.get("nummer", "").replace("\0", ""))  # which PostgreSQL takes in no text
        file = by_number(held, Action.READ_LOG, number, request.today)
        if file:
            return redirect("cases:readers", file.pk)
        missing = _("Bitte eine Aktennummer angeben.") if not number else _("Diese Aktennummer gibt es nicht.")
        messages.warning(request, missing + " " + _("Sie steht im Kopf der Akte, zum Beispiel 2026-00017."))
    return redirect("desk:today")
