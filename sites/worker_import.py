"""A list of agents typed in a spreadsheet: read it, say what is wrong by line, add them all or none.

The text travels with the preview and is read again when confirmed: what is written is always what was just checked.
"""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from accounts.phone import validate_phone
from sites.models import FieldWorker, OrganisationName, Site, StaffCategory
from sites.names import name_key
from sites.worker_file import COLUMNS, Column, Line, read_lines

CATEGORIES = {
    name_key(spelling): category
    for category in StaffCategory
    for spelling in (category.value, category.label, *category.label.split(" ou "))
} | {
    name_key(spelling): category
    for spelling, category in {
        "gardienne": StaffCategory.CARETAKER,
        "gardien d’immeuble": StaffCategory.CARETAKER,
        "gardienne d’immeuble": StaffCategory.CARETAKER,
        "employée d’immeuble": StaffCategory.BUILDING_EMPLOYEE,
        "agente administrative": StaffCategory.ADMINISTRATIVE,
        "encadrante": StaffCategory.MANAGER,
        "agente de la ville": StaffCategory.CITY_AGENT,
        "salariée de la régie de quartier": StaffCategory.REGIE_STAFF,
        "représentante de locataires": StaffCategory.TENANT_REPRESENTATIVE,
        "médiatrice": StaffCategory.MEDIATOR,
    }.items()
}


@dataclass(frozen=True)
class LineError:
    line: int
    column: str
    sentence: str

    def __str__(self):
        return f"ligne {self.line}, {self.column} : {self.sentence}"


@dataclass
class Preview:
    """What a text would do to the site's list."""

    new: list[FieldWorker] = field(default_factory=list)
    already: list[FieldWorker] = field(default_factory=list)
    repeated: list[Line] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)

    @property
    def can_be_added(self) -> bool:
        return bool(self.new) and not self.errors


class ListChanged(Exception):
    """Someone changed the site's list between the check and the writing; nothing was written."""


def preview(site: Site, text: str) -> Preview:
    """Check every line against the site. Raises ``FileRefused`` when the text is not such a list at all."""
    return Reading(site).read(read_lines(text))


@transaction.atomic
def add_workers(site: Site, text: str) -> Preview:
    """Check again and add all the new agents, or none when a line is wrong. Imports of one site wait for each other."""
    Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    checked = preview(site, text)
    if checked.can_be_added:
        try:
            with transaction.atomic():
                FieldWorker.objects.bulk_create(checked.new)
        except IntegrityError as error:
            raise ListChanged("La liste du site vient de changer : vérifiez de nouveau avant d’ajouter.") from error
    return checked


class Reading:
    """One pass over the lines, with what the site knows: its organisations, neighbourhoods and agents (3 queries)."""

    def __init__(self, site: Site):
        self.site = site
        self.employers = {
            known.key: known.organisation
            for known in OrganisationName.objects.filter(
                organisation__in=site.partners.values("organisation")
            ).select_related("organisation")
        }
        self.neighbourhoods = {name_key(place.name): place for place in site.neighbourhoods.all()}
        self.present = {self.identity(worker) for worker in site.field_workers.all()}
        self.seen: set[tuple] = set()
        self.result = Preview()

    @staticmethod
    def identity(worker: FieldWorker) -> tuple:
        """The same person at the same employer, whatever the accents and capitals."""
        return (name_key(worker.first_name), name_key(worker.last_name), worker.employer_id)

    def read(self, lines: list[Line]) -> Preview:
        for line in lines:
            worker = self.worker_of(line)
            if worker is None:
                continue
            identity = self.identity(worker)
            if identity in self.seen:
                self.result.repeated.append(line)
            elif identity in self.present:
                self.result.already.append(worker)
            else:
                self.result.new.append(worker)
            self.seen.add(identity)
        return self.result

    def worker_of(self, line: Line) -> FieldWorker | None:
        """The agent a line describes, or None with its errors noted."""
        values, wrong = {}, False
        for column in COLUMNS:
            try:
                values[column.field] = getattr(self, f"read_{column.field}")(line[column], column)
            except ValidationError as error:
                self.result.errors.append(LineError(line.number, column.label, error.messages[0]))
                wrong = True
        return None if wrong else FieldWorker(site=self.site, **values)

    def read_first_name(self, value: str, column: Column) -> str:
        if not name_key(value):
            raise ValidationError("écrivez un nom avec des lettres." if value else "cette case est vide.")
        return self.short_enough(value, column)

    read_last_name = read_first_name

    def read_employer(self, value: str, column: Column):
        if not value:
            return None
        employer = self.employers.get(name_key(value))
        if employer is None:
            raise ValidationError(f"« {value} » n’est pas un organisme du site. Ajoutez-le d’abord au site.")
        return employer

    def read_staff_category(self, value: str, column: Column) -> str:
        if not value:
            raise ValidationError("cette case est vide.")
        category = CATEGORIES.get(name_key(value))
        if category is None:
            choices = ", ".join(StaffCategory.labels).lower()
            raise ValidationError(f"« {value} » n’est pas un métier connu (choix : {choices}).")
        return category

    def read_neighbourhood(self, value: str, column: Column):
        if not value:
            return None
        place = self.neighbourhoods.get(name_key(value))
        if place is None:
            known = ", ".join(str(place) for place in self.neighbourhoods.values()) or "aucun"
            raise ValidationError(f"« {value} » n’est pas un quartier du site (connus : {known}).")
        return place

    def read_email(self, value: str, column: Column) -> str:
        if value:
            try:
                validate_email(value)
            except ValidationError as error:
                raise ValidationError(f"« {value} » n’est pas une adresse e-mail.") from error
        return self.short_enough(value, column)

    def read_phone(self, value: str, column: Column) -> str:
        if value:
            validate_phone(value)
        return self.short_enough(value, column)

    @staticmethod
    def short_enough(value: str, column: Column) -> str:
        longest = FieldWorker._meta.get_field(column.field).max_length
        if len(value) > longest:
            raise ValidationError(f"trop long ({longest} caractères au plus).")
        return value
