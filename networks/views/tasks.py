"""What was decided to be done, by whom and when."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from networks import permissions
from networks.filters import TaskFilter
from networks.forms.tasks import TaskForm
from networks.models import Task
from networks.working_groups import finishing
from networks.working_groups.task_holders import held_by
from proxinet.pages import posted, require
from proxinet.saving import saved

TASKS_A_PAGE = 30


def visible_tasks(request):
    return Task.objects.visible_to(request.user).select_related(
        "site", "organisation", "person", "meetup", "project", "group"
    )


@require_safe
def tasks(request):
    """What is to be done on one's sites, the soonest first; or what was done."""
    filters = TaskFilter(request.GET, queryset=visible_tasks(request), request=request)
    page = Paginator(filters.qs, TASKS_A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "task": task,
            "who": who,
            "can_edit": permissions.can_manage(request.user, task.site_id),
            "can_finish": permissions.can_finish(request.user, task),
        }
        for task, who in held_by(page.object_list, request.user)
    ]
    return render(request, "networks/tasks/tasks.html", {"filter": filters, "page_obj": page, "rows": rows})


def edit_task(request, pk):
    task = get_object_or_404(visible_tasks(request), pk=pk)
    require(permissions.can_manage(request.user, task.site_id), permissions.WHO_MANAGES)
    form = TaskForm(posted(request), instance=get_object_or_404(visible_tasks(request), pk=pk))
    if request.method == "POST" and form.is_valid() and saved(form):
        messages.success(request, "La tâche est enregistrée.")
        return redirect(where_from(task))
    return render(request, "networks/tasks/form.html", {"form": form, "task": task, "back": where_from(task)})


@require_POST
def task_done(request, pk):
    task = get_object_or_404(visible_tasks(request), pk=pk)
    require(permissions.can_finish(request.user, task), permissions.WHO_FINISHES)
    finishing.finish(task)
    messages.success(request, "C’est noté\u202f: fait.")
    return redirect(where_from(task))


def where_from(task: Task) -> str:
    """The page that a task belongs to: its mini-project's, its group's, its meetup's, or the list."""
    owner = task.project or task.group or task.meetup
    return owner.get_absolute_url() if owner else reverse("networks:tasks")
