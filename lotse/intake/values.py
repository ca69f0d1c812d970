"""From a cell to a typed value, or to a sentence that says what was found and what to do.

An empty cell gives None (or an empty text or tuple); whether that is allowed is for the caller to say.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from lotse.concept.labels import fold
from lotse.intake.codes import country_code, language_code
from lotse.intake.container import Cell, CellFault
from lotse.intake.xlsx import from_serial

MAX_TEXT = 200
MAX_NOTE = 20_000
FIRST_YEAR, LAST_YEAR = 1900, 2100
FIRST_SERIAL, LAST_SERIAL = 10_000, 73_050  # 18.05.1927 to the end of 2099, as Excel counts


class ValueProblem(Exception):
    """A cell that cannot be taken as it is; `message` is for the person who wrote it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class PartialDate(NamedTuple):
    """A birth date of which day, or day and month, may be unknown."""

    year: int
    month: int | None = None
    day: int | None = None


# --- text -------------------------------------------------------------------------------------------------------------
_INVISIBLE = re.compile("[\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")


def _written(cell: Cell) -> str:
    """The cell as somebody would read it aloud, for messages and for text columns."""
    if cell is None:
        return ""
    if isinstance(cell, CellFault):
        raise ValueProblem(
            _("In der Zelle steht der Fehlerwert %(value)s. Formel oder Wert in der Tabelle berichtigen.")
            % {"value": cell.code}
        )
    if isinstance(cell, bool):
        return str(_("ja") if cell else _("nein"))
    if isinstance(cell, datetime):
        return f"{cell:%d.%m.%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell).replace(".", ",")
    return str(cell)


def parse_text(cell: Cell, limit: int = MAX_TEXT, *, lines: bool = False) -> str:
    """Text in its normal form without control characters; too long a text is a problem, never cut."""
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", _written(cell)).replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(char if char == "\n" or unicodedata.category(char) != "Cc" else " " for char in text)
    text = "\n".join(" ".join(line.split()) for line in text.split("\n")).strip() if lines else " ".join(text.split())
    if len(text) > limit:
        raise ValueProblem(
            _("Der Text hat %(length)s Zeichen, Platz ist für %(limit)s. Bitte kürzen.")
            % {"length": len(text), "limit": limit}
        )
    return text


def _shown(cell: Cell) -> str:
    text = " ".join(_written(cell).split())
    return f"„{text[:60]}…“" if len(text) > 60 else f"„{text}“"


def parse_key(cell: Cell, limit: int = 80) -> str:
    """A file number or another mark, in which Excel likes to see a date or a large number."""
    if isinstance(cell, date):
        raise ValueProblem(
            _("Excel hat daraus das Datum %(value)s gemacht. Spalte als Text formatieren und den Wert neu eintragen.")
            % {"value": _shown(cell)}
        )
    text = parse_text(cell, limit)
    if re.fullmatch(r"\d([.,]\d+)?E[+-]?\d+", text, re.IGNORECASE) or isinstance(cell, float):
        raise ValueProblem(
            _("Excel hat die Nummer zu %(value)s gekürzt. Spalte als Text formatieren und die Nummer neu eintragen.")
            % {"value": _shown(cell)}
        )
    return text


def parse_house_number(cell: Cell) -> str:
    return parse_key(cell, 20)


def parse_list(cell: Cell, limit: int = MAX_TEXT) -> tuple[str, ...]:
    """Several values with commas, semicolons or one per line; each once, in their order."""
    text = parse_text(cell, limit * 50, lines=True)
    return tuple(dict.fromkeys(parse_text(part, limit) for part in re.split(r"[,;\n]", text) if part.strip()))


_EMAIL = re.compile(r"[^@\s,;<>\"()]+@([\w-]+\.)+[\w-]{2,}")


def parse_email(cell: Cell) -> str:
    text = parse_text(cell, 254).removeprefix("mailto:").strip("<>").lower()
    if text and not _EMAIL.fullmatch(text):
        raise ValueProblem(
            _("%(value)s ist keine E-Mail-Adresse. Bitte wie name@example.org schreiben.") % {"value": _shown(cell)}
        )
    return text


# --- dates ------------------------------------------------------------------------------------------------------------
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jänner jan",
            "februar feb",
            "märz mär mrz",
            "april apr",
            "mai",
            "juni jun",
            "juli jul",
            "august aug",
            "september sept sep",
            "oktober okt",
            "november nov",
            "dezember dez",
        ),
        1,
    )
    for name in names.split()
}
_TIME = re.compile(r"[ T]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z| Uhr)?\Z")
_GERMAN = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})\Z")
_NAMED = re.compile(r"(\d{1,2})\.?\s?([A-Za-zäÄ]{3,9})\.?\s?(\d{4}|\d{2})\Z")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z")
_OTHER = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})\Z")
_MONTH_YEAR = re.compile(r"(\d{1,2})[./-](\d{4})\Z")


