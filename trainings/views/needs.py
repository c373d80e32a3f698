from django.http import Http404


def needs(request):
    raise Http404


def create_need(request):
    raise Http404


def merge_needs(request):
    raise Http404


def need(request, pk):
    raise Http404


def plan_need(request, pk):
    raise Http404


def drop_need(request, pk):
    raise Http404
