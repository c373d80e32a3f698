"""Noting points on the way, on a phone: a plain form; with JavaScript, also the drafts a phone sends when it can."""

from django.conf import settings
from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from networks import permissions
from networks.forms.walks import OnTheWayForm
from networks.models import WalkPoint
from networks.site_walks.walks import note_point
from networks.views.walks import visible_walk
from proxinet.pages import posted, require
from sites.forms_observing import written

OTHER_ACCOUNT = "Ce point a été noté avec un autre compte\u202f: reconnectez-vous avec ce compte."


def on_the_way(request, pk):
    """One short form a point. A phone's drafts are posted here too and answered in JSON (``X-Requested-With``)."""
    walk = visible_walk(request, pk)
    require(permissions.can_note_points(request.user, walk.site_id), permissions.WHO_NOTES_POINTS)
    form = OnTheWayForm(posted(request), request.FILES or None, instance=WalkPoint(walk=walk, noted_by=request.user))
    if request.headers.get("X-Requested-With") == "fetch" and request.method == "POST":
        return answer_draft(request, form)
    if request.method == "POST" and form.is_valid() and noted(form):
        messages.success(request, "Le point est noté.")
        return redirect("networks:on_the_way", pk)
    context = {"form": form, "walk": walk, "points": walk.points.only("place", "problem", "state", "walk")}
    return render(request, "networks/walks/on_the_way.html", context)


def noted(form) -> WalkPoint | None:
    """The point as it stands in the walk, however often it is sent; None when it is refused, beside its field."""
    kept = []

    def write(point):
        kept.append(note_point(point, form.cleaned_data["upload"]))

    return kept[0] if written(form, write) else None


def answer_draft(request, form):
    """201 with the point; 409 for another account's draft; 422 with sentences when it is refused."""
    if request.POST.get("account") != str(request.user.pk):
        return JsonResponse({"errors": [OTHER_ACCOUNT]}, status=409)
    point = noted(form) if form.is_valid() else None
    if point is None:
        sentences = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"errors": sentences, "fields": list(form.errors)}, status=422)
    return JsonResponse({"point": point.pk, "title": str(point)}, status=201)


@require_safe
def offline_worker(request):
    """The worker that opens the page again without network; it must see people sign out, hence the whole portal."""
    pieces = {"static_url": settings.STATIC_URL}
    response = render(request, "networks/walks/worker.js", pieces, content_type="text/javascript")
    response["Service-Worker-Allowed"] = "/"
    return response
