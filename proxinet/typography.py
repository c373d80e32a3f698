"""French typography for what people typed: curly apostrophes and the narrow spaces they rarely type."""

import re

NARROW, FIXED = "\u202f", "\u00a0"

RULES = [
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"(?<=\w)'"), "’"),
    (re.compile(r"«[ \u00a0\u202f]*"), "«" + NARROW),
    (re.compile(r"[ \u00a0\u202f]*»"), NARROW + "»"),
    (re.compile(r"[ \u00a0\u202f]+([;!?])"), NARROW + r"\1"),
    (re.compile(r"[ \u00a0\u202f]+:(?=\s|$)"), NARROW + ":"),
    (re.compile(r"(?<=\d) (?=\d{3}\b)"), NARROW),
    (re.compile(r"\b(\d+) (?=\w)"), r"\1" + FIXED),
    (re.compile(r"\b([àÀ]) (?=\w)"), r"\1" + FIXED),
    (re.compile(r"\.\.\."), "…"),
]


def french(text: str) -> str:
    """``text`` with the typography of a printed French page; organisations' names are not passed through it.

    >>> french("« Vis ma vie » : l'essai de 8 jeunes")
    '«\\u202fVis ma vie\\u202f»\\u202f: l’essai de 8\\xa0jeunes'
    """
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    return text
