"""Assessments made by hand, for what is printed of them."""

from dataclasses import replace
from datetime import UTC, date, datetime

from reports.document.content import (
    ApproachChapter,
    Assessment,
    CallText,
    CampaignText,
    Change,
    ComparedSite,
    EditorialPlace,
    MarkedDepartment,
    SinceLastYear,
)
from reports.document.figure_content import Definition, Figure
from reports.document.record_content import (
    ChartData,
    CommonWork,
    Course,
    MeetupLine,
    Participant,
    Place,
    Product,
    SharedTheme,
    SiteRecords,
    Structure,
    Subject,
    TrainingProgramme,
)
from reports.document.site_content import AnswerText, Quote, SiteSheet, Step

PROOF = "Feuilles de présence de juin"
NO_RECORDS = SiteRecords(
    project_name="", department="", summary="", data_note="", leads=(), landlords=(), participants=(),
    neighbourhoods=(), agreements=(), programmes=(), meetups=(), mini_projects=(), working_groups=(), structure=None,
    charts=(),
)  # fmt: skip
TOLD = "Les équipes se voient chaque mois et décident ensemble de ce qui compte pour les habitants."


def a_figure(key="landlords", label="Bailleurs", value: int | None = 3, **given) -> Figure:
    return Figure(key, label, value, f"{label} du site.", "fiches", as_of=date(2015, 12, 31), **given)


def declared(**given) -> Figure:
    given = {"note": "Les mêmes personnes reviennent.", "stated_by": "la cheffe de projet", "proof": PROOF} | given
    return a_figure("kits", "Kits distribués", 1200, nature="declared", **given)


def attested() -> Figure:
    return a_figure("trained", "Personnes formées", 96, nature="attested", attested_by="ADAVIP 37")


def some_records(name: str) -> SiteRecords:
    partners = ("Bailleur du Centre",)
    subject = Subject("Les encombrants", "2014", (Product("Affiche", "Document", "mai 2014", 80, "locataires"),))
    return SiteRecords(
        project_name="Ensemble sur le terrain",
        department="Indre-et-Loire",
        summary="Trois bailleurs et une ville se forment ensemble.",
        data_note="Deux sources se contredisent.",
        leads=(f"Ville de {name}",),
        landlords=("Bailleur du Centre", "Office du Nord"),
        participants=(Participant(f"Ville de {name}", "Ville", ("Porteur du projet",)),),
        neighbourhoods=(Place("Le Sanitas", urban_renewal=True),),
        agreements=(),
        programmes=(
            TrainingProgramme(
                "Agir ensemble", "2014", "Se protéger", "Gardiens", "Jeux de rôle", "ADAVIP 37", "ADAVIP 37",
                (Course("Droit", "Générale", "", 4, 8), Course("Psychologie", "Générale", "", None, None)),
            ),
        ),
        meetups=(MeetupLine("Petit déjeuner", "", "mai 2014", 3, 12, None, 8, partners),),
        mini_projects=(CommonWork("Mieux trier", "Une affiche dans chaque hall.", "Réalisé", partners),),
        working_groups=(CommonWork("Encombrants", "", "Toujours actif", partners),),
        structure=Structure(
            "Centre commun", "Structure permanente", "2013", "Un lieu.", "",
            (SharedTheme("Cadre de vie", "", "", (subject,)),), ("Se former",), ("La sécurité",), False,
        ),
        charts=(ChartData("Rencontres par type", "Type", "Rencontres", (("Visite", 3), ("Petit déjeuner", None))),),
    )  # fmt: skip


def a_site(slug="sens", name="Sens", **given) -> SiteSheet:
    sections = ("context", "changes", "difficulties", "next_year")
    told = {
        "records": some_records(name),
        "answers": tuple(AnswerText(section, "Question", (TOLD, TOLD)) for section in sections),
        "actions": (Step("mai 2014", "Une première rencontre", TOLD), Step("", "Un guide")),
        "figures": (a_figure(), a_figure("workers", "Agents concernés", None), declared(), attested()),
        "quotes": (Quote("On se connaît enfin.", "Gardienne d’immeuble", "Bailleur du Centre"),),
    }
    return SiteSheet(slug, name, "La formation", "training", **(told | given))


def an_untold_site() -> SiteSheet:
    return SiteSheet("vide", "Ville muette", "La formation", "training", NO_RECORDS)


def national(*sites: SiteSheet, **given) -> Assessment:
    sites = sites or (a_site(), a_site("tours", "Tours"))
    content = {
        "kind": "national",
        "subject": "",
        "title": "Bilan de l’appel à projets",
        "call": CallText("Soutien aux équipes", "L’État", "Pourquoi.", "Le but.", "Les bailleurs.", "L’amorçage.", ""),
        "campaign": CampaignText("Bilan 2015", "de janvier 2012 à décembre 2015", ("Une campagne.",)),
        "data_until": datetime(2016, 1, 31, tzinfo=UTC),
        "chapters": (ApproachChapter(1, "training", "La formation", "Se former.", "Ensemble.", sites),),
        "definitions": (Definition("landlords", "Bailleurs", "Bailleurs du site.", ("fiches",), ("computed",)),),
        "editorials": (
            EditorialPlace("Direction", "L’État", ("Un mot.",)), EditorialPlace("Délégation", "L’Union", ()),
        ),
        "key_points": ("Se former ensemble.", "Un réseau."),
        "coordination": (Participant("L’Union", "Union", ("Chargée de mission",)),),
        "comparison": tuple(compared(site) for site in sites) if len(sites) > 1 else (),
        "comparison_charts": (ChartData("Bailleurs par site", "Site", "Bailleurs", (("Sens", 3), ("Tours", None))),),
        "departments": (MarkedDepartment("37", "Indre-et-Loire", tuple(site.name for site in sites)),),
        "since_last_year": SinceLastYear(
            "Bilan 2014, édition 1", ("Tours",), (), (Change("Sens", "Bailleurs", 5, 3), Change("Sens", "Agents", 9, 9))
        ),
    }  # fmt: skip
    return Assessment(**(content | given))


def of_one_site(site: SiteSheet) -> Assessment:
    whole = national(site)
    return replace(
        whole, kind="site", subject=site.name, title=f"Bilan du site {site.name}", editorials=(), key_points=(),
        comparison_charts=(), departments=(), since_last_year=None,
    )  # fmt: skip


def of_approach(*sites: SiteSheet) -> Assessment:
    return national(*sites, kind="approach", subject="La formation", title="Bilan de la démarche", editorials=())


def compared(site: SiteSheet) -> ComparedSite:
    reach = a_figure("workers", "Agents concernés", 12)
    return ComparedSite(site.name, site.slug, site.approach, "Yonne", "En bref.", a_figure(), a_figure(), reach)
