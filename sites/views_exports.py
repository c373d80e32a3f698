"""The page of a room's tables for spreadsheets, and the files themselves."""

from urllib.parse import urlencode

from django.http import Http404, StreamingHttpResponse
from django.utils import timezone

from proxinet.exports import csv_download, xlsx_download
from sites.exports import Table, roles_of
from sites.forms_exports import ExportForm

EXTENSIONS = {"csv": csv_download, "xlsx": xlsx_download}


def exports_context(request, tables: dict[str, Table], form: ExportForm) -> dict:
    """For ``sites/_export_tables.html``: the tables this person may read, the choice they made in each link."""
    query = urlencode({name: form.data[name] for name in form.changed_data}) if form.is_valid() else ""
    return {
        "form": form,
        "tables": [table for table in tables.values() if table.readers & roles_of(request.user)],
        "query": f"?{query}" if query else "",
    }


def known_table(tables: dict[str, Table], name: str, extension: str) -> Table:
    if name not in tables or extension not in EXTENSIONS:
        raise Http404
    return tables[name]


def table_file(request, table: Table, form: ExportForm, extension: str, prefix: str) -> StreamingHttpResponse:
    """``table`` as a file, with the rows and columns this person may read; ``form`` is valid."""
    columns = table.columns_for(request.user)
    rows = table.rows(request.user, form.choice, columns)
    name = f"{prefix}-{table.name}-{timezone.localdate():%Y-%m-%d}.{extension}"
    return EXTENSIONS[extension](name, [column.title for column in columns], rows)
