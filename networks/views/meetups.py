"""Finding a meetup, taking a place, and what came of it."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from networks import permissions
from networks.filters import MeetupFilter
from networks.meetups import invited
from networks.meetups.after import what_came_of
from networks.meetups.cards import MeetupCard
from networks.models import Meetup, Registration
from proxinet.ics import calendar_file
from proxinet.seats import State
from sites import views_sign_up
from sites.sign_up_form import my_place, my_places

MEETUPS_A_PAGE = 20
PEOPLE_A_PAGE = 50


def visible_meetup(request, pk) -> Meetup:
    """The meetup with its site, or 404."""
    return get_object_or_404(Meetup.objects.visible_to(request.user).select_related("site", "group"), pk=pk)


@require_safe
def meetup_list(request):
    """Meetups to come or under way."""
    meetups = Meetup.objects.visible_to(request.user).filter(ends_at__gt=timezone.now())
    return list_page(request, meetups.order_by("starts_at", "pk"), is_past=False)


@require_safe
def past_meetups(request):
    meetups = Meetup.objects.visible_to(request.user).filter(ends_at__lte=timezone.now())
    return list_page(request, meetups.order_by("-starts_at", "-pk"), is_past=True)


def list_page(request, meetups, *, is_past):
    filters = MeetupFilter(request.GET, queryset=meetups.select_related("site"), request=request)
    page = Paginator(filters.qs, MEETUPS_A_PAGE).get_page(request.GET.get("page"))
    places = my_places(page.object_list, request.user)
    context = {
        "filter": filters,
        "page_obj": page,
        "cards": [
            MeetupCard(meetup, places[meetup.pk], permissions.can_manage(request.user, meetup.site_id))
            for meetup in page
        ],
        "is_past": is_past,
        "can_create": permissions.can_create(request.user),
    }
    return render(request, "networks/meetups.html", context)


@require_safe
def meetup_page(request, pk):
    meetup = visible_meetup(request, pk)
    user = request.user
    sees_people = permissions.can_see_who_is_in(user, meetup.site_id)
    can_manage = permissions.can_manage(user, meetup.site_id)
    place, after = my_place(meetup, user), what_came_of(meetup, user)
    context = {
        "meetup": meetup,
        "event": meetup,
        "partners": meetup.partners.all(),
        "place": place,
        "invitation": invited.invitation_to_answer(meetup, place),
        "numbers": invited.numbers(meetup) if can_manage else None,
        "sign_up_url": reverse("networks:sign_up", args=[pk]),
        "sign_off_url": reverse("networks:sign_off", args=[pk]),
        "page_obj": who_is_in(request, meetup) if sees_people else None,
        "can_manage": can_manage,
        "can_sign_up_others": views_sign_up.may_sign_up_others(user, meetup.site),
        "can_record": can_manage and meetup.day_has_come and not meetup.cancelled_at,
        "after": after,
        "outcomes": after.outcomes,
    }
    return render(request, "networks/meetup.html", context)


def who_is_in(request, meetup):
    """A page of the registrations this person may read, in the order people came."""
    registrations = (
        meetup.registrations.filter(pk__in=Registration.objects.visible_to(request.user).values("pk"))
        .exclude(state=State.CANCELLED)
        .select_related("person__employer")
        .order_by("position")
    )
    return Paginator(registrations, PEOPLE_A_PAGE).get_page(request.GET.get("page"))


def sign_up(request, pk):
    return views_sign_up.sign_up(request, visible_meetup(request, pk))


def sign_off(request, pk):
    action = reverse("networks:sign_off", args=[pk])
    return views_sign_up.sign_off(request, visible_meetup(request, pk), action=action)


def sign_up_people(request, pk):
    meetup = visible_meetup(request, pk)
    return views_sign_up.sign_up_several(request, meetup, room_url=reverse("networks:meetups"), room_name="Rencontres")


@require_safe
def calendar(request, pk):
    """The meetup for one's own calendar; the same identifier as in the mails, so that it is updated."""
    meetup = visible_meetup(request, pk)
    content = calendar_file(
        uid=f"{meetup._meta.label_lower}-{meetup.pk}",
        title=meetup.label,
        place=meetup.place,
        periods=list(meetup.periods()),
        url=request.build_absolute_uri(meetup.get_absolute_url()),
    )
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="rencontre-{meetup.pk}.ics"'},
    )
