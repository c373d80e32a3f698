"""Two sites with one object of everything, and one person per role at the first: the ground of the tests that walk
every page (access, accessibility, query counts)."""

import hashlib
import io
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from accounts.models import Invitation, Role, hash_token
from incidents.models import Debrief, Incident, Support, SupportRequest
from networks.models import (
    Contact,
    Guest,
    GuideDelivery,
    GuideEdition,
    Invitee,
    MeetupSeries,
    MiniProject,
    Outcome,
    Photo,
    SiteWalk,
    Task,
    WalkPoint,
    WorkingGroup,
)
from networks.models import Support as ProjectSupport
from proxinet import seats, signed_links
from reports.document.collecting import collect
from reports.document.frozen import fingerprint, freeze
from reports.models import Edition, Kind, Remark, Report, SiteAssessment, SitePhoto
from reports.production.publishing import keep_pictures
from resources.models import Deliverable, Document, Orientation, SharedStructure, Theme, Topic
from sites.models import Agreement, CalendarFeed, Milestone, Organisation, SitePartner
from tests.factories.events import MeetupFactory, SessionFactory, in_days
from tests.factories.people import (
    FieldWorkerFactory,
    NeighbourhoodFactory,
    OrganisationFactory,
    SiteFactory,
    a_caretaker,
    a_coordinator,
    a_lead,
    a_manager,
    a_partner,
    an_admin,
)
from tests.factories.reports import a_campaign, a_contribution
from trainings.models import (
    AnswerLink,
    Attendance,
    Diagnosis,
    Observation,
    Question,
    Questionnaire,
    SignedSheet,
    TrainingNeed,
)


def a_picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(drawn, "JPEG")
    return drawn.getvalue()


INVITATION_TOKEN = "jeton-d-essai"  # noqa: S105
A_PICTURE = a_picture()
ROLES = ("anonymous", "caretaker", "manager", "partner", "lead", "coordinator", "admin")


