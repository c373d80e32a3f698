"""Reading a page as a person does."""

import re

from bs4 import BeautifulSoup


def page(response) -> BeautifulSoup:
    assert response.status_code == 200, response.status_code
    return BeautifulSoup(response.content, "html.parser")


def text(response) -> str:
    return re.sub(r"[ \t\n]+", " ", page(response).get_text(" "))


def field_errors(response, name) -> str:
    """The sentences beside one field."""
    control = page(response).find(attrs={"name": name})
    box = control.find_parent(class_="field")
    return " ".join(error.get_text(" ", strip=True) for error in box.find_all(class_="field__error"))


def typed(response, name) -> str:
    control = page(response).find(attrs={"name": name})
    return control.get("value", control.get_text())
