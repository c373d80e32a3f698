"""The shared structure: members, themes, topics, what they produced, who contributed; and documents."""

from django.core.files import File

from demo.reading import document_path
from demo.writing import SiteBeingBuilt
from proxinet.uploads import recognise
from resources.documents import store_document
from resources.models import Contribution, Deliverable, Document, Orientation, SharedStructure, Theme, Topic


def load_resources(built: SiteBeingBuilt) -> None:
    resources = built.story.resources
    if resources and resources.structure:
        load_structure(built, resources.structure)


def load_documents(built: SiteBeingBuilt) -> None:
    """Files: they would stay if something after them failed."""
    for said in built.story.resources.documents if built.story.resources else []:
        load_document(built, said)


def load_structure(built: SiteBeingBuilt, said) -> None:
    structure = SharedStructure.objects.create(
        site=built.site,
        kind=said.kind,
        name=said.name,
        description=said.description,
        findings=said.findings,
        period_text=said.period_text,
    )
    structure.members.set(built.people(said.members))
    for order, theme in enumerate(said.themes, start=1):
        load_theme(built, structure, order, theme)
    for kind, titles in (
        (Orientation.Kind.COOPERATION_LINE, said.cooperation_lines),
        (Orientation.Kind.ROADMAP_AXIS, said.roadmap_axes),
    ):
        Orientation.objects.bulk_create(
            Orientation(structure=structure, kind=kind, order=order, title=title)
            for order, title in enumerate(titles, start=1)
        )


def load_theme(built: SiteBeingBuilt, structure: SharedStructure, order: int, said) -> None:
    theme = Theme.objects.create(
        structure=structure,
        order=order,
        title=said.title,
        description=said.description,
        pilot=built.organisation(said.pilot),
    )
    for topic_order, part in enumerate(said.topics, start=1):
        topic = Topic.objects.create(theme=theme, order=topic_order, title=part.title, period_text=part.period_text)
        Deliverable.objects.bulk_create(
            Deliverable(
                topic=topic,
                kind=product.kind,
                title=product.title,
                date_text=product.date_text,
                people_count=product.people_count,
                people_label=product.people_label,
            )
            for product in part.deliverables
        )
    regular = built.people(said.regular)
    occasional = [person for person in built.people(said.occasional) if person not in set(regular)]
    Contribution.objects.bulk_create(
        Contribution(theme=theme, person=person, regularity=regularity)
        for regularity, people in (
            (Contribution.Regularity.REGULAR, regular),
            (Contribution.Regularity.OCCASIONAL, occasional),
        )
        for person in people
    )


def load_document(built: SiteBeingBuilt, said) -> None:
    document = Document(
        site=built.site,
        deliverable=Deliverable.objects.filter(
            topic__theme__structure__site=built.site, title=said.deliverable
        ).first(),
        title=said.title,
        audience=said.audience,
    )
    with document_path(built.story.folder, said).open("rb") as content:
        file = File(content, name=said.file)
        store_document(document, file, recognise(file))
