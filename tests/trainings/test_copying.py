"""A programme used again, another year or at another site; the programmes sites share."""

from datetime import date
from threading import Thread

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from sites.models import Agreement, SitePartner
from tests.factories.events import ModuleFactory, ProgrammeFactory, SessionFactory
from tests.factories.people import (
    OrganisationFactory,
    SiteFactory,
    a_caretaker,
    a_coordinator,
    a_lead,
    a_manager,
    a_partner,
)
from tests.trainings.pages import field_errors, page, text, typed
from trainings.models import Programme, Question, Questionnaire

pytestmark = pytest.mark.django_db


def partner_of(site, organisation=None):
    organisation = organisation or OrganisationFactory()
    SitePartner.objects.create(site=site, organisation=organisation, part=SitePartner.Part.DELIVERER)
    return organisation


@pytest.fixture
def tours():
    return SiteFactory(name="Tours et ses voisines")


@pytest.fixture
def source(tours):
    association, psychologist = partner_of(tours), partner_of(tours)
    programme = ProgrammeFactory(
        site=tours,
        title="CAP-CIVIS 2013",
        objectives="Agir sans danger",
        audience_categories=["caretaker"],
        audience="Groupes mélangés",
        teaching_methods="Mises en situation",
        deliverer=association,
        evaluator=association,
        agreement=Agreement.objects.create(site=tours, title="Convention 2013"),
        starts_on=date(2013, 1, 15),
        ends_on=date(2014, 2, 28),
        is_shared=True,
    )
    ModuleFactory(programme=programme, title="Droit", order=1, planned_hours="3.5", description="Les lois")
    stress = ModuleFactory(programme=programme, title="Stress", order=2, kind="specific", deliverer=psychologist)
    SessionFactory(module=stress, place="Salle secrète")
    questionnaire = Questionnaire.objects.create(programme=programme, moment="end", introduction="Dites-nous tout")
    Question.objects.create(questionnaire=questionnaire, text="Était-ce utile ?", order=1)
    Question.objects.create(
        questionnaire=questionnaire, text="La durée ?", order=2, kind="choice", choices=["Courte", "Longue"]
    )
    return programme


def copy_url(programme):
    return reverse("trainings:copy_programme", args=[programme.pk])


def design(programme):
    return (
        programme.objectives,
        programme.audience_categories,
        programme.audience,
        programme.teaching_methods,
        [(m.order, m.title, m.kind, m.description, m.planned_hours) for m in programme.modules.all()],
        [
            (q.moment, q.introduction, [(a.order, a.text, a.kind, a.choices) for a in q.questions.all()])
            for q in programme.questionnaires.all()
        ],
    )


@time_machine.travel("2026-03-02 10:00", tick=False)
def test_another_year_proposes_its_title_and_its_dates(source, tours, sign_in):
    form = sign_in(a_lead(tours)).get(copy_url(source))
    assert typed(form, "title") == "CAP-CIVIS 2026"
    assert (typed(form, "starts_on"), typed(form, "ends_on")) == ("2026-01-15", "2027-02-28")


def test_the_same_site_keeps_everything_but_sessions_and_people(source, tours, sign_in):
    answer = sign_in(a_lead(tours)).post(copy_url(source), {"title": "CAP-CIVIS 2015"}, follow=True)
    copy = Programme.objects.get(title="CAP-CIVIS 2015")
    assert design(copy) == design(source)
    assert (copy.deliverer, copy.evaluator, copy.agreement) == (source.deliverer, source.evaluator, source.agreement)
    assert copy.modules.get(title="Stress").deliverer == source.modules.get(title="Stress").deliverer
    assert not copy.modules.filter(sessions__isnull=False).exists()
    assert (copy.copied_from, copy.is_shared) == (source, False)
    assert "CAP-CIVIS 2013, Tours et ses voisines" in text(answer)


def test_another_site_keeps_only_its_own_partners_and_is_told_who_is_left_out(source, sign_in):
    sens = SiteFactory(name="Sens")
    partner_of(sens, source.modules.get(title="Stress").deliverer)
    answer = sign_in(a_lead(sens)).post(copy_url(source), {"title": "CAP-CIVIS"}, follow=True)
    copy = Programme.objects.get(site=sens)
    assert design(copy) == design(source)
    assert (copy.deliverer, copy.evaluator, copy.agreement) == (None, None, None)
    assert copy.modules.get(title="Stress").deliverer is not None
    assert text(answer).count(f"{source.deliverer} n’est pas partenaire de ce site") == 1


