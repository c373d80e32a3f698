"""What a site tells: answers to the campaign's questions, and its actions in order."""

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from proxinet.pages import posted
from reports.contributions import writing
from reports.contributions.anchors import anchor_of
from reports.forms.words import ActionForm, AnswerForm
from reports.models import Action, Answer
from reports.views.contribution import back_to, own_piece, show, visible_assessment, writable
from reports.views.saving_pieces import adds_piece, asks_first, autosave, is_autosave, saves_piece

STEPS = {"up": -1, "down": 1}


@require_POST
def answer(request, pk, question_pk):
    """Save one answer: from its form, or as one types."""
    assessment = writable(request, visible_assessment(request, pk))
    question = get_object_or_404(assessment.campaign.questions, pk=question_pk)
    written, _ = Answer.objects.select_related("question").get_or_create(assessment=assessment, question=question)
    form = AnswerForm(request.POST, instance=written)
    if is_autosave(request):
        return autosave(request, form)
    if form.is_valid() and form.keep(request.user):
        messages.success(request, f"«\u202f{question.label}\u202f»\u202f: votre réponse est enregistrée.")
        return back_to(assessment, anchor_of(written))
    return show(request, pk, bound=form, status=409 if form.theirs else 422)


def add_action(request, pk):
    assessment = writable(request, visible_assessment(request, pk))
    form = ActionForm(posted(request), instance=Action(assessment=assessment))
    return adds_piece(
        request,
        form,
        lambda: writing.add(form.instance, request.user) or True,
        title="Ajouter une action",
        verb="J’ajoute l’action",
        said="L’action est ajoutée à la fin.",
    )


def edit_action(request, pk):
    form = ActionForm(posted(request), instance=own_piece(request, Action, pk))
    return saves_piece(request, form, title="Modifier l’action", said="L’action est enregistrée.", autosaves=True)


@require_POST
def move_action(request, pk):
    action = own_piece(request, Action, pk)
    writing.move(action, STEPS.get(request.POST.get("step"), 0))
    return back_to(action.assessment, anchor_of(action))


def remove_action(request, pk):
    action = own_piece(request, Action, pk)
    return asks_first(
        request,
        action,
        lambda: writing.remove(action),
        title="Retirer cette action\u202f?",
        text=f"«\u202f{action.title}\u202f» ne sera plus dans votre contribution.",
        verb="Je retire l’action",
        said="L’action est retirée.",
        anchor="actions",
    )
