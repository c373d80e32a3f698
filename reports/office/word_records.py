"""A site's records in the Word document: training, meetups, mini-projects, groups, the shared structure."""

from collections.abc import Sequence

from proxinet.charts import in_french
from proxinet.typography import french
from reports.document.record_content import CommonWork, MeetupLine, Product, SiteRecords, Structure, TrainingProgramme
from reports.office.word_pages import Group, WordPages

UNKNOWN = in_french(None)


def write_records(pages: WordPages, records: SiteRecords) -> None:
    for programme in records.programmes:
        write_programme(pages, programme)
    if records.meetups:
        pages.heading("Les rencontres", 3)
        headings = ("Rencontre", "Quand", "Tenues", "Présences d’agents", "Jeunes et habitants")
        pages.table("Les rencontres", headings, [meetup_row(one) for one in records.meetups], (5, 3, 2, 2, 2))
    write_works(pages, "Les mini-projets", ("Mini-projet", "Ce que cela a donné"), records.mini_projects, "Avec")
    write_works(pages, "Les groupes de travail", ("Groupe", "Ce qu’il fait"), records.working_groups, "Piloté par")
    if records.structure:
        write_structure(pages, records.structure)


def write_programme(pages: WordPages, programme: TrainingProgramme) -> None:
    pages.heading(french(f"La formation : {programme.title}" if programme.title else "La formation"), 3)
    if programme.facts:
        pages.paragraph(french(" · ".join(programme.facts)), "Soft")
    if programme.objectives:
        pages.paragraph(french(programme.objectives))
    for label, text in (("Public :", programme.audience), ("Méthodes :", programme.teaching_methods)):
        if text:
            pages.paragraph(french(text), strong=french(label))
    if programme.courses:
        rows = [
            (french(one.title), one.kind or UNKNOWN, in_french(one.sessions), in_french(one.half_days))
            for one in programme.courses
        ]
        headings = ("Module", "Nature", "Sessions tenues", "Demi-journées")
        pages.table("Les modules de la formation", headings, rows, (4, 3, 2, 2))


def meetup_row(one: MeetupLine) -> tuple[str, ...]:
    title = f"{one.title} ({one.kind.lower()})" if one.kind else one.title
    if one.partners:
        title = f"{title} – avec {', '.join(one.partners)}"
    others = [
        f"{count} {noun}{'s' if count > 1 else ''}"
        for count, noun in ((one.youths, "jeune"), (one.residents, "habitant"))
        if count is not None
    ]
    return french(title), french(one.when), str(one.held), in_french(one.present), ", ".join(others) or UNKNOWN


def write_works(
    pages: WordPages, title: str, headings: tuple[str, str], works: Sequence[CommonWork], with_whom: str
) -> None:
    if not works:
        return
    pages.heading(title, 3)
    rows = [(french(one.title), work_in_words(one, with_whom), one.state or UNKNOWN) for one in works]
    pages.table(title, (*headings, "État"), rows, (3, 5, 2))


def work_in_words(work: CommonWork, with_whom: str) -> str:
    partners = f"{with_whom} {', '.join(work.partners)}." if work.partners else ""
    return french(" ".join(filter(None, (work.text, partners)))) or UNKNOWN


def write_structure(pages: WordPages, structure: Structure) -> None:
    pages.heading(french(structure.name), 3)
    facts = " · ".join(filter(None, (structure.kind, structure.period)))
    for text, style in ((facts, "Soft"), (structure.description, "Normal")):
        if text:
            pages.paragraph(french(text), style)
    if structure.findings:
        pages.heading("Constats", 4)
        pages.paragraph(french(structure.findings))
    if structure.themes:
        write_themes(pages, structure)
    for title, lines in (
        ("Les pistes de coopération", structure.cooperation_lines),
        ("La feuille de route", structure.roadmap_axes),
    ):
        if lines:
            pages.heading(title, 4)
            pages.bullets(map(french, lines))


def write_themes(pages: WordPages, structure: Structure) -> None:
    if structure.is_study:
        pages.heading("Les thèmes explorés", 4)
        pages.bullets(
            french(f"{theme.title} – {theme.description}" if theme.description else theme.title)
            for theme in structure.themes
        )
        return
    rows = []
    for theme in structure.themes:
        rows.append(Group(french(f"{theme.title} – copiloté par {theme.pilot}" if theme.pilot else theme.title)))
        for subject in theme.subjects:
            title = f"{subject.title} ({subject.when})" if subject.when else subject.title
            rows.append((french(title), french(" ; ".join(map(product_in_words, subject.products)) or UNKNOWN)))
    pages.table(f"Les sujets, {structure.name}", ("Sujet", "Ce qui a été produit"), rows, (2, 3))


def product_in_words(product: Product) -> str:
    people = f" : {in_french(product.people)} {product.people_label}" if product.people is not None else ""
    return f"{product.title}{people} ({', '.join(filter(None, (product.kind.lower(), product.when)))})"
