"""What a person can apply for, and which papers go with it."""

from dataclasses import dataclass

from lotse.concept.entries import Entry, ref, table


@dataclass(frozen=True, slots=True)
class EvidenceItem(Entry):
    """A paper an application needs. A document of one of the `categories` that stands in the file is offered for it."""

    categories: tuple[str, ...] = ref("document_categories", ())


@dataclass(frozen=True, slots=True)
class EvidenceList(Entry):
    """One kind of application, the body that decides on it, and its papers in the order in which one asks for them."""

    correspondent: str = ref("correspondents")
    items: tuple[EvidenceItem, ...] = table("item")
