"""Reading a page as a person does."""

import gzip
import re

from bs4 import BeautifulSoup


def page(response):
    content = response.content
    return BeautifulSoup(gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content, "html.parser")


def text(response) -> str:
    """The page's words, with single spaces (no-break spaces are kept)."""
    return words(page(response))


def words_of_main(response) -> str:
    return words(page(response).main)


def errors(response) -> list[str]:
    """The sentences beside the fields and at the form's head."""
    return [words(found) for found in page(response).select(".field__error, .callout--danger li")]


def words(element) -> str:
    return re.sub(r"[ \t\r\n]+", " ", element.get_text(" ")).strip()
