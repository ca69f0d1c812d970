"""Which columns a list may have, under which headings, and what stands in them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lotse.concept.labels import fold

Kind = Literal["text", "key", "date", "choice", "number"]


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    heading: str  # German in every language: it is part of the file format
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    kind: Kind = "text"  # how the template formats it; "key" is text that looks like a number
    hint: str | Promise = ""
    example: str = ""
    choices: tuple[str, ...] = ()

    @property
    def names(self) -> set[str]:
        return {fold(name) for name in (self.heading, self.key, *self.aliases)}


@dataclass(frozen=True, slots=True)
class ImportSpec:
    key: str
    title: str | Promise
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)

    def find(self, heading: str) -> Column | None:
        wanted = heading_key(heading)
        return next((column for column in self.columns if wanted in column.names), None) if wanted else None


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which column of the sheet holds which field."""

    columns: Mapping[str, int]  # field -> column, from 0
    unknown: tuple[str, ...]  # headings nobody could place: to be mapped by hand, or left out knowingly
    missing: tuple[Column, ...]  # required and not there
    doubled: tuple[str, ...]  # headings that name a field already found further left


LEFT_OUT = "-"  # remembered for a heading: this column is not wanted
RETURN_HEADING = "Was ist zu tun"  # the column added to rows handed back; ignored when they come in again
_ADDITION = re.compile(r"\([^)]*\)|\*")  # "Vorname(n)", "Geburtsdatum (TT.MM.JJJJ)", "PLZ*"


def heading_key(heading: str) -> str:
    """What is compared of a heading: no case, spaces, punctuation, umlauts, nor anything in brackets."""
    return fold(_ADDITION.sub("", heading)) or fold(heading)


def map_columns(
    headings: Iterable[str], spec: ImportSpec, remembered: Mapping[str, str] | None = None
) -> ColumnMapping:
    """Find the fields among the headings. `remembered` is heading_key -> field (or LEFT_OUT), as once set by hand."""
    remembered = remembered or {}
    fields = {column.key for column in spec.columns}
    by_name = {name: column.key for column in reversed(spec.columns) for name in column.names}
    found: dict[str, int] = {}
    unknown, doubled = [], []
    for at, heading in enumerate(headings):
        name = heading_key(heading)
        if not name or name == fold(RETURN_HEADING):
            continue
        field = remembered.get(name) or by_name.get(name)
        if field == LEFT_OUT:
            continue
        if field not in fields:
            unknown.append(heading)
        elif field in found:
            doubled.append(heading)
        else:
            found[field] = at
    missing = tuple(column for column in spec.columns if column.is_required and column.key not in found)
    return ColumnMapping(found, tuple(unknown), missing, tuple(doubled))


