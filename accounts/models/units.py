"""The units 单位 of a plan and those that came later, with their lineage."""

from django.db import models
from django.db.models import F, ProtectedError, Q

from accounts.journal import Change, Clash, Conflict, Event, Refused, record


class UnitKind(models.TextChoices):
    COMMITTEE = "COMMITTEE", "管委会"
    CITY = "CITY", "市直部门"
    PARTY = "PARTY", "党委部门"
    NATIONAL = "NATIONAL", "中省直部门"
    DISTRICT = "DISTRICT", "县区政府"
    ZONE = "ZONE", "产业园区"
    COMPANY = "COMPANY", "企业"
    COLLECTIVE = "COLLECTIVE", "集合称谓"


class UnitQuerySet(models.QuerySet):
    def open_on(self, day):
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day)).filter(
            Q(opened_on=None) | Q(opened_on__lte=day)
        )

    def committee(self):
        """Return the committee (管委会) that leads the plan and answers for what nobody else does."""
        return self.filter(kind=UnitKind.COMMITTEE).order_by("order").first()


class Unit(models.Model):
    """One model for every kind of 单位, with its lineage."""

    name = models.CharField("单位全称", max_length=60, unique=True)
    short_name = models.CharField("简称", max_length=30)
    kind = models.CharField("类别", max_length=12, choices=UnitKind.choices)
    order = models.PositiveSmallIntegerField("次序", default=0)
    opened_on = models.DateField("设立日期", null=True, blank=True)
    closed_on = models.DateField("撤并日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="承继单位"
    )
    rv = models.PositiveIntegerField(default=1, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.short_name

    def heir(self, day) -> "Unit":
        """Return the unit that stands in this one's place on `day`."""
        unit = self
        while unit.successor and unit.closed_on and unit.closed_on <= day:
            unit = unit.successor
        return unit

    def label(self, day) -> str:
        """Return 原名（现名） when the unit was succeeded by `day`."""
        heir = self.heir(day)
        return self.short_name if heir == self else f"{self.short_name}（现{heir.short_name}）"

    @classmethod
    def add(cls, values: dict, *, by, key=None) -> "Unit":
        def do(seq):
            unit = cls.objects.create(**values)
            return Change(values, {"unit": unit.pk}, subject=f"{cls._meta.label_lower}:{unit.pk} {unit}")

        return cls.objects.get(pk=record("unit.add", values.get("name", ""), by=by, key=key, do=do)["unit"])

    def edit(self, values: dict, *, rv: int, by, key=None) -> None:
        """Change what was typed. Raise Conflict when somebody else changed the unit since it was read as `rv`."""

        def do(seq):
            self.refresh_from_db()
            changed = {
                name: [getattr(self, name), new] for name, new in values.items() if getattr(self, name) != new
            }
            if not changed:
                return None
            if self.rv != rv:
                last = Event.objects.filter(
                    subject__startswith=f"{self._meta.label_lower}:{self.pk} "
                ).first()
                raise Conflict([Clash.of(self, values, cell="", who=last.who, at=last.at)])
            Unit.objects.filter(pk=self.pk).update(rv=F("rv") + 1, **values)
            return Change(changed)

        record("unit.edit", self, by=by, key=key, do=do)
        self.refresh_from_db()

    def remove(self, *, by, key=None) -> None:
        """Delete a unit that was added by mistake; one that anything refers to stays for ever."""

        def do(seq):
            try:
                Unit.objects.filter(pk=self.pk).delete()
            except ProtectedError:
                raise Refused(
                    f"{self}已有记录，不能删除。单位撤并请填写撤并日期和承继单位，历史仍记在原单位名下。"
                ) from None
            return Change({"name": self.name})

        record("unit.remove", self, by=by, key=key, do=do)

    def lineage(self) -> list["Unit"]:
        """Return this unit and all it succeeded: what "my unit" means."""
        found, queue = [self], [self]
        while queue:
            for unit in queue.pop().predecessors.all():
                if unit not in found:
                    found.append(unit)
                    queue.append(unit)
        return found
