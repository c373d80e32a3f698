"""Reserving seats of a session for groups of people."""

from django.contrib import messages
from django.shortcuts import redirect, render

from proxinet.pages import posted
from proxinet.seats import CapacityTooSmall
from sites import enrolment
from sites.seat_mix import mix_of
from trainings.forms.reservations import ReservationsForm
from trainings.views.planning import managed_session


def reservations(request, pk):
    session = managed_session(request, pk)
    if session.cancelled_at or session.has_started:
        messages.error(request, "Cette session est annulée ou commencée\u202f: ses places ne changent plus.")
        return redirect(session)
    form = ReservationsForm(session, posted(request))
    if request.method == "POST" and form.is_valid() and "check" not in request.POST:
        try:
            enrolment.change_reservations(session, **form.reservations)
        except CapacityTooSmall as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Les places réservées sont enregistrées.")
            return redirect(session)
    context = {"session": session, "form": form, "mix": mix_of(session)}
    return render(request, "trainings/signup/reservations.html", context)
