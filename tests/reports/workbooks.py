"""A workbook read back: what each sheet holds, cell by cell."""

import io
import re
from datetime import date, timedelta
from xml.etree import ElementTree
from zipfile import ZipFile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
DATE_STYLES = {"4"}


def workbook_rows(package: bytes) -> dict[str, list[dict]]:
    """Per sheet, its rows as ``{heading: value}``; an empty cell is None."""
    with ZipFile(io.BytesIO(package)) as parts:
        texts = ["".join(one.itertext()) for one in tree(parts, "xl/sharedStrings.xml").iter(f"{MAIN}si")]
        names = [sheet.get("name") for sheet in tree(parts, "xl/workbook.xml").iter(f"{MAIN}sheet")]
        grids = [
            [row_values(row, texts) for row in tree(parts, f"xl/worksheets/sheet{number}.xml").iter(f"{MAIN}row")]
            for number in range(1, len(names) + 1)
        ]
    return {
        name: [{heading: row.get(column) for column, heading in grid[0].items()} for row in grid[1:]]
        for name, grid in zip(names, grids, strict=True)
    }


def tree(parts: ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(parts.read(name))


def row_values(row, texts: list[str]) -> dict[str, object]:
    found = {}
    for cell in row.iter(f"{MAIN}c"):
        value = cell.find(f"{MAIN}v")
        if value is None:
            continue
        column = re.match("[A-Z]+", cell.get("r"))[0]
        if cell.get("t") == "s":
            found[column] = ESCAPED.sub(lambda code: chr(int(code[1], 16)), texts[int(value.text)])
        elif cell.get("s") in DATE_STYLES:
            found[column] = date(1899, 12, 30) + timedelta(days=int(value.text))
        else:
            found[column] = int(value.text)
    return found
