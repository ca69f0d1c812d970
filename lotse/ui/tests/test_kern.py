"""The macros: what they write, and that whatever a person typed comes out as text."""

import re
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from lotse.concept.entries import Source
from lotse.concept.periods import Calendar, Span
from lotse.concept.vocabulary import Text
from lotse.ui.fields import GermanDateField
from lotse.ui.reasons import strip

EVIL = """<script>alert(1)</script>" onmouseover='x' {{ 7*7 }} & ك"""


def write(source: str, /, **values: Any) -> str:
    macros = re.findall(r"\{[{%]\s*(?:call\s+)?(\w+)\(", source)
    head = '{% from "ui/kern.html" import ' + ", ".join(dict.fromkeys(macros)) + " %}"
    return engines["jinja2"].env.from_string(head + source).render(values)


class Reader(HTMLParser):
    """Tags with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def first(self, tag: str) -> dict[str, str | None]:
        return next(attrs for name, attrs in self.tags if name == tag)


class Visit(forms.Form):
    on = GermanDateField(label="Datum", help_text="Tag des Besuchs")
    text = forms.CharField(label="Zusammenfassung", widget=forms.Textarea)
    form = forms.ChoiceField(label="Form", choices=[("a", "Hausbesuch"), ("b", EVIL)], widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(
        label="Themen", choices=[("x", "Wohnen"), ("y", "Sprache")], widget=forms.CheckboxSelectMultiple, required=False
    )
    language = forms.ChoiceField(label="Sprache", choices=[("ti", "Tigrinya")], required=False)
    mail = forms.EmailField(label="E-Mail", required=False)
    file = forms.FileField(label="Liste", required=False)
    agreed = forms.BooleanField(label="Einverstanden", required=False, help_text="freiwillig")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


WITH_TEXT: list[Callable[[str], str]] = [
    lambda t: write('{{ state("due", t) }}', t=t),
    lambda t: write("{{ person_name((t, t, t)) }}", t=t),
    lambda t: write('{{ note("due", t, strong=t, aside=t) }}', t=t),
    lambda t: write("{{ why(t, quote=t, source=t, document=t, url=t, inputs=[(t, t)]) }}", t=t),
    lambda t: write("{{ row(title=t, url=t, name=t, state_kind='due', state_word=t, text=t) }}", t=t),
    lambda t: write("{{ facts([(t, t, t)]) }}{{ kv([(t, t)]) }}{{ ribbon([(t, t, 'past')], t) }}", t=t),
    lambda t: write("{{ tabs([(t, t, true, t)], t) }}{{ chips([(t, t, true, t)], t) }}{{ crumb([(t, t)], t) }}", t=t),
    lambda t: write("{{ button(t, name=t, value=t, attrs={'data-x': t}) }}{{ link_button(t, t) }}", t=t),
    lambda t: write("{{ empty(t, t, t, t) }}{{ bar(1, 2, t) }}{{ saved(t) }}{{ th(t) }}{{ td(t, t) }}", t=t),
    lambda t: write("{{ post_button(t, t, '', fields={'k': t}) }}", t=t),
    lambda t: write("{% call page_head(t, t, t) %}{{ t }}{% endcall %}", t=t),
    lambda t: write(
        "{{ fields(form) }}{{ error_summary(form) }}", form=Visit({"on": t, "text": t, "mail": t, "form": t})
    ),
]


@pytest.mark.parametrize("macro", WITH_TEXT)
def test_text_that_looks_like_markup_stays_text(macro: Callable[[str], str]) -> None:
    page = Reader(macro(EVIL))
    assert not any(tag == "script" for tag, _attrs in page.tags)
    assert not any("onmouseover" in attrs for _tag, attrs in page.tags)
    assert "49" not in page.text
    everything = page.text + " ".join(str(value) for _tag, attrs in page.tags for value in attrs.values())
    assert EVIL.split("{{")[0].strip() in everything


@given(st.text())
def test_no_text_adds_a_tag(text: str) -> None:
    def tags(value: str) -> list[str]:
        return [tag for tag, _attrs in Reader(write('{{ note("due", t, strong="x") }}', t=value)).tags]

    assert tags(text) == tags("x")


def test_a_field_with_an_error_names_hint_and_message_and_keeps_what_was_typed() -> None:
    page = Reader(write('{{ field(form["on"]) }}', form=Visit({"on": "31.02.2026"})))
    box = page.first("input")
    assert box["value"] == "31.02.2026"
    assert box["aria-invalid"] == "true"
    assert box["aria-describedby"] == "id_on-hint id_on-error"
    ids = {attrs.get("id") for _tag, attrs in page.tags}
    assert {"id_on-hint", "id_on-error"} <= ids
    assert page.first("label")["for"] == "id_on"
    assert "Diesen Tag gibt es nicht" in page.text


def test_a_field_without_error_describes_nothing_that_is_not_there() -> None:
    box = Reader(write('{{ field(form["text"]) }}', form=Visit())).first("textarea")
    assert "aria-describedby" not in box
    assert "aria-invalid" not in box


def test_every_input_on_the_page_has_a_name_one_can_hear() -> None:
    page = Reader(write("{{ fields(form) }}", form=Visit({"form": "a"})))
    labelled = {attrs["for"] for tag, attrs in page.tags if tag == "label"}
    inputs = [
        attrs for tag, attrs in page.tags if tag in ("input", "select", "textarea") and attrs.get("type") != "hidden"
    ]
    assert len(inputs) == 10
    assert all(attrs["id"] in labelled for attrs in inputs)
    assert sum(tag == "legend" for tag, _attrs in page.tags) == 2


def test_choices_are_chips_and_the_chosen_one_is_checked() -> None:
    page = Reader(write('{{ field(form["form"]) }}', form=Visit({"form": "a"})))
    assert [("checked" in attrs) for tag, attrs in page.tags if tag == "input"] == [True, False]
    assert any(attrs.get("class") == "lo-pick" for _tag, attrs in page.tags)


def test_only_what_may_be_left_out_is_marked() -> None:
    assert "optional" not in write('{{ field(form["text"]) }}', form=Visit())
    assert "optional" in write('{{ field(form["mail"]) }}', form=Visit())


def test_the_summary_leads_to_every_wrong_input() -> None:
    form = Visit({"on": "x"})
    form.add_error(None, "Diese Person hat schon eine Akte.")
    page = Reader(write("{{ error_summary(form) }}{{ fields(form) }}", form=form))
    targets = [attrs["href"] for tag, attrs in page.tags if tag == "a"]
    ids = {f"#{attrs['id']}" for _tag, attrs in page.tags if "id" in attrs}
    assert targets == ["#id_on", "#id_text", "#id_form_0"]
    assert set(targets) <= ids
    assert "4 Angaben" in page.text
    assert "Diese Person hat schon eine Akte." in page.text


def test_a_form_without_errors_has_no_summary() -> None:
    assert write("{{ error_summary(form) }}", form=Visit()).strip() == ""


def test_names_carry_language_and_direction() -> None:
    html = write('{{ person_name(("Rahimi, Zahra", "زهرا رحیمی", "fa")) }}')
    assert '<bdi lang="fa" dir="rtl">زهرا رحیمی</bdi>' in html


def test_why_shows_every_sentence_of_a_source_with_its_document() -> None:
    html = write('{{ why(source=source, url="/konzept/") }}', source=Source("requirement", ("D-27",)))
    assert "innerhalb von zwei Werktagen" in html
    assert 'href="/konzept/#D-27"' in html


def test_why_says_when_a_value_is_practice_or_our_own() -> None:
    note = Text("Ab 35 Stunden, berichtet.", "From 35 hours, reported.")
    assert "nicht belegt" in write("{{ why(source=source) }}", source=Source("practice", (), note))
    assert "Festlegung von Lotse" in write("{{ why(source=source) }}", source=Source("ours", (), note))


@pytest.mark.requirement("D-27")
def test_the_day_strip_tells_every_day_from_the_assignment_to_the_deadline() -> None:
    saxony = Calendar("SN")
    days = saxony.reckon(date(2026, 11, 17), Span(werktage=2), act=True).days
    assert [(row.day.day, row.text, row.kind) for row in strip(days, "Zuweisung")] == [
        (17, "Zuweisung, zählt nicht", "off"),
        (18, "Buß- und Bettag, kein Werktag", "off"),
        (19, "1. Werktag", ""),
        (20, "2. Werktag: Frist", "due"),
    ]
    rolled = strip(saxony.reckon(date(2026, 11, 19), Span(werktage=2), act=True).days, "Zuweisung", overdue=True)
    assert [row.text for row in rolled[-3:]] == ["2. Werktag, aber Samstag", "Sonntag", "Frist (§ 193 BGB)"]
    assert rolled[-1].kind == "overdue"


def test_pages_say_where_one_is_and_how_many_rows_there_are() -> None:
    page = Paginator(range(1234), 25).get_page(7)
    html = write('{{ pagination(page, "art=alle") }}', page=page)
    assert "151 bis 175 von 1.234" in html
    assert 'href="?art=alle&amp;seite=8"' in html
    assert len(re.findall('aria-current="page"', html)) == 1
    assert write("{{ pagination(page) }}", page=Paginator([1], 25).get_page(1)).strip() == ""


def test_a_name_the_view_forgot_is_an_error_but_may_be_asked_for() -> None:
    assert engines["jinja2"].env.from_string("{% if next_step %}x{% endif %}").render() == ""
    for source in ("{{ next_step }}", "{% for a in next_step %}{% endfor %}", "{{ next_step.title }}"):
        with pytest.raises(UndefinedError):
            engines["jinja2"].env.from_string(source).render()
