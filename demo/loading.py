"""From checked records to rows: the programme and its sites, written in one transaction or not at all."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import Membership, Role, User
from demo.fields import InvalidFiles, Problem
from demo.load_campaigns import load_campaigns
from demo.load_contributions import load_contributions
from demo.load_guides import load_guides
from demo.load_networks import load_networks
from demo.load_outcomes import load_pictures
from demo.load_resources import load_documents, load_resources
from demo.load_sessions import load_signed_sheets
from demo.load_support import load_support
from demo.load_trainings import load_trainings
from demo.people import names, people_of
from demo.reading import HOME, read_programme, read_site
from demo.records import Account, Programme, SiteStory
from demo.writing import SiteBeingBuilt
from networks.models import Contact
from sites.models import (
    Agreement,
    Approach,
    CallForProjects,
    FieldWorker,
    Milestone,
    Neighbourhood,
    Organisation,
    OrganisationName,
    SignUpApproval,
    Site,
    SitePartner,
)
from sites.names import name_key


class DatabaseNotEmpty(Exception):  # noqa: N818 - a refusal, not a fault
    """The database holds something else than the demonstration."""


def is_loaded(programme: Programme) -> bool:
    """True when the demonstration is already there (whatever people have done with it since)."""
    return CallForProjects.objects.filter(name=programme.call.name).exists() and Site.objects.exists()


def load_demo(home=HOME) -> bool:
    """Load the programme and its sites into an empty database; False when they were already there.

    Raises ``InvalidFiles`` or ``DatabaseNotEmpty``; writes everything or nothing.
    """
    problems: list[Problem] = []
    programme = read_programme(problems, home)
    stories = [read_site(home / "sites" / slug, problems) for slug in programme.sites] if programme else []
    if problems:
        raise InvalidFiles(problems)
    if is_loaded(programme):
        return False
    if any(model.objects.exists() for model in (User, Site, CallForProjects, Organisation)):
        raise DatabaseNotEmpty
    with transaction.atomic():
        call = load_programme(programme)
        password = make_password(settings.DEMO_PASSWORD)
        for account in programme.accounts:
            load_account(account, password, *given_name(account))
        for story in stories:
            load_site(story, call, password, is_demo=True)
        for account in programme.more_roles:
            load_account(account, password, *given_name(account))
        refresh_statistics()
    return True


def import_site(folder) -> Site:
    """Add one site from its folder, or raise ``InvalidFiles`` and write nothing.

    Its accounts get no password: people sign in with a code sent to their address.
    """
    problems: list[Problem] = []
    story = read_site(folder, problems)
    file = f"{folder.name}/site.yaml"
    call = CallForProjects.objects.order_by("pk").first()
    if call is None:
        problems.append(Problem(file, 1, "site", "aucun appel à projets dans cette base : chargez-en un d’abord."))
    if story and Site.objects.filter(slug=story.page.slug).exists():
        problems.append(story.page.at.problem("slug", f"le site « {story.page.slug} » existe déjà."))
    elif story and Site.objects.filter(name=story.page.name).exists():
        problems.append(story.page.at.problem("name", f"un site s’appelle déjà « {story.page.name} »."))
    if story and call and story.page.approach and not call.approaches.filter(code=story.page.approach).exists():
        problems.append(story.page.at.problem("approach", "l’appel à projets n’a pas cette démarche."))
    if problems:
        raise InvalidFiles(problems)
    try:
        with transaction.atomic():
            site = load_site(story, call, password=make_password(None))
            refresh_statistics()
            return site
    except DatabaseError as error:
        sentence = f"la base de données refuse ce site ({str(error).splitlines()[0]})."
        raise InvalidFiles([Problem(file, 1, "site", sentence)]) from error


def refresh_statistics() -> None:
    """Tell PostgreSQL's planner about the rows just written: it would take the tables for empty for a minute or more,
    and choose plans a thousand times too slow."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def load_programme(programme: Programme) -> CallForProjects:
    said = programme.call
    call = CallForProjects.objects.create(
        name=said.name,
        run_by=said.run_by,
        why=said.why,
        aim=said.aim,
        who_may_apply=said.who_may_apply,
        what_is_funded=said.what_is_funded,
        frame=said.frame,
    )
    for said in programme.organisations:
        known_organisation(said)
    for order, said in enumerate(programme.approaches, start=1):
        Approach.objects.create(call=call, code=said.code, name=said.name, aim=said.aim, quote=said.quote, order=order)
    load_campaigns(call, programme.campaigns)
    return call


def load_site(story: SiteStory, call: CallForProjects, password: str, *, is_demo: bool = False) -> Site:
    page = story.page
    site = Site.objects.create(
        call=call,
        approach=call.approaches.get(code=page.approach),
        slug=page.slug,
        name=page.name,
        project_name=page.project_name,
        department=page.department,
        summary=page.summary,
        context=page.context,
        results=page.results,
        next_steps=page.next_steps,
        data_note=page.data_note,
    )
    built = SiteBeingBuilt(site=site, story=story, now=timezone.now(), is_demo=is_demo)
    load_page(built)
    load_people(built)
    load_accounts(built, password)
    load_contacts(built)
    load_trainings(built)
    load_networks(built)
    load_support(built)
    load_resources(built)
    load_contributions(built)  # counts all that comes before
    load_documents(built)  # last, with the sheets, the pictures and the guides: files would stay if the rest failed
    load_signed_sheets(built)
    load_pictures(built)
    load_guides(built)
    return site


