"""How far a qualitative goal 定性目标 is reached: a person says so, as of a quarter, with evidence. Rows are only ever added."""

from django.db import models

from accounts import clock
from accounts.additions import check_seen
from accounts.journal import Change, record
from accounts.models import person
from accounts.permissions import Permission, refusal
from indicators.models.plan import PARTS, Goal
from policy.evidence import taken, told
from policy.models import Evidence
from submissions.quarters import Quarter
from submissions.rules import check


class GoalVerdict(models.TextChoices):
    UNDER_WAY = "UNDER_WAY", "推进中"
    LARGELY = "LARGELY", "基本实现"
    ACHIEVED = "ACHIEVED", "已实现"
    NOT_ACHIEVED = "NOT_ACHIEVED", "未实现"


class GoalJudgement(models.Model):
    """One judgement 评判 of a goal; a later one, or one added for the same quarter, stands in its place."""

    INSERT_ONLY = True

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="judgements")
    year = models.PositiveSmallIntegerField("年度")
    part = models.PositiveSmallIntegerField("期次", choices=PARTS)
    verdict = models.CharField("评判", max_length=12, choices=GoalVerdict.choices)
    basis = models.CharField("依据", max_length=400)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+", verbose_name="佐证")
    judged_at = models.DateTimeField("评判时间", default=clock.now, editable=False)
    judged_by = person(null=False)

    class Meta:
        verbose_name = verbose_name_plural = "定性目标评判"
        ordering = ["goal", "year", "part", "pk"]

    def __str__(self):
        return f"{self.quarter.label}“{self.goal}”{self.get_verdict_display()}"

    @property
    def quarter(self) -> Quarter:
        return Quarter(self.year, self.part)

    @classmethod
    def as_of(cls, document, quarter: Quarter) -> dict[int, "GoalJudgement"]:
        """Return {goal pk: the newest judgement of that quarter or an earlier one}."""
        rows = cls.objects.filter(goal__document=document).select_related("judged_by", "evidence")
        return {row.goal_id: row for row in rows if row.quarter <= quarter}

    @classmethod
    def judge(
        cls, goal, quarter: Quarter, verdict, *, basis: str, by, file=None, seen=None, key=None
    ) -> "GoalJudgement":
        """Say how far the goal is reached as of the quarter, on which ground; what was said before stays."""
        said = {"year": quarter.year, "part": quarter.part, "verdict": verdict, "basis": basis.strip()}
        with taken(file) as received:

            def do(seq):
                check(cls.why_not_judge(by) or cls.why_not_take(quarter, verdict, basis, received))
                check_seen(cls.objects.filter(goal=goal), seen, lambda row: said, pair="judged")
                kept = received and Evidence.keep(received, by=by)
                made = cls.objects.create(goal=goal, evidence=kept, judged_by=by, **said)
                return Change(said | told(received), {"judgement": made.pk})

            key = key and f"{key} {goal.pk} {said} {told(received)}"
            outcome = record("goal.judge", goal, by=by, key=key, do=do)
        return cls.objects.get(pk=outcome["judgement"])

    @classmethod
    def why_not_judge(cls, user) -> str:
        return refusal(user, Permission.DECIDE)

    @classmethod
    def why_not_take(cls, quarter: Quarter, verdict, basis: str, file) -> str:
        """Answer for what is said: nothing of a quarter that has not ended, no conclusion without evidence."""
        if not basis.strip():
            return "请写明依据。"
        if quarter.ends_on > clock.today():
            return f"{quarter.label}还没有结束，请选已结束的期次。"
        if verdict != GoalVerdict.UNDER_WAY and not file:
            return f"评为“{GoalVerdict(verdict).label}”要附佐证，如会议纪要、认定文件、评估报告。"
        return ""
