"""One organisation, however it is spelt."""

import unicodedata


def name_key(name: str) -> str:
    """The letters and digits of a name, lower case, without accents: equal for spellings of the same name.

    >>> name_key("Tour(s) Habitat") == name_key("tours habitat")
    True
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in decomposed if c.isalnum())
