"""A document's figures as files for a spreadsheet: the same content gives the same bytes, wherever it is written.

A value that nobody knows is an empty cell, and the column beside says « non renseigné »: never zero.
"""

import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime
from xlsxwriter import Workbook

from proxinet.charts import in_french
from proxinet.exports import BYTE_ORDER_MARK, LONGEST_CELL, clean_text, csv_text
from proxinet.french_dates import date_format
from reports.document.content import Assessment
from reports.document.record_content import Place, SignedAgreement
from reports.office.fixed_dates import undated, written_at

Row = tuple[Any, ...]

UNKNOWN = in_french(None)
KNOWN = "renseigné"
WIDEST, NARROWEST = 60, 12  # characters
FIGURES = (
    "Site",
    "Démarche",
    "Chiffre",
    "Valeur",
    "Renseigné ?",
    "Nature",
    "Date",
    "Définition",
    "Source",
    "Déclaré par",
    "Preuve",
    "Attesté par",
    "Remarque",
    "Mot-clé",
    "Contribution",
)
DEFINITIONS = ("Chiffre", "Définition", "Sources", "Natures", "Mot-clé")
SITES = (
    "Site",
    "Département",
    "Démarche",
    "Projet",
    "En une phrase",
    "Porteurs",
    "Bailleurs",
    "Quartiers",
    "Conventions",
    "Remarque sur les données",
    "Contribution",
)
PARTICIPANTS = ("Site", "Organisme", "Nature", "Rôle", "Remarque")
CHANGES = ("Site", "Chiffre", "L’an dernier", "Cette année", "Écart", "Remarque")
COORDINATION = "Coordination de l’appel à projets"
EXPLAINED = (
    ("Cellule vide", "Personne n’a renseigné cette valeur. Ce n’est jamais zéro."),
    ("Calculé", "Compté fiche par fiche sur le portail, pour la période du bilan."),
    ("Déclaré", "Écrit par le site, qui dit qui l’affirme, quand, et quel document le prouve."),
    ("Attesté", "Confirmé par le partenaire qui évalue l’action."),
    ("Additionner", "Deux chiffres de définitions différentes ne s’additionnent pas."),
)


def csv_file(assessment: Assessment) -> bytes:
    """The sheet « Chiffres » alone, as CSV that French spreadsheets open."""
    return (BYTE_ORDER_MARK + csv_text([FIGURES, *figure_rows(assessment)])).encode()


