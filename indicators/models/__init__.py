"""Quantities are entered, indicators are judged."""

from indicators.models.figures import Actual, DataStatus, Responsibility, responsible_units
from indicators.models.plan import (
    Break,
    Comparator,
    Definition,
    Formula,
    Frequency,
    Goal,
    Indicator,
    IndicatorGroup,
    Item,
    Nature,
    Origin,
    Pace,
    Phase,
    PlanPoint,
    Target,
)

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
    "responsible_units",
]
