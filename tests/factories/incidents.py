"""Incidents as tests need them."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from incidents.models import (
    Complaint,
    Debrief,
    Incident,
    Nature,
    PlaceKind,
    Severity,
    Support,
    SupportRequest,
    TimeBand,
    Trigger,
)
from tests.factories.events import in_days
from tests.factories.people import FieldWorkerFactory


class IncidentFactory(DjangoModelFactory):
    """``IncidentFactory(person=worker)``; ``shared=True`` shares it with the person's employer."""

    class Meta:
        model = Incident

    class Params:
        shared = factory.Trait(
            shared_at=factory.LazyFunction(timezone.now), shared_with=factory.SelfAttribute("person.employer")
        )

    person = factory.SubFactory(FieldWorkerFactory)
    site = factory.SelfAttribute("person.site")
    happened_on = factory.LazyFunction(timezone.localdate)
    time_band = TimeBand.MORNING
    nature = Nature.INSULT
    severity = Severity.SERIOUS
    place_kind = PlaceKind.HALL
    trigger = Trigger.REMINDER
    complaint = Complaint.UNDECIDED


class SupportRequestFactory(DjangoModelFactory):
    class Meta:
        model = SupportRequest

    incident = factory.SubFactory(IncidentFactory)
    person = factory.SelfAttribute("incident.person")
    site = factory.SelfAttribute("incident.site")
    kind = Support.FOLLOW_UP


class DebriefFactory(DjangoModelFactory):
    class Meta:
        model = Debrief

    held_at = factory.LazyFunction(lambda: in_days(7))
    place = "Maison de quartier"
    facilitator = "Psychologue du travail"
