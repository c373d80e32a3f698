"""What mini-projects and groups produced."""

from django.http import Http404


def add_project_outcome(request, pk):
    raise Http404


def add_group_outcome(request, pk):
    raise Http404


def edit_outcome(request, pk):
    raise Http404


def remove_outcome(request, pk):
    raise Http404


def outcome_file(request, pk):
    raise Http404
