"""A campaign with as many sites as one wants, each as full as those of the demonstration: two pages or so in print."""

import random
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

SENTENCES = [
    "Les gardiens des différents bailleurs se croisaient sans se connaître.",
    "Une première rencontre a eu lieu autour d’un café, dans la loge la plus proche.",
    "Chacun a raconté une situation difficile de la semaine, et comment il s’en était sorti.",
    "La ville a prêté une salle, l’association du quartier a animé les échanges.",
    "Les encombrants restent le premier sujet : qui appeler, quand, et qui paie.",
    "Un agenda commun des passages a été affiché dans les halls.",
    "Les nouveaux agents reçoivent un guide et sont accompagnés pendant un mois.",
    "Les habitants ont été associés à deux visites du quartier, un samedi matin.",
    "On s’appelle plus vite, et on ne garde plus pour soi ce qui ne va pas.",
    "Le service propreté participe désormais à chaque réunion du groupe.",
]
DEPARTMENTS = ["Indre-et-Loire", "Yonne", "Hauts-de-Seine", "Val-d’Oise", "Rhône", "Yvelines", "Nord", "Gard"]
LANDLORDS = 40
ACTIONS = ["Petit déjeuner entre gardiens", "Visite collective", "Formation commune", "Nettoyage partagé", "Réunion"]
FIGURES = [
    ("landlords", "Bailleurs", 2, 9),
    ("neighbourhoods", "Quartiers", 1, 4),
    ("workers", "Agents concernés", 12, 90),
    ("meetups", "Rencontres tenues", 3, 14),
    ("met", "Agents venus aux rencontres", 8, 60),
    ("projects", "Mini-projets", 1, 6),
    ("trained", "Personnes formées", 6, 70),
    ("contributors", "Contributeurs", 8, 80),
]


@transaction.atomic
def generate(number: int, seed: int = 1):
    """An accepted contribution for each of ``number`` new sites; the same ``seed``, the same campaign."""
    from reports.models import AssessmentCampaign, Editorial, KeyPoint, Question
    from sites.models import Approach, CallForProjects, Organisation

    chance = random.Random(seed)  # noqa: S311 - a picture of reality, not a secret
    call = CallForProjects.objects.create(name="Appel à projets en nombre", run_by="Essai", why=text(chance, 3))
    approaches = [
        Approach.objects.create(
            call=call, code=code, name=label, aim=text(chance, 2), quote=text(chance, 1), order=order
        )
        for order, (code, label) in enumerate(Approach.Code.choices)
    ]
    campaign = AssessmentCampaign.objects.create(
        call=call,
        name="Bilan en nombre",
        starts_on=date(2014, 1, 1),
        ends_on=date(2014, 12, 31),
        opens_on=date(2015, 1, 5),
        deadline=date(2015, 2, 5),
        review_until=date(2015, 3, 5),
        publishes_on=date(2015, 4, 5),
    )
    questions = [
        Question.objects.create(campaign=campaign, section=section, order=order, label=label)
        for order, (section, label) in enumerate(Question.Section.choices[:4], start=1)
    ]
    landlords = Organisation.objects.bulk_create(
        Organisation(name=f"Bailleur {index} Habitat", kind=Organisation.Kind.LANDLORD) for index in range(LANDLORDS)
    )
    for order in (1, 2):
        Editorial.objects.create(
            campaign=campaign, order=order, function="Direction", organisation=landlords[0], text=text(chance, 8)
        )
        KeyPoint.objects.create(campaign=campaign, order=order, text=text(chance, 1))
    write_sites(chance, number, campaign, approaches, questions, [one.name for one in landlords])
    return campaign


def write_sites(chance, number: int, campaign, approaches, questions, landlords: list[str]) -> None:
    from reports.document.frozen import freeze
    from reports.models import Action, Answer, Figure, SiteAssessment, Testimony
    from sites.models import Site

    now = timezone.make_aware(datetime(2015, 3, 1))
    sites = Site.objects.bulk_create(
        Site(
            call=campaign.call,
            approach=approaches[index % len(approaches)],
            slug=f"ville-{index:04}",
            name=f"Ville-sur-Fleuve {index:04}",
            department=DEPARTMENTS[index % len(DEPARTMENTS)],
            summary=text(chance, 1),
        )
        for index in range(number)
    )
    contributions = SiteAssessment.objects.bulk_create(
        SiteAssessment(campaign=campaign, site=site, state="accepted", records=freeze(records(chance, site, landlords)))
        for site in sites
    )
    dated = {"edited_at": now}
    pieces = {Answer: [], Action: [], Figure: [], Testimony: []}
    for one in contributions:
        pieces[Answer] += [Answer(assessment=one, question=q, text=told(chance), **dated) for q in questions]
        pieces[Action] += [
            Action(assessment=one, order=i, date_text=f"mai {2009 + i}", title=title, text=text(chance, 2), **dated)
            for i, title in enumerate(ACTIONS, start=1)
        ]
        pieces[Figure] += [
            Figure(
                assessment=one, order=i, key=key, label=label, definition=f"{label} au jour du bilan.",
                source="fiches", nature="computed", value=chance.randint(least, most), as_of=date(2014, 12, 31), **dated
            )
            for i, (key, label, least, most) in enumerate(FIGURES)
        ]  # fmt: skip
        pieces[Testimony].append(
            Testimony(
                assessment=one, function="Gardienne d’immeuble", text=text(chance, 3), consent="written",
                consent_on=date(2015, 1, 20), **dated
            )
        )  # fmt: skip
    for model, rows in pieces.items():
        model.objects.bulk_create(rows, batch_size=2000)


def records(chance, site, landlords: list[str]):
    from reports.document.record_content import ChartData, CommonWork, MeetupLine, Participant, Place, SiteRecords

    own = tuple(chance.sample(landlords, chance.randint(2, 5)))
    lead = f"Ville de {site.name}"
    return SiteRecords(
        project_name="Ensemble sur le terrain",
        department=site.department,
        summary=site.summary,
        data_note="",
        leads=(lead,),
        landlords=own,
        participants=(
            Participant(lead, "Ville ou intercommunalité", ("Porteur du projet",)),
            *(Participant(name, "Bailleur social", ("Bailleur du site",)) for name in own),
        ),
        neighbourhoods=(Place(f"Quartier {chance.choice('ABCDEF')}", urban_renewal=True),),
        agreements=(),
        programmes=(),
        meetups=tuple(
            MeetupLine(title, "", f"mai {2012 + i}", chance.randint(1, 9), chance.randint(5, 60), None, None, own[:1])
            for i, title in enumerate(ACTIONS[:3])
        ),
        mini_projects=tuple(CommonWork(f"Mini-projet {i}", text(chance, 1), "Réalisé", own[:2]) for i in range(1, 3)),
        working_groups=(),
        structure=None,
        charts=(
            ChartData(
                "Rencontres tenues par type",
                "Type",
                "Rencontres",
                tuple((kind, chance.randint(1, 9)) for kind in ("Proxi-Déj’", "Visite", "Réunion de travail")),
            ),
        ),
    )


def text(chance, sentences: int) -> str:
    return " ".join(chance.choice(SENTENCES) for _ in range(sentences))


def told(chance) -> str:
    return f"{text(chance, 4)}\n\n{text(chance, 3)}"
