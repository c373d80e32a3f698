from django.http import Http404


def exports(request):
    raise Http404


def export(request, table, kind):
    raise Http404
