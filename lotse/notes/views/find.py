"""/akten/<key>/finden/: words in the notes of one file. Sent by POST, so that no address or log holds them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lotse.accounts.permissions import Action
from lotse.cases.access import get_file
from lotse.cases.header import header
from lotse.notes.find import find_in, marked, tags_in
from lotse.notes.timeline import entries
from lotse.ui.render import render


def find(request: HttpRequest, key: UUID) -> HttpResponse:
    file = get_file(request, key, action=Action.READ_NOTES, reading="note")
    head = header(request, file, "find")
    wanted = request.POST.get("wort", "").strip()[:200]
    tag, all_ = request.POST.get("marke", "")[:200], entries(head)
    hits = marked(all_, tag) if tag else find_in(all_, wanted) if wanted else []
    context = {
        "head": head, "file": file, "wanted": "" if tag else wanted, "tag": tag, "hits": hits, "tags": tags_in(all_),
        "trail": _("Finden"),
    }  # fmt: skip
    return render(request, "notes/find.html", context)
