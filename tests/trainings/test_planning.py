"""Programmes, modules and sessions, as a lead or the partner who delivers them writes them."""

import pytest
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from proxinet import seats
from sites.models import Agreement, SitePartner
from tests.factories.events import MeetupFactory, ModuleFactory, ProgrammeFactory, SessionFactory, in_days
from tests.factories.people import (
    FieldWorkerFactory,
    OrganisationFactory,
    SiteFactory,
    a_caretaker,
    a_lead,
    a_manager,
    a_partner,
)
from tests.trainings.pages import field_errors, page, text, typed
from trainings.models import HalfDay, Module, Programme, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return SiteFactory()


@pytest.fixture
def lead(site, sign_in):
    return sign_in(a_lead(site))


@pytest.fixture
def module(site):
    return ModuleFactory(programme__site=site, title="Victimologie")


def posted_session(*rows, **changes):
    """What the browser posts: ``rows`` are (day, from, to) as typed."""
    data = {"place": "Salle Luth", "capacity": "12", "trainer": "", "closes_at": "", "practical_note": ""}
    data |= {"half-days-TOTAL_FORMS": str(max(4, len(rows))), "half-days-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        data |= {
            f"half-days-{number}-{name}": value for name, value in zip(("day", "starts", "ends"), row, strict=True)
        }
    return data | changes


def iso(days):
    return f"{in_days(days):%Y-%m-%d}"


def create_url(module):
    return reverse("trainings:create_session", args=[module.pk])


def edit_url(session):
    return reverse("trainings:edit_session", args=[session.pk])


def test_a_session_of_two_half_days_is_written_with_its_bounds(lead, module):
    answer = lead.post(
        create_url(module), posted_session((iso(8), "14:00", "17:00"), (iso(7), "09:00", "12:00")), follow=True
    )
    assert "La session est créée." in text(answer)
    session = Session.objects.get()
    assert timezone.localtime(session.starts_at) == in_days(7, hour=9)
    assert timezone.localtime(session.ends_at) == in_days(8, hour=17)
    assert session.half_days.count() == 2


@pytest.mark.parametrize(
    ("rows", "field", "sentence"),
    [
        ([("2027-03-01", "12:00", "09:00")], "half-days-0-ends", "La fin doit venir après le début."),
        (
            [("2027-03-01", "09:00", "12:00"), ("2027-03-01", "11:00", "14:00")],
            "half-days-1-day",
            "Cette demi-journée en chevauche une autre.",
        ),
        ([("2027-03-01", "", "12:00")], "half-days-0-starts", "Indiquez l’heure de début."),
        ([("0001-01-01", "09:00", "12:00")], "half-days-0-day", "Vérifiez l’année."),
        ([("demain", "09:00", "12:00")], "half-days-0-day", "date valide"),
    ],
)
def test_wrong_half_days_are_explained_beside_them_and_nothing_is_written(lead, module, rows, field, sentence):
    answer = lead.post(create_url(module), posted_session(*rows))
    assert sentence in field_errors(answer, field)
    assert typed(answer, "place") == "Salle Luth"
    assert typed(answer, "half-days-0-day") == rows[0][0]
    assert (Session.objects.count(), HalfDay.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("2027-03-28", "02:15", "02:45"), "l’heure change"),
        (("2027-03-01", "12:00", "09:00"), "La fin doit venir après le début."),
    ],
)
def test_wrong_half_days_are_listed_above_the_rows(lead, module, row, sentence):
    answer = lead.post(create_url(module), posted_session(row))
    said = page(answer).find(role="alert").get_text(" ", strip=True)
    assert "Demi-journée 1" in said
    assert sentence in said


def test_sign_up_ends_before_the_session_starts(lead, module):
    answer = lead.post(create_url(module), posted_session((iso(7), "09:00", "12:00"), closes_at=f"{iso(8)}T09:00"))
    assert "Les inscriptions doivent se terminer avant le début." in field_errors(answer, "closes_at")
    assert not Session.objects.exists()


def test_a_session_needs_one_half_day_and_one_seat(lead, module):
    answer = lead.post(create_url(module), posted_session(capacity="0"))
    assert "Indiquez au moins une demi-journée." in text(answer)
    assert "Indiquez au moins une place." in field_errors(answer, "capacity")


def rows_of(session):
    return [
        (
            f"{timezone.localtime(h.starts_at):%Y-%m-%d}",
            f"{timezone.localtime(h.starts_at):%H:%M}",
            f"{timezone.localtime(h.ends_at):%H:%M}",
        )
        for h in session.half_days.all()
    ]


