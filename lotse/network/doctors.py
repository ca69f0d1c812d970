"""The list of doctors of a region to hand to a family (P-72): by speciality, in her language beside the German."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from babel import Locale, UnknownLocaleError
from django.utils.translation import gettext as _

from lotse.concept.model import Concept
from lotse.network import words
from lotse.network.models import Partner, PartnerLanguage, PartnerSpeciality
from lotse.network.search import Wanted, partners
from lotse.network.shown import keys_of
from lotse.paper.dates import long_date
from lotse.paper.press import Letterhead, Paper
from lotse.paper.texts import Texts, texts_of

TEXTS = "doctors"
MOST = 200  # what one can still hand out
SAME = {"prs": "fa_AF", "kmr": "ku"}  # where the lists of languages use another code
WAYS = ("by_appointment", "has_open_hours", "needs_referral")


def doctors(wanted: Wanted, concept: Concept, today: date) -> list[Partner]:
    """Those of the group health; of one speciality, language and region where these are wanted."""
    return list(partners(wanted, concept, today)[:MOST])


def by_speciality(rows: Sequence[Partner], concept: Concept, only: str = "") -> list[tuple[str, list[Partner]]]:
    """In the order of the concept; who treats several things stands under each. Without any: last, under ""."""
    treated = keys_of(PartnerSpeciality, [row.pk for row in rows])
    known = [entry.key for entry in concept.federal.specialities]
    found: dict[str, list[Partner]] = defaultdict(list)
    for row in rows:
        for key in [k for k in treated[row.pk] if k in known and (not only or k == only)] or [""]:
            found[key].append(row)
    return [(key, found[key]) for key in [*known, ""] if found[key]]


def doctors_paper(
    rows: Sequence[Partner], concept: Concept, lang: str, head: Letterhead | None, today: date, *, only: str = "",
    where: str = "",
) -> Paper:  # fmt: skip
    """`lang` "": German alone. What stands on doors and telephones stays as it is written there."""
    texts = texts_of(TEXTS)
    both = [texts["de"], *([texts[lang]] if lang in texts and lang != "de" else [])]
    spoken = keys_of(PartnerLanguage, [row.pk for row in rows])
    titles = words.titles(concept.federal.specialities)
    groups = [
        {
            "title": [t.words.get(f"speciality-{key}", titles.get(key, "")) if key else t["others"] for t in both],
            "rows": [_told(row, spoken[row.pk], both, concept) for row in found],
        }
        for key, found in by_speciality(rows, concept, only)
    ]
    data = {
        "langs": [t.lang for t in both], "words": [dict(t.words) for t in both], "where": where, "groups": groups,
        "as_of": [t["as_of"].format(day=long_date(today, t.lang)) for t in both],
    }  # fmt: skip
    labels = {
        "name": _("Name"),
        "address": _("Anschrift"),
        "hours": _("Öffnungszeiten"),
        "bring": _("Was ist mitzubringen?"),
    }
    return Paper("network/doctors", data, _("Ärztinnen und Ärzte"), today, head, labels=labels)


def _told(row: Partner, spoken: Sequence[str], both: Sequence[Texts], concept: Concept) -> dict[str, Any]:
    ways = [name for name in WAYS if getattr(row, name)]
    ways += ["wheelchair"] if row.wheelchair == Partner.Wheelchair.YES else []
    ways += ["interpreter"] if row.interpreter in (Partner.Interpreter.ON_SITE, Partner.Interpreter.ON_REQUEST) else []
    return {
        "name": row.name, "address": row.address, "way": row.way, "phone": row.phone, "hours": row.hours,
        "bring": row.bring,
        "ways": [[t[name] for name in ways] for t in both],
        "speaks": [", ".join(_languages(spoken, t.lang, concept)) for t in both],
    }  # fmt: skip


def _languages(keys: Sequence[str], lang: str, concept: Concept) -> list[str]:
    """As the reader calls them; where her language has no word we know, in German."""
    german = {entry.key: entry.title.de for entry in concept.languages}
    theirs: Mapping[str, str] = {} if lang == "de" else _names(lang)
    return sorted(theirs.get(key) or theirs.get(SAME.get(key, "")) or german.get(key, key) for key in keys)


def _names(lang: str) -> Mapping[str, str]:
    try:
        return dict(Locale.parse(lang).languages)
    except UnknownLocaleError:
        return {}
