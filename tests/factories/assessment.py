"""A document's content made by hand, with something of everything, for whatever prints or publishes one."""

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
    Fault,
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
    SignedAgreement,
    SiteRecords,
    Structure,
    Subject,
    TrainingProgramme,
)
from reports.document.site_content import AnswerText, Picture, Quote, SiteSheet, Step

AS_OF = date(2015, 12, 31)
TRAINED = Figure("trained", "Personnes formées", 1247, "Agents présents à une demi-journée au moins.", "émargements",
                 as_of=AS_OF)  # fmt: skip
MET = Figure(
    "met",
    "Locataires rencontrés",
    80,
    "Locataires rencontrés en pied d’immeuble.",
    "comptes rendus",
    nature="declared",
    as_of=date(2015, 6, 30),
    note="Deux bailleurs sur trois ont compté.",
    stated_by="Cheffe de projet, Ville d’essai",
    proof="Compte rendu annuel",
)
SATISFIED = Figure(
    "satisfied",
    "Personnes satisfaites",
    None,
    "Personnes qui se disent satisfaites à la fin.",
    "questionnaires",
    nature="attested",
    attested_by="Cabinet d’essai",
)
LANDLORDS = Figure("landlords", "Bailleurs", 3, "Bailleurs du site.", "partenaires", as_of=AS_OF)
NEIGHBOURHOODS = Figure("neighbourhoods", "Quartiers", 2, "Quartiers du site.", "quartiers", as_of=AS_OF)
FIGURES = (LANDLORDS, NEIGHBOURHOODS, TRAINED, MET, SATISFIED)


def some_records(**overrides) -> SiteRecords:
    """What is recorded of a site, with something of every kind."""
    given = {
        "project_name": "Les voisins du pied d’immeuble",
        "department": "Yonne",
        "summary": "Gardiens et agents se connaissent et s’appellent.",
        "data_note": "Les présences de mars manquent.",
        "leads": ("Ville d’essai",),
        "landlords": ("Bailleur du Nord", "Bailleur du Sud"),
        "participants": (
            Participant("Ville d’essai", "Ville", ("Porteur", "Financeur")),
            Participant("Association d’essai", "", (), "depuis mars"),
        ),
        "neighbourhoods": (Place("Les Champs", "QP089001", urban_renewal=True), Place("Les Prés")),
        "agreements": (SignedAgreement("Convention de gestion", "2013-2015", ("Ville d’essai", "Bailleur du Nord")),),
        "programmes": (
            TrainingProgramme(
                "Mieux se connaître",
                "2014",
                "Se connaître entre métiers.",
                "gardiens et agents",
                "jeux de rôle",
                "Cabinet d’essai",
                "Cabinet d’essai",
                (Course("Le droit", "En salle", "Ce que dit la loi.", 4, 8), Course("Visite", "", "", None, None)),
            ),
        ),
        "meetups": (
            MeetupLine("Petit-déjeuner", "Rencontre", "de mars à juin 2015", 3, 24, None, 8, ("Association d’essai",)),
        ),
        "mini_projects": (CommonWork("Encombrants", "Une benne le samedi.", "Terminé", ("Bailleur du Sud",)),),
        "working_groups": (CommonWork("Propreté", "", "En cours", ("Ville d’essai",)),),
        "structure": Structure(
            "Centre d’essai",
            "Centre de ressources",
            "2014-2016",
            "Un lieu pour tous les agents.",
            "On s’ignorait.",
            (
                SharedTheme(
                    "Cadre de vie",
                    "Ce que l’on voit en bas de chez soi.",
                    "Bailleur du Nord",
                    (Subject("Halls", "2015", (Product("Enquête", "Action", "mai 2015", 80, "locataires"),)),),
                ),
            ),
            ("Se prêter les salles",),
            ("Sécurité",),
            is_study=False,
        ),
        "charts": (
            ChartData("Personnes formées par métier", "Métier", "Personnes", (("Gardiens", 41), ("Encadrants", None))),
        ),
    }
    return SiteRecords(**given | overrides)


