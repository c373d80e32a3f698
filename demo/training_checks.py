"""The checks of a site's trainings: what a file says about itself, about the people, the organisations, the papers."""

from collections import Counter

from django.utils import timezone

from demo.events import day_before, span_of
from demo.training_records import Request, Who
from proxinet.seats import ReservedBy
from sites.models import Organisation, StaffCategory
from sites.names import name_key

GROUPS = {ReservedBy.STAFF_CATEGORY: StaffCategory.values, ReservedBy.EMPLOYER_KIND: Organisation.Kind.values}
ONLY_TO_COME = ("reserved_by", "reserved", "released_in_days", "requests", "withdrawn")
ONLY_OVER = ("absences", "partly", "corrected", "signed_sheets", "answered", "answered_later")


class CheckedTrainings:
    """Finds what is wrong in ``trainings.yaml`` (``checks``: a ``demo.reading.Checks``, which keeps it)."""

    def __init__(self, checks, events):
        self.checks, self.events = checks, events
        self.trainings = checks.story.trainings
        self.over: dict[str, bool] = {}  # titles of modules with sessions that are over
        self.coming: dict[str, bool] = {}

    def run(self) -> None:
        if self.trainings is None:
            return
        self.checks.once(self.trainings.programmes, "title")
        agreements = {agreement.title for agreement in self.checks.story.page.agreements}
        for programme in self.trainings.programmes:
            self.checks.once(programme.modules, "title")
            self.checks.ordered(programme)
            for field in ("deliverer", "evaluator"):
                self.checks.known_organisations(programme, field)
            if programme.agreement and programme.agreement not in agreements:
                self.wrong(programme, "agreement", "aucune convention de site.yaml ne porte ce titre.")
            self.check_questionnaires(programme)
            for module in programme.modules:
                self.checks.known_organisations(module, "deliverer")
                for session in module.sessions:
                    self.check_session(session, programme, module)
        self.check_needs()
        for diagnosis in self.trainings.diagnoses:
            self.check_diagnosis(diagnosis)

    def wrong(self, record, field: str, sentence: str) -> None:
        self.checks.wrong(record, field, sentence)

    # Sessions

    def check_session(self, session, programme, module) -> None:
        self.checks.known_organisations(session, "trainer")
        if not session.half_days:
            self.wrong(session, "half_days", "il faut au moins une demi-journée.")
        whens = [when for when in session.half_days if self.events.has_a_day(when)]
        if len(whens) < len(session.half_days) or not whens:
            return
        spans = sorted(span_of(when, self.events.today) for when in whens)
        if any(later[0] < earlier[1] for earlier, later in zip(spans, spans[1:], strict=False)):
            self.wrong(session, "half_days", "deux demi-journées se chevauchent.")
        is_past = spans[-1][1] < timezone.now()
        (self.over if is_past else self.coming)[module.title] = True
        size = self.events.people_fit(session, is_past)
        for field in ONLY_TO_COME if is_past else ONLY_OVER:
            if getattr(session, field):
                when = "à venir" if is_past else "passée"
                self.wrong(session, field, f"ce champ ne vaut que pour une session {when}.")
        if session.absences and len(spans) < 2:
            self.wrong(session, "absences", "avec une seule demi-journée, retirez plutôt la personne.")
        self.check_attendance(session, programme, size)
        self.check_reserved(session)
        self.check_requests(session)

    def check_attendance(self, session, programme, size: int) -> None:
        away = (session.absences or 0) + (session.partly or 0)
        if session.partly and away > size:
            self.wrong(session, "partly", "il y a plus d’absences et de présences en partie que d’inscrits.")
        if session.corrected and session.corrected + away > size:
            self.wrong(session, "corrected", "il y a plus de corrections que de personnes présentes.")
        for sheet in session.signed_sheets:
            self.checks.check_document(sheet)
            if sheet.half_day and sheet.half_day > len(session.half_days):
                self.wrong(sheet, "half_day", f"cette session n’a que {len(session.half_days)} demi-journées.")
        moments = {questionnaire.moment for questionnaire in programme.questionnaires}
        for field, moment in (("answered", "end"), ("answered_later", "later")):
            if getattr(session, field) and moment not in moments:
                self.wrong(session, field, f"ce programme n’a pas de questionnaire « {moment} ».")
            if (getattr(session, field) or 0) > size:
                self.wrong(session, field, f"il n’y a que {size} inscrits.")

    def check_reserved(self, session) -> None:
        if bool(session.reserved_by) != bool(session.reserved):
            self.wrong(session, "reserved", "« reserved » (groupes et places) va avec « reserved_by ».")
            return
        groups = GROUPS.get(session.reserved_by, [])
        for seats in session.reserved:
            if seats.group and seats.group not in groups:
                self.wrong(seats, "group", f"« {seats.group} » n’existe pas ; choisissez parmi {', '.join(groups)}.")
        self.checks.once(session.reserved, "group")
        if session.capacity and sum(seats.seats or 0 for seats in session.reserved) > session.capacity:
            self.wrong(session, "reserved", f"plus de places réservées que les {session.capacity} de la session.")

    def check_requests(self, session) -> None:
        asked = Counter()
        approving = {name_key(name) for name in self.checks.story.page.sign_up_approvals}
        for request in session.requests:
            self.checks.known_people([Who(at=request.at, groups=request.groups)])
            if request.employer and name_key(request.employer) not in approving:
                self.wrong(request, "employer", "cet employeur n’est pas dans sign_up_approvals (site.yaml).")
            if (request.answer == Request.Answer.REFUSED) != bool(request.reason):
                self.wrong(request, "reason", "la raison va avec un refus, et un refus avec sa raison.")
            asked[name_key(request.employer)] += 1
            if asked[name_key(request.employer)] > self.people_of(request):
                self.wrong(request, "groups", "ces groupes n’ont plus personne chez cet employeur.")

    def people_of(self, request) -> int:
        key = name_key(request.employer)
        return sum(
            row.count or 0
            for row in self.checks.story.people
            if row.group in request.groups and name_key(row.employer) == key
        )

    # Questionnaires, needs, diagnoses

    def check_questionnaires(self, programme) -> None:
        self.checks.once(programme.questionnaires, "moment")
        for questionnaire in programme.questionnaires:
            if not questionnaire.questions:
                self.wrong(questionnaire, "questions", "il faut au moins une question.")
            for question in questionnaire.questions:
                self.check_question(question)

    def check_question(self, question) -> None:
        if question.kind == "choice" and len(question.choices) < 2:
            self.wrong(question, "choices", "donnez au moins deux choix.")
        if question.kind == "scale" and len(question.choices) not in (0, 2):
            self.wrong(question, "choices", "pour une note, donnez les mots des deux bouts, ou rien.")
        if question.asks_needs and question.kind != "text":
            self.wrong(question, "asks_needs", "un besoin se dit dans une réponse libre (kind: text).")
        if question.kind == "text":
            if question.choices or question.weights:
                self.wrong(question, "kind", "une réponse libre n’a ni choix ni poids.")
            return
        if question.replies:
            self.wrong(question, "replies", "seule une question libre a des réponses libres (kind: text).")
        wanted = 5 if question.kind == "scale" else len(question.choices)
        if question.weights and (len(question.weights) != wanted or not any(question.weights)):
            self.wrong(question, "weights", f"donnez {wanted} nombres, un par réponse possible.")

    def check_needs(self) -> None:
        needs = self.trainings.needs
        self.checks.once(needs, "title")
        kept = {need.title for need in needs if not need.merged_into}
        for need in needs:
            if sum(bool(end) for end in (need.planned_in, need.why_dropped, need.merged_into)) > 1:
                self.wrong(need, "title", "une seule suite : planned_in, why_dropped ou merged_into.")
            if need.heard_after and need.heard_after not in self.over:
                self.wrong(need, "heard_after", "aucun module de ce titre n’a de session passée.")
            if need.planned_in and need.planned_in not in self.coming:
                self.wrong(need, "planned_in", "aucun module de ce titre n’a de session à venir.")
            if need.merged_into and (need.merged_into not in kept or need.merged_into == need.title):
                self.wrong(need, "merged_into", "aucun autre besoin gardé ne porte ce titre.")

    def check_diagnosis(self, diagnosis) -> None:
        self.checks.known_organisations(diagnosis, "led_by")
        if diagnosis.module and diagnosis.module not in self.over:
            self.wrong(diagnosis, "module", "aucun module de ce titre n’a de session passée.")
        for observation in diagnosis.observations:
            self.checks.known_organisations(observation, "owner")
            if observation.due_on and observation.due_in_days is not None:
                self.wrong(observation, "due_on", "donnez due_on (2013-10-15) ou due_in_days (30), l’un des deux.")
            self.check_steps(diagnosis, observation)

    def check_steps(self, diagnosis, observation) -> None:
        before = diagnosis.held_on
        for step in observation.steps:
            if (step.date is None) == (step.days_ago is None):
                self.wrong(step, "date", "donnez date (2013-10-15) ou days_ago (9), l’un des deux.")
                return
            day = day_before(step, self.events.today)
            if before and day < before:
                self.wrong(step, "date", "une suite vient après la visite et après la suite d’avant.")
            before = day
