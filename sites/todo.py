"""What a site asks of its lead next."""

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from proxinet.french_dates import date_format
from proxinet.todo import Todo
from sites.models import FieldWorker, Neighbourhood, Site

AGREEMENT_NOTICE = timedelta(days=60)
AGREEMENTS_SHOWN = 2


def todos(user, membership) -> list[Todo]:
    """At most five, in three queries, for the lead of the active site."""
    if membership.role != Role.GUP_LEAD:
        return []
    site = membership.site
    return [*lists_to_fill(site), *invitations_to_resend(site), *agreements_to_renew(site)]


def lists_to_fill(site: Site) -> list[Todo]:
    missing = []
    has_workers, has_neighbourhoods = (
        Site.objects.filter(pk=site.pk)
        .values_list(
            Exists(FieldWorker.objects.filter(site=OuterRef("pk"))),
            Exists(Neighbourhood.objects.filter(site=OuterRef("pk"))),
        )
        .get()
    )
    if not has_workers:
        missing.append(
            Todo(
                title="Ajouter les agents du site",
                detail="La liste est vide : vous pouvez la coller depuis un tableur.",
                verb="J’ajoute",
                url=reverse("sites:import_workers", args=[site.slug]),
                icon="people",
            )
        )
    if not has_neighbourhoods:
        missing.append(
            Todo(
                title="Nommer les quartiers du site",
                verb="J’ajoute",
                url=reverse("sites:add_neighbourhood", args=[site.slug]),
                icon="pin",
            )
        )
    return missing


def invitations_to_resend(site: Site) -> list[Todo]:
    count = site.invitations.expired().count()
    if not count:
        return []
    return [
        Todo(
            title="Une invitation a expiré" if count == 1 else f"{count} invitations ont expiré",
            detail="Renvoyez-la ou annulez-la." if count == 1 else "Renvoyez-les ou annulez-les.",
            verb="Je regarde",
            url=reverse("sites:invitations", args=[site.slug]) + "?etat=expiree",
            icon="mail",
        )
    ]


def agreements_to_renew(site: Site) -> list[Todo]:
    today = timezone.localdate()
    ending = site.agreements.filter(ends_on__range=(today, today + AGREEMENT_NOTICE)).order_by("ends_on")
    return [
        Todo(
            title=f"« {agreement} » se termine le {date_format(agreement.ends_on, 'j F')}",
            detail="Préparez la suite, ou corrigez la date.",
            verb="J’ouvre",
            url=reverse("sites:agreement", args=[site.slug, agreement.pk]),
            due=timezone.make_aware(datetime.combine(agreement.ends_on, time.max)),
            icon="calendar",
        )
        for agreement in ending[:AGREEMENTS_SHOWN]
    ]
