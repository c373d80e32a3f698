"""Reports, and a site with something of everything that an assessment counts."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from networks.models import Meetup, MiniProject, WorkingGroup
from proxinet.seats import State
from reports.document.frozen import freeze
from reports.document.site_records import site_records
from reports.figures import CATALOGUE, EVERYWHERE, computed_values
from reports.models import (
    EDITABLE,
    Action,
    Answer,
    AskedFigure,
    AssessmentCampaign,
    Consent,
    Coordinator,
    Editorial,
    Figure,
    FigureNature,
    KeyPoint,
    Kind,
    Question,
    Report,
    SiteAssessment,
    Testimony,
)
from reports.period import Period
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


class CampaignFactory(DjangoModelFactory):
    """A campaign whose period is the last twelve months; its sites write until the end of the month to come."""

    class Meta:
        model = AssessmentCampaign
        django_get_or_create = ["call", "name"]

    call = factory.SubFactory(CallFactory)
    name = "Bilan d’essai"
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=365))
    ends_on = factory.LazyFunction(timezone.localdate)
    opens_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))
    deadline = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))
    review_until = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=45))
    publishes_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=60))


class ReportFactory(DjangoModelFactory):
    """A national report that waits; ``ReportFactory(site=site)`` for one site's."""

    class Meta:
        model = Report

    campaign = factory.LazyAttribute(lambda o: CampaignFactory(call=o.site.call) if o.site else CampaignFactory())
    kind = factory.LazyAttribute(lambda o: Kind.SITE if o.site else Kind.NATIONAL)
    site = None


def a_call():
    return CallFactory(run_by="L’État et un réseau", why="Les agents sont seuls.", aim="Les relier.")


def a_campaign(call=None, **fields):
    """A campaign with its questions, two editorials (one still to be written), a key point and its coordination."""
    campaign = CampaignFactory(call=call or a_call(), **fields)
    state = Organisation.objects.filter(name="Agence d’essai").first() or OrganisationFactory(
        name="Agence d’essai", kind=Organisation.Kind.STATE
    )
    for order, (section, label) in enumerate(Question.Section.choices[:4], start=1):
        Question.objects.create(campaign=campaign, section=section, order=order, label=label)
    for order, group in enumerate((EVERYWHERE, *Approach.Code.values)):
        AskedFigure.objects.bulk_create(
            AskedFigure(
                campaign=campaign,
                order=order,
                key=one.key,
                label=one.label,
                definition=one.definition,
                source=one.source,
                nature=FigureNature.COMPUTED,
                approach_code="" if group == EVERYWHERE else group,
            )
            for one in CATALOGUE[group]
        )
    Editorial.objects.create(campaign=campaign, function="Direction", organisation=state, text="Un mot.")
    Editorial.objects.create(campaign=campaign, function="Présidence", organisation=state, order=2)
    KeyPoint.objects.create(campaign=campaign, text="Ensemble, on fait mieux.")
    Coordinator.objects.create(campaign=campaign, function="Cheffe de mission", organisation=state)
    return campaign


def a_contribution(campaign, site, state=SiteAssessment.State.ACCEPTED, **fields):
    """``site``'s contribution to ``campaign``: answers, two actions, its computed figures and one of each other nature,
    a testimony. Sent ones have their records frozen."""
    period = Period.of(campaign)
    sent = state not in EDITABLE
    records = freeze(site_records(site, period)) if sent else None
    contribution = SiteAssessment.objects.create(campaign=campaign, site=site, state=state, records=records, **fields)
    for question in campaign.questions.all():
        Answer.objects.create(assessment=contribution, question=question, text=f"{question.label}.\n\n{STORY}")
    Action.objects.create(assessment=contribution, order=1, date_text="début 2013", title="Première réunion")
    Action.objects.create(assessment=contribution, order=2, title="Visite commune", text="Tout le quartier.")
    values = computed_values(site, period)
    for asked in campaign.asked_figures.filter(approach_code__in=["", site.approach.code], nature="computed"):
        Figure.objects.create(
            assessment=contribution,
            asked=asked,
            order=asked.order,
            key=asked.key,
            label=asked.label,
            definition=asked.definition,
            source=asked.source,
            nature=asked.nature,
            value=values[asked.key],
            as_of=period.as_of,
        )
    some_figures(contribution, period)
    landlord = site.partners.filter(part=SitePartner.Part.LANDLORD).first()
    Testimony.objects.create(
        assessment=contribution,
        function="Gardienne",
        organisation=landlord.organisation if landlord else None,
        text="On se connaît.",
        consent=Consent.WRITTEN,
        consent_on=timezone.localdate(),
    )
    return contribution


def some_figures(contribution, period):
    Figure.objects.create(
        assessment=contribution,
        order=50,
        key="heard",
        label="Locataires rencontrés",
        definition="Locataires rencontrés en pied d’immeuble.",
        source="comptes rendus",
        nature=FigureNature.DECLARED,
        value=80,
        as_of=period.as_of,
        stated_by="Cheffe de projet",
        proof_text="Compte rendu annuel",
    )
    Figure.objects.create(
        assessment=contribution,
        order=51,
        key="satisfied",
        label="Personnes satisfaites",
        definition="Personnes qui se disent satisfaites à la fin.",
        source="questionnaires",
        nature=FigureNature.ATTESTED,
    )


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
