"""Days and times as the reader of a paper writes them, with the digits of the language."""

from datetime import date, time

from babel.dates import format_date

ARABIC, PERSIAN = "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"
DIGITS = {"ar": ARABIC, "ckb": ARABIC, "fa": PERSIAN, "prs": PERSIAN}
# Where Babel's order is not what one writes: Sorani day after month, Turkish the weekday last.
PATTERNS = {"de": "EEEE, d. MMMM y", "ckb": "EEEE، d MMMM y", "tr": "d MMMM y EEEE", "ti": "EEEE፣ d MMMM y"}
LOCALES = {"en": "en_GB", "prs": "fa_AF"}


def long_date(day: date, lang: str) -> str:
    """Mittwoch, 25. November 2026; Arabic with both names of the month, for east and west."""
    if lang == "ar":
        parts = [format_date(day, "EEEE، d MMMM", locale="ar_SY"), format_date(day, "MMMM", locale="ar")]
        return in_digits(f"{parts[0]} ({parts[1]}) {day.year}", lang)
    text: str = format_date(day, PATTERNS.get(lang, "full"), locale=LOCALES.get(lang, lang))
    return in_digits(text, lang)


def clock(at: time, lang: str) -> str:
    """By the 24 hours of the German clock in every language, so that nobody comes twelve hours off."""
    return in_digits(f"{at:%H:%M}", lang)


def in_digits(text: str, lang: str) -> str:
    return text.translate(str.maketrans("0123456789", DIGITS[lang])) if lang in DIGITS else text
