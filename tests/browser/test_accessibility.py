"""Axe finds nothing to say on any page, on a phone and on a desk."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESKTOP, PHONE
from tests.test_access import read_table
from tests.world import ROLES, build_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

NOT_PAGES = {
    *("alive", "ready", "reports:pdf", "resources:document", "sites:export_workers", "sites:worker_model"),
    *("trainings:calendar", "networks:calendar", "sites:calendar_feed"),
    *("trainings:convocations", "trainings:sign_in_sheet", "trainings:certificates", "trainings:programme_sheet"),
    *("trainings:convocation", "trainings:convocation_by_link", "trainings:certificate"),
    *("trainings:certificate_by_link", "trainings:diagnosis_sheet"),
    *("trainings:evaluation_csv", "trainings:export", "trainings:signed_sheet"),
    *("networks:poster", "networks:code_cards", "networks:walk_sheet", "networks:guide_edition"),
    *("networks:guide_by_link", "networks:joined_calendar", "networks:public_calendar", "networks:export"),
    *(
        "reports:other_file",
        "reports:report_picture",
        "reports:edition_file",
        "reports:edition_picture",
        "reports:photo",
    ),
    *("networks:offline_worker", "networks:photo", "networks:point_photo", "networks:outcome_file"),
}


def pages_of(role, world):
    for address in read_table():
        is_page = address.method == "GET" and address.own[ROLES.index(role)] == "o"
        if is_page and address.name not in NOT_PAGES:
            yield address.url(world.own)


@pytest.mark.parametrize("role", ROLES)
def test_no_accessibility_violation(role, open_as):
    world = build_world()
    found = []
    page = open_as(world.users[role], PHONE)
    for url in pages_of(role, world):
        page.goto(url)
        page.evaluate(AXE_SCRIPT)
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            results = Axe("").run(page)  # the script is there
            if results.violations_count:
                found.append(f"{url} at {size['width']} px: {results.generate_report()}")
            too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if too_wide > 0:
                found.append(f"{url} at {size['width']} px: {too_wide} px wider than the screen")
    assert found == []
