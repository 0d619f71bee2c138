"""A quarter's context → what the board prints: which phase, which rows, which panels. Computes no figure."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from indicators.overview import Dot, Panel, overview
from indicators.plotting import nice_ticks
from indicators.progress import Signal
from reports import extracts
from reports.contexts import ChangeContext, PhaseContext, QuarterContext, RowContext
from submissions.quarters import Quarter

STORIES, PAGE, DOTS = 3, 60, 24
"""How many stories, rows of a page, and marks of a half of the figure the board holds, however large the plan."""
MISSING, NOTHING = "——", "·"
SINCE = re.compile(r"(\d+项转[绿黄红]|更正\d+项|\d+个单位首次[迟未]报|补报\d+项)")
LISTS = {
    "转绿": ("turned-green", "ON_TRACK"),
    "转黄": ("turned-amber", "BEHIND"),
    "转红": ("turned-red", "FAR_BEHIND"),
    "更正": ("corrected", ""),
    "随之变化": ("followed", ""),
    "补报": ("caught-up", ""),
    "迟报": ("late", ""),
}
"""Each kind of change: the anchor of its list, and the signal whose mark stands before it."""
SHOWN = {"迟报": "迟报、未报"}
"""What stands over a list where its kind alone would say too little."""
WORRIES = extracts.URGENT
JUDGEMENTS = (*WORRIES, "可控", "顺利", "未报")


@dataclass(frozen=True)
class Filters:
    """What the address narrows the table to: signals, a unit, a group."""

    signals: tuple[str, ...]
    unit: str
    group: str

    @classmethod
    def of(cls, query) -> "Filters":
        return cls(tuple(query.getlist("signal")), query.get("unit", ""), query.get("group", ""))

    @property
    def is_active(self) -> bool:
        return bool(self.signals or self.unit or self.group)

    @property
    def lasting(self) -> dict:
        """Return what still means the same in another phase or edition; a signal does not."""
        return {name: value for name, value in (("unit", self.unit), ("group", self.group)) if value}

    def keep(self, row: RowContext) -> bool:
        of_signal = not self.signals or row.signal.key in self.signals
        of_unit = not self.unit or self.unit in row.unit.split("、")
        return of_signal and of_unit and self.group in ("", row.group)


@dataclass(frozen=True)
class Board:
    """One phase of a quarter as the board shows it."""

    context: QuarterContext
    phase: PhaseContext
    filters: Filters
    edition: str = ""
    number: str = "1"

    @cached_property
    def is_year_end(self) -> bool:
        return is_year_end(self.phase)

    @cached_property
    def judged(self):
        return [count for count in self.phase.counts if Signal[count.signal.key].is_judged]

    @cached_property
    def quiet(self):
        """Return the counts of what is not judged, each with its own word."""
        return [count for count in self.phase.counts if not Signal[count.signal.key].is_judged]

    @property
    def quiet_total(self) -> int:
        return sum(count.count for count in self.quiet)

    @cached_property
    def attention(self) -> list[RowContext]:
        by_slug = {row.slug: row for row in self.phase.rows}
        return [by_slug[slug] for slug in self.phase.attention if slug in by_slug]

    @property
    def stories(self) -> list[RowContext]:
        return self.attention[:STORIES]

    @property
    def others(self) -> list[RowContext]:
        return self.attention[STORIES:]

    @cached_property
    def page(self) -> Page:
        """Return the rows the address asks for, a page of them where the plan is large."""
        return Paginator(list(filter(self.filters.keep, self.phase.rows)), PAGE).get_page(self.number)

    @property
    def groups(self) -> list[tuple[str, list[RowContext]]]:
        return [(name, list(found)) for name, found in groupby(self.page, key=lambda row: row.group)]

    @property
    def is_large(self) -> bool:
        return len(self.phase.rows) > PAGE

    @property
    def units(self) -> list[str]:
        named = (unit for row in self.phase.rows for unit in row.unit.split("、"))
        return list(dict.fromkeys(named))

    @property
    def window(self) -> PhaseContext | None:
        """Return the long-term phase, shown below unless it is the one on show."""
        return next((p for p in self.context.phases if p.is_window and p.slug != self.phase.slug), None)

    @cached_property
    def goals(self):
        return extracts.goals_of(self.context, self.phase)

    @property
    def goals_headline(self) -> str:
        return f"定性目标{len(self.goals)}项：{extracts.goals_told(self.goals)}"

    @property
    def quarter(self) -> Quarter:
        return Quarter.parse(self.phase.quarter)

    @property
    def pace(self) -> str:
        """Return 25, the share of the year that is over, where every judged row is held against it."""
        paced = [row for row in self.phase.rows if row.bar.pace is not None]
        is_calendar = paced and all(row.pace_name == "时序进度" for row in paced)
        return paced[0].pace.text.removesuffix(".0") if is_calendar else ""

    @property
    def tasks(self):
        """Return [(judgement, how many tasks)], every word that occurs."""
        given = [task.judgement for task in self.context.tasks]
        return [(word, given.count(word)) for word in JUDGEMENTS if word in given]

    @property
    def worries(self) -> list[tuple]:
        """Return the tasks that need coordination or are at risk, each with the problem its spokesman met."""
        found = extracts.urgent(self.context, *WORRIES)
        found.sort(key=lambda each: (WORRIES.index(each[0].judgement), each[0].number))
        return [(task, told.problems) for task, told in found]

    @property
    def missing_figures(self):
        return [each for each in self.context.reporting.missing if each.form != "任务进展"]

    # --- addresses ------------------------------------------------------------------------------------

    def address(self, signals=(), unit="", group="", page="") -> str:
        """Return the board's own address narrowed to these, so that it can be passed on."""
        phase = "" if self.phase.slug == self.context.phase else self.phase.slug
        given = {
            "edition": self.edition,
            "phase": phase,
            "signal": list(signals),
            "unit": unit,
            "group": group,
        }
        given["page"] = page
        query = urlencode({name: value for name, value in given.items() if value}, doseq=True)
        return f"?{query}#rows"

    def elsewhere(self, url: str) -> str:
        """Return the address of another phase or edition with the unit and group that were chosen here."""
        query = urlencode(self.filters.lasting)
        return f"{url}{'&' if '?' in url else '?'}{query}" if query else url

    @property
    def window_url(self) -> str:
        given = {"edition": self.edition, "phase": self.window.slug}
        return f"?{urlencode({name: value for name, value in given.items() if value})}"

    @cached_property
    def pages(self) -> list[dict]:
        chosen, here = self.filters, self.page.number
        return [
            {
                "name": number,
                "url": self.address(chosen.signals, chosen.unit, chosen.group, number if number > 1 else ""),
                "is_current": number == here,
            }
            for number in self.page.paginator.page_range
        ]

    @property
    def all_url(self) -> str:
        return self.address()

    @property
    def quiet_url(self) -> str:
        return self.address([count.signal.key for count in self.quiet])

    @property
    def unit_links(self) -> list[dict]:
        signals, group = self.filters.signals, self.filters.group
        return links(self.units, self.filters.unit, lambda unit: self.address(signals, unit, group))

    @property
    def group_links(self) -> list[dict]:
        names = dict.fromkeys(row.group for row in self.phase.rows)
        signals, unit = self.filters.signals, self.filters.unit
        return links(names, self.filters.group, lambda group: self.address(signals, unit, group))

    @property
    def filter_words(self) -> str:
        words = [count.signal.word for count in self.phase.counts if count.signal.key in self.filters.signals]
        return "、".join([*words, *filter(None, [self.filters.group])])

    @property
    def since(self) -> list[tuple[str, str]]:
        """Return 较上期 in pieces: (text, anchor of the list it tells of)."""
        if self.context.difference is None:
            return []
        pieces = SINCE.split(self.context.difference.sentence)
        return [(piece, anchor(piece) if SINCE.fullmatch(piece) else "") for piece in pieces if piece]

    @property
    def changes(self) -> list[tuple]:
        return lists(self.context.difference.changes) if self.context.difference else []

    # --- the overview -------------------------------------------------------------------------------

    @cached_property
    def panels(self) -> list[Panel]:
        rows = [row for row in self.phase.rows if row.bar.value is not None and not row.bar.is_stale]
        halves = verdict_panels(rows) if self.is_year_end else pace_panels(rows, self.pace)
        return [panel for panel in halves if panel.dots]

    @property
    def overview_title(self) -> str:
        counts = [len(panel.dots) for panel in self.panels]
        judged = sum(is_judged(row) for row in self.phase.rows)
        if self.is_large:
            return f"离目标最远的{sum(counts)}项，其余见下表"
        if self.is_year_end and judged:
            missed = sum(row.signal.key == "MISSED" for row in self.phase.rows)
            return "，".join(
                filter(
                    None, (missed and f"{missed}项差多少", judged - missed and f"{judged - missed}项超多少")
                )
            )
        if judged and len(counts) > 1:
            return f"{counts[0]}项离时序进度多远，其余离全年目标多远"
        return f"{counts[0]}项离时序进度多远" if judged else f"{sum(counts)}项离目标多远"

    @property
    def overview_note(self) -> str:
        """Return what the halves of the figure are."""
        sides = ("左", "右") if len(self.panels) > 1 else ("", "")
        if self.is_year_end:
            return "占目标的比例" + ("，都从目标线量起" if self.judged else "")
        words = {0: "判定的{}项，离时序进度多少个百分点", 1: "本期不判定、已有数的{}项，占全年目标的比例"}
        told = [words[int(panel.origin)].format(len(panel.dots)) for panel in self.panels]
        return "；".join(f"{side}为{each}" if side else each for side, each in zip(sides, told, strict=False))

    @property
    def figures(self) -> dict:
        return {"wide": overview(self.panels), "narrow": overview(self.panels, is_narrow=True)}


