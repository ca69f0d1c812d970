"""Figures leave as files: safe in Excel, headed with what must be known, and written down."""

import csv
import io
import json

import pytest
from django.test import Client
from openpyxl import load_workbook

from lotse.accounts import actions as accounts
from lotse.audit.models import WriteLog
from lotse.audit.testing import arranging
from lotse.reports.models import ReportExport
from lotse.reports.tests.arranged import submitted
from tests.world import World

FILE = "/berichte/anlage-1/datei/{}/?quartal=2026-Q3"
EVIL = ('=HYPERLINK("http://böse.example";"Klick")', "+49 351", "-2+3", "@SUM(A1)", "\tTab", " =1+1", "|cmd")


def rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")  # or Excel takes it for Windows-1252
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_the_excel_file_says_what_it_holds(quarter: World, client: Client) -> None:
    client.force_login(quarter.theo)
    answer = client.get(FILE.format("xlsx"))
    assert 'filename="anlage-1-2026-q3.xlsx"' in answer["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    facts = {row[0]: row[1] for row in book.active.iter_rows(min_row=2, max_row=6, max_col=2, values_only=True)}
    assert facts["Zeitraum"] == "2026-Q3"
    assert facts["Träger"] == "Ankerplatz e. V."
    assert "dresden/2019-07-01" in facts["Gezählt nach"]
    assert facts["Stand"] == "Ankerplatz e. V.: Entwurf"
    assert "Theo Brandt" in facts["Erstellt"]
    last = list(list(book.active.iter_rows(values_only=True))[-1])
    assert last == ["Summe", None, None, "2026-Q3", 3, 1, 2, 1, 0]
    assert "Alle beraterischen Kontakte" in book["So wird gezählt"]["B2"].value


@pytest.mark.parametrize("name", EVIL)
def test_a_name_is_never_calculated(quarter: World, client: Client, name: str) -> None:
    with arranging():
        quarter.miriam.name = name
        quarter.miriam.save()
    client.force_login(quarter.theo)
    labels = {row[2] for row in rows(client.get(FILE.format("csv")).content)}
    assert f"'{name}" in labels
    book = load_workbook(io.BytesIO(client.get(FILE.format("xlsx")).content))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value == name]
    assert cells
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_the_csv_and_json_files_hold_what_the_screen_shows(quarter: World, client: Client) -> None:
    client.force_login(quarter.katrin)
    table = rows(client.get(FILE.format("csv")).content)
    assert table[0][:5] == ["Träger", "Region", "Fachkraft", "Monat", "Einzelberatungen und Begleitungen"]
    assert table[1] == ["Ankerplatz e. V.", "West", "Miriam Albrecht", "2026-07", "2", "0", "0", "1", "0"]
    found = json.loads(client.get(FILE.format("json")).content)
    assert found["rows"][0]["line"] == "Miriam Albrecht"
    assert found["total"] == {"individual": 3, "group": 1, "education": 2, "return": 1, "case_management": 0}


def test_a_filter_reaches_the_file_and_is_named_in_it(quarter: World, client: Client) -> None:
    client.force_login(quarter.theo)
    content = client.get(FILE.format("json") + "&monat=2026-07").content
    found = json.loads(content)
    assert found["facts"]["Zeitraum"] == "Juli 2026"
    assert {row["month"] for row in found["rows"]} == {"2026-07"}
    assert found["total"]["individual"] == 2


@pytest.mark.parametrize("kind", ["xlsx", "csv", "json", "print"])
def test_every_export_is_written_down(quarter: World, client: Client, kind: str) -> None:
    row = submitted(quarter)
    client.force_login(quarter.theo)
    live = "/berichte/anlage-1/druck/?quartal=2026-Q3" if kind == "print" else FILE.format(kind)
    client.get(f"{live}&region=west")
    client.get(f"/berichte/eingereicht/{row.pk}/{'druck' if kind == 'print' else f'datei/{kind}'}/")
    frozen, shown = ReportExport.objects.all()
    assert (shown.user, shown.format, shown.year, shown.quarter, shown.submission) == (
        quarter.theo,
        kind,
        2026,
        3,
        None,
    )
    assert frozen.submission == row
    log = WriteLog.objects.filter(table_name="reports_reportexport")
    assert {(entry.actor, entry.verb) for entry in log} == {(str(quarter.theo.pk), "export_report")}


@pytest.mark.parametrize("reader", ["petra", "dora"])
def test_without_figures_there_is_no_file(quarter: World, client: Client, reader: str) -> None:
    client.force_login(getattr(quarter, reader))
    for address in (FILE.format("xlsx"), FILE.format("csv"), "/berichte/anlage-1/druck/?quartal=2026-Q3"):
        assert client.get(address).status_code == 403
    assert not ReportExport.objects.exists()


def test_an_unknown_kind_or_quarter_is_not_found(quarter: World, client: Client) -> None:
    client.force_login(quarter.theo)
    assert client.get(FILE.format("exe")).status_code == 404
    assert client.get("/berichte/anlage-1/datei/csv/?quartal=neulich").status_code == 404
    assert not ReportExport.objects.exists()


def test_files_for_the_authority_hold_no_worker(quarter: World, client: Client) -> None:
    client.force_login(quarter.jens)
    for kind in ("csv", "json"):
        text = client.get(FILE.format(kind)).content.decode()
        assert "Miriam" not in text
        assert "Brückenhaus" in text


def test_the_print_has_a_letterhead_the_definitions_and_lines_to_sign(quarter: World, client: Client) -> None:
    row = submitted(quarter)
    client.force_login(quarter.theo)
    page = client.get(f"/berichte/eingereicht/{row.pk}/druck/").content.decode()
    for words in (
        "Ankerplatz e. V.",
        "an: Sozialamt",
        "Unterschrift Trägerleitung",
        "Katrin Hoyer",
        row.sha256,
        "Alle beraterischen",
    ):
        assert words in page


def test_an_organisation_named_like_a_formula_is_harmless_too(quarter: World, client: Client) -> None:
    bridge = quarter.bridge
    accounts.change_organisation(
        bridge, version=bridge.version, name="=1+1", kind=bridge.kind, legal_regime=bridge.legal_regime, by="test"
    )
    client.force_login(quarter.jens)
    assert [r[0] for r in rows(client.get(FILE.format("csv")).content) if "1+1" in r[0]][:1] == ["'=1+1"]
