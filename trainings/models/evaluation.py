"""What trainees are asked after a session, and what they answered.

An answer sheet knows its session, not its author: the link that was answered and what was said are never joined.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from proxinet.scoping import SiteScopedQuerySet, along
from trainings.models.programmes import Programme
from trainings.models.sessions import Registration, Session


class QuestionnaireQuerySet(SiteScopedQuerySet):
    site_lookup = "programme__site"

    def visible_through(self, membership):
        return along("programme", Programme.objects.all().visible_through(membership))


class Questionnaire(models.Model):
    """The questions of a programme at one moment: at the end of each session, or three months later."""

    class Moment(models.TextChoices):
        END = "end", "À la fin"
        LATER = "later", "Trois mois après"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="questionnaires")
    moment = models.CharField("moment", max_length=5, choices=Moment)
    introduction = models.TextField("introduction", blank=True, max_length=600)

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = "questionnaire"
        ordering = ["programme", "moment"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "moment"],
                name="questionnaire_once_per_moment",
                violation_error_message="Ce programme a déjà un questionnaire à ce moment.",
            )
        ]

    def __str__(self):
        return f"{self.programme} – {self.get_moment_display().lower()}"


class QuestionQuerySet(SiteScopedQuerySet):
    site_lookup = "questionnaire__programme__site"

    def visible_through(self, membership):
        return along("questionnaire", Questionnaire.objects.all().visible_through(membership))


class Question(models.Model):
    """One question. ``choices``: what one may answer, in order (a choice); the words at both ends (a scale)."""

    USUAL_ENDS = ("Pas du tout", "Tout à fait")

    class Kind(models.TextChoices):
        SCALE = "scale", "Une note de 1 à 5"
        CHOICE = "choice", "Un choix dans une liste"
        TEXT = "text", "Une réponse libre"

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField("ordre", default=1)
    text = models.CharField("question", max_length=200)
    kind = models.CharField("réponse", max_length=10, choices=Kind, default=Kind.SCALE)
    choices = ArrayField(models.CharField(max_length=120), verbose_name="choix possibles", default=list, blank=True)
    asks_needs = models.BooleanField(
        "demande de quelle formation on a besoin ensuite",
        default=False,
        help_text="Les réponses iront dans la liste des besoins de formation du site.",
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "question"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="question_needs_are_told_in_words",
                condition=Q(asks_needs=False) | Q(kind="text"),
                violation_error_message="Un besoin de formation se dit dans une réponse libre.",
            )
        ]

    def __str__(self):
        return self.text

    @property
    def ends(self) -> tuple[str, str]:
        """What 1 and 5 mean on this scale."""
        low, high = self.choices if len(self.choices) == 2 else self.USUAL_ENDS
        return low, high


class AnswerLinkQuerySet(SiteScopedQuerySet):
    site_lookup = "questionnaire__programme__site"

    def visible_through(self, membership):
        return along("registration", Registration.objects.all().visible_through(membership))


class AnswerLink(models.Model):
    """One person's right to answer one questionnaire once; ``trainings.evaluation`` signs its address."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="answer_links")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="links")
    sent_at = models.DateTimeField("envoyé le", auto_now_add=True)
    expires_at = models.DateTimeField("répondre avant le")
    has_answered = models.BooleanField("a répondu", default=False)

    objects = AnswerLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "lien de réponse"
        constraints = [
            models.UniqueConstraint(fields=["registration", "questionnaire"], name="answer_link_once"),
            models.CheckConstraint(name="answer_link_expires_later", condition=Q(expires_at__gt=F("sent_at"))),
        ]

    def __str__(self):
        return f"{self.questionnaire} – {self.registration.person}"


class AnswerSheet(models.Model):
    """What one unnamed trainee of ``session`` answered."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="sheets")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="answer_sheets")

    class Meta:
        verbose_name = "réponse à un questionnaire"

    def __str__(self):
        return f"{self.questionnaire} ({self.session})"


class Answer(models.Model):
    """``note`` (1 to 5) for a scale, ``text`` for a choice or a free answer."""

    sheet = models.ForeignKey(AnswerSheet, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    note = models.PositiveSmallIntegerField("note", null=True, blank=True)
    text = models.TextField("réponse", blank=True, max_length=1000)

    class Meta:
        verbose_name = "réponse"
        constraints = [
            models.UniqueConstraint(fields=["sheet", "question"], name="answer_once"),
            models.CheckConstraint(name="answer_note_from_1_to_5", condition=Q(note=None) | Q(note__range=(1, 5))),
        ]

    def __str__(self):
        return self.text or str(self.note)
