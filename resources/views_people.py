"""Members of the structure and participants of a theme: a filtered page of people, saved in one go."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render

from proxinet.row_numbers import row_number
from resources.current_site import home_of
from resources.filters import PeopleFilter
from resources.forms import ContributionsForm, MembersForm
from resources.membership import set_contributions, set_members
from resources.models import Contribution, SharedStructure, Theme
from resources.permissions import can_edit, can_list_members
from resources.views_structure import editable
from sites.models import FieldWorker

PER_PAGE = 30


def page_of_people(request, people, site, chosen):
    """The filter, and its current page as a list of people kept in order."""
    filtered = PeopleFilter(request.GET, queryset=people.select_related("employer"), site=site, chosen=chosen)
    return filtered, Paginator(filtered.qs, PER_PAGE).get_page(request.GET.get("page"))


def members(request, pk):
    structures = SharedStructure.objects.visible_to(request.user).select_related("site")
    structure = get_object_or_404(structures, pk=pk)
    site = structure.site
    if not can_list_members(request.user, site):
        raise PermissionDenied("Les noms des membres sont réservés au chef de projet et aux encadrants du site.")
    editing = can_edit(request.user, site)
    people = FieldWorker.objects.visible_to(request.user).filter(site=site)
    chosen = structure.members.through.objects.filter(sharedstructure=structure).values("fieldworker")
    people = people.active() | people.filter(pk__in=chosen) if editing else people.filter(pk__in=chosen)
    filtered, page = page_of_people(request, people, site, chosen)
    if request.method == "POST":
        if not editing:
            raise PermissionDenied("La liste des membres est tenue par le chef de projet.")
        set_members(structure, on_page(request, people), ids(request.POST.getlist("member")))
        messages.success(request, "La liste des membres est enregistrée.")
        return redirect(request.get_full_path())
    context = {
        "structure": structure,
        "site": site,
        "editing": editing,
        "filter": filtered,
        "page_obj": page,
        "form": MembersForm(page, structure.members.filter(pk__in=[p.pk for p in page]).values_list("pk", flat=True)),
        "members_count": structure.members.count(),
        "back": home_of(site),
    }
    return render(request, "resources/members.html", context)


def contributions(request, pk):
    theme, site = editable(request, Theme.objects, "structure__site", pk=pk)
    chosen = Contribution.objects.filter(theme=theme).values("person")
    people = FieldWorker.objects.visible_to(request.user).filter(site=site)
    people = people.active() | people.filter(pk__in=chosen)
    filtered, page = page_of_people(request, people, site, chosen)
    if request.method == "POST":
        set_contributions(theme, answers(request, people))
        messages.success(request, "Les participations sont enregistrées.")
        return redirect(request.get_full_path())
    known = dict(theme.contributions.filter(person__in=list(page)).values_list("person", "regularity"))
    context = {
        "theme": theme,
        "site": site,
        "filter": filtered,
        "page_obj": page,
        "form": ContributionsForm(page, known),
        "contributors_count": theme.contributions.count(),
        "back": home_of(site),
    }
    return render(request, "resources/contributions.html", context)


def ids(values) -> set[int]:
    """The whole numbers among what a form sent."""
    return {number for value in values if (number := row_number(value)) is not None}


def on_page(request, people) -> set[int]:
    """The people the form showed, as far as this site has them: nobody else can be added or removed."""
    return set(people.filter(pk__in=ids(request.POST.getlist("shown"))).values_list("pk", flat=True))


def answers(request, people) -> dict[int, str]:
    """What was answered for each person shown; an answer that is not offered is left out."""
    meanings = {"no": ""} | {value: value for value in Contribution.Regularity.values}
    given = {pk: request.POST.get(f"person-{pk}") for pk in on_page(request, people)}
    return {pk: meanings[answer] for pk, answer in given.items() if answer in meanings}
