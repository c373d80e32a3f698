"""The papers of a session and of a programme: what a reader, a printer and assistive technology find in them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from proxinet import signed_links
from proxinet.papers import paper_html
from proxinet.seats import State
from sites.models import Agreement, FieldWorker, Organisation, SitePartner, StaffCategory
from tests.accessible_pdf import faults
from tests.factories.events import SessionFactory, in_days
from tests.factories.people import (
    FieldWorkerFactory,
    OrganisationFactory,
    SiteFactory,
    a_caretaker,
    a_lead,
    a_manager,
    a_partner,
)
from tests.reports.reading import words
from tests.trainings.pages import text
from trainings.models import Attendance, HalfDay, Module
from trainings.papers.certificate import certifiable, certificates, certificates_pdf
from trainings.papers.convocation import convened, convocations, convocations_pdf
from trainings.papers.programme_sheet import programme_sheet, programme_sheet_pdf
from trainings.papers.sign_in_sheet import sign_in_pdf, sign_in_sheets

pytestmark = pytest.mark.django_db

LONG = "Comprendre ce qui fait naître un conflit entre voisins, et apprendre à le désamorcer sans se mettre en danger. "


def flat(text: str) -> str:
    """One line, plain spaces."""
    return " ".join(text.split())


def read(pdf, tmp_path, *, layout=True) -> str:
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf.content)
    return words(path, layout=layout)


@pytest.fixture
def session():
    """Two half-days, four people from two employers (one waits), all told."""
    site = SiteFactory(name="Sens", slug="sens")
    SitePartner.objects.create(
        site=site, organisation=OrganisationFactory(name="Ville de Sens"), part=SitePartner.Part.LEAD
    )
    association = OrganisationFactory(name="Clinique du lien", kind=Organisation.Kind.ASSOCIATION)
    session = SessionFactory(
        module__programme__site=site,
        module__programme__title="Gardiens d’aujourd’hui",
        module__programme__deliverer=association,
        module__programme__objectives=LONG,
        module__title="Désamorcer un conflit",
        place="Salle des fêtes, 3 place du Marché",
        practical_note="Apportez de quoi écrire",
    )
    agreement = Agreement.objects.create(site=site, title="Convention de formation", period_text="2013-2015")
    agreement.signatories.add(association)
    programme = session.module.programme
    programme.agreement = agreement
    programme.save()
    start = session.ends_at + timedelta(hours=1)
    HalfDay.objects.create(session=session, starts_at=start, ends_at=start + timedelta(hours=3, minutes=30))
    session.ends_at = start + timedelta(hours=3, minutes=30)
    session.save()
    habitat, regie = OrganisationFactory(name="Habitat Nord"), OrganisationFactory(name="Régie du Parc")
    names = [("Zoé", "Martin", habitat), ("Ali", "Étienne", habitat), ("Eva", "Faure", regie), ("Léo", "Attend", regie)]
    for position, (first, last, employer) in enumerate(names, start=1):
        session.registrations.create(
            person=FieldWorkerFactory(site=site, first_name=first, last_name=last, employer=employer),
            state=State.WAITING if last == "Attend" else State.CONFIRMED,
            position=position,
        )
    return session


def note(session, last_name, *states):
    registration = session.registrations.get(person__last_name=last_name)
    for half_day, state in zip(session.half_days.all(), states, strict=False):
        Attendance.objects.create(registration=registration, half_day=half_day, state=state)
    return registration


def come(session):
    """Martin whole, Étienne in part then absent, Faure absent everywhere."""
    note(session, "Martin", "present", "present")
    note(session, "Étienne", "part", "absent")
    note(session, "Faure", "absent", "excused")


# What they say --------------------------------------------------------------------------------------------------------


def test_a_convocation_says_when_where_with_whom_and_whom_to_ask(session, tmp_path):
    lead = a_lead(session.site)
    one = session.registrations.get(person__last_name="Martin")
    pdf = convocations_pdf(convocations(session, [one]))
    said = flat(read(pdf, tmp_path))
    assert pdf.page_count == 1
    for words_said in ("Convocation", "Zoé Martin", "Habitat Nord", "Désamorcer un conflit", "Salle des fêtes", "9 h"):
        assert words_said in said
    assert "de 9 h à 12 h" in said
    assert "de 13 h à 16 h 30" in said
    assert "Clinique du lien" in said
    assert "Apportez de quoi écrire" in said
    assert "Ville de Sens" in said
    assert lead.email in said
    assert "Page 1 sur 1" in said


def test_everyone_with_a_place_has_a_page_and_nobody_who_waits(session, tmp_path):
    pdf = convocations_pdf(convocations(session, convened(session)))
    assert pdf.page_count == 3
    assert "Attend" not in read(pdf, tmp_path)


def test_the_sign_in_sheet_has_a_page_a_half_day_with_lines_for_walk_ins(session, tmp_path):
    sheets = sign_in_sheets(session, session.half_days.all())
    pages = read(sign_in_pdf(sheets), tmp_path).split("\f")
    assert "de 9 h à 12 h" in flat(pages[0])
    assert "de 13 h à 16 h 30" in flat(pages[1])
    names = [name for name, _ in sheets[0].groups[0].people]
    assert names == ["Étienne Ali", "Faure Eva", "Martin Zoé"]
    for page in pages[:2]:
        assert "Martin Zoé" in page
        assert "Attend" not in page
        assert "Personnes venues sans inscription" in page
        assert "Signature du formateur" in page
    html = paper_html("trainings/papers/sign_in_sheet.html", sheets=sheets[:1])
    assert html.count("<tr>") == 2 + 3 + 6  # two headings, three people, six blank lines


def test_the_sign_in_sheet_by_employer_gives_each_its_table(session):
    sheet = sign_in_sheets(session, session.half_days.all()[:1], by_employer=True)[0]
    assert [(group.heading, len(group.people)) for group in sheet.groups] == [("Habitat Nord", 2), ("Régie du Parc", 1)]


def test_certificates_count_hours_really_attended_in_alphabetical_order(session, tmp_path):
    come(session)
    content = certificates(session, certifiable(session))
    assert [(one.person, one.hours) for one in content] == [
        ("Ali Étienne", Decimal("1.5")),
        ("Zoé Martin", Decimal("6.5")),
    ]
    pdf = certificates_pdf(content)
    pages = [flat(page) for page in read(pdf, tmp_path).split("\f")]
    assert pdf.page_count == 2
    assert "Ali Étienne" in pages[0]
    assert "1 h 30" in pages[0]
    assert "en partie" in pages[0]
    assert "compte pour la moitié" in pages[0]
    assert "6 h 30" in pages[1]
    assert "compte pour la moitié" not in pages[1]
    assert "Convention de formation (2013-2015), signée par Clinique du lien" in pages[1]
    assert "Clinique du lien atteste que" in pages[1]


def test_the_programme_sheet_names_its_audience_modules_and_agreement(session, tmp_path):
    programme = session.module.programme
    programme.audience_categories = [StaffCategory.CARETAKER, StaffCategory.CITY_AGENT]
    programme.save()
    Module.objects.filter(pk=session.module_id).update(planned_hours=Decimal("6.5"))
    pdf = programme_sheet_pdf(programme_sheet(programme))
    said = flat(read(pdf, tmp_path))
    assert pdf.page_count == 1
    assert "Gardien ou surveillant d’immeuble, Agent de la ville" in said
    assert "Désamorcer un conflit" in said
    assert "6 h 30" in said
    assert "signée par Clinique du lien" in said
    assert "abrégés" not in said


@pytest.mark.parametrize(("modules", "length"), [(8, 4), (60, 20)])
def test_the_programme_sheet_is_one_page_whatever_is_typed(session, tmp_path, modules, length):
    programme = session.module.programme
    programme.objectives = LONG * length
    programme.title = "Anticonstitutionnellement " * 6
    programme.save()
    for order in range(modules):
        Module.objects.create(
            programme=programme, order=order, title=f"{order} {LONG}", description=LONG * length, planned_hours=3
        )
    pdf = programme_sheet_pdf(programme_sheet(programme))
    assert pdf.page_count == 1
    said = flat(read(pdf, tmp_path))
    assert "Convention" in said
    if modules == 60:
        assert "45 autres modules" in said
        assert "le programme entier est dans ProxiNet" in said


# How they are made ----------------------------------------------------------------------------------------------------


def all_papers(session):
    come(session)
    return {
        "convocation": lambda: convocations_pdf(convocations(session, convened(session))),
        "sign-in": lambda: sign_in_pdf(sign_in_sheets(session, session.half_days.all(), by_employer=True)),
        "certificate": lambda: certificates_pdf(certificates(session, certifiable(session))),
        "programme": lambda: programme_sheet_pdf(programme_sheet(session.module.programme)),
    }


@pytest.mark.parametrize("name", ["convocation", "sign-in", "certificate", "programme"])
def test_each_paper_is_accessible_and_the_same_bytes_each_time(session, tmp_path, name):
    make = all_papers(session)[name]
    first = make()
    assert first.content == make().content
    path = tmp_path / "paper.pdf"
    path.write_bytes(first.content)
    assert faults(path) == []


def test_what_people_typed_is_text_in_the_papers(session):
    session.place = "<b>gras</b>"
    html = paper_html("trainings/papers/convocation.html", convocations=convocations(session, convened(session)))
    assert "&lt;b&gt;gras" in html
    assert "<b>gras" not in html


# Who gets them --------------------------------------------------------------------------------------------------------


def get(client, name, pk, **query):
    return client.get(reverse(f"trainings:{name}", args=[pk]), query)


def test_a_session_s_papers_are_for_those_who_run_it(session, sign_in):
    come(session)
    site, association = session.site, session.module.programme.deliverer
    employer = session.registrations.get(person__last_name="Martin").person.employer
    for user, expected in (
        (a_lead(site), 200),
        (a_partner(site, association), 200),
        (a_manager(site, employer), 403),
        (a_caretaker(site, employer), 403),
        (a_lead(SiteFactory()), 404),
    ):
        client = sign_in(user)
        for name in ("convocations", "sign_in_sheet", "certificates"):
            response = get(client, name, session.pk)
            assert response.status_code == expected, (user.memberships.get(), name)
            assert expected != 200 or response["Content-Type"] == "application/pdf"


def test_one_person_s_papers_are_theirs_and_their_manager_s(session, sign_in):
    registration = note(session, "Martin", "present", "present")
    own = a_caretaker(session.site, registration.person.employer)
    FieldWorker.objects.filter(user=own).delete()
    FieldWorker.objects.filter(pk=registration.person_id).update(user=own)
    other_employer = session.registrations.get(person__last_name="Faure").person.employer
    for user, expected in (
        (own, 200),
        (a_manager(session.site, registration.person.employer), 200),
        (a_manager(session.site, other_employer), 404),
        (a_caretaker(session.site, registration.person.employer), 404),
        (a_lead(session.site), 200),
    ):
        for name in ("convocation", "certificate"):
            assert get(sign_in(user), name, registration.pk).status_code == expected, (user.memberships.get(), name)


def test_the_link_of_a_mail_gives_the_convocation_while_there_is_a_place(session, client, tmp_path):
    registration = session.registrations.get(person__last_name="Martin")
    url = reverse("trainings:convocation_by_link", args=[signed_links.sign("convocation", registration.pk)])
    response = client.get(url)
    assert response["Content-Type"] == "application/pdf"
    assert response["Referrer-Policy"] == "no-referrer"
    registration.state = State.WAITING
    registration.save()
    response = client.get(url)
    assert "Vous n’avez pas de place" in text(response)
    assert "Martin" not in text(response)
    assert client.post(url).status_code == 405
    assert client.get(url.replace("convocation", "attestation")).status_code == 404


def test_the_link_of_a_certificate_waits_until_presence_is_noted(session, client):
    registration = session.registrations.get(person__last_name="Martin")
    url = reverse("trainings:certificate_by_link", args=[signed_links.sign("certificate", registration.pk)])
    assert "pas encore notée" in text(client.get(url))
    note(session, "Martin", "present")
    assert client.get(url)["Content-Type"] == "application/pdf"


def test_nothing_to_print_is_said_in_words(session, sign_in):
    client = sign_in(a_lead(session.site))
    for name, query, sentence in (
        ("certificates", {}, "Aucune présence n’est notée"),
        ("convocations", {"pour": "papier"}, "rien à imprimer"),
    ):
        FieldWorker.objects.update(email="quelqu.un@exemple.test")
        session.confirmed_count = 3
        session.save()
        response = client.get(reverse(f"trainings:{name}", args=[session.pk]), query, follow=True)
        assert sentence in text(response)


def test_paper_convocations_are_those_of_people_without_an_address(session, sign_in, tmp_path):
    FieldWorker.objects.exclude(last_name="Martin").update(email="quelqu.un@exemple.test")
    response = get(sign_in(a_lead(session.site)), "convocations", session.pk, pour="papier")
    path = tmp_path / "paper.pdf"
    path.write_bytes(response.content)
    said = words(path)
    assert "Zoé Martin" in said
    assert "Eva Faure" not in said


def test_one_sheet_may_be_asked_alone(session, sign_in, tmp_path):
    second = session.half_days.last()
    response = sign_in(a_lead(session.site)).get(
        reverse("trainings:sign_in_sheet", args=[session.pk]), {"demi-journee": second.pk}
    )
    path = tmp_path / "paper.pdf"
    path.write_bytes(response.content)
    said = flat(words(path))
    assert "de 13 h à 16 h 30" in said
    assert "de 9 h à 12 h" not in said


PAPERS_OF_A_SESSION = ["convocations", "sign_in_sheet", "certificates"]


@pytest.mark.parametrize("name", PAPERS_OF_A_SESSION)
def test_a_paper_for_many_people_reads_no_more_than_for_two(sign_in, name):
    site = SiteFactory()
    client = sign_in(a_lead(site))
    asked = []
    for people in (2, 40):
        session = SessionFactory(module__programme__site=site, starts_at=in_days(-people))
        half_day = session.half_days.get()
        for position, worker in enumerate(FieldWorkerFactory.create_batch(people, site=site), start=1):
            registration = session.registrations.create(person=worker, state=State.CONFIRMED, position=position)
            Attendance.objects.create(registration=registration, half_day=half_day, state=Attendance.State.PRESENT)
        url = reverse(f"trainings:{name}", args=[session.pk])
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url)["Content-Type"] == "application/pdf"
        asked.append(len(captured))
    assert asked[0] == asked[1] <= 15
