"""The sheets signed in the room: kept, read and removed by those who note attendance."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from proxinet.pages import posted, require
from proxinet.private_files import attachment, delete_with_file
from trainings import permissions
from trainings.attendance import half_days_to_record
from trainings.forms.sheets import SignedSheetForm
from trainings.models import SignedSheet
from trainings.signed_sheets import download_name, keep_signed_sheet
from trainings.views.attendance import session_to_record

WHO_READS = "Seuls le chef de projet du site et l’organisme qui réalise la formation voient les feuilles signées."
WHO_DELETES = "Seul le chef de projet du site supprime une feuille signée."


def signed_sheets(request, pk):
    session = session_to_record(request, pk)
    half_days = half_days_to_record(session)
    form = SignedSheetForm(posted(request), request.FILES or None, session=session, half_days=half_days)
    if request.method == "POST" and form.is_valid():
        keep_signed_sheet(form.cleaned_data["half_day"], form.cleaned_data["upload"], by=request.user)
        messages.success(request, "La feuille est gardée.")
        return redirect("trainings:signed_sheets", pk=pk)
    context = {
        "session": session,
        "form": form if half_days and not session.cancelled_at else None,
        "sheets": SignedSheet.objects.filter(half_day__session=session).select_related("half_day", "uploaded_by"),
        "can_delete": request.user.access.leads(session.site.pk),
    }
    return render(request, "trainings/sheets/list.html", context)


def sheet_to_read(request, pk) -> SignedSheet:
    """The sheet with its session, for those who note attendance; or 404 / 403."""
    sheets = SignedSheet.objects.visible_to(request.user)
    sheet = get_object_or_404(sheets.select_related("half_day__session__module__programme__site"), pk=pk)
    allowed = permissions.can_record_attendance(request.user, sheet.half_day.session)
    require(allowed, WHO_READS)
    return sheet


def signed_sheet(request, pk):
    sheet = sheet_to_read(request, pk)
    try:
        return attachment(sheet.file, name=download_name(sheet), content_type=sheet.content_type)
    except FileNotFoundError:
        raise Http404("Le fichier n’est plus là.") from None


def delete_signed_sheet(request, pk):
    """Ask first (GET), then remove (POST)."""
    sheet = sheet_to_read(request, pk)
    session = sheet.half_day.session
    require(request.user.access.leads(session.site.pk), WHO_DELETES)
    if request.method == "POST":
        delete_with_file(sheet, sheet.file)
        messages.success(request, "La feuille est supprimée.")
        return redirect("trainings:signed_sheets", pk=session.pk)
    return render(request, "trainings/sheets/delete.html", {"sheet": sheet, "session": session})
