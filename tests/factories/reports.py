"""Reports, and a site with something of everything that an assessment counts."""

import factory
from factory.django import DjangoModelFactory

from networks.models import Meetup, MiniProject, WorkingGroup
from proxinet.seats import State
from reports.models import Editorial, KeyPoint, Report, Testimony
from resources.models import Contribution, Deliverable, Orientation, SharedStructure, Theme, Topic
from sites.models import Agreement, Approach, Milestone, Organisation, SitePartner
from tests.factories.events import MeetupFactory, SessionFactory, in_days
from tests.factories.people import (
    ApproachFactory,
    CallFactory,
    FieldWorkerFactory,
    NeighbourhoodFactory,
    OrganisationFactory,
    SiteFactory,
)
from trainings.models import Attendance

STORY = "Les équipes se voient chaque mois et décident ensemble de ce qui compte pour les habitants. " * 12


class ReportFactory(DjangoModelFactory):
    """A national report that waits; ``ReportFactory(site=site)`` for one site's."""

    class Meta:
        model = Report

    call = factory.SubFactory(CallFactory)
    kind = factory.LazyAttribute(lambda o: Report.Kind.SITE if o.site else Report.Kind.NATIONAL)
    site = None


def a_call():
    """A call with its two editorials (one still to be written) and a key point."""
    call = CallFactory(run_by="L’État et un réseau", why="Les agents sont seuls.", aim="Les relier.")
    state = OrganisationFactory(name="Agence d’essai", kind=Organisation.Kind.STATE)
    Editorial.objects.create(call=call, function="Direction", organisation=state, text="Un mot.")
    Editorial.objects.create(call=call, function="Présidence", organisation=state, order=2)
    KeyPoint.objects.create(call=call, text="Ensemble, on fait mieux.")
    return call


def a_told_site(call, code=Approach.Code.NETWORK, agents=3, **fields):
    """A site of ``call`` with ``agents`` trained and met, a story, and a shared structure."""
    approach = ApproachFactory(call=call, code=code, name=Approach.Code(code).label)
    site = SiteFactory(call=call, approach=approach, context=STORY, results="Tout va mieux.", **fields)
    landlord = OrganisationFactory()
    partner = OrganisationFactory(kind=Organisation.Kind.ASSOCIATION)
    SitePartner.objects.create(site=site, organisation=landlord, part=SitePartner.Part.LANDLORD)
    SitePartner.objects.create(site=site, organisation=partner, part=SitePartner.Part.LEAD)
    NeighbourhoodFactory(site=site)
    agreement = Agreement.objects.create(site=site, title="Convention d’essai", period_text="deux ans")
    agreement.signatories.set([landlord, partner])
    Milestone.objects.create(site=site, title="Première réunion", date_text="début 2013")
    Testimony.objects.create(site=site, function="Gardienne", organisation=landlord, text="On se connaît.")
    workers = FieldWorkerFactory.create_batch(agents, site=site, employer=landlord)
    train(site, workers)
    meet(site, workers, partner)
    share(site, workers, landlord)
    return site


def train(site, workers):
    session = SessionFactory(
        module__programme__site=site,
        module__title="Droit",
        starts_at=in_days(-30),
        capacity=len(workers) + 1,
    )
    half_day = session.half_days.get()
    for position, worker in enumerate(workers, start=1):
        registration = session.registrations.create(person=worker, state=State.CONFIRMED, position=position)
        Attendance.objects.create(registration=registration, half_day=half_day, state=Attendance.State.PRESENT)
    SessionFactory(module__programme=session.module.programme, module__title="Module à venir")
    return session


def meet(site, workers, partner):
    meetup = MeetupFactory(
        site=site, title="Chantier", kind=Meetup.Kind.YOUTH_WORKSITE, starts_at=in_days(-20), youths_count=8
    )
    meetup.partners.add(partner)
    for position, worker in enumerate(workers, start=1):
        meetup.registrations.create(person=worker, state=State.CONFIRMED, position=position, attended=True)
    MeetupFactory(site=site, title="Rencontre à venir")
    MiniProject.objects.create(site=site, title="Encombrants", state=MiniProject.State.DONE).partners.add(partner)
    WorkingGroup.objects.create(site=site, title="Propreté").pilots.add(partner)


def share(site, workers, landlord):
    structure = SharedStructure.objects.create(
        site=site, kind=SharedStructure.Kind.RESOURCE_CENTRE, name="Centre d’essai"
    )
    structure.members.set(workers)
    theme = Theme.objects.create(structure=structure, title="Cadre de vie", pilot=landlord)
    topic = Topic.objects.create(theme=theme, title="Propreté des halls")
    Deliverable.objects.create(
        topic=topic, kind="action", title="Enquête", people_count=80, people_label="locataires interrogés"
    )
    Orientation.objects.create(structure=structure, kind=Orientation.Kind.ROADMAP_AXIS, title="Sécurité")
    for worker in workers:
        Contribution.objects.create(theme=theme, person=worker, regularity=Contribution.Regularity.REGULAR)


def an_untold_site(call, **fields):
    """A training site of which nothing is recorded."""
    approach = ApproachFactory(call=call, code=Approach.Code.TRAINING, name="Formation")
    return SiteFactory(call=call, approach=approach, **fields)
