"""Answering a questionnaire without an account; reading what was answered."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from proxinet.exports import csv_download
from proxinet.pages import require
from proxinet.row_numbers import row_number
from proxinet.signed_links import read
from trainings import evaluation, evaluation_results, permissions
from trainings.evaluation_file import HEADINGS, result_rows
from trainings.forms.evaluation import AnswerForm
from trainings.models import AnswerLink, Programme, Questionnaire
from trainings.views.sessions import SESSIONS_A_PAGE, visible_session

# As for invitations: only the origin leaves in Referer, and the page's own form still says where it comes from.
REFERRER_POLICY = "strict-origin"


@login_not_required
@never_cache
@sensitive_post_parameters()
def answer(request, token):
    links = AnswerLink.objects.select_related("questionnaire", "registration__event__module__programme__site")
    link = get_object_or_404(links, pk=read("answer", token))
    response = answered(request, link)
    response["Referrer-Policy"] = REFERRER_POLICY
    return response


def answered(request, link):
    """The questions, or why they are closed; a POST answers them."""
    if link.has_answered or link.expires_at <= timezone.now():
        return closed(request, link)
    form = AnswerForm(request.POST if request.method == "POST" else None, questions=link.questionnaire.questions.all())
    if request.method == "POST" and form.is_valid():
        try:
            evaluation.answer(link, form.replies)
        except (evaluation.AlreadyAnswered, evaluation.TooLate):
            link.refresh_from_db(fields=["has_answered"])
            return closed(request, link)
        except evaluation.CannotAnswer as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Merci ! Votre avis est enregistré, sans votre nom.")
            return redirect(request.path)
    context = {"link": link, "questionnaire": link.questionnaire, "session": link.registration.event, "form": form}
    return render(request, "trainings/evaluation/answer.html", context)


def closed(request, link):
    context = {"link": link, "session": link.registration.event}
    return render(request, "trainings/evaluation/answer_closed.html", context, status=200 if link.has_answered else 410)


# Results --------------------------------------------------------------------------------------------------------------


@require_safe
def session_evaluation(request, pk):
    session = visible_session(request, pk)
    programme = session.module.programme
    require(permissions.can_evaluate(request.user, programme), permissions.WHO_EVALUATES)
    context = {
        "session": session,
        "programme": programme,
        "several": evaluation_results.session_results(session),
        "needs_url": needs_url(request.user, programme),
    }
    return render(request, "trainings/evaluation/session.html", context)


@require_safe
def programme_evaluation(request, pk):
    programme = read_programme(request, pk)
    several = evaluation_results.programme_results(programme)
    lines = evaluation_results.session_lines(programme)
    context = {
        "programme": programme,
        "several": several,
        "comparisons": evaluation_results.comparisons(several),
        "page_obj": Paginator(lines, SESSIONS_A_PAGE).get_page(request.GET.get("page")),
        "moments": Questionnaire.Moment,
        "can_evaluate": permissions.can_evaluate(request.user, programme),
        "needs_url": needs_url(request.user, programme),
    }
    return render(request, "trainings/evaluation/programme.html", context)


@require_safe
def evaluation_csv(request, pk):
    """The programme's results, or those of ``?session=``."""
    programme = read_programme(request, pk)
    if "session" in request.GET:
        require(permissions.can_evaluate(request.user, programme), permissions.WHO_EVALUATES)
        session = session_of(request, programme, request.GET["session"])
        about = f"{session.module.title}, {timezone.localtime(session.starts_at):%d/%m/%Y}"
        several, name = evaluation_results.session_results(session), f"avis-session-{session.pk}.csv"
    else:
        about, several = "toutes", evaluation_results.programme_results(programme)
        name = f"avis-programme-{programme.pk}.csv"
    return csv_download(name, HEADINGS, result_rows(several, about))


def read_programme(request, pk) -> Programme:
    programme = get_object_or_404(Programme.objects.visible_to(request.user).select_related("site"), pk=pk)
    require(permissions.can_read_evaluation(request.user, programme), permissions.WHO_EVALUATES)
    return programme


def session_of(request, programme, pk: str):
    session = visible_session(request, row_number(pk))
    if session.module.programme_id != programme.pk:
        raise Http404
    return session


def needs_url(user, programme) -> str:
    """Where the lead reads what people ask to be trained in next."""
    return reverse("trainings:needs") if user.access.leads(programme.site_id) else ""
