from django.http import Http404


def review(request, pk):
    raise Http404


def add_remark(request, pk):
    raise Http404


def remove_remark(request, pk):
    raise Http404


def handle_remark(request, pk):
    raise Http404


def send_back(request, pk):
    raise Http404


def accept(request, pk):
    raise Http404


def reopen(request, pk):
    raise Http404
