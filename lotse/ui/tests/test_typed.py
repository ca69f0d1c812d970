"""What somebody had typed comes back letter for letter, and nobody is told of faults before sending."""

from django import forms
from django.forms import formset_factory
from hypothesis import given
from hypothesis import strategies as st

from lotse.ui.fields import GermanDateField
from lotse.ui.typed import as_data, empty_forms, put_back

TEXT = st.text(st.characters(blacklist_categories=("Cs",)), max_size=80)


class Plan(forms.Form):
    title = forms.CharField(max_length=5)
    on = GermanDateField()
    kinds = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], required=False)
    is_urgent = forms.BooleanField(required=False)


class Line(forms.Form):
    name = forms.CharField()


Lines = formset_factory(Line, extra=1)


@given(TEXT, TEXT, st.lists(st.sampled_from("ab"), unique=True), st.booleans())
def test_every_field_holds_what_was_typed(title: str, on: str, kinds: list[str], is_urgent: bool) -> None:
    typed = {"title": [title], "on": [on], "kinds": kinds} | ({"is_urgent": ["on"]} if is_urgent else {})
    form = Plan(initial={"title": "von vorher", "kinds": ["a"], "is_urgent": True})
    put_back(form, as_data(typed))
    assert (form["title"].value(), form["on"].value(), form["kinds"].value()) == (title, on, kinds)
    assert bool(form["is_urgent"].value()) is is_urgent
    assert not form.errors and not form.non_field_errors()


@given(st.lists(TEXT, max_size=6))
def test_so_does_every_line(names: list[str]) -> None:
    typed = {"wer-TOTAL_FORMS": [str(len(names))], "wer-INITIAL_FORMS": ["0"]}
    lines = Lines(prefix="wer")
    put_back(lines, as_data(typed | {f"wer-{n}-name": [name] for n, name in enumerate(names)}))
    assert [line["name"].value() for line in lines] == names
    assert not any(line.errors for line in lines)


def test_a_form_the_words_are_not_from_stays_empty() -> None:
    page = {"form": Plan(), "lines": Lines(prefix="wer"), "other": Plan(), "sent": Plan({"title": "x"})}
    found = empty_forms(page, ("form", "lines", "sent", "none"))
    assert found == [page["form"], page["lines"]]
    for one in found:
        put_back(one, as_data({"words": ["anderes"]}))
        assert not one.is_bound
