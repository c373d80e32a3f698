"""Every address × every role × own and another site, compared with ``tests/access_table.txt``."""

from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tests.world import ROLES, Place, build_world

TABLE = Path(__file__).with_name("access_table.txt")
LETTERS = {200: "o", 403: "f", 404: "n", 405: "m", 410: "g", 422: "x", 400: "b", 409: "t"}
NOT_OURS = ("admin",)


@dataclass(frozen=True)
class Address:
    name: str
    method: str
    arguments: dict[str, str]
    own: str
    other: str

    def url(self, place) -> str:
        return reverse(self.name, kwargs={key: attrgetter(path)(place) for key, path in self.arguments.items()})


def read_table() -> list[Address]:
    addresses = []
    for line in TABLE.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, method, arguments, own, other = line.split()
        pairs = [] if arguments == "-" else [argument.split("=") for argument in arguments.split(",")]
        addresses.append(Address(name, method, dict(pairs), own, "" if other == "-" else other))
    return addresses


def names_of(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        elif pattern.namespace not in NOT_OURS:
            yield from names_of(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace)


def letter(response) -> str:
    if response.status_code == 302:
        return "l" if response["Location"].startswith("/compte/login/") else "r"
    return LETTERS.get(response.status_code, str(response.status_code))


def visit(address: Address, place, client) -> str:
    """The answer's letter; whatever the request wrote is undone."""
    with transaction.atomic():
        response = client.get(address.url(place)) if address.method == "GET" else client.post(address.url(place))
        if response.streaming:
            list(response.streaming_content)
        transaction.set_rollback(True)
    return letter(response)


def test_every_address_is_declared():
    declared = {address.name for address in read_table()}
    existing = set(names_of(get_resolver().url_patterns))
    assert existing - declared == set(), "say in tests/access_table.txt who may reach these"
    assert declared - existing == set(), "no longer exist"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_what_the_table_says(role):
    world = build_world()
    column = ROLES.index(role)
    client = Client()
    if world.users[role] is not None:
        client.force_login(world.users[role])
    differences = []
    for address in read_table():
        for place, expected in ((world.own, address.own), (world.other, address.other)):
            if not expected:
                continue
            found = visit(address, place, client)
            if found != expected[column]:
                where = "own site" if place is world.own else "another site"
                differences.append(
                    f"{address.method} {address.name} at {where}: {found}, table says {expected[column]}"
                )
    assert differences == []


@pytest.mark.django_db
def test_an_object_is_not_found_under_another_sites_address(sign_in):
    world = build_world()
    client = sign_in(world.users["lead"])
    mixed = [address for address in read_table() if "slug" in address.arguments and "pk" in address.arguments]
    assert mixed
    for address in mixed:
        place = Place(world.own.site, world.other.objects)
        assert visit(address, place, client) in ("n", "m"), address.name
