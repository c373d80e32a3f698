"""Contributions to typed site sheets, a few dozen at a time: a fixed number of queries for each group of sites."""

from collections.abc import Iterator
from itertools import islice

from django.db.models import Prefetch

from reports.document.content import Fault
from reports.document.figure_content import Figure
from reports.document.frozen import freeze, thaw
from reports.document.pictures import prepare
from reports.document.printable import printable_all
from reports.document.record_content import SiteRecords
from reports.document.site_content import AnswerText, Picture, Quote, SiteSheet, Step
from reports.document.site_records import date_in_words, site_records
from reports.models import Answer, SiteAssessment, SitePhoto, Testimony
from reports.models import Figure as FigureRow
from reports.period import Period

SITES_AT_ONCE = 50
PENDING = {
    SiteAssessment.State.DRAFT: "Contribution en cours d’écriture",
    SiteAssessment.State.SUBMITTED: "Contribution en cours de relecture",
    SiteAssessment.State.RETURNED: "Contribution renvoyée au site pour corrections",
}
UNREADABLE_PHOTO = "La photo «\u202f{photo}\u202f» ne peut pas être lue\u202f: elle n’est pas imprimée."
UNANSWERED = "La question «\u202f{question}\u202f» est sans réponse."


def site_sheets(contributions, period: Period, faults: list[Fault]) -> Iterator[SiteSheet]:
    """A sheet per contribution, in order; what could not be printed as it is goes to ``faults``."""
    contributions = contributions.select_related("site__approach").prefetch_related(
        Prefetch("answers", Answer.objects.select_related("question")),
        "actions",
        Prefetch("figures", FigureRow.objects.select_related("proof", "attested_by")),
        Prefetch(
            "testimonies", Testimony.objects.filter(withdrawn_at=None).select_related("organisation"), to_attr="said"
        ),
        Prefetch("photos", SitePhoto.objects.filter(withdrawn_at=None), to_attr="shown"),
    )
    every = contributions.iterator(chunk_size=SITES_AT_ONCE)
    while group := list(islice(every, SITES_AT_ONCE)):
        for contribution in group:
            yield checked(contribution, site_sheet(contribution, period, faults), faults)


def checked(contribution, sheet: SiteSheet, faults: list[Fault]) -> SiteSheet:
    """The sheet with printable texts only."""
    found: set[str] = set()
    sheet = thaw(SiteSheet, printable_all(freeze(sheet), found))
    faults += [Fault(sheet.name, sentence) for sentence in sorted(found)]
    return sheet


def site_sheet(contribution: SiteAssessment, period: Period, faults: list[Fault]) -> SiteSheet:
    site = contribution.site
    return SiteSheet(
        slug=site.slug,
        name=site.name,
        approach=site.approach.name,
        approach_code=site.approach.code,
        records=thaw(SiteRecords, contribution.records) if contribution.records else site_records(site, period),
        answers=answers(contribution, faults),
        actions=tuple(Step(date_in_words(a.date_text), a.title, a.text) for a in contribution.actions.all()),
        figures=tuple(map(figure, contribution.figures.all())),
        pictures=pictures(contribution, faults),
        quotes=tuple(
            Quote(t.text, t.function, t.organisation.name if t.organisation else "") for t in contribution.said
        ),
        pending=PENDING.get(contribution.state, ""),
    )


def answers(contribution: SiteAssessment, faults: list[Fault]) -> tuple[AnswerText, ...]:
    given = sorted(contribution.answers.all(), key=lambda answer: (answer.question.order, answer.question_id))
    if contribution.is_accepted:
        faults += [
            Fault(contribution.site.name, UNANSWERED.format(question=answer.question.label))
            for answer in given
            if answer.question.is_required and not answer.text.strip()
        ]
    return tuple(AnswerText(a.question.section, a.question.label, paragraphs(a.text)) for a in given)


def paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip())


def figure(row: FigureRow) -> Figure:
    return Figure(
        key=row.key,
        label=row.label,
        value=row.value,
        definition=row.definition,
        source=row.source,
        nature=row.nature,
        as_of=row.as_of,
        note=row.note,
        stated_by=row.stated_by,
        proof=row.proof.title if row.proof else row.proof_text,
        attested_by=row.attested_by.name if row.attested_by else "",
    )


def pictures(contribution: SiteAssessment, faults: list[Fault]) -> tuple[Picture, ...]:
    ready = []
    for photo in contribution.shown:
        name = prepare(photo)
        if name:
            ready.append(Picture(name, photo.description, photo.credit, photo.width, photo.height))
        else:
            faults.append(Fault(contribution.site.name, UNREADABLE_PHOTO.format(photo=photo.description)))
    return tuple(ready)
