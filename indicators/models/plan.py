"""The plan: phases, items, indicators, their definitions and goals."""

from django.db import models

from accounts import clock
from accounts.journal import Change, record
from accounts.models import pair, person
from accounts.permissions import Permission, refusal
from indicators import quantities
from policy.models import PolicyDocument, Quoted
from submissions import rules
from submissions.quarters import Quarter

PARTS = [(1, "一季度"), (2, "二季度"), (3, "三季度"), (4, "四季度"), (5, "年报")]


class Phase(models.Model):
    """A phase 阶段: a year with its due date, or a window of years."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="phases")
    slug = models.SlugField("标识", max_length=20)
    name = models.CharField("名称", max_length=20)
    order = models.PositiveSmallIntegerField("次序")
    opens_on = models.DateField("考核窗口起", null=True, blank=True)
    due_on = models.DateField("期限")

    class Meta:
        verbose_name = verbose_name_plural = "阶段"
        ordering = ["document", "order"]
        constraints = [
            models.UniqueConstraint(fields=["document", "slug"], name="indicators_phase_slug_once")
        ]

    def __str__(self):
        return self.name

    @property
    def is_window(self) -> bool:
        """A window 考核窗口 runs from `opens_on` to `due_on`; a year phase has only its due date."""
        return self.opens_on is not None

    @property
    def year(self) -> int:
        return self.due_on.year


class IndicatorGroup(models.Model):
    """A group 指标分组. Groups of task sub-targets are judged alike but never counted among the plan's indicators."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="indicator_groups")
    name = models.CharField("名称", max_length=30)
    order = models.PositiveSmallIntegerField("次序")
    is_of_tasks = models.BooleanField("任务量化目标", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "指标分组"
        ordering = ["document", "order"]
        constraints = [
            models.UniqueConstraint(fields=["document", "name"], name="indicators_group_name_once")
        ]

    def __str__(self):
        return self.name


class Nature(models.TextChoices):
    FLOW = "FLOW", "流量"
    STOCK = "STOCK", "存量"
    VALUE = "VALUE", "数值"


class Frequency(models.TextChoices):
    QUARTERLY = "QUARTERLY", "每季"
    YEARLY_WITH_ESTIMATES = "YEARLY_WITH_ESTIMATES", "每年，季度可预计"
    YEARLY = "YEARLY", "每年"


class Item(models.Model):
    """A quantity 填报项 that one unit enters once, however many indicators it feeds."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="items")
    slug = models.SlugField("标识", max_length=60)
    order = models.PositiveSmallIntegerField("次序")
    name = models.CharField("名称", max_length=60)
    measure = models.CharField("计量单位", max_length=10)
    entry_measure = models.CharField("填报计量单位", max_length=10)
    nature = models.CharField("性质", max_length=6, choices=Nature.choices)
    is_integer = models.BooleanField("整数", default=False)
    decimals = models.PositiveSmallIntegerField("小数位", default=0)
    minimum = models.DecimalField("下限", max_digits=15, decimal_places=4, null=True, blank=True)
    maximum = models.DecimalField("上限", max_digits=15, decimal_places=4, null=True, blank=True)
    frequency = models.CharField("频率", max_length=24, choices=Frequency.choices)
    explanation = models.CharField("解释", max_length=200)
    open_question = models.CharField("口径待确认事项", max_length=200, blank=True)
    official_growth_only = models.BooleanField("同比只用官方数", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "填报项"
        ordering = ["document", "order"]
        constraints = [models.UniqueConstraint(fields=["document", "slug"], name="indicators_item_slug_once")]

    def __str__(self):
        return self.name

    def is_due_in(self, quarter: Quarter) -> bool:
        """Return whether leaving the item empty in `quarter` counts as not reported."""
        return self.frequency == Frequency.QUARTERLY or quarter.is_annual

    @property
    def is_rank(self) -> bool:
        """A rank 名次 is published with the number ranked and its years."""
        return self.nature == Nature.VALUE and self.measure == "位"

    def is_asked_in(self, quarter: Quarter) -> bool:
        """Return whether the sheet of `quarter` shows the item at all."""
        return self.frequency != Frequency.YEARLY or quarter.is_annual


class Indicator(models.Model):
    """An indicator 指标 of the document: computed from items by a definition, judged against targets."""

    class Kind(models.TextChoices):
        FLOW = "FLOW", "累计"
        STOCK = "STOCK", "期末"
        RATIO = "RATIO", "比率"
        GROWTH = "GROWTH", "增速"
        RANK = "RANK", "名次"

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="indicators")
    slug = models.SlugField("标识", max_length=60)
    group = models.ForeignKey(IndicatorGroup, models.PROTECT, related_name="indicators", verbose_name="分组")
    order = models.PositiveSmallIntegerField("次序")
    name = models.CharField("名称", max_length=60)
    scope = models.CharField("范围", max_length=30, blank=True)
    scope_is_reading = models.BooleanField("范围为解读", default=False)
    measure = models.CharField("计量单位", max_length=10)
    kind = models.CharField("类别", max_length=6, choices=Kind.choices)
    decimals = models.PositiveSmallIntegerField("小数位", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "指标"
        ordering = ["document", "order"]
        constraints = [
            models.UniqueConstraint(fields=["document", "slug"], name="indicators_indicator_slug_once")
        ]

    def __str__(self):
        return self.name


class Formula(models.TextChoices):
    IDENTITY = "identity", "原值"
    RATIO = "ratio", "比率"
    CHANGE = "change", "比上年同期增加"
    GROWTH = "growth", "比率的增速"


class Pace(models.TextChoices):
    LINEAR = "LINEAR", "时序（累计÷目标）"
    PLAN = "PLAN", "计划进度"
    INTERPOLATE = "INTERPOLATE", "时序（须先补年初数）"
    YEAR_END = "YEAR_END", "年末考核"


class Definition(models.Model):
    """A version of how an indicator is computed 口径, in force from a quarter on; insert-only but for its confirmation."""

    INSERT_ONLY = True
    SET_ONCE = ("confirmed_at", "confirmed_by", "confirmed_text")

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="definitions")
    version = models.PositiveSmallIntegerField("版本", default=1)
    formula = models.CharField("算式", max_length=10, choices=Formula.choices)
    item_a = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name="甲项")
    item_b = models.ForeignKey(
        Item, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="乙项"
    )
    factor = models.DecimalField("乘数", max_digits=9, decimal_places=2, default=1)
    pace_rule = models.CharField("进度规则", max_length=12, choices=Pace.choices)
    question = models.CharField("待确认", max_length=400, blank=True)
    reason = models.CharField("理由", max_length=200, blank=True)
    from_year = models.PositiveSmallIntegerField("起始年度", null=True, blank=True)
    from_part = models.PositiveSmallIntegerField("起始期次", choices=PARTS, null=True, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True, editable=False)
    confirmed_by = person()
    confirmed_text = models.CharField("确认的口径", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "口径"
        ordering = ["indicator", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "version"], name="indicators_definition_version_once"
            ),
            pair("confirmed"),
        ]

    def __str__(self):
        return f"{self.indicator}口径第{self.version}版"

    @property
    def is_confirmed(self) -> bool:
        """A definition without an open question needs nobody's word."""
        return not self.question or self.confirmed_at is not None

    @property
    def items(self) -> list[Item]:
        return [item for item in (self.item_a, self.item_b) if item]

    @property
    def words(self) -> str:
        """Return the formula 算式 as one reads it."""
        a, b = self.item_a, self.item_b
        words = {
            Formula.IDENTITY: f"{a}",
            Formula.RATIO: f"{a}÷{b}",
            Formula.CHANGE: f"{a}−上年同期{a}",
            Formula.GROWTH: f"（{a}÷{b}）÷上年同期（{a}÷{b}）−1",
        }[self.formula]
        return words if self.factor == 1 else f"{words}，×{quantities.plain_text(self.factor)}"

    def confirm(self, *, by, text: str, key=None) -> None:
        """Confirm how the open question is answered 确认口径; from here on the indicator is judged."""

        def do(seq):
            self.refresh_from_db()
            rules.check(self.why_not_confirm(by))
            rules.check("" if text.strip() else "请写明确认的口径，填报单位要照它报数。")
            now, said = clock.now(), text.strip()
            Definition.objects.filter(pk=self.pk).update(
                confirmed_at=now, confirmed_by=by, confirmed_text=said
            )
            return Change({"confirmed_text": said})

        record("definition.confirm", self, by=by, key=key and f"{key} {text}", do=do)
        self.refresh_from_db()

    def why_not_confirm(self, user) -> str:
        if reason := refusal(user, Permission.DECIDE):
            return reason
        if not self.question:
            return f"{self.indicator}没有待确认的口径。"
        if self.confirmed_at:
            day = clock.spoken(clock.day_of(self.confirmed_at))
            return f"{self.confirmed_by}已于{day}确认{self.indicator}的口径，不用再办。"
        return ""


class Goal(Quoted):
    """A qualitative goal 定性目标: judged by a person with evidence, never computed."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="goals")
    phase = models.ForeignKey(Phase, models.PROTECT, null=True, blank=True, related_name="goals")
    order = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = verbose_name_plural = "定性目标"
        ordering = ["document", "order"]

    def __str__(self):
        return self.quote


class Break(models.Model):
    """A break 范围调整 in an item's series: no year-on-year and no forecast across it."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="breaks")
    year = models.PositiveSmallIntegerField("起始年度")
    part = models.PositiveSmallIntegerField("起始期次", choices=PARTS)
    reason = models.CharField("理由", max_length=200)
    decided_at = models.DateTimeField(default=clock.now, editable=False)
    decided_by = person(null=False)

    class Meta:
        verbose_name = verbose_name_plural = "范围调整"
        ordering = ["item", "year", "part"]

    def __str__(self):
        return f"{self.item}{self.quarter.label}起范围调整"

    @property
    def quarter(self) -> Quarter:
        return Quarter(self.year, self.part)

    @classmethod
    def mark(cls, item, quarter: Quarter, *, reason: str, by, key=None) -> "Break":
        """Say that from this quarter on the item counts something else 范围调整."""

        def do(seq):
            rules.check(cls.why_not_mark(item, quarter, by))
            made = cls.objects.create(
                item=item, year=quarter.year, part=quarter.part, reason=reason, decided_by=by
            )
            said = {"item": item.name, "quarter": quarter.label, "reason": reason}
            return Change(said, {"break": made.pk}, subject=f"{cls._meta.label_lower}:{made.pk} {made}")

        return cls.objects.get(pk=record("break.mark", item, by=by, key=key, do=do)["break"])

    @classmethod
    def why_not_mark(cls, item, quarter, user) -> str:
        if reason := refusal(user, Permission.DECIDE):
            return reason
        if cls.objects.filter(item=item, year=quarter.year, part=quarter.part).exists():
            return f"{item}{quarter.label}的范围调整已经标过。"
        return ""

    def lift(self, *, reason: str, by, key=None) -> None:
        """Take a mistaken mark away 撤销; the journal keeps what it said. Editions keep what they printed."""
        pk = self.pk

        def do(seq):
            rules.check(refusal(by, Permission.DECIDE))
            gone, _ = Break.objects.filter(pk=pk).delete()
            return Change({"reason": [self.reason, reason]}) if gone else None

        record("break.lift", self, by=by, key=key, do=do)
