"""The document: one plan, its clauses and errata. Everything plan-bound hangs from it. And the files that bear witness."""

from django.db import models

from accounts import clock
from accounts.models import person
from policy import evidence


class PolicyDocument(models.Model):
    """A plan 实施意见: the text as published, untouched."""

    slug = models.SlugField("标识", unique=True)
    number = models.CharField("文号", max_length=40)
    title = models.CharField("标题", max_length=120)
    issuer = models.CharField("发文机关", max_length=60)
    issued_on = models.DateField("成文日期")
    published_on = models.DateField("公布日期", null=True, blank=True)
    text = models.TextField("全文")
    sha256 = models.CharField("校验值", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        ordering = ["issued_on", "pk"]

    def __str__(self):
        return f"{self.title}（{self.number}）"


class ClauseKind(models.TextChoices):
    PART = "PART", "部分"
    SECTION = "SECTION", "节"
    ITEM = "ITEM", "项"
    PARAGRAPH = "PARAGRAPH", "段"


class Clause(models.Model):
    """A clause 条款: `text[start:end]` of the document; nothing is copied."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="clauses")
    number = models.CharField("条款号", max_length=40)
    anchor = models.SlugField("锚点", max_length=40)
    kind = models.CharField("类别", max_length=10, choices=ClauseKind.choices)
    heading = models.CharField("标题", max_length=120, blank=True)
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")

    class Meta:
        verbose_name = verbose_name_plural = "条款"
        ordering = ["document", "start", "-end"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="policy_clause_number_once"),
            models.UniqueConstraint(fields=["document", "anchor"], name="policy_clause_anchor_once"),
        ]

    def __str__(self):
        return f"{self.number} {self.heading}".strip()

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]


class Erratum(models.Model):
    """An erratum 勘误: where the text lost characters, how it is read, and why. The original stays."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="errata")
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    reading = models.CharField("读作", max_length=120)
    reason = models.CharField("理由", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "勘误"
        ordering = ["document", "start"]
        constraints = [
            models.UniqueConstraint(fields=["document", "start", "end"], name="policy_erratum_place_once")
        ]

    def __str__(self):
        return f"{self.original}，读作{self.reading}"

    @property
    def original(self) -> str:
        return self.document.text[self.start : self.end]


class Quoted(models.Model):
    """What is cited from the document: a clause and the span of the quoted words in the whole text."""

    clause = models.ForeignKey(
        Clause, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="条款"
    )
    start = models.PositiveIntegerField("起", null=True, blank=True)
    end = models.PositiveIntegerField("止", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def quote(self) -> str:
        """Return the document's own words, or "" where the document says nothing."""
        return self.clause.document.text[self.start : self.end] if self.clause_id else ""


class Evidence(models.Model):
    """A file of evidence 佐证 as somebody handed it in; its bytes lie once under their hash, however often they come."""

    INSERT_ONLY = True

    sha256 = models.CharField("校验值", max_length=64, db_index=True)
    name = models.CharField("文件名", max_length=evidence.LONGEST_NAME)
    size = models.PositiveIntegerField("大小")
    content_type = models.CharField("文件类型", max_length=100)
    note = models.CharField("说明", max_length=200, blank=True)
    stored_at = models.DateTimeField("存入时间", default=clock.now, editable=False)
    stored_by = person(null=False)

    class Meta:
        verbose_name = verbose_name_plural = "佐证"
        ordering = ["pk"]

    def __str__(self):
        return self.name

    @classmethod
    def keep(cls, received: evidence.Received, *, by, note: str = "") -> "Evidence":
        """Keep a received file for good; called inside the verb that it serves."""
        received.keep()
        return cls.objects.create(
            sha256=received.sha256,
            name=received.name,
            size=received.size,
            content_type=received.content_type,
            note=note,
            stored_by=by,
        )

    @property
    def path(self):
        return evidence.path_of(self.sha256)

    @property
    def is_inline(self) -> bool:
        """Return whether a browser may show it; everything else is only taken away."""
        return self.content_type in evidence.INLINE
