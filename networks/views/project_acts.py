"""Proposing an idea, supporting it, moving a mini-project on."""

from django.http import Http404


def propose_idea(request):
    raise Http404


def support(request, pk):
    raise Http404


def stop_supporting(request, pk):
    raise Http404


def move_project(request, pk):
    raise Http404


def add_step(request, pk):
    raise Http404


def share_project(request, pk):
    raise Http404
