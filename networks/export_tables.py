"""Everything the network's room keeps, as tables for a spreadsheet."""

from django.db.models import BooleanField, Case, F, OuterRef, Q, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from accounts.models import Role
from networks.exports import count, listed, name_for, part_in_words
from networks.models import (
    Contact,
    GroupPilot,
    Guest,
    Invitee,
    Meetup,
    MiniProject,
    Outcome,
    ProjectPilot,
    Registration,
    Support,
    Task,
    WorkingGroup,
)
from proxinet.seats import State
from sites.exports import Column, Table, label_of
from sites.models import FieldWorker, Organisation, StaffCategory

# Meetups --------------------------------------------------------------------------------------------------------------


def meetups(user, choice):
    here = OuterRef("pk")
    came = Registration.objects.filter(event=here, attended=True)
    return (
        Meetup.objects.visible_to(user)
        .filter(**choice.conditions(site="site", day="starts_at__date"))
        .annotate(
            invited=count(Invitee.objects.filter(meetup=here), "meetup"),
            guests_invited=count(Guest.objects.filter(meetup=here), "meetup"),
            came=Case(When(recorded_at__isnull=False, then=count(came, "event"))),
            guests_came=Case(
                When(recorded_at__isnull=False, then=count(Guest.objects.filter(meetup=here, attended=True), "meetup"))
            ),
            ideas_count=count(MiniProject.objects.filter(proposed_at=here), "proposed_at"),
            projects_count=count(MiniProject.objects.filter(decided_at=here), "decided_at"),
        )
        .order_by("starts_at", "pk")
    )


MEETUPS = Table(
    name="meetups",
    title="Rencontres",
    contents="Dates, lieu, groupe, invités, inscrits, personnes venues, habitants et jeunes, idées, mini-projets.",
    rows_for=meetups,
    columns=(
        Column("Site", "site__name"),
        Column("Type", "kind", label_of(Meetup.Kind)),
        Column("Intitulé", "title"),
        Column("Début", "starts_at"),
        Column("Fin", "ends_at"),
        Column("Date en clair", "date_text"),
        Column("Lieu", "place"),
        Column("Groupe de travail", "group__title"),
        Column("Places", "capacity"),
        Column("Agents invités", "invited"),
        Column("Extérieurs invités", "guests_invited"),
        Column("Inscrits", "confirmed_count"),
        Column("En liste d’attente", "waiting_count"),
        Column("Agents venus", "came"),
        Column("Extérieurs venus", "guests_came"),
        Column("Habitants", "residents_count"),
        Column("Jeunes", "youths_count"),
        Column("Idées", "ideas_count"),
        Column("Mini-projets décidés", "projects_count"),
        Column("Annulée le", "cancelled_at"),
        Column("Compte rendu le", "recorded_at"),
    ),
)


def attendance(user, choice):
    """What each may read of the registrations; the co-ordinator's rows have no name (``withheld``)."""
    seats = Registration.objects.all() if user.access.is_coordinator else Registration.objects.visible_to(user)
    return seats.filter(**choice.conditions(site="event__site", day="event__starts_at__date")).order_by(
        "event__starts_at", "event", "position", "pk"
    )


ATTENDANCE = Table(
    name="attendance",
    title="Présences",
    contents="Une ligne par inscription\u202f: rencontre, date, employeur, métier, état, présence.",
    rows_for=attendance,
    columns=(
        Column("Site", "event__site__name"),
        Column("Type", "event__kind", label_of(Meetup.Kind)),
        Column("Rencontre", "event__title"),
        Column("Date", "event__starts_at"),
        Column("Prénom", "person__first_name"),
        Column("Nom", "person__last_name"),
        Column("Employeur", "person__employer__name"),
        Column("Nature de l’employeur", "person__employer__kind", label_of(Organisation.Kind)),
        Column("Métier", "person__staff_category", label_of(StaffCategory)),
        Column("État", "state", label_of(State)),
        Column("Venu", "attended"),
    ),
    readers=frozenset({Role.GUP_LEAD, Role.LANDLORD_MANAGER, Role.COORDINATOR, Role.ADMIN}),
    withheld={Role.COORDINATOR: frozenset({"Prénom", "Nom"})},
)


# Mini-projects and tasks ----------------------------------------------------------------------------------------------


def projects(user, choice):
    here = OuterRef("pk")
    steps = Task.objects.filter(project=here)
    return (
        MiniProject.objects.visible_to(user)
        .annotate(day=Coalesce("decided_on", TruncDate("created_at")))
        .filter(**choice.conditions(site="site", day="day"))
        .annotate(
            carried_by=listed(ProjectPilot.objects.filter(project=here), part_in_words(), "project"),
            with_whom=listed(Organisation.objects.filter(mini_projects=here), F("name"), "mini_projects"),
            supporters=count(Support.objects.filter(project=here), "project"),
            steps=count(steps, "project"),
            steps_done=count(steps.filter(done_on__isnull=False), "project"),
            outcomes_count=count(Outcome.objects.filter(project=here), "project"),
            outcome_titles=listed(Outcome.objects.filter(project=here), F("title"), "project"),
            reuses=count(MiniProject.objects.filter(copied_from=here), "copied_from"),
            reused_at=listed(MiniProject.objects.filter(copied_from=here), F("site__name"), "copied_from"),
        )
        .order_by("site__name", "day", "pk")
    )


