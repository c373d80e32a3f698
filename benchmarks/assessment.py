"""What a document costs: the six sites from request to file, then as many sites as one says (60 and 1,500), alone and
with a second worker. Exits 1 beyond a limit."""

import os
import resource
import subprocess
import sys
import time

from portal import ROOT, own_portal

SIX_SITES, ONE_PARAGRAPH = 8, 0.4  # seconds of processor time; share of it when one paragraph changed
ALL_SITES = 400  # seconds of processor time for the largest campaign
SLOWER_PER_SITE, FASTER_WITH_TWO = 1.2, 1.6
MEGABYTES = 1024

HELPER = """
import django; django.setup()
import time
from reports.production.laying_out import help_with
from reports.models import UNDER_WAY, Report
while Report.objects.filter(pk={pk}, state__in=UNDER_WAY).exists():
    help_with({pk})
    time.sleep(0.1)
"""


def processor_time() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def peak_megabytes() -> float:
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def built(campaign, workers: int = 1) -> tuple[float, float, int]:
    """Seconds of processor time, of waiting, and pages of the national document, nothing being kept from before but
    what ``LaidOutSheet`` holds."""
    from reports.models import Kind, Report
    from reports.production.building import build

    report = Report.objects.create(campaign=campaign, kind=Kind.NATIONAL)
    used, began = processor_time(), time.monotonic()
    command = [sys.executable, "-c", HELPER.format(pk=report.pk)]
    there = os.environ | {"DATABASE_URL": address()}
    helpers = [subprocess.Popen(command, cwd=ROOT, env=there) for _ in range(workers - 1)]
    build(report.pk)
    waited = time.monotonic() - began
    for helper in helpers:
        helper.wait()
    report.refresh_from_db()
    assert report.is_ready, report.error
    return processor_time() - used, waited, report.page_count


def address() -> str:
    from tests.reports.workers import database_url

    return database_url()


def forget() -> None:
    from reports.models import LaidOutSheet

    LaidOutSheet.objects.all().delete()


def six_sites() -> list[bool]:
    from django.core.management import call_command

    from reports.document.collecting import current_campaign
    from reports.models import Answer
    from reports.paper.kept_pages import document_version

    call_command("load_demo", verbosity=0)
    document_version()  # once per process, whatever it makes
    campaign = current_campaign()
    forget()
    whole, _, pages = built(campaign)
    answer = Answer.objects.filter(assessment__campaign=campaign).first()
    Answer.objects.filter(pk=answer.pk).update(text=f"{answer.text} Une phrase de plus.")
    changed, _, _ = built(campaign)
    print(f"six sites, {pages} pages: {whole:.1f} s of processor time (limit {SIX_SITES})")
    print(f"one paragraph changed: {changed:.1f} s, {changed / whole:.0%} of it (limit {ONE_PARAGRAPH:.0%})")
    return [whole <= SIX_SITES, changed <= ONE_PARAGRAPH * whole]


def many_sites(numbers: list[int]) -> list[bool]:
    from many_sites import generate

    from sites.models import CallForProjects

    per_site, good = {}, []
    for number in numbers:
        campaign = generate(number)
        forget()
        used, waited, pages = built(campaign)
        forget()
        _, together, _ = built(campaign, workers=2)
        per_site[number] = used / number
        print(
            f"{number} sites, {pages} pages: {used:.0f} s of processor time, {used / number:.3f} s per site; "
            f"{waited:.0f} s alone, {together:.0f} s with a second worker ({waited / together:.2f} times faster, "
            f"limit {FASTER_WITH_TWO}); largest process {peak_megabytes():.0f} MB (limit {MEGABYTES})"
        )
        good += [used <= ALL_SITES, peak_megabytes() <= MEGABYTES]
        if number == numbers[-1]:
            good.append(waited / together >= FASTER_WITH_TWO)
        CallForProjects.objects.filter(pk=campaign.call_id).update(name=f"Appel {number}")
        rename(campaign, number)
    slower = per_site[numbers[-1]] / per_site[numbers[0]]
    print(f"a site costs {slower:.2f} times what it costs among {numbers[0]} (limit {SLOWER_PER_SITE})")
    return [*good, slower <= SLOWER_PER_SITE]


def rename(campaign, number: int) -> None:
    """So that the next campaign may have sites of the same names."""
    from django.db.models import F, Value
    from django.db.models.functions import Concat

    from sites.models import Organisation, Site

    said = Value(f" ({number})")
    slug = Concat(F("slug"), Value(f"-{number}"))
    Site.objects.filter(call=campaign.call).update(name=Concat("name", said), slug=slug)
    Organisation.objects.update(name=Concat("name", said))


def main():
    numbers = [int(number) for number in sys.argv[1:]] or [60, 1500]
    with own_portal():
        results = [*six_sites(), *many_sites(numbers)]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