def test_one_leads_the_site_one_copies_to(source, tours, sign_in):
    sens, elsewhere = SiteFactory(), SiteFactory()
    user = a_lead(sens)
    user.memberships.create(role="gup_lead", site=tours)
    client = sign_in(user)
    answer = client.post(copy_url(source), {"title": "CAP", "site": elsewhere.pk})
    assert field_errors(answer, "site")
    assert Programme.objects.count() == 1
    client.post(copy_url(source), {"title": "CAP", "site": sens.pk})
    assert Programme.objects.get(title="CAP").site == sens


def test_copied_twice_it_needs_two_titles(source, tours, sign_in):
    client = sign_in(a_lead(tours))
    for _ in range(2):
        answer = client.post(copy_url(source), {"title": "CAP-CIVIS 2015", "starts_on": "2015-01-01"})
    assert "déjà un programme de ce nom" in field_errors(answer, "title")
    assert typed(answer, "starts_on") == "2015-01-01"
    assert Programme.objects.count() == 2
    client.post(copy_url(source), {"title": "CAP-CIVIS 2016"})
    assert Programme.objects.count() == 3


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("starts_on", "0001-01-01", "Vérifiez l’année."),
        ("ends_on", "2013-01-01", "La fin doit venir après le début."),
        ("title", "x" * 161, "160"),
        ("title", "", "obligatoire"),
    ],
)
def test_a_copy_badly_typed_is_explained_and_nothing_is_written(source, tours, sign_in, name, value, sentence):
    right = {"title": "CAP-CIVIS 2015", "starts_on": "2015-01-01", "ends_on": "2015-12-31"}
    answer = sign_in(a_lead(tours)).post(copy_url(source), right | {name: value})
    assert sentence in field_errors(answer, name)
    assert Programme.objects.count() == 1


def test_only_leads_copy_and_only_what_they_may_read(source, tours, sign_in):
    for user in (a_caretaker(tours), a_manager(tours), a_coordinator()):
        answer = sign_in(user).post(copy_url(source), {"title": "CAP"})
        assert answer.status_code == 403
        assert "Seul" in answer.content.decode()
    Programme.objects.update(is_shared=False)
    assert sign_in(a_lead(SiteFactory())).post(copy_url(source), {"title": "CAP"}).status_code == 404
    assert Programme.objects.count() == 1


def test_the_catalogue_shows_the_design_and_nothing_else(source, sign_in):
    ProgrammeFactory(title="Gardé pour soi")
    client = sign_in(a_partner(SiteFactory()))
    said = text(client.get(reverse("trainings:catalogue")))
    assert "CAP-CIVIS 2013" in said
    assert "Gardé pour soi" not in said
    url = reverse("trainings:shared_programme", args=[source.pk])
    own = text(client.get(url))
    for words in ("Agir sans danger", "Les lois", "3,5\u00a0h", "Mises en situation", "à la fin (2 questions)"):
        assert words in own
    assert "Salle secrète" not in own
    assert "Convention 2013" not in own
    assert "Je copie" not in own
    assert "Je copie" in text(
        sign_in(a_lead(SiteFactory())).get(reverse("trainings:shared_programme", args=[source.pk]))
    )


def test_a_programme_not_shared_is_not_in_the_catalogue_even_for_its_lead(source, tours, sign_in):
    Programme.objects.update(is_shared=False)
    url = reverse("trainings:shared_programme", args=[source.pk])
    assert sign_in(a_lead(tours)).get(url).status_code == 404


@pytest.mark.parametrize("make", [a_caretaker, a_manager])
def test_the_catalogue_is_for_those_who_design(source, tours, sign_in, make):
    client = sign_in(make(tours))
    for url in (reverse("trainings:catalogue"), reverse("trainings:shared_programme", args=[source.pk])):
        answer = client.get(url)
        assert answer.status_code == 403
        assert "partenaires" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("words=lois", True),
        ("words=DRÔIT danger", True),
        ("words=jardinage", False),
        ("words=%00", True),
        ("category=caretaker", True),
        ("category=mediator", False),
        ("kind=specific", True),
        ("kind=focus_group", False),
        ("page=99", True),
    ],
)
def test_one_chooses_in_the_catalogue(source, sign_in, query, found):
    answer = sign_in(a_coordinator()).get(f"{reverse('trainings:catalogue')}?{query}")
    assert bool(page(answer).find(string="CAP-CIVIS 2013")) is found


@pytest.mark.django_db(transaction=True)
def test_a_button_pressed_twice_copies_once(source, tours):
    user, answers = a_lead(tours), []

    def press():
        client = Client()
        client.force_login(user)
        try:
            answers.append(client.post(copy_url(source), {"title": "CAP-CIVIS 2015"}).status_code)
        finally:
            connection.close()

    presses = [Thread(target=press) for _ in range(2)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert sorted(answers) == [200, 302]
    copy = Programme.objects.get(title="CAP-CIVIS 2015")
    assert (copy.modules.count(), copy.questionnaires.count()) == (2, 1)
