from django.http import Http404


def add_photo(request, pk):
    raise Http404


def edit_photo(request, pk):
    raise Http404


def photo(request, pk):
    raise Http404


def withdraw_photo(request, pk):
    raise Http404
