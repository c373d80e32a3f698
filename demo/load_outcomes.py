"""Tasks and outcomes of whatever they belong to, and the pictures, drawn last."""

import hashlib
from datetime import date, timedelta

from django.core.files.base import ContentFile
from PIL import Image

from demo.events import day_before
from demo.network_checks import ACCOUNT
from demo.pictures import EXAMPLE, LABEL, picture
from demo.writing import SiteBeingBuilt
from networks.models import Outcome, Photo, Task
from proxinet.private_files import unguessable_name
from reports.models import SiteAssessment, SitePhoto
from sites.models import FieldWorker


def day_counted(built: SiteBeingBuilt, day: date | None, in_days: int | None) -> date | None:
    return day if in_days is None else built.today + timedelta(days=in_days)


def keep_tasks(built: SiteBeingBuilt, tasks, **owner) -> None:
    """``owner``: the meetup, the project or the group they belong to."""
    Task.objects.bulk_create(
        Task(
            site=built.site,
            **({"meetup": built.meetups.get(said.meetup)} | owner),
            title=said.title,
            organisation=built.organisation(said.organisation),
            person=who_does(built, said, number),
            due_on=day_counted(built, said.due_on, said.due_in_days),
            done_on=day_counted(built, said.done_on, None if said.done_days_ago is None else -said.done_days_ago),
            note=said.note,
        )
        for number, said in enumerate(tasks)
    )


def who_does(built: SiteBeingBuilt, said, number: int) -> FieldWorker | None:
    """Not always the same one: each task of a list is the next person's."""
    if said.who == ACCOUNT:
        return built.with_account
    employer = built.organisation(said.organisation)
    people = [
        person
        for person in built.groups.get(said.who, [])
        if person.user_id is None and (employer is None or person.employer_id == employer.pk)
    ]
    return people[number % len(people)] if people else None


def keep_outcomes(built: SiteBeingBuilt, outcomes, **owner) -> None:
    for said in outcomes:
        outcome = Outcome(
            site=built.site,
            **({"meetup": built.meetups.get(said.meetup)} | owner),
            kind=said.kind,
            title=said.title,
            text=said.text,
            figure=said.figure,
            unit=said.unit,
            happened_on=day_before(said, built.today) if said.date or said.days_ago is not None else None,
        )
        outcome.save()
        if said.picture:
            outcome.consent = Photo.Consent.NOBODY
            built.pictures.append((outcome, said.picture))


def load_pictures(built: SiteBeingBuilt) -> None:
    """Draw what stands for photographs, once all the rest is in: files would stay if something after them failed."""
    for assessment, order, said, typed in built.site_photos:
        keep_site_photo(assessment, order, said, typed)
    for row, drawing in built.pictures:
        content = picture(drawing, str(row))
        field = row.photo if hasattr(row, "photo") else row.file
        row.storage_name = unguessable_name("jpg")
        row.content_type = "image/jpeg"
        if hasattr(row, "size"):
            row.size = len(content)
        if isinstance(row, Photo):
            row.width, row.height = Image.open(ContentFile(content)).size
            row.credit = LABEL
        field.save(row.storage_name, ContentFile(content), save=False)
        row.save()


def keep_site_photo(assessment: SiteAssessment, order: int, said, typed: dict) -> None:
    content = picture(said.picture, f"{assessment} {order}")
    width, height = Image.open(ContentFile(content)).size
    photo = SitePhoto(
        assessment=assessment,
        order=order,
        storage_name=unguessable_name("jpg"),
        sha256=hashlib.sha256(content).hexdigest(),
        width=width,
        height=height,
        description=said.description,
        credit=EXAMPLE,
        consent=said.consent,
        **typed,
    )
    photo.file.save(photo.storage_name, ContentFile(content), save=False)
    photo.save()
