"""A figure of the document, and what it counts."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from proxinet.charts import in_french

Nature = Literal["computed", "declared", "attested"]
NATURES = {"computed": "calculé", "declared": "déclaré", "attested": "attesté"}


@dataclass(frozen=True)
class Figure:
    """One measured value and where it comes from. ``as_of``: the date it speaks of."""

    key: str
    label: str
    value: int | None
    definition: str
    source: str
    nature: Nature = "computed"
    as_of: date | None = None
    note: str = ""
    stated_by: str = ""
    proof: str = ""
    attested_by: str = ""

    @property
    def text(self) -> str:
        return in_french(self.value)

    @property
    def is_known(self) -> bool:
        return self.value is not None

    @property
    def nature_label(self) -> str:
        return NATURES[self.nature]

    @property
    def is_computed(self) -> bool:
        return self.nature == "computed"

    @property
    def is_declared(self) -> bool:
        return self.nature == "declared"

    @property
    def is_attested(self) -> bool:
        return self.nature == "attested"


@dataclass(frozen=True)
class Definition:
    """What a figure counts, once for the whole document, with every source and nature it has there."""

    key: str
    label: str
    text: str
    sources: tuple[str, ...]
    natures: tuple[Nature, ...]

    @property
    def nature_labels(self) -> tuple[str, ...]:
        return tuple(NATURES[nature] for nature in self.natures)
