"""The figures themselves, and the rows of a sheet of them."""

from dataclasses import replace
from decimal import Decimal
from functools import cache, wraps
from operator import attrgetter

from django.db import models
from django.db.models import Q

from accounts.models import Unit
from indicators import checks, progress, quantities
from indicators.models.plan import Definition, Formula, Indicator, Item, Nature
from indicators.models.responsibilities import responsible_units
from submissions.lines import Form, Line, LineRow, Problem
from submissions.models import Kind
from submissions.quarters import ANNUAL, Quarter
from submissions.rules import State


class DataStatus(models.TextChoices):
    ESTIMATE = "ESTIMATE", "预计"
    PRELIMINARY = "PRELIMINARY", "快报"
    FINAL = "FINAL", "正式"


class Actual(Line):
    """A figure 实际值: one quantity of one quarter; or a ratio handed down by a higher authority 上级反馈值.

    What `value` means per nature stands in `indicators/series.py`. Ratios are never stored, only their parts.
    """

    FORM = Form.FIGURES
    SHEET = "indicators:sheet"
    CHECK = "reports:submission_check"
    LOOKUP = ("item", "indicator")
    CONTENT = (
        "value",
        "official_growth",
        "status",
        "note",
        "blank_reason",
        "ranked_total",
        "evaluation_year",
        "data_year",
    )

    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="actuals")
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="stated_values"
    )
    area = models.CharField("园区", max_length=30, blank=True, default="")
    value = models.DecimalField("数值", max_digits=15, decimal_places=4, null=True, blank=True)
    official_growth = models.DecimalField("官方同比", max_digits=9, decimal_places=2, null=True, blank=True)
    status = models.CharField(
        "数据状态", max_length=12, choices=DataStatus.choices, default=DataStatus.PRELIMINARY
    )
    ranked_total = models.PositiveSmallIntegerField("参评总数", null=True, blank=True)
    evaluation_year = models.PositiveSmallIntegerField("评价年度", null=True, blank=True)
    data_year = models.PositiveSmallIntegerField("数据年度", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "实际值"
        ordering = ["submission", "item__order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(item__isnull=False, indicator=None) | Q(item=None, indicator__isnull=False),
                name="indicators_actual_of_one_thing",
            ),
            models.UniqueConstraint(fields=["submission", "item", "area"], name="indicators_actual_once"),
            models.UniqueConstraint(fields=["submission", "indicator"], name="indicators_stated_once"),
        ]

    def __str__(self):
        return str(self.item or f"{self.indicator}（上级反馈值）")

    @property
    def cell(self) -> str:
        return self.item.slug if self.item else f"stated-{self.indicator.slug}"

    @classmethod
    def units_due(cls, period) -> list[Unit]:
        """Return the units that answer for an item asked in the period."""
        asked = [
            item for item in Item.objects.filter(document=period.document) if item.is_asked_in(period.quarter)
        ]
        units = responsible_units(period.document, period.quarter)
        return list(dict.fromkeys(units[item.pk] for item in asked))

    @classmethod
    def items_of(cls, submission) -> list[Item]:
        """Return the items on the submission's sheet, in the plan's order."""
        return asked_items(submission)

    @classmethod
    def problems(cls, submission) -> list[Problem]:
        """Check the whole sheet as it would be handed in."""
        found = cls.findings(submission, sheet_rows(submission), stated_rows(submission))
        return [Problem(each.name, each.message, f"cell-{each.slug}", each.is_hard) for each in found]

    @classmethod
    def findings(cls, submission, rows, stated) -> list[checks.Finding]:
        """Check the rows of a sheet, across units against what is in force for its quarter."""
        quarter, standing = submission.period.quarter, values_beside(submission)
        published = {slug: value for (slug, of), value in standing.items() if of == quarter}
        found = checks.findings(rows, published, is_partial=submission.kind == Kind.CORRECTION)
        return found + checks.disagreeing(stated)

    @classmethod
    def shown(cls, submission) -> list[LineRow]:
        """Return the sheet as it is read; a correction shows only what it corrects, beside what it replaces."""
        lines = {line.cell: line for line in submission.held}
        rows = {row.slug: row for row in sheet_rows(submission)}
        items = cls.items_of(submission)
        if submission.kind == Kind.CORRECTION:
            items = [item for item in items if item.slug in lines]
        stated = [row for row in stated_rows(submission) if row.slug in lines]
        return [
            *(line_row(item, rows[item.slug], lines.get(item.slug)) for item in items),
            *(stated_line_row(row, lines[row.slug]) for row in stated),
        ]


