"""What is to be reached, and by when: targets and the quarterly plans for them. Nothing here is ever changed."""

from django.db import models
from django.db.models import Q

from accounts import clock
from accounts.additions import check_seen
from accounts.journal import Change, name_of, record
from accounts.models import pair, person
from accounts.permissions import Permission, refusal
from indicators import quantities
from indicators.models.plan import PARTS, Indicator, Phase
from policy.models import Quoted
from submissions import rules


class Comparator(models.TextChoices):
    AT_LEAST = ">=", "达到"
    MORE_THAN = ">", "超"
    AT_MOST = "<=", "不高于"


class Origin(models.TextChoices):
    DOCUMENT = "DOCUMENT", "文件规定"
    COMMITTEE = "COMMITTEE", "管委会设定"


class Target(Quoted):
    """A target 目标值, insert-only: a change is a new version, and history keeps its own."""

    INSERT_ONLY = True

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets")
    phase = models.ForeignKey(Phase, models.PROTECT, null=True, blank=True, related_name="targets")
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    operator = models.CharField("比较", max_length=2, choices=Comparator.choices, blank=True)
    value = models.DecimalField("目标值", max_digits=15, decimal_places=4, null=True, blank=True)
    wording = models.CharField("原文用词", max_length=30, blank=True)
    origin = models.CharField("来源", max_length=10, choices=Origin.choices, default=Origin.DOCUMENT)
    basis = models.CharField("依据", max_length=200, blank=True)
    reason = models.CharField("理由", max_length=200, blank=True)
    version = models.PositiveSmallIntegerField("版本", default=1)
    decided_at = models.DateTimeField("设定时间", null=True, blank=True)
    decided_by = person()

    class Meta:
        verbose_name = verbose_name_plural = "目标"
        ordering = ["indicator", "phase", "year", "version"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(phase=None, year=None) | Q(origin="DOCUMENT"),  # a cluster's 50亿元 has no year
                name="indicators_target_has_term",
            ),
            models.CheckConstraint(
                condition=Q(origin="DOCUMENT", clause__isnull=False)
                | Q(origin="COMMITTEE", decided_at__isnull=False),
                name="indicators_target_has_source",
            ),
            pair("decided"),
        ]

    def __str__(self):
        year = f"{self.year}年" if self.year else ""
        return f"{self.indicator}{self.phase or year}目标"

    @property
    def due_year(self) -> int | None:
        """Return the one year it is judged by; a window of years and a target without a year have none."""
        return self.year or (self.phase.year if self.phase and not self.phase.is_window else None)

    @property
    def words(self) -> str:
        """Return the comparator and the value as pages print them; ≥ stays unsaid."""
        sign = {Comparator.MORE_THAN: ">", Comparator.AT_MOST: "≤"}.get(self.operator, "")
        return f"{sign}{quantities.plain_text(self.value)}"

    @classmethod
    def in_force(cls, indicator, year: int) -> "Target | None":
        """Return the newest version of the indicator's target for a year."""
        targets = cls.objects.filter(indicator=indicator).select_related("phase", "indicator")
        return next((each for each in targets.order_by("-version", "-pk") if each.due_year == year), None)

    @classmethod
    def decide(
        cls, indicator, year: int, *, operator, value, basis: str, reason: str, by, seen=None, key=None
    ):
        """Set the committee's target 管委会设定 of a year; what stood before stays as an older version."""

        def do(seq):
            said = {"operator": operator, "value": value, "basis": basis.strip(), "reason": reason.strip()}
            rules.check(cls.why_not_decide(indicator, year, said, by))
            check_seen(cls.objects.filter(indicator=indicator), seen, lambda row: {"year": year, **said})
            before = cls.in_force(indicator, year)
            made = cls.objects.create(
                indicator=indicator,
                year=year,
                origin=Origin.COMMITTEE,
                version=before.version + 1 if before else 1,
                decided_at=clock.now(),
                decided_by=by,
                **said,
            )
            return Change(
                {"before": before and before.words, **said}, {"target": made.pk}, subject=name_of(made)
            )

        key = key and f"{key} {year} {operator} {value} {basis} {reason}"
        outcome = record("target.decide", indicator, by=by, key=key, do=do)
        return cls.objects.get(pk=outcome["target"])

    @classmethod
    def why_not_decide(cls, indicator, year, said, user) -> str:
        if reason := refusal(user, Permission.DECIDE):
            return reason
        if not (said["basis"] and said["reason"]):
            return "设定目标必须写明依据和理由，发布时一并印出。"
        before = cls.in_force(indicator, year)
        if before and (before.operator, before.value) == (said["operator"], said["value"]):
            return f"{before}现在就是{before.words}{indicator.measure}，不用再设。"
        return ""


class PlanPoint(models.Model):
    """A point of the committee's quarterly plan 计划进度 for a target; insert-only, the newest of a quarter holds."""

    INSERT_ONLY = True

    target = models.ForeignKey(Target, models.PROTECT, related_name="plan_points")
    part = models.PositiveSmallIntegerField("期次", choices=PARTS[:4])
    value = models.DecimalField("计划累计", max_digits=15, decimal_places=4)
    decided_at = models.DateTimeField(default=clock.now, editable=False)
    decided_by = person(null=False)

    class Meta:
        verbose_name = verbose_name_plural = "计划进度"
        ordering = ["target", "part", "pk"]

    def __str__(self):
        return f"{self.target}{self.get_part_display()}计划"

    @classmethod
    def in_force(cls, target) -> dict:
        """Return {part: planned cumulative value}, the newest point of a quarter holding."""
        return dict(cls.objects.filter(target=target).order_by("pk").values_list("part", "value"))

    @classmethod
    def plan(cls, target, points: dict, *, by, seen=None, key=None) -> dict:
        """Set what each quarter is to reach; the indicator is then judged by it. Return {part: value} in force."""

        def do(seq):
            rules.check(cls.why_not_plan(target, by))
            before = cls.in_force(target)
            changed = {part: value for part, value in points.items() if before.get(part) != value}
            check_seen(cls.objects.filter(target=target), seen, lambda row: {"value": points.get(row.part)})
            for part, value in changed.items():
                cls.objects.create(target=target, part=part, value=value, decided_by=by)
            labels = dict(PARTS)
            told = {labels[part]: [before.get(part), value] for part, value in changed.items()}
            return Change(told) if changed else None

        record("target.plan", target, by=by, key=key and f"{key} {sorted(points.items())}", do=do)
        return cls.in_force(target)

    @classmethod
    def why_not_plan(cls, target, user) -> str:
        if reason := refusal(user, Permission.DECIDE):
            return reason
        if target.due_year is None or target.value is None:
            return f"{target}没有年度或数值，不能定季度计划。请先设定年度目标。"
        newest = Target.in_force(target.indicator, target.due_year)
        if newest != target:
            return f"{target}已改为{newest.words}，请按新目标定计划。"
        return ""
