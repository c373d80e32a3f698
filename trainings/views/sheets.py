from django.http import Http404


def signed_sheets(request, pk):
    raise Http404


def signed_sheet(request, pk):
    raise Http404


def delete_signed_sheet(request, pk):
    raise Http404