PROJECTS = Table(
    name="projects",
    title="Mini-projets et idées",
    contents="D’où vient chacun, qui le porte, combien de soutiens, étapes, résultats, reprises sur d’autres sites.",
    rows_for=projects,
    columns=(
        Column("Site", "site__name"),
        Column("Intitulé", "title"),
        Column("État", "state", label_of(MiniProject.State)),
        Column("De quoi il s’agit", "description"),
        Column("Idée née à", "proposed_at__title"),
        Column("Idée née le", "proposed_at__starts_at"),
        Column("Décidé à", "decided_at__title"),
        Column("Décidé le", "decided_on"),
        Column("Groupe de travail", "group__title"),
        Column("Pilotes", "carried_by"),
        Column("Avec", "with_whom"),
        Column("Soutiens", "supporters"),
        Column("Étapes", "steps"),
        Column("Étapes faites", "steps_done"),
        Column("Moyens", "means"),
        Column("Ce que cela a donné", "result"),
        Column("Nombre de résultats", "outcomes_count"),
        Column("Résultats", "outcome_titles"),
        Column("Pourquoi on s’arrête", "reason"),
        Column("Proposé aux autres sites", "is_shared"),
        Column("Repris de", "copied_from__site__name"),
        Column("Reprises", "reuses"),
        Column("Repris à", "reused_at"),
    ),
)


def tasks(user, choice):
    is_late = Q(done_on=None, due_on__lt=timezone.localdate())
    return (
        Task.objects.visible_to(user)
        .filter(**choice.conditions(site="site", day="due_on"))
        .annotate(
            who=name_for(user, "person"),
            late=Case(When(is_late, then=True), default=False, output_field=BooleanField()),
        )
        .order_by("site__name", F("due_on").asc(nulls_last=True), "pk")
    )


TASKS = Table(
    name="tasks",
    title="Tâches",
    contents="Ce qui est à faire ou fait\u202f: par qui, pour quand, pour quel mini-projet, quel groupe.",
    rows_for=tasks,
    columns=(
        Column("Site", "site__name"),
        Column("À faire", "title"),
        Column("Mini-projet", "project__title"),
        Column("Groupe de travail", "group__title"),
        Column("Décidé à", "meetup__title"),
        Column("Organisme", "organisation__name"),
        Column("Qui", "who"),
        Column("Pour le", "due_on"),
        Column("Fait le", "done_on"),
        Column("En retard", "late"),
        Column("Remarque", "note"),
    ),
    withheld={role: frozenset({"Qui"}) for role in (Role.PARTNER, Role.COORDINATOR)},
)


# Who to call, who works together --------------------------------------------------------------------------------------


def contacts(user, choice):
    found = Contact.objects.visible_to(user).filter(**choice.conditions(site="site"))
    return found.order_by("site__name", "name", "pk")


CONTACTS = Table(
    name="contacts",
    title="Annuaire",
    contents="Qui appeler pour quoi, comment, à quelles heures, vérifié quand. Les dates choisies ne comptent pas.",
    rows_for=contacts,
    columns=(
        Column("Site", "site__name"),
        Column("Service ou fonction", "name"),
        Column("Organisme", "organisation__name"),
        Column("À appeler pour", "call_for"),
        Column("Téléphone", "phone"),
        Column("Adresse e-mail", "email"),
        Column("Horaires", "opening_hours"),
        Column("Adresse", "address"),
        Column("Vérifié le", "checked_on"),
    ),
)


def groups(user, choice):
    here = OuterRef("pk")
    held = Meetup.objects.filter(
        group=here, cancelled_at=None, starts_at__lte=timezone.now(), **choice.conditions(day="starts_at__date")
    )
    made = Outcome.objects.filter(group=here, **choice.conditions(day="happened_on"))
    return (
        WorkingGroup.objects.visible_to(user)
        .filter(**choice.conditions(site="site"))
        .annotate(
            carried_by=listed(GroupPilot.objects.filter(group=here), part_in_words(), "group"),
            members_count=count(FieldWorker.objects.active().filter(working_groups=here), "working_groups"),
            held=count(held, "group"),
            projects_count=count(MiniProject.objects.filter(group=here), "group"),
            outcomes_count=count(made, "group"),
        )
        .order_by("site__name", "title", "pk")
    )


GROUPS = Table(
    name="groups",
    title="Groupes de travail",
    contents="Thème, copilotes, nombre de membres, réunions tenues et résultats entre les dates choisies.",
    rows_for=groups,
    columns=(
        Column("Site", "site__name"),
        Column("Intitulé", "title"),
        Column("Thème", "theme"),
        Column("Ce qu’il fait", "description"),
        Column("Se réunit toujours", "is_active"),
        Column("Copilotes", "carried_by"),
        Column("Membres", "members_count"),
        Column("Réunions tenues", "held"),
        Column("Mini-projets", "projects_count"),
        Column("Résultats", "outcomes_count"),
    ),
)

TABLES = {table.name: table for table in (MEETUPS, ATTENDANCE, PROJECTS, TASKS, CONTACTS, GROUPS)}
