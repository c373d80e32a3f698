"""Sixty mails, and a real Celery worker killed twice in the middle of them."""

import subprocess
import sys
from collections import Counter

import pytest
from django.conf import settings as project
from django.db import connection
from post_office.models import STATUS, Email

from proxinet.delivery import SENDER_LOCK
from proxinet.mail import queue_mail
from tests.proxinet.mail_server import ANSWER_PATIENCE, mail_server
from tests.reports.workers import Broker, environment, wait_until

MAILS = 60
WAITING = {"event": None, "person": None, "periods": [], "url": "", "rank": 1}


@pytest.fixture
def broker(tmp_path, settings):
    settings.CELERY_BROKER_URL = "memory://"  # queueing wakes nobody but the workers of this test
    broker = Broker(tmp_path)
    yield broker
    broker.stop()


def wake(broker) -> None:
    call = ["-m", "celery", "-A", "proxinet", "call", "proxinet.tasks.send_queued_mails"]
    subprocess.run(
        [sys.executable, *call], cwd=project.BASE_DIR, env=environment(broker.var), check=True, capture_output=True
    )


def nobody_sends() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s", [SENDER_LOCK])
        return cursor.fetchone()[0] == 0


def send_until_killed(broker, server, moment: str, number: int) -> None:
    """Start a worker and kill it at that moment of the mail ``number``, while the server holds its answer."""
    server.hold(moment, number)
    worker = broker.start_worker()
    wake(broker)
    assert server.holding.wait(ANSWER_PATIENCE)
    broker.kill(worker)
    server.go_on.set()
    wait_until(nobody_sends)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_twice_loses_no_mail_and_repeats_only_the_one_in_doubt(broker, monkeypatch):
    with mail_server() as server:
        monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{server.port}")
        addresses = [f"agent{number}@proxinet.example" for number in range(MAILS)]
        for address in addresses:
            queue_mail(address, "Votre place", "enrolment/waiting", WAITING)
        send_until_killed(broker, server, "data", 20)  # taken by the server, not yet written as sent
        assert Email.objects.filter(status=STATUS.sent).count() == 19
        send_until_killed(broker, server, "mail", 40)  # between two mails
        assert Email.objects.filter(status=STATUS.sent).count() == 39
        broker.start_worker()
        wake(broker)
        wait_until(lambda: Email.objects.filter(status=STATUS.sent).count() == MAILS)
        taken = Counter(mail.message_id for mail in server.accepted)
        assert set(taken) == set(Email.objects.values_list("message_id", flat=True)), "each mail is delivered"
        doubt = server.accepted[19]
        assert {message_id: times for message_id, times in taken.items() if times > 1} == {doubt.message_id: 2}
        assert doubt.to == addresses[19]
        assert [mail.to for mail in server.accepted] == addresses[:20] + addresses[19:]
