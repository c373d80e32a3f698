"""Mini-projects and working groups."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from networks import permissions
from networks.filters import ProjectFilter
from networks.forms.projects import ProjectForm
from networks.models import MiniProject
from networks.views.planning import sites_to_choose_from
from proxinet.context import current_shell
from proxinet.pages import posted, require
from proxinet.saving import saved

PROJECTS_A_PAGE = 20


def visible_projects(request):
    return MiniProject.objects.visible_to(request.user).select_related("site", "decided_at")


@require_safe
def project_list(request):
    projects = visible_projects(request).by_progress().prefetch_related("partners")
    filters = ProjectFilter(request.GET, queryset=projects, request=request)
    context = {
        "filter": filters,
        "page_obj": Paginator(filters.qs, PROJECTS_A_PAGE).get_page(request.GET.get("page")),
        "can_create": permissions.can_create(request.user),
    }
    return render(request, "networks/projects.html", context)


@require_safe
def project_page(request, pk):
    project = get_object_or_404(visible_projects(request), pk=pk)
    context = {
        "project": project,
        "partners": project.partners.all(),
        "can_manage": permissions.can_manage(request.user, project.site_id),
    }
    return render(request, "networks/project.html", context)


def create_project(request):
    sites = sites_to_choose_from(request)
    form = ProjectForm(posted(request), sites=sites, initial={"site": current_shell(request).site})
    return save_project(request, form, None)


def edit_project(request, pk):
    project = get_object_or_404(visible_projects(request), pk=pk)
    require(permissions.can_manage(request.user, project.site_id), permissions.WHO_MANAGES)
    edited = get_object_or_404(visible_projects(request), pk=pk)
    return save_project(request, ProjectForm(posted(request), instance=edited, sites=[project.site]), project)


def save_project(request, form, project):
    if request.method == "POST" and form.is_valid() and saved(form):
        messages.success(request, "Le mini-projet est enregistré.")
        return redirect(form.instance)
    return render(request, "networks/project_form.html", {"form": form, "project": project})
