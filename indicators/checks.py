"""Hard and soft checks 核对 of one sheet: plain rows in, findings out. Hard ones refuse, soft ones ask for a note."""

from dataclasses import dataclass
from decimal import Decimal

from indicators import progress, quantities

SLIP = 8
"""From so many times the last value on, or below the inverse, 万元 and 亿元 may have been mixed up."""
SWING = Decimal("0.5")
"""A single quarter further than this from last year's asks for a note."""
SHARE = Decimal("0.10"), Decimal("0.45")
"""Value added as a share of output, outside of which a note is asked for."""


@dataclass(frozen=True)
class SheetRow:
    """One item of a sheet as it would be handed in, with what stood before; values in the item's measure."""

    slug: str
    name: str
    measure: str
    nature: str  # FLOW STOCK VALUE
    value: Decimal | None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    is_due: bool = True
    divides: bool = False  # something is divided by it
    note: str = ""
    blank_reason: str = ""
    ranked_total: int | None = None
    previous: Decimal | None = None  # last quarter of this year, cumulative or at its end
    base: Decimal | None = None  # end of last year
    year_ago: Decimal | None = None
    year_ago_previous: Decimal | None = None
    is_first_quarter: bool = False
    is_annual: bool = False
    is_entered: bool = False  # the submission holds a line for it, be it an empty one
    standing: Decimal | None = None  # the value in force of this very quarter, which a correction replaces

    @property
    def single(self) -> Decimal | None:
        """Return 当季 of a flow; the annual report has none."""
        return self._single(self.value, self.previous)

    @property
    def year_ago_single(self) -> Decimal | None:
        return self._single(self.year_ago, self.year_ago_previous)

    def _single(self, value, previous) -> Decimal | None:
        if self.is_annual or value is None or (previous is None and not self.is_first_quarter):
            return None
        return value if self.is_first_quarter else value - previous


@dataclass(frozen=True)
class StatedRow:
    """A ratio handed down without its parts 上级反馈值, beside what the parts give where they are known."""

    slug: str
    name: str
    measure: str
    stated: Decimal | None
    computed: Decimal | None
    note: str = ""

    @property
    def computed_text(self) -> str:
        return quantities.format_value(self.computed, 2)


@dataclass(frozen=True)
class Finding:
    """What a check found in one cell, and whether it refuses or only asks for a note."""

    slug: str
    name: str
    message: str
    is_hard: bool


def findings(rows: list[SheetRow], published: dict[str, Decimal], is_partial: bool = False) -> list[Finding]:
    """Check a sheet; `published` holds what other units' items stand at, for checks across units.

    A partial sheet, a correction, is not asked for what it leaves out.
    """
    values = published | {row.slug: row.value for row in rows if row.value is not None}
    found = []
    for row in rows:
        if row.value is None:
            found += blank(row) if row.is_entered or not is_partial else []
        else:
            found += [hard(row, text) for text in refusals(row)]
            found += [] if row.note else [soft(row, text) for text in questions(row)]
    return found + related({row.slug: row for row in rows}, values)


def disagreeing(rows: list[StatedRow]) -> list[Finding]:
    """A stated ratio wins; where it is far from the computed one, a note says why."""
    found = []
    for row in rows:
        if None in (row.stated, row.computed) or row.note:
            continue
        if progress.stated_differs(row.stated, row.computed):
            computed = f"{row.computed_text}{row.measure}"
            text = f"反馈值{shown(row.stated)}{row.measure}与按分项算得的{computed}不一致，请说明以哪个为准。"
            found.append(soft(row, text))
    return found


def blank(row) -> list[Finding]:
    """An empty cell that is due says why; silence is not zero."""
    if not row.is_due or row.blank_reason:
        return []
    return [hard(row, "没有填数。请填写；没有数的，注明未报原因；确实为零的，填0。")]


def refusals(row):
    """Yield why the value cannot be right."""
    value = row.value
    if row.minimum is not None and value < row.minimum:
        yield f"{shown(value)}{row.measure}小于下限{shown(row.minimum)}，请检查正负号和数字。"
    if row.maximum is not None and value > row.maximum:
        yield f"{shown(value)}{row.measure}大于上限{shown(row.maximum)}，请检查数字。"
    if row.divides and value <= 0:
        yield f"{row.name}要做分母，必须大于0。"
    if row.ranked_total is not None and value > row.ranked_total:
        yield f"名次{shown(value)}大于参评总数{row.ranked_total}，请检查。"


