"""Files for spreadsheets: nothing typed becomes a formula, values keep their kind, and the file comes as it is made."""

import csv
import io
import re
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import repeat
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from proxinet.exports import MOST_ROWS, TOO_LONG, csv_download, within_a_sheet, xlsx_download

HEADER = ["Quoi", "Combien", "Le", "À", "Vrai", "Rien"]
SUMMER = datetime(2026, 7, 14, 12, 30, tzinfo=UTC)
ROW = ["Émargement ; « oui »", Decimal("3.50"), date(2026, 4, 4), SUMMER, True, None]
ATTACKS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "  =1+1", "\x0b=1+1", "=cmd|' /C calc'!A0"]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def csv_rows(rows, header=HEADER) -> list[list[str]]:
    content = b"".join(csv_download("essai.csv", header, rows)).decode()
    assert content.startswith("\ufeff")
    return list(csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline=""), delimiter=";"))


def workbook(rows, header=HEADER) -> ZipFile:
    return ZipFile(io.BytesIO(b"".join(xlsx_download("essai.xlsx", header, rows))))


def sheet(archive) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))


def cells(archive) -> dict[str, ElementTree.Element]:
    return {cell.get("r"): cell for cell in sheet(archive).iter(f"{MAIN}c")}


def text_of(cell) -> str:
    return "".join(cell.itertext())


def test_a_csv_file_is_written_as_french_spreadsheets_read_it():
    head, row = csv_rows([ROW])
    assert head == HEADER
    assert row == ["Émargement ; « oui »", "3,5", "04/04/2026", "14/07/2026 14:30", "oui", ""]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_of_a_csv_file_starts_a_formula(attack):
    (cell,) = csv_rows([[attack]], ["Quoi"])[1]
    assert cell.startswith("'")


@pytest.mark.parametrize("attack", [*ATTACKS, "https://exemple.test/", "0612345678", "1e5", "{=1+1}"])
def test_what_was_typed_is_text_in_a_workbook(attack):
    archive = workbook([[attack]], ["Quoi"])
    cell = cells(archive)["A2"]
    assert cell.get("t") == "inlineStr"
    assert text_of(cell) == re.sub("\x0b", "", attack).strip()
    assert not list(sheet(archive).iter(f"{MAIN}f"))
    assert not list(sheet(archive).iter(f"{MAIN}hyperlink"))


def test_numbers_and_dates_of_a_workbook_are_numbers_and_dates():
    found = cells(workbook([ROW]))
    assert float(text_of(found["B2"])) == 3.5
    assert float(text_of(found["C2"])) == 46116  # 4 April 2026, as spreadsheets count days
    assert float(text_of(found["D2"])) == pytest.approx(46217 + 14.5 / 24)
    styles = workbook([]).read("xl/styles.xml").decode()
    assert "dd/mm/yyyy hh:mm" in styles
    assert len({found[place].get("s") for place in ("A2", "C2", "D2")}) == 3
    assert "F2" not in found


def test_the_headings_of_a_workbook_are_bold_and_stay_in_view():
    archive = workbook([ROW])
    pane = next(sheet(archive).iter(f"{MAIN}pane"))
    assert (pane.get("state"), pane.get("topLeftCell")) == ("frozen", "A2")
    strings = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    assert [text_of(string) for string in strings] == HEADER
    styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
    of_headings = styles.find(f"{MAIN}cellXfs")[int(cells(archive)["A1"].get("s"))]
    assert styles.find(f"{MAIN}fonts")[int(of_headings.get("fontId"))].find(f"{MAIN}b") is not None


def test_line_breaks_stay_and_what_xml_refuses_goes():
    text = "Deux\r\nlignes\x00\x08\x1f\ufffe <b>&amp;</b>"
    assert csv_rows([[text]], ["Quoi"])[1] == ["Deux\nlignes <b>&amp;</b>"]
    assert text_of(cells(workbook([[text]], ["Quoi"]))["A2"]) == "Deux\nlignes <b>&amp;</b>"


def test_a_spelt_character_is_not_read_as_one():
    assert text_of(cells(workbook([["_x003D_1"]], ["Quoi"]))["A2"]) == "_x005F_x003D_1"


def test_a_text_longer_than_a_cell_is_cut():
    assert len(text_of(cells(workbook([["é" * 40_000]], ["Quoi"]))["A2"])) == 32_767


def test_more_rows_than_a_sheet_holds_end_with_a_sentence():
    last = None
    for count, row in enumerate(within_a_sheet(repeat(["x"], MOST_ROWS)), start=1):  # noqa: B007
        last = row
    assert (count, last) == (MOST_ROWS - 1, [TOO_LONG])
    assert sum(1 for _ in within_a_sheet(repeat(["x"], MOST_ROWS - 2))) == MOST_ROWS - 2


@pytest.mark.parametrize("download", [csv_download, xlsx_download])
def test_a_download_is_kept_by_nobody_and_named(download):
    response = download("essai.bin", HEADER, [])
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert 'filename="essai.bin"' in response["Content-Disposition"]


@pytest.mark.parametrize("download", [csv_download, xlsx_download])
def test_the_first_bytes_come_before_the_first_row_and_memory_stays_flat(download):
    read = 0

    def rows():
        nonlocal read
        for number in range(20_000):
            read += 1
            yield [f"Personne {number} " + "x" * 500, number, date(2026, 4, 4), SUMMER, True, None]

    blocks = iter(download("essai", HEADER, rows()))
    assert next(blocks)
    assert read == 0
    tracemalloc.start()
    size = sum(len(block) for block in blocks)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert read == 20_000
    assert size > 200_000
    assert peak < 2_000_000, f"{peak} bytes for ten million characters"
