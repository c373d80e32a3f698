"""A contact confirms by mail what the directory says."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404


@login_not_required
def confirm_contact(request, token):
    raise Http404
