"""The document for those who must rework it: an accessible Word file of the same content, the same bytes every time."""

import io
from collections.abc import Iterable

from proxinet.charts import in_french
from proxinet.exports import clean_text
from proxinet.typography import french
from reports.document import pictures
from reports.document.content import ApproachChapter, Assessment
from reports.document.record_content import Participant
from reports.document.site_content import SiteSheet
from reports.document.tables import changed_groups, stated_by_site, unchanged_sentence
from reports.document.wording import (
    HEADINGS,
    INTRODUCTION,
    counted,
    known_how,
    method_paragraphs,
    notes_of,
    written_until,
)
from reports.models import Kind
from reports.office.data_files import agreement_in_words, joined, place_in_words
from reports.office.fixed_dates import undated, written_at
from reports.office.word_pages import Group, WordPages
from reports.office.word_records import write_records
from reports.office.word_styles import LANGUAGE, running_lines

UNKNOWN = in_french(None)


def docx(assessment: Assessment) -> bytes:
    """Headings, lists, tables and pictures that a screen reader tells; its contents are renewed on opening."""
    pages = WordPages()
    write_cover(pages, assessment)
    write_front(pages, assessment)
    for chapter in assessment.chapters:
        write_chapter(pages, assessment, chapter)
    if assessment.key_points:
        pages.heading("Les points clés à retenir", 1)
        pages.bullets(map(french, assessment.key_points), "ListNumber")
    write_end(pages, assessment)
    pages.write_contents()
    describe(pages.document, assessment)
    file = io.BytesIO()
    pages.document.save(file)
    return undated(file.getvalue())


def describe(document, assessment: Assessment) -> None:
    """What the file says of itself."""
    title = clean_text(f"{assessment.title} — {assessment.campaign.name}")
    facts = document.core_properties
    facts.title, facts.subject = title[:255], clean_text(assessment.subject)[:255]
    facts.author = facts.last_modified_by = clean_text(assessment.call.run_by)[:255]
    facts.language, facts.revision, facts.comments, facts.keywords = LANGUAGE, 1, "", ""
    facts.created = facts.modified = written_at(assessment).replace(tzinfo=None)
    running_lines(document, title)


# The front ------------------------------------------------------------------------------------------------------------


def write_cover(pages: WordPages, assessment: Assessment) -> None:
    site = assessment.only_site
    pages.paragraph(french(assessment.title), "Title")
    pages.paragraph((site.records.project_name if site else assessment.subject) or assessment.call.name, "Subtitle")
    lines = [f"{assessment.campaign.name}, {assessment.campaign.period}", assessment.call.name, assessment.call.run_by]
    pages.paragraphs((french(line) for line in (*lines, written_until(assessment)) if line), "Lead")
    if assessment.pending:
        names = joined((one.name for one in assessment.pending), ", ")
        pages.paragraph(french(f"Pas encore définitif : {names}."), "Lead")
    pages.paragraph("Sommaire", "ContentsTitle")
    pages.contents()


def write_front(pages: WordPages, assessment: Assessment) -> None:
    if assessment.editorials:
        pages.heading("Éditoriaux", 1)
    for editorial in assessment.editorials:
        pages.heading(french(editorial.function), 2)
        pages.paragraph(editorial.organisation, "Lead")
        pages.paragraphs(map(french, editorial.paragraphs or ("Éditorial à venir",)))
    if assessment.kind != Kind.SITE:
        write_introduction(pages, assessment)
        write_side_by_side(pages, assessment)
    write_changes(pages, assessment)


def write_introduction(pages: WordPages, assessment: Assessment) -> None:
    call = assessment.call
    pages.heading("Introduction", 1)
    if call.why:
        pages.paragraph(french(call.why), "Lead")
    texts = (call.aim, call.who_may_apply, call.what_is_funded, call.frame, call.run_by)
    rows = [(heading, french(text or UNKNOWN)) for heading, text in zip(INTRODUCTION, texts, strict=True)]
    pages.table("L’appel à projets", ("Question", "Réponse"), rows, (1, 3))
    if assessment.campaign.introduction:
        pages.heading(french(assessment.campaign.name), 2)
        pages.paragraphs(map(french, assessment.campaign.introduction))
    if assessment.chapters:
        pages.heading(f"{counted(len(assessment.chapters), 'démarche')}, {counted(len(assessment.sites), 'site')}", 2)
        pages.table(
            "Les démarches et leurs sites",
            ("Démarche", "But", "Sites"),
            [
                (french(chapter.name), french(chapter.aim or UNKNOWN), sites_named(chapter))
                for chapter in assessment.chapters
            ],
            (2, 3, 3),
        )


