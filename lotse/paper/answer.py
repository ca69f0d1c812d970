"""A pressed paper as the answer to a request."""

from django.http import HttpResponse

from lotse.paper.press import Pressed

# the browser's own viewer, and nothing else
POLICY = (
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'self'; "
    "img-src 'self'; style-src 'unsafe-inline'"
)


def as_answer(pressed: Pressed, name: str) -> HttpResponse:
    """To look at and print; `name` is what the file is called when somebody keeps it, and names nobody."""
    response = HttpResponse(pressed.data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Content-Security-Policy"] = POLICY
    return response