def load_page(built: SiteBeingBuilt) -> None:
    site, page = built.site, built.story.page
    for said in page.organisations:
        organisation = known_organisation(said)
        for name in [said.name, *said.aliases]:
            built.organisations[name_key(name)] = organisation
        for part in said.parts:
            SitePartner.objects.create(site=site, organisation=organisation, part=part, note=said.note)
    for said in page.neighbourhoods:
        built.neighbourhoods[said.name] = Neighbourhood.objects.create(
            site=site, name=said.name, qpv_code=said.qpv_code, urban_renewal=said.urban_renewal
        )
    for said in page.agreements:
        agreement = Agreement.objects.create(
            site=site,
            title=said.title,
            starts_on=said.starts_on,
            ends_on=said.ends_on,
            period_text=said.period_text,
        )
        agreement.signatories.set(built.organisation(name) for name in said.signatories)
        built.agreements[said.title] = agreement
    approving = SignUpApproval.objects.bulk_create(
        SignUpApproval(site=site, employer=built.organisation(name)) for name in dict.fromkeys(page.sign_up_approvals)
    )
    built.approving = {approval.employer_id for approval in approving}
    for said in page.milestones:
        Milestone.objects.create(
            site=site, title=said.title, text=said.text, starts_on=said.starts_on, date_text=said.date_text
        )


def known_organisation(said) -> Organisation:
    """The organisation known under one of these names, made if need be; it learns the other spellings.

    Raises ``InvalidFiles`` when the names belong to different organisations, or to one of another kind.
    """
    keys = {name_key(name): name for name in reversed([said.name, *said.aliases])}
    found = {
        known.organisation for known in OrganisationName.objects.filter(key__in=keys).select_related("organisation")
    }
    if len(found) > 1:
        others = " et ".join(sorted(organisation.name for organisation in found))
        raise InvalidFiles([said.at.problem("aliases", f"ces noms désignent déjà deux organismes : {others}.")])
    if found:
        organisation = found.pop()
        if organisation.kind != said.kind:
            sentence = f"« {organisation.name} » est déjà connu comme « {organisation.get_kind_display()} »."
            raise InvalidFiles([said.at.problem("kind", sentence)])
    else:
        organisation = Organisation.objects.create(name=said.name, kind=said.kind)
    learnt = set(organisation.names.values_list("key", flat=True))
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=organisation, name=name, key=key)
        for key, name in keys.items()
        if key not in learnt
    )
    return organisation


def load_people(built: SiteBeingBuilt) -> None:
    groups = people_of(built.site.slug, built.story.people)
    for group, people in groups.items():
        built.groups[group] = FieldWorker.objects.bulk_create(
            FieldWorker(
                site=built.site,
                first_name=person.first_name,
                last_name=person.last_name,
                staff_category=person.row.category,
                employer=built.organisation(person.row.employer),
                neighbourhood=built.neighbourhoods.get(person.row.neighbourhood),
                added_at=None,  # unknown: they were there before the portal
            )
            for person in people
        )


def load_accounts(built: SiteBeingBuilt, password: str) -> None:
    """A caretaker's account is one of the people already counted, the first of their group without one."""
    for account in built.story.accounts:
        worker = next((person for person in built.groups.get(account.group, []) if person.user_id is None), None)
        name = (worker.first_name, worker.last_name) if worker else given_name(account)
        user = load_account(account, password, *name, site=built.site)
        if worker and account.role == Role.FIELD_WORKER:
            worker.user = user
            worker.save(update_fields=["user"])
            built.with_account = built.with_account or worker


def load_account(account: Account, password: str, first_name: str, last_name: str, site=None) -> User:
    """The account of this address, made if need be, with this role added."""
    user = User.objects.filter(email=account.email).first()
    if user is None:
        is_admin = account.role == Role.ADMIN
        user = User.objects.create(
            email=account.email,
            first_name=first_name,
            last_name=last_name,
            password=password,
            is_staff=is_admin,
            is_superuser=is_admin,
        )
    key = name_key(account.organisation)
    organisation = OrganisationName.objects.get(key=key).organisation if key else None
    site = site or (Site.objects.get(slug=account.site) if account.site else None)
    Membership.objects.get_or_create(user=user, role=account.role, site=site, organisation=organisation)
    return user


def given_name(account: Account) -> tuple[str, str]:
    return next(names(account.email))


def load_contacts(built: SiteBeingBuilt) -> None:
    """Those of the guide's later editions wait for the edition before (``load_guides``)."""
    contacts: dict[int, list[Contact]] = {1: []}
    for said in built.story.contacts:
        contacts.setdefault(said.in_guide_from or 1, []).append(
            Contact(
                site=built.site,
                organisation=built.organisation(said.organisation),
                name=said.name,
                call_for=said.call_for,
                phone=said.phone,
                email=said.email,
                opening_hours=said.opening_hours,
                checked_on=checked_on(built, said),
            )
        )
    Contact.objects.bulk_create(contacts.pop(1))
    built.later_contacts = contacts


def checked_on(built: SiteBeingBuilt, said) -> date | None:
    return None if said.checked_days_ago is None else built.today - timedelta(days=said.checked_days_ago)
