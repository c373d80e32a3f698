"""What the printed document, the web page and the Word file say in the same words."""

from datetime import date

from django.conf import settings
from django.utils.timezone import localdate

from proxinet.french_dates import date_format
from reports.document.content import Assessment
from reports.document.figure_content import Figure
from reports.document.site_content import SiteSheet

INTRODUCTION = ("L’objectif", "Qui peut candidater", "Ce qui est financé", "Le cadre", "Qui le porte")
HEADINGS = {
    "context": "Le point de départ",
    "changes": "Ce qui a changé",
    "difficulties": "Ce qui reste difficile",
    "next_year": "L’année prochaine",
}


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("s" if number > 1 else "")


def day_in_words(day: date) -> str:
    return date_format(day, "j F Y")


def written_until(assessment: Assessment) -> str:
    if assessment.data_until is None:
        return ""
    return f"Données enregistrées jusqu’au {day_in_words(localdate(assessment.data_until))}"


def known_how(figure: Figure) -> str:
    """« attesté par ADAVIP 37, au 31 décembre 2015 »."""
    by = {"attested": figure.attested_by, "declared": figure.stated_by}.get(figure.nature, "")
    said = f"{figure.nature_label} par {by}" if by else figure.nature_label
    return f"{said}, au {day_in_words(figure.as_of)}" if figure.as_of else said


def notes_of(site: SiteSheet) -> list[str]:
    notes = [f"{figure.label}\u202f: {figure.note}" for figure in site.figures if figure.note]
    return notes + ([site.records.data_note] if site.records.data_note else [])


def method_paragraphs(assessment: Assessment, edition_line: str, data_note: str) -> list[str]:
    return [
        "Chaque chiffre dit comment il est connu. « Calculé » : compté fiche par fiche sur le portail, pour la période "
        "du bilan. « Déclaré » : écrit par le site, qui dit qui l’affirme, quand, et quel document le prouve. "
        "« Attesté » : confirmé par le partenaire qui évalue l’action. Ce que personne n’a noté s’écrit "
        "« non renseigné », jamais zéro.",
        ". ".join(text for text in (edition_line, written_until(assessment), data_note) if text) + ".",
        f"Mis en page par {settings.OPERATOR_NAME} avec la police Inter (licence SIL Open Font 1.1). Carte : d’après "
        "MapSVG (licence Creative Commons Attribution 4.0) et Natural Earth (domaine public).",
    ]