def test_fewer_places_than_people_is_refused_and_nothing_else_changes(lead, module, site):
    session = SessionFactory(module=module, capacity=3)
    for person in FieldWorkerFactory.create_batch(3, site=site):
        seats.sign_up(session, person)
    answer = lead.post(edit_url(session), posted_session((iso(30), "09:00", "12:00"), capacity="2"))
    assert "au moins 3 places" in field_errors(answer, "capacity")
    assert typed(answer, "capacity") == "2"
    assert typed(answer, "half-days-0-day") == iso(30)
    session.refresh_from_db()
    assert (session.capacity, session.place) == (3, "Salle des fêtes")
    assert session.starts_at == session.half_days.get().starts_at == in_days(10)
    assert Email.objects.count() == 0


def test_moving_tells_everyone_once_with_the_new_appointment(lead, module, site):
    session = SessionFactory(module=module)
    for number in range(2):
        seats.sign_up(session, FieldWorkerFactory(site=site, email=f"agent{number}@exemple.test"))
    answer = lead.post(edit_url(session), posted_session((iso(12), "14:00", "17:00")), follow=True)
    assert "2 personnes sont prévenues" in text(answer)
    mails = Email.objects.filter(subject__startswith="Changement")
    assert sorted(mail.to[0] for mail in mails) == ["agent0@exemple.test", "agent1@exemple.test"]
    assert f"{in_days(12):%Y%m%d}" in mails[0].attachments.get().file.read().decode()
    assert session.registrations.first().commitments.get().period.lower == in_days(12, hour=14)


def test_a_date_corrected_into_the_past_frees_the_day_held_and_tells_nobody(lead, module, site):
    session, person = SessionFactory(module=module), FieldWorkerFactory(site=site, email="agent@exemple.test")
    seats.sign_up(session, person)
    Email.objects.all().delete()
    lead.post(edit_url(session), posted_session((iso(-3), "09:00", "12:00")))
    assert person.commitments.get().period.lower == in_days(-3, hour=9)
    assert not Email.objects.exists()


def test_moving_onto_something_else_names_who_is_elsewhere_and_moves_nothing(lead, module, site):
    session, busy = SessionFactory(module=module), FieldWorkerFactory(site=site, last_name="Prise")
    seats.sign_up(session, busy)
    seats.sign_up(MeetupFactory(site=site, starts_at=in_days(12), ends_at=in_days(12, hour=11)), busy)
    answer = lead.post(edit_url(session), posted_session((iso(12), "09:00", "12:00"), place="Ailleurs"))
    assert "Dominique Prise" in text(answer)
    assert "Déjà pris à cette date" in text(answer)
    assert typed(answer, "place") == "Ailleurs"
    session.refresh_from_db()
    assert (session.place, session.half_days.get().starts_at) == ("Salle des fêtes", in_days(10))
    assert Email.objects.count() == 0


def test_more_places_let_the_waiting_in(lead, module, site):
    session = SessionFactory(module=module, capacity=1)
    for person in FieldWorkerFactory.create_batch(2, site=site, email="suivant@exemple.test"):
        seats.sign_up(session, person)
    lead.post(edit_url(session), posted_session(*rows_of(session), capacity="2", place=session.place))
    assert list(session.registrations.values_list("state", flat=True)) == ["confirmed", "offered"]
    assert [mail.subject[:29] for mail in Email.objects.all()] == ["Une place vous est proposée, "]


def test_a_half_day_with_attendance_is_not_lost(lead, module, site):
    session = SessionFactory(module=module, starts_at=in_days(-2))
    registration = session.registrations.create(person=FieldWorkerFactory(site=site), state="confirmed", position=1)
    registration.attendances.create(half_day=session.half_days.get(), state="present")
    answer = lead.post(edit_url(session), posted_session((iso(-3), "09:00", "12:00")))
    assert "Des présences sont déjà notées" in text(answer)
    assert registration.attendances.count() == 1


def test_the_edit_page_shows_the_half_days_as_they_are(lead, module):
    session = SessionFactory(module=module)
    answer = lead.get(edit_url(session))
    assert [typed(answer, f"half-days-0-{name}") for name in ("day", "starts", "ends")] == list(rows_of(session)[0])


