"""The questions of a programme: beginning with a usual set, copying, ordering, and what answers forbid to change."""

from contextlib import contextmanager

from django.db import transaction
from django.db.models import Max

from trainings.models import Answer, Programme, Question, Questionnaire

Kind = Question.Kind
Moment = Questionnaire.Moment
MOST_QUESTIONS = 30
ALREADY_ANSWERED = "Des personnes ont déjà répondu à cette question : elle reste, leurs réponses comptent."

USEFUL = ("Cette formation est-elle utile pour votre travail ?", Kind.SCALE, ["Pas du tout", "Très utile"])
AT_EASE = (
    "Vous sentez-vous à l’aise face aux situations difficiles ?",
    Kind.SCALE,
    ["Pas du tout", "Tout à fait"],
)
USUAL_QUESTIONS = {
    Moment.END: [
        USEFUL,
        AT_EASE,
        ("Les explications étaient-elles claires ?", Kind.SCALE, ["Pas du tout", "Très claires"]),
        ("Avez-vous pu parler de ce que vous vivez au travail ?", Kind.SCALE, ["Pas assez", "Tout à fait"]),
        ("La durée vous a paru…", Kind.CHOICE, ["Trop courte", "Comme il faut", "Trop longue"]),
        ("Qu’avez-vous appris de plus utile ? Que faut-il changer ?", Kind.TEXT, []),
        ("Sur quoi voudriez-vous être formé ensuite ?", Kind.TEXT, []),
    ],
    Moment.LATER: [
        USEFUL,
        AT_EASE,
        (
            "Avez-vous recontacté des personnes rencontrées pendant la formation ?",
            Kind.CHOICE,
            ["Oui, plusieurs fois", "Oui, une fois", "Non"],
        ),
        (
            "Avez-vous changé quelque chose dans votre façon de travailler ?",
            Kind.CHOICE,
            ["Oui", "Un peu", "Non", "Je n’ai pas pu"],
        ),
        ("Racontez une situation où la formation vous a servi, sans nommer personne.", Kind.TEXT, []),
        ("Sur quoi voudriez-vous être formé maintenant ?", Kind.TEXT, []),
    ],
}
USUAL_INTRODUCTIONS = {
    Moment.END: "Votre avis sert à améliorer les prochaines sessions. Répondez aux questions que vous voulez.",
    Moment.LATER: "Trois mois ont passé. Dites-nous ce que la formation a changé, ou n’a pas changé.",
}


class QuestionnaireRefused(Exception):
    """``str(error)`` is a French sentence."""


@contextmanager
def locked(questionnaire: Questionnaire):
    """Nobody answers or changes this questionnaire meanwhile: an answer's sheet points at the row locked here."""
    with transaction.atomic():
        yield Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)


@transaction.atomic
def begin(programme: Programme, moment: str) -> Questionnaire:
    """The programme's questionnaire at that moment, written when it was not there."""
    return Questionnaire.objects.get_or_create(programme=programme, moment=moment)[0]


def begin_with_usual_questions(programme: Programme, moment: str) -> Questionnaire:
    """A questionnaire ready to be sent. Raises ``QuestionnaireRefused`` when there are questions already."""
    questions = [
        Question(order=order, text=text, kind=kind, choices=choices)
        for order, (text, kind, choices) in enumerate(USUAL_QUESTIONS[moment], start=1)
    ]
    questions[-1].asks_needs = True
    return fill(programme, moment, USUAL_INTRODUCTIONS[moment], questions)


def copy_questions(source: Questionnaire, programme: Programme, moment: str) -> Questionnaire:
    """The same introduction and questions for ``programme``. Raises ``QuestionnaireRefused``."""
    questions = [
        Question(
            order=order,
            text=question.text,
            kind=question.kind,
            choices=question.choices,
            asks_needs=question.asks_needs,
        )
        for order, question in enumerate(source.questions.all(), start=1)
    ]
    return fill(programme, moment, source.introduction, questions)


def fill(programme, moment, introduction: str, questions: list[Question]) -> Questionnaire:
    with locked(begin(programme, moment)) as questionnaire:
        if questionnaire.questions.exists():
            raise QuestionnaireRefused("Ce questionnaire a déjà des questions.")
        for question in questions:
            question.questionnaire = questionnaire
        Question.objects.bulk_create(questions)
        if not questionnaire.introduction:
            questionnaire.introduction = introduction
            questionnaire.save(update_fields=["introduction"])
        return questionnaire


def is_answered(question: Question) -> bool:
    return question.pk is not None and Answer.objects.filter(question=question).exists()


def add_question(question: Question) -> None:
    """Write a new question at the end. Raises ``QuestionnaireRefused`` when there are as many as can be answered."""
    with locked(question.questionnaire) as questionnaire:
        if questionnaire.questions.count() >= MOST_QUESTIONS:
            raise QuestionnaireRefused(f"Un questionnaire a {MOST_QUESTIONS} questions au plus.")
        last = questionnaire.questions.aggregate(last=Max("order"))["last"] or 0
        question.order = last + 1
        question.save()


def change_question(question: Question) -> None:
    """Write the changed question. Raises ``QuestionnaireRefused`` when its kind or its choices change although someone
    has answered it: their answers would mean something else."""
    with locked(question.questionnaire):
        before = Question.objects.get(pk=question.pk)
        meaning_changes = (before.kind, before.choices) != (question.kind, question.choices)
        if meaning_changes and is_answered(question):
            raise QuestionnaireRefused(
                "Quelqu’un vient de répondre à cette question : corrigez une faute, mais gardez les choix."
            )
        question.save(update_fields=["text", "kind", "choices", "asks_needs"])


def delete_question(question: Question) -> None:
    """Raises ``QuestionnaireRefused`` when someone has answered it."""
    with locked(question.questionnaire):
        if is_answered(question):
            raise QuestionnaireRefused(ALREADY_ANSWERED)
        question.delete()


def move_question(question: Question, steps: int) -> None:
    """Move the question up (-1) or down (1); at an end it stays."""
    with locked(question.questionnaire) as questionnaire:
        questions = list(questionnaire.questions.all())
        place = [row.pk for row in questions].index(question.pk)
        new_place = min(max(place + steps, 0), len(questions) - 1)
        questions.insert(new_place, questions.pop(place))
        for order, row in enumerate(questions, start=1):
            row.order = order
        Question.objects.bulk_update(questions, ["order"])
