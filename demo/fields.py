"""From YAML maps and CSV rows to typed records; every problem is kept with its file, its line and its field.

A record is a dataclass whose fields are declared with ``must(kind)`` or ``may(kind)``. A kind turns what a person typed
into a value, or raises ``Wrong`` with a French sentence that says what to write instead.
"""

import csv
import datetime
import io
from dataclasses import dataclass, field, fields
from decimal import Decimal
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError


class Wrong(Exception):  # noqa: N818 - what was typed is wrong, not the program
    """A value that cannot be used; ``str(error)`` is a French sentence."""


@dataclass(frozen=True)
class Problem:
    file: str
    line: int
    field: str
    sentence: str

    def __str__(self):
        return f"{self.file}, ligne {self.line}, {self.field} : {self.sentence}"


class InvalidFiles(Exception):  # noqa: N818 - a refusal, not a fault
    """The files cannot be loaded; ``problems`` says where and why."""

    def __init__(self, problems):
        self.problems = sorted(problems, key=lambda problem: (problem.file, problem.line))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class At:
    """Where a record was read: its file, its first line, and the line of each of its fields."""

    file: str
    line: int
    lines: dict[str, int] = field(default_factory=dict, compare=False)

    def problem(self, name: str, sentence: str) -> Problem:
        return Problem(self.file, self.lines.get(name, self.line), name, sentence)


@dataclass(kw_only=True)
class Record:
    at: At = field(repr=False, compare=False)


def must(kind):
    """A field that has to be filled in."""
    return field(default_factory=lambda: kind.empty(), metadata={"kind": kind, "required": True})


def may(kind):
    """A field that may be left out."""
    return field(default_factory=lambda: kind.empty(), metadata={"kind": kind, "required": False})


class Kind:
    def empty(self):
        return None

    def read(self, value, at: At, name: str, problems: list):
        return self.parse(value)


class Text(Kind):
    def __init__(self, longest: int | None = None):
        self.longest = longest

    def empty(self):
        return ""

    def parse(self, value):
        if isinstance(value, (dict, list, bool)):
            raise Wrong("écrivez un texte.")
        text = str(value).strip()
        if "\x00" in text:
            raise Wrong("retirez le caractère nul.")
        if self.longest and len(text) > self.longest:
            raise Wrong(f"{len(text)} caractères, c’est trop long : {self.longest} au plus.")
        return text


class Email(Text):
    def parse(self, value):
        text = super().parse(value).lower()
        name, _, domain = text.partition("@")
        if not name or "." not in domain or " " in text:
            raise Wrong(f"« {text} » n’est pas une adresse e-mail.")
        return text


class Whole(Kind):
    def __init__(self, least: int = 0, most: int = 100_000):
        self.least, self.most = least, most

    def parse(self, value):
        try:
            if isinstance(value, (bool, float)):
                raise ValueError
            number = int(str(value))
        except ValueError:
            raise Wrong(f"« {value} » n’est pas un nombre entier.") from None
        if not self.least <= number <= self.most:
            raise Wrong(f"écrivez un nombre entier de {self.least} à {self.most}.")
        return number


class Hours(Kind):
    """A length of time in hours, such as 6 or 3.5."""

    def parse(self, value):
        try:
            if isinstance(value, bool):
                raise ValueError
            hours = Decimal(str(value).strip().replace(",", "."))
            if not 0 < hours < 1000 or hours != round(hours, 1):
                raise ValueError
            return hours
        except (ArithmeticError, ValueError):
            raise Wrong(f"« {value} » n’est pas une durée : écrivez un nombre d’heures, comme 6 ou 3.5.") from None


class Flag(Kind):
    WORDS = {"true": True, "oui": True, "false": False, "non": False}

    def empty(self):
        return False

    def parse(self, value):
        try:
            return self.WORDS[str(value).strip().lower()]
        except KeyError:
            raise Wrong("écrivez true ou false.") from None


class Day(Kind):
    def parse(self, value):
        try:
            day = datetime.date.fromisoformat(str(value).strip())
            if not 1900 <= day.year < 2200:
                raise ValueError
            return day
        except ValueError:
            raise Wrong(f"« {value} » n’est pas une date : écrivez 2013-10-15.") from None


class Clock(Kind):
    def parse(self, value):
        try:
            return datetime.datetime.strptime(str(value).strip(), "%H:%M").time()  # noqa: DTZ007 - a wall clock's time
        except ValueError:
            raise Wrong(f'« {value} » n’est pas une heure : écrivez "08:30".') from None


