"""What people followed: my own trainings, and for those in charge, who was trained in what."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from proxinet.context import current_shell
from proxinet.pages import require
from sites.models import FieldWorker
from sites.permissions import can_list_workers, can_manage
from sites.sign_up_form import MyPlace
from trainings.evaluation import answer_path, links_to_answer
from trainings.filters_people import TrainedFilter
from trainings.hours import in_words
from trainings.models import Registration
from trainings.people_trained import counts_by_category, history, what_they_followed

WHO_READS = "Le suivi des formations est réservé au chef de projet du site et aux encadrants des bailleurs."
PEOPLE_A_PAGE, SESSIONS_A_PAGE = 50, 20


@require_safe
def my_trainings(request):
    """What I am registered to, what I attended, and what waits for my answer."""
    mine = history_page(request, Registration.objects.filter(person__user=request.user))
    questionnaires = [(link, answer_path(link)) for link in links_to_answer(request.user)]
    return render(request, "trainings/mine.html", mine | {"questionnaires": questionnaires})


def history_page(request, registrations) -> dict:
    """One person's history, for ``mine.html`` and ``people/history.html``."""
    told = history(registrations)
    return {
        "coming": [
            (registration, MyPlace(registration.event, registration=registration)) for registration in told.coming
        ],
        "page_obj": Paginator(told.followed, SESSIONS_A_PAGE).get_page(request.GET.get("page")),
        "hours_this_year": in_words(told.hours_this_year),
        "hours": in_words(told.hours),
    }


@require_safe
def trained(request):
    """The people of the active site (a manager's own): who followed what, and who never did."""
    site = current_shell(request).site
    if site is None or not can_list_workers(request.user, site):
        raise PermissionDenied(WHO_READS)
    people = FieldWorker.objects.visible_to(request.user).filter(site=site, is_confirmed=True, merged_into=None)
    leads = can_manage(request.user, site)
    found = TrainedFilter(request.GET, queryset=people.select_related("employer"), site=site, employers=leads)
    page = Paginator(found.qs, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    by_category, total = counts_by_category(people.active())
    context = {
        "site": site,
        "filter": found,
        "page_obj": page,
        "rows": what_they_followed(list(page)),
        "counts": by_category,
        "total": total,
        "shows_employer": leads,
    }
    return render(request, "trainings/people/trained.html", context)


@require_safe
def worker_history(request, pk):
    """One person's trainings, for the site's lead and their manager."""
    people = FieldWorker.objects.visible_to(request.user).select_related("site", "employer")
    worker = get_object_or_404(people, pk=pk)
    require(can_list_workers(request.user, worker.site), WHO_READS)
    context = history_page(request, worker.trainings_registrations.all()) | {"worker": worker}
    return render(request, "trainings/people/history.html", context)
