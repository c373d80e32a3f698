"""Working groups."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from networks import permissions
from networks.filters import GroupFilter
from networks.forms.groups import GroupForm, MembersForm
from networks.models import WorkingGroup
from networks.views.planning import sites_to_choose_from
from networks.working_groups import groups
from networks.working_groups.page import group_page
from proxinet.context import current_shell
from proxinet.pages import posted, require
from proxinet.saving import saved
from sites.enrolment import own_worker

GROUPS_A_PAGE = 20
WHO_READS_NAMES = "Les noms des membres sont réservés au chef de projet et aux encadrants du site."
WHO_JOINS = "Seuls les agents du site peuvent rejoindre un groupe eux-mêmes."
IN_POST = Q(members__is_active=True, members__is_confirmed=True)


def visible_group(request, pk) -> WorkingGroup:
    return get_object_or_404(WorkingGroup.objects.visible_to(request.user).select_related("site"), pk=pk)


@require_safe
def group_list(request):
    found = (
        WorkingGroup.objects.visible_to(request.user)
        .select_related("site")
        .prefetch_related("pilot_parts__organisation")
        .annotate(members_count=Count("members", filter=IN_POST))
        .order_by("-is_active", "title", "pk")
    )
    filters = GroupFilter(request.GET, queryset=found, request=request)
    page = Paginator(filters.qs, GROUPS_A_PAGE).get_page(request.GET.get("page"))
    context = {"filter": filters, "page_obj": page, "can_create": permissions.can_create(request.user)}
    return render(request, "networks/groups/groups.html", context)


@require_safe
def group(request, pk):
    """What the group does, with whom, what it met about and what came of it."""
    found = visible_group(request, pk)
    worker = own_worker(request.user, found.site)
    context = group_page(found, request.user, request.GET.get("page")) | {
        "is_worker": worker is not None,
        "is_member": worker is not None and found.members.filter(pk=worker.pk).exists(),
        "can_manage": permissions.can_manage(request.user, found.site_id),
        "can_read_names": permissions.can_see_who_is_in(request.user, found.site_id),
    }
    return render(request, "networks/groups/group.html", context)


def create_group(request):
    sites = sites_to_choose_from(request)
    return save_group(request, GroupForm(posted(request), sites=sites, initial={"site": current_shell(request).site}))


def edit_group(request, pk):
    found = visible_group(request, pk)
    require(permissions.can_manage(request.user, found.site_id), permissions.WHO_MANAGES)
    return save_group(request, GroupForm(posted(request), instance=found, sites=[found.site]))


def save_group(request, form):
    is_new = not form.instance.pk

    def write():
        groups.write_group(form.instance, form.pilots.parts)

    if request.method == "POST" and form.is_valid() and saved(form, write):
        messages.success(request, "Le groupe de travail est enregistré.")
        return redirect(form.instance)
    return render(request, "networks/groups/group_form.html", {"form": form, "is_new": is_new})


def members(request, pk):
    """The lead chooses the members; a manager reads which of their own people are."""
    found = visible_group(request, pk)
    require(permissions.can_see_who_is_in(request.user, found.site_id), WHO_READS_NAMES)
    if not permissions.can_manage(request.user, found.site_id):
        require(request.method != "POST", permissions.WHO_MANAGES)
        return members_one_reads(request, found)
    form = MembersForm(posted(request), group=found)
    if request.method == "POST" and form.is_valid():
        groups.change_members(found, before=form.before, after=form.after)
        messages.success(request, "Les membres sont enregistrés.")
        return redirect(found)
    return render(request, "networks/groups/members_form.html", {"group": found, "form": form})


def members_one_reads(request, found):
    names = groups.named_members(found, request.user)
    page = Paginator(names, GROUPS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "networks/groups/members.html", {"group": found, "page_obj": page})


@require_POST
def join_group(request, pk):
    return change_my_membership(request, pk, groups.join, "Vous êtes membre du groupe.")


@require_POST
def leave_group(request, pk):
    return change_my_membership(request, pk, groups.leave, "Vous n’êtes plus membre du groupe.")


def change_my_membership(request, pk, act, said):
    found = visible_group(request, pk)
    worker = own_worker(request.user, found.site)
    require(worker is not None, WHO_JOINS)
    try:
        act(found, worker)
    except groups.GroupRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect(found)
