"""The slip with the link to the survey (P-115): in her language, to take home. It names nobody, and it is never filed:
with it the secret would stand in the file, and whoever reads the file could answer in her place."""

from django.utils.translation import gettext as _

from lotse.accounts.letterhead import letterhead_of
from lotse.cases.header import Header
from lotse.casework.models import SurveyLink
from lotse.casework.survey import languages
from lotse.paper.code import qr_svg
from lotse.paper.dates import long_date
from lotse.paper.press import Paper
from lotse.paper.texts import texts_of

TEXTS = "survey-slip"


def survey_slip(head: Header, link: SurveyLink, address: str) -> Paper:
    """In the language of the link, where there are words for the slip in it as well; else German."""
    asked, ours = languages(), texts_of(TEXTS)
    lang = link.language if link.language in asked and link.language in ours else "de"
    told = dict(asked[lang].words) | dict(ours[lang].words)
    told["once"] = ours[lang]["once"].format(day=long_date(link.until_on, lang))
    wanted = ("title", "intro", "scan", "type", "once", "becomes", "you-choose", "with-me", "total-only", "no-name")
    data = {
        "lang": lang, "words": {key: told[key] for key in wanted}, "address": address, "code": qr_svg(address),
        "what": "" if lang == "de" else _("Befragung, %(language)s") % {"language": ours[lang]["language"]},
    }  # fmt: skip
    return Paper("casework/survey-slip", data, _("Befragung"), head.today, letterhead_of(head.file.organisation), lang)


def slip_is_checked(lang: str) -> bool:
    ours = texts_of(TEXTS)
    return ours.get(lang, ours["de"]).is_checked
