"""300 people scan the poster of a meetup of 60 places within a minute, by HTTP through gunicorn with two workers.

Each reads the page, fills the form and reads what became of it, behind one and the same network address. Makes a
database of its own in a temporary folder; exits 1 when someone is lost, doubled or out of turn, or gets an error.
"""

import http.client
import os
import re
import subprocess
import sys
import time
from collections import Counter
from random import Random
from threading import Thread
from urllib.parse import urlencode

from portal import ROOT, own_portal
from rush import PORT, wait_for_server

PEOPLE, PLACES, WITHIN = 300, 60, 60  # seconds in which they come
SLOWEST = 5  # seconds for one page
HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')


def fill():
    from tests.factories.events import MeetupFactory
    from tests.factories.people import OrganisationFactory, SiteFactory

    site, employer = SiteFactory(), OrganisationFactory()
    site.partners.create(organisation=employer, part="landlord")
    return MeetupFactory(site=site, capacity=PLACES), employer


class Visit:
    """One person: three requests, how they were answered and how long each took."""

    def __init__(self, path: str, typed: dict):
        self.path, self.typed, self.cookie, self.statuses, self.seconds = path, typed, "", [], []

    def ask(self, method: str, path: str, body: str = "") -> tuple[http.client.HTTPResponse, str]:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded", "Connection": "close"}
        began = time.monotonic()
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer, answer.read().decode()
        finally:
            self.seconds.append(time.monotonic() - began)
            connection.close()

    def come(self, after: float) -> None:
        time.sleep(after)
        try:
            page, text = self.ask("GET", self.path)
            self.cookie = page.headers["Set-Cookie"].split(";")[0]
            sent, _ = self.ask("POST", self.path, urlencode(dict(HIDDEN.findall(text)) | self.typed))
            last, self.read = self.ask("GET", sent.headers["Location"])
            self.statuses = [page.status, sent.status, last.status]
        except (OSError, TypeError) as error:
            self.statuses = [repr(error)]


def a_name(number: int) -> str:
    return "Prénom" + "".join("abcdefghij"[int(digit)] for digit in str(number))


def all_come(path: str, employer, within: float) -> list[Visit]:
    chance = Random(4)  # noqa: S311 - the same minute each time
    visits = [Visit(path, {"first_name": a_name(number), "employer": employer.pk}) for number in range(PEOPLE)]
    threads = [Thread(target=visit.come, args=[chance.uniform(0, within)]) for visit in visits]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return visits


def faults(meetup, visits) -> list[str]:
    """What is wrong in the answers and in the database."""
    from sites.models import FieldWorker

    meetup.refresh_from_db()
    states = list(meetup.registrations.order_by("position").values_list("state", flat=True))
    found = []
    if states != ["confirmed"] * PLACES + ["waiting"] * (PEOPLE - PLACES):
        found.append(f"not {PLACES} and {PEOPLE - PLACES} in order: {Counter(states)}")
    if (meetup.confirmed_count, meetup.waiting_count) != (PLACES, PEOPLE - PLACES):
        found.append("counters differ from the rows")
    people = FieldWorker.objects.filter(site=meetup.site).values_list("first_name", flat=True)
    if sorted(people) != sorted(visit.typed["first_name"] for visit in visits):
        found.append("someone is lost or there twice")
    if any(visit.statuses != [200, 302, 200] for visit in visits):
        found.append(f"someone got an error: {Counter(str(visit.statuses) for visit in visits)}")
    return found


def measure(within: float) -> list[str]:
    from networks.posters.poster import join_path

    meetup, employer = fill()
    began = time.monotonic()
    visits = all_come(join_path(meetup), employer, within)
    seconds = sorted(second for visit in visits for second in visit.seconds)
    half, most = seconds[len(seconds) // 2], seconds[-1]
    print(
        f"{PEOPLE} within {within} s for {PLACES}: {len(seconds)} requests in {time.monotonic() - began:.1f} s, "
        f"half under {half * 1000:.0f} ms, the slowest {most:.2f} s"
    )
    found = faults(meetup, visits)
    return [*found, "too slow"] if within and most > SLOWEST else found


def main() -> bool:
    from django.db import connection

    connection.close()
    command = [sys.executable, "-m", "gunicorn", "proxinet.wsgi", "--workers", "2", "--threads", "8"]
    command += ["--bind", f"127.0.0.1:{PORT}"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, env=os.environ) as server:
        try:
            wait_for_server(server)
            found = measure(WITHIN) + measure(0)
        finally:
            server.terminate()
            server.wait()
    for fault in found:
        print(fault)
    return bool(found)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    with own_portal(PORT):
        is_wrong = main()
    sys.exit(int(is_wrong))
