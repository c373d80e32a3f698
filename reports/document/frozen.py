"""Typed content to JSON and back: what a contribution and a published edition keep."""

import hashlib
import json
from datetime import date, datetime

import cattrs

_converter = cattrs.Converter(forbid_extra_keys=True)
_converter.register_unstructure_hook(datetime, datetime.isoformat)
_converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
_converter.register_unstructure_hook(date, date.isoformat)
_converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))


def freeze(content) -> dict:
    """A dataclass of ``content``, or of one it is made of, as plain JSON values."""
    return _converter.unstructure(content)


def thaw(kind: type, frozen: dict):
    """The ``kind`` (such a dataclass) that was frozen. Raises ``cattrs.BaseValidationError``."""
    return _converter.structure(frozen, kind)


def fingerprint(content) -> str:
    """SHA-256 of the content: the same words and figures, the same hash, in any process."""
    written = json.dumps(freeze(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
