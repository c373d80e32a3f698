"""Mini-projects other sites may take up: what was done and what it gave, never who."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from networks import permissions
from networks.filters import SharedProjectFilter
from networks.forms.projects import CopyForm
from networks.mini_projects.copying import NO_LONGER_SHARED, AlreadyCopied, NoLongerShared, copies_at
from networks.mini_projects.copying import copy_project as write_copy
from networks.mini_projects.projects import ProjectRefused
from networks.models import MiniProject
from proxinet.context import current_shell
from proxinet.pages import posted, require

PROJECTS_A_PAGE = 20
OUTCOMES_SHOWN = 30


@require_safe
def catalogue(request):
    """What other sites offer; one's own are not « ailleurs »."""
    require(permissions.can_read_catalogue(request.user), permissions.WHO_READS_CATALOGUE)
    own = () if request.user.access.is_national else request.user.access.site_ids()
    found = MiniProject.objects.shared().exclude(site__in=own).select_related("site").order_by("title", "pk")
    filters = SharedProjectFilter(request.GET, queryset=found, request=request)
    chosen = filters.qs.annotate(copies_count=Count("copies"))
    page = Paginator(chosen, PROJECTS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "networks/catalogue/catalogue.html", {"filter": filters, "page_obj": page})


@require_safe
def shared_project(request, pk):
    """The design and the results."""
    require(permissions.can_read_catalogue(request.user), permissions.WHO_READS_CATALOGUE)
    project = get_object_or_404(MiniProject.objects.shared().select_related("site"), pk=pk)
    context = {
        "project": project,
        "partners": project.partners.all(),
        "pilots": project.pilot_parts.select_related("organisation"),
        "steps": project.tasks.order_by("pk"),
        "outcomes": project.outcomes.all()[:OUTCOMES_SHOWN],
        "own_copies": copies_at(project, permissions.sites_one_leads(request.user)),
        "is_own": MiniProject.objects.visible_to(request.user).filter(pk=pk).exists(),
        "can_copy": permissions.can_create(request.user),
    }
    return render(request, "networks/catalogue/shared_project.html", context)


def copy_project(request, pk):
    """At one's own site, as an idea or decided. Withdrawn meanwhile, the reader is told, whatever they asked for."""
    require(permissions.can_create(request.user), permissions.WHO_COPIES)
    source = MiniProject.objects.shared().select_related("site").filter(pk=pk).first()
    if source is None:
        return no_longer_shared(request)
    sites = permissions.sites_one_leads(request.user).exclude(pk=source.site_id)
    require(sites.exists(), permissions.WHO_COPIES)
    initial = {"site": current_shell(request).site, "title": source.title}
    form = CopyForm(posted(request), sites=sites, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            copy = write_copy(source, by=request.user, **form.cleaned_data)
        except NoLongerShared:
            return no_longer_shared(request)
        except AlreadyCopied as refused:
            messages.warning(request, str(refused))
            return redirect(refused.copy)
        except ProjectRefused as refused:
            form.add_error(refused.beside, str(refused))
        else:
            messages.success(request, "Le mini-projet est repris chez vous. Relisez-le.")
            return redirect(copy)
    context = {"form": form, "project": source, "own_copies": copies_at(source, sites)}
    return render(request, "networks/catalogue/copy_form.html", context)


def no_longer_shared(request):
    messages.error(request, NO_LONGER_SHARED)
    return redirect("networks:catalogue")
