"""CAP-CIVIS and Sens run through the whole of the trainings: what a visitor of the demonstration finds."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import Count, F, Q
from django.utils import timezone
from post_office.models import Email

from proxinet import seats
from trainings import due_tasks, settling
from trainings.evaluation_results import session_results
from trainings.models import (
    AnswerLink,
    AnswerSheet,
    Attendance,
    AttendanceCorrection,
    Diagnosis,
    Module,
    Programme,
    Questionnaire,
    Registration,
    Session,
    SessionTask,
    SignedSheet,
    TrainingNeed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

TITLES = ["CAP-CIVIS", "Cycles de gestion de crise"]


def test_loading_writes_to_nobody():
    assert not Email.objects.exists()


@pytest.mark.parametrize("title", TITLES)
def test_a_programme_is_designed(title):
    programme = Programme.objects.get(title=title)
    assert programme.is_shared
    assert len(programme.audience_categories) in (4, 6)
    assert not programme.modules.filter(planned_hours=None).exists()


def test_focus_groups_and_working_groups_are_what_came_out():
    exchange = Module.objects.get(programme__title="CAP-CIVIS", kind="exchange")
    assert "groupes de réflexion" in exchange.description
    groups = Module.objects.filter(programme__title="CAP-CIVIS", kind="focus_group")
    assert all("Ce qui en est sorti" in group.description for group in groups)
    assert "Encombrants" in Programme.objects.get(title="Cycles de gestion de crise").objectives


class TestToCome:
    def test_a_mixed_group_keeps_the_seats_of_each_and_others_wait(self):
        session = Session.objects.get(reserved_by="staff_category")
        assert session.reserved_seats == {"caretaker": 8, "city_agent": 4, "tenant_representative": 4}
        assert session.held_back() == {"caretaker": 2, "tenant_representative": 1}
        assert (session.open_seats, session.waiting_count) == (0, 2)
        assert timezone.now() < session.released_at < session.starts_at
        waiting = session.registrations.filter(state=seats.State.WAITING)
        assert set(waiting.values_list("person__staff_category", flat=True)) == {"regie_staff"}

    def test_an_employer_approves_refuses_and_is_asked(self):
        session = Session.objects.get(module__title="Reprendre après une agression")
        of_employer = session.registrations.filter(person__employer__name="Val Touraine Habitat")
        assert of_employer.filter(state=seats.State.REQUESTED).count() == 1
        refused = of_employer.get(ending=seats.Ending.REFUSED)
        assert refused.reason
        assert refused.decided_by.email == "encadrant-2.tours-plus@proxinet.example"
        assert of_employer.filter(state=seats.State.CONFIRMED, decided_by=refused.decided_by).exists()

    def test_a_place_offered_awaits_an_answer(self):
        offered = Registration.objects.get(state=seats.State.OFFERED)
        assert offered.offered_until > timezone.now() + timedelta(days=1)
        assert offered.event.registrations.filter(ending=seats.Ending.WITHDRAWN).count() == 1
        assert offered.event.waiting_count >= 2

    def test_the_first_sweep_asks_nobody_about_sessions_of_years_ago(self):
        links = AnswerLink.objects.count()
        due_tasks.sweep()
        settling.settle_all()
        assert AnswerLink.objects.count() == links
        subjects = Email.objects.values_list("subject", flat=True)
        assert not [subject for subject in subjects if "CAP-CIVIS" in subject or "Cycles" in subject]

    def test_tasks_whose_day_is_past_were_done_and_the_others_wait(self):
        tasks = SessionTask.objects.filter(session__starts_at__gt=timezone.now())
        assert tasks.count() == 9 * Session.objects.filter(starts_at__gt=timezone.now()).count()
        today = timezone.localdate()
        assert not tasks.filter(
            Q(due_on__lt=today, done_at=None) | Q(due_on__gte=today, done_at__isnull=False)
        ).exists()
        assert tasks.filter(kind="prepare", done_by__email__startswith="chef-projet.").exists()


class TestOver:
    def test_every_task_was_done_before_now(self):
        tasks = SessionTask.objects.filter(session__ends_at__lt=timezone.now())
        assert tasks.count() == 9 * Session.objects.filter(ends_at__lt=timezone.now()).count()
        assert not tasks.filter(Q(done_at=None) | Q(done_at__gt=timezone.now())).exists()

    @pytest.mark.parametrize("title", TITLES)
    def test_people_were_present_in_part_absent_excused(self, title):
        of_programme = Attendance.objects.filter(registration__event__module__programme__title=title)
        assert set(of_programme.values_list("state", flat=True)) == set(Attendance.State.values)
        assert not of_programme.filter(recorded_by=None).exists()
        corrections = AttendanceCorrection.objects.filter(registration__event__module__programme__title=title)
        assert corrections.exists()
        assert not corrections.filter(corrected_at__lte=F("half_day__ends_at")).exists()

    def test_the_signed_sheet_is_a_file(self, demo):
        sheet = SignedSheet.objects.get()
        assert (demo / sheet.file.name).read_bytes().startswith(b"%PDF-")
        assert sheet.half_day.attendances.filter(state="absent").exists()


class TestEvaluation:
    @pytest.mark.parametrize("title", TITLES)
    def test_two_questionnaires_one_of_their_questions_about_needs(self, title):
        questionnaires = Questionnaire.objects.filter(programme__title=title)
        assert set(questionnaires.values_list("moment", flat=True)) == {"end", "later"}
        for questionnaire in questionnaires:
            assert 5 <= questionnaire.questions.count() <= 7
            assert questionnaire.questions.filter(asks_needs=True).count() == 1

    def test_as_many_links_used_as_sheets_and_only_by_those_who_came(self):
        used = AnswerLink.objects.filter(has_answered=True).values_list("questionnaire", "registration__event")
        sheets = AnswerSheet.objects.values_list("questionnaire", "session")
        assert Counter(used) == Counter(sheets)
        came = Count("registration__attendances", filter=Q(registration__attendances__state__in=Attendance.CAME))
        assert not AnswerLink.objects.annotate(came=came).filter(came=0).exists()
        assert not AnswerLink.objects.filter(expires_at__gt=timezone.now()).exists()

    @pytest.mark.parametrize("title", TITLES)
    def test_most_results_are_shown_and_too_few_answers_are_hidden(self, title):
        sessions = Session.objects.filter(module__programme__title=title, answer_sheets__isnull=False).distinct()
        hidden = [session for session in sessions if session_results(session)[0].is_hidden]
        assert sorted(session.answer_sheets.filter(questionnaire__moment="end").count() for session in hidden) == [3, 4]
        assert len(sessions) > 10


class TestNeeds:
    @pytest.mark.parametrize("slug", ["tours-plus", "sens"])
    def test_some_are_planned_dropped_grouped_others_open(self, slug):
        needs = TrainingNeed.objects.filter(site__slug=slug)
        assert set(needs.values_list("state", flat=True)) == {"open", "planned", "dropped"}
        assert {"trainees", "teams"} <= set(needs.values_list("source", flat=True))
        assert needs.filter(merged_into__isnull=False).count() == 1
        assert needs.get(state="planned").answered_by.starts_at > timezone.now()
        assert not needs.filter(title="Rien").exists()

    def test_a_need_was_asked_as_often_as_it_was_answered(self):
        assert TrainingNeed.objects.get(title="Reprendre le travail après une agression").times_asked == 12
        assert TrainingNeed.objects.get(title="Quand une personne perd pied psychologiquement").times_asked == 9


def test_a_diagnosis_of_the_programme_is_followed_to_done():
    diagnosis = Diagnosis.objects.get()
    assert diagnosis.session.module.kind == "diagnosis"
    states = Counter(diagnosis.observations.values_list("state", flat=True))
    assert states == {"done": 3, "under_way": 1, "to_do": 2, "dropped": 1}
    for observation in diagnosis.observations.exclude(state="to_do"):
        assert observation.steps.last().state == observation.state
    assert any(observation.is_late for observation in diagnosis.observations.all())
