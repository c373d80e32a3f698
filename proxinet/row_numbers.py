"""Primary keys that came in a form or an address."""

LONGEST = 18  # digits: what PostgreSQL's bigint holds for sure


def row_number(text: str) -> int | None:
    """The key that ``text`` writes, or None: not a number, or one too long for any row."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None
