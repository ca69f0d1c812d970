"""What must hold inside a concept beyond its shape: keys are unique, references lead somewhere, examples are right."""

import dataclasses
from collections.abc import Iterator
from typing import Any

from lotse.concept import benefits
from lotse.concept.checklists import Checklist, RegistrationKind
from lotse.concept.deadlines import due_rows
from lotse.concept.model import Concept, Deadline, Federal, FileField

Found = Iterator[tuple[tuple[str | int, ...], str]]


def problems(found: Concept | Federal) -> Found:
    yield from _keys_and_references(found, found, ())
    date_in_key = found.key.partition("/")[2]
    if date_in_key[:4].isdigit() and date_in_key != found.in_force_on.isoformat():
        yield ("in_force_on",), f"die Datei heißt {date_in_key}, in_force_on ist {found.in_force_on}"
    if isinstance(found, Federal):
        yield from _benefit_rules(found)
    else:
        yield from _districts(found)
        yield from _file_fields(found)
        yield from _checklists(found)
        yield from _cycle(found)
        yield from _housing(found)
        yield from _levels(found)
        yield from _rules(found)
        yield from _examples(found)


def _keys_and_references(root: Concept | Federal, entry: Any, trail: tuple[str | int, ...]) -> Found:
    for field in dataclasses.fields(entry):
        name, value = field.metadata.get("toml", field.name), getattr(entry, field.name)
        if target := field.metadata.get("ref"):
            allowed = [other.key for other in getattr(root, target)]
            for key in value if isinstance(value, tuple) else filter(None, (value,)):
                if key not in allowed:
                    yield (*trail, name), f"„{key}“ gibt es unter {target} nicht; erlaubt: {', '.join(allowed)}"
        elif isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0]):
            seen: set[str] = set()
            for number, item in enumerate(value):
                key = getattr(item, "key", "")
                if key and key in seen:
                    yield (*trail, name, number), f"der Schlüssel „{key}“ kommt in {name} zweimal vor"
                seen.add(key)
                yield from _keys_and_references(root, item, (*trail, name, number))


def _benefit_rules(federal: Federal) -> Found:
    statuses = {entry.key for entry in (*federal.statuses, *federal.status_groups)}
    for number, name, message in benefits.faults(federal.benefit_rules, statuses):
        yield ("benefit_rule", number, name), message
    shown = {example.rule for example in federal.benefit_examples}
    for number, rule in enumerate(federal.benefit_rules):
        if rule.key not in shown:
            message = f"„{rule.key}“ hat kein Beispiel: [[benefit_example]] mit rule, status, on und expect"
            yield ("benefit_rule", number), message
    rules, days = {rule.key for rule in federal.benefit_rules}, {entry.key for entry in federal.key_dates}
    for number, example in enumerate(federal.benefit_examples):
        unknown = [key for key in example.given if key not in days]
        if example.rule not in rules:
            yield ("benefit_example", number, "rule"), f"die Regel „{example.rule}“ gibt es nicht"
        elif unknown:
            yield ("benefit_example", number, "given"), f"den Stichtag „{unknown[0]}“ gibt es nicht"
        elif (outcome := benefits.outcome_of(example, federal)) != example.expect:
            message = f"das Beispiel ergibt {outcome}, erwartet ist {example.expect}"
            yield ("benefit_example", number, "expect"), message


def _districts(concept: Concept) -> Found:
    seen: dict[str, str] = {}
    for number, region in enumerate(concept.regions):
        for place, district in enumerate(region.districts):
            if district.key in seen:
                message = f"der Bezirk „{district.key}“ steht schon in der Region {seen[district.key]}"
                yield ("region", number, "districts", place), message
            seen[district.key] = region.key


def _file_fields(concept: Concept) -> Found:
    facts: set[str] = set()
    for number, entry in enumerate(concept.file_fields):
        if entry.sensitive and entry.asks:
            yield ("file_field", number, "asks"), f"„{entry.key}“ ist besonders geschützt: danach fragt Lotse nicht"
        if entry.fact in facts:
            yield ("file_field", number, "fact"), f"„{entry.fact}“ steht schon bei einem anderen Feld"
        facts |= {entry.fact} if entry.fact else set()
        if entry.sensitive and entry.enabled and entry.purpose is None:
            message = f"„{entry.key}“ ist besonders geschützt: ausschalten oder einen Zweck (purpose) angeben"
            yield ("file_field", number), message


