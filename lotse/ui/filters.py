"""How dates, numbers and names are written. German forms unless the reader chose English."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lotse.ui.clock import BERLIN
from lotse.ui.scripts import language_and_direction

DAYS = {
    "de": ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
LONG_DAYS = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "de": [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}


def _lang() -> str:
    return "en" if (get_language() or "de").startswith("en") else "de"


def _local(value: date) -> date:
    """An instant becomes the German wall clock; a plain date stays what it is."""
    return value.astimezone(BERLIN) if isinstance(value, datetime) and value.tzinfo else value


def date_(value: date | None) -> str:
    if value is None:
        return ""
    value = _local(value)
    if _lang() == "en":
        return f"{value.day} {MONTHS['en'][value.month - 1][:3]} {value.year:04}"
    return f"{value.day:02}.{value.month:02}.{value.year:04}"


def day(value: date | None) -> str:
    """With the weekday, where one plans: Fr 20.11.2026."""
    return "" if value is None else f"{DAYS[_lang()][_local(value).weekday()]} {date_(value)}"


def long_day(value: date | None) -> str:
    """For headings: Freitag, 20.11.2026."""
    return "" if value is None else f"{LONG_DAYS[_lang()][_local(value).weekday()]}, {date_(value)}"


def short_day(value: date | None) -> str:
    """Inside a dated month group and in day strips: Fr 20.11."""
    if value is None:
        return ""
    value = _local(value)
    if _lang() == "en":
        return f"{DAYS['en'][value.weekday()]} {value.day} {MONTHS['en'][value.month - 1][:3]}"
    return f"{DAYS['de'][value.weekday()]} {value.day:02}.{value.month:02}."


def time_(value: datetime | None) -> str:
    return "" if value is None else f"{_local(value):%H:%M}"


def datetime_(value: datetime | None) -> str:
    return "" if value is None else f"{date_(value)}, {time_(value)}"


def month(value: date | None) -> str:
    return "" if value is None else f"{MONTHS[_lang()][_local(value).month - 1]} {_local(value).year:04}"


def partial_date(value: Sequence[int | None] | date | None) -> str:
    """Dates with unknown parts as the registers write them: 00.00.1990."""
    if value is None or isinstance(value, date):
        return date_(value)
    year, month_, day_ = value
    if year is None:
        return ""
    if month_ and day_:
        return date_(date(year, month_, day_))
    return f"{day_ or 0:02}.{month_ or 0:02}.{year:04}"


def number(value: float | Decimal | None, places: int | None = None) -> str:
    """1.234,5; with `places` exactly that many decimals, without them at most two and no trailing zeros."""
    if value is None:
        return ""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    rounded = exact.quantize(Decimal(1).scaleb(-(2 if places is None else places)), rounding=ROUND_HALF_UP)
    if rounded == 0:
        rounded = abs(rounded)  # no "-0"
    text = f"{rounded:,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if _lang() == "en" else text.translate(str.maketrans(",.", ".,"))


def hours(value: float | Decimal | None) -> str:
    return "" if value is None else f"{number(value, 1)} h"


def minutes(value: int | None) -> str:
    return "" if value is None else f"{number(value)} min"


def in_days(value: date | None, today: date) -> str:
    """How far away a day is, in words: heute, gestern, in 12 Tagen."""
    if value is None:
        return ""
    distance = _local(value).toordinal() - today.toordinal()
    named = {0: _("heute"), 1: _("morgen"), -1: _("gestern")}
    if distance in named:
        return named[distance]
    if distance > 0:
        return ngettext("in %(n)s Tag", "in %(n)s Tagen", distance) % {"n": distance}
    return ngettext("vor %(n)s Tag", "vor %(n)s Tagen", -distance) % {"n": -distance}


def lang_attrs(value: Any, language: str = "") -> SafeString:
    """lang and dir for a text in its original script: `<bdi {{ name|lang_attrs("fa") }}>`."""
    tag, direction = language_and_direction(str(value or ""), language)
    return format_html('lang="{}" dir="{}"', tag, direction)


FILTERS = {
    "date": date_,
    "day": day,
    "long_day": long_day,
    "short_day": short_day,
    "time": time_,
    "datetime": datetime_,
    "month": month,
    "partial_date": partial_date,
    "number": number,
    "hours": hours,
    "minutes": minutes,
    "in_days": in_days,
    "lang_attrs": lang_attrs,
}
