"""The printed tables that are computed: an approach's figures, what changed since last year, who states what."""

from collections.abc import Sequence
from dataclasses import dataclass

from proxinet.charts import in_french
from reports.document.content import Change, SinceLastYear
from reports.document.figure_content import Figure
from reports.document.record_content import ChartData
from reports.document.site_content import SiteSheet
from reports.document.wording import day_in_words

MOST_SITES_ACROSS = 6
MOST_FIGURES_ACROSS = 6
FEW_SITES, WORTH_COMPARING = 4, 3
MOST_LINES_IN_COLUMNS = 70
UNKNOWN = in_french(None)


@dataclass(frozen=True)
class Cell:
    """``mark``: how the figure is known, when it is not computed."""

    text: str = UNKNOWN
    known: bool = False
    mark: str = ""


@dataclass(frozen=True)
class ChangeLine:
    label: str
    before: str
    now: str
    difference: str
    before_known: bool
    now_known: bool

    @property
    def known(self) -> bool:
        return self.before_known and self.now_known


@dataclass(frozen=True)
class StatedLine:
    """A declared or attested figure: who says it, when, with what proof."""

    figure: Figure

    @property
    def who(self) -> str:
        said = f"déclaré par {self.figure.stated_by}" if self.figure.stated_by else "déclaré"
        if self.figure.is_attested:
            return f"attesté par {self.figure.attested_by or 'un partenaire'}" + (
                f", {said}" if self.figure.stated_by else ""
            )
        return said if self.figure.stated_by else "déclaré, par qui\u00a0: non renseigné"

    @property
    def when(self) -> str:
        return f"au {day_in_words(self.figure.as_of)}" if self.figure.as_of else ""

    @property
    def proof(self) -> str:
        return self.figure.proof or "Preuve non renseignée"


# An approach's figures ------------------------------------------------------------------------------------------------


def approach_table(sites: Sequence[SiteSheet], every_site: Sequence[SiteSheet]) -> dict:
    """``sites`` against each other: all their figures when they are few, else those that most sites know."""
    labels = common_figures(every_site)
    if len(every_site) <= MOST_SITES_ACROSS:
        rows = [(label, [cell(site, key) for site in sites]) for key, label in labels.items()]
        return {"transposed": True, "headings": [site.name for site in sites], "rows": rows}
    kept = dict(list(labels.items())[:MOST_FIGURES_ACROSS])
    rows = [(site.name, [cell(site, key) for key in kept]) for site in sites]
    return {"transposed": False, "headings": list(kept.values()), "rows": rows}


def own_figures(sites: Sequence[SiteSheet]) -> list[tuple[SiteSheet, list[tuple[str, Cell]]]]:
    """Each site's known figures, where two or three sites have little to compare; nothing otherwise."""
    if len(sites) > FEW_SITES or len(common_figures(sites)) >= WORTH_COMPARING:
        return []
    return [
        (site, [(figure.label, cell(site, figure.key)) for figure in site.figures if figure.is_known]) for site in sites
    ]


def approach_charts(sites: Sequence[SiteSheet], most: int) -> list[ChartData]:
    """Figures that every site knows, the farthest apart first: what is alike is in the table."""
    if len(sites) > MOST_SITES_ACROSS:
        return []
    charts = []
    for key, label in common_figures(sites).items():
        values = [figure.value for site in sites if (figure := site.figure(key)) and figure.is_known]
        if len(values) == len(sites) and max(values):
            charts.append((min(values) / max(values), label, tuple(zip((s.name for s in sites), values, strict=True))))
    charts.sort(key=lambda one: one[0])
    return [ChartData(label, "Site", label, rows) for _, label, rows in charts[:most]]


def common_figures(sites: Sequence[SiteSheet]) -> dict[str, str]:
    """``{key: label}`` of the figures that at least two sites have, in the sites' order."""
    labels, times = {}, {}
    for site in sites:
        for figure in site.figures:
            labels.setdefault(figure.key, figure.label)
            times[figure.key] = times.get(figure.key, 0) + figure.is_known
    return {key: label for key, label in labels.items() if times[key] > 1} or labels


def cell(site: SiteSheet, key: str) -> Cell:
    figure = site.figure(key)
    if figure is None or not figure.is_known:
        return Cell()
    return Cell(figure.text, True, "" if figure.is_computed else figure.nature_label)


# Since last year ------------------------------------------------------------------------------------------------------


def changed_groups(since: SinceLastYear) -> list[tuple[str, list[ChangeLine]]]:
    """What changed, site by site."""
    groups: dict[str, list[ChangeLine]] = {}
    for change in since.changes:
        if change.before != change.now:
            groups.setdefault(change.site, []).append(change_line(change))
    return list(groups.items())


def in_columns(groups: list) -> list[list]:
    """In two halves of about the same height while they fit on a page; as they are otherwise."""
    heights = [len(lines) + 2 for _, lines in groups]
    if not groups or sum(heights) > MOST_LINES_IN_COLUMNS or len(groups) == 1:
        return [groups] if groups else []
    middle = min(range(1, len(groups)), key=lambda place: abs(sum(heights[:place]) - sum(heights[place:])))
    return [groups[:middle], groups[middle:]]


def change_line(change: Change) -> ChangeLine:
    difference = UNKNOWN
    if change.difference is not None:
        sign = "+" if change.difference > 0 else "\u2212"
        difference = f"{sign}\u202f{in_french(abs(change.difference))}"
    return ChangeLine(
        change.label,
        in_french(change.before),
        in_french(change.now),
        difference,
        change.before is not None,
        change.now is not None,
    )


def unchanged_sentence(since: SinceLastYear) -> str:
    same = sum(change.before == change.now for change in since.changes)
    if not same:
        return ""
    return f"{same} chiffres sont restés les mêmes et ne sont pas repris." if same > 1 else "Un chiffre n’a pas changé."


# Who states what ------------------------------------------------------------------------------------------------------


def stated_by_site(sites: Sequence[SiteSheet]) -> list[tuple[str, list[StatedLine]]]:
    found = [(s.name, [StatedLine(figure) for figure in s.figures if not figure.is_computed]) for s in sites]
    return [(name, lines) for name, lines in found if lines]
