"""Editions: a quarter, frozen, numbered and hashed. Everything a leader or member sees renders one."""

from functools import cached_property

from django.db import models
from django.db.models import Max, Q
from django.urls import reverse

from accounts import clock
from accounts.journal import Change, record
from accounts.models import ALPHABET, person
from accounts.permissions import Permission, refusal
from policy.models import PolicyDocument
from reports import contexts
from reports.build import build
from submissions.models import ReportingPeriod, Submission
from submissions.quarters import Quarter
from submissions.rules import check


class EditionKind(models.TextChoices):
    RELEASE = "发布", "发布"
    CORRECTION = "更正", "更正"


class EditionQuerySet(models.QuerySet):
    def of(self, document, quarter: Quarter):
        return self.filter(document=document, year=quarter.year, part=quarter.part).order_by("number")

    def before(self, document, quarter: Quarter) -> "Edition | None":
        """Return the newest edition of the latest quarter published before `quarter`."""
        earlier = Q(year__lt=quarter.year) | Q(year=quarter.year, part__lt=quarter.part)
        return self.filter(earlier, document=document).order_by("-year", "-part", "-number").first()

    def standing(self, document, quarter: Quarter) -> "Edition | None":
        """Return what is published of `quarter`, else of the latest quarter before it."""
        return self.of(document, quarter).last() or self.before(document, quarter)

    def newest(self, document) -> "Edition | None":
        """Return the edition pages open with: the newest number of the latest published quarter."""
        return self.filter(document=document).order_by("-year", "-part", "-number").first()


class Edition(models.Model):
    """An edition 发布版: insert-only, held by a trigger; its context is stored as the exact text that was hashed."""

    INSERT_ONLY = True

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
            models.UniqueConstraint(
                fields=["document", "year", "part", "number"], name="reports_edition_once"
            )
        ]

    def __str__(self):
        return f"{self.quarter.label} 第{self.number}版" + (
            "（更正）" if self.kind == EditionKind.CORRECTION else ""
        )

    def get_absolute_url(self):
        return reverse("reports:edition_detail", args=[str(self.quarter), self.number])

    @property
    def quarter(self) -> Quarter:
        return Quarter(self.year, self.part)

    @classmethod
    def preview(cls, document, quarter: Quarter) -> contexts.QuarterContext:
        """Return what would be published now: the same tree, without a number."""
        return build(document, quarter, **cls._neighbours(document, quarter))

    @classmethod
    def publish(cls, document, quarter: Quarter, *, by, key=None) -> "Edition":
        """Freeze the quarter as its next edition; it lists what is missing instead of waiting for it."""

        def do(seq):
            check(cls.why_not_publish(document, quarter, by))
            edition = cls._freeze(document, quarter, by, seq)
            edition.save(force_insert=True)
            return Change(
                {"sha256": edition.sha256},
                {"edition": edition.pk},
                subject=f"reports.edition:{edition.pk} {edition}",
            )

        outcome = record("edition.publish", quarter.label, by=by, key=key, do=do)
        return cls.objects.get(pk=outcome["edition"])

    @classmethod
    def why_not_publish(cls, document, quarter, user) -> str:
        if reason := refusal(user, Permission.REVIEW):
            return reason
        if ReportingPeriod.objects.of(document, quarter) is None:
            return f"{quarter.label}还没有开填报期，没有可发布的内容。"
        newest = (
            Submission.objects.approved().filter(period__document=document).aggregate(seq=Max("approved_seq"))
        )
        of_quarter = Submission.objects.approved().filter(
            period__document=document, period__year=quarter.year, period__part=quarter.part
        )
        if not of_quarter.exists():
            return f"{quarter.label}还没有审核通过的报送单，没有可发布的内容。"
        last = cls.objects.of(document, quarter).last()
        if last and newest["seq"] < last.event_seq:
            return f"{last}之后没有新审核的内容，不必再发布。"
        return ""

    @classmethod
    def _neighbours(cls, document, quarter) -> dict:
        """Return the editions the new one is compared with: the quarter before, and the number before."""
        since = cls.objects.filter(document=document).order_by("-event_seq").first()
        previous, last = cls.objects.before(document, quarter), cls.objects.of(document, quarter).last()
        return {
            "previous": previous.context if previous else None,
            "last": last.context if last else None,
            "since": since.event_seq if since else None,
            "published": cls.first_published(document),
        }

    @classmethod
    def first_published(cls, document) -> dict:
        """Return when the first edition of each quarter was published."""
        first = cls.objects.filter(document=document, number=1).values_list("year", "part", "published_at")
        return {Quarter(year, part): at for year, part, at in first}

    @classmethod
    def _freeze(cls, document, quarter, by, seq) -> "Edition":
        last = cls.objects.of(document, quarter).last()
        now, number = clock.now(), last.number + 1 if last else 1
        neighbours = cls._neighbours(document, quarter)
        context = build(
            document, quarter, number=number, published_at=now, published_by=by.display_name, **neighbours
        )
        text = contexts.to_json(context)
        sha256 = contexts.digest(text)
        return cls(
            document=document,
            year=quarter.year,
            part=quarter.part,
            number=number,
            kind=context.kind,
            supersedes=last,
            published_at=now,
            published_by=by,
            event_seq=seq,
            schema=context.schema,
            text=text,
            sha256=sha256,
            check_code=check_code(sha256),
        )

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