def a_site_sheet(slug="sens", name="Sens", **overrides) -> SiteSheet:
    given = {
        "slug": slug,
        "name": name,
        "approach": "Former les agents",
        "approach_code": "training",
        "records": some_records(),
        "answers": (
            AnswerText("context", "D’où part le site ?", ("Trois bailleurs, deux quartiers.", "Personne ne se parle.")),
            AnswerText("changes", "Qu’est-ce qui a changé ?", ("On s’appelle par son prénom.",)),
            AnswerText("difficulties", "Qu’est-ce qui reste difficile ?", ("Libérer les agents.",)),
            AnswerText("next_year", "Et l’année prochaine ?", ("Un deuxième groupe.",)),
            AnswerText("other", "Un conseil à un autre site ?", ("Commencer petit.",)),
        ),
        "actions": (
            Step("début 2013", "Première réunion", "Tout le monde est là."),
            Step("", "Visite commune"),
        ),
        "figures": FIGURES,
        "quotes": (Quote("On se connaît : c’est plus simple.", "Gardienne", "Bailleur du Nord"),),
    }
    return SiteSheet(**given | overrides)


def a_picture_named(name: str) -> Picture:
    return Picture(name, "La place du marché, un matin", "Ville d’essai", 1400, 900)


def a_second_site(**overrides) -> SiteSheet:
    """A site that told little: its contribution is being read, most of its figures are unknown."""
    unknown = tuple(replace(figure, value=None) for figure in (NEIGHBOURHOODS, TRAINED))
    bare = some_records(
        project_name="", summary="", data_note="", landlords=(), neighbourhoods=(), agreements=(), programmes=(),
        meetups=(), mini_projects=(), working_groups=(), structure=None, charts=(), participants=(), leads=(),
        department="Rhône",
    )  # fmt: skip
    given = {
        "approach": "Mettre en réseau",
        "approach_code": "network",
        "records": bare,
        "answers": (),
        "actions": (),
        "figures": (LANDLORDS, *unknown),
        "quotes": (),
        "pending": "contribution en relecture",
    }
    return a_site_sheet("venissieux", "Vénissieux", **given | overrides)


def compared(sheet: SiteSheet) -> ComparedSite:
    places = sheet.figure("neighbourhoods") or NEIGHBOURHOODS
    return ComparedSite(
        sheet.name, sheet.slug, sheet.approach, sheet.records.department, sheet.records.summary,
        sheet.figure("landlords") or LANDLORDS, places, sheet.figure("trained") or TRAINED,
    )  # fmt: skip


def an_assessment(**overrides) -> Assessment:
    """A national document of two sites: one that tells everything, one that tells almost nothing.

    ``sites``: other sites instead, all in the first approach.
    """
    sites = overrides.pop("sites", None)
    first, second = (sites, ()) if sites is not None else ((a_site_sheet(),), (a_second_site(),))
    every_site = (*first, *second)
    given = {
        "kind": "national",
        "subject": "",
        "title": "Bilan de l’appel à projets",
        "call": CallText(
            "Proximité d’essai",
            "L’État et un réseau",
            "Les agents de terrain sont seuls.",
            "Les relier.",
            "Les villes et les bailleurs.",
            "Des formations et des rencontres.",
            "La gestion de proximité.",
        ),
        "campaign": CampaignText("Bilan 2015", "de janvier 2013 à décembre 2015", ("Trois ans, deux sites.",)),
        "data_until": datetime(2016, 1, 15, 10, 30, tzinfo=UTC),
        "chapters": (
            ApproachChapter(1, "training", "Former les agents", "Apprendre ensemble.", "On apprend mieux à deux.",
                            tuple(first)),
            ApproachChapter(2, "network", "Mettre en réseau", "Se rencontrer.", "", tuple(second)),
        ),
        "definitions": tuple(
            Definition(figure.key, figure.label, figure.definition, (figure.source,), (figure.nature,))
            for figure in FIGURES
        ),
        "editorials": (
            EditorialPlace("Direction générale", "Agence d’essai", ("Un mot pour commencer.", "Et merci.")),
            EditorialPlace("Présidence", "Union d’essai", ()),
        ),
        "key_points": ("Ensemble, on fait mieux.", "Commencer petit."),
        "coordination": (Participant("Agence d’essai", "État", ("Cheffe de mission",)),),
        "comparison": tuple(compared(sheet) for sheet in every_site),
        "comparison_charts": (
            ChartData(
                "Personnes touchées par site",
                "Site",
                "Personnes",
                tuple((line.name, line.reach.value) for line in map(compared, every_site)),
            ),
        ),
        "departments": (MarkedDepartment("69", "Rhône", ("Vénissieux",)), MarkedDepartment("89", "Yonne", ("Sens",))),
        "since_last_year": SinceLastYear(
            "Bilan 2014, édition 2",
            ("Vénissieux",),
            ("Ville partie",),
            (Change("Sens", "Personnes formées", 900, 1247), Change("Sens", "Locataires rencontrés", None, 80)),
        ),
        "faults": (Fault("Vénissieux", "Une photo manque."),),
    }  # fmt: skip
    return Assessment(**given | overrides)
