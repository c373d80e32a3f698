"""Coming in by the poster, without an account."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from networks.forms.joining import JoinForm
from networks.models import Meetup, Registration
from networks.posters import joining
from proxinet.ics import calendar_file
from proxinet.pages import posted
from proxinet.seats import SeatRefused, State
from proxinet.signed_links import read, read_edition
from sites import enrolment


def by_link(view):
    """Open to everyone, kept by nobody; only the origin leaves in Referer, never the token."""

    @login_not_required
    @never_cache
    @sensitive_post_parameters()
    @wraps(view)
    def answered(request, token):
        response = view(request, token)
        response["Referrer-Policy"] = "strict-origin"
        return response

    return answered


@by_link
def join(request, token):
    """One page: what it is, when, where, whether there is room, and the three ways to say who I am."""
    pk, edition = read_edition("poster", token)
    meetup = get_object_or_404(Meetup.objects.select_related("site"), pk=pk)
    context = {"meetup": meetup}
    if closed := joining.why_closed(meetup, edition):
        context |= {"closed": closed.sentence, "is_known": edition == meetup.poster_edition}
        return render(request, "networks/joining/closed.html", context, status=410 if closed.for_good else 200)
    form = JoinForm(posted(request), site=meetup.site)
    if request.method == "POST" and form.is_valid() and (registration := place_for(request, meetup, form)):
        return redirect(joining.joined_path(registration))
    return render(request, "networks/joining/join.html", context | {"form": form})


def place_for(request, meetup: Meetup, form: JoinForm) -> Registration | None:
    """The registration; None, and the form says why."""
    try:
        if not form.is_known:
            return joining.join_by_name(request, meetup, **form.named())
        said = {name: form.cleaned_data[name] for name in ("code", "phone", "first_name")}
        return joining.join_known(request, meetup, **said)
    except joining.JoinRefused as refusal:
        form.add_error(refusal.field, str(refusal))
    return None


def registration_of(token) -> Registration:
    registrations = Registration.objects.select_related("event__site", "person__user", "person__merged_into")
    return joining.current(get_object_or_404(registrations, pk=read("joined", token)))


@by_link
def joined(request, token):
    """What became of it, and « I am not coming any more »."""
    registration = registration_of(token)
    meetup = registration.event
    refused = ""
    if request.method == "POST":
        try:
            enrolment.withdraw(meetup, registration.person)
        except SeatRefused as refusal:
            refused = str(refusal)
        else:
            return redirect(request.path)
    rank = enrolment.waiting_rank(registration) if registration.state == State.WAITING else None
    context = {
        "meetup": meetup,
        "registration": registration,
        "rank": rank,
        "refused": refused,
        "first_name": joining.name_given(registration.person),
        "calendar_token": token,
        "is_over": meetup.cancelled_at or meetup.has_started,
    }
    return render(request, "networks/joining/joined.html", context)


@by_link
@require_safe
def joined_calendar(request, token):
    """The meetup for one's own calendar, with the way back to « I am not coming »."""
    registration = registration_of(token)
    meetup = registration.event
    content = calendar_file(
        uid=f"{meetup._meta.label_lower}-{meetup.pk}",
        title=meetup.label,
        place=meetup.place,
        periods=list(meetup.periods()),
        url=request.build_absolute_uri(joining.joined_path(registration)),
    )
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="rencontre-{meetup.pk}.ics"'},
    )
