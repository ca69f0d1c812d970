"""The English catalogue: `update` brings it in line with the German source, `check` says what is missing.

Two branches that both added texts: keep one side's file, then `take OTHER.po` fills in what the other had translated.
"""

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PO = ROOT / "lotse" / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
METHODS = [("*/tests/**", "ignore"), ("**/tests/**", "ignore"), ("**.py", "python"), ("*/templates/**.html", "jinja2"),
           ("*/templates/**.txt", "jinja2")]  # fmt: skip
# as in lotse.ui.jinja.environment: what is cut there must be cut here, or the strings differ
JINJA = {"extensions": "jinja2.ext.do", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
OPTIONS = {pattern: JINJA for pattern, method in METHODS if method == "jinja2"}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
HEADER = rb"""msgid ""
msgstr ""
"Language: en\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*\}")


def source() -> Catalog:
    catalogue = Catalog(locale="en", project="lotse-msa", charset="utf-8")
    found = extract_from_dir(str(ROOT / "lotse"), METHODS, OPTIONS, KEYWORDS, strip_comment_tags=True)
    for file, line, message, _comments, context in found:
        catalogue.add(message, locations=[(f"lotse/{file}", line)], context=context)
    return catalogue


def stored() -> Catalog:
    if not PO.exists():
        return Catalog(locale="en")
    with PO.open("rb") as file:
        return read_po(file, locale="en", ignore_obsolete=True)


def as_text(catalogue: Catalog) -> bytes:
    # no places and no dates in the file: they would change with every line moved, and merging would be a chore
    buffer = io.BytesIO()
    write_po(buffer, catalogue, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True, width=120)
    return HEADER + buffer.getvalue()


def update(other: Catalog | None = None) -> int:
    catalogue = stored()
    catalogue.update(source(), no_fuzzy_matching=True)
    if other is not None:
        sys.stdout.write(f"{take(catalogue, other)} texts taken\n")
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(as_text(catalogue))
    missing = len([1 for message in catalogue if message.id and not translated(message.string)])
    sys.stdout.write(f"{PO.relative_to(ROOT)}: {len(catalogue)} texts, {missing} without English\n")
    return 0


def take(catalogue: Catalog, other: Catalog) -> int:
    """Fill in what is translated there and not here; nothing that has its English is touched."""
    count = 0
    for message in catalogue:
        found = other.get(flat(message.id), message.context) if message.id and not translated(message.string) else None
        if found is not None and found.id == message.id and translated(found.string):
            message.string = found.string
            count += 1
    return count


def translated(text: str | tuple[str, ...] | list[str] | None) -> bool:
    return all(text) if isinstance(text, list | tuple) else bool(text)


def placeholders(text: object) -> set[str]:
    """Of all forms together: the singular may do without its number."""
    return set(PLACEHOLDER.findall(" ".join(text) if isinstance(text, list | tuple) else str(text)))


def flat(text: object) -> str:
    return str(text[0] if isinstance(text, list | tuple) else text)


def check() -> int:
    wanted, have = source(), stored()
    lines = []
    for message in wanted:
        if not message.id:
            continue
        found = have.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        place = ":".join(str(part) for part in message.locations[0])
        if found is None or not translated(found.string):
            lines.append(f"{place}: no English for {flat(message.id)[:70]!r}")
        elif placeholders(message.id) != placeholders(found.string):
            lines.append(f"{place}: other placeholders in the English of {flat(message.id)[:70]!r}")
    known = {(flat(message.id), message.context) for message in wanted}
    stale = [message for message in have if message.id and (flat(message.id), message.context) not in known]
    lines += [f"{PO.relative_to(ROOT)}: no longer in the source: {flat(message.id)[:70]!r}" for message in stale]
    for line in lines[:20]:
        sys.stdout.write(f"{line}\n")
    if lines:
        sys.stdout.write(f"{len(lines)} texts to see to: `make catalogue`, then fill in {PO.relative_to(ROOT)}\n")
    return int(bool(lines))


def compile_() -> int:
    if PO.exists() and (not MO.exists() or MO.stat().st_mtime < PO.stat().st_mtime):
        with MO.open("wb") as file:
            write_mo(file, stored())
    return 0


if __name__ == "__main__":
    actions = {"update": update, "check": check, "compile": compile_}
    if len(sys.argv) == 3 and sys.argv[1] == "take":
        with Path(sys.argv[2]).open("rb") as other:
            sys.exit(update(read_po(other, locale="en", ignore_obsolete=True)))
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        sys.exit("catalogue.py update | check | compile | take OTHER.po")
    sys.exit(actions[sys.argv[1]]())
