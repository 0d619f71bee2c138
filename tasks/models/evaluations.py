"""The evaluation by enterprises 企业评议 (第六部分33): the office prints the form, counts the answers and enters them per unit."""

from django.db import IntegrityError, models, transaction
from django.db.models import F

from accounts import clock
from accounts.journal import Change, Clash, Conflict, Event, Refused, record
from accounts.models import Unit, pair, person
from accounts.permissions import Permission, refusal
from policy.models import PolicyDocument
from submissions.rules import check

DIMENSIONS = ("态度", "质量", "效率", "廉洁")
STEPS = ("很满意", "满意", "基本满意", "不满意", "很不满意")
CONTENT = 3
"""The first three steps are counted as 满意."""
FEWEST = 5
"""A result of fewer answers would tell who answered: it is not shown."""
Counts = dict[str, list[int]]


class EvaluationRound(models.Model):
    """One round of asking 评议轮次."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="evaluation_rounds")
    number = models.PositiveSmallIntegerField("第几轮", editable=False)
    held_on = models.DateField("评议日期")
    note = models.CharField("说明", max_length=200, blank=True)
    closed_at = models.DateTimeField("公布时间", null=True, editable=False)
    closed_by = person()

    class Meta:
        verbose_name = verbose_name_plural = "企业评议"
        ordering = ["document", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="tasks_evaluationround_once"),
            pair("closed"),
        ]

    def __str__(self):
        return f"第{self.number}轮企业评议"

    @classmethod
    def open(cls, document, values: dict, *, by, key=None) -> "EvaluationRound":
        """Open a round 开评议; it gets the next number."""

        def do(seq):
            check(refusal(by, Permission.HOLD_MEETINGS))
            last = cls.objects.filter(document=document).aggregate(last=models.Max("number"))["last"] or 0
            made = cls.objects.create(document=document, number=last + 1, **values)
            return Change(values, {"round": made.pk}, subject=f"{cls._meta.label_lower}:{made.pk} {made}")

        return cls.objects.get(pk=record("evaluation.open", "企业评议", by=by, key=key, do=do)["round"])

    def close(self, *, by, key=None) -> None:
        """Publish the results 公布: the counts change no more."""

        def do(seq):
            check(self.why_not_close(by))
            EvaluationRound.objects.filter(pk=self.pk).update(closed_at=clock.now(), closed_by=by)
            return Change({"closed": [None, clock.today()]})

        record("evaluation.close", self, by=by, key=key, do=do)
        self.refresh_from_db()

    def why_not_enter(self, user) -> str:
        if reason := refusal(user, Permission.HOLD_MEETINGS):
            return reason
        closed = EvaluationRound.objects.filter(pk=self.pk).values_list("closed_at", flat=True).first()
        return "这一轮已公布，票数不能再改。" if closed else ""

    def why_not_close(self, user) -> str:
        return self.why_not_enter(user) or ("" if self.tallies.exists() else "还没有录入票数，不能公布。")


class EvaluationTally(models.Model):
    """The counted answers on one unit 票数: for each dimension how many chose each step."""

    round = models.ForeignKey(EvaluationRound, models.PROTECT, related_name="tallies")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tallies", verbose_name="单位")
    counts = models.JSONField("票数")
    rv = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "评议票数"
        ordering = ["round", "unit__order"]
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="tasks_evaluationtally_once")]

    def __str__(self):
        return f"{self.round} {self.unit}"

    @classmethod
    def enter(
        cls, evaluation: EvaluationRound, entries: dict[Unit, tuple[Counts, int]], *, by, key=None
    ) -> int:
        """Write the counts of each unit as read at its version (0: none yet), all or nothing; return how many changed."""

        def do(seq):
            check(evaluation.why_not_enter(by))
            changes, clashes = {}, []
            standing = {tally.unit_id: tally for tally in evaluation.tallies.select_related("unit")}
            for unit, (counts, rv) in entries.items():
                tally = standing.get(unit.pk)
                if tally and tally.counts == counts:
                    continue
                if (tally.rv if tally else 0) != rv:
                    clashes.append(clash(tally, counts))
                else:
                    changes[str(unit)] = [tally.counts if tally else None, counts]
                    put(cls, evaluation, unit, counts, tally)
            if clashes:
                raise Conflict(clashes)
            return Change(changes, {"changed": len(changes)}) if changes else None

        return record("evaluation.enter", evaluation, by=by, key=key, do=do).get("changed", 0)


def put(model, evaluation, unit, counts: Counts, tally) -> None:
    if tally:
        model.objects.filter(pk=tally.pk).update(counts=counts, rv=F("rv") + 1)
        return
    try:
        with transaction.atomic():
            model.objects.create(round=evaluation, unit=unit, counts=counts)
    except IntegrityError:
        raise Refused(f"{unit}的票数刚被别人录入，请刷新后再核对。") from None


def clash(tally: EvaluationTally, counts: Counts) -> Clash:
    """Set what stands beside what was typed, one dimension a row."""
    last = Event.objects.filter(verb="evaluation.enter").first()
    rows = tuple((name, listed(tally.counts[name]), listed(counts[name])) for name in DIMENSIONS)
    return Clash(
        str(tally), "", {"counts": tally.counts}, {"counts": counts}, last.who, last.at, tally.rv, rows
    )


def listed(numbers: list[int]) -> str:
    return " / ".join(map(str, numbers))