def parse_date(cell: Cell, *, latest: date | None = None) -> date | None:
    """A full date. `latest` is the last day that makes sense (today, for something that has happened)."""
    found = _date_parts(cell, latest)
    if found is None:
        return None
    if found.day is None or found.month is None:
        raise ValueProblem(
            _("%(value)s ist kein vollständiges Datum. Bitte Tag, Monat und Jahr eintragen, wie 05.11.2026.")
            % {"value": _shown(cell)}
        )
    return _not_after(_real(found.year, found.month, found.day, _("Datum berichtigen.")), latest)


def parse_partial_date(cell: Cell, *, latest: date | None = None) -> PartialDate | None:
    """A birth date: 05.11.1990, 00.11.1990, 11/1990, 00.00.1990 or 1990."""
    found = _date_parts(cell, latest)
    if found is None:
        return None
    if found.month is None or found.day is None:
        first = _real(found.year, found.month or 1, 1, _("Datum berichtigen."))
        _not_after(first, latest)
        return found
    unknown = _("Datum berichtigen. Ist der Tag unbekannt: 00.%(month)02d.%(year)d.") % {
        "month": min(found.month, 12),
        "year": found.year,
    }
    _not_after(_real(found.year, found.month, found.day, unknown), latest)
    return found


def _real(year: int, month: int, day: int, advice: str) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueProblem(_("Das Jahr %(year)s kann nicht stimmen.") % {"year": year} + " " + advice)
    if not 1 <= month <= 12:
        raise ValueProblem(
            _("Einen Monat %(month)s gibt es nicht. Datum berichtigen, zuerst der Tag, dann der Monat: 05.11.2026.")
            % {"month": month}
        )
    try:
        return date(year, month, day)
    except ValueError as error:
        text = _("Den %(day)s gibt es nicht.") % {"day": f"{day:02}.{month:02}.{year}"}
        raise ValueProblem(f"{text} {advice}") from error


def _not_after(day: date, latest: date | None) -> date:
    if latest is not None and day > latest:
        raise ValueProblem(_("Der %(day)s liegt in der Zukunft. Datum berichtigen.") % {"day": f"{day:%d.%m.%Y}"})
    return day


def _year(digits: str, latest: date | None) -> int:
    """Two digits mean the latest possible year that is not after `latest`, without it 1970 to 2069."""
    if len(digits) == 4:
        return int(digits)
    year = 2000 + int(digits)
    if latest is not None:
        return year if year <= latest.year else year - 100
    return year if year < 2070 else year - 100


