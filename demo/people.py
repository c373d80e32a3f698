"""Made-up people behind the counts: the same file gives the same people, and no name comes twice at a site."""

import random
from dataclasses import dataclass

from demo.records import PeopleRow, Who

FIRST_NAMES = """
Abdou Adèle Adrien Aïcha Alain Alice Amélie Aminata Anne Anouk Antoine Arlette Armand Audrey Aurélie Aymeric Basile
Béatrice Bernard Bilal Blanche Boubacar Brigitte Bruno Camille Carole Catherine Cécile Céline Chantal Chloé Christian
Claire Claude Coralie Corinne Daniel Danielle Denis Diane Djamila Dominique Édith Éliane Élise Emma Éric Estelle Fanny
Farid Fatou Fatima Fernand Florence Francine Gaëlle Georges Gérard Ghislaine Gilbert Habib Hakim Hélène Henri Hugo
Ibrahim Inès Irène Isabelle Ismaël Jacques Jamel Jeanne Jérôme Joël Joséphine Judith Karim Khadija Laetitia Laure Léa
Leïla Linh Lionel Lucie Ludovic Malika Mamadou Manon Marc Margaux Marianne Mathilde Maud Mehdi Michèle Mireille Mohamed
Moussa Myriam Nadia Naïma Nathalie Nicole Noémie Odile Olivier Omar Pascal Patrice Pauline Philippe Rachid Régine René
Robert Romain Rosa Sabrina Salima Samir Sandrine Serge Sibylle Simone Sofia Solange Sylvain Sylvie Tarek Thérèse
Thierry Valérie Vanessa Véronique Victor Yann Yasmine Yvan Yvette Zohra
""".split()  # noqa: SIM905
STARTS = """
Beau Bel Bois Bour Brou Cham Char Chau Cour Dau Fon Fran Gau Gran Lan Lau Mar Mau Mon Nor Rou Sau Val Vau Ver
""".split()  # noqa: SIM905
ENDINGS = """
ceau celin cier court din dier dreau gard geot gier lin mont neau nier nois pin reau rin sac sard seau sin tier tin
tois vel vier vin
""".split()  # noqa: SIM905


@dataclass(frozen=True)
class Person:
    first_name: str
    last_name: str
    row: PeopleRow


def names(seed: str):
    """Endless different ``(first name, last name)`` pairs, always the same for the same seed."""
    draw = random.Random(f"proxinet {seed}")  # noqa: S311 - names, not secrets
    given = set()
    while True:
        first, last = draw.choice(FIRST_NAMES), draw.choice(STARTS) + draw.choice(ENDINGS)
        if (first, last) not in given:
            given.add((first, last))
            yield first, last


def people_of(slug: str, rows: list[PeopleRow]) -> dict[str, list[Person]]:
    """``{group: its people}``, in the order of the rows."""
    source = names(slug)
    groups: dict[str, list[Person]] = {}
    for row in rows:
        for _ in range(row.count or 0):
            groups.setdefault(row.group, []).append(Person(*next(source), row))
    return groups


def chosen(groups: dict[str, list], whos: list[Who]) -> list:
    """The people that ``whos`` point at, each once, spread over their groups."""
    found = {}
    for who in whos:
        pool = [person for group in who.groups for person in groups.get(group, [])]
        if who.part and who.of:
            pool = pool[who.part - 1 :: who.of]
        if who.count and who.count < len(pool):
            pool = [pool[index * len(pool) // who.count] for index in range(who.count)]
        found.update(dict.fromkeys(pool))
    return list(found)
