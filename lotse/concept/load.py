"""Loading a concept: TOML in, typed and frozen dataclasses out, or one ConceptError with every problem and its line."""

import dataclasses
import json
import re
import tomllib
import types
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from lotse.concept import checks
from lotse.concept.entries import Source
from lotse.concept.extends import SOURCE_KEYS, CannotExtend, Origin, Written, written
from lotse.concept.lines import locate
from lotse.concept.model import Concept, Federal
from lotse.concept.periods import Span
from lotse.concept.quotes import all_quotes
from lotse.concept.vocabulary import Text

SHIPPED = Path(__file__).resolve().parents[1] / "concepts"
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MISSING: Any = object()
F = TypeVar("F", Concept, Federal)
Trail = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class ConceptError(Exception):
    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems), key=lambda problem: (problem.file, problem.line, problem.message))
        super().__init__("\n".join(map(str, self.problems)))


# --- where concepts lie -----------------------------------------------------------------------------------------------
def available(extra_dirs: Iterable[Path] = ()) -> list[str]:
    """The keys of all concepts, federal ones included."""
    return sorted(_files(extra_dirs))


def _files(extra_dirs: Iterable[Path]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in (SHIPPED, *map(Path, extra_dirs)):
        for path in sorted(folder.glob("*/*.toml")):
            key = key_of(path)
            if key in found:
                raise ConceptError([Problem(str(path), 1, f"„{key}“ gibt es schon: {found[key]}. Neues Datum wählen.")])
            found[key] = path
    return found


def key_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def load(key: str, extra_dirs: Iterable[Path] = ()) -> Concept | Federal:
    dirs = tuple(extra_dirs)
    files = _files(dirs)
    if key not in files:
        raise ConceptError([Problem(key, 1, f"Dieses Konzept gibt es nicht. Vorhanden: {', '.join(sorted(files))}.")])
    path = files[key]
    return check_any(path.read_text("utf-8"), str(path), dirs)


def load_concept(key: str, extra_dirs: Iterable[Path] = ()) -> Concept:
    found = load(key, extra_dirs)
    if not isinstance(found, Concept):
        raise ConceptError([Problem(key, 1, "Das ist eine bundesweite Sammlung, kein Konzept einer Kommune.")])
    return found


def load_federal(key: str, extra_dirs: Iterable[Path] = ()) -> Federal:
    found = load(key, extra_dirs)
    if not isinstance(found, Federal):
        raise ConceptError([Problem(key, 1, "Das ist ein Konzept, keine bundesweite Sammlung.")])
    return found


# --- checking a text --------------------------------------------------------------------------------------------------
def check_any(text: str, filename: str, extra_dirs: Iterable[Path] = ()) -> Concept | Federal:
    if Path(filename).parent.name == "federal":
        return _check(Federal, text, filename, tuple(extra_dirs))
    return check_text(text, filename, extra_dirs)


def check_text(text: str, filename: str, extra_dirs: Iterable[Path] = ()) -> Concept:
    return _check(Concept, text, filename, tuple(extra_dirs))


def _check(kind: type[F], text: str, filename: str, extra_dirs: tuple[Path, ...]) -> F:
    key, origin = key_of(Path(filename)), Origin(filename, text)

    def find(parent: str) -> tuple[Mapping[str, Any], Origin]:
        files = {
            name: path for name, path in _files(extra_dirs).items() if _is_federal(name) == issubclass(kind, Federal)
        }
        if parent not in files:
            raise CannotExtend(f"extends = {parent!r} gibt es nicht; erlaubt: {', '.join(sorted(files))}")
        there = Origin(str(files[parent]), files[parent].read_text("utf-8"))
        return _parsed(there), there

    try:
        whole = written(_parsed(origin), origin, find, (key,))
    except CannotExtend as error:
        raise ConceptError([Problem(filename, locate(text, ("extends",)), str(error))]) from error
    return _read(kind, whole, key, extra_dirs)


def _is_federal(key: str) -> bool:
    return key.startswith("federal/")


def _parsed(origin: Origin) -> Mapping[str, Any]:
    try:
        return tomllib.loads(origin.text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        number = int(line[1]) if line else len(origin.text.splitlines())
        raise ConceptError([Problem(origin.filename, number, f"Kein gültiges TOML: {error}")]) from error


# --- canonical text ---------------------------------------------------------------------------------------------------
def canonical_text(found: Concept | Federal) -> str:
    """The whole meaning of a concept, federal part included, independent of spaces and comments."""
    return found.canonical


@lru_cache(maxsize=32)
def from_canonical(text: str) -> Concept:
    """The concept as it was adopted, whatever has become of its file."""
    stored = json.loads(text)
    raw, key = stored["concept"], stored["key"]
    federal = _read(Federal, Written(stored["federal"], Origin(raw["federal"], "")), raw["federal"], ())
    return _read(Concept, Written(raw, Origin(key, "")), key, (), federal)


def _canonical(**parts: object) -> str:
    return json.dumps(parts, sort_keys=True, ensure_ascii=False, indent=1, default=lambda value: value.isoformat())


# --- reading ----------------------------------------------------------------------------------------------------------
def _read(kind: type[F], whole: Written, key: str, extra_dirs: tuple[Path, ...], federal: Federal | None = None) -> F:
    raw, reader = whole.raw, _Reader(whole)
    given: dict[str, Any] = {"key": key, "canonical": _canonical(key=key, federal=raw)}
    if kind is Concept:
        federal = federal or reader.federal(extra_dirs)
        given["federal"] = federal
        if federal:
            federal_raw = json.loads(federal.canonical)["federal"]
            given["canonical"] = _canonical(key=key, concept=raw, federal=federal_raw)
    found = reader.build(kind, raw, (), None, given)
    reader.stop_if_faulty()
    for trail, message in checks.problems(found):
        reader.problem(trail, message)
    reader.stop_if_faulty()
    return typing.cast(F, found)


class _Reader:
    def __init__(self, whole: Written) -> None:
        self.whole, self.raw = whole, whole.raw
        self.problems: list[Problem] = []

    def problem(self, trail: Trail, message: str) -> Any:
        origin, there = self.whole.place_of(trail)
        self.problems.append(Problem(origin.filename, locate(origin.text, there), message))
        return MISSING

    def stop_if_faulty(self) -> None:
        if self.problems:
            raise ConceptError(self.problems)

    def federal(self, extra_dirs: tuple[Path, ...]) -> Federal | None:
        key = self.raw.get("federal")
        keys = [name for name in available(extra_dirs) if name.startswith("federal/")]
        if key in keys:
            return load_federal(key, extra_dirs)
        self.problem(("federal",), f"federal = {key!r} gibt es nicht; erlaubt: {', '.join(keys)}")
        return None

    # --- one table ---
    def build(
        self,
        cls: type[Any],
        raw: object,
        trail: Trail,
        inherited: Source | None,
        given: Mapping[str, Any] | None = None,
    ) -> Any:
        if not isinstance(raw, Mapping):
            return self.problem(trail, f"{_name(trail)} muss eine Tabelle sein")
        values = dict(given or {})
        fields = {name: f for f in dataclasses.fields(cls) if (name := f.metadata.get("toml", f.name))}
        hints = typing.get_type_hints(cls)
        source = inherited
        if "source" in hints:
            fields.pop("source")
            source = values["source"] = self.source(raw, trail, inherited)
        allowed = sorted((*fields, *(SOURCE_KEYS if "source" in hints else ()), *(() if trail else ("note",))))
        for name in raw:
            if name not in allowed:
                self.problem((*trail, name), f"unbekannter Schlüssel „{name}“; erlaubt: {', '.join(allowed)}")
        for name, f in fields.items():
            if f.name in values:
                continue
            if name in raw:
                values[f.name] = self.value(hints[f.name], raw[name], (*trail, name), source if trail else None)
            elif f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING:
                values[f.name] = self.problem(trail, f"„{name}“ fehlt in {_name(trail)}")
        if MISSING in values.values() or None in (values.get("source", 0), values.get("federal", 0)):
            return MISSING
        built = cls(**values)
        if isinstance(built, Span) and (wrong := built.problem()):
            return self.problem(trail, f"{_name(trail)}: {wrong}")
        return built

    def source(self, raw: Mapping[str, Any], trail: Trail, inherited: Source | None) -> Any:
        """An entry inside another takes the source of the outer one unless it names its own."""
        given = [name for name in SOURCE_KEYS[:3] if name in raw]
        if len(given) > 1:
            return self.problem((*trail, given[1]), f"nur eine Quelle je Eintrag, hier: {', '.join(given)}")
        if not given:
            if "reading" in raw:
                return self.problem((*trail, "reading"), "reading steht nur neben requirement")
            return inherited or self.problem(
                trail, f"die Quelle fehlt in {_name(trail)}: requirement, practice oder ours angeben"
            )
        kind = typing.cast(Literal["requirement", "practice", "ours"], given[0])
        note_key = "reading" if kind == "requirement" else kind
        note = self.note(raw[note_key], (*trail, note_key)) if note_key in raw else None
        if kind != "requirement":
            return note if note is MISSING else Source(kind, (), note)
        ids = raw[kind] if isinstance(raw[kind], list) else [raw[kind]]
        unknown = [str(one) for one in ids if one not in all_quotes()]
        if unknown or not ids:
            names = ", ".join(unknown) or "(leer)"
            return self.problem((*trail, kind), f"unbekannte Anforderung {names}; erlaubt sind Nummern wie D-27")
        return MISSING if note is MISSING else Source(kind, tuple(ids), note)

    def note(self, value: object, trail: Trail) -> Any:
        """A note is a text, or the key of one in the table [note]."""
        if not isinstance(value, str):
            return self.text_of(value, trail)
        notes = self.raw.get("note", {})
        if value in notes:
            return self.text_of(notes[value], ("note", value))
        return self.problem(trail, f"„{value}“ steht nicht in [note]; erlaubt: {', '.join(notes) or 'nichts'}")

    def text_of(self, value: Any, trail: Trail) -> Any:
        parts = list(value.values()) if isinstance(value, Mapping) and value.keys() == {"de", "en"} else []
        if parts and all(isinstance(part, str) and part.strip() for part in parts):
            return Text(value["de"], value["en"])
        return self.problem(trail, f"{_name(trail)} muss ein Text in beiden Sprachen sein: {{ de = „…“, en = „…“ }}")

    # --- one value ---
    def value(self, hint: Any, raw: Any, trail: Trail, source: Source | None) -> Any:
        origin, args = typing.get_origin(hint), typing.get_args(hint)
        if origin in (types.UnionType, typing.Union):
            return self.union([arg for arg in args if arg is not type(None)], raw, trail, source)
        if origin is Literal:
            if raw in args:
                return raw
            return self.problem(trail, f"{_name(trail)} = {raw!r} ist unbekannt; erlaubt: {', '.join(map(str, args))}")
        if origin is tuple:
            return self.many(args[0], raw, trail, source)
        if origin is Mapping:
            return self.mapping(args[0], args[1], raw, trail)
        if hint is Text:
            return self.text_of(raw, trail)
        if dataclasses.is_dataclass(hint):
            return self.build(typing.cast(type[Any], hint), raw, trail, source)
        return self.scalar(hint, raw, trail)

    def union(self, options: Sequence[Any], raw: Any, trail: Trail, source: Source | None) -> Any:
        for option in options[:-1]:
            if (found := _Reader(self.whole).value(option, raw, trail, source)) is not MISSING:
                return found
        return self.value(options[-1], raw, trail, source)

    def many(self, hint: Any, raw: Any, trail: Trail, source: Source | None) -> Any:
        if not isinstance(raw, list):
            return self.problem(trail, f"{_name(trail)} muss eine Liste sein")
        found = [self.value(hint, item, (*trail, number), source) for number, item in enumerate(raw)]
        return MISSING if MISSING in found else tuple(found)

    def mapping(self, key_hint: Any, value_hint: Any, raw: Any, trail: Trail) -> Any:
        if not isinstance(raw, Mapping):
            return self.problem(trail, f"{_name(trail)} muss eine Tabelle sein")
        pairs = {
            self.value(key_hint, key, trail, None): self.value(value_hint, item, trail, None)
            for key, item in raw.items()
        }
        return MISSING if MISSING in pairs or MISSING in pairs.values() else pairs

    def scalar(self, hint: Any, raw: Any, trail: Trail) -> Any:
        if hint is date:
            try:
                return raw if type(raw) is date else date.fromisoformat(raw)
            except (TypeError, ValueError):
                return self.problem(trail, f"{_name(trail)} muss ein Datum sein, etwa 2026-11-17")
        if hint is Decimal and type(raw) in (int, float):
            return Decimal(str(raw))
        if type(raw) is not hint:
            kinds = {str: "ein Text", int: "eine ganze Zahl", bool: "true oder false", Decimal: "eine Zahl"}
            return self.problem(trail, f"{_name(trail)} muss {kinds[hint]} sein")
        if trail[-1] == "key" and not KEY.fullmatch(raw):
            return self.problem(trail, f"key = {raw!r}: erlaubt sind kleine Buchstaben, Ziffern und Bindestriche")
        if hint is str and not raw.strip():
            return self.problem(trail, f"{_name(trail)} ist leer")
        return raw


def _name(trail: Trail) -> str:
    return next((str(part) for part in reversed(trail) if isinstance(part, str)), "der Datei")


def entries_of(found: Concept | Federal) -> Iterator[tuple[str, Any]]:
    """Every entry with the name of its TOML table: what the concept page and the trace print."""
    for field in dataclasses.fields(found):
        for entry in value if isinstance(value := getattr(found, field.name), tuple) else ():
            yield field.metadata["toml"], entry
