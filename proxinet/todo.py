from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Todo:
    """One thing a person has to do next; each room lists its own in ``todo.py`` and the dashboard shows them.

    ``verb`` is the button's text. ``due`` (aware) sorts: soonest first, undated last.
    """

    title: str
    verb: str
    url: str
    detail: str = ""
    due: datetime | None = None
    icon: str = "check"
