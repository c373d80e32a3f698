"""Two hundred documents while workers, database connections and messages are killed: all made, each once.

A kill counts when it hits something: a worker that lives, connections of others, messages that wait. Fewer kills than
asked for is a failure: the documents were made too fast for them."""

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
                    done[what] += kill(what, broker, chance)
                    next_kill = time.monotonic() + SECONDS_BETWEEN_KILLS
            seconds = time.monotonic() - began
        finally:
            broker.stop()
        sys.exit(said(asked, done, kills, seconds))


def left() -> int:
    from reports.models import UNDER_WAY, Report

    return Report.objects.filter(state__in=UNDER_WAY).count()


def kill(what: str, broker, chance) -> bool:
    """As the kernel, the network or a restart would; False when there was nothing to kill."""
    from tests.reports.workers import cut_connections

    if what == "worker":
        alive = [worker for worker in broker.workers if worker.poll() is None]
        victim = chance.choice(alive)
        os.kill(victim.pid, signal.SIGKILL)
        victim.wait()
        broker.start_worker()
    elif what == "connection":
        return cut_connections() > 0
    else:
        return broker.wipe() > 0
    return True


def said(asked, done: dict[str, int], kills: int, seconds: float) -> int:
    from django.conf import settings

    from reports.models import Report

    states = {state: Report.objects.filter(state=state).count() for state in Report.State.values}
    files = {path.name for path in Path(settings.MEDIA_ROOT, "reports").glob("*.pdf")}
    once = files == {f"{report.public_id}.pdf" for report in asked}
    tried = sum(Report.objects.values_list("attempts", flat=True)) - len(asked)
    print(f"{len(asked)} documents, {sum(done.values())} kills of {kills} {done}, {seconds:.0f} s")
    print(f"states {states}; one file each: {once}; begun again: {tried}")
    return 0 if states["done"] == len(asked) and once and sum(done.values()) >= kills else 1


if __name__ == "__main__":
    main()
