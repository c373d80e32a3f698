from django.http import Http404


def my_calendar(request):
    raise Http404


def calendar_feed(request, token):
    raise Http404
