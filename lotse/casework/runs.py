"""Which run of case management a page is about: the open one, else the last; or one that is over, for reading."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.functional import cached_property

from lotse.cases.header import Header
from lotse.casework.access import cycles_of, get_cycle, may_decide, may_write, open_to_write
from lotse.casework.cycles import Cycle
from lotse.concept.cycle import Step
from lotse.concept.vocabulary import StepKind


@dataclass
class Run:
    head: Header
    cycle: Cycle
    kind: StepKind

    @cached_property
    def key(self) -> bytes | None:
        return self.head.keys.get(self.cycle.file_id)

    @property
    def is_here(self) -> bool:
        """Not of a file brought together with this one."""
        return self.cycle.file_id == self.head.file.pk

    @property
    def can_write(self) -> bool:
        return may_write(self.head) and self.cycle.is_open and self.is_here

    @property
    def can_decide(self) -> bool:
        return may_decide(self.head) and self.cycle.is_open and self.is_here

    @property
    def step(self) -> Step | None:
        return next((s for s in self.head.concept.steps if s.kind == self.kind), None)


def run_to_read(request: HttpRequest, head: Header, kind: StepKind) -> Run:
    """`?lauf=` names one that is over."""
    cycles = cycles_of(head)
    if wanted := request.GET.get("lauf"):
        cycles = [c for c in cycles if str(c.pk) == wanted]
    own = [c for c in cycles if c.is_open and c.file_id == head.file.pk]
    return _run(head, kind, (own or cycles)[-1:])


def run_of(head: Header, kind: StepKind, cycle: UUID) -> Run:
    """The run a row stands in."""
    return _run(head, kind, [c for c in cycles_of(head) if c.pk == cycle])


def run_to_write(request: HttpRequest, key: UUID, kind: StepKind) -> Run:
    """The open run of this very file."""
    head = open_to_write(request, key)
    return _run(head, kind, [get_cycle(head)])


def _run(head: Header, kind: StepKind, found: list[Cycle]) -> Run:
    if not found or not any(s.kind == kind for s in head.concept.steps):
        raise Http404
    return Run(head, found[0], kind)
