"""The portal's icons: one line each, drawn on a grid of 24 by 24."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

DOT = "M12 13a1 1 0 1 0 0-2 1 1 0 0 0 0 2"
PATHS = {
    "calendar": "M4 6h16v14H4zM4 11h16M8 3v5M16 3v5",
    "people": "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20a6.5 6.5 0 0 1 13 0"
    "M16 4.5a3.5 3.5 0 0 1 0 6.2M18 14.3a6.5 6.5 0 0 1 3.5 5.7",
    "training": "M12 5 2 10l10 5 10-5zM6 12.5V17c3 2.7 9 2.7 12 0v-4.5M22 10v6",
    "coffee": "M4 10h13v5a5 5 0 0 1-5 5H9a5 5 0 0 1-5-5zM17 11h1.5a2.5 2.5 0 0 1 0 5H17M8 3v3M12.5 3v3",
    "incident": "M12 3 4.5 6v6c0 4.5 3 7.5 7.5 9 4.5-1.5 7.5-4.5 7.5-9V6zM12 8v4.5M12 16v.1",
    "shield": "M12 3 4.5 6v6c0 4.5 3 7.5 7.5 9 4.5-1.5 7.5-4.5 7.5-9V6zM12 8v4.5M12 16v.1",
    "phone": "M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2",
    "file": "M6 3h8l5 5v13H6zM14 3v5h5M9.5 13h6M9.5 17h6",
    "home": "M4 11l8-7 8 7v9h-5.5v-6h-5v6H4z",
    "plus": "M12 5v14M5 12h14",
    "check": "M5 12.5 10 17.5 19.5 7",
    "clock": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7v5.5l3.5 2",
    "pin": "M12 21c4.5-4.6 7-8 7-11a7 7 0 0 0-14 0c0 3 2.5 6.4 7 11M12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5",
    "arrow": "M4 12h15M13 6l6 6-6 6",
    "back": "M20 12H5M11 6l-6 6 6 6",
    "down": "M6 9.5l6 6 6-6",
    "warning": "M12 4 2.5 20h19zM12 10v4.5M12 17.3v.1",
    "info": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 11v5.5M12 7.6v.1",
    "download": "M12 4v11M7 10.5l5 5 5-5M4 20h16",
    "upload": "M12 16V5M7 9.5l5-5 5 5M4 20h16",
    "menu": "M4 6.5h16M4 12h16M4 17.5h16",
    "user": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20.5a7.5 7.5 0 0 1 15 0",
    "switch": "M4 8h15M15 4l4 4-4 4M20 16H5M9 12l-4 4 4 4",
    "exit": "M14 4H5v16h9M10 12h10M16 8l4 4-4 4",
    "search": "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M15.5 15.5 20.5 20.5",
    "filter": "M4 6h16M7 12h10M10 18h4",
    "edit": "M5 15 15.5 4.5l4 4L9 19l-5 1zM13 7l4 4",
    "trash": "M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13",
    "mail": "M3 6h18v13H3zM3 7l9 7 9-7",
    "chart": "M4 20h16M7 20v-7M12 20V5M17 20v-10",
    "book": "M12 6.5C10 5 7 4.5 3.5 5v14c3.5-.5 6.5 0 8.5 1.5 2-1.5 5-2 8.5-1.5V5C17 4.5 14 5 12 6.5zM12 6.5v14",
    "tools": "M14.5 6.5a4 4 0 0 1 5-2L17 7.5l1 1.5 2.5-1.5"
    "a4.2 4.2 0 0 1-5.7 4L8 19a2 2 0 0 1-3-3l7.5-6.8a4 4 0 0 1 2-2.7",
    "building": "M5 21V4h9v17M14 10h5v11M3 21h18M8 8h3M8 12h3M8 16h3",
    "chat": "M4 5h16v11h-9l-5 4v-4H4zM8 9h8M8 12.5h5",
    "lock": "M5 11h14v10H5zM8 11V8a4 4 0 0 1 8 0v3M12 15v2.5",
    "map": "M3 6l6-2.5 6 2.5 6-2.5v15l-6 2.5-6-2.5-6 2.5zM9 3.5v15M15 6v15",
}
HIDDEN = {
    name: mark_safe(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{path}" /></svg>')  # noqa: S308
    for name, path in {**PATHS, "": DOT}.items()
}
LABELLED = '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}"><path d="{}" /></svg>'


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon beside words, hidden from screen readers; or, with a ``label``, one that stands for them."""
    if label:
        return format_html(LABELLED, label, PATHS.get(name, DOT))
    return HIDDEN.get(name, HIDDEN[""])
