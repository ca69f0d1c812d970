"""The cells of the table as HTML: every number a link that opens it, where it may be opened.

Not a macro: a quarter of a large provider has sixteen thousand cells, and calling a macro for each takes longer than
counting them. What the cells of a column or of a line have in common is escaped and put together once.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lotse.reports import small
from lotse.reports.figures import Column, Figures, Line
from lotse.ui.filters import number

Draw = Callable[[Line], SafeString]


class _Parts(NamedTuple):
    """`start` number, where nothing opens; else `link` key `words` label."""

    column: Column
    start: str
    link: str
    words: str


def drawing(figures: Figures, here: str = "", opened: dict[str, Any] | None = None) -> Draw:
    """What draws the cells of a line. `here`: the page they open on, with its question; "" on paper."""
    written = cache(number)
    parts = [_parts(column, here) for column in figures.columns]
    to_open = escape(_("öffnen"))

    def cells(line: Line) -> SafeString:
        is_open = opened is not None and opened["line"].key == line.key
        opens = bool(here and line.key)
        key, label = f'{escape(line.key)}#zelle" aria-expanded="false">', escape(line.label)
        drawn = []
        for column, start, link, words in parts:
            value = line.shown(column, figures.months)
            if isinstance(value, str):
                drawn.append(f"{start}{_withheld(value)}</td>")
            elif not (opens and value):
                drawn.append(f"{start}{written(value)}</td>")
            elif opened is not None and is_open and opened["cell"] == column.cell:
                drawn.append(f"{start}{_opened(here, written(value), column, line)}</td>")
            else:
                drawn.append(f"{link}{key}{written(value)}{words}{label}: {to_open}</span></a></td>")
        return SafeString("".join(drawn))

    return cells


def _parts(column: Column, here: str) -> _Parts:
    start = '<td class="n g">' if column.is_first else '<td class="n">'
    return _Parts(
        column,
        start,
        f'{start}<a class="lo-cell" href="{escape(here)}&amp;zelle={escape(column.cell)}.',
        f'<span class="kern-sr-only"> {escape(column.words)}, ',
    )


def _opened(here: str, value: str, column: Column, line: Line) -> SafeString:
    return format_html(
        '<a class="lo-cell" href="{}" aria-expanded="true">{}<span class="kern-sr-only"> {}, {}: {}</span></a>',
        here, value, column.words, line.label, _("schließen"),
    )  # fmt: skip


def _withheld(value: str) -> SafeString:
    words = _("weniger als drei") if value == small.TOO_SMALL else _("nicht gezeigt")
    return format_html('<span aria-hidden="true">{}</span><span class="kern-sr-only">{}</span>', value, words)