def test_cancelling_says_how_many_then_tells_them(lead, module, site):
    session = SessionFactory(module=module, capacity=1)
    for number in range(2):
        seats.sign_up(session, FieldWorkerFactory(site=site, email=f"agent{number}@exemple.test"))
    url = reverse("trainings:cancel_session", args=[session.pk])
    assert "2 personnes seront prévenues" in text(lead.get(url))
    assert "2 personnes sont prévenues" in text(lead.post(url, follow=True))
    assert Email.objects.filter(subject__startswith="Annulé").count() == 2
    lead.post(url)
    assert Email.objects.count() == 2
    assert "Annulé" in text(lead.get(session.get_absolute_url()))


def test_a_programme_from_nothing_to_its_module(lead, site):
    landlord = OrganisationFactory()
    association = OrganisationFactory(name="Association d’aide")
    SitePartner.objects.create(site=site, organisation=association, part=SitePartner.Part.DELIVERER)
    agreement = Agreement.objects.create(site=site, title="Convention 2014")
    form = page(lead.get(reverse("trainings:create_programme")))
    offered = form.find("select", attrs={"name": "deliverer"}).get_text()
    assert "Association d’aide" in offered
    assert landlord.name not in offered
    data = {"title": "CAP-CIVIS", "deliverer": association.pk, "evaluator": association.pk, "agreement": agreement.pk}
    answer = lead.post(reverse("trainings:create_programme"), data, follow=True)
    programme = Programme.objects.get()
    assert (programme.site, programme.deliverer, programme.agreement) == (site, association, agreement)
    assert "Convention 2014" in text(answer)
    url = reverse("trainings:create_module", args=[programme.pk])
    lead.post(url, {"title": "Droit", "kind": "general", "order": "1"})
    assert Module.objects.get().title == "Droit"
    twice = lead.post(url, {"title": "Droit", "kind": "general", "order": "2"})
    assert "déjà un module de ce nom" in field_errors(twice, "title")


def test_a_programme_with_the_same_name_or_an_end_before_its_start_is_explained(lead, site):
    ProgrammeFactory(site=site, title="CAP-CIVIS")
    data = {"title": "CAP-CIVIS", "starts_on": "2014-02-01", "ends_on": "2013-01-01", "objectives": "Se former"}
    answer = lead.post(reverse("trainings:create_programme"), data)
    assert "Ce site a déjà un programme de ce nom." in field_errors(answer, "title")
    assert "La fin doit venir après le début." in field_errors(answer, "ends_on")
    assert typed(answer, "objectives").strip() == "Se former"
    assert Programme.objects.count() == 1


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_programmes_year_is_checked(lead, year):
    answer = lead.post(
        reverse("trainings:create_programme"),
        {"title": "CAP", "starts_on": f"{year}-01-01", "ends_on": f"{year}-12-31"},
    )
    assert "Vérifiez l’année." in field_errors(answer, "starts_on")
    assert "Vérifiez l’année." in field_errors(answer, "ends_on")
    assert not Programme.objects.exists()


def test_the_delivering_partner_plans_sessions_but_not_who_delivers(site, module, sign_in):
    association = OrganisationFactory()
    Programme.objects.update(deliverer=association)
    SitePartner.objects.create(site=site, organisation=association, part=SitePartner.Part.DELIVERER)
    partner = sign_in(a_partner(site, association))
    partner.post(create_url(module), posted_session((iso(7), "09:00", "12:00")))
    assert Session.objects.count() == 1
    url = reverse("trainings:edit_programme", args=[module.programme.pk])
    partner.post(url, {"title": "Nouveau titre", "deliverer": ""})
    programme = Programme.objects.get()
    assert (programme.title, programme.deliverer) == ("Nouveau titre", association)


def test_those_who_may_not_manage_are_told_who_may(site, module, sign_in):
    association = OrganisationFactory()
    Programme.objects.update(evaluator=association)
    session = SessionFactory(module=module)
    urls = [
        edit_url(session),
        create_url(module),
        reverse("trainings:cancel_session", args=[session.pk]),
        reverse("trainings:edit_programme", args=[module.programme.pk]),
        reverse("trainings:create_module", args=[module.programme.pk]),
        reverse("trainings:edit_module", args=[module.pk]),
        reverse("trainings:attendance", args=[session.pk]),
        reverse("trainings:walk_ins", args=[session.pk]),
    ]
    for user in (a_caretaker(site), a_manager(site), a_partner(site, association)):
        client = sign_in(user)
        for url in urls:
            answer = client.get(url)
            assert answer.status_code == 403, (user, url)
            assert "Seul" in answer.content.decode(), url
    far = sign_in(a_lead(SiteFactory()))
    assert [far.get(url).status_code for url in urls] == [404] * len(urls)


