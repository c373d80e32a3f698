"""Whom to invite, and their answers."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404


def invite(request, pk):
    raise Http404


def invite_guests(request, pk):
    raise Http404


def remove_guest(request, pk):
    raise Http404


@login_not_required
def invitation(request, token):
    raise Http404


@login_not_required
def guest_answer(request, token):
    raise Http404
