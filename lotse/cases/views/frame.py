"""The frame every page of a file stands in."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from lotse.accounts.permissions import Action
from lotse.cases.access import get_file
from lotse.cases.header import Header, header
from lotse.cases.models import File
from lotse.ui.render import render


def open_page(
    request: HttpRequest, key: UUID, here: str, *, action: Action = Action.OPEN_FILE, reading: str = "file"
) -> tuple[File, Header]:
    file = get_file(request, key, action=action, reading=reading)
    return file, header(request, file, here)


def open_to_change(request: HttpRequest, key: UUID, here: str) -> tuple[File, Header]:
    """A closed file is read only, and so is one brought together with another: reopen it first, with a reason."""
    file, head = open_page(request, key, here, action=Action.EDIT_FILE)
    if not head.can_change:
        raise PermissionDenied
    return file, head


def page(request: HttpRequest, template: str, head: Header, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, template, {"head": head, "file": head.file} | context, status=status)


def uuid_or_404(text: str) -> UUID:
    """The id of a row that a form names."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def version_in(request: HttpRequest) -> int:
    """The version a form without fields was read at; 0, which no row has, where none of ours was sent."""
    try:
        return int(request.POST.get("version", ""))
    except ValueError:
        return 0
