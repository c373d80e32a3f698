"""Writing a programme's questionnaires, for those who deliver or evaluate it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from proxinet.pages import require
from trainings import permissions, questionnaires
from trainings.forms.evaluation import AnswerForm
from trainings.forms.questionnaires import CopyForm, IntroductionForm, QuestionForm
from trainings.models import Programme, Question, Questionnaire
from trainings.questionnaires import QuestionnaireRefused

Moment = Questionnaire.Moment


def own_programme(request, pk) -> Programme:
    programmes = Programme.objects.visible_to(request.user).select_related("site")
    programme = get_object_or_404(programmes, pk=pk)
    require(permissions.can_evaluate(request.user, programme), permissions.WHO_EVALUATES)
    return programme


def own_questionnaire(request, pk) -> Questionnaire:
    visible = Questionnaire.objects.visible_to(request.user).select_related("programme__site")
    questionnaire = get_object_or_404(visible, pk=pk)
    require(permissions.can_evaluate(request.user, questionnaire.programme), permissions.WHO_EVALUATES)
    return questionnaire


def own_question(request, pk) -> Question:
    visible = Question.objects.visible_to(request.user).select_related("questionnaire__programme__site")
    question = get_object_or_404(visible, pk=pk)
    programme = question.questionnaire.programme
    require(permissions.can_evaluate(request.user, programme), permissions.WHO_EVALUATES)
    return question


def address(questionnaire: Questionnaire) -> str:
    return reverse("trainings:questionnaire", args=[questionnaire.programme_id, questionnaire.moment])


def questionnaire(request, pk, moment):
    """The questions in order, or how to begin."""
    programme = own_programme(request, pk)
    if moment not in Moment.values:
        raise Http404
    current = Questionnaire.objects.filter(programme=programme, moment=moment).first()
    questions = list(current.questions.all()) if current else []
    if "apercu" in request.GET and questions:
        return preview(request, current, questions)
    copy_form = CopyForm(posted_with(request, "source"), sources=sources_to_copy(request, programme, moment))
    introduction = IntroductionForm(posted_with(request, "introduction"), instance=current)
    if request.method == "POST" and write(request, programme, moment, introduction, copy_form):
        return redirect(request.path)
    context = {
        "programme": programme,
        "moment": Moment(moment),
        "moments": Moment,
        "questionnaire": current,
        "questions": questions,
        "form": introduction,
        "copy_form": copy_form,
    }
    return render(request, "trainings/questionnaires/questionnaire.html", context)


def posted_with(request, name):
    """What was posted, for the form that has this field; None for the others of the page."""
    return request.POST if name in request.POST else None


def write(request, programme, moment, introduction, copy_form) -> bool:
    """Begin as asked (``begin``), or save the introduction; False when a form has something to say."""
    if "begin" in request.POST:
        return begin(request, programme, moment, copy_form)
    if introduction.instance.pk is None or not introduction.is_valid():
        return False
    introduction.save()
    messages.success(request, "L’introduction est enregistrée.")
    return True


def sources_to_copy(request, programme, moment):
    """Other questionnaires of the site that this person may read, with questions."""
    return (
        Questionnaire.objects.visible_to(request.user)
        .filter(programme__site=programme.site, questions__isnull=False)
        .exclude(programme=programme, moment=moment)
        .select_related("programme")
        .order_by("programme__title", "moment")
        .distinct()
    )


def begin(request, programme, moment, copy_form) -> bool:
    """Begin as asked; False when the copy form has something to say."""
    way = request.POST["begin"]
    try:
        if way == "copy":
            if not copy_form.is_valid():
                return False
            questionnaires.copy_questions(copy_form.cleaned_data["source"], programme, moment)
        elif way == "usual":
            questionnaires.begin_with_usual_questions(programme, moment)
        else:
            questionnaires.begin(programme, moment)
    except QuestionnaireRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Le questionnaire est commencé : relisez les questions.")
    return True


def preview(request, questionnaire, questions):
    """The page a trainee will see, without its button."""
    context = {"questionnaire": questionnaire, "form": AnswerForm(questions=questions), "is_preview": True}
    return render(request, "trainings/evaluation/answer.html", context)


def create_question(request, pk):
    questionnaire = own_questionnaire(request, pk)
    return save_question(request, Question(questionnaire=questionnaire), questionnaires.add_question)


def edit_question(request, pk):
    return save_question(request, own_question(request, pk), questionnaires.change_question)


def save_question(request, question, write):
    is_answered = questionnaires.is_answered(question)
    form = QuestionForm(request.POST if request.method == "POST" else None, instance=question, is_answered=is_answered)
    if request.method == "POST" and form.is_valid():
        try:
            write(form.save(commit=False))
        except QuestionnaireRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "La question est enregistrée.")
            return redirect(address(question.questionnaire))
    context = {
        "form": form,
        "question": question if question.pk else None,
        "is_answered": is_answered,
        "questionnaire": question.questionnaire,
        "back": address(question.questionnaire),
    }
    return render(request, "trainings/questionnaires/question_form.html", context)


def delete_question(request, pk):
    """Ask, then delete; a question that was answered stays."""
    question = own_question(request, pk)
    back = address(question.questionnaire)
    if request.method == "POST":
        try:
            questionnaires.delete_question(question)
        except QuestionnaireRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "La question est supprimée.")
        return redirect(back)
    context = {"question": question, "is_answered": questionnaires.is_answered(question), "back": back}
    return render(request, "trainings/questionnaires/question_delete.html", context)


@require_POST
def move_question(request, pk):
    question = own_question(request, pk)
    questionnaires.move_question(question, -1 if request.POST.get("vers") == "haut" else 1)
    return redirect(f"{address(question.questionnaire)}#question-{question.pk}")
