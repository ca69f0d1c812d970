"""What is to be explained or shown to somebody, and what children are registered for."""

from dataclasses import dataclass

from lotse.concept import vocabulary as words
from lotse.concept.entries import Entry, ref, table
from lotse.concept.vocabulary import Text


@dataclass(frozen=True, slots=True)
class Item(Entry):
    """One line of a checklist; `covers` says what belongs to it."""

    covers: Text | None = None


@dataclass(frozen=True, slots=True)
class Checklist(Entry):
    """Its own items, or with `tasks_of` the tasks of a component: no text twice.

    It is for whom the `component` is for, within the ages, both included. Shown for a stay it begins anew with each
    stay in one of the `accommodation_kinds`. Who is old enough signs."""

    component: str = ref("components")
    shown_for: words.ShownFor = "person"
    tasks_of: str = ref("components")
    accommodation_kinds: tuple[str, ...] = ref("accommodation_kinds", ())
    from_age: int | None = None
    until_age: int | None = None
    signature_from_age: int | None = None
    items: tuple[Item, ...] = table("item")

    def fits(self, age: int | None) -> bool:
        """Of whom the age is not known, nobody may say that it does not."""
        return age is None or within(age, self.from_age, self.until_age)


@dataclass(frozen=True, slots=True)
class RegistrationKind(Entry):
    """What somebody is registered for at these ages, both included."""

    from_age: int | None = None
    until_age: int | None = None

    def fits(self, age: int | None) -> bool:
        return age is not None and within(age, self.from_age, self.until_age)


def within(age: int, from_age: int | None, until_age: int | None) -> bool:
    return (from_age is None or age >= from_age) and (until_age is None or age <= until_age)
