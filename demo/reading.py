"""The files of the programme and of a site, read and checked as a whole before anything is written."""

import re
from pathlib import Path

from django.core.files import File

from accounts.models import EMPLOYEE_ROLES, Role
from demo import records
from demo.assessment_checks import CheckedAssessments, campaign_problems
from demo.assessment_records import Assessments
from demo.events import CheckedEvents
from demo.fields import Problem, read_csv, read_yaml
from demo.network_checks import CheckedNetworks
from demo.network_records import Networks
from demo.records import SiteStory
from demo.training_checks import CheckedTrainings
from proxinet.uploads import FileRefused, recognise
from sites.names import name_key

HOME = Path(__file__).resolve().parent
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read_programme(problems: list, home: Path = HOME) -> records.Programme | None:
    programme = read_yaml(records.Programme, home / "programme.yaml", "programme.yaml", problems)
    if programme:
        problems += campaign_problems(programme)
    return programme


def read_site(folder: Path, problems: list) -> SiteStory | None:
    """What the folder says; every problem of every file goes to ``problems``. None without a readable ``site.yaml``."""

    def optional_yaml(record, name):
        return read_yaml(record, folder / name, f"{folder.name}/{name}", problems) if (folder / name).exists() else None

    def optional_csv(record, name):
        return read_csv(record, folder / name, f"{folder.name}/{name}", problems) if (folder / name).exists() else []

    page = read_yaml(records.SitePage, folder / "site.yaml", f"{folder.name}/site.yaml", problems)
    people = read_csv(records.PeopleRow, folder / "people.csv", f"{folder.name}/people.csv", problems)
    story = SiteStory(
        folder=str(folder),
        page=page,
        people=people,
        contacts=optional_csv(records.ContactRow, "contacts.csv"),
        accounts=optional_csv(records.Account, "accounts.csv"),
        trainings=optional_yaml(records.Trainings, "trainings.yaml"),
        networks=optional_yaml(Networks, "networks.yaml"),
        resources=optional_yaml(records.Resources, "resources.yaml"),
        incidents=optional_csv(records.IncidentRow, "incidents.csv"),
        support=optional_yaml(records.SupportFile, "support.yaml"),
        assessments=optional_yaml(Assessments, "assessment.yaml"),
    )
    if page is None:
        return None
    problems += Checks(story).all()
    return story


def document_path(folder: str, document) -> Path:
    return Path(folder) / "documents" / document.file