def questions(row):
    """Yield what a reviewer would ask; a note answers it."""
    if row.nature == "FLOW" and row.previous is not None and row.value < row.previous:
        yield f"累计{shown(row.value)}小于上期累计{shown(row.previous)}，请说明原因。"
    if row.nature == "STOCK" and fell(row):
        yield f"期末{shown(row.value)}比上期{shown(before(row))}减少，请说明原因。"
    if slipped(row.value, reference(row)):
        yield f"{shown(row.value)}与最近一次{shown(reference(row))}相差8倍以上，是不是把万元、亿元弄混了？数字无误请说明。"
    elif row.nature == "FLOW" and swung(row.single, row.year_ago_single):
        yield f"当季{shown(row.single)}与上年同季{shown(row.year_ago_single)}相差一半以上，请说明原因。"


def fell(row) -> bool:
    return before(row) is not None and row.value < before(row)


def before(row) -> Decimal | None:
    return row.previous if row.previous is not None else row.base


def reference(row) -> Decimal | None:
    """Return the last value that this one can be held against: of this year, else of the same period last year."""
    if row.previous is not None:
        return row.previous
    return row.year_ago if row.year_ago is not None else row.base


def slipped(value, last) -> bool:
    """Return whether value and last value are of one sign and at least eight times apart; zeros say nothing."""
    if not value or not last or (value < 0) != (last < 0):
        return False
    return value / last >= SLIP or value / last <= Decimal(1) / SLIP


def swung(single, year_ago) -> bool:
    return single is not None and year_ago is not None and year_ago > 0 and abs(single / year_ago - 1) > SWING


# --- checks between items of this plan --------------------------------------------------------------------


def related(rows: dict[str, SheetRow], values: dict[str, Decimal]) -> list[Finding]:
    """Check what must fit together; a finding stands at the first item of the pair that is on the sheet."""
    found = []
    for slug, other, test, message, is_hard in RELATIONS:
        row = first_filled(rows, slug, other)
        if row is None or slug not in values or other not in values:
            continue
        if test(values[slug], values[other]) and (is_hard or not row.note):
            text = message.format(a=shown(values[slug]), b=shown(values[other]))
            found.append(Finding(row.slug, row.name, text, is_hard))
    return found + conserved(rows, values)


def first_filled(rows, *slugs) -> SheetRow | None:
    """Return the first of the items that this sheet gives a value."""
    return next((rows[slug] for slug in slugs if slug in rows and rows[slug].value is not None), None)


def conserved(rows, values) -> list[Finding]:
    """End of period = start + newly certified − expired or moved; what does not add up asks for a note."""
    enterprises, certified = "high-tech-enterprises", "newly-certified-enterprises"
    row, base = first_filled(rows, enterprises, certified), getattr(rows.get(enterprises), "base", None)
    if row is None or row.note or base is None or not {enterprises, certified} <= values.keys():
        return []
    end, added = values[enterprises], values[certified]
    if end == base + added:
        return []
    text = f"期末{shown(end)}≠年初{shown(base)}＋新认定{shown(added)}，请说明到期、迁出和迁入家数。"
    return [soft(row, text)]


RELATIONS = [
    (
        "national-rd-institutions",
        "rd-institutions",
        lambda a, b: a > b,
        "国家级研发机构{a}家多于各类研发机构{b}家，前者是后者的一部分。",
        True,
    ),
    (
        "industrial-value-added",
        "industrial-output",
        lambda a, b: a > b,
        "工业增加值{a}亿元大于总产值{b}亿元，请核对。",
        False,
    ),
    (
        "industrial-value-added",
        "industrial-output",
        lambda a, b: b > 0 and a <= b and not SHARE[0] <= a / b <= SHARE[1],
        "工业增加值{a}亿元占总产值{b}亿元的比重不在10%—45%之间，请说明原因。",
        False,
    ),
    (
        "newly-certified-enterprises",
        "high-tech-enterprises",
        lambda a, b: a > b,
        "新增认定{a}家多于期末高新技术企业{b}家，请核对。",
        False,
    ),
]


def hard(row, message) -> Finding:
    return Finding(row.slug, row.name, message, True)


def soft(row, message) -> Finding:
    return Finding(row.slug, row.name, message, False)


def shown(value: Decimal) -> str:
    return quantities.plain_text(value)
