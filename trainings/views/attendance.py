"""Noting who was there."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from proxinet.pages import posted, require
from sites.sign_up_form import PeopleForm
from trainings import permissions
from trainings.attendance import add_walk_ins, has_come, people_to_record, record_attendance
from trainings.forms.attendance import AttendanceForm, WalkInForm
from trainings.known_people import WorkerUnknown, worker_named
from trainings.models import AttendanceCorrection, HalfDay, Session
from trainings.views.sessions import visible_session

TOO_EARLY = "Les présences se notent à partir du jour de la session."
CANCELLED = "Cette session est annulée."
STRANGERS = (
    "Certaines cases étaient pour des personnes qui ne sont pas inscrites ici : elles n’ont pas été enregistrées. "
    "Ajoutez ces personnes comme venues sans inscription."
)
MOST_CELLS = 900  # beyond, one half-day at a time: a form has at most 1,000 fields
CORRECTIONS_A_PAGE = 50


def session_to_record(request, pk):
    """The session whose attendance this person may note, or 404 / 403."""
    session = visible_session(request, pk)
    require(permissions.can_record_attendance(request.user, session), permissions.WHO_RECORDS)
    return session


def session_and_half_days(request, pk) -> tuple[Session, list[HalfDay]]:
    """The same, with the half-days whose day has come, all in one query."""
    half_days = list(
        HalfDay.objects.filter(session__in=Session.objects.visible_to(request.user).filter(pk=pk))
        .select_related("session__module__programme__site", "session__trainer")
        .order_by("starts_at")
    )
    if not half_days:
        return session_to_record(request, pk), []
    session = half_days[0].session
    require(permissions.can_record_attendance(request.user, session), permissions.WHO_RECORDS)
    return session, [half_day for half_day in half_days if has_come(half_day)]


def attendance(request, pk):
    session, half_days = session_and_half_days(request, pk)
    if not half_days or session.cancelled_at:
        messages.info(request, CANCELLED if session.cancelled_at else TOO_EARLY)
        return redirect(session)
    people = list(people_to_record(session))
    shown = chosen_half_days(request, half_days, len(people))
    form = AttendanceForm(people, shown, posted(request))
    if request.method == "POST" and form.is_valid():
        return save_grid(request, session, half_days, form)
    return show_grid(request, session, half_days, form)


def chosen_half_days(request, half_days, people: int) -> list[HalfDay]:
    """The one asked for, or all; the last one when all would be too many cells for one form."""
    chosen = [half_day for half_day in half_days if str(half_day.pk) == request.GET.get("demi-journee")]
    if chosen:
        return chosen
    return half_days if people * len(half_days) <= MOST_CELLS else half_days[-1:]


def save_grid(request, session, half_days, form):
    written = record_attendance(form.changes, by=request.user)
    typed = {cell.key: cell.value for cell in form.conflicts}
    typed |= {change[:2]: change.after for change in form.changes if change[:2] not in written}
    if form.has_strangers:
        messages.warning(request, STRANGERS)
    if not typed:
        messages.success(request, "Les présences sont enregistrées.")
        return redirect(request.get_full_path())
    shown = [column.half_day for column in form.columns]
    fresh = AttendanceForm(people_to_record(session), shown)
    fresh.keep_conflicts(typed)
    return show_grid(request, session, half_days, fresh)


def show_grid(request, session, half_days, form):
    context = {"session": session, "form": form, "half_days": half_days, "shows_all": len(form.columns) > 1}
    return render(request, "trainings/attendance.html", context)


def walk_ins(request, pk):
    """Add those who came without having signed up: a lead chooses among the site's people, others type a name."""
    session = session_to_record(request, pk)
    if session.cancelled_at or timezone.localdate() < timezone.localtime(session.starts_at).date():
        raise PermissionDenied(CANCELLED if session.cancelled_at else TOO_EARLY)
    chooses = request.user.access.leads(session.site.pk)
    form = PeopleForm(session, request.user, posted(request)) if chooses else WalkInForm(posted(request))
    if request.method == "POST" and form.is_valid():
        people = form.cleaned_data["people"] if chooses else person_typed(session, form)
        if people:
            added = add_walk_ins(session, people, by=request.user)
            messages.success(request, added_in_words(added))
            return redirect("trainings:attendance", pk=pk)
    return render(request, "trainings/walk_ins.html", {"session": session, "form": form, "chooses": chooses})


def person_typed(session, form) -> list:
    """The agent of the site with that very name; nobody, and the form says so."""
    try:
        return [worker_named(session.site, **form.cleaned_data)]
    except WorkerUnknown as unknown:
        form.add_error(None, str(unknown))
        return []


def added_in_words(added: int) -> str:
    if added > 1:
        return f"{added} personnes ajoutées et notées présentes."
    return "Une personne ajoutée et notée présente."


@require_safe
def corrections(request, pk):
    """What was changed after it had been recorded, by whom and when."""
    session = session_to_record(request, pk)
    traces = (
        AttendanceCorrection.objects.visible_to(request.user)
        .filter(registration__event=session)
        .select_related("registration__person", "half_day", "corrected_by")
    )
    page = Paginator(traces, CORRECTIONS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "trainings/attendance/corrections.html", {"session": session, "page_obj": page})
