"""French as it sounds: one spelling for several that are pronounced alike, so that a search forgives them."""

import re
import unicodedata
from functools import reduce

VOWEL = "aeiou3"  # 2 is the sound of « ch », 3 that of « eu »: plain letters and digits, whatever the database's locale
SOUNDS = tuple(
    (re.compile(rule), heard)
    for rule, heard in (
        (r"oeu|eu", "3"),
        (r"sch|sh|ch", "2"),
        (r"ph", "f"),
        (r"h", ""),
        (r"qu|q|ck", "k"),
        (r"gu(?=[eiy3])", "g"),
        (r"ge(?=[aou])", "j"),
        (r"g(?=[eiy3])", "j"),
        (r"s?c(?=[eiy3])", "s"),
        (r"c", "k"),
        (r"z", "s"),
        (r"x(?=.)", "ks"),
        (r"y", "i"),
        (r"e?au", "o"),
        (rf"(?:ai|ei|i|u)[nm](?![{VOWEL}nm])", "in"),
        (rf"[ae][nm](?![{VOWEL}nm])", "an"),
        (rf"om(?![{VOWEL}nm])", "on"),
        (r"ai|ei", "e"),
        (r"(.)\1+", r"\1"),
        (r"(?<=..)(?:e[rz]|ee)$", "e"),
        (r"(?<=[a-z0-9][aeiou3n])e?[stdxp]+$|(?<=[aeiou3])[stdxp]+$", ""),
        (r"(?<=..)e$", ""),
    )
)


def words_in(text: str) -> list[str]:
    """Lower case, without accents, in the order of ``text``; « d’eau » gives ``d`` and ``eau``."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("ç", "ss"))
    return re.findall(r"[a-z0-9]+", "".join(letter for letter in letters if not unicodedata.combining(letter)))


def as_heard(word: str) -> str:
    """``word`` (as ``words_in`` gives it) as it sounds: « interfone » and « interphones » are one."""
    return reduce(lambda heard, sound: sound[0].sub(sound[1], heard), SOUNDS, word)


ELIDED = re.compile(r"\b(d|l|qu|s|n|j|m|c)[’'](?=\w)", re.IGNORECASE)


def text_as_heard(*texts: str) -> str:
    """Every word of ``texts`` as it sounds, once each; « d’eau » also in one piece, as it is often typed."""
    words = [word for text in texts for word in (*words_in(text), *words_in(ELIDED.sub(r"\1", text)))]
    return " ".join(dict.fromkeys(as_heard(word) for word in words))
