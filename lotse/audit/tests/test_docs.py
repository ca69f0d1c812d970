"""What is sealed is written down, column by column, and nothing is written down that is not."""

import re
from pathlib import Path

from django.apps import apps

from lotse.vault.fields import SealedTextField

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "sealing.md"


def test_the_page_on_sealing_lists_exactly_the_sealed_columns():
    sealed = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, SealedTextField)
    }
    listed = set()
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        for table, rest in re.findall(r"^\| `(\w+)(\.[^|]*)\|", line):
            listed |= {f"{table}.{column}" for column in re.findall(r"\.(\w+)`", rest)}
    assert listed == sealed
