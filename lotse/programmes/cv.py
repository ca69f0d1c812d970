"""The CV (P-31, P-32): what is known of education, work and languages, put into words that can still be changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lotse.cases.background_page import LanguageRow, language_rows, newest_first, period_of
from lotse.cases.header import Header, address_line
from lotse.cases.known import NONE_YET
from lotse.cases.words import country_title, title
from lotse.paper.press import Paper
from lotse.people.models import Contact, Education, Employment
from lotse.ui.filters import date_, partial_date
from lotse.vault.keys import open_key

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


def draft_of(head: Header) -> Draft:
    """In the language that is spoken while it is called: German. What an employer may not ask stays out, and so does a
    protected address."""
    person = head.person
    contacts: dict[str, str] = {}
    for kind, value in person.contacts.values_list("kind", "value"):
        contacts.setdefault(kind, value)
    stay = None if person.is_address_protected else head.stay
    fields = {
        "name": f"{person.given_name} {person.family_name}".strip(),
        "address": address_line(head, stay).replace(", ", "\n") if stay else "",
        "phone": contacts.get(Contact.Kind.PHONE, ""), "email": contacts.get(Contact.Kind.EMAIL, ""),
        "born": partial_date(person.birth).removeprefix("00.").removeprefix("00."),  # as far as it is known
        "nationality": country_title(person.nationality) if person.nationality else "",
        "languages": "\n".join(_languages(head)), "skills": "",
        "signed": ", ".join(filter(None, (stay.place if stay else "", date_(head.today)))),
    }  # fmt: skip
    work, education = (_with_key(model, head) for model in (Employment, Education))
    return Draft(
        fields, [_work(row) for row in work],
        [_education(row) for row in education if row.years != 0 or row.kind != Education.Kind.SCHOOL],
    )  # fmt: skip


def _with_key(model: Any, head: Header) -> list[Any]:
    """The newest first, the key fetched once for all their words."""
    rows = newest_first(model.objects.filter(person=head.person))
    if rows:
        key = head.keys.get(head.person.seal_subject) or open_key(head.person.seal_subject)
        for row in rows:
            row.fresh_key = key
    return rows


def _languages(head: Header) -> list[str]:
    """With the one in which people talk with her, asked about or not; without those not yet begun."""
    rows, spoken = language_rows(head), head.person.contact_language
    found = [_language(row) for row in rows if row.level != NONE_YET]
    if spoken and all(row.key != spoken for row in rows):
        found.insert(0, title(head.concept.languages, spoken))
    return found


def _language(row: LanguageRow) -> str:
    level = _("Muttersprache") if row.is_mother_tongue else row.level
    return f"{row.title}: {level}" if level else row.title


def _work(row: Employment) -> Line:
    return Line(period_of(row), row.job or str(row.get_kind_display()), _where(row.employer, row), row.duties or "")


def _education(row: Education) -> Line:
    """What was reached, not what is missing."""
    reached = {
        Education.Outcome.DEGREE: row.get_outcome_display(),
        Education.Outcome.RUNNING: row.get_outcome_display(),
    }
    more = [": ".join(filter(None, (str(reached.get(row.outcome, "")), row.certificate)))]
    if row.recognition in (Education.Recognition.FULL, Education.Recognition.PARTLY):
        more.append(_("in Deutschland %(how)s") % {"how": row.get_recognition_display()})
    what = row.subject or str(row.get_kind_display())
    return Line(period_of(row), what, _where(row.institution, row), "\n".join(filter(None, more)))


def _where(words: str | None, row: Education | Employment) -> str:
    return ", ".join(filter(None, (words, country_title(row.country) if row.country else "")))


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
