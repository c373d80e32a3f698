from django.http import Http404


def answer(request, pk, question_pk):
    raise Http404


def add_action(request, pk):
    raise Http404


def edit_action(request, pk):
    raise Http404


def move_action(request, pk):
    raise Http404


def remove_action(request, pk):
    raise Http404
