"""Where a page's figures come from: one edition, or the preview of a quarter; and the way to its neighbours."""

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.conf import settings
from django.db.models import JSONField
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast
from django.http import Http404
from django.middleware.csrf import get_token
from django.urls import reverse

from accounts import clock
from accounts.permissions import Permission, permissions_of
from policy.models import PolicyDocument
from reports.contexts import QuarterContext
from reports.models import Edition
from submissions.quarters import ANNUAL, Quarter

PREVIEW = "preview"


@dataclass(frozen=True)
class Source:
    """What a page prints, with the editions beside it; without an edition it is a preview 预览."""

    editions: list[Edition]  # of the document, newest first, without their texts
    quarter: Quarter
    edition: Edition | None = None
    review_url: str = ""

    @cached_property
    def context(self) -> QuarterContext:
        return (
            self.edition.context
            if self.edition
            else Edition.preview(PolicyDocument.objects.first(), self.quarter)
        )

    @property
    def is_default(self) -> bool:
        return self.edition is not None and self.edition == self.editions[0]

    @property
    def key(self) -> str:
        """Return how an address names this source: 2019Q1-2, or 2019Q2-preview."""
        return f"{self.quarter}-{self.edition.number if self.edition else PREVIEW}"

    @property
    def carry(self) -> str:
        """Return the query that keeps a link within this source; the default needs none."""
        return "" if self.is_default else f"?edition={self.key}"

    @property
    def url(self) -> str:
        name = "edition_detail" if self.edition else "edition_preview"
        return reverse(
            f"reports:{name}", args=[self.quarter, *([self.edition.number] if self.edition else [])]
        )

    @property
    def check_code(self) -> str:
        return self.edition.check_code if self.edition else ""

    @property
    def newer(self) -> Edition | None:
        """Return the edition of the same quarter that stands in this one's place."""
        newest = self._newest(self.quarter)
        return newest if self.edition and newest != self.edition else None

    def _newest(self, quarter: Quarter) -> Edition | None:
        return next((edition for edition in self.editions if edition.quarter == quarter), None)

    # --- the folio ------------------------------------------------------------------------------------

    @property
    def periods(self) -> list[dict]:
        """Return the quarters of this year, each with its newest edition."""
        parts = [Quarter(self.quarter.year, part) for part in range(1, ANNUAL + 1)]
        return [self._tab(each) for each in parts]

    def _tab(self, quarter: Quarter) -> dict:
        name = quarter.short if quarter.is_year_end else quarter.cumulative_short
        newest = self.edition if quarter == self.quarter else self._newest(quarter)
        here = self.url if quarter == self.quarter else newest and newest.get_absolute_url()
        return {"name": name, "url": here, "is_current": quarter == self.quarter}

    def phases(self, shown: str) -> list[dict]:
        """Return the document's phases: a year with editions of its own leads there, another stays on this page."""
        return [
            {"name": phase.name, "url": self._phase_url(phase), "is_current": phase.slug == shown}
            for phase in self.context.phases
        ]

    def _phase_url(self, phase) -> str:
        if phase.slug == self.context.phase:
            return self.url
        year = next((e for e in self.editions if e.year == phase.due_on.year), None)
        return (
            f"{self.url}?phase={phase.slug}" if phase.is_window or year is None else year.get_absolute_url()
        )

    # --- conditional answers ---------------------------------------------------------------------------

    def mark(self, request) -> str:
        """Return what the figures of a page depend on: the edition, its neighbours, the roles of who asks, the address."""
        newest = max(edition.event_seq for edition in self.editions)
        seen = [self.edition.sha256, newest, *sorted(request.user.roles)]
        return hashed([*seen, settings.VERSION, clock.today(), request.get_full_path()])

    @staticmethod
    def etag(request, mark: str) -> str:
        """Return what a whole page depends on: the `mark` of its figures, who asks, and the secret of the frame."""
        user = request.user
        get_token(request)  # settles the secret whose mask the page's forms carry
        who = [user.pk, user.display_name, request.META["CSRF_COOKIE"]]
        return f'"{hashed([mark, *who])}"'


def hashed(parts: list) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]


def all_editions() -> list[Edition]:
    """Return every edition, newest quarter first, without the long texts."""
    return list(newest_first())


def newest_first():
    return Edition.objects.defer("text").select_related("published_by").order_by("-year", "-part", "-number")


def listed_editions() -> list[Edition]:
    """Return every edition with its `news`: what it says first, 较上期; the database takes it out of the long text."""
    said = KeyTransform("difference", Cast("text", JSONField()))
    return list(newest_first().annotate(news=KeyTextTransform("sentence", said)))


def known_editions() -> list[Edition]:
    """Return the same without who published them; asked for again only when there is a newer one."""
    newest = Edition.objects.order_by("-event_seq").values_list("pk", "sha256").first()
    return editions_until(*newest) if newest else []


@lru_cache(maxsize=1)
def editions_until(pk: int, sha256: str) -> list[Edition]:
    """Editions are only added: whatever the newest one is, those before it are what they were."""
    return list(Edition.objects.defer("text").order_by("-year", "-part", "-number"))


def chosen(request, key: str = "") -> Source | None:
    """Return the source that `key` or the address names, else the newest edition; None when nothing is published."""
    key, editions = key or request.GET.get("edition", ""), known_editions()
    if not key:
        return Source(editions, editions[0].quarter, editions[0]) if editions else None
    name, _, number = key.rpartition("-")
    quarter = quarter_of(name)
    if number == PREVIEW:
        return preview(request, editions, quarter)
    found = next((e for e in editions if e.quarter == quarter and str(e.number) == number), None)
    if found is None:
        raise Http404("没有这一版。")
    return Source(editions, quarter, found)


def preview(request, editions, quarter: Quarter) -> Source:
    """Return the live preview; who may not review gets what a missing edition gets."""
    if Permission.REVIEW not in permissions_of(request.user):
        raise Http404("没有这一版。")
    return Source(editions, quarter, review_url=reverse("reports:review_list"))


def quarter_of(text: str) -> Quarter:
    """Return the quarter an address names: 2019Q1 or 2018A."""
    try:
        quarter = Quarter.parse(text)
    except ValueError:
        raise Http404("没有这一期。") from None
    if str(quarter) != text:
        raise Http404("没有这一期。")
    return quarter
