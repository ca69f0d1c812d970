"""Drawing invented households for `lotse generate`: the same for the same seed and day."""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from lotse.cases.life import Address
from lotse.concept.model import Concept
from lotse.intake.actions import NewHousehold, NewPerson

YEARS = 3  # over which people have arrived
OTHER_SPELLING = 0.2  # of families another office has written otherwise
RESPELT = (("sh", "sch"), ("kh", "ch"), ("y", "j"), ("ou", "u"), ("ee", "i"), ("Al-", "El "), ("ss", "s"), ("z", "s"))

Name = tuple[str, str]  # Latin, script of its own or ""


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("lotse.desk") / name).read_text("utf-8"))


@dataclass(frozen=True)
class Origin:
    nationality: str
    language: str
    share: int
    families: tuple[Name, ...]
    starts: tuple[Name, ...]
    ends: tuple[Name, ...]
    women: tuple[Name, ...]
    men: tuple[Name, ...]


def origins(data: dict[str, Any]) -> list[Origin]:
    return [
        Origin(
            row["nationality"], row["language"], row["share"],
            *(_names(row.get(part, "")) for part in ("families", "starts", "ends", "women", "men")),
        )
        for row in data["origin"]
    ]  # fmt: skip


def _names(text: str) -> tuple[Name, ...]:
    """ "Ahmad/Ahmed|أحمد Abu_|أبو_" as pairs of all Latin spellings and the script."""
    pairs = (word.replace("_", " ").partition("|") for word in text.split(" "))
    return tuple((latin, original) for latin, _bar, original in pairs)


@dataclass(frozen=True)
class Invented:
    """A household that arrives on a day, and how it goes on."""

    arrived_on: date
    household: NewHousehold
    gone_on: date | None


class Inventor:
    def __init__(self, seed: int, today: date, concept: Concept) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - no secret
        self.today, self.concept = today, concept
        self.origins = origins(read("names.toml"))
        self.shares = [origin.share for origin in self.origins]
        self.words = read("demo.toml")["words"]
        self.districts = [
            d.name for region in concept.regions for d in region.districts if d.kind == "stadtbezirk"
        ] or [d.name for region in concept.regions for d in region.districts]

    def households(self, persons: int) -> list[Invented]:
        """Households with that many people in all, in the order of their arrival."""
        found: list[Invented] = []
        count = 0
        while count < persons:
            one = self._household(len(found), persons - count)
            count += len(one.household.persons)
            found.append(one)
        return sorted(found, key=lambda one: one.arrived_on)

    def _household(self, number: int, room: int) -> Invented:
        dice = self.dice
        ago = dice.randrange(0, 14) if number % 60 == 0 else dice.randrange(7, YEARS * 365)
        arrived_on = self.today - timedelta(days=ago)
        arrival = dice.choices(("assigned", "moved-in", "family"), (8, 2, 1))[0]
        has_flat = arrival != "assigned" or dice.random() < 0.2
        address = Address(
            kind="own-flat" if has_flat else "uewh",
            accommodation="" if has_flat else dice.choice(self.words["houses"]),
            street=dice.choice(self.words["streets"]) if has_flat else "",
            house_number=str(dice.randrange(1, 140)) if has_flat else "",
            place=self.concept.municipality,
            district="" if dice.random() < 0.005 else dice.choice(self.districts),
        )
        size = min(room, dice.choices((1, 2, 3, 4, 5, 6), (6, 2, 3, 3, 2, 1))[0])
        people = tuple(self._family(number, size, arrived_on))
        gone = ago > 250 and dice.random() < 0.12
        gone_on = arrived_on + timedelta(days=dice.randrange(120, ago - 20)) if gone else None
        start = arrived_on if arrival == "family" and dice.random() < 0.7 else None
        return Invented(arrived_on, NewHousehold(people, arrival, arrived_on, address, service_from_on=start), gone_on)

    def _family(self, number: int, size: int, arrived_on: date) -> Iterator[NewPerson]:
        dice = self.dice
        origin = dice.choices(self.origins, self.shares)[0]
        his, hers, family_script, her_script = self._family_name(origin)
        if origin.nationality == "UA":
            status, benefit = "ae-24", "sgb-2"
        else:
            kinds = ("aufenthaltsgestattung", "duldung", "ae-25-2-refugee", "ae-25-2-subsidiary", "ankunftsnachweis")
            status = dice.choices(kinds, (8, 2, 2, 2, 1))[0]
            benefit = "sgb-2" if status.startswith("ae") else "asylblg-3"
        for index in range(size):
            is_adult = index < (2 if size > 2 else 1) or (size == 2 and dice.random() < 0.5)
            is_woman = dice.random() < 0.5 if index == 0 else index % 2 == 1
            given, given_script = self._spelt(dice.choice(origin.women if is_woman else origin.men))
            if dice.random() < 0.15:  # a second given name
                more, more_script = self._spelt(dice.choice(origin.women if is_woman else origin.men))
                given, given_script = f"{given} {more}", f"{given_script} {more_script}".strip()
            script = f"{given_script} {her_script if is_woman else family_script}".strip() if family_script else ""
            yield NewPerson(
                hers if is_woman else his, given, script, self._birth(arrived_on, is_adult),
                "female" if is_woman else "male", origin.nationality, origin.language,
                needs_interpreter=is_adult and dice.random() < 0.6, status=status, benefit=benefit,
                aktenzeichen=f"50.3-{arrived_on:%y}-{number + 1:06d}-{index + 1}",
                relation="head" if index == 0 else "partner" if is_adult else "child",
                phone=f"0151 55{number:06d}" if index == 0 else "", is_address_protected=number % 150 == 23,
            )  # fmt: skip

    def _birth(self, arrived_on: date, is_adult: bool) -> tuple[int | None, int | None, int | None]:
        dice = self.dice
        year = arrived_on.year - (dice.randrange(18, 68) if is_adult else dice.randrange(0, 18))
        kind = dice.random()
        if kind < 0.03:
            return year, None, None
        if kind < 0.12:  # assumed, as papers do
            return year, 1, 1
        born = date(year, 1, 1) + timedelta(days=dice.randrange(365))
        born = min(born, arrived_on)
        return born.year, born.month, born.day

    def _family_name(self, origin: Origin) -> tuple[str, str, str, str]:
        """His and her form, in Latin letters and in their own."""
        dice = self.dice
        if dice.random() * (len(origin.families) + 4 * len(origin.ends)) < len(origin.families):
            latin, script = self._spelt(dice.choice(origin.families))
            return (*self._otherwise(latin, latin), script, script)
        start, start_script = self._spelt(dice.choice(origin.starts))
        end, end_script = dice.choice(origin.ends)
        his, _bar, hers = end.split("/")[0].partition(">") if ">" in end else (dice.choice(end.split("/")), "", "")
        his_script, _bar, her_script = end_script.partition(">")
        latin = self._otherwise(f"{start}{his}".strip(), f"{start}{hers or his}".strip())
        has_script = bool(start_script or end_script)
        scripts = (
            (f"{start_script}{his_script}", f"{start_script}{her_script or his_script}") if has_script else ("", "")
        )
        return (*latin, scripts[0].strip(), scripts[1].strip())

    def _otherwise(self, his: str, hers: str) -> tuple[str, str]:
        if self.dice.random() < OTHER_SPELLING:
            old, new = self.dice.choice(RESPELT)
            return his.replace(old, new), hers.replace(old, new)
        return his, hers

    def _spelt(self, name: Name) -> Name:
        latin, script = name
        return self.dice.choice(latin.split("/")), script
