"""Tables as files for a spreadsheet, sent while they are read: the first byte at once, memory flat whatever the length.

Whatever people typed stays text: no cell can become a formula, a link, or a number that was not one.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from tempfile import SpooledTemporaryFile
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from defusedcsv import csv as defused
from django.db import transaction
from django.http import StreamingHttpResponse
from django.utils import timezone
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

FETCHED_AT_ONCE = 2000  # rows
SENT_AT_ONCE = 250  # rows
BYTE_ORDER_MARK = "\ufeff"  # without it, spreadsheets take UTF-8 for something else
NOT_IN_FILES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")  # refused by XML, useless in CSV

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = "xl/worksheets/sheet1.xml"
LONGEST_CELL = 32_767  # characters, and rows: the format's own limits
MOST_ROWS = 1_048_576
TOO_LONG = "La suite n’entre pas dans un classeur : prenez le fichier CSV."
DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets count local days from there
ONE_DAY = timedelta(days=1)
SPELT_CHARACTER = re.compile(r"_x[0-9A-Fa-f]{4}_")  # the format would read « _x003D_ » as « = »


def stored_rows(queryset) -> Iterator:
    """What ``queryset`` yields, by one cursor of the database: neither side holds the whole."""
    with transaction.atomic():
        yield from queryset.iterator(chunk_size=FETCHED_AT_ONCE)


def csv_download(filename: str, header: Iterable[str], rows: Iterable[Iterable]) -> StreamingHttpResponse:
    """``rows`` of text, numbers, dates, booleans and None (an empty cell) as a CSV file French spreadsheets open."""
    return download(filename, "text/csv; charset=utf-8", csv_blocks(header, rows))


def xlsx_download(filename: str, header: Iterable[str], rows: Iterable[Iterable]) -> StreamingHttpResponse:
    """The same as a workbook of one sheet: real dates and numbers, headings in bold that stay in view."""
    return download(filename, XLSX, xlsx_blocks(list(header), rows))


def download(filename: str, content_type: str, blocks: Iterator) -> StreamingHttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{filename}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return StreamingHttpResponse(blocks, content_type=content_type, headers=headers)


def by_blocks(rows: Iterable) -> Iterator[list]:
    rows = iter(rows)
    while block := list(islice(rows, SENT_AT_ONCE)):
        yield block


def clean_text(text: str) -> str:
    """Without control characters, nor the blanks before the first sign that would hide a formula."""
    return NOT_IN_FILES.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


# CSV ------------------------------------------------------------------------------------------------------------------


def csv_blocks(header: Iterable[str], rows: Iterable[Iterable]) -> Iterator[str]:
    yield BYTE_ORDER_MARK + csv_text([header])
    for block in by_blocks(rows):
        yield csv_text(block)


def csv_text(rows: Iterable[Iterable]) -> str:
    text = io.StringIO()
    defused.writer(text, delimiter=";", quoting=csv.QUOTE_MINIMAL).writerows(map(csv_cell, row) for row in rows)
    return text.getvalue()


def csv_cell(value) -> str:
    """The value as it is written in French."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, (float, Decimal)):
        return f"{value:f}".rstrip("0").rstrip(".").replace(".", ",") if value % 1 else f"{value:.0f}"
    return clean_text(str(value))


# XLSX -----------------------------------------------------------------------------------------------------------------
# The library writes a workbook only once all rows are known, minutes after the click for a long table. It makes here
# the workbook without its rows, styles included; the rows are then put in their place while the file is being sent.


class Model:
    """A workbook with headings and no rows: its parts, and the sheet's text before and after where rows go."""

    def __init__(self, header: list[str]):
        with SpooledTemporaryFile(max_size=1024 * 1024) as file:
            write_model(file, header)
            with ZipFile(file) as archive:
                self.parts = {name: archive.read(name) for name in archive.namelist() if name != SHEET}
                sheet = archive.read(SHEET).decode()
        example = re.search(r'<row r="2".*?</row>', sheet, re.DOTALL)
        self.before, self.after = sheet[: example.start()], sheet[example.end() :]
        self.before = re.sub(r"<dimension [^>]*/>", "", self.before)  # it would say that the sheet has two rows
        self.text, self.date, self.moment = re.findall(r'<c [^>]*s="(\d+)"', example[0])


def write_model(file, header: list[str]) -> None:
    with Workbook(file, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.freeze_panes(1, 0)
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for number, title in enumerate(header):
            sheet.set_column(number, number, max(12, min(40, len(title) + 2)))
            sheet.write_string(0, number, title, bold)
        styles = ({"text_wrap": True}, {"num_format": "dd/mm/yyyy"}, {"num_format": "dd/mm/yyyy hh:mm"})
        for number, style in enumerate(styles):
            sheet.write_blank(1, number, None, workbook.add_format(style | {"valign": "top"}))


class Outlet(io.RawIOBase):
    """What is written to it waits to be taken; it cannot go back, like a connection."""

    def __init__(self):
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.waiting += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self.waiting)
        self.waiting.clear()
        return taken


def xlsx_blocks(header: list[str], rows: Iterable[Iterable]) -> Iterator[bytes]:
    model = Model(header)
    columns = [xl_col_to_name(number) for number in range(len(header))]
    outlet = Outlet()
    with ZipFile(outlet, "w", ZIP_DEFLATED, compresslevel=4) as archive:
        for name, content in model.parts.items():
            archive.writestr(name, content)
        with archive.open(SHEET, "w") as sheet:
            sheet.write(model.before.encode())
            yield outlet.take()
            for block in by_blocks(enumerate(within_a_sheet(rows), start=2)):
                sheet.write("".join(xlsx_row(model, columns, number, row) for number, row in block).encode())
                if outlet.waiting:
                    yield outlet.take()
            sheet.write(model.after.encode())
    yield outlet.take()


def within_a_sheet(rows: Iterable[Iterable]) -> Iterator[Iterable]:
    rows = iter(rows)
    yield from islice(rows, MOST_ROWS - 2)
    if next(rows, None) is not None:
        yield [TOO_LONG]


def xlsx_row(model: Model, columns: list[str], number: int, row: Iterable) -> str:
    cells = (xlsx_cell(model, f"{column}{number}", value) for column, value in zip(columns, row, strict=False))
    return f'<row r="{number}">{"".join(cells)}</row>'


def xlsx_cell(model: Model, place: str, value) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        value = csv_cell(value)
    if isinstance(value, datetime):
        since_day_zero = timezone.localtime(value).replace(tzinfo=None) - DAY_ZERO
        return f'<c r="{place}" s="{model.moment}"><v>{since_day_zero / ONE_DAY:.8f}</v></c>'
    if isinstance(value, date):
        return f'<c r="{place}" s="{model.date}"><v>{(value - DAY_ZERO.date()).days}</v></c>'
    if isinstance(value, (int, float, Decimal)):
        return f'<c r="{place}"><v>{value}</v></c>'
    text = SPELT_CHARACTER.sub(lambda found: f"_x005F{found[0]}", clean_text(str(value)))[:LONGEST_CELL]
    return f'<c r="{place}" s="{model.text}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
