"""Every figure of the assessment: what it counts, from which records, and how it is counted.

A count of nothing is ``None``: no record means that nobody knows, not that there was none.
"""

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils import timezone

from networks.models import Meetup, MiniProject, Registration, WorkingGroup
from reports.content import DECLARED, Definition, Figure
from resources.models import Contribution, Deliverable, Orientation, SharedStructure, Theme
from sites.models import Approach, FieldWorker, Neighbourhood, SitePartner
from trainings.models import Attendance, HalfDay, Module, Session

TRAINING, NETWORK, STRUCTURE = Approach.Code.TRAINING, Approach.Code.NETWORK, Approach.Code.STRUCTURE
STUDY = "study"
EVERYWHERE = "everywhere"

CATALOGUE = {
    EVERYWHERE: [
        Definition(
            "landlords", "Bailleurs", "Organismes qui ont le rôle « bailleur du site ».", "participants du site"
        ),
        Definition("neighbourhoods", "Quartiers", "Quartiers prioritaires rattachés au site.", "quartiers du site"),
        Definition(
            "workers",
            "Agents concernés",
            "Personnes en poste dans la liste des agents du site, tous employeurs confondus.",
            "liste des agents",
        ),
    ],
    TRAINING: [
        Definition(
            "trained",
            "Personnes formées",
            "Personnes différentes notées présentes, en tout ou en partie, à une demi-journée de formation au moins. "
            "Une personne venue à plusieurs sessions compte une fois.",
            "feuilles de présence",
        ),
        Definition(
            "trained_categories",
            "Métiers représentés",
            "Catégories de personnel auxquelles appartiennent les personnes formées.",
            "feuilles de présence et liste des agents",
        ),
        Definition(
            "modules",
            "Modules",
            "Modules donnés au moins une fois, ou dont aucune session n’est enregistrée.",
            "programmes",
        ),
        Definition("sessions", "Sessions tenues", "Sessions terminées et non annulées à la date du bilan.", "sessions"),
        Definition("half_days", "Demi-journées", "Demi-journées qui composent les sessions tenues.", "sessions"),
    ],
    NETWORK: [
        Definition(
            "meetups", "Rencontres tenues", "Rencontres passées et non annulées à la date du bilan.", "rencontres"
        ),
        Definition(
            "met",
            "Agents venus aux rencontres",
            "Personnes différentes notées présentes à une rencontre au moins.",
            "présences aux rencontres",
        ),
        Definition(
            "residents",
            "Habitants comptés",
            "Somme des habitants comptés, sans nom, à chaque rencontre. Une personne venue deux fois compte deux fois.",
            "comptes rendus",
            DECLARED,
        ),
        Definition(
            "youths",
            "Jeunes accueillis",
            "Somme des jeunes comptés, sans nom, à chaque rencontre. Un jeune venu deux fois compte deux fois.",
            "comptes rendus",
            DECLARED,
        ),
        Definition(
            "projects",
            "Mini-projets",
            "Mini-projets décidés, en cours ou réalisés (abandonnés exclus).",
            "mini-projets",
        ),
        Definition("groups", "Groupes de travail", "Groupes de travail toujours actifs.", "groupes de travail"),
    ],
    STRUCTURE: [
        Definition(
            "members",
            "Membres du réseau",
            "Agents inscrits comme membres de la structure commune.",
            "structure commune",
        ),
        Definition(
            "contributors",
            "Contributeurs",
            "Personnes différentes qui ont contribué à un thème au moins, régulièrement ou une seule fois.",
            "contributions",
        ),
        Definition("themes", "Thèmes de travail", "Thèmes ouverts par la structure commune.", "thèmes"),
        Definition("topics", "Sujets traités", "Sujets choisis dans les thèmes.", "sujets"),
        Definition("documents", "Documents produits", "Productions de nature « document ».", "productions"),
        Definition("actions", "Actions menées", "Productions de nature « action ».", "productions"),
    ],
    STUDY: [
        Definition("explored", "Thèmes explorés", "Thèmes étudiés par l’étude.", "étude"),
        Definition("lines", "Pistes de coopération", "Pistes proposées par l’étude.", "étude"),
        Definition("axes", "Axes de la feuille de route", "Axes de la feuille de route qui a suivi.", "étude"),
    ],
}
PEOPLE_COUNTED = Definition(
    "people_counted",
    "Personnes comptées dans une action",
    "Personnes comptées au cours d’une action de la structure, sous le libellé donné par le site.",
    "productions",
    DECLARED,
)
REACH = {TRAINING: "trained", NETWORK: "workers", STRUCTURE: "contributors"}
CONTRIBUTORS = next(definition for definition in CATALOGUE[STRUCTURE] if definition.key == "contributors")


def family_of(site, structure) -> str:
    """Which figures a site is expected to have: by its approach; a study has its own."""
    if site.approach.code == STRUCTURE and structure is not None and structure.kind == SharedStructure.Kind.STUDY:
        return STUDY
    return site.approach.code


