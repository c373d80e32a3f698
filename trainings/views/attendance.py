"""Noting who was there."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from proxinet.seats import State
from sites.sign_up_form import PeopleForm
from trainings import permissions
from trainings.attendance import add_walk_ins, half_days_to_record, record_attendance
from trainings.forms.attendance import AttendanceForm
from trainings.views.sessions import posted, visible_session

TOO_EARLY = "Les présences se notent à partir du jour de la session."
WHO_ADDS = "Seul le chef de projet du site ajoute une personne venue sans inscription."


def session_to_record(request, pk):
    """The session whose attendance this person may note, or 404 / 403."""
    session = visible_session(request, pk)
    permissions.require(permissions.can_record_attendance(request.user, session), permissions.WHO_RECORDS)
    return session


def attendance(request, pk):
    session = session_to_record(request, pk)
    half_days = half_days_to_record(session)
    if not half_days or session.cancelled_at:
        messages.info(request, "Cette session est annulée." if session.cancelled_at else TOO_EARLY)
        return redirect(session)
    registrations = (
        session.registrations.exclude(state=State.CANCELLED)
        .select_related("person__employer")
        .prefetch_related("attendances")
        .order_by("person__last_name", "person__first_name", "pk")
    )
    form = AttendanceForm(registrations, half_days, posted(request))
    if request.method == "POST" and form.is_valid():
        record_attendance(form.states)
        messages.success(request, "Les présences sont enregistrées.")
        return redirect("trainings:attendance", pk=pk)
    context = {
        "session": session,
        "form": form,
        "half_days": half_days,
        "can_add": request.user.access.leads(session.site.pk),
    }
    return render(request, "trainings/attendance.html", context)


def walk_ins(request, pk):
    """Choose, among the site's people, those who came without having signed up."""
    session = session_to_record(request, pk)
    permissions.require(request.user.access.leads(session.site.pk), WHO_ADDS)
    if session.cancelled_at or timezone.localdate() < timezone.localtime(session.starts_at).date():
        raise PermissionDenied(TOO_EARLY)
    form = PeopleForm(session, request.user, posted(request))
    if request.method == "POST" and form.is_valid():
        added = add_walk_ins(session, form.cleaned_data["people"], by=request.user)
        messages.success(
            request,
            f"{added} personnes ajoutées et notées présentes."
            if added > 1
            else "Une personne ajoutée et notée présente.",
        )
        return redirect("trainings:attendance", pk=pk)
    return render(request, "trainings/walk_ins.html", {"session": session, "form": form})


def corrections(request, pk):
    raise Http404
