"""Every figure that the portal computes: what it counts, from which records, and how it is counted for a period.

A count of nothing is ``None``: no record means that nobody knows, not that there was none.
"""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Sum

from networks.models import Meetup, MiniProject, Registration, WorkingGroup
from reports.period import Period
from resources.models import Contribution, Deliverable, Orientation, SharedStructure, Theme
from sites.models import Approach, FieldWorker, Neighbourhood, SitePartner
from trainings.models import Attendance, HalfDay, Module, Session

TRAINING, NETWORK, STRUCTURE = Approach.Code.TRAINING, Approach.Code.NETWORK, Approach.Code.STRUCTURE
STUDY = "study"
EVERYWHERE = "everywhere"


@dataclass(frozen=True)
class Counted:
    """A figure of the catalogue. ``definition``: what it counts; ``source``: the records it is counted in."""

    key: str
    label: str
    definition: str
    source: str


CATALOGUE = {
    EVERYWHERE: [
        Counted("landlords", "Bailleurs", "Organismes qui ont le rôle « bailleur du site ».", "participants du site"),
        Counted("neighbourhoods", "Quartiers", "Quartiers prioritaires rattachés au site.", "quartiers du site"),
        Counted(
            "workers",
            "Agents concernés",
            "Personnes en poste dans la liste des agents du site, tous employeurs confondus.",
            "liste des agents",
        ),
    ],
    TRAINING: [
        Counted(
            "trained",
            "Personnes formées",
            "Personnes différentes notées présentes, en tout ou en partie, à une demi-journée de formation au moins. "
            "Une personne venue à plusieurs sessions compte une fois.",
            "feuilles de présence",
        ),
        Counted(
            "trained_categories",
            "Métiers représentés",
            "Catégories de personnel auxquelles appartiennent les personnes formées.",
            "feuilles de présence et liste des agents",
        ),
        Counted(
            "modules",
            "Modules",
            "Modules donnés au moins une fois, ou dont aucune session n’est enregistrée.",
            "programmes",
        ),
        Counted("sessions", "Sessions tenues", "Sessions de la période, terminées et non annulées.", "sessions"),
        Counted("half_days", "Demi-journées", "Demi-journées qui composent les sessions tenues.", "sessions"),
    ],
    NETWORK: [
        Counted("meetups", "Rencontres tenues", "Rencontres de la période, passées et non annulées.", "rencontres"),
        Counted(
            "met",
            "Agents venus aux rencontres",
            "Personnes différentes notées présentes à une rencontre au moins.",
            "présences aux rencontres",
        ),
        Counted(
            "residents",
            "Habitants comptés",
            "Somme des habitants comptés, sans nom, à chaque rencontre. Une personne venue deux fois compte deux fois.",
            "comptes rendus",
        ),
        Counted(
            "youths",
            "Jeunes accueillis",
            "Somme des jeunes comptés, sans nom, à chaque rencontre. Un jeune venu deux fois compte deux fois.",
            "comptes rendus",
        ),
        Counted(
            "projects",
            "Mini-projets",
            "Mini-projets décidés, en cours ou réalisés (abandonnés exclus).",
            "mini-projets",
        ),
        Counted("groups", "Groupes de travail", "Groupes de travail toujours actifs.", "groupes de travail"),
    ],
    STRUCTURE: [
        Counted(
            "members",
            "Membres du réseau",
            "Agents inscrits comme membres de la structure commune.",
            "structure commune",
        ),
        Counted(
            "contributors",
            "Contributeurs",
            "Personnes différentes qui ont contribué à un thème au moins, régulièrement ou une seule fois.",
            "contributions",
        ),
        Counted("themes", "Thèmes de travail", "Thèmes ouverts par la structure commune.", "thèmes"),
        Counted("topics", "Sujets traités", "Sujets choisis dans les thèmes.", "sujets"),
        Counted("documents", "Documents produits", "Productions de nature « document ».", "productions"),
        Counted("actions", "Actions menées", "Productions de nature « action ».", "productions"),
    ],
    STUDY: [
        Counted("explored", "Thèmes explorés", "Thèmes étudiés par l’étude.", "étude"),
        Counted("lines", "Pistes de coopération", "Pistes proposées par l’étude.", "étude"),
        Counted("axes", "Axes de la feuille de route", "Axes de la feuille de route qui a suivi.", "étude"),
    ],
}
PEOPLE_COUNTED = Counted(
    "people_counted",
    "Personnes comptées dans une action",
    "Personnes comptées au cours d’une action de la structure, sous le libellé donné par le site.",
    "productions",
)
REACH = {TRAINING: "trained", NETWORK: "workers", STRUCTURE: "contributors"}


def family_of(site, structure) -> str:
    """Which figures a site is expected to have: by its approach; a study has its own."""
    if site.approach.code == STRUCTURE and structure is not None and structure.kind == SharedStructure.Kind.STUDY:
        return STUDY
    return site.approach.code


def expected_keys(family: str) -> list[str]:
    """The figures that a site of this family is expected to have."""
    return [counted.key for group in (EVERYWHERE, family) for counted in CATALOGUE[group]]


def counted(key: str) -> Counted | None:
    """The catalogue's figure of this key."""
    every = [one for group in CATALOGUE.values() for one in group]
    return next((one for one in every if one.key == key), None)


def computed_values(site, period: Period) -> dict[str, int | None]:
    """Every count of the catalogue for one site, in a fixed number of queries; None where there is no record."""
    structure = SharedStructure.objects.filter(site=site).first()
    counts = count_everything(site, period)
    if family_of(site, structure) == STUDY:
        counts["themes"] = counts["topics"] = None
    else:
        counts["explored"] = None
    return {key: value or None for key, value in counts.items()}


def count_everything(site, period: Period) -> dict[str, int | None]:
    sessions = Session.objects.filter(period.held(), module__programme__site=site)
    present = Attendance.objects.filter(
        state__in=Attendance.CAME, registration__person__site=site, half_day__session__in=sessions
    )
    meetups = Meetup.objects.filter(period.held(), site=site)
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
        "modules": given_modules(Module.objects.filter(programme__site=site), period).count(),
        "sessions": sessions.count(),
        "half_days": HalfDay.objects.filter(session__in=sessions).count(),
        **meetups.aggregate(meetups=Count("pk"), residents=Sum("residents_count"), youths=Sum("youths_count")),
        "met": Registration.objects.filter(event__in=meetups, attended=True).aggregate(
            n=Count("person", distinct=True)
        )["n"],
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


def given_modules(modules, period: Period):
    """Modules given at least once in the period, or of which no session is recorded; not those only to come."""
    held_sessions = Session.objects.filter(period.held(), module=OuterRef("pk"))
    return modules.filter(Exists(held_sessions) | ~Exists(Session.objects.filter(module=OuterRef("pk"))))


def people_counted(site) -> dict[str, int]:
    """People counted in the structure's actions, under the site's own words (« Locataires interrogés »: 80)."""
    found = (
        Deliverable.objects.filter(topic__theme__structure__site=site, people_count__isnull=False)
        .exclude(people_label="")
        .order_by("people_label")
        .values_list("people_label")
        .annotate(total=Sum("people_count"))
    )
    return {label[:1].upper() + label[1:]: total for label, total in found}
