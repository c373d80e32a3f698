"""A series of meetups: its dates, one more, the end of it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from networks import permissions
from networks.forms.planning import ExtraDateForm
from networks.meetups import series
from networks.meetups.scheduling import ScheduleRefused
from networks.models import MeetupSeries
from proxinet.pages import posted, require, told_sentence
from proxinet.seats import SignUpClosed

DATES_A_PAGE = 50


def visible_series(request, pk) -> MeetupSeries:
    return get_object_or_404(MeetupSeries.objects.visible_to(request.user).select_related("site"), pk=pk)


def led_series(request, pk) -> MeetupSeries:
    found = visible_series(request, pk)
    require(permissions.can_manage(request.user, found.site_id), permissions.WHO_MANAGES)
    return found


@require_safe
def series_page(request, pk):
    found = visible_series(request, pk)
    to_come = series.to_come(found).count()
    context = {
        "series": found,
        "page_obj": Paginator(found.meetups.order_by("starts_at", "pk"), DATES_A_PAGE).get_page(
            request.GET.get("page")
        ),
        "to_come": to_come,
        "can_manage": permissions.can_manage(request.user, found.site_id),
    }
    return render(request, "networks/series/page.html", context)


def add_date(request, pk):
    """One more date, planned like the nearest one."""
    found = led_series(request, pk)
    form = ExtraDateForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            meetup = series.add_date(found, form.cleaned_data["day"])
        except ScheduleRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, "La date est ajoutée à la série.")
            return redirect(meetup)
    return render(request, "networks/series/add_date.html", {"series": found, "form": form})


def stop_series(request, pk):
    """Ask, saying how many meetups are called off and how many people are told; then call them off."""
    found = led_series(request, pk)
    to_come = series.to_come(found)
    if not to_come:
        messages.info(request, "Cette série n’a plus de rencontre à venir.")
        return redirect("networks:series_page", pk)
    if request.method == "POST":
        try:
            stopped, told = series.stop(found)
        except SignUpClosed as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"{stopped_sentence(stopped)}{told_sentence(told)}")
        return redirect("networks:series_page", pk)
    context = {"series": found, "meetups": to_come, "told": series.people_at(to_come)}
    return render(request, "networks/series/stop.html", context)


def stopped_sentence(count: int) -> str:
    what = "Une rencontre est annulée." if count == 1 else f"{count} rencontres sont annulées."
    return f"La série est arrêtée. {what}"
