"""The points of a walk: noted at a desk, followed up, corrected, taken away."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from networks import permissions
from networks.forms.walks import PointForm, WalkStepForm
from networks.models import WalkPoint, WalkStep
from networks.site_walks.walks import correct_point, note_point
from networks.site_walks.walks import delete_point as remove_point
from networks.views.walks import visible_walk
from proxinet.pages import posted, require
from sites.forms_observing import written
from sites.observing import note_step


def visible_point(request, pk) -> WalkPoint:
    visible = WalkPoint.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("owner", "walk__site"), pk=pk)


def own_point(request, pk) -> WalkPoint:
    """The point this person may correct, or 404 / 403."""
    point = visible_point(request, pk)
    require(permissions.can_correct_point(request.user, point), permissions.WHO_CORRECTS_POINTS)
    return point


def add_point(request, pk):
    walk = visible_walk(request, pk)
    require(permissions.can_note_points(request.user, walk.site_id), permissions.WHO_NOTES_POINTS)
    form = PointForm(posted(request), request.FILES or None, instance=WalkPoint(walk=walk, noted_by=request.user))
    return save_point(request, form, walk, None, note_point)


def edit_point(request, pk):
    point = own_point(request, pk)
    form = PointForm(posted(request), request.FILES or None, instance=visible_point(request, pk))
    return save_point(request, form, point.walk, point, correct_point)


def save_point(request, form, walk, point, write):
    def with_photo(instance):
        write(instance, form.cleaned_data["upload"])

    if request.method == "POST" and form.is_valid() and written(form, with_photo):
        messages.success(request, "Le point est enregistré.")
        return redirect("networks:point", point.pk) if point else redirect(walk)
    return render(request, "networks/walks/point_form.html", {"form": form, "walk": walk, "point": point})


def point(request, pk):
    """What was seen, what became of it; a POST adds a step."""
    point = visible_point(request, pk)
    can_manage = permissions.can_manage(request.user, point.walk.site_id)
    if request.method == "POST":
        require(can_manage, permissions.WHO_MANAGES)
    step = WalkStep(observation=point, state=point.state, noted_by=request.user)
    form = WalkStepForm(posted(request), instance=step)
    if request.method == "POST" and form.is_valid():
        note_step(form.instance)
        messages.success(request, "La suite est notée.")
        return redirect("networks:point", pk)
    context = {
        "point": point,
        "walk": point.walk,
        "steps": point.steps.all(),
        "form": form if can_manage else None,
        "can_correct": permissions.can_correct_point(request.user, point),
    }
    return render(request, "networks/walks/point.html", context)


def delete_point(request, pk):
    """Ask, then delete with its photo and its history."""
    point = own_point(request, pk)
    if request.method == "POST":
        remove_point(point)
        messages.success(request, "Le point est supprimé.")
        return redirect(point.walk)
    lost = "Ses suites seront supprimées aussi." if point.steps.exists() else ""
    context = {"thing": str(point), "walk": point.walk, "lost": lost, "back": point.walk.get_absolute_url()}
    return render(request, "networks/walks/delete.html", context)


@require_safe
def point_photo(request, pk):
    """Shown in the page, to those who may read the point; kept by nobody on the way."""
    point = visible_point(request, pk)
    if not point.photo:
        raise Http404("Ce point n’a pas de photo.")
    try:
        image = point.photo.open("rb")
    except FileNotFoundError:
        raise Http404("La photo n’est plus là.") from None
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
    return FileResponse(image, content_type=point.content_type, headers=headers)
