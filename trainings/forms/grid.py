"""Drawing the attendance grid: a template would take ten times as long for a thousand cells."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from proxinet.seats import State


def draw_row(row) -> SafeString:
    """One person of the grid as a table row; everything that comes from people is escaped."""
    name, employer = escape(row.name), escape(row.employer)
    note = "" if row.state == State.CONFIRMED else f' <span class="badge badge--info">{escape(row.note)}</span>'
    cells = "".join(
        f'<td class="field" data-label="{cell.column.label}"><select name="{cell.name}"'
        f' aria-label="{name}, {cell.column.label}">{cell.options}</select>{remark(cell)}</td>'
        for cell in row.cells
    )
    head = f'<th scope="row">{name}{note}<br><span class="soft small">{employer}</span></th>'
    return mark_safe(f"<tr>{head}{cells}</tr>\n")  # noqa: S308 - names are escaped above, the rest is ours


def remark(cell) -> str:
    if cell.is_conflict:
        return f' <span class="small">Noté entre-temps : {cell.recorded_in_words}</span>'
    if cell.is_corrected:
        return ' <span class="soft small">Corrigé</span>'
    return ' <span class="soft small">QR code</span>' if cell.by_self else ""
