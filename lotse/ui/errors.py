"""Error pages. They render for anonymous visitors and without a database: nothing here asks for user or session."""

import logging
from html import escape

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.utils.translation import gettext as _

from lotse.ui.render import bare_context

logger = logging.getLogger("lotse.request")


def _page(request: HttpRequest, status: int, title: str, *sentences: str, retry: bool = False) -> HttpResponse:
    values = bare_context(request) | {"title": title, "sentences": sentences, "status": status, "retry": retry}
    html = engines["jinja2"].env.get_template("ui/error.html").render(values)
    return HttpResponse(html, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        400,
        _("Diese Anfrage war nicht zu verstehen"),
        _("Meist ist ein Link unvollständig kopiert oder eine Seite zu lange offen gewesen."),
        _(
            "Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal. Was Sie getippt haben, "
            "steht noch dort."
        ),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        403,
        _("Das gehört nicht zu Ihrer Rolle"),
        _("Diese Seite oder dieser Schritt ist für Ihre Rolle nicht vorgesehen. Es wurde nichts geändert."),
        _("Brauchen Sie den Zugang für Ihre Arbeit, wenden Sie sich an Ihre Leitung. Sie kann ihn einrichten lassen."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.method == "POST":  # what somebody saw a moment ago, and somebody else has removed since
        return _page(
            request,
            404,
            _("Das gibt es hier nicht mehr"),
            _(
                "Jemand hat es inzwischen entfernt, oder es gehört zu einer Akte, für die Sie nicht zuständig sind. "
                "Es wurde nichts geändert."
            ),
            _("Gehen Sie im Browser zurück: Was Sie getippt haben, steht noch dort."),
        )
    return _page(
        request,
        404,
        _("Diese Seite finden wir nicht"),
        _("Es gibt sie nicht, oder sie gehört zu einer Akte, für die Sie nicht zuständig sind."),
        _(
            "Beginnen Sie bei „Heute“; dort steht oben auch die Suche. Wurde die Akte gerade übergeben, "
            "fragen Sie die Regionalkoordination."
        ),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """`reason` is for developers; the log has it (django.security.csrf)."""
    return _page(
        request,
        403,
        _("Diese Seite war zu lange offen"),
        _(
            "Zu Ihrem Schutz nimmt Lotse ein Formular nur an, solange die Anmeldung gilt, mit der es geöffnet "
            "wurde. Es wurde nichts gesichert."
        ),
        _(
            "Gehen Sie im Browser zurück: Ihr Text steht noch dort. Kopieren Sie ihn, laden Sie die Seite neu und "
            "fügen Sie ihn wieder ein."
        ),
        _(
            "Geschieht das immer wieder, lässt Ihr Browser keine Cookies zu. Lotse braucht zwei: für Anmeldung "
            "und Formulare."
        ),
        retry=True,
    )


LAST_RESORT = """<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Störung · Lotse</title></head>
<body><main><h1>Lotse ist gerade gestört</h1><p>Bitte versuchen Sie es in einigen Minuten noch einmal.
Bleibt es dabei, nennen Sie der Administration die Kennnummer {reference}.</p></main></body></html>"""


def server_error(request: HttpRequest) -> HttpResponse:
    try:
        return _page(
            request,
            500,
            _("Da ist bei uns etwas schiefgegangen"),
            _("Der Fehler liegt bei Lotse, nicht bei Ihnen. Ihre letzte Eingabe ist vielleicht nicht gesichert."),
            _(
                "Gehen Sie im Browser zurück: Ihr Text steht noch dort. Versuchen Sie es in einigen Minuten noch "
                "einmal."
            ),
            _(
                "Bleibt es dabei, nennen Sie der Administration die Kennnummer. Sie findet damit den Fehler; über "
                "Klientinnen und Klienten steht dort nichts."
            ),
            retry=True,
        )
    except Exception:  # the page that reports a fault must not become the next one
        logger.exception("the error page itself failed")
        return HttpResponse(LAST_RESORT.format(reference=escape(getattr(request, "reference", "-"))), status=500)
