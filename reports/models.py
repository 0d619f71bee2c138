"""Editions: a quarter, frozen, numbered and hashed. Everything a leader or member sees renders one."""

from functools import cached_property

from django.db import models
from django.urls import reverse

from accounts import clock
from accounts.models import ALPHABET, person
from policy.models import PolicyDocument
from reports import contexts
from submissions.quarters import Quarter


class EditionKind(models.TextChoices):
    RELEASE = "发布", "发布"
    CORRECTION = "更正", "更正"


class EditionQuerySet(models.QuerySet):
    def of(self, document, quarter: Quarter):
        return self.filter(document=document, year=quarter.year, part=quarter.part).order_by("number")

    def newest(self, document) -> "Edition | None":
        """Return the edition pages open with: the newest number of the latest published quarter."""
        return self.filter(document=document).order_by("-year", "-part", "-number").first()


class Edition(models.Model):
    """An edition 发布版: insert-only, held by a trigger; its context is stored as the exact text that was hashed."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="editions")
    year = models.PositiveSmallIntegerField("年度")
    part = models.PositiveSmallIntegerField("期次")
    number = models.PositiveSmallIntegerField("版次")
    kind = models.CharField("类别", max_length=4, choices=EditionKind.choices)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")
    published_at = models.DateTimeField("发布时间", default=clock.now)
    published_by = person(null=False)
    event_seq = models.PositiveBigIntegerField("日志序号", unique=True)
    schema = models.PositiveSmallIntegerField("结构版本")
    text = models.TextField("内容")
    sha256 = models.CharField("校验值", max_length=64)
    check_code = models.CharField("校验码", max_length=9, unique=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发布版"
        ordering = ["-year", "-part", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "year", "part", "number"], name="reports_edition_once")
        ]

    def __str__(self):
        return f"{self.quarter.label} 第{self.number}版" + ("（更正）" if self.kind == EditionKind.CORRECTION else "")

    def get_absolute_url(self):
        return reverse("reports:edition_detail", args=[str(self.quarter), self.number])

    @property
    def quarter(self) -> Quarter:
        return Quarter(self.year, self.part)

    @cached_property
    def context(self) -> contexts.QuarterContext:
        return contexts.from_json(self.text)


def check_code(sha256: str) -> str:
    """Return the code printed on paper: forty bits of the hash as eight unmistakable characters, 7K3Q-9F2M."""
    number, letters = int(sha256[:10], 16), ""
    for _ in range(8):
        number, place = divmod(number, len(ALPHABET))
        letters += ALPHABET[place]
    return f"{letters[:4]}-{letters[4:]}"
