"""Mistakes that no extractor can see: texts that are put together before they are looked up, or never looked up."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}
SHOWN = {"label", "help_text", "verbose_name", "verbose_name_plural", "empty_label"}
PASSING_ON = {"lotse/ui/jinja.py"}  # where templates get their words: what is looked up there stands in them
POSITIONAL = re.compile(r"%[sd]|\{\}")


def problems(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = (
            node.func.id
            if isinstance(node.func, ast.Name)
            else node.func.attr
            if isinstance(node.func, ast.Attribute)
            else ""
        )
        if name in GETTEXT:
            plural = name.startswith("n")
            texts = node.args[: (1 + name.startswith(("pgettext", "npgettext")) + plural)]
            for text in texts:
                if isinstance(text, ast.JoinedStr):
                    yield text.lineno, "f-string inside _(): use a named placeholder and % afterwards"
                elif not (isinstance(text, ast.Constant) and isinstance(text.value, str)):
                    yield text.lineno, f"_() needs a literal, not {ast.unparse(text)[:50]}"
                elif len(POSITIONAL.findall(text.value)) > 1:
                    yield text.lineno, "more than one unnamed placeholder: translations may need another order"
        for item in node.keywords:
            if (
                item.arg in SHOWN
                and isinstance(item.value, ast.Constant)
                and isinstance(item.value.value, str)
                and item.value.value
            ):
                yield item.value.lineno, f"{item.arg}={item.value.value!r} is not translated"


def main() -> int:
    failed = False
    for path in sorted(ROOT.glob("lotse/**/*.py")):
        if not {"tests", "migrations"} & set(path.parts) and str(path.relative_to(ROOT)) not in PASSING_ON:
            for line, text in problems(ast.parse(path.read_text(encoding="utf-8"))):
                failed = True
                sys.stdout.write(f"{path.relative_to(ROOT)}:{line}: {text}\n")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
