"""A caretaker's first visit on a phone: at most 30 kB and 6 requests for any page, all told."""

import gzip
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings

from tests.test_access import read_table
from tests.test_queries import fill
from tests.world import ROLES, build_world

MOST_BYTES, MOST_REQUESTS = 30_000, 6


def fetched_with(page) -> list[str]:
    """The addresses a browser asks for to show the page, besides the page."""
    linked = [link["href"] for link in page.find_all("link", href=True)]
    return linked + [element["src"] for element in page.find_all(["img", "script"], src=True)]


def weight_of(address: str, client) -> int:
    if not address.startswith(f"/{settings.STATIC_URL.strip('/')}/"):  # a photo, handed out by a view
        return len(b"".join(client.get(address).streaming_content))
    path = Path(settings.BASE_DIR, "static", address.removeprefix(f"/{settings.STATIC_URL.strip('/')}/"))
    return len(gzip.compress(path.read_bytes()))


@pytest.mark.django_db
def test_every_page_of_a_caretaker_is_light(sign_in):
    world = build_world()
    fill(world.own)
    client = sign_in(world.users["caretaker"])
    addresses = [a for a in read_table() if a.method == "GET" and a.own[ROLES.index("caretaker")] == "o"]
    heavy, seen = [], 0
    for address in addresses:
        response = client.get(address.url(world.own), headers={"Accept-Encoding": ""})
        if response.streaming or not response["Content-Type"].startswith("text/html"):
            continue
        seen += 1
        linked = fetched_with(BeautifulSoup(response.content, "html.parser"))
        weight = len(gzip.compress(response.content)) + sum(weight_of(one, client) for one in linked)
        if weight > MOST_BYTES or 1 + len(linked) > MOST_REQUESTS:
            heavy.append((address.name, weight, 1 + len(linked)))
    assert seen > 10
    assert heavy == []
