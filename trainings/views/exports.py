"""Everything one may see of the trainings, as files for a spreadsheet."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from proxinet.exports import csv_download, xlsx_download
from proxinet.pages import require
from trainings.export_tables import TABLES
from trainings.exports import WHO_EXPORTS, can_export, roles_of
from trainings.forms.exports import ExportForm

KINDS = {"csv": csv_download, "xlsx": xlsx_download}


@require_safe
def exports(request):
    """The tables this person may read, each with a line on what is inside and both files."""
    require(can_export(request.user), WHO_EXPORTS)
    form = ExportForm(request.GET, user=request.user)
    query = urlencode({name: form.data[name] for name in form.changed_data}) if form.is_valid() else ""
    tables = [table for table in TABLES.values() if table.readers & roles_of(request.user)]
    context = {"form": form, "tables": tables, "query": f"?{query}" if query else ""}
    return render(request, "trainings/exports/list.html", context, status=200 if form.is_valid() else 422)


@require_safe
def export(request, table, kind):
    """One table, with the rows this person may see; a wrong choice leads back to the page that says so."""
    require(can_export(request.user), WHO_EXPORTS)
    if table not in TABLES or kind not in KINDS:
        raise Http404
    form = ExportForm(request.GET, user=request.user)
    if not form.is_valid():
        return redirect(f"{reverse('trainings:exports')}?{request.GET.urlencode()}")
    chosen = TABLES[table]
    columns = chosen.columns_for(request.user)
    rows = chosen.rows(request.user, form.choice, columns)
    name = f"formations-{table}-{timezone.localdate():%Y-%m-%d}.{kind}"
    return KINDS[kind](name, [column.title for column in columns], rows)
