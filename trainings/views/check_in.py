"""The code shown in the room, and the page it opens on a trainee's phone."""

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from proxinet.attempts import Attempts
from proxinet.pages import posted, require
from proxinet.signed_links import read
from trainings import permissions
from trainings.check_in import (
    CheckInRefused,
    SeveralPeople,
    check_in_path,
    hours,
    registration_named,
    registration_of,
    why_closed,
)
from trainings.check_in import check_in as note_present
from trainings.forms.check_in import CheckInForm
from trainings.models import HalfDay, Session

REFERRER_POLICY = "strict-origin"  # never the token; "no-referrer" would break the page's own form
WRONG_NAMES, IN_SECONDS = 30, 600  # a whole room may share one network address
TOO_MANY = "Trop d’essais. Attendez dix minutes, ou demandez au formateur de noter votre présence."
ALREADY = "Votre présence avait déjà été notée. En cas de doute, voyez avec le formateur."


@require_safe
def check_in_code(request, pk):
    """The code of one half-day, to show on a screen or to print."""
    half_days = HalfDay.objects.filter(session__in=Session.objects.visible_to(request.user))
    half_day = get_object_or_404(half_days.select_related("session__module__programme__site"), pk=pk)
    require(permissions.can_record_attendance(request.user, half_day.session), permissions.WHO_RECORDS)
    address = request.build_absolute_uri(check_in_path(half_day))
    code = segno.make(address, error="m", micro=False)
    drawing = code.svg_inline(border=4, light="#fff", omitsize=True, title="QR code pour dire que je suis là")
    opens, closes = hours(half_day)
    context = {
        "half_day": half_day,
        "session": half_day.session,
        "address": address,
        "drawing": mark_safe(drawing),  # noqa: S308 - drawn by segno from our own address
        "opens": opens,
        "closes": closes,
    }
    return render(request, "trainings/check_in/code.html", context)


@login_not_required
@never_cache
@sensitive_post_parameters()
def check_in(request, token):
    """« I am here »: one button for someone signed in, a name for the others; nobody's name is ever shown."""
    half_days = HalfDay.objects.select_related("session__module__programme")
    half_day = get_object_or_404(half_days, pk=read("check-in", token))
    response = answer(request, half_day)
    response["Referrer-Policy"] = REFERRER_POLICY
    return response


def answer(request, half_day):
    own = registration_of(half_day, request.user)
    form = None if own else CheckInForm(posted(request))
    closed = why_closed(half_day)
    if request.method == "POST" and not closed:
        registration = own or registration_typed(request, half_day, form)
        if registration:
            say_present(request, half_day, registration)
            return redirect(request.path)
    context = {"half_day": half_day, "session": half_day.session, "own": own, "form": form, "closed": closed}
    if own:
        context["recorded"] = own.attendances.filter(half_day=half_day).first()
    return render(request, "trainings/check_in/page.html", context)


def registration_typed(request, half_day, form):
    """The registration of the name typed; None, and the form says why."""
    attempts = Attempts(request, f"check-in {half_day.pk}", most=WRONG_NAMES, seconds=IN_SECONDS)
    if attempts.are_over:
        form.add_error(None, TOO_MANY)
    elif form.is_valid():
        try:
            return registration_named(half_day, **form.cleaned_data)
        except SeveralPeople as several:
            form.ask_employer(str(several))
        except CheckInRefused as refusal:
            attempts.count()
            form.add_error(None, str(refusal))
    return None


def say_present(request, half_day, registration) -> None:
    try:
        written = note_present(half_day, registration)
    except CheckInRefused as refusal:
        messages.error(request, str(refusal))
    else:
        sentence = f"C’est noté : {registration.person} est là." if written else ALREADY
        messages.add_message(request, messages.SUCCESS if written else messages.INFO, sentence)