def _date_parts(cell: Cell, latest: date | None) -> PartialDate | None:
    if isinstance(cell, bool):
        raise _no_date(cell)
    if isinstance(cell, date):
        return PartialDate(cell.year, cell.month, cell.day)
    if isinstance(cell, float) and cell >= FIRST_SERIAL:
        cell = int(cell)  # a moment; the day is what counts
    text = _written(cell).strip().replace("\u00a0", " ")
    if not text:
        return None
    text = _TIME.sub("", text)
    if text.isascii() and text.isdigit():
        return _from_number(cell, int(text), len(text))
    if match := _GERMAN.match(text):
        day, month, year = int(match[1]), int(match[2]), _year(match[3], latest)
    elif match := _ISO.match(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif (match := _NAMED.match(text)) and match[2].lower() in _MONTHS:
        day, month, year = int(match[1]), _MONTHS[match[2].lower()], _year(match[3], latest)
    elif match := _MONTH_YEAR.match(text):
        day, month, year = 0, int(match[1]), int(match[2])
    elif match := _OTHER.match(text):
        day, month, year = int(match[1]), int(match[2]), _year(match[3], latest)
        if day != month and day <= 12 and month <= 12 and day and month:
            raise ValueProblem(
                _("Bei %(value)s ist nicht sicher, was Tag und was Monat ist. Bitte mit Punkten schreiben: %(day)s.")
                % {"value": _shown(cell), "day": f"{day:02}.{month:02}.{year}"}
            )
        if month > 12 >= day:
            day, month = month, day
    else:
        raise _no_date(cell)
    if year == 0:
        raise ValueProblem(
            _("Ohne Jahr ist die Person nicht wiederzufinden. Bitte ein geschätztes Jahr eintragen, wie 00.00.1990.")
        )
    if month == 0 and day:
        raise _no_date(cell)
    return PartialDate(year, month or None, day or None)


def _from_number(cell: Cell, number: int, length: int) -> PartialDate:
    if length == 4 and FIRST_YEAR <= number <= LAST_YEAR:
        return PartialDate(number)
    if FIRST_SERIAL <= number <= LAST_SERIAL:
        day = from_serial(number)
        if isinstance(day, date):
            return PartialDate(day.year, day.month, day.day)
    if length == 8 and FIRST_YEAR <= number // 10_000 <= LAST_YEAR:  # 20261105
        return PartialDate(number // 10_000, number // 100 % 100 or None, number % 100 or None)
    raise _no_date(cell)


def _no_date(cell: Cell) -> ValueProblem:
    return ValueProblem(_("%(value)s ist kein Datum. Bitte wie 05.11.2026 schreiben.") % {"value": _shown(cell)})


# --- words with a meaning ---------------------------------------------------------------------------------------------
_YES_NO = {
    **dict.fromkeys(("ja", "j", "x", "1", "wahr", "true", "yes", "y", "w", "✓", "✔", "✗"), True),
    **dict.fromkeys(("nein", "n", "0", "falsch", "false", "no", "-", "–", "kein", "keine"), False),
}
_SEX = {
    **dict.fromkeys(("m", "männlich", "mann", "male", "herr"), "male"),
    **dict.fromkeys(("w", "f", "weiblich", "frau", "female"), "female"),
    **dict.fromkeys(("d", "x", "divers", "diverse"), "diverse"),
    **dict.fromkeys(("u", "?", "-", "unbekannt", "keine angabe", "k.a.", "k. a.", "unknown"), "unknown"),
}
_ARRIVAL = {
    **dict.fromkeys(("zuweisung", "zugewiesen", "umverteilung", "assigned"), "assigned"),
    **dict.fromkeys(("zuzug", "zugezogen", "umzug", "moved-in"), "moved-in"),
    **dict.fromkeys(("familiennachzug", "nachzug", "familienzusammenführung", "family"), "family"),
}


def _word(cell: Cell, meanings: Mapping[str, str], choices: str) -> str:
    text = parse_text(cell).lower()
    if not text:
        return ""
    if text not in meanings:
        raise ValueProblem(
            _("%(value)s ist hier nicht vorgesehen. Möglich sind %(choices)s.")
            % {"value": _shown(cell), "choices": choices}
        )
    return meanings[text]


def parse_yes_no(cell: Cell) -> bool | None:
    if isinstance(cell, bool):
        return cell
    text = parse_text(cell).lower()
    if text and text not in _YES_NO:
        raise ValueProblem(
            _("%(value)s ist weder ja noch nein. Bitte ja oder nein eintragen.") % {"value": _shown(cell)}
        )
    return _YES_NO.get(text)


def parse_sex(cell: Cell) -> str:
    """male, female, diverse or unknown; "" for an empty cell."""
    return _word(cell, _SEX, _("männlich, weiblich, divers und unbekannt"))


def parse_arrival(cell: Cell) -> str:
    """assigned, moved-in or family; "" for an empty cell."""
    return _word(cell, _ARRIVAL, _("Zuweisung, Zuzug und Familiennachzug"))


def parse_postcode(cell: Cell) -> str:
    text = re.sub(r"^D-|\s", "", parse_text(cell))
    if not text or (len(text) == 5 and text.isascii() and text.isdigit()):
        return text
    if len(text) == 4 and text.isascii() and text.isdigit():
        raise ValueProblem(
            _(
                "„%(value)s“ hat nur vier Ziffern. Gemeint ist wohl 0%(value)s: "
                "Spalte in der Tabelle als Text formatieren, sonst fällt die Null weg."
            )
            % {"value": text}
        )
    raise ValueProblem(
        _("%(value)s ist keine Postleitzahl. Sie hat fünf Ziffern, wie 01159.") % {"value": _shown(cell)}
    )


def parse_country(cell: Cell) -> str:
    """ISO 3166 alpha-2, or codes.STATELESS or codes.UNCLEAR; "" for an empty cell."""
    text = parse_text(cell)
    code = country_code(text) if text else ""
    if text and not code:
        if fold(text) == "kongo":
            raise ValueProblem(_("Es gibt zwei Staaten: Bitte „DR Kongo“ oder „Republik Kongo“ eintragen."))
        if len(parts := [part for part in re.split(r"[,;/+]| und ", text) if country_code(part)]) > 1:
            raise ValueProblem(
                _(
                    "%(value)s sind mehrere Staatsangehörigkeiten. Hier nur eine eintragen, wie %(first)s; "
                    "die andere in die Bemerkung."
                )
                % {"value": _shown(cell), "first": parts[0].strip()}
            )
        raise ValueProblem(
            _("%(value)s ist als Staatsangehörigkeit nicht bekannt. Bitte das Land nennen, wie Syrien oder SY.")
            % {"value": _shown(cell)}
        )
    return code


def parse_languages(cell: Cell) -> tuple[str, ...]:
    """ISO 639 codes in the order given, each once."""
    found: dict[str, None] = {}
    for part in re.split(r"[,;/+\n]| und ", parse_text(cell, 1000, lines=True)):
        if not part.strip():
            continue
        code = language_code(part)
        if not code:
            raise ValueProblem(
                _("%(value)s ist als Sprache nicht bekannt. Bitte den Namen ausschreiben, wie Dari oder Tigrinya.")
                % {"value": _shown(part)}
            )
        found[code] = None
    return tuple(found)


# --- numbers ----------------------------------------------------------------------------------------------------------
_DECIMAL = re.compile(r"(\d{1,3})(?:[.,](\d{1,20}))?")


def parse_fte(cell: Cell) -> Decimal | None:
    """A share of a full position, 0 to 1, with three decimals."""
    text = parse_text(cell).lower()
    for word in ("vzä", "fte"):
        text = text.replace(word, "").strip()
    if not text:
        return None
    is_percent = text.endswith(("%", "prozent"))
    match = _DECIMAL.fullmatch(text.removesuffix("prozent").rstrip("% "))
    if match is None or isinstance(cell, date | bool):
        raise ValueProblem(
            _("%(value)s ist kein Stellenanteil. Bitte wie 0,75 oder 75 %% schreiben.") % {"value": _shown(cell)}
        )
    share = Decimal(f"{match[1]}.{match[2] or 0}")
    if is_percent:
        share /= 100
    if share > 1:
        meant = f"{share / 100:f}".rstrip("0").replace(".", ",") if 1 < share < 100 and not is_percent else ""
        hint = _("Gemeint ist wohl %(meant)s.") % {"meant": meant} if meant and share >= 10 else ""
        text = _("%(value)s ist mehr als eine ganze Stelle. Bitte wie 0,75 schreiben.") % {"value": _shown(cell)}
        raise ValueProblem(f"{text} {hint}".strip())
    return share.quantize(Decimal("0.001"))


_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(:00)?\s?(?:h|std|stunden|uhr)?\.?")
_HOURS = re.compile(r"(\d{1,2})(?:[.,](\d{1,2}))?\s?(?:h|std|stunden?)\.?")
_MINUTES = re.compile(r"(\d{1,4})\s?(?:m|min|minuten?|['’′])?\.?")
_BOTH = re.compile(r"(\d{1,2})\s?(?:h|std|stunden?)\.?\s?(?:und\s)?(\d{1,2})\s?(?:m|min|minuten?)?\.?")


def parse_minutes(cell: Cell) -> int | None:
    """A duration: 45, 45 min, 1:15, 1,5 h, 1 Std. 30 Min."""
    text = parse_text(cell).lower()
    if not text:
        return None
    if isinstance(cell, date | bool):
        minutes = -1
    elif match := _MINUTES.fullmatch(text):
        minutes = int(match[1])
    elif (match := _CLOCK.fullmatch(text)) or (match := _BOTH.fullmatch(text)):
        minutes = int(match[1]) * 60 + int(match[2])
    elif match := _HOURS.fullmatch(text):
        minutes = round(Decimal(f"{match[1]}.{match[2] or 0}") * 60)
    else:
        minutes = -1
    if not 0 < minutes <= 24 * 60:
        raise ValueProblem(
            _("%(value)s ist keine Dauer. Bitte in Minuten schreiben, wie 45, oder wie 1:15.") % {"value": _shown(cell)}
        )
    return minutes


def parse_choice(cell: Cell, choices: Mapping[str, str], names: Sequence[str]) -> str:
    """The key of one of `choices` (folded label -> key), for lists of the concept; `names` are told in the message."""
    text = parse_text(cell)
    if text and fold(text) not in choices:
        raise ValueProblem(
            _("%(value)s ist hier nicht vorgesehen. Möglich sind %(choices)s.")
            % {"value": _shown(cell), "choices": ", ".join(names)}
        )
    return choices[fold(text)] if text else ""
