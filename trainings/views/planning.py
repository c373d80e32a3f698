"""Sessions, for those who run them."""

from django.contrib import messages
from django.shortcuts import redirect, render

from proxinet.pages import posted, require, told_sentence
from proxinet.seats import LIVE, CapacityTooSmall, TimeConflict
from trainings import permissions, planning
from trainings.forms.planning import (
    HalfDayFormSet,
    SessionForm,
    half_day_rows,
    may_be_written,
)
from trainings.views.needs import answer_need, need_to_answer
from trainings.views.programmes import managed_module
from trainings.views.sessions import visible_session

USUAL_SEATS = 12


def managed_session(request, pk):
    session = visible_session(request, pk)
    require(permissions.can_manage(request.user, session.module.programme), permissions.WHO_MANAGES)
    return session


def create_session(request, pk):
    module = managed_module(request, pk)
    programme = module.programme
    need = need_to_answer(request, programme.site)
    form = SessionForm(
        posted(request),
        site=programme.site,
        initial={"trainer": module.deliverer_id or programme.deliverer_id, "capacity": USUAL_SEATS},
    )
    half_days = HalfDayFormSet(posted(request), prefix="half-days")
    if request.method == "POST" and may_be_written(form, half_days):
        try:
            session = planning.schedule_session(module, form.cleaned_data, half_days.periods)
        except planning.PlanError as refused:
            half_days.refuse(str(refused))
        else:
            messages.success(request, "La session est créée.")
            answer_need(request, need, session)
            return redirect(session)
    context = {"form": form, "half_days": half_days, "module": module, "session": None, "need": need}
    return render(request, "trainings/session_form.html", context)


def edit_session(request, pk):
    session = managed_session(request, pk)
    if session.cancelled_at:
        messages.error(request, "Cette session est annulée : elle ne peut plus changer.")
        return redirect(session)
    form = SessionForm(posted(request), instance=visible_session(request, pk), site=session.site)
    rows = half_day_rows(session.half_days.all())
    half_days = HalfDayFormSet(posted(request), initial=rows, prefix="half-days")
    if request.method == "POST" and may_be_written(form, half_days):
        try:
            told = planning.revise_session(session, form.cleaned_data, half_days.periods)
        except CapacityTooSmall as refused:
            form.add_error("capacity", str(refused))
        except (TimeConflict, planning.PlanError) as refused:
            half_days.refuse(str(refused))
        else:
            messages.success(request, f"La session est modifiée.{told_sentence(told)}")
            return redirect(session)
    context = {"form": form, "half_days": half_days, "module": session.module, "session": session}
    context["told"] = people_to_tell(session)
    return render(request, "trainings/session_form.html", context)


def cancel_session(request, pk):
    """Ask, saying how many will be told; then call the session off."""
    session = managed_session(request, pk)
    if session.cancelled_at or session.has_started:
        messages.error(
            request, "Cette session est déjà annulée." if session.cancelled_at else "Cette session a déjà commencé."
        )
        return redirect(session)
    if request.method == "POST":
        told = planning.call_off_session(session)
        messages.success(request, f"La session est annulée.{told_sentence(told)}")
        return redirect(session)
    context = {"session": session, "told": people_to_tell(session)}
    return render(request, "trainings/session_cancel.html", context)


def people_to_tell(session) -> int:
    """Everyone whom a change or a cancellation concerns, those who wait for their employer's answer included."""
    return session.registrations.filter(state__in=LIVE).count()
