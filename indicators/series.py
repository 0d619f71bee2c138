"""Figures in force → values of indicators by their definitions. The only pandas of the app.

What `Actual.value` means, per nature of its item:

- FLOW 流量: cumulative from 1 January to the end of the quarter; a year's value is the last cumulative, never a sum.
- STOCK 存量: the state at the end of the quarter; a year's value is the state at its end.
- VALUE 数值: as published for the period (a rank, an average).

The annual report (ANNUAL) holds the year's final value; where it has none, the fourth quarter's stands in as 快报.
In force is, per item and quarter, the line of the approved submission with the greatest approval number.
"""

from dataclasses import dataclass
from decimal import Decimal

from indicators import progress
from indicators.models import Actual, Break, DataStatus, Definition, Formula, responsible_units
from indicators.progress import Kind
from submissions.quarters import ANNUAL, Quarter

COLUMNS = {
    "item": "item__slug",
    "stated": "indicator__slug",
    "area": "area",
    "year": "submission__period__year",
    "part": "submission__period__part",
    "value": "value",
    "official_growth": "official_growth",
    "status": "status",
    "note": "note",
    "blank_reason": "blank_reason",
    "unit": "submission__unit__short_name",
    "kind": "submission__kind",
    "reason": "submission__reason",
    "handed_in_at": "submission__first_submitted_at",
    "approved_at": "submission__approved_at",
    "seq": "submission__approved_seq",
}
CELL = ["thing", "area", "year", "part"]
STATUS_ORDER = [DataStatus.ESTIMATE, DataStatus.PRELIMINARY, DataStatus.FINAL]


@dataclass(frozen=True)
class Reported:
    """One figure in force, and the one it replaced when it is a correction."""

    value: Decimal | None
    official_growth: Decimal | None
    status: str
    note: str
    blank_reason: str
    unit: str
    kind: str
    seq: int


@dataclass(frozen=True)
class Input:
    """One number that went into a value: which item, of which period, how much."""

    name: str
    measure: str
    quarter: Quarter
    value: Decimal | None


@dataclass(frozen=True)
class Reading:
    """An indicator's value in a quarter, with what it was made of; `missing` says why there is none."""

    value: Decimal | None
    missing: str
    status: str
    is_stated: bool
    inputs: tuple[Input, ...]
    note: str


def lines(document, as_of: int | None = None):
    """Return approved lines as a DataFrame, oldest approval first: columns of COLUMNS plus `thing`, the item or stated indicator."""
    import pandas as pd

    rows = Actual.objects.approved(as_of).filter(submission__period__document=document)
    frame = pd.DataFrame.from_records(rows.values_list(*COLUMNS.values()), columns=list(COLUMNS)).astype(
        object
    )
    frame["thing"] = frame["item"].where(frame["item"].notna(), "stated-" + frame["stated"].astype(str))
    return frame


def in_force(frame):
    """Return the newest approved line of every cell."""
    return frame.drop_duplicates(CELL, keep="last")


