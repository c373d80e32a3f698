"""Scheduling meetups, changing them, saying how they went: the lead's pages."""

from datetime import date

from django.contrib import messages
from django.shortcuts import redirect, render

from networks import permissions
from networks.forms.planning import MeetupForm, SeriesForm
from networks.meetups import scheduling
from networks.meetups import series as series_acts
from networks.meetups.series_preview import preview
from networks.models import Meetup, WorkingGroup
from networks.views.meetups import visible_meetup
from proxinet.context import current_shell
from proxinet.pages import posted, require, told_sentence
from proxinet.row_numbers import row_number
from proxinet.seats import CapacityTooSmall, TimeConflict


def managed_meetup(request, pk) -> Meetup:
    """The meetup this person may change, or 404 / 403."""
    meetup = visible_meetup(request, pk)
    require(permissions.can_manage(request.user, meetup.site_id), permissions.WHO_MANAGES)
    return meetup


def sites_to_choose_from(request):
    require(permissions.can_create(request.user), permissions.WHO_CREATES)
    return permissions.sites_one_leads(request.user)


def first_values(request) -> dict:
    """The site one is at; from the page of a group (``?group=``), what its next meetup is likely to be."""
    groups = WorkingGroup.objects.visible_to(request.user)
    group = groups.filter(pk=row_number(request.GET.get("group", ""))).first()
    if group is None:
        return {"site": current_shell(request).site}
    title = f"Groupe «\u202f{group.title}\u202f»"
    return {"site": group.site_id, "group": group.pk, "kind": Meetup.Kind.WORKING_SESSION, "title": title[:160]}


def create_meetup(request):
    sites = sites_to_choose_from(request)
    form = MeetupForm(posted(request), sites=sites, initial=first_values(request))
    if request.method == "POST" and form.is_valid():
        try:
            meetup = scheduling.schedule_meetup(form.cleaned_data["site"], form.details)
        except scheduling.ScheduleRefused:
            form.add_error("title", "Une rencontre du même nom est déjà prévue à cette heure.")
        else:
            messages.success(request, "La rencontre est créée.")
            return redirect(meetup)
    return render(request, "networks/meetup_form.html", {"form": form, "meetup": None})


def edit_meetup(request, pk):
    meetup = managed_meetup(request, pk)
    if meetup.cancelled_at:
        messages.error(request, "Cette rencontre est annulée : elle ne peut plus changer.")
        return redirect(meetup)
    following = 0 if meetup.has_started else series_acts.following(meetup).count()
    as_written = visible_meetup(request, pk)
    form = MeetupForm(posted(request), instance=as_written, sites=[meetup.site], following=following)
    if request.method == "POST" and form.is_valid() and (done := revised(meetup, form)):
        messages.success(request, done)
        return redirect(meetup)
    return render(request, "networks/meetup_form.html", {"form": form, "meetup": meetup})


def revised(meetup, form) -> str:
    """What was done, in a sentence; empty, and the form says why not."""
    revise = series_acts.revise_following if form.is_for_following else scheduling.revise_meetup
    try:
        told = revise(meetup, form.details)
    except CapacityTooSmall as refused:
        form.add_error("capacity", str(refused))
    except TimeConflict as refused:
        form.add_error("starts" if form.is_for_following else "day", str(refused))
    except scheduling.ScheduleRefused as refused:
        form.add_error(refused.field, str(refused))
    else:
        what = "Ces rencontres sont modifiées." if form.is_for_following else "La rencontre est modifiée."
        return f"{what}{told_sentence(told)}"
    return ""


def cancel_meetup(request, pk):
    """Ask, saying how many will be told; then call the meetup off."""
    meetup = managed_meetup(request, pk)
    if meetup.cancelled_at or meetup.has_started:
        messages.error(
            request,
            "Cette rencontre est déjà annulée." if meetup.cancelled_at else "Cette rencontre a déjà commencé.",
        )
        return redirect(meetup)
    if request.method == "POST":
        told = scheduling.call_off_meetup(meetup)
        messages.success(request, f"La rencontre est annulée.{told_sentence(told)}")
        return redirect(meetup)
    context = {"meetup": meetup, "told": series_acts.people_at([meetup])}
    return render(request, "networks/meetup_cancel.html", context)


def series(request):
    """One form, then its dates to look at, then all of them are created. Nothing is written before the last step."""
    sites = sites_to_choose_from(request)
    form = SeriesForm(posted(request), sites=sites, initial={"site": current_shell(request).site})
    step = request.POST.get("step", "")
    if step not in ("preview", "confirm") or not form.is_valid():
        return render(request, "networks/series_form.html", {"form": form})
    dates = form.dates()
    if step == "preview":
        return preview_page(request, form, dates)
    kept, refusal = kept_days(request, dates)
    if not refusal:
        try:
            meetups = scheduling.schedule_series(form.plan, kept)
        except scheduling.ScheduleRefused as error:
            refusal = str(error)
        else:
            messages.success(request, created_sentence(len(meetups)))
            return redirect("networks:series_page", meetups[0].series_id)
    return preview_page(request, form, dates, kept, refusal)


def preview_page(request, form, dates, kept=None, refusal=""):
    context = {
        "form": form,
        "plan": form.plan,
        "rule": scheduling.rule_in_words(form.cleaned_data["first_day"], form.cleaned_data["rule"]),
        "days": preview(form.plan, dates, kept),
        "refusal": refusal,
    }
    return render(request, "networks/series_preview.html", context)


def kept_days(request, dates: list[date]) -> tuple[set[date], str]:
    """The days left ticked, and a sentence when they cannot be used."""
    by_name = {day.isoformat(): day for day in dates}
    names = request.POST.getlist("days")
    kept = {by_name[name] for name in names if name in by_name}
    if any(name not in by_name for name in names):
        return kept, "Une des dates n’est pas dans la série : vérifiez la liste."
    return kept, "" if kept else "Gardez au moins une date."


def created_sentence(count: int) -> str:
    return "Une rencontre est créée." if count == 1 else f"{count} rencontres sont créées."
