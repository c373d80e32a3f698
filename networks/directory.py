"""Who to call, found by problem, whatever the spelling."""

import re
from functools import reduce
from operator import add

from django.contrib.postgres.search import TrigramStrictWordSimilarity, TrigramWordSimilarity
from django.db.models import Count, F, Func, Q, Value
from django.db.models.functions import Length, Lower, Trim
from django.utils import timezone

from networks.models import CHECK_CONTACTS_EVERY, Contact
from networks.spelling import as_heard, words_in

MOST_WORDS = 8
END = 3  # letters
CLOSE_ENOUGH = 0.4
BETWEEN_PROBLEMS = r"\s*[,;]\s*"
ARTICLE = re.compile(r"^(?:un|une|des|le|la|les)\s+|^l[’']", re.IGNORECASE)
SHORT_ENOUGH = 40  # characters: a button on a phone
ASKING = """
a ai appel appelle appeler au aux avec c ce ces cette chez comment contacter d dans de des du elle en est et faire faut
fait il ils j je l la le les leur ma mes mon n ne nous on ou par pas personne plus pour probleme problemes qu que qui
quelqu quelque s sa se ses signaler son sont sur un une veux vient y
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
    alike = {f"word_{number}": TrigramWordSimilarity(word, F("heard")) for number, word in enumerate(words)}
    resembles = reduce(Q.__or__, (resembling(word, name) for word, name in zip(words, alike, strict=True)))
    whole_words = [TrigramStrictWordSimilarity(word, F("heard")) for word in words]
    score = reduce(add, [*map(F, alike), *whole_words])
    return contacts.alias(**alike).filter(resembles).order_by(score.desc(), "name", "pk")


def resembling(word: str, similarity: str) -> Q:
    """Contacts that say about this word; both ways read the index. A slip in a long word spares one end."""
    is_close = Q(heard__trigram_word_similar=word)
    if len(word) < 2 * END:
        return is_close
    has_an_end = Q(heard__contains=word[:END]) | Q(heard__contains=word[-END:])
    return is_close | has_an_end & Q(**{f"{similarity}__gt": CLOSE_ENOUGH})


def frequent_problems(contacts, most: int) -> list[str]:
    """What ``contacts`` are most often called for (the parts of ``call_for``), each a good question for ``search``."""
    parts = Func(Lower("call_for"), Value(BETWEEN_PROBLEMS), function="regexp_split_to_table")
    problems = contacts.order_by().annotate(problem=Trim(parts)).values("problem").annotate(count=Count("pk"))
    ranked = problems.order_by("-count", Length("problem"), "problem").values_list("problem", flat=True)
    asked = [ARTICLE.sub("", problem) for problem in ranked[: 3 * most]]
    return [problem for problem in dict.fromkeys(asked) if 0 < len(problem) <= SHORT_ENOUGH][:most]


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
