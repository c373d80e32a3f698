from django.http import Http404


def questionnaire(request, pk, moment):
    raise Http404


def create_question(request, pk):
    raise Http404


def edit_question(request, pk):
    raise Http404


def delete_question(request, pk):
    raise Http404


def move_question(request, pk):
    raise Http404
