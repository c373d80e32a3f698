"""From the meetup to the reuse elsewhere, on one page."""

from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from networks.mini_projects import chain as story
from networks.mini_projects.chain_picture import draw
from networks.models import MiniProject


@require_safe
def chain(request, pk):
    """The same links drawn, and told in a list."""
    found = MiniProject.objects.visible_to(request.user).select_related("site", "proposed_at", "decided_at")
    project = get_object_or_404(found.annotate(supports_count=Count("supports")), pk=pk)
    stages = story.chain(project, request.user)
    return render(request, "networks/chain/chain.html", {"project": project, "stages": stages, "picture": draw(stages)})