def sites_named(chapter: ApproachChapter) -> str:
    if len(chapter.sites) > 12:
        return f"{len(chapter.sites)} sites"
    return ", ".join(site.name for site in chapter.sites) or "Aucun site"


def write_side_by_side(pages: WordPages, assessment: Assessment) -> None:
    if not (assessment.departments or assessment.comparison):
        return
    pages.heading("Les sites", 1)
    if assessment.departments:
        pages.heading("Où ils sont", 2)
        rows = [(f"{one.name} ({one.code})", ", ".join(one.sites)) for one in assessment.departments]
        pages.table("Les sites par département", ("Département", "Sites"), rows, (1, 2))
    if not assessment.comparison:
        return
    pages.heading("Les sites côte à côte", 2)
    rows = [
        (
            f"{line.name} – {line.department or 'département non renseigné'}",
            french(line.summary or UNKNOWN),
            line.landlords.text,
            line.neighbourhoods.text,
            f"{line.reach.text} – {line.reach.label.lower()}",
        )
        for line in assessment.comparison
    ]
    headings = ("Site", "En une phrase", "Bailleurs", "Quartiers", "Personnes touchées")
    pages.table("Les sites côte à côte", headings, rows, (3, 5, 2, 2, 3))
    for chart in assessment.comparison_charts:
        write_chart(pages, chart)


def write_chart(pages: WordPages, chart) -> None:
    """Its figures: a reader can draw it again, a screen reader can tell it."""
    pages.paragraph("", strong=french(chart.title))
    rows = [(label, in_french(value)) for label, value in chart.rows]
    pages.table(chart.title, (chart.label_heading or "Libellé", chart.value_heading), rows, (3, 1))


def write_changes(pages: WordPages, assessment: Assessment) -> None:
    since = assessment.since_last_year
    if since is None:
        return
    pages.heading("Depuis l’an dernier", 1)
    pages.paragraph(french(f"Comparé à : {since.edition}."), "Lead")
    for names, said in ((since.new_sites, "Nouveaux sites"), (since.gone_sites, "Sites qui n’y sont plus")):
        if names:
            pages.paragraph(f"{', '.join(names)}.", strong=french(f"{said} :"))
    rows = []
    for site, changes in changed_groups(since):
        rows.append(Group(site))
        rows += [(french(one.label), one.before, one.now, one.difference) for one in changes]
    if rows:
        headings = ("Chiffre", "L’an dernier", "Cette année", "Écart")
        pages.table("Ce qui a changé depuis l’an dernier", headings, rows, (4, 2, 2, 2))
    pages.paragraph(french(unchanged_sentence(since) if rows else "Aucun chiffre n’a changé."), "Soft")


# The approaches and their sites ---------------------------------------------------------------------------------------


def write_chapter(pages: WordPages, assessment: Assessment, chapter: ApproachChapter) -> None:
    pages.heading(french(chapter.name), 1)
    if chapter.aim:
        pages.paragraph(french(chapter.aim), "Lead")
    if chapter.quote:
        pages.paragraph(french(chapter.quote), "Quote")
    if not chapter.sites:
        pages.paragraph("Aucun site cette année.")
    for place, site in enumerate(chapter.sites):
        pages.heading(site.name, 2, new_page=place > 0)
        write_site(pages, site)


def write_site(pages: WordPages, site: SiteSheet) -> None:
    records = site.records
    if site.pending:
        pages.paragraph(french(f"{site.pending} : ce chapitre n’est pas définitif."), strong="À noter.")
    for text in (records.project_name, records.summary):
        if text:
            pages.paragraph(french(text), "Lead")
    pages.heading("Carte d’identité", 3)
    pages.table(f"Carte d’identité, {site.name}", ("Sujet", "Réponse"), identity_rows(site), (1, 3))
    write_figures(pages, site)
    write_answer(pages, site, "context")
    for chart in records.charts:
        write_chart(pages, chart)
    pages.heading("Ce qui a été fait, et quand", 3)
    for step in site.actions:
        told = f"{step.title} – {step.text}" if step.text else step.title
        when = french(step.when or "date non renseignée")
        pages.paragraph(french(told), "ListBullet", strong=f"{when}\u202f:")
    if not site.actions:
        pages.paragraph(UNKNOWN)
    for section in ("changes", "difficulties", "next_year"):
        write_answer(pages, site, section)
    for answer in site.other_answers:
        if answer.paragraphs:
            pages.heading(french(answer.question), 3)
            pages.paragraphs(map(french, answer.paragraphs))
    write_voices(pages, site)
    write_records(pages, records)


