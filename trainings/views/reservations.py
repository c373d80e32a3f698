from django.http import Http404


def reservations(request, pk):
    raise Http404