def board(context: QuarterContext, query) -> Board:
    """Return the board of the phase that the address names, else of the edition's own."""
    phase = context.phase_of(query.get("phase", "")) or context.main
    return Board(context, phase, Filters.of(query), query.get("edition", ""), query.get("page", "1"))


def links(names, chosen: str, address) -> list[dict]:
    """Return a link to all and one to each name, the chosen one marked."""
    every = ("", *names)
    return [{"name": name or "全部", "url": address(name), "is_current": name == chosen} for name in every]


def is_judged(row: RowContext) -> bool:
    return Signal[row.signal.key].is_judged


def is_year_end(phase: PhaseContext) -> bool:
    """Answer whether the rows are held against the whole year, or the window, instead of the pace."""
    return phase.is_window or Quarter.parse(phase.quarter).is_year_end


def anchor(piece: str) -> str:
    """Return the list that a piece of 较上期 leads to; who sent nothing 未报 stands in that of who was late."""
    return next(name for kind, (name, _) in LISTS.items() if kind in piece.replace("未报", "迟报"))


def lists(changes) -> list[tuple[str, str, str, list[ChangeContext]]]:
    """Return the changes by kind: (what stands over them, anchor, signal, changes)."""
    found = [
        (SHOWN.get(kind, kind), *look, [each for each in changes if each.kind == kind])
        for kind, look in LISTS.items()
    ]
    return [each for each in found if each[-1]]


