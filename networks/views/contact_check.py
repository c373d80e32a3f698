"""A contact confirms by mail what the directory says."""

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from networks.contacts.checks import all_is_right, correct, still_asked
from networks.forms.directory import CorrectionForm
from networks.models import Contact
from proxinet.pages import posted
from proxinet.signed_links import read

# Only the origin leaves in Referer, never the token ("no-referrer" would break the CSRF check of the page's own form).
REFERRER_POLICY = "strict-origin"


@login_not_required
@never_cache
def confirm_contact(request, token):
    """What the directory says of a service, for that service: a POST says it is right, or corrects it."""
    pk = read("contact", token)
    with transaction.atomic():
        contact = Contact.objects.select_for_update(of=["self"]).select_related("site").filter(pk=pk).first()
        if contact is None or not still_asked(contact):
            response = over(request, contact)
        else:
            response = answered(request, contact)
    response["Referrer-Policy"] = REFERRER_POLICY
    return response


def over(request, contact):
    """``contact``: None once it was removed."""
    return render(request, "networks/contact_check/over.html", {"contact": contact}, status=410)


def answered(request, contact):
    if request.method == "POST" and request.POST.get("answer") == "right":
        all_is_right(contact)
        return redirect(f"{request.path}?merci")
    form = CorrectionForm(posted(request), instance=contact)
    if request.method == "POST" and form.is_valid():
        correct(form.instance, form.corrections())
        return redirect(f"{request.path}?merci")
    context = {
        "contact": Contact.objects.select_related("site", "organisation").get(pk=contact.pk),
        "form": form,
        "is_thanked": "merci" in request.GET and not contact.needs_checking and request.method == "GET",
    }
    return render(request, "networks/contact_check/answer.html", context)
