"""Form fields that read what people in German offices type, and say in a sentence what they would understand."""

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from lotse.ui.filters import date_, number, partial_date

PartialDate = tuple[int, int | None, int | None]

_WEEKDAY = re.compile(r"^(mo|di|mi|do|fr|sa|so|mon|tue|wed|thu|fri|sat|sun)[a-zäöü]*\.?,?\s+", re.IGNORECASE)
_DAY_MONTH = re.compile(r"^(\d{1,2})\.\s*(\d{1,2})\.?$", re.ASCII)
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$", re.ASCII)
_DAY_MONTH_YEAR = re.compile(r"^(\d{1,2})[.,/\-\s]+(\d{1,2})[.,/\-\s]+(\d{4}|\d{2})$", re.ASCII)
_DIGITS = re.compile(r"^(\d{2})(\d{2})(\d{4}|\d{2})$", re.ASCII)
_MONTH_YEAR = re.compile(r"^(\d{1,2})[.,/\-\s]+(\d{4})$", re.ASCII)
_YEAR = re.compile(r"^(\d{4})$", re.ASCII)
_CLOCK = re.compile(r"^(\d{1,3}):([0-5]\d)\s*(?:h|std\.?|stunden?)?$", re.IGNORECASE | re.ASCII)
_MINUTES = re.compile(r"^(\d{1,4})\s*(?:min\.?|minuten?|m)?$", re.IGNORECASE | re.ASCII)
_HOURS = re.compile(
    r"^(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:h|std\.?|stunden?)(?:\s*(\d{1,2})\s*(?:min\.?|minuten?|m)?)?$",
    re.IGNORECASE | re.ASCII,
)
_DECIMAL = re.compile(r"^[+-]?(\d{1,3}([.\s'\u00a0\u202f]\d{3})+|\d+)?(,\d*)?$", re.ASCII)
_POINT_DECIMAL = re.compile(r"^[+-]?\d*\.\d+$", re.ASCII)


def _year(text: str) -> int:
    """Two digits mean 1970 to 2069: people type them for events, where no other century can be meant."""
    value = int(text)
    if len(text) == 4:
        return value
    return value + (2000 if value < 70 else 1900)