def pace_panels(rows, pace: str) -> list[Panel]:
    """Return the judged rows by their gap, worst first, and the others by their share of the year's target."""
    judged = sorted(
        (row for row in rows if is_judged(row) and row.gap.value is not None), key=lambda row: row.gap.value
    )
    gaps = [float(row.gap.value) for row in judged]
    low, high = min([0, *gaps]), max([0, *gaps])
    ticks = tuple((x, f"{'慢' if x < 0 else '快'}{abs(x):g}") for x in nice_ticks(low, high) if x)
    dots = tuple(
        Dot(row.name, gap, row.gap.text, row.signal.key) for row, gap in zip(judged, gaps, strict=True)
    )[:DOTS]
    waiting = [row for row in rows if not is_judged(row)]
    title = f"时序{pace}%" if pace else "应达进度"
    return [Panel(dots, 0, title, True, ticks), share_panel(waiting, shortest)]


def share_panel(rows, label) -> Panel:
    rows = sorted(rows, key=lambda row: -row.bar.value)[-DOTS:]
    dots = tuple(Dot(row.name, float(row.bar.value), label(row), row.signal.key) for row in rows)
    return Panel(dots, 1, "目标", False, ((0, "0"), (0.5, "50%")))


def shortest(row) -> str:
    """Return an unjudged row's remark without the words that the figure itself says."""
    return re.sub("^(完成|达到)目标的|目标", "", row.remark) or row.signal.word


def verdict_panels(rows) -> list[Panel]:
    """Return what missed its target and what met it, both measured from the target; else how far each is on the way."""
    if not any(is_judged(row) for row in rows):
        return [share_panel(rows, shortest)]
    halves = []
    for key, word in (("MISSED", "差"), ("MET", "超")):
        found = sorted((row for row in rows if row.signal.key == key), key=lambda row: row.bar.value)[:DOTS]
        dots = tuple(Dot(row.name, float(row.bar.value), distance(row, word), key) for row in found)
        shares = [1.0, *(dot.x for dot in dots)]
        ticks = tuple((x, f"{x * 100:g}%") for x in nice_ticks(min(shares), max(shares), most=3) if x != 1)
        halves.append(Panel(dots, 1, "目标", True, ticks))
    return halves


def distance(row, word: str) -> str:
    """Return 差1.60亿元, 超3家, 持平, or the words that stand in place of a number."""
    if not row.gap.value:
        return "等于目标，未超过" if row.signal.key == "MISSED" else "持平"
    measure = "个百分点" if row.measure == "%" else row.measure
    return f"{word}{row.gap.text.lstrip('+−')}{measure}"
