"""Who to call."""

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from networks import permissions
from networks.contacts.directory import confirm_contact, frequent_problems
from networks.filters import ContactFilter
from networks.forms.directory import ContactForm
from networks.models import Contact
from networks.views.planning import sites_to_choose_from
from proxinet.context import current_shell
from proxinet.pages import posted, require
from proxinet.saving import saved

CONTACTS_A_PAGE = 20
PROBLEMS_SHOWN = 8


def visible_contacts(request):
    return Contact.objects.visible_to(request.user).select_related("organisation", "site")


def managed_contact(request, pk) -> Contact:
    """The contact this person may change, or 404 / 403."""
    contact = get_object_or_404(visible_contacts(request), pk=pk)
    require(permissions.can_manage(request.user, contact.site_id), permissions.WHO_MANAGES)
    return contact


@require_safe
def directory(request):
    """The contacts by name, or those nearest to a problem first (the best of them, in one query)."""
    filters = ContactFilter(request.GET, queryset=visible_contacts(request), request=request)
    asked = request.GET.get("q", "").strip()[:200]
    is_search = bool(asked)
    page = best_matches(filters.qs) if is_search else contacts_page(filters.qs, request)
    context = {
        "filter": filters,
        "is_search": is_search,
        "asked": asked,
        "problems": [] if filters.form.changed_data else problems_of(request),
        "page_obj": page,
        "contacts": [(contact, permissions.can_manage(request.user, contact.site_id)) for contact in page],
        "can_create": permissions.can_create(request.user),
    }
    return render(request, "networks/directory.html", context)


def problems_of(request) -> list[str]:
    """The most frequent problems of the site one is at, or of all those one sees."""
    contacts, site = Contact.objects.visible_to(request.user), current_shell(request).site
    return frequent_problems(contacts.filter(site=site) if site else contacts, PROBLEMS_SHOWN)


def contacts_page(contacts, request) -> Page:
    return Paginator(contacts, CONTACTS_A_PAGE).get_page(request.GET.get("page"))


def best_matches(contacts) -> Page:
    return Paginator(list(contacts[:CONTACTS_A_PAGE]), CONTACTS_A_PAGE).page(1)


def create_contact(request):
    sites = sites_to_choose_from(request)
    initial = {"site": current_shell(request).site, "checked_on": timezone.localdate()}
    return save_contact(request, ContactForm(posted(request), sites=sites, initial=initial), None)


def edit_contact(request, pk):
    contact = managed_contact(request, pk)
    edited = get_object_or_404(visible_contacts(request), pk=pk)
    return save_contact(request, ContactForm(posted(request), instance=edited, sites=[contact.site]), contact)


def save_contact(request, form, contact):
    if request.method == "POST" and form.is_valid() and saved(form):
        messages.success(request, "Le contact est enregistré.")
        return redirect("networks:directory")
    return render(request, "networks/contact_form.html", {"form": form, "contact": contact})


def check_contact(request, pk):
    """POST: the number was checked today."""
    contact = managed_contact(request, pk)
    if request.method == "POST":
        confirm_contact(contact)
        messages.success(request, f"{contact} est noté vérifié aujourd’hui.")
    return redirect("networks:directory")


def remove_contact(request, pk):
    """Ask, then take the contact out of the directory."""
    contact = managed_contact(request, pk)
    if request.method == "POST":
        contact.delete()
        messages.success(request, "Le contact est retiré de l’annuaire.")
        return redirect("networks:directory")
    return render(request, "networks/contact_remove.html", {"contact": contact})
