"""Reads the Jinja2 templates as HTML: balanced tags, language, protected forms, nothing visible untranslated."""

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, nodes

ROOT = Path(__file__).parent.parent
JINJA = re.compile(r"(\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\})", re.DOTALL)
FILL = "\ue000"  # stands for what the template computes
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
VERBATIM = {"code", "kbd", "pre", "samp", "script", "style"}
SPOKEN = {"title", "aria-label", "aria-description", "placeholder", "alt", "label"}
NAMES = {"Lotse", "KERN", "CSV", "XLSX", "ODS", "PDF", "JSON", "UTF", "SHA", "Deutsch", "English"}
GETTEXT = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
WORD = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"[A-ZÄÖÜ][a-zäöüß]{2,}(?![\w-])|[a-zäöüß]+ [a-zäöüß ]*[äöüß]")

Problem = tuple[int, str]


def blank(text: str, fill: str = " ") -> str:
    return "".join(char if char == "\n" else fill for char in text)


def keyword(token: str) -> str:
    return token.strip("{%}+- \n").split(maxsplit=1)[0] if token.startswith("{%") else ""


def as_html(source: str, last_branch: bool) -> str:
    """The template with one branch of every `if` and `for`, FILL for what is computed, line numbers unchanged."""
    out: list[str] = []
    branches: list[int] = []  # per open if/for: where its first branch starts in `out`
    dropping = 0  # how deep inside a branch that is left out
    in_trans = False
    for token in JINJA.split(source):
        word = keyword(token)
        if word == "trans":
            in_trans = True
        elif word == "endtrans":
            in_trans = False
        if word in ("if", "for"):
            branches.append(len(out))
            dropping += dropping > 0
        elif word in ("elif", "else") and branches and dropping <= 1:
            if last_branch:
                out[branches[-1] :] = [blank(text) for text in out[branches[-1] :]]
            else:
                dropping = 1
        elif word in ("endif", "endfor") and branches:
            branches.pop()
            dropping -= dropping > 0
        if token.startswith("{{"):
            text = blank(token, FILL)
        elif token.startswith(("{%", "{#")):
            text = blank(token)
        elif in_trans:
            text = re.sub(r"[^<>]+(?![^<]*>)", lambda match: blank(match[0], FILL), token)
        else:
            text = token
        out.append(blank(text) if dropping else text)
    # <li{{ attributes }}> and <h{{ level }}>: what is computed is not part of the tag's name
    return re.sub(rf"(</?[a-z]+\d?)({FILL}+)", lambda match: match[1] + blank(match[2]), "".join(out))


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, int]] = []
        self.problems: list[Problem] = []

    def report(self, text: str) -> None:
        self.problems.append((self.getpos()[0], text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.check(tag, dict(attrs))
        if tag not in VOID:
            self.open.append((tag, self.getpos()[0]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.check(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1][0] == tag:
            self.open.pop()
        elif any(name == tag for name, _line in self.open):
            name, line = self.open.pop()
            self.report(f"</{tag}> closes while <{name}> of line {line} is open")
            self.handle_endtag(tag)
        elif tag not in VOID:
            self.report(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        if not any(name in VERBATIM for name, _line in self.open) and self.is_untranslated(data):
            start = self.getpos()[0] + data[: len(data) - len(data.lstrip())].count("\n")
            self.problems.append((start, f"visible text outside {{% trans %}}: {' '.join(data.split())[:60]}"))

    def is_untranslated(self, text: str) -> bool:
        return any(word not in NAMES for word in WORD.findall(text.replace(FILL, " ")))

    def check(self, tag: str, attrs: dict[str, str | None]) -> None:
        if tag == "html" and "lang" not in attrs:
            self.report("<html> without lang")
        if tag == "img" and "alt" not in attrs:
            self.report("<img> without alt")
        for name in SPOKEN & attrs.keys():
            if self.is_untranslated(attrs[name] or ""):
                self.report(f'{name}="{attrs[name]}" is not translated')

    def finish(self) -> list[Problem]:
        self.close()
        for name, line in self.open:
            self.problems.append((line, f"<{name}> is never closed"))
        return self.problems


def unprotected_forms(source: str) -> Iterator[Problem]:
    for form in re.finditer(r"<form\b[^>]*\bmethod=[\"']post.*?</form>", source, re.DOTALL | re.IGNORECASE):
        if "csrf" not in form[0]:
            yield source[: form.start()].count("\n") + 1, "a form that posts without csrf_input"


def untranslated_arguments(node: nodes.Node) -> Iterator[Problem]:
    """German in the arguments of macros: {{ button("Speichern") }} instead of {{ button(_("Speichern")) }}."""
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in GETTEXT:
        return
    if (
        isinstance(node, nodes.Const)
        and isinstance(node.value, str)
        and SENTENCE.search(node.value)
        and node.value not in NAMES
    ):
        yield node.lineno, f"text outside _(): {node.value[:60]!r}"
    for child in node.iter_child_nodes():
        yield from untranslated_arguments(child)


def lint(source: str) -> list[Problem]:
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        return [(error.lineno, str(error.message))]
    problems = {*unprotected_forms(source), *untranslated_arguments(tree)}
    for last_branch in (False, True):
        page = Page()
        page.feed(as_html(source, last_branch))
        problems.update(page.finish())
    return sorted(problems)


def main() -> int:
    failed = False
    for path in sorted(ROOT.glob("lotse/*/templates/**/*.html")):
        for line, text in lint(path.read_text(encoding="utf-8")):
            failed = True
            sys.stdout.write(f"{path.relative_to(ROOT)}:{line}: {text}\n")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
