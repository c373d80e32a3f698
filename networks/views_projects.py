"""Mini-projects and working groups."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from networks import permissions
from networks.filters import GroupFilter, ProjectFilter
from networks.forms_keeping import GroupForm, ProjectForm
from networks.models import MiniProject, WorkingGroup
from networks.views_meetups import posted
from networks.views_planning import sites_to_choose_from
from proxinet.context import current_shell
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
    permissions.require(permissions.can_manage(request.user, project.site_id), permissions.WHO_MANAGES)
    edited = get_object_or_404(visible_projects(request), pk=pk)
    return save_project(request, ProjectForm(posted(request), instance=edited, sites=[project.site]), project)


def save_project(request, form, project):
    if request.method == "POST" and form.is_valid() and saved(form):
        messages.success(request, "Le mini-projet est enregistré.")
        return redirect(form.instance)
    return render(request, "networks/project_form.html", {"form": form, "project": project})


@require_safe
def group_list(request):
    groups = (
        WorkingGroup.objects.visible_to(request.user)
        .select_related("site")
        .prefetch_related("pilots")
        .order_by("-is_active", "title", "pk")
    )
    filters = GroupFilter(request.GET, queryset=groups, request=request)
    page = Paginator(filters.qs, PROJECTS_A_PAGE).get_page(request.GET.get("page"))
    user = request.user
    context = {
        "filter": filters,
        "page_obj": page,
        "groups": [(group, permissions.can_manage(user, group.site_id)) for group in page],
        "can_create": permissions.can_create(user),
    }
    return render(request, "networks/groups.html", context)


def create_group(request):
    sites = sites_to_choose_from(request)
    return save_group(request, GroupForm(posted(request), sites=sites, initial={"site": current_shell(request).site}))


def edit_group(request, pk):
    group = get_object_or_404(WorkingGroup.objects.visible_to(request.user).select_related("site"), pk=pk)
    permissions.require(permissions.can_manage(request.user, group.site_id), permissions.WHO_MANAGES)
    return save_group(request, GroupForm(posted(request), instance=group, sites=[group.site]))


def save_group(request, form):
    if request.method == "POST" and form.is_valid() and saved(form):
        messages.success(request, "Le groupe de travail est enregistré.")
        return redirect("networks:groups")
    return render(request, "networks/group_form.html", {"form": form, "is_new": not form.instance.pk})
