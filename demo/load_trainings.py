"""Programmes and their modules; sessions, questionnaires, needs and diagnoses are loaded with them."""

from demo.load_diagnoses import load_diagnosis
from demo.load_evaluation import load_needs, load_questionnaires
from demo.load_sessions import LoadedSessions, load_session, note_times
from demo.writing import SiteBeingBuilt
from trainings.models import Module, Programme


def load_trainings(built: SiteBeingBuilt) -> None:
    trainings = built.story.trainings
    if trainings is None:
        return
    loaded = LoadedSessions()
    heard = {}
    for said in trainings.programmes:
        programme = load_programme_of_site(built, said)
        sessions = load_modules(built, programme, said.modules, loaded)
        for words, after in load_questionnaires(built, programme, said.questionnaires, sessions).items():
            heard.setdefault(words, []).extend(after)
    note_times(built)
    load_needs(built, trainings.needs, loaded, heard)
    for said in trainings.diagnoses:
        load_diagnosis(built, said, loaded)


def load_programme_of_site(built: SiteBeingBuilt, said) -> Programme:
    return Programme.objects.create(
        site=built.site,
        title=said.title,
        objectives=said.objectives,
        audience_categories=said.audience_categories,
        audience=said.audience,
        teaching_methods=said.teaching_methods,
        agreement=built.agreements.get(said.agreement),
        deliverer=built.organisation(said.deliverer),
        evaluator=built.organisation(said.evaluator),
        starts_on=said.starts_on,
        ends_on=said.ends_on,
        period_text=said.period_text,
        is_shared=said.is_shared,
    )


def load_modules(built: SiteBeingBuilt, programme: Programme, modules: list, loaded: LoadedSessions) -> list:
    """The sessions made, each with the record it comes from."""
    sessions = []
    for order, said in enumerate(modules, start=1):
        module = Module.objects.create(
            programme=programme,
            order=order,
            title=said.title,
            kind=said.kind,
            description=said.description,
            planned_hours=said.planned_hours,
            deliverer=built.organisation(said.deliverer),
        )
        for part in said.sessions:
            session = load_session(built, module, part)
            loaded.keep(session)
            sessions.append((session, part))
    return sessions
