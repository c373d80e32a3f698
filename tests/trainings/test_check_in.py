"""« I am here » by the code shown in the room: around the hours, by one's name, nobody else's name shown."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from proxinet.french_dates import date_format
from proxinet.seats import State
from proxinet.signed_links import sign
from tests.factories.events import SessionFactory, in_days
from tests.factories.people import FieldWorkerFactory, OrganisationFactory, SiteFactory, a_caretaker, a_lead, a_manager
from tests.trainings.pages import page, text
from trainings.models import Attendance, AttendanceCorrection

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return SessionFactory(starts_at=in_days(3))


@pytest.fixture
def half_day(session):
    return session.half_days.get()


@pytest.fixture
def at(half_day, time_machine):
    """``at(minutes)``: the clock at so many minutes after the start."""

    def moved(minutes):
        time_machine.move_to(half_day.starts_at + timedelta(minutes=minutes), tick=False)

    moved(0)
    return moved


def register(session, person, state=State.CONFIRMED):
    position = session.registrations.count() + 1
    return session.registrations.create(person=person, state=state, position=position)


def someone(session, first_name="Zoé", last_name="Lefèvre", **fields):
    person = FieldWorkerFactory(site=session.site, first_name=first_name, last_name=last_name, **fields)
    return register(session, person)


def address(half_day):
    return reverse("trainings:check_in", args=[sign("check-in", half_day.pk)])


def named(first_name="zoe", last_name="LEFEVRE", **fields):
    return {"first_name": first_name, "last_name": last_name, **fields}


def noted(registration):
    return list(registration.attendances.values_list("state", "recorded_by"))


def test_someone_without_an_account_says_their_name(client, session, half_day, at):
    registration, other = someone(session), someone(session, "Ali", "Benali")
    shown = client.get(address(half_day))
    assert shown["Referrer-Policy"] == "strict-origin"
    assert "Lefèvre" not in text(shown)
    answer = client.post(address(half_day), named(), follow=True)
    assert "C’est noté\u202f: Zoé Lefèvre est là." in text(answer)
    assert "Benali" not in text(answer)
    assert noted(registration) == [("present", None)]
    assert noted(other) == []


def test_opening_the_link_notes_nothing(client, session, half_day, at):
    registration = someone(session)
    client.get(address(half_day), named())
    assert noted(registration) == []


def test_someone_signed_in_presses_one_button(sign_in, session, half_day, at):
    caretaker = a_caretaker(session.site)
    registration = register(session, caretaker.field_workers.get())
    client = sign_in(caretaker)
    shown = page(client.get(address(half_day)))
    assert shown.find("input", {"name": "first_name"}) is None
    assert "Je suis là" in shown.find("main").find("button").get_text()
    assert "vous êtes présent" in text(client.post(address(half_day), follow=True))
    assert noted(registration) == [("present", None)]


@pytest.mark.parametrize("state", [State.WAITING, State.REQUESTED, State.CANCELLED, None])
def test_an_unknown_name_or_one_without_a_place_gets_the_same_sentence(client, session, half_day, at, state):
    person = FieldWorkerFactory(site=session.site, first_name="Zoé", last_name="Lefèvre")
    if state:
        register(session, person, state)
    answer = client.post(address(half_day), named())
    assert "Nous ne trouvons pas ce nom parmi les inscrits" in text(answer)
    assert page(answer).find("input", {"name": "last_name"})["value"] == "LEFEVRE"
    assert not Attendance.objects.exists()


def test_two_of_the_same_name_are_asked_for_their_employer(client, session, half_day, at):
    first = someone(session, employer=OrganisationFactory(name="Habitat du Parc"))
    second = someone(session, employer=OrganisationFactory(name="Régie des Tours"))
    shown = page(client.get(address(half_day)))
    assert shown.find("input", {"name": "employer"}) is None
    answer = client.post(address(half_day), named())
    assert "indiquez votre employeur" in text(answer)
    assert page(answer).find("input", {"name": "employer"}) is not None
    client.post(address(half_day), named(employer="regie des tours"))
    assert noted(first) == []
    assert noted(second) == [("present", None)]


@pytest.mark.parametrize(
    ("minutes", "sentence"),
    [(-31, "Ce code marche le {day}, à partir de {hour}."), (-29, ""), (209, ""), (211, "C’est trop tard")],
)
def test_the_code_works_around_the_hours(client, session, half_day, at, minutes, sentence):
    registration = someone(session)
    at(minutes)
    answer = client.post(address(half_day), named(), follow=True)
    opens = timezone.localtime(half_day.starts_at - timedelta(minutes=30))
    hour = f"{opens.hour}h{opens.minute:02}"
    assert sentence.format(day=date_format(opens, "l j F"), hour=hour) in text(answer)
    assert bool(noted(registration)) == (not sentence)


def test_a_cancelled_session_says_so(client, session, half_day, at):
    registration = someone(session)
    session.cancelled_at = session.starts_at
    session.save()
    assert "Cette session est annulée" in text(client.post(address(half_day), named()))
    assert noted(registration) == []


@pytest.mark.parametrize("state", ["absent", "excused", "part", "present"])
def test_what_the_trainer_noted_stays_and_is_not_told_to_strangers(client, session, half_day, at, state):
    registration = someone(session)
    lead = a_lead(session.site)
    Attendance.objects.create(registration=registration, half_day=half_day, state=state, recorded_by=lead)
    answer = text(client.post(address(half_day), named(), follow=True))
    assert "avait déjà été notée" in answer
    assert "absent" not in answer.lower()
    assert noted(registration) == [(state, lead.pk)]
    assert not AttendanceCorrection.objects.exists()


def test_guessing_names_is_stopped_and_a_right_name_is_not_counted(client, session, half_day, at):
    registration = someone(session)
    for number in range(30):
        client.post(address(half_day), named(last_name=f"Inconnu{number}"))
    assert "Trop d’essais" in text(client.post(address(half_day), named()))
    assert noted(registration) == []
    at(11)
    client.post(address(half_day), named())
    assert noted(registration) == [("present", None)]


def test_a_whole_room_behind_one_address_checks_in(client, session, half_day, at):
    for number in range(40):
        someone(session, "Zoé", f"Présente{number}")
    for number in range(40):
        client.post(address(half_day), named(last_name=f"Présente{number}"))
    assert Attendance.objects.filter(state="present").count() == 40


def test_a_forged_or_other_link_opens_nothing(client, half_day):
    for token in ("12", f"{half_day.pk}:abc", sign("answer", half_day.pk)):
        assert client.get(reverse("trainings:check_in", args=[token])).status_code == 404


def test_the_code_is_drawn_without_script_or_style_and_leads_to_the_page(sign_in, session, half_day):
    lead = sign_in(a_lead(session.site))
    answer = lead.get(reverse("trainings:check_in_code", args=[half_day.pk]))
    drawing = page(answer).find("main").find("svg", viewbox=True)
    assert drawing.title.get_text() == "QR code pour dire que je suis là"
    assert not page(answer).find("main").find(style=True)
    assert f"http://testserver{address(half_day)}" in text(answer)


def test_only_those_who_note_attendance_have_the_code(sign_in, session, half_day):
    url = reverse("trainings:check_in_code", args=[half_day.pk])
    assert sign_in(a_manager(session.site)).get(url).status_code == 403
    assert sign_in(a_lead(SiteFactory())).get(url).status_code == 404
