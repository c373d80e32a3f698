"""Mails leave in order, one by one, whatever one of them or the server does; simulated time, a real SMTP server."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from post_office.models import STATUS, Email

from proxinet.delivery import DELAYS, REST, SENDER_LOCK, deliver_due_mails
from proxinet.ics import Method, calendar_file
from proxinet.mail import queue_mail
from tests.proxinet.mail_server import mail_server

pytestmark = pytest.mark.django_db

WAITING = {"event": None, "person": None, "periods": [], "url": "", "rank": 1}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def server(settings):
    with mail_server() as server:
        point_at(settings, server.port)
        yield server


def point_at(settings, port: int) -> None:
    settings.POST_OFFICE = settings.POST_OFFICE | {
        "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"}
    }
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


def queue(*names: str, **more) -> list[str]:
    addresses = [f"{name}@proxinet.example" for name in names]
    for address in addresses:
        queue_mail(address, "Votre place", "enrolment/waiting", WAITING, **more)
    return addresses


def sent_to(server) -> list[str]:
    return [mail.to for mail in server.accepted]


def test_mails_leave_in_the_order_they_were_written_in_one_conversation(server):
    addresses = queue(*(f"agent{number}" for number in range(12)))
    deliver_due_mails()
    assert sent_to(server) == addresses
    assert server.conversations == 1
    assert set(Email.objects.values_list("status", flat=True)) == {STATUS.sent}
    assert [mail.message_id for mail in server.accepted] == list(
        Email.objects.order_by("pk").values_list("message_id", flat=True)
    )


def test_a_bad_address_is_given_up_at_once_and_stops_nobody(server, caplog):
    first, bad, last = queue("avant", "inconnu", "apres")
    server.refusals[bad] = "550 no such user"
    deliver_due_mails()
    assert sent_to(server) == [first, last]
    mail = Email.objects.get(to=bad)
    assert mail.status == STATUS.failed
    assert "550" in mail.logs.get().message
    assert "mail given up" in caplog.text


def test_an_address_refused_for_now_is_tried_for_more_than_a_day_then_given_up(server, caplog):
    first, busy, last = queue("avant", "plein", "apres")
    server.refusals[busy] = "452 mailbox full"
    start = timezone.now()
    attempts = []
    with time_machine.travel(start, tick=False) as clock:
        while (mail := Email.objects.get(to=busy)).status != STATUS.failed:
            deliver_due_mails()
            attempts.append(timezone.now())
            clock.shift(1)
            deliver_due_mails()  # not before its time
            mail.refresh_from_db()
            clock.move_to(mail.scheduled_time)
    waits = [later - earlier for earlier, later in zip(attempts, attempts[1:], strict=False)]
    assert attempts[-1] - start >= timedelta(hours=24)
    assert waits == sorted(waits)
    assert len(attempts) == len(DELAYS) + 1
    assert sent_to(server) == [first, last]
    assert "mail given up" in caplog.text


def test_one_that_becomes_possible_again_is_sent_once(server):
    (busy,) = queue("plein")
    server.refusals[busy] = "452 mailbox full"
    deliver_due_mails()
    server.refusals.clear()
    with time_machine.travel(timezone.now() + DELAYS[0] + MINUTE):
        deliver_due_mails()
        deliver_due_mails()
    assert sent_to(server) == [busy]


def test_a_server_down_for_an_hour_loses_and_doubles_nothing(settings):
    with mail_server() as gone:
        port = gone.port
    point_at(settings, port)
    expected = queue(*(f"avant{number}" for number in range(20)))
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for half_minute in range(120):
            if half_minute == 60:
                expected += queue(*(f"pendant{number}" for number in range(20)))
            deliver_due_mails()
            clock.move_to(start + (half_minute + 1) * MINUTE / 2)
        failures, _until = cache.get(REST)
        with mail_server(port) as server:
            while Email.objects.exclude(status=STATUS.sent).exists():
                assert timezone.now() < start + timedelta(minutes=76), "a quarter of an hour after it is back"
                deliver_due_mails()
                clock.shift(30)
            deliver_due_mails()
            assert sent_to(server) == expected
            assert len({mail.message_id for mail in server.accepted}) == 40
    assert failures < 12, "knocks less and less often"
    assert not Email.objects.exclude(number_of_retries=None).exists(), "no mail is to blame"
    assert cache.get(REST) is None


def test_a_server_that_closes_in_the_middle_is_left_in_peace_and_the_rest_follows_in_order(server):
    addresses = queue(*(f"agent{number}" for number in range(6)))
    server.refusals[addresses[2]] = "421 too many mails"
    deliver_due_mails()
    assert sent_to(server) == addresses[:2]
    assert Email.objects.exclude(number_of_retries=None).count() == 1, "the others have not been tried"
    server.refusals.clear()
    with time_machine.travel(timezone.now() + 2 * MINUTE):
        deliver_due_mails()
    assert sent_to(server) == addresses


def test_after_days_out_of_reach_a_mail_is_given_up_and_a_newer_one_still_waits(settings, caplog):
    with mail_server() as gone:
        port = gone.port
    point_at(settings, port)
    old, recent = queue("ancien", "recent")
    Email.objects.filter(to=old).update(created=timezone.now() - timedelta(days=4))
    deliver_due_mails()
    assert Email.objects.get(to=old).status == STATUS.failed
    assert Email.objects.get(to=recent).status == STATUS.queued
    assert "mail given up" in caplog.text


def test_a_lost_attachment_puts_off_its_own_mail_only(server):
    lost, well = queue("sans-fichier", calendar=b"BEGIN:VCALENDAR") + queue("autre")
    attachment = Email.objects.get(to=lost).attachments.get()
    attachment.file.storage.delete(attachment.file.name)
    deliver_due_mails()
    assert sent_to(server) == [well]
    assert Email.objects.get(to=lost).status == STATUS.requeued


def test_a_second_sender_leaves_the_queue_to_the_first(server):
    queue("agent")
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [SENDER_LOCK])
            deliver_due_mails()
            assert server.accepted == []
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SENDER_LOCK])  # closing alone frees it a little later
        deliver_due_mails()
    finally:
        other.close()
    assert len(server.accepted) == 1


def test_peoples_words_are_never_read_as_a_template(server):
    queue_mail("agent@proxinet.example", "Réunion {% load %} {{ soir }}", "enrolment/waiting", WAITING)
    deliver_due_mails()
    subject = Email.objects.get().subject
    assert subject == "Réunion {% load %} {{ soir }}"


def test_a_mail_says_what_its_calendar_file_is_for(server):
    now = timezone.now()
    for method in (Method.REQUEST, Method.CANCEL):
        invitation = calendar_file(
            uid="session-1",
            title="Formation",
            place="Salle",
            periods=[(now, now + MINUTE)],
            url="http://127.0.0.1/",
            method=method,
            attendee="agent@proxinet.example",
        )
        queue("agent", calendar=invitation)
        deliver_due_mails()
        part = next(part for part in server.accepted[-1].content.walk() if part.get_content_type() == "text/calendar")
        assert part.get_param("method") == method
        content = part.get_payload(decode=True).decode()
        assert "mailto:agent@proxinet.example" in content.replace("\r\n ", "")
        assert "ORGANIZER" in content
