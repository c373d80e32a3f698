"""Trainings and meetups to come, unless told otherwise."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from networks.models import Meetup
from tests.factories.people import SiteFactory
from trainings.models import HalfDay, Module, Programme, Session


def in_days(days, hour=9):
    return (timezone.localtime() + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    site = factory.SubFactory(SiteFactory)
    title = factory.Sequence(lambda n: f"Programme {n}")


class ModuleFactory(DjangoModelFactory):
    class Meta:
        model = Module

    programme = factory.SubFactory(ProgrammeFactory)
    title = factory.Sequence(lambda n: f"Module {n}")


class SessionFactory(DjangoModelFactory):
    """``SessionFactory(module__programme__site=site, starts_at=…)``; one half-day of three hours."""

    class Meta:
        model = Session
        skip_postgeneration_save = True

    module = factory.SubFactory(ModuleFactory)
    place = "Salle des fêtes"
    capacity = 20
    starts_at = factory.LazyFunction(lambda: in_days(10))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(hours=3))

    @factory.post_generation
    def half_day(self, create, extracted, **kwargs):
        if create:
            HalfDay.objects.create(session=self, starts_at=self.starts_at, ends_at=self.ends_at)


class MeetupFactory(DjangoModelFactory):
    class Meta:
        model = Meetup

    site = factory.SubFactory(SiteFactory)
    title = factory.Sequence(lambda n: f"Proxi-Déj’ {n}")
    place = "Maison de quartier"
    capacity = 20
    starts_at = factory.LazyFunction(lambda: in_days(10))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(hours=2))
