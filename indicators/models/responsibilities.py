"""Who answers for an item 责任分工, from a quarter on."""

from collections import defaultdict

from django.db import models
from django.db.models import Q

from accounts import clock
from accounts.journal import Change, name_of, record
from accounts.models import Unit, UnitKind, person
from accounts.permissions import Permission, refusal
from indicators.models.plan import PARTS, Item
from indicators.models.targets import check_seen
from submissions import rules
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


def last_opened(document) -> Quarter | None:
    """Return the last quarter whose sheets are with their units: responsibilities stand up to there."""
    return max((period.quarter for period in document.periods.filter(is_backfill=False)), default=None)


def responsible_units(document, quarter: Quarter) -> dict[int, Unit]:
    """Return {item pk: responsible unit} for `quarter`: the newest responsibility begun by then, else the committee."""
    committee = Unit.objects.committee()
    units = defaultdict(lambda: committee)
    rows = Responsibility.objects.filter(item__document=document).select_related("unit")
    begun = rows.filter(
        Q(from_year__lt=quarter.year) | Q(from_year=quarter.year, from_part__lte=quarter.part)
    )
    for given in begun.order_by("from_year", "from_part", "pk"):
        units[given.item_id] = given.unit
    return units
