"""Cards to cut out, one for each person: their name, their code, what it is for."""

from dataclasses import dataclass

from django.utils.text import Truncator

from proxinet.papers import paper
from proxinet.pdf import Pdf
from sites.join_codes import spaced
from sites.models import FieldWorker, Site

LONGEST_NAME = 60


@dataclass(frozen=True)
class Card:
    name: str
    employer: str
    code: str


def cards(people: list[FieldWorker]) -> list[Card]:
    """Names cut where a card is full; the code never is."""
    return [
        Card(
            Truncator(str(person)).chars(LONGEST_NAME),
            Truncator(str(person.employer or "")).chars(LONGEST_NAME),
            spaced(person.join_code),
        )
        for person in people
    ]


def code_cards_pdf(site: Site, people: list[FieldWorker]) -> Pdf:
    """Two cards beside each other. Raises ``proxinet.pdf.PdfFailed``."""
    content = cards(people)
    pairs = [content[number : number + 2] for number in range(0, len(content), 2)]
    return paper("networks/codes/cards.html", stylesheet="static:css/poster.css", site=site.name, pairs=pairs)