def site_figures(site, structure) -> tuple[Figure, ...]:
    """The site's figures: those expected of its approach, known or not, and any other one that has records."""
    family = family_of(site, structure)
    counts = count_everything(site)
    if family == STUDY:
        counts["themes"] = counts["topics"] = None
    else:
        counts["explored"] = None
    figures = []
    for group in dict.fromkeys([EVERYWHERE, family, *CATALOGUE]):
        for definition in CATALOGUE[group]:
            value = counts[definition.key] or None
            if value is not None or group in (EVERYWHERE, family):
                figures.append(Figure(definition.label, value, definition))
    return (*figures, *people_counted(site))


def count_everything(site) -> dict[str, int | None]:
    """Every count of the catalogue for one site, in a fixed number of queries."""
    present = Attendance.objects.filter(state__in=Attendance.CAME, registration__person__site=site)
    sessions = Session.objects.filter(held(), module__programme__site=site)
    meetups = Meetup.objects.filter(held(), site=site)
    deliverables = Deliverable.objects.filter(topic__theme__structure__site=site)
    orientations = Orientation.objects.filter(structure__site=site)
    themes = Theme.objects.filter(structure__site=site)
    return {
        "landlords": SitePartner.objects.filter(site=site, part=SitePartner.Part.LANDLORD).count(),
        "neighbourhoods": Neighbourhood.objects.filter(site=site).count(),
        "workers": FieldWorker.objects.filter(site=site).active().count(),
        **present.aggregate(
            trained=Count("registration__person", distinct=True),
            trained_categories=Count("registration__person__staff_category", distinct=True),
        ),
        "modules": given_modules(Module.objects.filter(programme__site=site)).count(),
        "sessions": sessions.count(),
        "half_days": HalfDay.objects.filter(session__in=sessions).count(),
        **meetups.aggregate(meetups=Count("pk"), residents=Sum("residents_count"), youths=Sum("youths_count")),
        "met": Registration.objects.filter(event__site=site, attended=True).aggregate(n=Count("person", distinct=True))[
            "n"
        ],
        "projects": MiniProject.objects.beyond_ideas()
        .filter(site=site)
        .exclude(state=MiniProject.State.DROPPED)
        .count(),
        "groups": WorkingGroup.objects.filter(site=site, is_active=True).count(),
        "members": SharedStructure.objects.filter(site=site).aggregate(n=Count("members"))["n"],
        "contributors": Contribution.objects.filter(theme__structure__site=site).aggregate(
            n=Count("person", distinct=True)
        )["n"],
        **themes.aggregate(themes=Count("pk", distinct=True), topics=Count("topics", distinct=True)),
        "explored": themes.count(),
        **deliverables.aggregate(
            documents=Count("pk", filter=Q(kind=Deliverable.Kind.DOCUMENT)),
            actions=Count("pk", filter=Q(kind=Deliverable.Kind.ACTION)),
        ),
        **orientations.aggregate(
            lines=Count("pk", filter=Q(kind=Orientation.Kind.COOPERATION_LINE)),
            axes=Count("pk", filter=Q(kind=Orientation.Kind.ROADMAP_AXIS)),
        ),
    }


def held() -> Q:
    """The condition on a session or a meetup: it is over, and was not called off."""
    return Q(ends_at__lt=timezone.now(), cancelled_at=None)


def given_modules(modules):
    """Modules given at least once, or of which no session is recorded; not those that are only to come."""
    held_sessions = Session.objects.filter(held(), module=OuterRef("pk"))
    return modules.filter(Exists(held_sessions) | ~Exists(Session.objects.filter(module=OuterRef("pk"))))


def people_counted(site) -> list[Figure]:
    """Numbers of people counted in the structure's actions, under the site's own words (« locataires interrogés »)."""
    counted = (
        Deliverable.objects.filter(topic__theme__structure__site=site, people_count__isnull=False)
        .exclude(people_label="")
        .order_by("people_label")
        .values_list("people_label")
        .annotate(total=Sum("people_count"))
    )
    return [Figure(label[:1].upper() + label[1:], total, PEOPLE_COUNTED) for label, total in counted]


def reach_of(figures: tuple[Figure, ...], family: str) -> Figure:
    """The figure that says how many people the site's approach touched; a study counts nobody."""
    if family == STUDY:
        return Figure("Personnes associées à l’étude", None, CONTRIBUTORS)
    return next(figure for figure in figures if figure.definition.key == REACH[family])


def definitions_used(figures) -> tuple[Definition, ...]:
    """The definitions behind ``figures``, once each, in the catalogue's order."""
    used = {figure.definition.key for figure in figures}
    every = [definition for group in CATALOGUE.values() for definition in group] + [PEOPLE_COUNTED]
    return tuple(definition for definition in every if definition.key in used)
