"""The figures themselves, and who answers for them."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from accounts import clock
from accounts.journal import Change, name_of, record
from accounts.models import Unit, UnitKind, person
from accounts.permissions import Permission, refusal
from indicators import checks, quantities
from indicators.models.plan import PARTS, Definition, Indicator, Item, Nature
from indicators.models.targets import check_seen
from submissions import rules
from submissions.lines import Form, Line, LineRow, Problem
from submissions.models import Kind
from submissions.quarters import ANNUAL, Quarter


class Responsibility(models.Model):
    """Who answers for an item 责任分工, from a quarter on; without one, the committee."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="responsibilities")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="责任单位")
    from_year = models.PositiveSmallIntegerField("起始年度")
    from_part = models.PositiveSmallIntegerField("起始期次", choices=PARTS)
    decided_at = models.DateTimeField(default=clock.now, editable=False)
    decided_by = person(null=False)

    class Meta:
        verbose_name = verbose_name_plural = "责任分工"
        ordering = ["item", "from_year", "from_part", "pk"]

    def __str__(self):
        return f"{self.item}责任分工"

    @property
    def from_quarter(self) -> Quarter:
        return Quarter(self.from_year, self.from_part)

    @classmethod
    def assign(cls, item, unit, from_quarter: Quarter, *, by, seen=None, key=None) -> "Responsibility":
        """Let a unit answer for the item from a quarter on; earlier quarters stay with whom they had."""

        def do(seq):
            rules.check(cls.why_not_assign(item, unit, from_quarter, by))
            said = {"unit": unit, "from_year": from_quarter.year, "from_part": from_quarter.part}
            check_seen(cls.objects.filter(item=item), seen, lambda row: said)
            made = cls.objects.create(item=item, decided_by=by, **said)
            told = {"unit": str(unit), "from_quarter": from_quarter.label}
            return Change(told, {"responsibility": made.pk}, subject=name_of(made))

        key = key and f"{key} {unit.pk} {from_quarter}"
        outcome = record("responsibility.assign", item, by=by, key=key, do=do)
        return cls.objects.get(pk=outcome["responsibility"])

    @classmethod
    def why_not_assign(cls, item, unit, from_quarter: Quarter, user) -> str:
        if reason := refusal(user, Permission.DECIDE):
            return reason
        if unit.kind == UnitKind.COLLECTIVE:
            return f"“{unit}”是集合称谓，不是一个单位，不能承担填报。请选具体单位。"
        if unit.heir(clock.today()) != unit:
            return f"{unit}已撤并，请选承继单位{unit.heir(clock.today())}。"
        if responsible_units(item.document, from_quarter)[item.pk] == unit:
            return f"{from_quarter.label}起本来就由{unit}填报，不用再定。"
        opened = last_opened(item.document)
        if opened and from_quarter <= opened:
            return f"{opened.label}已经开期，报送单已分到各单位。请从后面的期次起调整。"
        return ""


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
        return str(self.item or self.indicator)

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
        quarter, document = submission.period.quarter, submission.period.document
        units = responsible_units(document, quarter)
        return [
            item
            for item in Item.objects.filter(document=document)
            if item.is_asked_in(quarter) and units[item.pk] == submission.unit
        ]

    @classmethod
    def problems(cls, submission) -> list[Problem]:
        """Check the whole sheet as it would be handed in."""
        rows, standing = sheet_rows(submission), standing_values(submission.period.document)
        quarter = submission.period.quarter
        published = {slug: value for (slug, of), value in standing.items() if of == quarter}
        found = checks.findings(rows, published, is_partial=submission.kind == Kind.CORRECTION)
        return [Problem(each.name, each.message, f"cell-{each.slug}", each.is_hard) for each in found]

    @classmethod
    def shown(cls, submission) -> list[LineRow]:
        """Return the sheet as it is read; a correction shows only what it corrects, beside what it replaces."""
        lines = {line.item_id: line for line in submission.lines.select_related("author")}
        rows = {row.slug: row for row in sheet_rows(submission)}
        items = cls.items_of(submission)
        if submission.kind == Kind.CORRECTION:
            items = [item for item in items if item.pk in lines]
        return [line_row(item, rows[item.slug], lines.get(item.pk)) for item in items]


def line_row(item, row: checks.SheetRow, line) -> LineRow:
    def printed(value):
        return quantities.plain_text(value)

    before = row.previous if row.previous is not None else row.base
    return LineRow(
        pk=line.pk if line else None,
        serial=item.order,
        label=item.name,
        measure=item.measure,
        year_ago=printed(row.year_ago),
        previous=printed(before),
        value=printed(row.value),
        single=printed(row.single) if item.nature == Nature.FLOW else "",
        status=line.get_status_display() if line and line.value is not None else "",
        note=row.note,
        blank_reason=row.blank_reason,
        review_note=line.review_note if line else "",
        author=str(line.author) if line else "",
    )


def last_opened(document) -> Quarter | None:
    """Return the last quarter whose sheets are with their units: responsibilities stand up to there."""
    return max((period.quarter for period in document.periods.filter(is_backfill=False)), default=None)


def responsible_units(document, quarter: Quarter) -> dict[int, Unit]:
    """Return {item pk: responsible unit} for `quarter`: the newest responsibility begun by then, else the committee."""
    units = dict.fromkeys(document.items.values_list("pk", flat=True), Unit.objects.committee())
    begun = Responsibility.objects.filter(item__document=document).select_related("unit")
    for given in begun.order_by("from_year", "from_part", "pk"):
        if Quarter(given.from_year, given.from_part) <= quarter:
            units[given.item_id] = given.unit
    return units


def standing_values(document) -> dict[tuple[str, Quarter], Decimal]:
    """Return {(item slug, quarter): value in force}, missing ones left out."""
    rows = Actual.objects.approved().filter(
        submission__period__document=document, item__isnull=False, area=""
    )
    values = {}
    columns = ("item__slug", "submission__period__year", "submission__period__part", "value")
    for slug, year, part, value in rows.values_list(*columns):
        values[slug, Quarter(year, part)] = value
    return {cell: value for cell, value in values.items() if value is not None}


def sheet_rows(submission) -> list[checks.SheetRow]:
    """Return the submission's items as they would be handed in, with what stood before."""
    standing = standing_values(submission.period.document)
    lines = {line.item_id: line for line in submission.lines}
    dividing = set(Definition.objects.filter(item_b__isnull=False).values_list("item_b_id", flat=True))
    return [
        sheet_row(item, submission.period.quarter, lines.get(item.pk), standing, item.pk in dividing)
        for item in Actual.items_of(submission)
    ]


def sheet_row(item, quarter: Quarter, line, standing, divides: bool) -> checks.SheetRow:
    def known(of):
        return standing.get((item.slug, of)) if of else None

    ago, previous = quarter.year_ago(), quarter.previous_in_year()
    if quarter.is_annual:
        previous = quarter.previous()
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
        previous=known(previous),
        base=known(Quarter(quarter.year - 1, ANNUAL)) or known(Quarter(quarter.year - 1, 4)),
        year_ago=known(ago),
        year_ago_previous=known(ago.previous_in_year()),
        is_first_quarter=quarter.part == 1,
        is_annual=quarter.is_annual,
        is_entered=line is not None,
    )
