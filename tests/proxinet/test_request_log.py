"""What an operator reads in the logs opens no door and names nobody."""

import json
import logging
from io import StringIO

import pytest
from django.urls import get_resolver, reverse
from structlog.stdlib import ProcessorFormatter

from accounts.models import new_token
from tests.factories.people import UserFactory

SECRET_ARGUMENTS = {"token", "key"}


@pytest.fixture
def logged(caplog):
    """``logged()``: every line written so far, by the formatter that production uses."""
    root = logging.getLogger()
    formatter = next(h.formatter for h in root.handlers if isinstance(h.formatter, ProcessorFormatter))
    handler = logging.StreamHandler(StringIO())
    handler.setFormatter(formatter)
    root.addHandler(handler)
    with caplog.at_level(logging.INFO):
        yield handler.stream.getvalue
    root.removeHandler(handler)


def addresses_with_a_secret():
    """``(name, arguments)`` of every address that carries one."""
    root = get_resolver()
    for prefix, resolver in [("", root), *((f"{space}:", found) for space, (_, found) in root.namespace_dict.items())]:
        for name in filter(lambda name: isinstance(name, str), resolver.reverse_dict):
            possibilities, *_ = resolver.reverse_dict[name]
            arguments = {argument for _, found in possibilities for argument in found}
            if arguments & SECRET_ARGUMENTS:
                yield f"{prefix}{name}", arguments


@pytest.mark.django_db
def test_no_link_that_opens_a_door_is_logged(client, logged):
    addresses = dict(addresses_with_a_secret())
    assert {"accounts:accept_invitation", "account_reset_password_from_key"} <= set(addresses)
    secret = new_token()
    for name, arguments in addresses.items():
        values = {argument: secret if argument in SECRET_ARGUMENTS else "3" for argument in arguments}
        path = reverse(name, kwargs=values)
        client.get(path)
        logging.getLogger("django.security").error("Forbidden: %s", path)
    lines = logged().splitlines()
    assert len(lines) >= 3 * len(addresses)
    assert all(isinstance(json.loads(line), dict) for line in lines)
    assert secret not in logged()


@pytest.mark.django_db
def test_what_people_search_for_is_not_logged(sign_in, logged):
    sign_in(UserFactory()).get("/annuaire/?q=Dupont")
    assert "GET /annuaire/" in logged()
    assert "Dupont" not in logged()


def test_an_address_in_a_traceback_is_not_logged(logged):
    try:
        raise ValueError("550 no such user: camille.exemple@ville.example.fr")
    except ValueError:
        logging.getLogger("post_office").exception("Failed to send email #3")
    line = json.loads(logged())
    assert "no such user" in line["exception"]
    assert "camille" not in logged()


def test_a_reason_given_beside_a_message_is_kept(logged):
    logging.getLogger("proxinet.wake").warning("broker out of reach", extra={"task": "reports.build", "reason": "down"})
    assert json.loads(logged())["reason"] == "down"
