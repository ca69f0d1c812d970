"""`make trace` misses nothing that the concepts name, and `make catalogue` nothing that people read."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog

from scripts import catalogue, trace


def named_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("requirement", "requirements"):
                yield from [inner] if isinstance(inner, str) else inner
            else:
                yield from named_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from named_in(inner)


def test_every_requirement_a_concept_names_is_traced() -> None:
    paths = list((trace.ROOT / "lotse" / "concepts").rglob("*.toml"))
    named = {key for path in paths for key in named_in(tomllib.loads(path.read_text(encoding="utf-8")))}
    assert named
    assert set(trace.concept_entries()) == named


def test_the_concepts_name_no_requirement_that_does_not_exist() -> None:
    assert set(trace.concept_entries()) <= set(trace.requirements())


def test_the_list_of_requirements_is_whole() -> None:
    assert len(trace.requirements()) == 371


@pytest.fixture
def po(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "en" / "django.po"
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    monkeypatch.setattr(catalogue, "PO", path)
    monkeypatch.setattr(catalogue, "MO", path.with_suffix(".mo"))
    room = tmp_path / "lotse" / "cases"
    (room / "templates" / "cases").mkdir(parents=True)
    (room / "tests").mkdir()
    (room / "models.py").write_text('title = _("Fallakte")', encoding="utf-8")
    (room / "tests" / "test_it.py").write_text('_("nur im Test")', encoding="utf-8")
    page = '{{ _("Frist am %(day)s", day=day) }}{% trans n=count %}ein Tag{% pluralize %}{{ n }} Tage{% endtrans %}'
    (room / "templates" / "cases" / "file.html").write_text(page, encoding="utf-8")
    return path


def test_texts_are_found_in_code_and_templates_but_not_in_tests(po: Path) -> None:
    assert {message.id for message in catalogue.source() if message.id} == {
        "Fallakte",
        "Frist am %(day)s",
        ("ein Tag", "%(n)s Tage"),
    }


def fill(po: Path, **texts: str) -> None:
    filled = Catalog(locale="en")
    for message in catalogue.source():
        if message.id:
            plural = isinstance(message.id, tuple)
            filled.add(message.id, ("one day", "%(n)s days") if plural else texts.get(str(message.id).split()[0], ""))
    po.parent.mkdir(exist_ok=True)
    po.write_bytes(catalogue.as_text(filled))


def test_a_complete_catalogue_passes_and_is_compiled(po: Path) -> None:
    fill(po, Fallakte="File", Frist="Due on %(day)s")
    assert catalogue.check() == 0
    catalogue.compile_()
    assert b"Due on" in po.with_suffix(".mo").read_bytes()


def test_updating_keeps_what_is_translated(po: Path) -> None:
    fill(po, Fallakte="File", Frist="Due on %(day)s")
    before = po.read_bytes()
    catalogue.update()
    assert po.read_bytes() == before


@pytest.mark.parametrize(
    ("texts", "complaint"),
    [
        ({"Fallakte": "File"}, "no English for 'Frist am %(day)s'"),
        ({"Fallakte": "File", "Frist": "Due on %(date)s"}, "other placeholders"),
    ],
)
def test_a_gap_in_the_catalogue_is_named(
    po: Path, capsys: pytest.CaptureFixture[str], texts: dict[str, str], complaint: str
) -> None:
    fill(po, **texts)
    assert catalogue.check() == 1
    assert complaint in capsys.readouterr().out


def test_a_text_that_is_gone_is_named(po: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(po, Fallakte="File", Frist="Due on %(day)s")
    (po.parent.parent / "lotse" / "cases" / "models.py").write_text("", encoding="utf-8")
    assert catalogue.check() == 1
    assert "no longer in the source: 'Fallakte'" in capsys.readouterr().out
