"""Quantities are entered, indicators are judged."""

from indicators.models.figures import (
    Actual,
    DataStatus,
    Responsibility,
    last_opened,
    responsible_units,
    sheet_rows,
)
from indicators.models.plan import (
    PARTS,
    Break,
    Definition,
    Formula,
    Frequency,
    Goal,
    Indicator,
    IndicatorGroup,
    Item,
    Nature,
    Pace,
    Phase,
)
from indicators.models.targets import Comparator, Origin, PlanPoint, Target, newest_pk

__all__ = [
    "PARTS",
    "Actual",
    "Break",
    "Comparator",
    "DataStatus",
    "Definition",
    "Formula",
    "Frequency",
    "Goal",
    "Indicator",
    "IndicatorGroup",
    "Item",
    "Nature",
    "Origin",
    "Pace",
    "Phase",
    "PlanPoint",
    "Responsibility",
    "Target",
    "last_opened",
    "newest_pk",
    "responsible_units",
    "sheet_rows",
]
