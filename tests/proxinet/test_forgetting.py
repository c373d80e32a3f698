"""What has served does not stay: mails hold links, names and addresses."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from post_office.models import Attachment, Email

from proxinet.mail import queue_mail
from proxinet.tasks import forget_what_has_served

WAITING = {"event": None, "person": None, "periods": [], "url": "", "rank": 1}


def queue(to: str) -> Email:
    queue_mail(to, "Votre place", "enrolment/waiting", WAITING, calendar=b"BEGIN:VCALENDAR")
    return Email.objects.latest("pk")


@pytest.mark.django_db
def test_old_mails_and_their_files_are_erased_and_recent_ones_stay():
    old, recent = queue("avant@proxinet.example"), queue("recent@proxinet.example")
    Email.objects.filter(pk=old.pk).update(created=timezone.now() - timedelta(days=8))
    file = old.attachments.get().file
    assert file.storage.exists(file.name)
    forget_what_has_served()
    assert list(Email.objects.all()) == [recent]
    assert Attachment.objects.count() == 1
    assert not file.storage.exists(file.name)


@pytest.mark.django_db
def test_expired_sessions_are_erased():
    for key, days in (("gone", -1), ("here", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + timedelta(days=days))
    forget_what_has_served()
    assert [session.pk for session in Session.objects.filter(pk__in=["gone", "here"])] == ["here"]
