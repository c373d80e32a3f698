from django.http import Http404


def campaigns(request):
    raise Http404


def create_campaign(request):
    raise Http404


def edit_campaign(request, pk):
    raise Http404


def campaign_sites(request, pk):
    raise Http404
