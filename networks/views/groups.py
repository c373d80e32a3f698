"""Working groups."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from networks import permissions
from networks.filters import GroupFilter
from networks.forms.groups import GroupForm
from networks.models import WorkingGroup
from networks.views.planning import sites_to_choose_from
from proxinet.context import current_shell
from proxinet.pages import posted, require
from proxinet.saving import saved

GROUPS_A_PAGE = 20


@require_safe
def group_list(request):
    groups = (
        WorkingGroup.objects.visible_to(request.user)
        .select_related("site")
        .prefetch_related("pilots")
        .order_by("-is_active", "title", "pk")
    )
    filters = GroupFilter(request.GET, queryset=groups, request=request)
    page = Paginator(filters.qs, GROUPS_A_PAGE).get_page(request.GET.get("page"))
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
    require(permissions.can_manage(request.user, group.site_id), permissions.WHO_MANAGES)
    return save_group(request, GroupForm(posted(request), instance=group, sites=[group.site]))


def save_group(request, form):
    if request.method == "POST" and form.is_valid() and saved(form):
        messages.success(request, "Le groupe de travail est enregistré.")
        return redirect("networks:groups")
    return render(request, "networks/group_form.html", {"form": form, "is_new": not form.instance.pk})


def group(request, pk):
    raise Http404


def members(request, pk):
    raise Http404


def join_group(request, pk):
    raise Http404


def leave_group(request, pk):
    raise Http404