def line_row(item, row: checks.SheetRow, line) -> LineRow:
    """Return an item as it is read."""
    printed, before = quantities.plain_text, row.previous if row.previous is not None else row.base
    return LineRow(
        pk=line.pk if line else None,
        serial=item.order,
        label=item.name,
        measure=item.measure,
        year_ago=printed(row.year_ago),
        previous=printed(before),
        value=printed(row.value),
        replaces=printed(row.standing) if row.standing not in (None, row.value) else "",
        single=printed(row.single) if item.nature == Nature.FLOW else "",
        growth=growth_text(item, row, line),
        status=line.get_status_display() if line and line.value is not None else "",
        note=row.note,
        blank_reason=row.blank_reason,
        review_note=line.review_note if line else "",
        author=str(line.author) if line else "",
    )


def growth_text(item, row: checks.SheetRow, line) -> str:
    """Print 同比: the official one where there is one, else the computed one where it may be computed."""
    if line and line.official_growth is not None:
        return f"{quantities.format_signed(line.official_growth, 1)}（官方）"
    computed = progress.year_on_year(row.value, row.year_ago)
    if item.official_growth_only or item.nature == Nature.VALUE or computed is None:
        return ""
    return quantities.format_signed(computed, 1)


def stated_line_row(row: checks.StatedRow, line) -> LineRow:
    """Return a stated value 上级反馈值 as it is read, beside what its parts give."""
    computed = f"按分项算得{row.computed_text}" if row.computed is not None else ""
    return LineRow(
        pk=line.pk,
        serial="",
        label=row.name,
        measure=row.measure,
        value=quantities.plain_text(row.stated),
        status=line.get_status_display() if row.stated is not None else "",
        note="；".join(text for text in (computed, row.note) if text),
        review_note=line.review_note,
        author=str(line.author),
    )


def standing_values(document, since: int | None = None) -> dict[tuple[str, Quarter], Decimal]:
    """Return {(item slug, quarter): value in force} of the years `since`, missing ones left out."""
    rows = Actual.objects.approved().filter(
        submission__period__document=document, item__isnull=False, area=""
    )
    if since is not None:
        rows = rows.filter(submission__period__year__gte=since)
    return {cell: value for cell, value in by_quarter(rows).items() if value is not None}


def by_quarter(rows) -> dict[tuple[str, Quarter], Decimal | None]:
    """Return {(item slug, quarter): value} of lines, the last one of each."""
    columns = ("item__slug", "submission__period__year", "submission__period__part", "value")
    return {(slug, Quarter(year, part)): value for slug, year, part, value in rows.values_list(*columns)}


def keeping(place):
    """Keep answers about a submission in a dictionary of it, for as long as that stands."""

    def keep(read):
        @wraps(read)
        def reader(submission):
            answers = place(submission)
            if read not in answers:
                answers[read] = read(submission)
            return answers[read]

        return reader

    return keep


seen, settled = keeping(attrgetter("seen")), keeping(attrgetter("settled"))


@seen
def values_beside(submission) -> dict[tuple[str, Quarter], Decimal]:
    """Return what a sheet is compared with: the values in force from the year before its own; of history the drafts too."""
    document, since = submission.period.document, submission.period.year - 1
    drafted = drafted_history(submission, since) if submission.kind == Kind.BACKFILL else {}
    return standing_values(document, since) | drafted


def drafted_history(submission, since: int) -> dict[tuple[str, Quarter], Decimal]:
    """Return what the unit's other back-fill sheets hold and nobody has approved: a history is written all at once."""
    of_unit = Actual.objects.filter(
        submission__period__document=submission.period.document,
        submission__unit=submission.unit,
        submission__kind=Kind.BACKFILL,
        submission__period__year__gte=since,
    )
    open_ones = of_unit.exclude(submission=submission).exclude(submission__state=State.APPROVED)
    return by_quarter(open_ones.filter(item__isnull=False, area="", value__isnull=False))