def identity_rows(site: SiteSheet) -> Iterable[tuple[str, str]]:
    records = site.records
    yield "Démarche", french(site.approach)
    yield "Département", records.department or UNKNOWN
    yield ("Porteurs" if len(records.leads) > 1 else "Porteur"), joined(records.leads, ", ")
    yield "Bailleurs", joined(records.landlords, ", ")
    yield "Quartiers", joined(map(place_in_words, records.neighbourhoods))
    yield "Convention", joined(map(agreement_in_words, records.agreements))


def write_figures(pages: WordPages, site: SiteSheet) -> None:
    pages.heading("Les chiffres clés", 3)
    if not site.figures:
        pages.paragraph(UNKNOWN)
        return
    rows = [(french(figure.label), figure.text, french(known_how(figure))) for figure in site.figures]
    pages.table(f"Les chiffres clés, {site.name}", ("Chiffre", "Valeur", "Comment on le sait"), rows, (4, 2, 3))
    pages.paragraphs(map(french, notes_of(site)), "Soft")


def write_answer(pages: WordPages, site: SiteSheet, section: str) -> None:
    answer = site.answer(section)
    pages.heading(HEADINGS[section], 3)
    pages.paragraphs(map(french, (answer.paragraphs if answer else ()) or (UNKNOWN,)))


def write_voices(pages: WordPages, site: SiteSheet) -> None:
    if site.quotes:
        pages.heading("Témoignages" if len(site.quotes) > 1 else "Témoignage", 3)
    for quote in site.quotes:
        pages.paragraph(french(f"« {quote.text} »"), "Quote")
        who = french(quote.function)
        pages.paragraph(f"{who}, {quote.organisation}" if quote.organisation else who, "SaidBy")
    if site.pictures:
        pages.heading("En photo", 3)
    for picture in site.pictures:
        credit = f" Photo : {picture.credit}." if picture.credit else ""
        description = french(picture.description)
        pages.picture(pictures.folder() / picture.name, description, french(f"{description}{credit}"))


# The end --------------------------------------------------------------------------------------------------------------


def write_end(pages: WordPages, assessment: Assessment) -> None:
    pages.heading("Participants et coordination", 1)
    rows = []
    for site in assessment.sites:
        rows += [Group(site.name), *map(participant_row, site.records.participants)]
        if not site.records.participants:
            rows.append(("Participants non renseignés", "", ""))
    if assessment.coordination:
        rows.append(Group("Coordination de l’appel à projets"))
        rows += [(one.name, one.kind or UNKNOWN, joined(one.parts, ", ")) for one in assessment.coordination]
    pages.table("Participants, site par site", ("Organisme", "Nature", "Rôle"), rows, (3, 2, 3))
    pages.heading("Méthode et définitions", 1)
    pages.paragraphs(map(french, method_paragraphs(assessment, "", "")[:2]))
    pages.heading("Ce que compte chaque chiffre", 2)
    rows = [
        (french(one.label), french(one.text or UNKNOWN), joined(one.sources, ", "), joined(one.nature_labels, ", "))
        for one in assessment.definitions
    ]
    headings = ("Chiffre", "Ce qui est compté", "Source", "Nature")
    pages.table("Définitions des chiffres", headings, rows, (3, 5, 3, 2))
    write_stated(pages, assessment)


def participant_row(one: Participant) -> tuple[str, str, str]:
    role = one.role or UNKNOWN
    return one.name, one.kind or UNKNOWN, french(f"{role} — {one.note}" if one.note else role)


def write_stated(pages: WordPages, assessment: Assessment) -> None:
    rows = []
    for site, lines in stated_by_site(assessment.sites):
        rows.append(Group(site))
        for line in lines:
            figure = line.figure
            who = ", ".join(filter(None, (line.who, line.when)))
            proof = f"{line.proof}\n{figure.note}" if figure.note else line.proof
            rows.append((french(figure.label), figure.text, french(who), french(proof)))
    if rows:
        title = "Chiffres déclarés et attestés : qui le dit, quand, avec quelle preuve"
        pages.heading(french(title), 2)
        pages.table(title, ("Chiffre", "Valeur", "Qui, et quand", "Preuve et remarque"), rows, (3, 2, 3, 4))