@dataclass
class Place:
    """A site and one object of every kind there, by name."""

    site: object
    objects: dict = field(default_factory=dict)

    def __getattr__(self, name):
        try:
            return self.objects[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass
class World:
    own: Place
    other: Place
    users: dict


def furnish(site, employer, association, user) -> Place:
    """One object of everything at ``site``; ``user`` is its caretaker's account."""
    worker = user.field_workers.get(site=site)
    colleague = FieldWorkerFactory(site=site, employer=employer)
    neighbourhood = NeighbourhoodFactory(site=site)
    part = SitePartner.objects.create(site=site, organisation=employer, part=SitePartner.Part.LANDLORD)
    SitePartner.objects.create(site=site, organisation=association, part=SitePartner.Part.DELIVERER)
    agreement = Agreement.objects.create(site=site, title="Convention d’essai")
    agreement.signatories.add(employer)
    milestone = Milestone.objects.create(site=site, title="Première réunion", date_text="début 2013")
    session = SessionFactory(
        module__programme__site=site,
        module__programme__deliverer=association,
        module__programme__is_shared=True,
        trainer=association,
    )
    past_session = SessionFactory(module=session.module, starts_at=in_days(-20))
    meetup = MeetupFactory(site=site, starts_at=in_days(12))
    past_meetup = MeetupFactory(site=site, starts_at=in_days(-10))
    for event in (session, meetup):
        seats.sign_up(event, colleague)
    past_registration = [
        event.registrations.create(person=person, state=seats.State.CONFIRMED, position=position)
        for event in (past_session, past_meetup)
        for position, person in enumerate((worker, colleague), start=1)
    ]
    registration = past_session.registrations.get(person=worker)
    requester = FieldWorkerFactory(site=site, employer=employer)
    request = seats.sign_up(session, requester, needs_approval=True)
    half_day = past_session.half_days.get()
    Attendance.objects.create(registration=registration, half_day=half_day, state=Attendance.State.PRESENT)
    programme = session.module.programme
    questionnaire = Questionnaire.objects.create(programme=programme, moment=Questionnaire.Moment.END)
    question = Question.objects.create(questionnaire=questionnaire, text="Avez-vous appris des choses utiles ?")
    answer_link = AnswerLink.objects.create(
        registration=registration, questionnaire=questionnaire, expires_at=in_days(30)
    )
    sheet = SignedSheet(half_day=half_day, content_type="application/pdf", size=20, uploaded_by=user)
    sheet.file.save(f"feuille-{site.pk}.pdf", ContentFile(b"%PDF-1.4\n%%EOF\n"), save=True)
    need = TrainingNeed.objects.create(site=site, title="Désamorcer une dispute entre voisins")
    diagnosis = Diagnosis.objects.create(
        site=site, session=past_session, title="Visite du square", place="Square", held_on=timezone.localdate()
    )
    observation = Observation.objects.create(
        diagnosis=diagnosis, place_kind=Observation.PlaceKind.HALL, place="Hall 3", problem="Éclairage en panne"
    )
    feed = CalendarFeed.objects.create(user=user)
    agenda_token = signed_links.sign_edition("agenda", feed.pk, feed.edition)
    offer_token, check_in_token = signed_links.sign("offer", request.pk), signed_links.sign("check-in", half_day.pk)
    answer_token = signed_links.sign("answer", answer_link.pk)
    convocation_token = signed_links.sign("convocation", registration.pk)
    certificate_token = signed_links.sign("certificate", registration.pk)
    task_kind, moment, export_table, export_format = "prepare", "end", "sessions", "csv"
    project = MiniProject.objects.create(
        site=site, title="Encombrants", decided_at=past_meetup, proposed_at=past_meetup, is_shared=True
    )
    idea = MiniProject.objects.create(site=site, title="Goûter des halls", state=MiniProject.State.IDEA)
    ProjectSupport.objects.create(project=project, person=worker)
    group = WorkingGroup.objects.create(site=site, title="Propreté")
    group.pilots.add(employer)
    group.members.add(worker)
    task = Task.objects.create(site=site, project=project, meetup=past_meetup, title="Écrire au service", person=worker)
    outcome = Outcome(
        site=site,
        project=project,
        kind=Outcome.Kind.DOCUMENT,
        title="Affiche de tri",
        storage_name=f"affiche-{site.pk}.pdf",
        content_type="application/pdf",
        size=20,
    )
    outcome.file.save("affiche.pdf", ContentFile(b"%PDF-1.4\n%%EOF\n"), save=True)
    series = MeetupSeries.objects.create(site=site, title="Proxi-Déj’ du mois")
    MeetupFactory(site=site, starts_at=in_days(40), series=series)
    invited = Invitee.objects.create(meetup=meetup, person=requester, invited_by=user)
    guest = Guest.objects.create(meetup=meetup, name="Délégué du préfet", email=f"delegue-{site.pk}@exemple.test")
    photo = Photo(
        meetup=past_meetup,
        storage_name=f"photo-{site.pk}.jpg",
        content_type="image/jpeg",
        size=len(A_PICTURE),
        width=8,
        height=8,
        description="La table du petit déjeuner",
        consent=Photo.Consent.NOBODY,
    )
    photo.file.save("photo.jpg", ContentFile(A_PICTURE), save=True)
    newcomer = FieldWorkerFactory(site=site, employer=employer, first_name="Awa", last_name="", is_confirmed=False)
    newcomer_seat = seats.sign_up(meetup, newcomer)
    contact = Contact.objects.create(
        site=site, name="Service propreté", call_for="encombrants", phone="0199001234", asked_at=timezone.now()
    )
    guide = GuideEdition(site=site, number=1, size=20)
    guide.file.save(f"guide-{site.pk}.pdf", ContentFile(b"%PDF-1.7\n%%EOF\n"), save=True)
    guide_delivery = GuideDelivery.objects.create(person=colleague, edition=guide)
    walk = SiteWalk.objects.create(site=site, title="Tour du quartier", place="Allée", held_on=timezone.localdate())
    point = WalkPoint(
        walk=walk,
        place_kind=WalkPoint.PlaceKind.BIN_ROOM,
        place="Local du 3",
        problem="Porte cassée",
        storage_name=f"point-{site.pk}.jpg",
        content_type="image/jpeg",
    )
    point.photo.save("point.jpg", ContentFile(A_PICTURE), save=True)
    invitation_token, guest_token = signed_links.sign("invitation", invited.pk), signed_links.sign("guest", guest.pk)
    poster_token = signed_links.sign_edition("poster", meetup.pk, meetup.poster_edition)
    joined_token, contact_token = (
        signed_links.sign("joined", newcomer_seat.pk),
        signed_links.sign("contact", contact.pk),
    )
    guide_token = signed_links.sign("guide", guide_delivery.pk)
    network_table, extension = "meetups", "csv"
    structure = SharedStructure.objects.create(
        site=site, kind=SharedStructure.Kind.RESOURCE_CENTRE, name="Centre de ressources"
    )
    structure.members.add(worker)
    theme = Theme.objects.create(structure=structure, title="Cadre de vie")
    topic = Topic.objects.create(theme=theme, title="Propreté des halls")
    deliverable = Deliverable.objects.create(topic=topic, kind=Deliverable.Kind.ACTION, title="Visite commune")
    orientation = Orientation.objects.create(
        structure=structure, kind=Orientation.Kind.COOPERATION_LINE, title="Partager les retours d’expérience"
    )
    document = Document(
        site=site,
        title="Guide",
        storage_name=f"essai-{site.pk}.pdf",
        content_type="application/pdf",
        size=20,
        uploaded_by=user,
    )
    document.file.save("guide.pdf", ContentFile(b"%PDF-1.4\n%%EOF\n"), save=True)
    incident = Incident.objects.create(
        site=site,
        person=worker,
        happened_on=timezone.localdate(),
        time_band="morning",
        nature="insult",
        severity=1,
        place_kind="hall",
        trigger="reminder",
        complaint="undecided",
        support_wanted=[Support.DEBRIEF, Support.FOLLOW_UP],
        shared_at=timezone.now(),
        shared_with=employer,
    )
    debrief_request, follow_up = (
        SupportRequest.objects.create(site=site, person=worker, incident=incident, kind=kind)
        for kind in (Support.DEBRIEF, Support.FOLLOW_UP)
    )
    debrief = Debrief.objects.create(site=site, held_at=in_days(-1), facilitator="Psychologue du travail")
    membership = a_partner(site, association).memberships.get()
    token = f"{INVITATION_TOKEN}-{site.slug}"
    invitation = Invitation.objects.create(
        email=f"invite-{site.slug}@exemple.test",
        role=Role.GUP_LEAD,
        site=site,
        token_hash=hash_token(token),
        expires_at=timezone.now() + timedelta(hours=72),
    )
    campaign = a_campaign(site.call, name=f"Bilan {site.name}")
    contribution = a_contribution(campaign, site, SiteAssessment.State.DRAFT)
    sent_contribution = a_contribution(
        a_campaign(site.call, name=f"Bilan d’avant, {site.name}"), site, SiteAssessment.State.SUBMITTED
    )
    campaign_question, asked_what = campaign.questions.first(), "questions"
    answer, action = contribution.answers.first(), contribution.actions.first()
    testimony, declared_figure = contribution.testimonies.get(), contribution.figures.get(key="heard")
    attested_figure = contribution.figures.get(key="satisfied")
    attested_figure.attested_by = association
    attested_figure.save()
    site_photo = SitePhoto(
        assessment=contribution,
        storage_name=f"bilan-{site.pk}.jpg",
        sha256=hashlib.sha256(A_PICTURE).hexdigest(),
        width=8,
        height=8,
        description="La place du marché",
        credit="Ville",
        consent=SitePhoto.Consent.NOBODY,
    )
    site_photo.file.save("photo.jpg", ContentFile(A_PICTURE), save=True)
    remark = Remark.objects.create(
        assessment=sent_contribution, anchor=f"answer-{sent_contribution.answers.first().pk}", text="Précisez."
    )
    sent_remark = Remark.objects.create(
        assessment=contribution, anchor=f"answer-{answer.pk}", text="Précisez.", is_sent=True
    )
    report = Report(kind=Kind.SITE, campaign=campaign, site=site, state=Report.State.DONE, percentage=100)
    content = collect(campaign, Kind.SITE, site=site)
    report.content, report.content_sha256 = freeze(content), fingerprint(content)
    picture_name, docx, pdf = content.sites[0].pictures[0].name, "docx", "pdf"
    report.file.save(f"bilan-{site.slug}.pdf", ContentFile(b"%PDF-1.7\n%%EOF\n"), save=False)
    report.finished_at = timezone.now()
    report.save()
    edition = Edition(
        kind=Kind.SITE,
        campaign=campaign,
        site=site,
        number=1,
        published_at=timezone.now(),
        content=report.content,
        content_sha256=report.content_sha256,
        page_count=1,
        sha256="0" * 64,
    )
    for kept in ("pdf", "docx", "xlsx", "csv"):
        getattr(edition, kept).save(f"bilan-{site.slug}.{kept}", ContentFile(b"%PDF-1.7\n%%EOF\n"), save=False)
    edition.save()
    keep_pictures(content)
    names = locals()
    return Place(site, {name: value for name, value in names.items() if name not in ("site", "employer", "user")})


def build_world() -> World:
    landlord, association = OrganisationFactory(), OrganisationFactory(kind=Organisation.Kind.ASSOCIATION)
    site, elsewhere = SiteFactory(slug="ici", name="Ici"), SiteFactory(slug="ailleurs", name="Ailleurs")
    caretaker = a_caretaker(site, landlord)
    users = {
        "anonymous": None,
        "caretaker": caretaker,
        "manager": a_manager(site, landlord),
        "partner": a_partner(site, association),
        "lead": a_lead(site),
        "coordinator": a_coordinator(),
        "admin": an_admin(),
    }
    own = furnish(site, landlord, association, caretaker)
    far_landlord = OrganisationFactory()
    other = furnish(
        elsewhere,
        far_landlord,
        OrganisationFactory(kind=Organisation.Kind.ASSOCIATION),
        a_caretaker(elsewhere, far_landlord),
    )
    return World(own, other, users)