def column_letter(index: int) -> str:
    """0 -> A, 26 -> AA, as spreadsheets name their columns."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


_DATE_HINT = _("Datum wie 05.11.2026")
_YES_NO = ("ja", "nein")

ASSIGNMENTS = ImportSpec(
    "assignments",
    _("Zuweisungen"),
    (
        Column(
            "assigned_on",
            "Zuweisungsdatum",
            ("Zuweisung am", "zugewiesen am", "Datum der Zuweisung", "Datum Zuweisung", "Zuw.-Datum", "Zuweisungstag"),
            True,
            "date",
            hint=_("Datum aus dem Zuweisungsbescheid, wie 05.11.2026. Bei Zuzug oder Nachzug: Tag der Ankunft."),
            example="05.11.2026",
        ),
        Column(
            "aktenzeichen",
            "Aktenzeichen",
            ("Az.", "AZ", "Akten-Nr.", "Aktennummer", "Akten-Zeichen", "Aktenz.", "Geschäftszeichen", "Gz."),
            True,
            "key",
            _("Eines je Person, auch für Kinder"),
            "W-26-00921",
        ),
        Column(
            "household",
            "Haushalt",
            ("Haushalts-Nr.", "Haushaltsnummer", "HH", "HH-Nr.", "Familie Nr.", "Familienverband", "BG"),
            kind="key",
            hint=_("Ein beliebiges Kennzeichen, das die Mitglieder teilen. Die erste Zeile ist die Bezugsperson."),
            example="H-07",
        ),
        Column(
            "family_name",
            "Familienname",
            ("Nachname", "Name", "Zuname", "Fam.-Name", "Surname", "Last name", "Family name"),
            True,
            hint=_("Wie im Ausweispapier. Wer nur einen Namen hat: hier eintragen."),
            example="Rahimi",
        ),
        Column(
            "given_name",
            "Vorname",
            ("Vornamen", "Rufname", "Given name", "First name"),
            hint=_("Alle Vornamen, wie im Ausweispapier"),
            example="Zahra",
        ),
        Column(
            "original_name",
            "Name in Originalschrift",
            ("Originalschrift", "Originalname", "Name original", "Name (Originalschrift)", "Name in Landesschrift"),
            hint=_("Der ganze Name in der Schrift des Herkunftslandes"),
            example="زهرا رحیمی",
        ),
        Column(
            "birth",
            "Geburtsdatum",
            ("Geb.-Datum", "Geb.", "geb. am", "geboren", "geboren am", "GebDat", "Geburtstag", "Date of birth", "DOB"),
            kind="key",
            hint=_("Wie 05.11.1990. Unbekannter Tag oder Monat: 00.11.1990, 00.00.1990 oder 1990."),
            example="00.00.1990",
        ),
        Column(
            "sex",
            "Geschlecht",
            ("Geschl.", "m/w/d", "w/m/d", "Sex", "Gender"),
            kind="choice",
            hint=_("männlich, weiblich, divers oder unbekannt; auch m, w, d"),
            example="weiblich",
            choices=("männlich", "weiblich", "divers", "unbekannt"),
        ),
        Column(
            "nationality",
            "Staatsangehörigkeit",
            ("Staatsang.", "StA", "Nationalität", "Staatsbürgerschaft", "Herkunftsland", "Land", "Nationality"),
            hint=_("Land oder Kürzel: Afghanistan, afghanisch, AF, AFG; auch staatenlos oder ungeklärt"),
            example="Afghanistan",
        ),
        Column(
            "language",
            "Sprache",
            ("Muttersprache", "Sprachen", "Sprachkenntnisse", "Language", "Languages"),
            hint=_("Sprache für Gespräche zuerst, weitere mit Komma"),
            example="Dari, Englisch",
        ),
        Column(
            "needs_interpreter",
            "Dolmetscher nötig",
            ("Dolmetscher", "Dolmetscherbedarf", "Dolmetscher erforderlich", "Sprachmittler", "Sprachmittlung nötig"),
            kind="choice",
            hint=_("ja oder nein"),
            example="ja",
            choices=_YES_NO,
        ),
        Column(
            "status",
            "Aufenthaltsstatus",
            ("Status", "Aufenthalt", "Aufenthaltstitel", "Aufenthaltsrechtlicher Status", "AufenthG"),
            hint=_("Wie im Papier: Aufenthaltsgestattung, Duldung, § 25 Abs. 2 AufenthG …"),
            example="Aufenthaltsgestattung",
        ),
        Column(
            "arrival",
            "Ankunft",
            ("Art der Ankunft", "Ankunftsart", "Zugangsart", "Art des Zugangs"),
            kind="choice",
            hint=_("Zuweisung, Zuzug oder Familiennachzug; leer heißt Zuweisung"),
            example="Zuweisung",
            choices=("Zuweisung", "Zuzug", "Familiennachzug"),
        ),
        Column("street", "Straße", ("Str.", "Strasse", "Straßenname", "Street"), example="Kastanienweg"),
        Column("house_number", "Hausnummer", ("Haus-Nr.", "Hausnr.", "HNr.", "Nr."), kind="key", example="14 a"),
        Column(
            "postcode", "PLZ", ("Postleitzahl", "Post-leitzahl"), kind="key", hint=_("Fünf Ziffern"), example="01159"
        ),
        Column("place", "Ort", ("Wohnort", "Stadt", "City"), example="Musterstadt"),
        Column(
            "district",
            "Stadtbezirk/Gemeinde",
            ("Stadtbezirk", "Gemeinde", "Ortsamt", "Ortsamtsbereich", "Ortschaft", "Bezirk"),
            hint=_("Wenn bekannt; daraus ergibt sich die Region"),
            example="Cotta",
        ),
        Column(
            "accommodation",
            "Unterkunft",
            ("Unterbringung", "Wohnheim", "Objekt", "Einrichtung", "GU"),
            hint=_("Name des Hauses, wenn es keine eigene Wohnung ist"),
            example="ÜWH Kastanienweg 14",
        ),
        Column("remark", "Bemerkung", ("Bemerkungen", "Anmerkung", "Anmerkungen", "Hinweis", "Hinweise", "Kommentar")),
    ),
)

STAFF = ImportSpec(
    "staff",
    _("Beschäftigte"),
    (
        Column("email", "E-Mail", ("Mail", "E-Mail-Adresse", "Mailadresse"), True, example="a.weber@example.org"),
        Column("name", "Name", ("Vor- und Nachname", "Vorname Name", "Beschäftigte"), True, example="Anna Weber"),
        Column(
            "organisation",
            "Organisation",
            ("Träger", "Arbeitgeber", "Anstellungsträger"),
            True,
            example="Beispiel e.V.",
        ),
        Column("region", "Region", ("Team", "Gebiet"), hint=_("Darf leer bleiben"), example="West"),
        Column(
            "role",
            "Rolle",
            ("Rollen", "Funktion", "Aufgabe"),
            True,
            hint=_("Fachkraft, Begleitung, Regionalkoordination, Trägerleitung, Sozialamt, Auswertung, Datenschutz …"),
            example="Fachkraft",
        ),
        Column(
            "fte",
            "VZÄ",
            ("Vollzeitäquivalent", "Stellenanteil", "Stellenumfang", "FTE"),
            kind="number",
            hint=_("Wie 0,75 oder 75 %"),
            example="0,75",
        ),
        Column(
            "languages", "Sprachen", ("Sprache", "Sprachkenntnisse"), hint=_("Mit Komma"), example="Arabisch, Englisch"
        ),
        Column("qualification", "Qualifikation", ("Abschluss", "Ausbildung"), example="Soziale Arbeit (B.A.)"),
    ),
)

NOTES = ImportSpec(
    "notes",
    _("Vermerke"),
    (
        Column("date", "Datum", ("Kontaktdatum", "am", "Tag"), True, "date", _DATE_HINT, "20.11.2026"),
        Column(
            "staff",
            "Fachkraft",
            ("E-Mail der Fachkraft", "Fachkraft (E-Mail)", "Sozialarbeiter", "Sozialarbeiterin"),
            True,
            hint=_("E-Mail-Adresse"),
            example="a.weber@example.org",
        ),
        Column(
            "aktenzeichen",
            "Aktenzeichen",
            ("Az.", "AZ", "Akten-Nr.", "Aktennummer"),
            True,
            "key",
            _("Bei Gruppen mehrere mit Komma"),
            "W-26-00921",
        ),
        Column(
            "form",
            "Form",
            ("Kontaktform", "Art", "Art des Kontakts", "Beratungsform"),
            True,
            hint=_("Einzelberatung, Begleitung, Gruppenberatung, Hausbesuch, Telefonat …"),
            example="Hausbesuch",
        ),
        Column("topics", "Themen", ("Thema",), hint=_("Mit Komma"), example="Bildungssystem, Rückkehrberatung"),
        Column(
            "duration",
            "Dauer",
            ("Dauer (min)", "Minuten", "Dauer in Minuten"),
            kind="key",
            hint=_("Minuten, oder wie 1:15"),
            example="45",
        ),
        Column("summary", "Zusammenfassung", ("Inhalt", "Gesprächsinhalt", "Verlauf"), example="Erstbesuch"),
        Column("result", "Ergebnis", ("Ergebnisse", "Vereinbarung", "Vereinbarungen")),
    ),
)

SPECS: Mapping[str, ImportSpec] = {spec.key: spec for spec in (ASSIGNMENTS, STAFF, NOTES)}
KNOWN_HEADINGS = frozenset(name for spec in SPECS.values() for column in spec.columns for name in column.names)
