"""Meetups, attendance and projects as files for a spreadsheet."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from networks.export_tables import TABLES
from networks.exports import WHO_EXPORTS, can_export, may_read, why_not
from proxinet.pages import require
from sites.forms_exports import ExportForm
from sites.views_exports import exports_context, known_table, table_file


@require_safe
def exports(request):
    """The tables this person may read, each with a line on what is inside and both files."""
    require(can_export(request.user), WHO_EXPORTS)
    form = ExportForm(request.GET, user=request.user)
    context = exports_context(request, TABLES, form)
    return render(request, "networks/exports/exports.html", context, status=200 if form.is_valid() else 422)


@require_safe
def export(request, table, extension):
    """One table, with the rows this person may see; a wrong choice leads back to the page that says so."""
    require(can_export(request.user), WHO_EXPORTS)
    chosen = known_table(TABLES, table, extension)
    require(may_read(request.user, chosen), why_not(chosen))
    form = ExportForm(request.GET, user=request.user)
    if not form.is_valid():
        return redirect(f"{reverse('networks:exports')}?{request.GET.urlencode()}")
    return table_file(request, chosen, form, extension, "rencontres")
