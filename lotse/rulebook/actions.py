"""Putting a concept in force."""

from contextlib import AbstractContextManager
from datetime import date
from typing import Protocol
from uuid import UUID

from lotse.audit.context import acting, system_actor
from lotse.concept import load
from lotse.rulebook import access
from lotse.rulebook.models import AdoptedConcept


class Person(Protocol):
    """A member of staff; this room lies below accounts/ and knows only the id."""

    @property
    def pk(self) -> UUID: ...


class CannotAdopt(ValueError):
    """Why a concept cannot be put in force, in words for the administrator."""


def adopt(key: str, from_on: date, *, by: Person | str) -> AdoptedConcept:
    """In force from that day on, until the next one. A faulty concept raises ConceptError. `by` is a person or the
    name of a system actor. Adopting the same text for the same day again changes nothing."""
    concept = load.load_concept(key, access.own_dirs())
    with _as_actor(by, "adopt_concept"):
        if known := AdoptedConcept.objects.filter(key=key).first():
            if known.sha256 != concept.digest:
                raise CannotAdopt(f"„{key}“ wurde seit der Annahme geändert; legen Sie eine neue, datierte Version an.")
            if known.from_on != from_on:
                raise CannotAdopt(f"„{key}“ ist schon angenommen und gilt ab {known.from_on:%d.%m.%Y}.")
            return known
        if other := AdoptedConcept.objects.filter(from_on=from_on).first():
            raise CannotAdopt(f"Ab {from_on:%d.%m.%Y} gilt schon „{other.key}“.")
        if from_on < concept.in_force_on:
            raise CannotAdopt(f"„{key}“ ist erst ab {concept.in_force_on:%d.%m.%Y} in Kraft.")
        row = AdoptedConcept.objects.create(key=key, text=concept.canonical, sha256=concept.digest, from_on=from_on)
    access.get.cache_clear()
    return row


def _as_actor(by: Person | str, verb: str) -> AbstractContextManager[None]:
    return system_actor(by, verb) if isinstance(by, str) else acting(by.pk, verb)
