"""Every figure that the portal computes: what it counts, from which records, and how it is counted for a period.

A count of nothing is ``None``: no record means that nobody knows, not that there was none.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from django.db.models import Aggregate, Count, Exists, F, OuterRef, Q, QuerySet, Sum

from networks.models import Meetup, MiniProject, Registration, WorkingGroup
from reports.period import Period
from resources.models import Contribution, Deliverable, Orientation, SharedStructure, Theme
from sites.models import Approach, FieldWorker, Neighbourhood, SitePartner
from trainings.models import Attendance, Module, Session

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


@dataclass(frozen=True)
class Counting:
    """Records counted site by site. ``rows(period)``: which; ``site``: the lookup of their site; ``values``: the
    catalogue's figures counted in them, ``{key: aggregate}``."""

    rows: Callable[[Period], QuerySet]
    site: str
    values: dict[str, Aggregate]

    def by_site(self, sites, period: Period) -> Iterator[tuple[int, dict[str, int | None]]]:
        named = {f"counted_{key}": value for key, value in self.values.items()}  # « members » is also a field
        rows = self.rows(period).filter(**{f"{self.site}__in": sites}).order_by()
        for site_pk, *counts in rows.values_list(self.site).annotate(**named):
            yield site_pk, dict(zip(self.values, counts, strict=True))


ROWS = Count("pk", distinct=True)
PEOPLE = Count("person", distinct=True)
OF_A_STUDY = Q(structure__kind=SharedStructure.Kind.STUDY, structure__site__approach__code=STRUCTURE)
COUNTINGS = (
    Counting(lambda period: SitePartner.objects.filter(part=SitePartner.Part.LANDLORD), "site", {"landlords": ROWS}),
    Counting(lambda period: Neighbourhood.objects.all(), "site", {"neighbourhoods": ROWS}),
    Counting(lambda period: FieldWorker.objects.active(), "site", {"workers": ROWS}),
    Counting(
        lambda period: came_to_training(period),
        "registration__person__site",
        {
            "trained": Count("registration__person", distinct=True),
            "trained_categories": Count("registration__person__staff_category", distinct=True),
        },
    ),
    Counting(lambda period: given_modules(Module.objects.all(), period), "programme__site", {"modules": ROWS}),
    Counting(
        lambda period: Session.objects.filter(period.held()),
        "module__programme__site",
        {"sessions": ROWS, "half_days": Count("half_days", distinct=True)},
    ),
    Counting(
        lambda period: Meetup.objects.filter(period.held()),
        "site",
        {"meetups": ROWS, "residents": Sum("residents_count"), "youths": Sum("youths_count")},
    ),
    Counting(
        lambda period: Registration.objects.filter(event__in=Meetup.objects.filter(period.held()), attended=True),
        "event__site",
        {"met": PEOPLE},
    ),
    Counting(
        lambda period: MiniProject.objects.beyond_ideas().exclude(state=MiniProject.State.DROPPED),
        "site",
        {"projects": ROWS},
    ),
    Counting(lambda period: WorkingGroup.objects.filter(is_active=True), "site", {"groups": ROWS}),
    Counting(lambda period: SharedStructure.objects.all(), "site", {"members": Count("members")}),
    Counting(lambda period: Contribution.objects.all(), "theme__structure__site", {"contributors": PEOPLE}),
    Counting(
        lambda period: Theme.objects.exclude(OF_A_STUDY),
        "structure__site",
        {"themes": ROWS, "topics": Count("topics", distinct=True)},
    ),
    Counting(lambda period: Theme.objects.filter(OF_A_STUDY), "structure__site", {"explored": ROWS}),
    Counting(
        lambda period: Deliverable.objects.all(),
        "topic__theme__structure__site",
        {
            "documents": Count("pk", filter=Q(kind=Deliverable.Kind.DOCUMENT)),
            "actions": Count("pk", filter=Q(kind=Deliverable.Kind.ACTION)),
        },
    ),
    Counting(
        lambda period: Orientation.objects.all(),
        "structure__site",
        {
            "lines": Count("pk", filter=Q(kind=Orientation.Kind.COOPERATION_LINE)),
            "axes": Count("pk", filter=Q(kind=Orientation.Kind.ROADMAP_AXIS)),
        },
    ),
)


def computed_values(site, period: Period) -> dict[str, int | None]:
    """Every count of the catalogue for one site, in a fixed number of queries; None where there is no record."""
    return computed_by_site([site], period)[site.pk]


def computed_by_site(sites, period: Period, keys: Collection[str] = ()) -> dict[int, dict[str, int | None]]:
    """``{site's pk: {figure's key: count}}``, in a number of queries that does not grow with the sites; with ``keys``,
    only those figures and what is counted with them."""
    wanted = [counting for counting in COUNTINGS if not keys or counting.values.keys() & keys]
    nothing = dict.fromkeys(key for counting in wanted for key in counting.values)
    found = {site.pk: dict(nothing) for site in sites}
    for counting in wanted:
        for site_pk, values in counting.by_site(sites, period):
            found[site_pk] |= {key: value or None for key, value in values.items()}
    return found


def came_to_training(period: Period) -> QuerySet:
    """One row for each half-day to which someone of the site came, in the site's own sessions."""
    return Attendance.objects.filter(
        state__in=Attendance.CAME,
        half_day__session__in=Session.objects.filter(period.held()),
        registration__person__site=F("half_day__session__module__programme__site"),
    )


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
