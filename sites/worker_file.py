"""The agents' file, in and out: the same columns, whatever spreadsheet wrote it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from sites.names import name_key

MOST_LINES = 2_000
MOST_BYTES = 1024 * 1024
DELIMITERS = ";,\t"
DEFUSED = ("'=", "'+", "'-", "'@", "'|", "'%")


@dataclass(frozen=True)
class Column:
    """``field``: of ``FieldWorker``. ``spellings``: other headings people write."""

    field: str
    label: str
    required: bool = False
    spellings: tuple[str, ...] = ()

    @property
    def keys(self) -> set[str]:
        return {name_key(spelling) for spelling in (self.label, *self.spellings)}


COLUMNS = (
    Column("first_name", "prénom", required=True, spellings=("prénoms",)),
    Column("last_name", "nom", required=True, spellings=("nom de famille",)),
    Column("employer", "employeur", spellings=("bailleur", "organisme", "structure")),
    Column("staff_category", "métier", required=True, spellings=("catégorie", "fonction", "poste")),
    Column("neighbourhood", "quartier", spellings=("qpv",)),
    Column("email", "e-mail", spellings=("mail", "courriel", "adresse e-mail", "adresse mail")),
    Column("phone", "téléphone", spellings=("tél", "numéro de téléphone", "portable", "mobile")),
)


class FileRefused(Exception):
    """A file or text that is not such a list; ``str(error)`` is a French sentence that says what to do."""


@dataclass(frozen=True)
class Line:
    """One line of the list: its number in the file (the headings are line 1) and its cells, by field."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: Column) -> str:
        return self.cells.get(column.field, "")


def decode(content: bytes) -> str:
    """The file's text, perhaps with a mark at its head: UTF-8, UTF-16 with its mark, else Windows-1252."""
    if len(content) > MOST_BYTES:
        raise FileRefused("Ce fichier est trop lourd : 1 Mo au plus. Coupez-le en plusieurs.")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise FileRefused("Ceci est un classeur. Dans votre tableur, enregistrez-le au format CSV, puis réessayez.")
    has_utf16_mark = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if has_utf16_mark else ("utf-8", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise FileRefused("Ce fichier n’est pas un tableau au format CSV.")


def read_lines(text: str) -> list[Line]:
    """The lines of a list with headings. Raises ``FileRefused``."""
    text = text.strip("\r\n")
    if not text.strip():
        raise FileRefused("Il n’y a rien à lire : choisissez un fichier ou collez un tableau.")
    if len(text.encode()) > MOST_BYTES:
        raise FileRefused("Ce tableau est trop long : 1 Mo au plus. Coupez-le en plusieurs.")
    if "\0" in text:
        raise FileRefused("Ce texte n’est pas un tableau.")
    rows = numbered_rows(text)
    fields = recognise_headings(next(rows)[1])
    lines = []
    for number, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if any(cell.strip() for cell in row[len(fields) :]):
            raise FileRefused(f"Ligne {number} : il y a plus de cases que de colonnes. Vérifiez le séparateur.")
        if len(lines) == MOST_LINES:
            raise FileRefused("Il y a trop de lignes : 2 000 au plus. Coupez le tableau en plusieurs.")
        lines.append(Line(number, {field: clean(cell) for field, cell in zip(fields, row, strict=False) if field}))
    if not lines:
        raise FileRefused("Ce tableau n’a que des titres : ajoutez une ligne par agent.")
    return lines


def numbered_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """``(line number, cells)``; a cell may hold line breaks between quotes."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    number = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileRefused(f'Ligne {number} : un guillemet (") est mal placé ou n’est pas refermé.') from error
        yield number, row
        number = reader.line_num + 1


def delimiter_of(text: str) -> str:
    """The separator under which the first line reads as the most headings we know."""
    headings = text.splitlines()[0]
    known = set().union(*(column.keys for column in COLUMNS))
    return max(
        DELIMITERS,
        key=lambda delimiter: sum(name_key(cell) in known for cell in headings.split(delimiter)),
    )


def recognise_headings(headings: list[str]) -> list[str]:
    """The field of each column ("" for an empty one). Raises ``FileRefused``, saying which columns are expected."""
    fields, unknown = [], []
    for heading in headings:
        column = next((column for column in COLUMNS if name_key(heading) in column.keys), None)
        if column is None and heading.strip():
            unknown.append(heading.strip())
        fields.append(column.field if column else "")
    missing = [column.label for column in COLUMNS if column.required and column.field not in fields]
    repeated = [column.label for column in COLUMNS if fields.count(column.field) > 1]
    problems = [
        (unknown, "Colonne inconnue"),
        (missing, "Colonne qui manque"),
        (repeated, "Colonne en double"),
    ]
    said = " ".join(f"{problem} : {', '.join(names)[:200]}." for names, problem in problems if names)
    if said:
        expected = ", ".join(column.label for column in COLUMNS)
        raise FileRefused(
            f"{said} La première ligne doit porter les titres des colonnes, parmi : {expected}. "
            "Prénom, nom et métier sont obligatoires."
        )
    return fields


def clean(cell: str) -> str:
    """One line, single spaces, and without the apostrophe our own export puts before a formula's sign."""
    cell = " ".join(cell.split())
    return cell[1:] if cell.startswith(DEFUSED) else cell