def _checklists(concept: Concept) -> Found:
    for number, entry in enumerate(concept.checklists):
        if bool(entry.items) == bool(entry.tasks_of):
            yield ("checklist", number), f"„{entry.key}“ braucht entweder eigene Punkte (item) oder tasks_of"
        elif not concept.items_of(entry):
            yield ("checklist", number, "tasks_of"), f"„{entry.tasks_of}“ hat keine Aufgaben"
        if (entry.shown_for == "stay") != bool(entry.accommodation_kinds):
            message = "shown_for = „stay“ und accommodation_kinds gehören zusammen"
            yield ("checklist", number), message
    ages: dict[str, tuple[Checklist | RegistrationKind | FileField, ...]] = {
        "file_field": concept.file_fields,
        "checklist": concept.checklists,
        "registration_kind": concept.registration_kinds,
    }
    for name, entries in ages.items():
        for number, aged in enumerate(entries):
            if aged.from_age is not None and aged.until_age is not None and aged.from_age > aged.until_age:
                yield (name, number, "until_age"), f"{aged.until_age} liegt vor from_age = {aged.from_age}"


def _cycle(concept: Concept) -> Found:
    """The steps stand in their order, each kind once; what is sensitive says by which field it is switched on."""
    for number, step in enumerate(concept.steps):
        if step.kind in [other.kind for other in concept.steps[:number]]:
            yield ("step", number, "kind"), f"„{step.kind}“ steht schon bei einem Schritt davor"
        earlier = [other.key for other in concept.steps[:number]]
        if late := [key for key in step.after if key not in earlier]:
            yield ("step", number, "after"), f"„{late[0]}“ steht nicht vor „{step.key}“"
    for number, aspect in enumerate(concept.aspects):
        if aspect.sensitive != any(f.sensitive for f in concept.file_fields if f.key in aspect.file_fields):
            message = f"„{aspect.key}“: sensitive gilt genau dann, wenn ein Feld in file_fields besonders geschützt ist"
            yield ("assessment_aspect", number, "sensitive"), message
    values = [entry.value for entry in concept.attainments]
    if values != sorted(set(values)):
        yield ("attainment", 0, "value"), "die Stufen stehen aufsteigend, jede mit einem eigenen Wert"


def _housing(concept: Concept) -> Found:
    """A gate that no step could open would lock the lease for good; one benefit leads to one procedure."""
    claimed: dict[str, str] = {}
    for number, procedure in enumerate(concept.housing_procedures):
        does = [step.does for step in procedure.steps]
        needed = ("application", "decision", "lease") if procedure.opens_with == "approval" else ("offer", "lease")
        for word in needed:
            if word not in does:
                yield ("housing_procedure", number, "step"), f"„{procedure.key}“ braucht den Schritt „{word}“"
        for place, word in enumerate(does):
            if word in does[:place]:
                yield ("housing_procedure", number, "step", place, "does"), f"den Schritt „{word}“ gibt es schon"
        for benefit in procedure.benefits:
            if benefit in claimed:
                message = f"für „{benefit}“ gilt schon das Verfahren „{claimed[benefit]}“"
                yield ("housing_procedure", number, "benefits"), message
            claimed.setdefault(benefit, procedure.key)


def _levels(concept: Concept) -> Found:
    """Where the nodes of a level are named, their number must be the number given."""
    named = {"region": len(concept.regions), "district": sum(len(region.districts) for region in concept.regions)}
    for number, level in enumerate(concept.levels):
        if level.named and level.key in named and level.count != named[level.key]:
            yield ("level", number, "count"), f"{level.count} angegeben, {named[level.key]} benannt"


def _rules(concept: Concept) -> Found:
    shown = {example.deadline for example in concept.examples}
    tables: dict[str, tuple[Deadline, ...]] = {
        "deadline": concept.deadlines,
        "retention": tuple(rule.as_rule() for rule in concept.retention),
    }
    for name, rules in tables.items():
        for number, rule in enumerate(rules):
            if rule.kind == "period" and rule.within.werktage is not None:
                yield (name, number, "within"), "ein Zeitraum zählt Tage, Monate oder Jahre, keine Werktage"
            if rule.key not in shown and rule.key in {one.key for one in concept.rules}:
                yield (name, number), f"„{rule.key}“ hat kein Beispiel: [[example]] mit deadline, given und expect"
    keys = [rule.key for rule in concept.rules]
    for number, retention in enumerate(concept.retention):
        if keys.count(retention.key) > 1:
            yield ("retention", number, "key"), f"der Schlüssel „{retention.key}“ steht schon bei den Fristen"


def _examples(concept: Concept) -> Found:
    rules = [rule.key for rule in concept.rules]
    statuses = {status.key for status in concept.statuses} | {group.key for group in concept.federal.status_groups}
    for number, example in enumerate(concept.examples):
        if example.deadline not in rules:
            message = f"die Frist „{example.deadline}“ gibt es nicht; erlaubt: {', '.join(rules)}"
            yield ("example", number, "deadline"), message
        elif example.status is not None and example.status not in statuses:
            message = f"der Status „{example.status}“ ist unbekannt; erlaubt: {', '.join(sorted(statuses))}"
            yield ("example", number, "status"), message
        else:
            rows = due_rows(concept, example.given, example.arrival, example.status)
            due = next((row.due for row in rows if row.key == example.deadline), "nothing")
            if due != example.expect:
                yield ("example", number, "expect"), f"das Beispiel ergibt {due}, erwartet ist {example.expect}"
