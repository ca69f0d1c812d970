"""The commands about concepts as plain functions: text out, exit code back. `lotse concept …` calls them."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TextIO, cast, get_args

from lotse.concept import load
from lotse.concept.deadlines import DueRow, due_rows
from lotse.concept.entries import Source
from lotse.concept.model import Concept
from lotse.concept.vocabulary import EVENT_TITLES, Arrival, Event, Text

YEARS = range(1990, 2101)


class UsageError(Exception):
    """What was typed cannot be understood; the message says what is allowed."""


def cmd_list(out: TextIO, dirs: Iterable[Path] = ()) -> int:
    dirs = tuple(dirs)
    failed = 0
    for key in load.available(dirs):
        try:
            title = load.load(key, dirs).title.de
        except load.ConceptError as error:
            failed, title = 1, f"fehlerhaft, {len(error.problems)} Stellen (lotse concept check zeigt sie)"
        print(f"{key:32} {title}", file=out)
    return failed


def cmd_show(out: TextIO, key: str, dirs: Iterable[Path] = ()) -> int:
    """The whole concept, each entry with its source sentence."""
    concept = load.load(key, dirs)
    print(f"{concept.key}  {concept.title.de}", file=out)
    print(f"in Kraft ab {concept.in_force_on:%d.%m.%Y}, SHA-256 {concept.digest}", file=out)
    _show_source(out, concept.source, "  ")
    if isinstance(concept, Concept):
        print(f"Land {concept.land}, {concept.authority.de}, Werktag {concept.werktag}", file=out)
        if concept.ratio:
            print(f"\n[ratio]\n  {concept.ratio.title.de}", file=out)
            _show_source(out, concept.ratio.source, "      ")
    table = ""
    for name, entry in load.entries_of(concept):
        if name in ("example", "benefit_example"):
            continue
        if name != table:
            print(f"\n[{name}]", file=out)
            table = name
        print(f"  {entry.key:32} {entry.title.de}", file=out)
        _show_source(out, entry.source, "      ")
        for part in (*getattr(entry, "tasks", ()), *getattr(entry, "districts", ())):
            print(f"      {part.key:28} {part.title.de}", file=out)
            if part.source != entry.source:
                _show_source(out, part.source, "          ")
    return 0


def _show_source(out: TextIO, source: Source, indent: str) -> None:
    for one in source.quotes:
        print(f"{indent}{one.id}: „{one.quote}“", file=out)
    if source.text:
        label = {"requirement": "unsere Lesart", "practice": "Praxis, unbestätigt", "ours": "unsere Festlegung"}
        print(f"{indent}{label[source.kind]}: {source.text.de}", file=out)


def cmd_check(out: TextIO, path: Path, dirs: Iterable[Path] = ()) -> int:
    try:
        found = load.check_any(path.read_text("utf-8"), str(path), dirs)
    except load.ConceptError as error:
        for problem in error.problems:
            print(problem, file=out)
        return 1
    except (OSError, UnicodeDecodeError) as error:
        print(f"{path} ist nicht lesbar: {error}", file=out)
        return 1
    print(f"{path}: in Ordnung ({found.title.de})", file=out)
    return 0


def cmd_due(
    out: TextIO,
    key: str,
    events: Sequence[str],
    arrival: str | None = None,
    status: str | None = None,
    as_json: bool = False,
    dirs: Iterable[Path] = (),
) -> int:
    concept = load.load_concept(key, dirs)
    rows = due_rows(
        concept, parse_events(events), None if arrival is None else _arrival(arrival), _status(concept, status)
    )
    if as_json:
        print(json.dumps([as_dict(row) for row in rows], ensure_ascii=False, indent=2), file=out)
        return 0
    for row in rows:
        print(f"{row.due:%d.%m.%Y}  {row.title.de}  [{row.kind}, {row.requirement or 'ohne Fundstelle'}]", file=out)
        print(f"            {row.because.de}", file=out)
    if not rows:
        print("Aus diesen Angaben folgt keine Frist.", file=out)
    for hint in hints(concept, events, arrival, status):
        print(hint.de, file=out)
    return 0


def as_dict(row: DueRow) -> dict[str, str]:
    return {
        "key": row.key,
        "title": row.title.de,
        "kind": row.kind,
        "due": row.due.isoformat(),
        "requirement": row.requirement,
        "because": row.because.de,
    }


def hints(concept: Concept, events: Sequence[str], arrival: str | None, status: str | None) -> list[Text]:
    """What the person at the keyboard may have forgotten. Never part of the JSON."""
    given, found = parse_events(events), []
    waiting = [rule for rule in concept.rules if rule.starts_at in given and rule.statuses and status is None]
    found += [Text(f"Offen: „{rule.title.de}“ hängt vom Aufenthaltsstatus ab (--status).", "") for rule in waiting]
    for rule in concept.rules:
        if arrival in rule.applies_to and rule.starts_at == "welcome-decided" and rule.starts_at not in given:
            event = EVENT_TITLES[rule.starts_at].de
            text = f"Offen: „{rule.title.de}“ beginnt erst mit „{event}“ (--event {rule.starts_at}=JJJJ-MM-TT)."
            found.append(Text(text, ""))
    return found


def parse_events(events: Sequence[str]) -> dict[Event, date]:
    """`assignment=2026-11-17`: the words of the vocabulary, ISO dates."""
    parsed: dict[Event, date] = {}
    for item in events:
        name, sign, day = item.partition("=")
        if name not in get_args(Event) or not sign:
            raise UsageError(f"„{item}“: erwartet wird NAME=JJJJ-MM-TT mit NAME aus {', '.join(get_args(Event))}")
        if name in parsed:
            raise UsageError(f"„{name}“ ist zweimal angegeben")
        try:
            parsed[cast(Event, name)] = found = date.fromisoformat(day)
        except ValueError:
            raise UsageError(f"„{item}“: das Datum muss es geben und JJJJ-MM-TT lauten, etwa 2026-11-17") from None
        if found.year not in YEARS:
            raise UsageError(f"„{item}“: gerechnet wird von {YEARS.start} bis {YEARS.stop - 1}")
    return parsed


def _arrival(word: str) -> Arrival:
    if word not in get_args(Arrival):
        raise UsageError(f"--arrival {word}: erlaubt sind {', '.join(get_args(Arrival))}")
    return cast(Arrival, word)


def _status(concept: Concept, word: str | None) -> str | None:
    groups = [group.key for group in concept.federal.status_groups]
    statuses = [status.key for status in concept.statuses]
    if word is None or word in groups or word in statuses:
        return word
    raise UsageError(f"--status {word}: erlaubt sind die Gruppen {', '.join(groups)} und {', '.join(statuses)}")