def xlsx(assessment: Assessment) -> bytes:
    """A workbook: the figures, their definitions, the sites, the participants, last year, and how to read all that."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        workbook.set_properties(
            {
                "title": clean_text(f"{assessment.title} — {assessment.campaign.name}"),
                "subject": clean_text(assessment.subject),
                "company": clean_text(assessment.call.run_by),
                "created": written_at(assessment).replace(tzinfo=None),
            }
        )
        write = SheetWriter(workbook)
        write("Chiffres", FIGURES, figure_rows(assessment))
        write("Définitions", DEFINITIONS, definition_rows(assessment))
        write("Sites", SITES, site_rows(assessment))
        write("Participants", PARTICIPANTS, participant_rows(assessment))
        write("Évolution", CHANGES, change_rows(assessment))
        write("À lire", ("Sujet", "Ce qu’il faut savoir"), reading_rows(assessment))
    return undated(file.getvalue())


class SheetWriter:
    """Writes a table on a sheet of its own: bold headings that stay in view, a filter, columns wide enough to read."""

    def __init__(self, workbook: Workbook):
        self.workbook = workbook
        self.bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#EDEAE2"})
        self.text = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.number = workbook.add_format({"num_format": "#,##0", "valign": "top"})
        self.day = workbook.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})

    def __call__(self, name: str, headings: tuple[str, ...], rows: Iterable[Row]) -> None:
        sheet = self.workbook.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        widths = [len(heading) + 4 for heading in headings]
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, self.bold)
        number = 0
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                self.cell(sheet, number, place, value)
                widths[place] = max(widths[place], len(str(value or "")))
        for place, width in enumerate(widths):
            sheet.set_column(place, place, max(NARROWEST, min(WIDEST, width + 1)))
        sheet.autofilter(0, 0, number, len(headings) - 1)

    def cell(self, sheet, row: int, column: int, value) -> None:
        """Text stays text, whatever it begins with; what is unknown leaves no cell."""
        if value is None or value == "":
            return
        if isinstance(value, date):
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), self.day)  # noqa: DTZ001
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self.number)
        else:
            sheet.write_string(row, column, clean_text(value)[:LONGEST_CELL], self.text)


# The rows -------------------------------------------------------------------------------------------------------------


def figure_rows(assessment: Assessment) -> Iterator[Row]:
    for site in assessment.sites:
        for figure in site.figures:
            yield (
                site.name,
                site.approach,
                figure.label,
                figure.value,
                KNOWN if figure.is_known else UNKNOWN,
                figure.nature_label,
                figure.as_of,
                figure.definition,
                figure.source,
                figure.stated_by,
                figure.proof,
                figure.attested_by,
                figure.note,
                figure.key,
                site.pending,
            )


def definition_rows(assessment: Assessment) -> Iterator[Row]:
    for found in assessment.definitions:
        yield found.label, found.text or UNKNOWN, joined(found.sources), joined(found.nature_labels), found.key


def site_rows(assessment: Assessment) -> Iterator[Row]:
    for site in assessment.sites:
        records = site.records
        yield (
            site.name,
            records.department or UNKNOWN,
            site.approach,
            records.project_name or UNKNOWN,
            records.summary or UNKNOWN,
            joined(records.leads),
            joined(records.landlords),
            joined(map(place_in_words, records.neighbourhoods)),
            joined(map(agreement_in_words, records.agreements)),
            records.data_note,
            site.pending or "définitive",
        )


def place_in_words(place: Place) -> str:
    facts = [place.qpv_code, "en rénovation urbaine" if place.urban_renewal else ""]
    known = ", ".join(fact for fact in facts if fact)
    return f"{place.name} ({known})" if known else place.name


def agreement_in_words(agreement: SignedAgreement) -> str:
    period = f", {agreement.period}" if agreement.period else ""
    return f"{agreement.title}{period}, signée par {joined(agreement.signatories, ', ')}"


def participant_rows(assessment: Assessment) -> Iterator[Row]:
    for site in assessment.sites:
        for one in site.records.participants:
            yield site.name, one.name, one.kind or UNKNOWN, one.role or UNKNOWN, one.note
    for one in assessment.coordination:
        yield COORDINATION, one.name, one.kind or UNKNOWN, joined(one.parts, ", "), one.note


def change_rows(assessment: Assessment) -> Iterator[Row]:
    since = assessment.since_last_year
    if since is None:
        yield "", "Aucune édition de l’an dernier à comparer", None, None, None, ""
        return
    for change in since.changes:
        remark = "" if change.difference is not None else f"une des deux valeurs est {UNKNOWN}e"
        yield change.site, change.label, change.before, change.now, change.difference, remark
    for names, remark in ((since.new_sites, "nouveau site"), (since.gone_sites, "n’est plus dans l’appel à projets")):
        for name in names:
            yield name, "", None, None, None, remark


def reading_rows(assessment: Assessment) -> Iterator[Row]:
    until = assessment.data_until
    yield "Document", assessment.title
    if assessment.subject:
        yield "Sujet", assessment.subject
    yield "Appel à projets", assessment.call.name
    yield "Campagne", f"{assessment.campaign.name}, {assessment.campaign.period}"
    yield "Données enregistrées jusqu’au", date_format(localtime(until), "j F Y") if until else UNKNOWN
    if assessment.since_last_year:
        yield "Comparé à", assessment.since_last_year.edition
    yield from EXPLAINED
    if assessment.pending:
        yield "Pas encore définitif", joined(site.name for site in assessment.pending)


def joined(texts: Iterable[str], separator: str = " ; ") -> str:
    return separator.join(texts) or UNKNOWN
