"""The linters in scripts/ see the mistakes they are there for, and nothing in what is right."""

import ast

import pytest

from scripts.lint_templates import lint
from scripts.lint_translations import problems

RIGHT = """{% from "ui/kern.html" import button %}
<html lang="{{ language }}"><p class="{% if wide %}lo-wide{% endif %}">
{% trans n=3 %}Es sind <b>{{ n }}</b> Tage{% endtrans %}</p>
{% if url %}<a href="{{ url }}">{% else %}<span>{% endif %}{{ name }}{% if url %}</a>{% else %}</span>{% endif %}
<form method="post">{{ csrf_input }}<input {{ attrs }}>
{{ button(_("Speichern"), class="kern-btn kern-btn--primary") }}</form>
<h{{ level }}{{ attrs }}>{{ name }}</h{{ level }}>
<code>lotse init</code> {{ day.strftime("%d.%m.%Y") }} Lotse</html>"""


def test_a_correct_template_passes() -> None:
    assert lint(RIGHT) == []


@pytest.mark.parametrize(("template", "problem"), [
    ("<p>Speichern</p>", "visible text"),
    ("<p>{% if a %}{{ a }}{% else %}Nichts vereinbart{% endif %}</p>", "visible text"),
    ('<button aria-label="Schließen"></button>', "is not translated"),
    ('{{ button("Speichern") }}', "text outside _()"),
    ('{{ field(form.day, hint="Nur die Zahl: 45") }}', "text outside _()"),
    ("<div><p>{{ a }}</div>", "closes while <p>"),
    ("<div>{{ a }}", "never closed"),
    ("{{ a }}</div>", "closes nothing"),
    ("{% if a %}<div>{% else %}<p>{% endif %}{{ a }}</div>", "closes"),
    ("<html></html>", "without lang"),
    ('<img src="{{ a }}">', "without alt"),
    ('<form method="post"><input name="a"></form>', "without csrf_input"),
    ("{% if a %}", "Unexpected end of template"),
])  # fmt: skip
def test_a_mistake_in_a_template_is_named(template: str, problem: str) -> None:
    assert any(problem in text for _line, text in lint(template)), lint(template)


def test_it_is_named_with_its_line() -> None:
    assert lint("<div>\n{% if a\n  and b %}{{ c }}{% endif %}\n  <p>Speichern</p>\n</div>")[0][0] == 4


@pytest.mark.parametrize(("source", "problem"), [
    ('_(f"{n} Tage")', "f-string"),
    ('_("%s Tage" % n)', "literal"),
    ("gettext(text)", "literal"),
    ('ngettext("ein Tag", f"{n} Tage", n)', "f-string"),
    ('_("%s von %s")', "unnamed"),
    ('CharField(label="Familienname")', "is not translated"),
])  # fmt: skip
def test_a_mistake_in_a_translated_text_is_named(source: str, problem: str) -> None:
    assert [text for _line, text in problems(ast.parse(source)) if problem in text]


@pytest.mark.parametrize("source", [
    '_("%(n)s Tage") % {"n": n}',
    'ngettext("%(n)s Tag", "%(n)s Tage", n)',
    'pgettext("Maß", "Tag")',
    'CharField(label=_("Familienname"), empty_label="")',
])  # fmt: skip
def test_a_correct_translated_text_passes(source: str) -> None:
    assert list(problems(ast.parse(source))) == []
