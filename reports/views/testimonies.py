from django.http import Http404


def add_testimony(request, pk):
    raise Http404


def edit_testimony(request, pk):
    raise Http404


def withdraw_testimony(request, pk):
    raise Http404
