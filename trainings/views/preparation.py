"""« Suivi de la session »: what is to be done around it, by whom, and what to print."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from proxinet.pages import require
from trainings import permissions
from trainings import preparation as acts
from trainings.due_tasks import do_task
from trainings.models import SessionTask
from trainings.views.sessions import visible_session


def followed_session(request, pk):
    session = visible_session(request, pk)
    require(permissions.can_manage(request.user, session.module.programme), permissions.WHO_FOLLOWS)
    return session


@require_safe
def preparation(request, pk):
    session = followed_session(request, pk)
    context = {
        "session": session,
        "steps": acts.steps(session),
        "half_days": list(session.half_days.all()),
        "without_address": acts.without_address(session).count(),
    }
    return render(request, "trainings/preparation/page.html", context)


@require_POST
def task(request, pk, kind):
    """Tick or untick one of ours (``done=yes`` or ``no``), or have ProxiNet do one of its own now."""
    session = followed_session(request, pk)
    if kind not in SessionTask.Kind:
        raise Http404
    if session.cancelled_at:
        messages.info(request, "Cette session est annulée\u202f: il n’y a plus rien à faire.")
    elif kind in acts.MANUAL:
        note_by_hand(request, session, kind)
    else:
        do_now(request, session, kind)
    return redirect("trainings:preparation", pk=pk)


def note_by_hand(request, session, kind) -> None:
    acts.prepare(session)
    if request.POST.get("done") == "no":
        acts.untick(session, kind)
        messages.success(request, "C’est noté\u202f: la tâche reste à faire.")
    else:
        acts.tick(session, kind, by=request.user)
        messages.success(request, "C’est noté\u202f: la tâche est faite.")


def do_now(request, session, kind) -> None:
    acts.prepare(session)
    outcome = do_task(session.pk, kind, by=request.user)
    if outcome is None:
        messages.info(request, "C’était déjà fait.")
    elif outcome.is_done:
        messages.success(request, outcome.text)
    else:
        messages.warning(request, outcome.text)
