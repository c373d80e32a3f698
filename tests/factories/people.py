"""People and sites as tests need them. ``a_…`` functions build one; names say who they are."""

import factory
from factory.django import DjangoModelFactory

from accounts.models import Membership, Role, User
from sites.models import (
    Approach,
    CallForProjects,
    FieldWorker,
    Neighbourhood,
    Organisation,
    OrganisationName,
    Site,
    StaffCategory,
)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"personne{n}@exemple.test")
    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Essai{n}")


class CallFactory(DjangoModelFactory):
    class Meta:
        model = CallForProjects
        django_get_or_create = ["name"]

    name = "Appel à projets d’essai"


class ApproachFactory(DjangoModelFactory):
    class Meta:
        model = Approach
        django_get_or_create = ["call", "code"]

    call = factory.SubFactory(CallFactory)
    code = Approach.Code.NETWORK
    name = "Réseau"
    aim = "Travailler ensemble."


class SiteFactory(DjangoModelFactory):
    class Meta:
        model = Site

    call = factory.SubFactory(CallFactory)
    approach = factory.SubFactory(ApproachFactory, call=factory.SelfAttribute("..call"))
    slug = factory.Sequence(lambda n: f"site-{n}")
    name = factory.Sequence(lambda n: f"Site {n}")
    summary = "Un site d’essai."


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Habitat {n}")
    kind = Organisation.Kind.LANDLORD

    @factory.post_generation
    def known_by_its_name(self, create, extracted, **kwargs):
        if create:
            OrganisationName.objects.create(organisation=self, name=self.name)


class NeighbourhoodFactory(DjangoModelFactory):
    class Meta:
        model = Neighbourhood

    site = factory.SubFactory(SiteFactory)
    name = factory.Sequence(lambda n: f"Quartier {n}")


class FieldWorkerFactory(DjangoModelFactory):
    class Meta:
        model = FieldWorker

    site = factory.SubFactory(SiteFactory)
    first_name = "Dominique"
    last_name = factory.Sequence(lambda n: f"Gardien{n}")
    employer = factory.SubFactory(OrganisationFactory)
    staff_category = StaffCategory.CARETAKER


def a_member(role: Role, site=None, organisation=None, **user_fields) -> User:
    """An account holding one role."""
    user = UserFactory(**user_fields)
    Membership.objects.create(user=user, role=role, site=site, organisation=organisation)
    return user


def a_lead(site) -> User:
    return a_member(Role.GUP_LEAD, site)


def a_caretaker(site, employer=None) -> User:
    """An account with its field worker at the site (``user.field_workers.get()``)."""
    employer = employer or OrganisationFactory()
    user = a_member(Role.FIELD_WORKER, site, employer)
    FieldWorkerFactory(site=site, employer=employer, user=user)
    return user


def a_manager(site, employer=None) -> User:
    return a_member(Role.LANDLORD_MANAGER, site, employer or OrganisationFactory())


def a_partner(site, organisation=None) -> User:
    return a_member(Role.PARTNER, site, organisation or OrganisationFactory(kind=Organisation.Kind.ASSOCIATION))


def a_coordinator() -> User:
    return a_member(Role.COORDINATOR)


def an_admin() -> User:
    return a_member(Role.ADMIN)
