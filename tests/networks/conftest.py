import re

import pytest
from bs4 import BeautifulSoup

from tests.factories.people import SiteFactory


@pytest.fixture
def site():
    return SiteFactory()


@pytest.fixture
def soup():
    def parsed(response) -> BeautifulSoup:
        assert response.status_code == 200, response.status_code
        return BeautifulSoup(response.content, "html.parser")

    return parsed


@pytest.fixture
def text(soup):
    """What a person reads on the page, typographic spaces made plain."""

    def read(response) -> str:
        return re.sub(r"\s+", " ", soup(response).get_text(" "))

    return read


@pytest.fixture
def field_error(soup):
    """The sentences beside one field."""

    def read(response, name) -> str:
        control = soup(response).find(attrs={"name": name})
        around = control.find_parent(class_="field")
        return re.sub(
            r"\s+", " ", " ".join(error.get_text(" ") for error in around.select(".errorlist, .field__error"))
        )

    return read
