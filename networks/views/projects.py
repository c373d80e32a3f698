"""Mini-projects: the list, each one's page, adding and editing them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.models import Role
from networks import permissions
from networks.filters import ProjectFilter
from networks.forms.projects import ProjectForm
from networks.mini_projects import page, projects
from networks.mini_projects.projects import ProjectRefused
from networks.models import MiniProject
from networks.views.planning import sites_to_choose_from
from proxinet.context import current_shell
from proxinet.pages import posted, require
from proxinet.saving import saved

PROJECTS_A_PAGE = 20


def visible_project(request, pk) -> MiniProject:
    found = MiniProject.objects.visible_to(request.user)
    related = ("site", "proposed_at", "proposed_by", "decided_at", "group", "copied_from__site")
    return get_object_or_404(found.select_related(*related), pk=pk)


def managed_project(request, pk) -> MiniProject:
    """The mini-project this person may change, or 404 / 403."""
    project = visible_project(request, pk)
    require(permissions.can_manage(request.user, project.site_id), permissions.WHO_MANAGES)
    return project


@require_safe
def project_list(request):
    found = MiniProject.objects.visible_to(request.user).select_related("site").prefetch_related("partners")
    filters = ProjectFilter(request.GET, queryset=found.ideas_first(), request=request)
    context = {
        "filter": filters,
        "page_obj": Paginator(filters.qs, PROJECTS_A_PAGE).get_page(request.GET.get("page")),
        "can_create": permissions.can_create(request.user),
        "can_propose": permissions.sites_one_proposes_at(request.user).exists(),
        "links_elsewhere": request.user.access.site_ids(Role.PARTNER),  # the others have it among the room's pages
    }
    return render(request, "networks/projects.html", context)


@require_safe
def project_page(request, pk):
    """Where it stands, who is in, what is left to do, what came of it."""
    context = page.project_page(visible_project(request, pk), request.user, request.GET.get("page"))
    return render(request, "networks/project.html", context)


def create_project(request):
    sites = sites_to_choose_from(request)
    form = ProjectForm(posted(request), sites=sites, initial={"site": current_shell(request).site})

    def write():
        project = form.save(commit=False)
        projects.begin(project, by=request.user)
        form.save_m2m()
        projects.write_pilots(project, form.pilots.parts)

    return save_project(request, form, write)


def edit_project(request, pk):
    project = managed_project(request, pk)
    form = ProjectForm(posted(request), instance=project, sites=[project.site])

    def write():
        projects.rewrite(form.save(commit=False), form.written_fields, form.pilots.parts)
        form.save_m2m()

    return save_project(request, form, write)


def save_project(request, form, write):
    is_new = not form.instance.pk
    if request.method == "POST" and form.is_valid():
        try:
            if saved(form, write):
                messages.success(request, "Le mini-projet est enregistré.")
                return redirect(form.instance)
        except ProjectRefused as refused:
            form.add_error(refused.beside, str(refused))
    context = {"form": form, "is_new": is_new}
    return render(request, "networks/project_form.html", context)
