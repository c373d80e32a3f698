from django.http import Http404


def answer(request, token):
    raise Http404


def session_evaluation(request, pk):
    raise Http404


def programme_evaluation(request, pk):
    raise Http404


def evaluation_csv(request, pk):
    raise Http404
