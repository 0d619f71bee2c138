"""The quarter 季度 as a value: parse, label, neighbours. Part 5 is the annual report 年报."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

ANNUAL = 5
DAYS_TO_REPORT = 15
ANNUAL_DUE = (3, 31)
"""Month and day, in the year after, by which annual figures are there."""
EARLIEST, LATEST = 1949, 2999
_NAMES = {1: "一季度", 2: "二季度", 3: "三季度", 4: "四季度", ANNUAL: "年报"}
_CUMULATIVE = {1: "一季度", 2: "上半年", 3: "前三季度", 4: "全年", ANNUAL: "全年"}
_PARTS = {
    1: r"Q1|第?[一1]季度?|1-3月份?",
    2: r"Q2|第?[二2]季度?|上半年|H1|1-6月份?",
    3: r"Q3|第?[三3]季度?|前[三3]季度?|1-9月份?",
    4: r"Q4|第?[四4]季度?",
    ANNUAL: r"A|年报|年度|全年|1-12月份?|",
}
_YEAR = r"(?P<year>\d{4}|\d{2}(?=年))年?"
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:T?00:00(?::00)?)?", re.ASCII)
_MONTH = re.compile(r"\d{2,4}[-/.年]\d{1,2}月?", re.ASCII)


@dataclass(frozen=True, order=True)
class Quarter:
    """A reporting quarter: `part` 1…4, or ANNUAL, which follows the fourth."""

    year: int
    part: int

    def __post_init__(self):
        if not (EARLIEST <= self.year <= LATEST and 1 <= self.part <= ANNUAL):
            raise ValueError(
                f"没有{self.year}年第{self.part}期：年度应在{EARLIEST}—{LATEST}之间，期次为四个季度或年报。"
            )

    def __str__(self):
        return f"{self.year}A" if self.is_annual else f"{self.year}Q{self.part}"

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """Read 2018年一季度, 2018Q1, 18年1季度, 2018-03-31 …; raise ValueError with a Chinese reason."""
        plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(text))).upper()
        plain = re.sub("[–—―~至]+", "-", plain)
        if day := _DAY.fullmatch(plain):
            return cls._ending(text, *map(int, day.groups()))
        for part, pattern in _PARTS.items():
            match = re.fullmatch(f"{_YEAR}(?:{pattern})", plain, re.ASCII)
            if match and not plain.isdigit():
                century = 2000 if len(match["year"]) == 2 else 0
                return cls(century + int(match["year"]), part)
        if _MONTH.fullmatch(plain):
            raise ValueError(f"“{text}”看不出是哪个季度，请写成“2018年一季度”或“2018Q1”。")
        raise ValueError(f"看不懂期次“{text}”，请写成“2018年一季度”或“2018Q1”。")

    @classmethod
    def _ending(cls, text, year, month, day):
        try:
            quarter = cls.of(dt.date(year, month, day))
        except ValueError:
            raise ValueError(f"“{text}”不是有效日期，请写成“2018-03-31”或“2018年一季度”。") from None
        if quarter.ends_on != dt.date(year, month, day):
            raise ValueError(f"“{text}”不是季度末，请写季度最后一天，如“2018-03-31”，或写“2018年一季度”。")
        return quarter

    @classmethod
    def of(cls, day: dt.date) -> "Quarter":
        """Return the quarter that contains `day`."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    @classmethod
    def due(cls, day: dt.date) -> "Quarter":
        """Return the last quarter finished before `day`: the one to report."""
        return cls.of(day).previous()

    @property
    def is_annual(self) -> bool:
        return self.part == ANNUAL

    @property
    def is_year_end(self) -> bool:
        return self.part >= 4

    @property
    def label(self) -> str:
        return f"{self.year}年{self.short}"

    @property
    def short(self) -> str:
        return _NAMES[self.part]

    @property
    def cumulative_label(self) -> str:
        return f"{self.year}年" if self.is_year_end else f"{self.year}年{self.cumulative_short}"

    @property
    def cumulative_short(self) -> str:
        return _CUMULATIVE[self.part]

    @property
    def months(self) -> int:
        return min(self.part, 4) * 3

    @property
    def remaining(self) -> int:
        """Return how many quarters of the year are still to come."""
        return 4 - min(self.part, 4)

    @property
    def starts_on(self) -> dt.date:
        return dt.date(self.year, 1 if self.is_annual else self.months - 2, 1)

    @property
    def ends_on(self) -> dt.date:
        first_of_next = dt.date(self.year + self.months // 12, self.months % 12 + 1, 1)
        return first_of_next - dt.timedelta(days=1)

    @property
    def default_due_on(self) -> dt.date:
        """Return the due date that holds unless another one is set."""
        if self.is_annual:
            return dt.date(self.year + 1, *ANNUAL_DUE)
        return self.ends_on + dt.timedelta(days=DAYS_TO_REPORT)

    def previous(self) -> "Quarter":
        return Quarter(self.year, self.part - 1) if self.part > 1 else Quarter(self.year - 1, 4)

    def previous_in_year(self) -> "Quarter | None":
        """Return the quarter before within the year; none before the first, the third before the annual report."""
        return Quarter(self.year, min(self.part, 4) - 1) if self.part > 1 else None

    def year_ago(self) -> "Quarter":
        return Quarter(self.year - 1, self.part)
