"""Sites side by side, on the map of France, and against the campaign before."""

from reports.document.content import Change, ComparedSite, Fault, MarkedDepartment, SinceLastYear
from reports.document.departments import DEPARTMENTS, department_code
from reports.document.figure_content import Figure
from reports.document.record_content import ChartData
from reports.document.site_content import SiteSheet
from reports.figures import REACH, STUDY, counted
from reports.models import Edition, Kind

UNKNOWN_DEPARTMENT = "Le département «\u202f{name}\u202f» n’existe pas\u202f: le site n’est pas sur la carte."
MOST_BARS = 30


def compare(sheets: list[SiteSheet]) -> tuple[ComparedSite, ...]:
    return tuple(
        ComparedSite(
            name=sheet.name,
            slug=sheet.slug,
            approach=sheet.approach,
            department=sheet.records.department,
            summary=sheet.records.summary,
            landlords=figure_of(sheet, "landlords"),
            neighbourhoods=figure_of(sheet, "neighbourhoods"),
            reach=reach(sheet),
        )
        for sheet in sheets
    )


def family(sheet: SiteSheet) -> str:
    structure = sheet.records.structure
    return STUDY if structure is not None and structure.is_study else sheet.approach_code


def reach(sheet: SiteSheet) -> Figure:
    """How many people the site's approach touched; a study counts nobody."""
    if family(sheet) == STUDY:
        return unknown("contributors", "Personnes associées à l’étude")
    return figure_of(sheet, REACH[sheet.approach_code])


def figure_of(sheet: SiteSheet, key: str) -> Figure:
    return sheet.figure(key) or unknown(key, counted(key).label)


def unknown(key: str, label: str) -> Figure:
    return Figure(key, label, None, counted(key).definition, counted(key).source)


def comparison_charts(sheets: list[SiteSheet]) -> tuple[ChartData, ...]:
    """Only while one can read them: beyond a few dozen sites the table says it."""
    if len(sheets) > MOST_BARS:
        return ()
    rows = tuple((f"{sheet.name}, {found.label.lower()}", found.value) for sheet in sheets for found in [reach(sheet)])
    landlords = tuple((sheet.name, figure_of(sheet, "landlords").value) for sheet in sheets)
    return (
        ChartData("Personnes touchées par site", "Site", "Personnes", rows),
        ChartData("Bailleurs par site", "Site", "Bailleurs", landlords),
    )


def marked_departments(sheets: list[SiteSheet], faults: list[Fault]) -> tuple[MarkedDepartment, ...]:
    """The departments that have sites, in the order of their codes."""
    marked: dict[str, list[str]] = {}
    for sheet in sheets:
        name = sheet.records.department
        code = department_code(name)
        if code:
            marked.setdefault(code, []).append(sheet.name)
        elif name:
            faults.append(Fault(sheet.name, UNKNOWN_DEPARTMENT.format(name=name)))
    return tuple(MarkedDepartment(code, DEPARTMENTS[code], tuple(sites)) for code, sites in sorted(marked.items()))


def since_last_year(campaign, sheets: list[SiteSheet]) -> SinceLastYear | None:
    """Against the national document published for the campaign before; None when there is none.

    Only figures of the same definition are compared: another measure under the same name is not a change.
    """
    if campaign.previous_id is None:
        return None
    edition = Edition.objects.filter(campaign=campaign.previous_id, kind=Kind.NATIONAL).order_by("-number").first()
    if edition is None:
        return None
    before = published_figures(edition.content)
    names = {sheet.name for sheet in sheets}
    everyone = len(names) == campaign.contributions.count()
    return SinceLastYear(
        edition=f"{campaign.previous.name}, édition {edition.number}",
        new_sites=tuple(sheet.name for sheet in sheets if sheet.name not in before),
        gone_sites=tuple(name for name in before if name not in names) if everyone else (),
        changes=tuple(
            Change(sheet.name, figure.label, before[sheet.name][figure.key, figure.definition], figure.value)
            for sheet in sheets
            for figure in sheet.figures
            if (figure.key, figure.definition) in before.get(sheet.name, {})
        ),
    )


def published_figures(content: dict) -> dict[str, dict[tuple[str, str], int | None]]:
    """``{site: {(key, definition): value}}`` of a published document's frozen content."""
    return {
        site["name"]: {(figure["key"], figure["definition"]): figure["value"] for figure in site["figures"]}
        for chapter in content["chapters"]
        for site in chapter["sites"]
    }
