"""The figures themselves, and who answers for them."""

from django.db import models
from django.db.models import Q

from accounts import clock
from accounts.models import Unit, person
from indicators import checks
from indicators.models.plan import PARTS, Indicator, Item
from submissions.models import Form, Line, Problem
from submissions.quarters import Quarter


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


class DataStatus(models.TextChoices):
    ESTIMATE = "ESTIMATE", "预计"
    PRELIMINARY = "PRELIMINARY", "快报"
    FINAL = "FINAL", "正式"


class Actual(Line):
    """A figure 实际值: one quantity of one quarter; or a ratio handed down by a higher authority 上级反馈值.

    What `value` means per nature stands in `indicators/series.py`. Ratios are never stored, only their parts.
    """

    FORM = Form.FIGURES
    LOOKUP = ("item", "indicator")
    CONTENT = ("value", "official_growth", "status", "note", "blank_reason", "ranked_total", "evaluation_year", "data_year")

    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="actuals")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="stated_values")
    area = models.CharField("园区", max_length=30, blank=True, default="")
    value = models.DecimalField("数值", max_digits=15, decimal_places=4, null=True, blank=True)
    official_growth = models.DecimalField("官方同比", max_digits=9, decimal_places=2, null=True, blank=True)
    status = models.CharField("数据状态", max_length=12, choices=DataStatus.choices, default=DataStatus.PRELIMINARY)
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
        asked = [item for item in Item.objects.filter(document=period.document) if item.is_asked_in(period.quarter)]
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
        return checks.problems(sheet_rows(submission), is_partial=submission.kind == "CORRECTION")


def responsible_units(document, quarter: Quarter) -> dict[int, Unit]:
    """Return {item pk: responsible unit} for `quarter`: the newest responsibility begun by then, else the committee."""
    units = dict.fromkeys(document.items.values_list("pk", flat=True), Unit.objects.committee())
    begun = Responsibility.objects.filter(item__document=document).select_related("unit")
    for given in begun.order_by("from_year", "from_part", "pk"):
        if Quarter(given.from_year, given.from_part) <= quarter:
            units[given.item_id] = given.unit
    return units
