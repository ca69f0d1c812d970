"""A concept of an installation's own, built on the one a file works by: sensitive fields switched on with a purpose."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

from lotse.cases.models import File
from lotse.cases.moving_on import move_to_concept
from lotse.concept.entries import Source
from lotse.rulebook import access as rulebook
from lotse.rulebook import actions

PURPOSE = "Beratung, soweit die Person es wünscht."
FIELD = """
[[file_field]]
key = "{key}"
title = {{ de = "{de}", en = "{en}" }}
sensitive = true
enabled = true
purpose = {{ de = "{purpose}", en = "Counselling, as far as the person wishes." }}
{source}
"""


def overlay(parent: str, on: date, *keys: str) -> str:
    """The text that switches these fields on, as docs/howto/own-concept.md shows it."""
    known = {entry.key: entry for entry in rulebook.get(parent).file_fields}
    fields = (
        FIELD.format(
            key=key, de=known[key].title.de, en=known[key].title.en, purpose=PURPOSE, source=_source(known[key].source)
        )
        for key in keys
    )
    return f'extends = "{parent}"\nin_force_on = {on}\n' + "".join(fields)


def _source(source: Source) -> str:
    return f'requirement = "{source.id}"' if source.ids else 'ours = { de = "Beschluss.", en = "Decision." }'


def switch_on(files: Sequence[File], *keys: str) -> str:
    """Adopt such a concept and move the files on to it, once. Its file goes again: what counts is what was adopted."""
    parent = files[0].concept
    if all(rulebook.get(parent).enabled(key) for key in keys):
        return parent
    on = rulebook.adopted().latest("from_on").from_on + timedelta(days=1000)
    name = f"{parent.partition('/')[0]}/{on}"
    path = Path(settings.LOTSE_DATA) / "concepts" / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(overlay(parent, on, *keys), "utf-8")
    try:
        actions.adopt(name, on, by="test")
    finally:
        path.unlink()
    move_to_concept(list(files), name, by="test")
    return name
