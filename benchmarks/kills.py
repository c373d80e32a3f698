"""Two hundred documents while workers, database connections and messages are killed: all made, each once."""

import os
import random
import signal
import sys
import time
from pathlib import Path

from portal import own_portal

REPORTS, KILLS, WORKERS = 200, 50, 2
SECONDS_BETWEEN_KILLS = 4.0
PATIENCE = 1800


def main():
    reports, kills = (int(number) for number in (sys.argv[1:] or [REPORTS, KILLS]))
    with own_portal() as var:
        from many_sites import generate

        from reports.models import Kind, Report
        from tests.reports.workers import Broker

        campaign = generate(reports)
        asked = Report.objects.bulk_create(
            Report(campaign=campaign, kind=Kind.SITE, site=one.site)
            for one in campaign.contributions.select_related("site")
        )
        broker = Broker(Path(var))
        chance = random.Random(1)  # noqa: S311 - which to kill
        done = {"worker": 0, "connection": 0, "messages": 0}
        try:
            for _ in range(WORKERS):
                broker.start_worker()
            began, next_kill = time.monotonic(), time.monotonic() + SECONDS_BETWEEN_KILLS
            while left() and time.monotonic() - began < PATIENCE:
                broker.send("wake_forgotten_reports")
                if time.monotonic() > next_kill and sum(done.values()) < kills:
                    what = chance.choice(list(done))
                    kill(what, broker, chance)
                    done[what] += 1
                    next_kill = time.monotonic() + SECONDS_BETWEEN_KILLS
            seconds = time.monotonic() - began
        finally:
            broker.stop()
        sys.exit(said(asked, done, seconds, Path(var)))


def left() -> int:
    from reports.models import UNDER_WAY, Report

    return Report.objects.filter(state__in=UNDER_WAY).count()


def kill(what: str, broker, chance) -> None:
    """As the kernel, the network or a restart would."""
    from django.db import connection

    if what == "worker":
        alive = [worker for worker in broker.workers if worker.poll() is None]
        victim = chance.choice(alive)
        os.kill(victim.pid, signal.SIGKILL)
        victim.wait()
        broker.start_worker()
    elif what == "connection":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
    else:
        broker.wipe()


def said(asked, done: dict[str, int], seconds: float, var: Path) -> int:
    from django.conf import settings

    from reports.models import Report

    states = {state: Report.objects.filter(state=state).count() for state in Report.State.values}
    files = {path.name for path in Path(settings.MEDIA_ROOT, "reports").glob("*.pdf")}
    once = files == {f"{report.public_id}.pdf" for report in asked}
    tried = sum(Report.objects.values_list("attempts", flat=True)) - len(asked)
    print(f"{len(asked)} documents, {sum(done.values())} kills {done}, {seconds:.0f} s")
    print(f"states {states}; one file each: {once}; begun again: {tried}")
    return 0 if states["done"] == len(asked) and once else 1


if __name__ == "__main__":
    main()
