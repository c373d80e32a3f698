"""Site walks: their list, each with its points, on paper and on the way."""

import re

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from networks import permissions
from networks.filters import WalkFilter
from networks.forms.walks import WalkForm
from networks.models import Meetup, SiteWalk
from networks.site_walks.sheet import sheet_pdf
from networks.site_walks.walks import delete_walk as remove_walk
from proxinet.context import current_shell
from proxinet.pages import posted, require
from sites.forms_observing import written
from sites.models import Progress
from sites.observing import late, observation_counts, write_visit

WALKS_A_PAGE = 20
POINTS_A_PAGE = 30
COUNT_BY_STATE = {state.value: Count("pk", filter=Q(state=state)) for state in Progress}
MEETUP_NUMBER = re.compile(r"[0-9]{1,9}")


def visible_walk(request, pk) -> SiteWalk:
    visible = SiteWalk.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("site", "led_by", "meetup"), pk=pk)


def managed_walk(request, pk) -> SiteWalk:
    """The walk this person may change, or 404 / 403."""
    walk = visible_walk(request, pk)
    require(permissions.can_manage(request.user, walk.site_id), permissions.WHO_MANAGES)
    return walk


@require_safe
def walks(request):
    visible = SiteWalk.objects.visible_to(request.user).select_related("site", "led_by")
    filters = WalkFilter(request.GET, queryset=visible, request=request)
    chosen = filters.qs.annotate(**observation_counts("points")).order_by("-held_on", "-pk")
    context = {
        "filter": filters,
        "page_obj": Paginator(chosen, WALKS_A_PAGE).get_page(request.GET.get("page")),
        "can_create": permissions.can_create(request.user),
    }
    return render(request, "networks/walks/list.html", context)


def create_walk(request):
    """``?meetup=``: the visit it is walked at, whose title, place and day are proposed."""
    require(permissions.can_create(request.user), permissions.WHO_CREATES)
    sites = permissions.sites_one_leads(request.user)
    initial = {"site": current_shell(request).site} | from_meetup(request, sites)
    return save_walk(request, WalkForm(posted(request), sites=sites, initial=initial), None)


def from_meetup(request, sites) -> dict:
    asked = request.GET.get("meetup", "")
    meetup = Meetup.objects.filter(pk=asked, site__in=sites).first() if MEETUP_NUMBER.fullmatch(asked) else None
    if meetup is None:
        return {}
    day = timezone.localdate(meetup.starts_at)
    return {"site": meetup.site_id, "meetup": meetup.pk, "title": meetup.title, "place": meetup.place, "held_on": day}


def edit_walk(request, pk):
    walk = managed_walk(request, pk)
    form = WalkForm(posted(request), instance=visible_walk(request, pk), sites=[walk.site])
    return save_walk(request, form, walk)


def save_walk(request, form, walk):
    if request.method == "POST" and form.is_valid() and written(form, write_visit):
        messages.success(request, "La visite est enregistrée.")
        return redirect(form.instance)
    return render(request, "networks/walks/form.html", {"form": form, "walk": walk})


@require_safe
def walk(request, pk):
    """Its points in order; ``?retard=1``: only those whose day is past."""
    walk = visible_walk(request, pk)
    only_late = "retard" in request.GET
    points = walk.points.select_related("owner")
    shown = points.filter(late()) if only_late else points
    context = {
        "walk": walk,
        "page_obj": Paginator(shown, POINTS_A_PAGE).get_page(request.GET.get("page")),
        "counts": walk.points.aggregate(total=Count("pk"), late=Count("pk", filter=late()), **COUNT_BY_STATE),
        "only_late": only_late,
        "can_manage": permissions.can_manage(request.user, walk.site_id),
        "can_note": permissions.can_note_points(request.user, walk.site_id),
    }
    return render(request, "networks/walks/walk.html", context)


def delete_walk(request, pk):
    """Ask, saying what goes with it; then delete, photos too."""
    walk = managed_walk(request, pk)
    if request.method == "POST":
        remove_walk(walk)
        messages.success(request, "La visite est supprimée.")
        return redirect("networks:walks")
    lost = "Ses points, leurs photos et leurs suites seront supprimés aussi." if walk.points.exists() else ""
    context = {"thing": walk.title, "walk": walk, "lost": lost, "back": walk.get_absolute_url()}
    return render(request, "networks/walks/delete.html", context)


@require_safe
def walk_sheet(request, pk):
    """On paper, with lines left to write on; with ``?vierge=1``, only those."""
    walk = visible_walk(request, pk)
    blank = "vierge" in request.GET
    pdf = sheet_pdf(walk, blank=blank)
    name = f"visite-{walk.pk}{'-vierge' if blank else ''}.pdf"
    return HttpResponse(
        pdf.content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"},
    )
