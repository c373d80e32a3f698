"""1,000 people at once for 20 places, by HTTP through gunicorn with two workers; then half of those in leave at once.

Makes a database of its own in a temporary folder; exits 1 when someone is lost or out of turn, or it is too slow.
"""

import http.client
import os
import subprocess
import sys
import time
from collections import Counter
from threading import Barrier, Thread

from portal import CSRF, ROOT, own_portal, signed_in

PEOPLE, PLACES, LEAVING = 1000, 20, 10
SECONDS = 45  # from the first request to the last answer
PORT = 8399


def fill():
    """A session and 1,000 caretakers, each with an account; the session keys, and the session."""
    from tests.factories.events import SessionFactory
    from tests.factories.people import OrganisationFactory, SiteFactory, a_caretaker

    site, employer = SiteFactory(), OrganisationFactory()
    session = SessionFactory(module__programme__site=site, capacity=PLACES)
    return session, [signed_in(a_caretaker(site, employer)) for _ in range(PEOPLE)]


def post(address: str, key: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
    headers = {
        "Cookie": f"sessionid={key}; csrftoken={CSRF}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Connection": "close",
    }
    try:
        connection.request("POST", address, f"csrfmiddlewaretoken={CSRF}", headers)
        return connection.getresponse().status
    except OSError as error:
        return error.errno or -1
    finally:
        connection.close()


def all_at_once(address: str, keys) -> tuple[Counter, float]:
    """Everyone's request at the same instant: how many of each answer, and the seconds until the last."""
    start, answers = Barrier(len(keys) + 1), []

    def ask(key):
        start.wait()
        answers.append(post(address, key))

    threads = [Thread(target=ask, args=[key]) for key in keys]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.monotonic()
    for thread in threads:
        thread.join()
    return Counter(answers), time.monotonic() - began


def faults(session, live: int) -> list[str]:
    """What is wrong in the database."""
    session.refresh_from_db()
    rows = list(session.registrations.exclude(state="cancelled").order_by("position").values_list("state", flat=True))
    in_order = ["confirmed" if state == "offered" else state for state in rows]
    found = []
    if in_order != ["confirmed"] * PLACES + ["waiting"] * (live - PLACES):
        found.append(f"not {PLACES} and {live - PLACES} in order: {Counter(rows)}")
    if (session.confirmed_count, session.waiting_count) != (PLACES, live - PLACES):
        found.append("counters differ from the rows")
    return found


def wait_for_server(server) -> None:
    while server.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/sante/")
            connection.getresponse()
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("The web server ended by itself.")


def measure() -> bool:
    from django.contrib.sessions.models import Session as WebSession
    from django.db import connection
    from django.urls import reverse

    session, keys = fill()
    connection.close()
    command = [sys.executable, "-m", "gunicorn", "proxinet.wsgi", "--workers", "2", "--threads", "8"]
    command += ["--bind", f"127.0.0.1:{PORT}"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, env=os.environ) as server:
        try:
            wait_for_server(server)
            arrived, seconds = all_at_once(reverse("trainings:sign_up", args=[session.pk]), keys)
            found = faults(session, PEOPLE)
            print(f"{PEOPLE} at once for {PLACES}: answers {dict(arrived)}, {seconds:.1f} s (limit {SECONDS})")
            users = session.registrations.filter(state="confirmed").values_list("person__user", flat=True)
            inside = {str(user) for user in users[:LEAVING]}
            leaving = [key for key in keys if WebSession.objects.get(pk=key).get_decoded()["_auth_user_id"] in inside]
            left, more = all_at_once(reverse("trainings:sign_off", args=[session.pk]), leaving)
            found += faults(session, PEOPLE - LEAVING)
            print(f"{LEAVING} of them leave at once: answers {dict(left)}, {more:.1f} s")
        finally:
            server.terminate()
            server.wait()
    if set(arrived) | set(left) != {302}:
        found.append("someone got an error")
    if seconds > SECONDS:
        found.append("too slow")
    for fault in found:
        print(fault)
    return bool(found)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    with own_portal(PORT):
        is_wrong = measure()
    sys.exit(int(is_wrong))
