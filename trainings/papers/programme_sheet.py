"""The programme's sheet: what it teaches, to whom, how and by whom, on one page whatever is typed in it."""

from dataclasses import dataclass, replace

from proxinet.french_dates import date_format
from proxinet.papers import listed, paper
from proxinet.pdf import Pdf
from proxinet.typography import french
from sites.models import StaffCategory
from trainings.hours import in_words
from trainings.models import Programme
from trainings.papers.certificate import shortened
from trainings.papers.page import agreement_in_words


@dataclass(frozen=True)
class ModuleLine:
    order: int
    title: str
    kind: str
    description: str
    hours: str
    deliverer: str


@dataclass(frozen=True)
class ProgrammeSheet:
    """``density`` 0 is the roomiest layout; ``left_out``: modules that do not fit; ``is_cut``: texts are cut."""

    site: str
    title: str
    period: str
    objectives: str
    categories: tuple[str, ...]
    audience: str
    methods: str
    deliverers: str
    evaluator: str
    agreement: str
    total_hours: str
    modules: tuple[ModuleLine, ...]
    density: int = 0
    left_out: int = 0
    is_cut: bool = False

    @property
    def names_deliverers(self) -> bool:
        return any(module.deliverer for module in self.modules)


# What is tried until one page is enough: density, then the longest objectives and module texts, and the most modules.
ATTEMPTS = ((0, None, None, None), (1, None, None, None), (2, None, None, None), (2, 900, 110, 24), (2, 500, 0, 16))
MOST_CHARACTERS = (4500, 6500, 9000)  # what a page can hold at each density: beyond, it is not even tried


def programme_sheet(programme: Programme) -> ProgrammeSheet:
    """The whole content, nothing cut."""
    modules = list(programme.modules.select_related("deliverer"))
    deliverers = [programme.deliverer, *(module.deliverer for module in modules)]
    names = list(dict.fromkeys(organisation.name for organisation in deliverers if organisation))
    known = [module.planned_hours for module in modules if module.planned_hours]
    labels = dict(StaffCategory.choices)
    return ProgrammeSheet(
        site=programme.site.name,
        title=french(programme.title),
        period=period(programme),
        objectives=french(programme.objectives),
        categories=tuple(labels.get(category, category) for category in programme.audience_categories),
        audience=french(programme.audience),
        methods=french(programme.teaching_methods),
        deliverers=listed(names) if names else "",
        evaluator=str(programme.evaluator or ""),
        agreement=agreement_in_words(programme.agreement, most=12),
        total_hours=in_words(sum(known)) if known else "",
        modules=tuple(module_line(number, module) for number, module in enumerate(modules, start=1)),
    )


def module_line(number: int, module) -> ModuleLine:
    return ModuleLine(
        order=number,
        title=french(module.title),
        kind=module.get_kind_display(),
        description=french(module.description),
        hours=in_words(module.planned_hours) if module.planned_hours else "",
        deliverer=str(module.deliverer or ""),
    )


def period(programme: Programme) -> str:
    if programme.period_text:
        return programme.period_text
    start, end = (date and date_format(date, "j F Y") for date in (programme.starts_on, programme.ends_on))
    if start and end:
        return f"du {start} au {end}"
    return f"à partir du {start}" if start else f"jusqu’au {end}" if end else ""


def fitted(sheet: ProgrammeSheet, density: int, objectives: int | None, texts: int | None, most: int | None):
    """The same sheet, tighter; with limits given, texts cut to them."""
    if objectives is None:
        return replace(sheet, density=density)
    modules = tuple(
        replace(
            module, title=shortened(module.title, 90), description=shortened(module.description, texts) if texts else ""
        )
        for module in sheet.modules[:most]
    )
    return replace(
        sheet,
        density=density,
        objectives=shortened(sheet.objectives, objectives),
        deliverers=shortened(sheet.deliverers, 300),
        modules=modules,
        left_out=max(0, len(sheet.modules) - most),
        is_cut=True,
    )


def programme_sheet_pdf(sheet: ProgrammeSheet) -> Pdf:
    """One page: set tighter when it must be, then with its longest texts cut, which it then says.

    Raises ``proxinet.pdf.PdfFailed``.
    """
    length = len(sheet.objectives) + sum(len(module.title) + len(module.description) for module in sheet.modules)
    for attempt in ATTEMPTS:
        density, limit, *_ = attempt
        if limit is None and length > MOST_CHARACTERS[density]:
            continue
        pdf = paper("trainings/papers/programme_sheet.html", sheet=fitted(sheet, *attempt))
        if pdf.page_count == 1:
            break
    return pdf
