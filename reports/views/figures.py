from django.http import Http404


def add_figure(request, pk):
    raise Http404


def edit_figure(request, pk):
    raise Http404


def remove_figure(request, pk):
    raise Http404
