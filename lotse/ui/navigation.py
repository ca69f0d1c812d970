"""The main navigation: a flat list of items, set on `request.nav` by whoever knows the rights, shown in groups."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    group: str = ""
    count: int | None = None
    prefix: str = ""  # further addresses below which this item is where the reader stands; default: its own address


@dataclass
class NavGroup:
    title: str
    items: list[tuple[NavItem, bool]] = field(default_factory=list)  # the item, and whether the reader is there


def _match(item: NavItem, path: str) -> int:
    """Length of the fitting prefix, 0 for none. The start page fits only itself."""
    for prefix in (item.prefix, item.url):
        if prefix and (path == prefix or (prefix != "/" and path.startswith(prefix))):
            return len(prefix)
    return 0


def grouped(items: list[NavItem], path: str) -> list[NavGroup]:
    best = max(items, key=lambda item: _match(item, path), default=None)
    here = best if best and _match(best, path) else None
    groups: dict[str, NavGroup] = {}
    for item in items:
        groups.setdefault(item.group, NavGroup(item.group)).items.append((item, item is here))
    return list(groups.values())