class Series:
    """Every figure in force of a document as of an approval number, and the indicator values they give."""

    def __init__(self, document, as_of: int | None = None):
        self.document = document
        self.frame = lines(document, as_of)
        self._lines = {
            (row.thing, Quarter(row.year, row.part)): Reported(
                row.value,
                row.official_growth,
                row.status,
                row.note,
                row.blank_reason,
                row.unit,
                row.kind,
                row.seq,
            )
            for row in in_force(self.frame).itertuples()
            if not row.area
        }
        self._definitions = {}
        chosen = Definition.objects.filter(indicator__document=document).select_related("item_a", "item_b")
        for definition in chosen.order_by("version"):
            self._definitions.setdefault(definition.indicator_id, []).append(definition)
        self._breaks = {
            (item, Quarter(year, part))
            for item, year, part in Break.objects.filter(item__document=document).values_list(
                "item__slug", "year", "part"
            )
        }
        self._responsible, self._readings = {}, {}

    def overlay(self, submission, lines=None) -> None:
        """Lay a submission's draft lines, read already or not, on what is in force, as if they were approved."""
        quarter, unit = submission.period.quarter, submission.unit.short_name
        if lines is None:
            lines = submission.lines.filter(area="").select_related("item", "indicator")
        for line in lines:
            said = line.value, line.official_growth, line.status, line.note, line.blank_reason
            self._lines[line.cell, quarter] = Reported(*said, unit, submission.kind, seq=0)
        self._readings.clear()

    # --- items ------------------------------------------------------------------------------------

    def line(self, thing: str, quarter: Quarter) -> Reported | None:
        return self._lines.get((thing, quarter))

    def standing(self, thing: str, quarter: Quarter) -> tuple[Quarter, Reported | None]:
        """Return the line that speaks for `quarter`: for a year the annual report, else the fourth quarter."""
        line = self.line(thing, quarter)
        if quarter.is_annual and (line is None or line.value is None):
            return quarter.previous(), self.line(thing, quarter.previous())
        return quarter, line

    def quarters(self) -> list[Quarter]:
        """Return every quarter with a line, in order."""
        return sorted({quarter for _, quarter in self._lines})

    def unit_of(self, item, quarter: Quarter):
        """Return the unit that answers for the item in `quarter`."""
        if quarter not in self._responsible:
            self._responsible[quarter] = responsible_units(self.document, quarter)
        return self._responsible[quarter][item.pk]

    def has_break(self, definition, after: Quarter, until: Quarter) -> bool:
        """Return whether a break lies in (after, until] for any item of the definition."""
        slugs = {item.slug for item in definition.items}
        return any(slug in slugs and after < quarter <= until for slug, quarter in self._breaks)

    # --- indicators -------------------------------------------------------------------------------

    def definitions(self, indicator) -> list[Definition]:
        """Return every version of the definition, the first one first."""
        return self._definitions[indicator.pk]

    def definition(self, indicator, quarter: Quarter) -> Definition:
        """Return the version of the definition in force in `quarter`."""
        chosen = None
        for version in self._definitions[indicator.pk]:
            if version.from_year is None or Quarter(version.from_year, version.from_part) <= quarter:
                chosen = version
        return chosen or self._definitions[indicator.pk][0]

    def read(self, indicator, quarter: Quarter) -> Reading:
        """Return the indicator's value in `quarter`; a stated value wins over the computed one."""
        cell = indicator.pk, quarter
        if cell not in self._readings:
            self._readings[cell] = self._read(indicator, quarter)
        return self._readings[cell]

    def _read(self, indicator, quarter) -> Reading:
        spoken, stated = self.standing(f"stated-{indicator.slug}", quarter)
        computed = self.compute(self.definition(indicator, quarter), quarter)
        is_older = spoken != quarter and quarter in {each.quarter for each in computed.inputs}
        if stated is None or stated.value is None or (is_older and computed.value is not None):
            return computed
        only = Input(f"{indicator.name}（上级反馈值）", indicator.measure, spoken, stated.value)
        return Reading(stated.value, "", self.status(quarter, [(only, stated)]), True, (only,), stated.note)

    def compute(self, definition, quarter: Quarter) -> Reading:
        """Apply a definition 口径 to the figures of `quarter` and, where it compares, of the year before."""
        this = [self.input(item, quarter) for item in definition.items]
        ago = year_before(quarter)
        before = [self.input(item, ago) for item in definition.items] if compares(definition) else []
        inputs = tuple(each for each, _ in (*this, *before))
        values = [*numbers(this), *numbers(before)]
        answer = progress.compute(definition.formula, *values, definition.factor)
        if before and self.has_break(definition, ago, quarter):
            answer = progress.Computed(None, "统计范围有调整，不与上年同期相比")
        notes = "；".join(dict.fromkeys(line.note for _, line in this if line and line.note))
        reason = missing_of(inputs) or answer.reason
        return Reading(answer.value, reason, self.status(quarter, this), False, inputs, notes)

    def status(self, quarter: Quarter, found) -> str:
        """Return the least certain status; a year's value that is not the annual report's is at most 快报."""
        given = {line.status for _, line in found if line}
        if quarter.is_year_end and any(line and not each.quarter.is_annual for each, line in found):
            given.add(DataStatus.PRELIMINARY)
        return min(given, key=STATUS_ORDER.index, default="")

    def input(self, item, quarter) -> tuple[Input, Reported | None]:
        spoken, line = self.standing(item.slug, quarter)
        return Input(item.name, item.measure, spoken, line.value if line else None), line

    def base(self, indicator, quarter: Quarter) -> Decimal | None:
        """Return 年初数, the value at the end of the year before: the base of a stock's progress."""
        return self.read(indicator, Quarter(quarter.year - 1, ANNUAL)).value

    def single(self, indicator, quarter: Quarter) -> Decimal | None:
        """Return 当季 of a flow, or a stock's net addition in the quarter; None where it has no meaning."""
        starts_anew = quarter.part == 1 and indicator.kind == Kind.FLOW
        broken = self.has_break(self.definition(indicator, quarter), quarter.previous(), quarter)
        if quarter.is_annual or (broken and not starts_anew):
            return None
        return progress.single_quarter(self.read(indicator, quarter).value, self.before(indicator, quarter))

    def before(self, indicator, quarter: Quarter) -> Decimal | None:
        """Return what stood before the quarter: 0 for a flow's first quarter, the year's base for a stock's."""
        previous = quarter.previous_in_year()
        if previous:
            return self.read(indicator, previous).value
        return Decimal(0) if indicator.kind == Kind.FLOW else self.base(indicator, quarter)

    def last_known(self, indicator, quarter: Quarter) -> tuple[Quarter, Decimal] | None:
        """Return the newest value before `quarter`, for a missing one to lean on."""
        for earlier in reversed([each for each in self.quarters() if each < quarter]):
            value = self.read(indicator, earlier).value
            if value is not None:
                return earlier, value
        return None


def compares(definition) -> bool:
    """Return whether the definition looks at the same period of the year before."""
    return definition.formula in (Formula.CHANGE, Formula.GROWTH)


def year_before(quarter: Quarter) -> Quarter:
    """Return the same period of the year before; a whole year is compared with that year's own value."""
    return Quarter(quarter.year - 1, ANNUAL) if quarter.is_year_end else quarter.year_ago()


def numbers(found) -> list:
    """Return the values of the first item and the second, None where there is none."""
    values = [each.value for each, _ in found]
    return values + [None] * (2 - len(values))


def missing_of(inputs) -> str:
    """Return which input is missing, in words."""
    absent = [f"{each.quarter.cumulative_label}{each.name}" for each in inputs if each.value is None]
    return f"缺{'、'.join(absent)}" if absent else ""
