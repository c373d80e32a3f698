"""People who came by a poster: to confirm, to join with someone known, to refuse."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render

from networks import permissions
from networks.forms.newcomers import ConfirmForm
from networks.models import Registration
from proxinet.pages import require
from proxinet.saving import saved
from proxinet.seats import State
from sites import newcomers as acts
from sites.forms import SamePersonForm
from sites.merging import MergeRefused, merge
from sites.models import FieldWorker, StaffCategory

PER_PAGE = 30


def newcomers_of(user):
    """The newcomers of the sites one leads, the last come first, with the meetups they came to."""
    sites = permissions.sites_one_leads(user)
    came_to = Registration.objects.exclude(state=State.CANCELLED).select_related("event").order_by("event__starts_at")
    people = FieldWorker.objects.visible_to(user).filter(site__in=sites).newcomers()
    places = Prefetch("networks_registrations", came_to, to_attr="places")
    return people.select_related("site", "employer").prefetch_related(places).order_by("-added_at", "-pk")


def newcomers(request):
    """Everyone still to confirm, with the known people they may be."""
    require(permissions.can_create(request.user), permissions.WHO_MANAGES)
    people = newcomers_of(request.user)
    if request.method == "POST":
        return refuse_all(request, people)
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    likely = acts.possible_matches(list(page))
    context = {
        "page_obj": page,
        "rows": [(newcomer, likely[newcomer.pk]) for newcomer in page],
        "last": max((newcomer.pk for newcomer in page), default=0),
    }
    return render(request, "networks/newcomers/list.html", context)


def refuse_all(request, people):
    """Those who were there when the page was shown, not who came since."""
    last = request.POST.get("last", "")
    refused = acts.refuse_all(people.filter(pk__lte=int(last))) if last.isdecimal() and len(last) < 19 else 0
    messages.success(request, f"{refused} personne{'s' * (refused > 1)} refusée{'s' * (refused > 1)}.")
    return redirect("networks:newcomers")


def newcomer(request, pk):
    """One of them: who they are."""
    person = get_object_or_404(FieldWorker.objects.visible_to(request.user).select_related("site", "employer"), pk=pk)
    require(permissions.can_manage(request.user, person.site_id), permissions.WHO_MANAGES)
    if person.is_confirmed or not person.is_active:
        messages.info(request, acts.TAKEN_CARE_OF)
        return redirect("networks:newcomers")
    name, act = str(person), request.POST.get("act")
    likely = acts.possible_matches([person])[person.pk]
    known = FieldWorker.objects.filter(site=person.site_id).active().select_related("employer")
    initial = {"staff_category": "" if person.staff_category == StaffCategory.OTHER else person.staff_category}
    confirm = ConfirmForm(request.POST if act == "confirm" else None, instance=person, initial=initial)
    same = SamePersonForm(request.POST if act == "merge" else None, people=known, likely=likely)
    if act and (said := taken_care_of(request, act, person, confirm, same)):
        messages.success(request, said)
        return redirect("networks:newcomers")
    context = {
        "newcomer": person,
        "name": name,
        "form": same if act == "merge" else confirm,
        "confirm": confirm,
        "same": same,
        "likely": likely,
        "places": person.networks_registrations.exclude(state=State.CANCELLED).select_related("event"),
    }
    return render(request, "networks/newcomers/newcomer.html", context)


def taken_care_of(request, act, person, confirm, same) -> str:
    """What was done, as a sentence; empty when a form has something to say."""
    name = str(person)
    try:
        if act == "confirm" and confirm.is_valid() and saved(confirm, lambda: acts.confirm(confirm.instance)):
            return f"{confirm.instance} est maintenant dans la liste des agents."
        if act == "merge" and same.is_valid():
            into = same.cleaned_data["into"]
            merge(person, into=into, by=request.user)
            return f"{name} est maintenant {into}."
        if act == "refuse":
            acts.refuse(person)
            return f"{name} n’est plus dans la liste."
    except MergeRefused as refusal:
        same.add_error("into", str(refusal))
    except acts.AlreadyTakenCareOf as already:
        return str(already)
    return ""
