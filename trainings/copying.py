"""A programme used again: another year, or another site. The design is copied, never sessions nor people."""

import re
from datetime import date

from django.db import transaction

from sites.models import Organisation, Site
from trainings import questionnaires
from trainings.models import Module, Programme

YEAR_AT_THE_END = re.compile(r"[\s,–(-]*\b(19|20)\d\d([\s–/-]+(19|20)?\d\d)?\)?$")
LONGEST_TITLE = Programme._meta.get_field("title").max_length


@transaction.atomic
def copy_programme(source: Programme, target: Programme) -> list[Organisation]:
    """Write ``target`` (site, title and dates chosen, not saved yet) with the design of ``source``.

    Copied: objectives, audience, methods, modules, questionnaires. Organisations are kept where they are partners of
    the target's site, the agreement where the site is the same. Returns the organisations left out.
    Raises ``IntegrityError`` when the title is taken.
    """
    partners = set(Organisation.objects.filter(site_parts__site=target.site_id).values_list("pk", flat=True))
    modules = list(source.modules.select_related("deliverer"))
    left_out = {}

    def kept(organisation):
        if organisation is None or organisation.pk in partners:
            return organisation
        left_out[organisation.pk] = organisation
        return None

    for name in ("objectives", "audience_categories", "audience", "teaching_methods"):
        setattr(target, name, getattr(source, name))
    target.deliverer, target.evaluator = kept(source.deliverer), kept(source.evaluator)
    if target.site_id == source.site_id:
        target.agreement = source.agreement
    target.copied_from = source
    target.save()
    Module.objects.bulk_create(
        Module(
            programme=target,
            order=order,
            title=module.title,
            kind=module.kind,
            description=module.description,
            planned_hours=module.planned_hours,
            deliverer=kept(module.deliverer),
        )
        for order, module in enumerate(modules, start=1)
    )
    for questionnaire in source.questionnaires.all():
        questionnaires.copy_questions(questionnaire, target, questionnaire.moment)
    return list(left_out.values())


def proposed_title(source: Programme, year: int) -> str:
    """The same title with another year: « CAP-CIVIS 2014 » becomes « CAP-CIVIS 2015 »."""
    bare = YEAR_AT_THE_END.sub("", source.title) or source.title
    return f"{bare[: LONGEST_TITLE - 5]} {year}"


def next_time(source: Programme, today: date) -> int:
    """The year of the next time: this one, or the one after the source's."""
    return max(today.year, source.starts_on.year + 1) if source.starts_on else today.year


def shifted(day: date | None, years: int) -> date | None:
    """The same day ``years`` later; 29 February becomes the 28th."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def lead_sites(user):
    """The sites this person may copy a programme to."""
    sites = Site.objects.visible_to(user)
    return sites if user.access.is_admin else sites.filter(pk__in=user.access.site_ids("gup_lead"))
