"""Quantities are entered, indicators are judged."""

from indicators.models.figures import (
    Actual,
    DataStatus,
    Responsibility,
    responsible_units,
    sheet_rows,
)
from indicators.models.plan import (
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
    "newest_pk",
    "responsible_units",
    "sheet_rows",
]