def _text_input(**attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", **attrs})


EARLIEST_YEAR, LATEST_YEAR = 1890, 2199


class GermanDateField(forms.Field):
    """20.11.2026, 20.11.26, 20112026, Fr 20.11.2026 or 2026-11-20; gives a date. Not one of a year nobody means: from
    such a day no reminder can be reckoned, and the pages that try are broken for everybody."""

    default_error_messages = {
        "required": gettext_lazy("Bitte ein Datum angeben, zum Beispiel 20.11.2026."),
        "invalid": gettext_lazy("Bitte als Tag, Monat, Jahr angeben, zum Beispiel 20.11.2026."),
        "no_such_day": gettext_lazy("Diesen Tag gibt es nicht: %(value)s."),
        "no_year": gettext_lazy("Das Jahr fehlt. Bitte vollständig angeben, zum Beispiel 20.11.2026."),
        "no_such_year": gettext_lazy("Dieses Jahr kann nicht stimmen: %(value)s."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", _text_input(placeholder=gettext_lazy("TT.MM.JJJJ"), size="12"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date):
            return value
        text = _WEEKDAY.sub("", str(value or "").strip())
        if not text:
            return None
        if found := _ISO.match(text):
            year, month, day = (int(part) for part in found.groups())
        elif found := _DAY_MONTH_YEAR.match(text) or _DIGITS.match(text):
            day, month, year = int(found[1]), int(found[2]), _year(found[3])
        else:
            code = "no_year" if _DAY_MONTH.match(text) else "invalid"
            raise ValidationError(self.error_messages[code], code=code)
        if not EARLIEST_YEAR <= year <= LATEST_YEAR:
            raise ValidationError(self.error_messages["no_such_year"], code="no_such_year", params={"value": text})
        try:
            return date(year, month, day)
        except ValueError:
            raise ValidationError(
                self.error_messages["no_such_day"], code="no_such_day", params={"value": text}
            ) from None

    def prepare_value(self, value: Any) -> Any:
        return date_(value) if isinstance(value, date) else value


class PartialDateField(forms.Field):
    """12.05.1990, 00.00.1990, 05.1990, 1990 or 1990-05-12; gives (year, month or None, day or None)."""

    default_error_messages = {
        "required": gettext_lazy(
            "Bitte ein Datum angeben. Ist der Tag unbekannt: 00.05.1990, ist auch der Monat unbekannt: 1990."
        ),
        "invalid": gettext_lazy(
            "Bitte mit vierstelligem Jahr angeben: 12.05.1990. Unbekannte Teile als 00: 00.00.1990."
        ),
        "no_such_day": gettext_lazy("Diesen Tag gibt es nicht: %(value)s. Ist der Tag unbekannt: 00.%(rest)s."),
        "no_such_month": gettext_lazy(
            "Diesen Monat gibt es nicht: %(value)s. Ist der Monat unbekannt: 00.00.%(year)s."
        ),
        "day_without_month": gettext_lazy("Ein Tag ohne Monat sagt zu wenig. Sind beide unbekannt: 00.00.%(year)s."),
        "no_such_year": gettext_lazy("Dieses Jahr kann nicht stimmen: %(value)s."),
    }

    def __init__(self, *, earliest_year: int = EARLIEST_YEAR, latest_year: int = LATEST_YEAR, **kwargs: Any) -> None:
        kwargs.setdefault("widget", _text_input(placeholder=gettext_lazy("TT.MM.JJJJ"), size="12"))
        super().__init__(**kwargs)
        self.earliest_year, self.latest_year = earliest_year, latest_year

    def _fail(self, code: str, **params: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params=params)

    def to_python(self, value: Any) -> PartialDate | None:
        if isinstance(value, tuple):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        if found := _YEAR.match(text):
            year, month, day = int(found[1]), 0, 0
        elif found := _MONTH_YEAR.match(text):
            year, month, day = int(found[2]), int(found[1]), 0
        elif found := _ISO.match(text):
            year, month, day = (int(part) for part in found.groups())
        elif (found := _DAY_MONTH_YEAR.match(text) or _DIGITS.match(text)) and len(found[3]) == 4:
            day, month, year = (int(part) for part in found.groups())
        else:
            raise self._fail("invalid")
        if not self.earliest_year <= year <= self.latest_year:
            raise self._fail("no_such_year", value=text)
        if month > 12:
            raise self._fail("no_such_month", value=text, year=f"{year}")
        if day and not month:
            raise self._fail("day_without_month", year=f"{year}")
        if day:
            try:
                date(year, month, day)
            except ValueError:
                raise self._fail("no_such_day", value=text, rest=f"{month:02}.{year}") from None
        return year, month or None, day or None

    def prepare_value(self, value: Any) -> Any:
        return partial_date(value) if isinstance(value, tuple | date) else value


class DurationField(forms.Field):
    """A duration in minutes: 45, 45 min, 1:15, 1,5 h or 1 h 15; gives whole minutes."""

    default_error_messages = {
        "required": gettext_lazy("Bitte Minuten als Zahl angeben, zum Beispiel 45."),
        "invalid": gettext_lazy("Minuten als Zahl, zum Beispiel 45; Stunden und Minuten als 1:15."),
        "too_short": gettext_lazy("Mindestens %(limit)s Minuten."),
        "too_long": gettext_lazy("Höchstens %(limit)s Minuten. Sind Stunden gemeint, dann zum Beispiel 1:15."),
    }

    def __init__(self, *, shortest: int = 1, longest: int = 24 * 60, **kwargs: Any) -> None:
        kwargs.setdefault("widget", _text_input(size="6"))
        super().__init__(**kwargs)
        self.shortest, self.longest = shortest, longest

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, timedelta):
            return int(value.total_seconds() // 60)
        text = "" if value is None else str(value).strip()
        if not text:
            return None
        if found := _MINUTES.match(text):
            minutes = int(found[1])
        elif found := _CLOCK.match(text):
            minutes = int(found[1]) * 60 + int(found[2])
        elif found := _HOURS.match(text):
            minutes = round(Decimal(found[1].replace(",", ".")) * 60) + int(found[2] or 0)
        else:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if minutes < self.shortest:
            raise ValidationError(self.error_messages["too_short"], code="too_short", params={"limit": self.shortest})
        if minutes > self.longest:
            raise ValidationError(self.error_messages["too_long"], code="too_long", params={"limit": self.longest})
        return minutes


class DecimalCommaField(forms.Field):
    """42,5 or 1.234,50; gives a Decimal. A single point with other than three digits behind it is read as a comma."""

    default_error_messages = {
        "required": gettext_lazy("Bitte eine Zahl angeben, zum Beispiel 42,5."),
        "invalid": gettext_lazy("Bitte eine Zahl angeben, zum Beispiel 42,5."),
        "too_many_places": gettext_lazy("Höchstens %(places)s Stellen nach dem Komma."),
        "too_small": gettext_lazy("Mindestens %(limit)s."),
        "too_large": gettext_lazy("Höchstens %(limit)s."),
    }

    def __init__(
        self,
        *,
        places: int = 2,
        smallest: Decimal | int | None = None,
        largest: Decimal | int | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("widget", _text_input(inputmode="decimal", size="10"))
        super().__init__(**kwargs)
        self.places, self.smallest, self.largest = places, smallest, largest

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, Decimal):
            return value
        text = "" if value is None else str(value).strip()
        if not text:
            return None
        if _DECIMAL.match(text):
            plain = re.sub(r"[.\s'\u00a0\u202f]", "", text).replace(",", ".")
        elif _POINT_DECIMAL.match(text):
            plain = text
        else:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            result = Decimal(plain)
        except InvalidOperation:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        exponent = result.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > self.places:
            raise ValidationError(
                self.error_messages["too_many_places"], code="too_many_places", params={"places": self.places}
            )
        return result

    def validate(self, value: Decimal | None) -> None:
        super().validate(value)
        if value is None:
            return
        if self.smallest is not None and value < self.smallest:
            raise ValidationError(
                self.error_messages["too_small"], code="too_small", params={"limit": number(self.smallest)}
            )
        if self.largest is not None and value > self.largest:
            raise ValidationError(
                self.error_messages["too_large"], code="too_large", params={"limit": number(self.largest)}
            )

    def prepare_value(self, value: Any) -> Any:
        return number(value, self.places) if isinstance(value, Decimal | float) else value
