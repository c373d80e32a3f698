"""Who to call, found by problem, whatever the spelling."""

import re
from collections import Counter
from functools import reduce
from operator import add

from django.contrib.postgres.search import TrigramStrictWordSimilarity, TrigramWordSimilarity
from django.db.models import Count, F, Func, Q, TextField, Value
from django.utils import timezone

from networks.models import CHECK_CONTACTS_EVERY, Contact
from proxinet.spelling import as_heard, words_in

MOST_WORDS = 8
LONG, END = 7, 4  # letters
CLOSE_ENOUGH = 0.4
BETWEEN_PROBLEMS = r"\s*[,;]\s*"
ARTICLE = re.compile(r"^(?:un|une|des|le|la|les)\s+|^l[’']", re.IGNORECASE)
PARTS_READ = 200
SHORT_ENOUGH = 40  # characters: a button on a phone
ASKING = """
a ai appel appelle appeler au aux avec c ce ces cette chez comment contacter d dans de des devant du elle en est et
faire faut fait il ils j je l la le les leur ma mes mon n ne nous on ou par pas personne plus pour probleme
problemes qu que qui quelqu quelque s sa se ses signaler son sont sur toujours tout trop un une veux vient y
"""
EMPTY_WORDS = frozenset(ASKING.split())


def words_of(text: str) -> list[str]:
    """The words of a question that say what the problem is, as they sound; all of them if none stands out."""
    words = words_in(text)
    telling = [word for word in words if word not in EMPTY_WORDS] or words
    return list(dict.fromkeys(map(as_heard, telling)))[:MOST_WORDS]


def search(contacts, text: str):
    """The contacts whose name, organisation or reasons to call resemble a word of ``text``, best first (one query)."""
    words = words_of(text)
    if not words:
        return contacts
    measures = (TrigramWordSimilarity, TrigramStrictWordSimilarity)
    score = reduce(add, (measure(word, F("heard")) for word in words for measure in measures))
    return contacts.filter(reduce(Q.__or__, map(resembling, words))).order_by(score.desc(), "name", "pk")


def resembling(word: str) -> Q:
    """Contacts that say about this word; a slip in a long word leaves one of its ends whole.

    Each condition is a subquery, which PostgreSQL answers from the index: joined by OR, they would read every row.
    """
    about = Contact.objects.order_by().values("pk")
    is_close = Q(pk__in=about.filter(heard__trigram_word_similar=word))
    if len(word) < LONG:
        return is_close
    has_an_end = Q(heard__contains=word[:END]) | Q(heard__contains=word[-END:])
    slips = about.alias(alike=TrigramWordSimilarity(word, F("heard"))).filter(has_an_end, alike__gt=CLOSE_ENOUGH)
    return is_close | Q(pk__in=slips)


def frequent_problems(contacts, most: int) -> list[str]:
    """What ``contacts`` are most often called for (the parts of ``call_for``), each a good question for ``search``."""
    part = Func("call_for", Value(BETWEEN_PROBLEMS), function="regexp_split_to_table", output_field=TextField())
    parts = contacts.order_by().annotate(part=part).values_list("part").annotate(count=Count("pk"))
    spelt, counts = {}, Counter()
    for text, count in parts.order_by("-count", "part")[:PARTS_READ]:
        problem = ARTICLE.sub("", text.strip())
        if 0 < len(problem) <= SHORT_ENOUGH:
            key = problem.casefold()
            spelt.setdefault(key, problem)
            counts[key] += count
    ranked = sorted(counts, key=lambda key: (-counts[key], len(key), key))
    return [spelt[key] for key in ranked[:most]]


def problems_in(call_for: str) -> list[str]:
    """« une fuite d’eau, des tags » is two problems: « fuite d’eau » and « tags »."""
    parts = (ARTICLE.sub("", part) for part in re.split(BETWEEN_PROBLEMS, call_for.strip()))
    return [part for part in parts if part]


def to_check() -> Q:
    """Contacts nobody has checked for six months, or ever."""
    return Q(checked_on=None) | Q(checked_on__lt=timezone.localdate() - CHECK_CONTACTS_EVERY)


def spell_again() -> int:
    """Write again how the contacts sound where an organisation has changed its names; how many had changed."""
    changed = []
    for contact in Contact.objects.select_related("organisation").prefetch_related("organisation__names"):
        heard = contact.heard
        contact.spell()
        if contact.heard != heard:
            changed.append(contact)
    return Contact.objects.bulk_update(changed, ["heard"], batch_size=500) if changed else 0


def confirm_contact(contact: Contact) -> None:
    """Note that the contact was checked today."""
    contact.checked_on = timezone.localdate()
    contact.save(update_fields=["checked_on"])
