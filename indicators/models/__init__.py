"""Quantities are entered, indicators are judged."""

from accounts.additions import newest_pk
from indicators.models.figures import (
    Actual,
    DataStatus,
    compared,
    sheet_rows,
    stated_definitions,
    stated_rows,
)
from indicators.models.goals import GoalJudgement, GoalVerdict
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
from indicators.models.responsibilities import Responsibility, last_opened, responsible_units
from indicators.models.targets import Comparator, Origin, PlanPoint, Target

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
    "GoalJudgement",
    "GoalVerdict",
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
    "compared",
    "last_opened",
    "newest_pk",
    "responsible_units",
    "sheet_rows",
    "stated_definitions",
    "stated_rows",
]
