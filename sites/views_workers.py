"""The agents of a site: the list, and each of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.forms import AgentInvitationForm
from accounts.models import Role
from accounts.views_roles import send
from proxinet.context import current_shell
from proxinet.exports import csv_download, stored_rows
from proxinet.pages import posted
from sites import departure
from sites.approval import employers_one_may_switch
from sites.filters import WorkerFilter
from sites.forms import SamePersonForm, WorkerForm
from sites.merging import MergeRefused, merge
from sites.models import FieldWorker, Site, StaffCategory
from sites.permissions import WHO_LISTS_WORKERS, can_list_workers, can_manage, led_site, visible_site
from sites.worker_file import COLUMNS

PER_PAGE = 30
HEADINGS = [column.label for column in COLUMNS]


def workers(request, slug=None):
    """The agents of a site, the active one's when none is named; a manager sees their own people."""
    site = listed_site(request, slug)
    manages = can_manage(request.user, site)
    people = filtered_workers(request, site)
    page = Paginator(people.qs, PER_PAGE).get_page(request.GET.get("page"))
    title = "Agents du site" if manages else "Mon équipe"
    return render(
        request,
        "sites/workers.html",
        {
            "site": site,
            "filter": people,
            "page_obj": page,
            "can_manage": manages,
            "title": title,
            "employers": employers_one_may_switch(request.user, site),
        },
    )


def listed_site(request, slug) -> Site:
    site = visible_site(request.user, slug) if slug else current_shell(request).site
    if site is None or not can_list_workers(request.user, site):
        raise PermissionDenied(WHO_LISTS_WORKERS)
    return site


def filtered_workers(request, site: Site) -> WorkerFilter:
    """Newcomers among them, marked; neither the rows joined with another nor those whose data are gone."""
    people = FieldWorker.objects.visible_to(request.user).filter(site=site, merged_into=None, erased_at=None)
    return WorkerFilter(
        request.GET,
        queryset=people.select_related("employer", "neighbourhood"),
        site=site,
        employers=can_manage(request.user, site),
    )


def export_workers(request, slug):
    """The list as filtered, as a file for a spreadsheet: the same columns as the import."""
    site = listed_site(request, slug)
    people = (
        filtered_workers(request, site)
        .qs.filter(is_confirmed=True)
        .values_list(
            "first_name", "last_name", "employer__name", "staff_category", "neighbourhood__name", "email", "phone"
        )
    )
    labels = dict(StaffCategory.choices)
    rows = ([*row[:3], labels[row[3]], *row[4:]] for row in stored_rows(people))
    return csv_download(f"agents-{site.slug}-{timezone.localdate():%Y-%m-%d}.csv", HEADINGS, rows)


def worker_model(request, slug):
    """A file to fill in: the headings and one example."""
    site = listed_site(request, slug)
    example = ["Camille", "Exemple", "", "Gardien", "", "camille@exemple.fr", "01 99 00 12 34"]
    return csv_download(f"modele-agents-{site.slug}.csv", HEADINGS, [example])


def add_worker(request, slug):
    site = led_site(request.user, slug)
    form = WorkerForm(request.POST or None, instance=FieldWorker(site=site))
    if request.method == "POST" and form.is_valid():
        worker = form.save()
        messages.success(request, f"{worker} est dans la liste.")
        return redirect("sites:site_workers", slug)
    context = {"site": site, "form": form, "facts": form, "title": "Ajouter un agent"}
    return render(request, "sites/worker.html", context)


def led_worker(request, slug, pk) -> FieldWorker:
    """Someone known of a site one leads, whose data are there."""
    site = led_site(request.user, slug)
    known = site.field_workers.filter(is_confirmed=True, merged_into=None, erased_at=None)
    return get_object_or_404(known.select_related("site", "user", "employer"), pk=pk)


def worker(request, slug, pk):
    """One agent: their facts to change, their account, whether they are in post."""
    someone = led_worker(request, slug, pk)
    name = str(someone)
    is_double = request.POST.get("act") == "merge"
    same = same_person_form(request.POST if is_double else None, someone)
    if is_double and same.is_valid() and merged(request, someone, same):
        return redirect("sites:worker", slug, same.cleaned_data["into"].pk)
    form = WorkerForm(None if is_double else posted(request), instance=someone)
    if form.is_bound and form.is_valid():
        form.save()
        messages.success(request, "C’est enregistré.")
        return redirect("sites:site_workers", slug)
    context = {
        "site": someone.site,
        "worker": someone,
        "form": same if is_double else form,
        "facts": form,
        "same": same,
        "doubles": someone.merged.order_by("merged_at").select_related("employer"),
        "title": name,
        "invitation": someone.invitations.pending().first(),
    }
    return render(request, "sites/worker.html", context)


def same_person_form(data, someone: FieldWorker) -> SamePersonForm:
    others = someone.site.field_workers.active().exclude(pk=someone.pk).select_related("employer")
    return SamePersonForm(data, people=others, prefix="double")


def merged(request, double: FieldWorker, form: SamePersonForm) -> bool:
    """Join the two rows; False, and the form says why not."""
    into = form.cleaned_data["into"]
    try:
        merge(double, into=into, by=request.user)
    except MergeRefused as refusal:
        form.add_error("into", str(refusal))
        return False
    messages.success(request, f"Les deux fiches n’en font plus qu’une\u202f: {into}.")
    return True


def leave_post(request, slug, pk):
    """Say what it does (GET), then mark the agent as gone (POST)."""
    someone = led_worker(request, slug, pk)
    if request.method == "POST":
        freed = departure.leave_post(someone)
        places = f" {freed} inscription{'s' * (freed > 1)} à venir annulée{'s' * (freed > 1)}." if freed else ""
        messages.success(request, f"{someone} n’est plus en poste.{places}")
        return redirect("sites:site_workers", slug)
    coming = [registration.event for registration in departure.coming_registrations(someone)]
    return render(request, "sites/worker_leave.html", {"site": someone.site, "worker": someone, "coming": coming})


@require_POST
def come_back(request, slug, pk):
    someone = led_worker(request, slug, pk)
    departure.come_back(someone)
    messages.success(request, f"{someone} est de nouveau en poste.")
    return redirect("sites:worker", slug, pk)


def invite_worker(request, slug, pk):
    """Offer the agent an account of their own."""
    someone = led_worker(request, slug, pk)
    if someone.user_id:
        messages.info(request, f"{someone} a déjà un compte.")
        return redirect("sites:worker", slug, pk)
    form = AgentInvitationForm(request.POST or None, initial={"email": someone.email})
    if request.method == "POST" and form.is_valid():
        offer = {"role": Role.FIELD_WORKER, "site": someone.site, "organisation": someone.employer}
        if send(request, form, **offer, field_worker=someone):
            return redirect("sites:worker", slug, pk)
    return render(request, "sites/worker_invite.html", {"site": someone.site, "worker": someone, "form": form})


def erase_worker(request, slug, pk):
    """Say what goes and what stays (GET), then erase (POST)."""
    someone = led_worker(request, slug, pk)
    if request.method == "POST":
        departure.erase(someone)
        messages.success(request, "Ses données sont effacées. Ce qui est compté reste compté.")
        return redirect("sites:site_workers", slug)
    coming = [registration.event for registration in departure.coming_registrations(someone)]
    return render(request, "sites/worker_erase.html", {"site": someone.site, "worker": someone, "coming": coming})
