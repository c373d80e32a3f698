"""The guide on paper: an A5 booklet made from an edition's content, and from nothing else."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils import timezone

from networks.contacts.directory import problems_in
from networks.newcomer_guide.changes import Topic
from networks.newcomer_guide.content import month
from proxinet.papers import paper
from proxinet.pdf import Pdf
from sites.names import name_key

STYLESHEET = "static:css/guide.css"
SEVERAL = {
    "Porteur du projet": "Porteurs du projet",
    "Réalise les actions": "Réalisent les actions",
    "Évalue les actions": "Évaluent les actions",
    "Partenaire": "Partenaires",
    "Prestataire": "Prestataires",
}
NO_ORGANISATION = "Autres numéros"


@dataclass(frozen=True)
class Problem:
    name: str
    contacts: list[dict]


def booklet(content: dict, *, number: int, published_at: datetime, changes: list[Topic]) -> Pdf:
    """Same content, same bytes. Raises ``proxinet.pdf.PdfFailed``."""
    return paper(
        "networks/guide/booklet.html",
        guide=content,
        edition=f"édition {number} – {month(timezone.localdate(published_at))}",
        previous_number=number - 1,
        changes=changes,
        landlords=[one["name"] for one in content["partners"] if one["is_landlord"]],
        parts=parts(content["partners"]),
        problems=problems(content["contacts"]),
        organisations=organisations(content["contacts"]),
        dated=published_at,
        stylesheet=STYLESHEET,
    )


def problems(contacts: list[dict]) -> list[Problem]:
    """Whom to call for what, in alphabetical order."""
    found: dict[str, Problem] = {}
    for contact in contacts:
        for name in problems_in(contact["call_for"]):
            problem = found.setdefault(name_key(name), Problem(name[:1].upper() + name[1:], []))
            if contact not in problem.contacts:
                problem.contacts.append(contact)
    return [found[key] for key in sorted(found)]


def organisations(contacts: list[dict]) -> list[tuple[str, list[dict]]]:
    """Each with its contacts; those of no organisation last."""
    ordered = sorted(contacts, key=lambda one: (not one["organisation"], name_key(one["organisation"])))
    groups = groupby(ordered, key=lambda one: one["organisation"] or NO_ORGANISATION)
    return [(name, list(members)) for name, members in groups]


def parts(partners: list[dict]) -> list[tuple[str, list[str]]]:
    """« Porteur du projet » with its organisations, and so on; landlords are said apart."""
    found: dict[str, list[str]] = {}
    for partner in partners:
        if not partner["is_landlord"]:
            found.setdefault(partner["part"], []).append(partner["name"])
    return [(SEVERAL.get(part, part) if len(names) > 1 else part, names) for part, names in found.items()]