@seen
def sheet_rows(submission) -> list[checks.SheetRow]:
    """Return the submission's items as they would be handed in, with what stood before; of history nothing is due."""
    quarter, is_history = submission.period.quarter, submission.kind == Kind.BACKFILL
    standing, dividing = values_beside(submission), dividing_items(submission)
    lines = {line.item_id: line for line in submission.held}
    rows = [
        sheet_row(item, quarter, lines.get(item.pk), standing, item.pk in dividing)
        for item in Actual.items_of(submission)
    ]
    return [replace(row, is_due=False) for row in rows] if is_history else rows


@cache
def beside(quarter: Quarter) -> dict[str, Quarter | None]:
    """Return the quarters that a figure is compared with."""
    ago, year = quarter.year_ago(), quarter.year - 1
    return {
        "previous": quarter.previous() if quarter.is_annual else quarter.previous_in_year(),
        "year_ago": ago,
        "year_ago_previous": ago.previous_in_year(),
        "standing": quarter,
        "annual": Quarter(year, ANNUAL),
        "fourth": Quarter(year, 4),
    }


def compared(slug: str, quarter: Quarter, values) -> dict[str, Decimal]:
    """Return what `values` hold of an item to compare a figure with, by the name it has in a row."""
    known = {name: values[slug, of] for name, of in beside(quarter).items() if (slug, of) in values}
    bases = [known.pop(name) for name in ("annual", "fourth") if name in known]
    return known | ({"base": bases[0]} if bases else {})


def sheet_row(item, quarter: Quarter, line, standing, divides: bool) -> checks.SheetRow:
    return checks.SheetRow(
        slug=item.slug,
        name=item.name,
        measure=item.measure,
        nature=item.nature,
        value=line.value if line else None,
        minimum=item.minimum,
        maximum=item.maximum,
        is_due=item.is_due_in(quarter),
        divides=divides,
        note=line.note if line else "",
        blank_reason=line.blank_reason if line else "",
        ranked_total=line.ranked_total if line else None,
        is_first_quarter=quarter.part == 1,
        is_annual=quarter.is_annual,
        is_entered=line is not None,
        **compared(item.slug, quarter, standing),
    )


@settled
def dividing_items(submission) -> set[int]:
    """Return the items by which a ratio divides."""
    return set(Definition.objects.filter(item_b__isnull=False).values_list("item_b_id", flat=True))


@settled
def asked_items(submission) -> list[Item]:
    quarter, document = submission.period.quarter, submission.period.document
    units = responsible_units(document, quarter)
    return [
        item
        for item in Item.objects.filter(document=document)
        if item.is_asked_in(quarter) and units[item.pk] == submission.unit
    ]


@settled
def stated_definitions(submission) -> list[Definition]:
    """Return the ratios that may be handed down to the unit without their parts 上级反馈值: it answers for the first part."""
    quarter, slugs = submission.period.quarter, {item.slug for item in Actual.items_of(submission)}
    rows = Definition.objects.filter(indicator__document=submission.period.document)
    in_force = {}
    for each in rows.select_related("indicator", "item_a", "item_b").order_by("indicator__order", "version"):
        if each.from_year is None or Quarter(each.from_year, each.from_part) <= quarter:
            in_force[each.indicator_id] = each
    ratios = [each for each in in_force.values() if each.formula in (Formula.RATIO, Formula.GROWTH)]
    return [each for each in ratios if each.item_a.slug in slugs]


@seen
def stated_rows(submission) -> list[checks.StatedRow]:
    """Return the stated values of a sheet, each beside what its parts would give."""
    quarter, standing = submission.period.quarter, values_beside(submission)
    typed = {(line.cell, quarter): line for line in submission.held}
    values = standing | {cell: line.value for cell, line in typed.items() if line.value is not None}
    return [
        stated_row(each, quarter, values, typed.get((f"stated-{each.indicator.slug}", quarter)))
        for each in stated_definitions(submission)
    ]


def stated_row(definition, quarter: Quarter, values, line) -> checks.StatedRow:
    parts = [(item.slug, of) for of in (quarter, quarter.year_ago()) for item in definition.items]
    numbers = [values.get(part) for part in parts]
    indicator = definition.indicator
    return checks.StatedRow(
        slug=f"stated-{indicator.slug}",
        name=f"{indicator.name}（上级反馈值）",
        measure=indicator.measure,
        stated=line.value if line else None,
        computed=progress.compute(definition.formula, *numbers, factor=definition.factor).value,
        note=line.note if line else "",
    )
