"""Drafts of forms: what is typed into any form of a room below is kept as a note's draft is, under the form's own
address, and put back when its author opens that form again. See decision 15.

    @keeps(gettext_lazy("Ziel"))                       # the view: which form it is, for the list of drafts
    def goal(request, key, row=None): ...

    {% call kept_form() %} ... {% endcall %}    {# the template, from notes/kept.html #}
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from lotse.audit.context import acting
from lotse.audit.sent import FIELD, KEEPS, SAYS_NOTHING, form_id_of
from lotse.notes.drafts import PLACE, Typed, Window, settle_draft, typed_in_words
from lotse.notes.models import AT_HOME, Draft
from lotse.ui.filters import date_, time_
from lotse.ui.ids import uuid7
from lotse.ui.typed import as_data, empty_forms, put_back
from lotse.vault.keys import ensure_organisation_key, open_keys

FORMS = ("form", "lines")  # what pages call the form to be kept, and the lines in it
TECHNICAL = (FIELD, *SAYS_NOTHING)


def place_of(request: HttpRequest) -> list[str]:
    """The name of the address and what stands in it: codes and ids, no words."""
    match = request.resolver_match
    assert match is not None
    return [match.view_name, *(f"{name}={value}" for name, value in sorted(match.kwargs.items()))]


def address_of(typed: Typed) -> str:
    """Where the form is; "" where this installation has no such form any more."""
    name, *values = typed.get(PLACE) or [""]
    try:
        return reverse(name, kwargs=dict(value.split("=", 1) for value in values)) if name else ""
    except NoReverseMatch:
        return ""


def form_address(row: Draft, typed: Typed) -> str:
    """Where its author goes on with it; "" where that form is gone."""
    address = address_of(typed)
    return f"{address}?entwurf={row.pk}" if address else ""


def title_of(typed: Typed) -> str:
    """What its view calls the form."""
    try:
        return str(getattr(resolve(address_of(typed)).func, "kept_as", ""))
    except Resolver404:
        return ""


def typed_in_form(request: HttpRequest) -> Typed:
    """Every field as it stands in the browser, and which form it is."""
    said: Typed = {n: [str(v) for v in request.POST.getlist(n)] for n in request.POST if n not in TECHNICAL}
    return said | {PLACE: place_of(request)}


def window_of(request: HttpRequest) -> Window | None:
    key, version = form_id_of(request), request.POST.get("draft_version", "")
    if key is None:
        return None
    tab = request.POST.get("draft_tab", "").replace("\0", "")[:40]
    return Window(key, tab, int(version) if version.isdecimal() and len(version) < 10 else 0)


def opened(rows: Iterable[Draft]) -> Mapping[UUID, Typed]:
    """What stands in one's own drafts, by their ids; without those whose key is gone."""
    rows = list(rows)
    for organisation in {r.organisation_id for r in rows if r.file_id is None}:
        ensure_organisation_key(organisation)
    keys = open_keys({r.file_id or r.organisation_id for r in rows})
    return {r.pk: typed_in(r, key) for r in rows if (key := keys.get(r.file_id or r.organisation_id))}


def typed_in(row: Draft, key: bytes) -> Typed:
    """`key` is at hand already: of the file, or of the organisation."""
    return typed_in_words(Draft.words.field.open_text(row.pk, key, row.__dict__["words"]))  # type: ignore[attr-defined]


@dataclass
class Kept:
    """The form of one request: for the view that keeps it and for the page that shows it."""

    request: HttpRequest
    file_id: UUID | None
    draft: Draft | None = None
    others: list[Draft] = field(default_factory=list)

    def put_back(self, values: dict[str, Any]) -> None:
        """Into the forms of the page, when it is opened; called by `render`, which is after the door."""
        values["kept"] = self
        forms = [] if self.request.method == "POST" else empty_forms(values, FORMS)
        waiting = self._waiting() if forms else {}
        if not waiting:
            return
        wanted = self.request.GET.get("entwurf", "")
        rows = list(waiting)
        self.draft = next((r for r in rows if str(r.pk) == wanted), None if wanted == "neu" else rows[0])
        self.others = [r for r in rows if r is not self.draft]
        if self.draft:
            for one in forms:
                put_back(one, as_data(waiting[self.draft]))

    def _waiting(self) -> dict[Draft, Typed]:
        """One's own drafts of this very form, the newest first."""
        mine = Draft.objects.filter(AT_HOME, author=self.request.user.pk, file=self.file_id, kind=Draft.Kind.FORM)
        rows = list(mine)
        typed, here = opened(rows) if rows else {}, place_of(self.request)
        return {r: typed[r.pk] for r in rows if r.pk in typed and typed[r.pk].get(PLACE) == here}

    def settle(self) -> None:
        """The words have become a record, in this transaction: see `drafts.settle_draft`."""
        if window := window_of(self.request):
            with acting(self.request.user.pk, "settle_draft"):  # type: ignore[arg-type]
                settle_draft(window, typed_in_form(self.request), author=self.request.user)  # type: ignore[arg-type]

    # --- for the template ---------------------------------------------------------------------------------------------
    @property
    def address(self) -> str:
        return self.request.path

    @property
    def keep_address(self) -> str:
        return f"{self.request.path}?{KEEPS}=1"

    @property
    def technical(self) -> list[tuple[str, str]]:
        """Hidden: id, version and window. A form that comes back with errors keeps its own."""
        sent = window_of(self.request) if self.request.method == "POST" else None
        found = sent or Window(self.draft.pk if self.draft else uuid7(), "", self.draft.version if self.draft else 0)
        names = (FIELD, "draft_version", "draft_tab")
        return list(zip(names, (str(found.draft_id), str(found.version), found.tab or str(uuid7())), strict=True))

    @property
    def moment(self) -> str:
        """ "heute, 10:42" """
        assert self.draft is not None
        at, today = self.draft.updated_at, self.request.today  # type: ignore[attr-defined]
        on = _("heute") if date_(at) == date_(today) else date_(at)
        return f"{on}, {time_(at)}"
