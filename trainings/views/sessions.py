"""Finding a training, taking a place, and what I did."""

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from proxinet.ics import calendar_file
from proxinet.seats import State
from sites import views_sign_up
from sites.seat_mix import mix_of
from sites.sign_up_form import my_place, my_places
from trainings import permissions
from trainings.attendance import half_days_to_record
from trainings.cards import SessionCard
from trainings.filters import SessionFilter
from trainings.models import HalfDay, Programme, Registration, Session

SESSIONS_A_PAGE = 20
PEOPLE_A_PAGE = 50


def visible_sessions(request):
    return Session.objects.visible_to(request.user).select_related("module__programme__site", "trainer")


def visible_session(request, pk, **annotations) -> Session:
    """The session with its programme and site, or 404."""
    sessions = visible_sessions(request).select_related("module__programme__deliverer")
    return get_object_or_404(sessions.annotate(**annotations), pk=pk)


def programme_of_session(user):
    return Programme.objects.visible_to(user).filter(pk=OuterRef("module__programme"))


@require_safe
def session_list(request):
    """Sessions to come or under way."""
    sessions = visible_sessions(request).filter(ends_at__gt=timezone.now()).order_by("starts_at", "pk")
    return list_page(request, sessions, is_past=False)


@require_safe
def past_sessions(request):
    sessions = visible_sessions(request).filter(ends_at__lte=timezone.now()).order_by("-starts_at", "-pk")
    return list_page(request, sessions, is_past=True)


def list_page(request, sessions, *, is_past):
    half_days = HalfDay.objects.filter(session=OuterRef("pk")).order_by().values("session")
    counted = sessions.annotate(half_day_count=Coalesce(Subquery(half_days.values(count=Count("pk"))), 0))
    filters = SessionFilter(request.GET, queryset=counted, request=request)
    if is_past:
        del filters.form.fields["free"], filters.filters["free"]
    page = Paginator(filters.qs, SESSIONS_A_PAGE).get_page(request.GET.get("page"))
    places = my_places(page.object_list, request.user)
    context = {
        "filter": filters,
        "page_obj": page,
        "cards": [SessionCard(session, places[session.pk]) for session in page],
        "is_past": is_past,
    }
    return render(request, "trainings/list.html", context)


@require_safe
def session_page(request, pk):
    user = request.user
    session = visible_session(request, pk, sees_programme=Exists(programme_of_session(user)))
    half_days = list(session.half_days.all())
    sees_people = permissions.can_see_who_is_in(user, session)
    context = {
        "session": session,
        "event": session,
        "half_days": half_days,
        "place": my_place(session, user),
        "sees_programme": session.sees_programme,
        "sign_up_url": reverse("trainings:sign_up", args=[pk]),
        "sign_off_url": reverse("trainings:sign_off", args=[pk]),
        "accept_url": reverse("trainings:accept", args=[pk]),
        "mix": mix_of(session),
        "page_obj": who_is_in(request, session) if sees_people else None,
        "can_manage": permissions.can_manage(user, session.module.programme),
        "can_sign_up_others": views_sign_up.may_sign_up_others(user, session.site),
        "can_record": permissions.can_record_attendance(user, session) and half_days_to_record(session),
    }
    return render(request, "trainings/session.html", context)


def who_is_in(request, session):
    """A page of the registrations this person may read, in the order people came."""
    registrations = (
        Registration.objects.visible_to(request.user)
        .filter(event=session)
        .exclude(state=State.CANCELLED)
        .select_related("person__employer")
        .order_by("position")
    )
    return Paginator(registrations, PEOPLE_A_PAGE).get_page(request.GET.get("page"))


def sign_up(request, pk):
    return views_sign_up.sign_up(request, visible_session(request, pk))


def sign_off(request, pk):
    action = reverse("trainings:sign_off", args=[pk])
    return views_sign_up.sign_off(request, visible_session(request, pk), action=action)


def sign_up_people(request, pk):
    session = visible_session(request, pk)
    return views_sign_up.sign_up_several(request, session, room_url=reverse("trainings:list"), room_name="Formations")


@require_safe
def calendar(request, pk):
    """The session's half-days for one's own calendar; the same identifiers as in the mails, so that it is updated."""
    session = visible_session(request, pk)
    content = calendar_file(
        uid=f"{session._meta.label_lower}-{session.pk}",
        title=session.label,
        place=session.place,
        periods=list(session.periods()),
        url=request.build_absolute_uri(session.get_absolute_url()),
    )
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="formation-{session.pk}.ics"'},
    )
