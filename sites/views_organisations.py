"""The organisations of a site: who takes part, under which names, and in which part."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render

from proxinet.saving import saved
from sites import organisations
from sites.forms import AliasForm, NewPartnerForm, OrganisationForm, PartnerForm
from sites.models import OrganisationName, Site, SitePartner
from sites.permissions import led_site

NAMES_OFFERED = 300


def back_to(site: Site) -> str:
    return f"{site.get_absolute_url()}#organismes"


def led_partner(request, slug, pk) -> SitePartner:
    site = led_site(request.user, slug)
    return get_object_or_404(SitePartner.objects.select_related("organisation", "site"), site=site, pk=pk)


def add_partner(request, slug):
    site = led_site(request.user, slug)
    form = NewPartnerForm(request.POST or None, instance=SitePartner(site=site))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["name"]
        with transaction.atomic():
            found = organisations.find_or_register(typed, form.cleaned_data["kind"])
            form.instance.organisation = found.organisation
            is_saved = saved(form)
        if is_saved:
            messages.success(request, welcome(found, typed))
            return redirect(back_to(site))
    names = OrganisationName.objects.values_list("name", flat=True)[:NAMES_OFFERED]
    return render(
        request, "sites/partner_add.html", {"site": site, "form": form, "names": names, "back": back_to(site)}
    )


def welcome(found: organisations.Found, typed: str) -> str:
    if not found.known:
        return f"« {found.organisation} » est ajouté au site."
    if found.organisation.name == typed:
        return f"« {typed} » était déjà connu du portail : il est maintenant sur votre site."
    return f"« {typed} » est déjà connu sous le nom « {found.organisation} » : c’est lui qui est ajouté au site."


def partner(request, slug, pk):
    """One organisation's part at the site; its own facts only while no other site works with it."""
    taking_part = led_partner(request, slug, pk)
    shared = organisations.is_shared(taking_part.organisation, taking_part.site)
    data = request.POST or None
    form = PartnerForm(data, instance=taking_part)
    own_form = None if shared else OrganisationForm(data, instance=taking_part.organisation)
    forms = [form, own_form] if own_form else [form]
    is_valid = request.method == "POST" and all(each.is_valid() for each in forms)
    if is_valid and saved(form, lambda: [each.save() for each in forms]):
        messages.success(request, "C’est enregistré.")
        return redirect(back_to(taking_part.site))
    return show_partner(request, taking_part, form=form, own_form=own_form)


def add_alias(request, slug, pk):
    """POST: one more name for the organisation. GET: back to its page."""
    taking_part = led_partner(request, slug, pk)
    form = AliasForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            organisations.add_alias(taking_part.organisation, form.cleaned_data["name"])
        except organisations.NameRefused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, "Ce nom est ajouté : l’organisme se retrouve aussi sous ce nom.")
    if request.method == "POST" and form.errors:
        return show_partner(request, taking_part, alias_form=form)
    return redirect("sites:partner", slug, pk)


def show_partner(request, taking_part: SitePartner, **forms):
    site, organisation = taking_part.site, taking_part.organisation
    shared = organisations.is_shared(organisation, site)
    context = {
        "shared": shared,
        "form": PartnerForm(instance=taking_part),
        "own_form": None if shared else OrganisationForm(instance=organisation),
        "alias_form": AliasForm(),
    } | forms
    context |= {"site": site, "partner": taking_part, "names": organisation.names.all(), "back": back_to(site)}
    return render(request, "sites/partner.html", context)


def remove_partner(request, slug, pk):
    """Ask first (GET), then end this part (POST)."""
    taking_part = led_partner(request, slug, pk)
    site = taking_part.site
    if request.method != "POST":
        warning = "L’organisme reste connu du portail et des autres sites."
        return render(
            request,
            "sites/confirm_delete.html",
            {"site": site, "thing": taking_part, "warning": warning, "back": back_to(site)},
        )
    try:
        organisations.take_part_away(taking_part)
    except organisations.StillTakesPart as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"« {taking_part.organisation} » n’a plus ce rôle sur le site.")
    return redirect(back_to(site))