def test_people_trained_are_counted_once_each_from_attendance(lead, module, site):
    person, absent = FieldWorkerFactory.create_batch(2, site=site)
    for days in (-20, -10):
        session = SessionFactory(module=module, starts_at=in_days(days))
        half_day = session.half_days.get()
        for position, (who, state) in enumerate([(person, "present"), (absent, "absent")], start=1):
            registration = session.registrations.create(person=who, state="confirmed", position=position)
            registration.attendances.create(half_day=half_day, state=state)
    assert "1 personne formée" in text(lead.get(module.programme.get_absolute_url()))


def test_filters_choose_among_sessions(site, module, sign_in):
    other = ModuleFactory(programme__site=site, title="Diagnostic", kind=Module.Kind.DIAGNOSIS)
    near = SessionFactory(module=module, capacity=1, starts_at=in_days(5))
    SessionFactory(module=other, starts_at=in_days(40))
    user = a_caretaker(site)
    client = sign_in(user)
    seats.sign_up(near, user.field_workers.get())

    def found(query):
        words = text(client.get(f"{reverse('trainings:list')}?{query}")).split("Tout afficher")[-1]
        return [title for title in ("Victimologie", "Diagnostic") if f"{title} " in words]

    assert found("") == ["Victimologie", "Diagnostic"]
    assert found("mine=on") == ["Victimologie"]
    assert found("free=on") == ["Diagnostic"]
    assert found("kind=diagnosis") == ["Diagnostic"]
    assert found(f"programme={module.programme.pk}") == ["Victimologie"]
    assert found(f"after={iso(20)}") == ["Diagnostic"]
    assert found(f"before={iso(20)}") == ["Victimologie"]
    assert found("after=0001-01-01&before=9999-12-31") == ["Victimologie", "Diagnostic"]
    assert "date valide" in text(client.get(f"{reverse('trainings:list')}?after=demain"))


def test_past_sessions_have_their_own_page(site, module, sign_in):
    SessionFactory(module=module, starts_at=in_days(-5))
    client = sign_in(a_caretaker(site))
    assert "Victimologie" not in text(client.get(reverse("trainings:list"))).split("Filtrer")[0]
    assert "Victimologie" in text(client.get(reverse("trainings:past")))


def test_those_waiting_for_their_employer_are_counted_among_those_told(lead, module, site):
    session = SessionFactory(module=module)
    seats.sign_up(session, FieldWorkerFactory(site=site, email="agent@exemple.test"), needs_approval=True)
    url = reverse("trainings:cancel_session", args=[session.pk])
    assert "seront prévenues" in text(lead.get(edit_url(session)))
    assert "Une personne sera prévenue" in text(lead.get(url))
    assert "Une personne est prévenue" in text(lead.post(url, follow=True))


def test_two_leads_change_a_session_and_the_second_is_told_and_loses_nothing(lead, module):
    session = SessionFactory(module=module)
    seen = typed(lead.get(edit_url(session)), "seen")
    added = in_days(11)
    session.half_days.create(starts_at=added, ends_at=in_days(11, hour=12))
    Session.objects.update(place="Maison de quartier", ends_at=in_days(11, hour=12))
    mine = posted_session((iso(10), "09:00", "12:00"), place="Le mien", capacity="20")
    answer = lead.post(edit_url(session), mine | {"seen": seen})
    assert "Maison de quartier" in text(answer)
    assert f"{added:%d/%m/%Y} 09:00-12:00" in text(answer)
    assert (typed(answer, "place"), typed(answer, "half-days-0-day")) == ("Le mien", iso(10))
    session.refresh_from_db()
    assert (session.place, session.half_days.count()) == ("Maison de quartier", 2)
    lead.post(edit_url(session), mine | {"seen": typed(answer, "seen")})
    session.refresh_from_db()
    assert (session.place, session.half_days.count()) == ("Le mien", 1)


def test_a_new_session_is_trained_by_who_delivers_its_module(lead, module, site):
    programmes_own, modules_own = OrganisationFactory(), OrganisationFactory()
    for organisation in (programmes_own, modules_own):
        SitePartner.objects.create(site=site, organisation=organisation)
    Programme.objects.update(deliverer=programmes_own)
    Module.objects.update(deliverer=modules_own)
    chosen = page(lead.get(create_url(module))).find("select", attrs={"name": "trainer"}).find("option", selected=True)
    assert chosen["value"] == str(modules_own.pk)
