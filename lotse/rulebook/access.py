"""The concepts at work. What was adopted is read from the database, never from the files, which may have changed."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from lotse.concept import load
from lotse.concept.model import Concept
from lotse.rulebook.models import AdoptedConcept


class NotAdopted(LookupError):
    """No concept is in force on that day, or the one asked for was never adopted."""


def own_dirs() -> tuple[Path, ...]:
    """Where this installation keeps concepts of its own, beside those that come with Lotse."""
    return (Path(settings.LOTSE_DATA) / "concepts",)


def adopted() -> QuerySet[AdoptedConcept]:
    return AdoptedConcept.objects.order_by("from_on")


def current_key(today: date) -> str:
    key = adopted().filter(from_on__lte=today).values_list("key", flat=True).last()
    if key is None:
        raise NotAdopted(f"Am {today:%d.%m.%Y} ist kein Konzept in Kraft: lotse concept adopt VERSION --from DATUM")
    return key


def current(today: date) -> Concept:
    return get(current_key(today))


@lru_cache(maxsize=64)
def get(key: str) -> Concept:
    """As adopted. An adopted text never changes, so a process reads and parses it once."""
    text = AdoptedConcept.objects.filter(key=key).values_list("text", flat=True).first()
    if text is None:
        raise NotAdopted(f"Das Konzept „{key}“ ist nicht angenommen.")
    return load.from_canonical(text)


def check_unchanged(*, shipped: bool = False) -> list[str]:
    """What is wrong with the files behind the adopted concepts, in words; a file that is gone does no harm.

    `shipped` asks for those that come with Lotse instead of the installation's own."""
    faults = []
    existing = set(load.available()) if shipped else set(load.available(own_dirs())) - set(load.available())
    for key, sha256 in adopted().values_list("key", "sha256"):
        if key not in existing:
            continue
        try:
            changed = load.load_concept(key, own_dirs()).digest != sha256
        except load.ConceptError as error:
            faults.append(f"{key} ist angenommen, die Datei aber fehlerhaft: {error.problems[0]}")
            continue
        if changed:
            faults.append(f"{key} ist angenommen und wurde danach geändert; legen Sie eine neue, datierte Version an.")
    return faults
