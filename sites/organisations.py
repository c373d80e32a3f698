"""One organisation however it is spelt, and the parts it plays at a site."""

from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity
from django.db import IntegrityError, transaction

from accounts.models import Membership
from sites.models import Agreement, FieldWorker, Organisation, OrganisationName, Site, SitePartner
from sites.names import name_key

LOOKS_ALIKE = 0.5  # trigram similarity above which two names may well be one organisation
ALIKE_SHOWN = 3
LONGEST_KEY = OrganisationName._meta.get_field("key").max_length


class NameRefused(Exception):
    """A name that cannot be given; ``str(error)`` is a French sentence."""


class StillTakesPart(Exception):
    """A part that cannot be taken away yet; ``str(error)`` says what to do first."""


@dataclass(frozen=True)
class Found:
    """``known``: the organisation existed already, maybe under another name."""

    organisation: Organisation
    known: bool


def check_name(name: str) -> str:
    """The name with single spaces; raises ``NameRefused`` when nothing readable is left of it."""
    name = " ".join(name.split())
    if not name_key(name):
        raise NameRefused("Écrivez un nom avec des lettres ou des chiffres.")
    if len(name_key(name)) > LONGEST_KEY:
        raise NameRefused("Ce nom est trop long.")
    return name


def find(name: str) -> Organisation | None:
    """The organisation known under this name, however it is spelt."""
    return Organisation.objects.filter(names__key=name_key(name)).first()


def find_or_register(name: str, kind: str) -> Found:
    """The organisation known under this name, else a new one of that kind, known by it. Raises ``NameRefused``."""
    name = check_name(name)
    known = find(name)
    if known:
        return Found(known, known=True)
    try:
        with transaction.atomic():
            organisation = Organisation.objects.create(name=name, kind=kind)
            OrganisationName.objects.create(organisation=organisation, name=name)
    except IntegrityError:  # registered by someone else meanwhile
        return Found(Organisation.objects.get(names__key=name_key(name)), known=True)
    return Found(organisation, known=False)


def look_alikes(name: str) -> list[Organisation]:
    """Organisations whose name resembles this one, the closest first."""
    names = (
        OrganisationName.objects.annotate(likeness=TrigramSimilarity("name", name))
        .filter(likeness__gte=LOOKS_ALIKE)
        .order_by("-likeness")
        .select_related("organisation")
    )
    return list({found.organisation_id: found.organisation for found in names[: 3 * ALIKE_SHOWN]}.values())[
        :ALIKE_SHOWN
    ]


@transaction.atomic
def add_alias(organisation: Organisation, name: str) -> None:
    """Let the organisation be found under one more name. Raises ``NameRefused`` when the name is another's."""
    name = check_name(name)
    owner = find(name)
    if owner == organisation:
        raise NameRefused("Cet organisme est déjà connu sous ce nom.")
    if owner:
        raise NameRefused(f"Ce nom est déjà celui de « {owner} ».")
    OrganisationName.objects.create(organisation=organisation, name=name)


def is_shared(organisation: Organisation, site: Site) -> bool:
    """True when other sites work with it too: what is said of it then concerns them as well."""
    return organisation.site_parts.exclude(site=site).exists()


@transaction.atomic
def take_part_away(partner: SitePartner) -> None:
    """End one part of an organisation at a site; its last one only when nothing there depends on it."""
    others = SitePartner.objects.filter(site=partner.site_id, organisation=partner.organisation_id)
    if not others.exclude(pk=partner.pk).exists():
        refuse_while_needed(partner)
    partner.delete()


def refuse_while_needed(partner: SitePartner) -> None:
    here = {"site": partner.site_id}
    needs = [
        (FieldWorker.objects.filter(employer=partner.organisation_id, **here).count(), "agents y travaillent"),
        (Membership.objects.filter(organisation=partner.organisation_id, **here).count(), "comptes en dépendent"),
        (Agreement.objects.filter(signatories=partner.organisation_id, **here).count(), "conventions sont signées"),
    ]
    reasons = [f"{what} ({count})" for count, what in needs if count]
    if reasons:
        raise StillTakesPart(
            f"On ne peut pas retirer « {partner.organisation} » du site : {', '.join(reasons)}. "
            "Changez-les d’abord, ou donnez-lui un autre rôle."
        )
