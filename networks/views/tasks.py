"""What was decided to be done, by whom and when."""

from django.http import Http404


def tasks(request):
    raise Http404


def edit_task(request, pk):
    raise Http404


def task_done(request, pk):
    raise Http404
