"""The training needs of a site, for its lead."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Value, When
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from proxinet.context import current_shell
from proxinet.pages import posted, require
from proxinet.row_numbers import row_number
from sites.models import Site
from trainings import needs as acts
from trainings import permissions
from trainings.filters_needs import NeedFilter
from trainings.forms.needs import ChosenNeedsForm, DropForm, MergeForm, NeedForm, NewNeedForm, PlanForm
from trainings.models import Module, TrainingNeed

NEEDS_A_PAGE = 20
State = TrainingNeed.State
OPEN_FIRST = Case(When(state=State.OPEN, then=Value(0)), default=Value(1))


def read_needs(request):
    """The needs this person may read, without those grouped under another; 403 for the other roles."""
    require(permissions.can_read_needs(request.user), permissions.WHO_READS_NEEDS)
    return TrainingNeed.objects.visible_to(request.user).filter(merged_into=None).select_related("site")


def own_need(request, pk) -> TrainingNeed:
    """A need this person decides about, or 404 / 403."""
    require(permissions.can_read_needs(request.user), permissions.WHO_READS_NEEDS)
    visible = TrainingNeed.objects.visible_to(request.user).select_related("site")
    found = get_object_or_404(visible, pk=pk)
    require(request.user.access.leads(found.site_id), permissions.WHO_READS_NEEDS)
    return found


def led_sites(request):
    sites = Site.objects.visible_to(request.user).order_by("name")
    if request.user.access.is_admin:
        return sites
    return sites.filter(pk__in=request.user.access.site_ids("gup_lead"))


def needs(request):
    """The list, those to be studied first. Ticked needs are sent to ``merge_needs``."""
    rows = read_needs(request).order_by(OPEN_FIRST, "-times_asked", "-noted_on", "-pk")
    filters = NeedFilter(request.GET, queryset=rows, request=request)
    page = Paginator(filters.qs, NEEDS_A_PAGE).get_page(request.GET.get("page"))
    context = {"filter": filters, "page_obj": page, "can_decide": decides(request)}
    return render(request, "trainings/needs/list.html", context)


def decides(request) -> bool:
    return permissions.can_create_programme(request.user)


def create_need(request):
    require(decides(request), permissions.WHO_READS_NEEDS)
    form = NewNeedForm(posted(request), sites=led_sites(request), initial={"site": current_shell(request).site})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        noted = acts.note_need(told["site"], told["title"], TrainingNeed.Source.TEAMS, told["detail"])
        again = noted.times_asked > 1
        messages.success(
            request,
            "Ce besoin était déjà noté : il compte une fois de plus." if again else "Le besoin est noté.",
        )
        return redirect(noted)
    return render(request, "trainings/needs/form.html", {"form": form})


def need(request, pk):
    """One need, what was grouped with it, and its words to correct; ``reopen`` studies it again."""
    require(permissions.can_read_needs(request.user), permissions.WHO_READS_NEEDS)
    visible = TrainingNeed.objects.visible_to(request.user).annotate(tells_session=acts.MAY_TELL_SESSION)
    shown = get_object_or_404(
        visible.select_related("site", "merged_into", "answered_by__module", "heard_after__module"), pk=pk
    )
    may_change = request.user.access.leads(shown.site_id)
    if request.method == "POST":
        require(may_change, permissions.WHO_READS_NEEDS)
        if "reopen" in request.POST:
            return settle(request, shown, "Ce besoin est de nouveau à étudier.", acts.reopen_need)
    form = NeedForm(posted(request), instance=TrainingNeed.objects.get(pk=pk)) if may_change else None
    if request.method == "POST" and form.is_valid():
        form.instance.save(update_fields=form._meta.fields)
        messages.success(request, "Le besoin est enregistré.")
        return redirect(shown)
    context = {
        "need": shown,
        "parts": shown.merged.order_by("pk"),
        "form": form,
        "heard_after": shown.heard_after if shown.tells_session else None,
    }
    return render(request, "trainings/needs/need.html", context)


def settle(request, need, sentence, act, *args):
    """Do the act, say so (or why not), and go back to the need."""
    try:
        act(need, *args)
    except acts.NeedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, sentence)
    return redirect(need)


def merge_needs(request):
    """The needs ticked in the list (``need``, repeated): choose the title to keep, then group them."""
    require(decides(request), permissions.WHO_READS_NEEDS)
    open_needs = read_needs(request).filter(state=State.OPEN, site__in=led_sites(request))
    chosen = ChosenNeedsForm(request.POST if request.method == "POST" else request.GET, needs=open_needs)
    if not chosen.is_valid():
        messages.error(request, chosen.errors["need"][0])
        return redirect("trainings:needs")
    needs = chosen.cleaned_data["need"]
    form = MergeForm(posted(request), needs=needs)
    if request.method == "POST" and form.is_valid():
        others = [need for need in needs if need != form.cleaned_data["kept"]]
        return settle(request, form.cleaned_data["kept"], "Les besoins sont regroupés.", acts.merge_needs, others)
    return render(request, "trainings/needs/merge.html", {"form": form, "needs": needs})


def plan_need(request, pk):
    """Choose a module of the site; the session's form then knows the need it answers."""
    need = own_need(request, pk)
    modules = Module.objects.filter(programme__site=need.site).select_related("programme")
    form = PlanForm(posted(request), modules=modules.order_by("programme__title", "order", "pk"))
    if request.method == "POST" and form.is_valid():
        module = form.cleaned_data["module"]
        return redirect(f"{reverse('trainings:create_session', args=[module.pk])}?besoin={need.pk}")
    return render(request, "trainings/needs/plan.html", {"form": form, "need": need, "has_modules": modules.exists()})


def need_to_answer(request, site) -> TrainingNeed | None:
    """The need (``?besoin=``) that a session being created would answer, when this person decides about it."""
    pk = row_number(request.GET.get("besoin", ""))
    if pk is None or not request.user.access.leads(site.pk):
        return None
    return TrainingNeed.objects.filter(site=site, pk=pk, state=State.OPEN, merged_into=None).first()


def answer_need(request, need: TrainingNeed | None, session) -> None:
    """Say that the session just created answers the need."""
    if need is None:
        return
    try:
        acts.plan_need(need, session)
    except acts.NeedError as refused:
        messages.error(request, str(refused))


def drop_need(request, pk):
    need = own_need(request, pk)
    form = DropForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return settle(request, need, "Le besoin reste sans suite.", acts.drop_need, form.cleaned_data["reason"])
    return render(request, "trainings/needs/drop.html", {"form": form, "need": need})