class Checks:
    """What one file says about another has to be there."""

    def __init__(self, story: SiteStory):
        self.story = story
        self.problems: list[Problem] = []
        page = story.page
        self.organisations = {
            name_key(name) for organisation in page.organisations for name in [organisation.name, *organisation.aliases]
        }
        self.neighbourhoods = {neighbourhood.name for neighbourhood in page.neighbourhoods}
        self.group_sizes: dict[str, int] = {}
        self.groups_without_employer = {row.group for row in story.people if not row.employer}
        for row in story.people:
            self.group_sizes[row.group] = self.group_sizes.get(row.group, 0) + (row.count or 0)

    def all(self) -> list[Problem]:
        self.check_page()
        self.check_people_and_accounts()
        events = CheckedEvents(self)
        CheckedNetworks(self, events).run()
        CheckedTrainings(self, events).run()
        self.check_resources()
        self.check_support()
        CheckedAssessments(self).run()
        return self.problems

    def wrong(self, record, field: str, sentence: str) -> None:
        self.problems.append(record.at.problem(field, sentence))

    def known_organisations(self, record, field: str) -> None:
        value = getattr(record, field)
        for name in value if isinstance(value, list) else [value]:
            if name and name_key(name) not in self.organisations:
                self.wrong(record, field, f"« {name} » n’est pas dans les organismes du site (site.yaml).")

    def known_neighbourhood(self, record) -> None:
        if record.neighbourhood and record.neighbourhood not in self.neighbourhoods:
            self.wrong(
                record, "neighbourhood", f"« {record.neighbourhood} » n’est pas un quartier du site (site.yaml)."
            )

    def known_people(self, whos) -> None:
        for who in whos:
            for group in who.groups:
                if group not in self.group_sizes:
                    self.wrong(who, "groups", f"le groupe « {group} » n’est pas dans people.csv.")
            if bool(who.part) != bool(who.of) or (who.part and who.part > who.of):
                self.wrong(who, "part", "« part » va avec « of », par exemple part: 1 et of: 4.")
            size = sum(self.group_sizes.get(group, 0) for group in who.groups)
            if who.count and who.count > size:
                self.wrong(who, "count", f"ces groupes n’ont que {size} personnes.")

    def once(self, items, field: str) -> None:
        seen = set()
        for item in items:
            value = getattr(item, field)
            value = value.casefold()
            if value and value in seen:
                self.wrong(item, field, f"« {getattr(item, field)} » est écrit deux fois.")
            seen.add(value)

    def ordered(self, record) -> None:
        if record.starts_on and record.ends_on and record.ends_on < record.starts_on:
            self.wrong(record, "ends_on", "la fin doit venir après le début.")

    def check_page(self) -> None:
        page = self.story.page
        if page.slug and (not SLUG.fullmatch(page.slug) or page.slug != Path(self.story.folder).resolve().name):
            self.wrong(page, "slug", "écrivez le nom du dossier, en minuscules sans accent, avec des tirets.")
        self.once(page.neighbourhoods, "name")
        self.once(page.agreements, "title")
        owners = {}
        for organisation in page.organisations:
            for field, names in (("name", [organisation.name]), ("aliases", organisation.aliases)):
                for name in filter(None, names):
                    if owners.setdefault(name_key(name), organisation) is not organisation:
                        self.wrong(organisation, field, f"« {name} » est déjà le nom d’un autre organisme.")
            if len(set(organisation.parts)) < len(organisation.parts):
                self.wrong(organisation, "parts", "un rôle est écrit deux fois.")
        for agreement in page.agreements:
            self.known_organisations(agreement, "signatories")
            self.ordered(agreement)
        self.known_organisations(page, "sign_up_approvals")

    def check_people_and_accounts(self) -> None:
        for row in self.story.people:
            self.known_organisations(row, "employer")
            self.known_neighbourhood(row)
        contacts = set()
        for contact in self.story.contacts:
            if (who := (contact.name.casefold(), name_key(contact.organisation))) in contacts:
                self.wrong(contact, "name", "ce contact est écrit deux fois.")
            contacts.add(who)
            self.known_organisations(contact, "organisation")
        taken: dict[str, int] = {}
        holders = set()
        for account in self.story.accounts:
            if (account.email, account.role) in holders:
                self.wrong(account, "email", "cette personne a déjà ce rôle, plus haut dans ce fichier.")
            holders.add((account.email, account.role))
            self.known_organisations(account, "organisation")
            if account.role in (Role.COORDINATOR, Role.ADMIN):
                self.wrong(account, "role", "un site n’a que des rôles de site.")
            if account.role in EMPLOYEE_ROLES and not account.organisation:
                self.wrong(account, "organisation", "indiquez l’organisme de cette personne.")
            if account.role == Role.FIELD_WORKER:
                taken[account.group] = taken.get(account.group, 0) + 1
                if taken[account.group] > self.group_sizes.get(account.group, 0):
                    self.wrong(account, "group", "indiquez un groupe de people.csv où il reste une personne.")
            if account.site:
                self.wrong(account, "site", "laissez cette colonne vide : c’est le site de ce dossier.")

    def check_resources(self) -> None:
        resources = self.story.resources
        if resources is None:
            return
        titles = set()
        if resources.structure:
            structure = resources.structure
            self.known_people(structure.members)
            self.once(structure.themes, "title")
            for theme in structure.themes:
                self.known_organisations(theme, "pilot")
                self.known_people(theme.regular + theme.occasional)
                titles |= {deliverable.title for topic in theme.topics for deliverable in topic.deliverables}
        for document in resources.documents:
            self.check_document(document)
            if document.deliverable and document.deliverable not in titles:
                self.wrong(document, "deliverable", "aucune production de resources.yaml ne porte ce titre.")

    def check_document(self, document) -> None:
        path = document_path(self.story.folder, document)
        if Path(document.file).name != document.file or not path.is_file():
            self.wrong(document, "file", "ce fichier n’est pas dans le dossier « documents » du site.")
            return
        try:
            with path.open("rb") as content:
                recognise(File(content))
        except FileRefused as refusal:
            self.wrong(document, "file", str(refusal))

    def check_support(self) -> None:
        self.once(self.story.incidents, "key")
        field_worker_accounts = any(account.role == Role.FIELD_WORKER for account in self.story.accounts)
        for incident in self.story.incidents:
            self.known_neighbourhood(incident)
            if incident.who not in self.group_sizes and not (incident.who == "account" and field_worker_accounts):
                self.wrong(incident, "who", "écrivez un groupe de people.csv, ou account.")
            if incident.shared and incident.who in self.groups_without_employer:
                self.wrong(
                    incident, "shared", "ces personnes n’ont pas d’employeur : il n’y a personne avec qui partager."
                )
            if incident.complaint_reason and incident.complaint != "not_filed":
                self.wrong(incident, "complaint_reason", "la raison ne se donne que sans plainte.")
        wanted = {incident.key: incident.support_wanted for incident in self.story.incidents if incident.key}
        for follow_up in self.story.support.follow_ups if self.story.support else []:
            if "follow_up" not in wanted.get(follow_up.incident, []):
                self.wrong(follow_up, "incident", "aucun incident de ce nom ne demande un suivi (follow_up).")
        for debrief in self.story.support.debriefs if self.story.support else []:
            for key in debrief.incidents:
                if "debrief" not in wanted.get(key, []):
                    self.wrong(debrief, "incidents", f"aucun incident « {key} » ne demande un débriefing (debrief).")