class OneOf(Kind):
    """One of a Django ``Choices``' values."""

    def __init__(self, choices):
        self.choices = choices

    def empty(self):
        return ""

    def parse(self, value):
        if str(value) in map(str, self.choices.values):
            return self.choices(type(self.choices.values[0])(value))
        raise Wrong(f"« {value} » n’existe pas ; choisissez parmi {', '.join(map(str, self.choices.values))}.")


class Many(Kind):
    """Several values: a YAML list, or words separated by ``|`` in a CSV cell."""

    def __init__(self, kind: Kind):
        self.kind = kind

    def empty(self):
        return []

    def read(self, value, at, name, problems):
        if isinstance(value, str):
            value = [part.strip() for part in value.split("|") if part.strip()]
        if not isinstance(value, list):
            raise Wrong("écrivez une liste.")
        return [self.kind.read(item, at, name, problems) for item in value]


class Parts(Kind):
    """A YAML list of records."""

    def __init__(self, record):
        self.record = record

    def empty(self):
        return []

    def read(self, value, at, name, problems):
        if not isinstance(value, list):
            raise Wrong("écrivez une liste, chaque élément sur une ligne qui commence par un tiret.")
        records = []
        for index, item in enumerate(value):
            line = value.lc.data[index][0] + 1
            if isinstance(item, dict):
                records.append(record_of(self.record, item, yaml_at(at.file, item, line), problems))
            else:
                problems.append(Problem(at.file, line, name, "écrivez des champs « nom: valeur »."))
        return records


class Part(Kind):
    """One record inside another."""

    def __init__(self, record):
        self.record = record

    def read(self, value, at, name, problems):
        if not isinstance(value, dict):
            raise Wrong("écrivez des champs « nom: valeur ».")
        return record_of(self.record, value, yaml_at(at.file, value, at.lines.get(name, at.line)), problems)


def yaml_at(file: str, data, line: int) -> At:
    return At(file, line, {str(key): place[0] + 1 for key, place in (data.lc.data or {}).items()})


def record_of(record, data: dict, at: At, problems: list):
    """Build ``record`` from ``data``; append a ``Problem`` for each missing, unknown or wrong field."""
    known = {spec.name: spec for spec in fields(record) if spec.name != "at"}
    for name in data:
        if name not in known:
            problems.append(at.problem(str(name), f"champ inconnu ; les champs sont {', '.join(known)}."))
    values = {}
    for name, spec in known.items():
        value = data.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            if spec.metadata["required"]:
                problems.append(at.problem(name, "ce champ est obligatoire."))
            continue
        try:
            values[name] = spec.metadata["kind"].read(value, at, name, problems)
        except Wrong as error:
            problems.append(at.problem(name, str(error)))
    return record(at=at, **values)


def read_text(path: Path, file: str, problems: list) -> str | None:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        problems.append(Problem(file, 1, "fichier", "ce fichier manque."))
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        problems.append(Problem(file, line, "fichier", "enregistrez ce fichier en UTF-8."))
    return None


def read_yaml(record, path: Path, file: str, problems: list):
    """The file's record, or None when it cannot be read at all."""
    text = read_text(path, file, problems)
    if text is None:
        return None
    try:
        data = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problems.append(Problem(file, mark.line + 1 if mark else 1, "YAML", f"écriture incorrecte ({error.problem})."))
        return None
    except (YAMLError, ValueError) as error:
        problems.append(Problem(file, 1, "YAML", f"écriture incorrecte ({error})."))
        return None
    if not isinstance(data, dict):
        problems.append(Problem(file, 1, "YAML", "écrivez des champs « nom: valeur »."))
        return None
    return record_of(record, data, yaml_at(file, data, 1), problems)


def read_csv(record, path: Path, file: str, problems: list) -> list:
    """One record per row; comma or semicolon, the first row names the columns."""
    text = read_text(path, file, problems)
    if text is None:
        return []
    header = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in header else ",")
    known = [spec.name for spec in fields(record) if spec.name != "at"]
    unknown = [name for name in rows.fieldnames or [] if name not in known]
    if unknown or not rows.fieldnames:
        what = ", ".join(unknown) or "en-tête"
        problems.append(Problem(file, 1, what, f"colonne inconnue ; les colonnes sont {', '.join(known)}."))
        return []
    records = []
    for row in readable_rows(rows, file, problems):
        if None in row or None in row.values():
            problems.append(
                Problem(file, rows.line_num, "ligne", f"écrivez {len(rows.fieldnames)} colonnes, comme l’en-tête.")
            )
        elif any(value.strip() for value in row.values()):
            records.append(record_of(record, row, At(file, rows.line_num), problems))
    return records


def readable_rows(rows, file: str, problems: list):
    try:
        yield from rows
    except csv.Error as error:
        problems.append(Problem(file, rows.line_num, "ligne", f"écriture incorrecte ({error})."))
