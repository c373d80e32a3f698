"""The demonstration's words are ours, its people are made up, its telephone numbers ring nowhere."""

import dataclasses
import hashlib
import re
import unicodedata
from pathlib import Path

import pytest

from demo.fields import Record
from demo.people import ENDINGS, FIRST_NAMES, STARTS
from demo.reading import HOME, read_programme, read_site

SOURCE = HOME.parent.parent / "shared" / "programme" / "bilan.txt"
RUN = 8
# Family names of the programme's own document, as digests: nobody here may bear one, and no file need spell them.
REAL_NAMES = {
    "94ef32bc03f131ea",
    "c8b85fc9f669213c",
    "30d15237b5a03c1c",
    "4d2551e53d90f693",
    "b39124e95e88e7af",
    "510deacb88be0f88",
    "9b946493d1c7a526",
    "0357513deb903a05",
    "91975c383240337c",
    "faf4cec4bc508b56",
    "c5646d6ac6f44b07",
    "d8d2c7c383d08aea",
}
# Numbers set aside for fiction by the French regulator (ARCEP): ten thousand in each of these.
FICTION = re.compile(r"(01 99 00|02 61 91|03 53 01|04 65 71|05 36 49|06 39 98)( \d\d){2}")


def words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    return re.findall(r"[^\W_]+", plain)


def digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()[:16]


def texts(value):
    """Every text of a record, and of the records in it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from texts(item)
    elif isinstance(value, Record) or dataclasses.is_dataclass(value):
        for spec in dataclasses.fields(value):
            if spec.name not in ("at", "folder"):
                yield from texts(getattr(value, spec.name))


@pytest.fixture(scope="module")
def stories():
    problems = []
    programme = read_programme(problems)
    stories = [read_site(HOME / "sites" / slug, problems) for slug in programme.sites]
    assert problems == []
    return [programme, *stories]


def test_no_sentence_is_the_documents(stories):
    if not SOURCE.exists():
        pytest.skip(f"the programme's document is not beside the project ({SOURCE.name})")
    source = words(SOURCE.read_text())
    runs = {tuple(source[at : at + RUN]) for at in range(len(source) - RUN + 1)}
    copied = [
        " ".join(run)
        for text in texts(stories)
        for said in [words(text)]
        for run in (tuple(said[at : at + RUN]) for at in range(len(said) - RUN + 1))
        if run in runs
    ]
    assert copied == []


def test_nobody_bears_a_real_persons_name(stories):
    made_up = [*FIRST_NAMES, *(start + ending for start in STARTS for ending in ENDINGS)]
    files = [path.read_text() for path in Path(HOME).rglob("*") if path.suffix in (".py", ".yaml", ".csv", ".md")]
    said = {word for text in [*texts(stories), *made_up, *files] for word in words(text)}
    assert [word for word in said if digest(word) in REAL_NAMES] == []


def test_telephone_numbers_ring_nowhere_and_mails_go_nowhere(stories):
    contacts = [contact for story in stories[1:] for contact in story.contacts]
    assert all(FICTION.fullmatch(contact.phone) for contact in contacts if contact.phone)
    assert all(contact.email.endswith("@example.org") for contact in contacts if contact.email)


def test_french_typography(stories):
    proper_names = re.compile("Val d'Oise Habitat|PROX'YNERGIE|Union sociale pour l'habitat")
    said = [proper_names.sub("", text) for text in texts(stories)]
    assert [text for text in said if re.search(r"«\x20|\x20»|\x20[;:!?](\s|$)|\w'", text)] == []
