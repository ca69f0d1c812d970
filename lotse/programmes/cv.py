"""The CV (P-31, P-32): what is known of education, work and languages, put into words that can still be changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lotse.accounts.access import Rights
from lotse.cases.background_page import PathRow, background_of
from lotse.cases.header import Header, address_line
from lotse.cases.words import country_title, title
from lotse.paper.press import Paper
from lotse.people.models import Contact, Education
from lotse.ui.filters import date_, partial_date

TEMPLATE, CATEGORY = "programmes/cv", "cv"


@dataclass(frozen=True)
class Line:
    """One entry of the table. Without a heading it is left out."""

    when: str
    what: str
    where: str
    more: str


@dataclass(frozen=True)
class Draft:
    """What the form begins with."""

    fields: dict[str, str]
    work: list[Line]
    education: list[Line]


def draft_of(head: Header, held: Rights) -> Draft:
    """In the language that is spoken while it is called: German. What an employer may not ask stays out, as do papers
    that are missing and a protected address."""
    person, past = head.person, background_of(head, held)
    contacts: dict[str, str] = {}
    for kind, value in person.contacts.values_list("kind", "value"):
        contacts.setdefault(kind, value)
    shows_address = head.stay is not None and not person.is_address_protected
    fields = {
        "name": f"{person.given_name} {person.family_name}".strip(),
        "address": address_line(head, head.stay).replace(", ", "\n") if shows_address and head.stay else "",
        "phone": contacts.get(Contact.Kind.PHONE, ""), "email": contacts.get(Contact.Kind.EMAIL, ""),
        "born": partial_date(person.birth).removeprefix("00.").removeprefix("00."),  # as far as it is known
        "nationality": country_title(person.nationality) if person.nationality else "",
        "languages": "\n".join(_language(row) for row in past.languages) or _spoken(head), "skills": "",
        "signed": ", ".join(filter(None, (head.stay.place if shows_address and head.stay else "", date_(head.today)))),
    }  # fmt: skip
    return Draft(fields, [_line(row) for row in past.work], [_line(row) for row in past.education])


def _language(row: Any) -> str:
    level = _("Muttersprache") if row.is_mother_tongue else row.level
    return f"{row.title}: {level}" if level else row.title


def _spoken(head: Header) -> str:
    """Where no language was asked about, the one in which people talk with her."""
    key = head.person.contact_language
    return title(head.concept.languages, key) if key else ""


def _line(row: PathRow) -> Line:
    papers = {str(label) for label in Education.Papers.labels}
    more = [line for line in row.lines if line not in papers]
    if row.recognition and row.recognition[0] == "done":
        more.append(_("in Deutschland %(how)s") % {"how": row.recognition[1]})
    return Line(row.period, row.heading, row.place, "\n".join(more))


def cv_paper(head: Header, typed: Mapping[str, Any], work: list[Line], education: list[Line]) -> Paper:
    """It is the person's own paper: no letterhead, and nothing that says who helped with it."""
    data = {
        "name": typed["name"],
        "about": [
            [label, typed[key]]
            for key, label in (
                ("address", _("Anschrift")), ("phone", _("Telefon")), ("email", _("E-Mail")),
                ("born", _("Geboren")), ("nationality", _("Staatsangehörigkeit")),
            )
            if typed[key]
        ],
        "parts": [
            {"title": heading, "lines": [[line.when, line.what, line.where, line.more] for line in lines if line.what]}
            for heading, lines in ((_("Berufserfahrung"), work), (_("Bildungsweg"), education))
        ],
        "lists": [
            [heading, _lines(typed[key])]
            for heading, key in ((_("Sprachen"), "languages"), (_("Weitere Kenntnisse"), "skills"))
        ],
        "signed": typed["signed"],
    }  # fmt: skip
    return Paper(TEMPLATE, data, _("Lebenslauf"), head.today)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
