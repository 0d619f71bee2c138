"""What the figures of a sheet would make of the indicators they feed, before anybody has approved them 随填随算."""

from dataclasses import dataclass
from functools import cached_property

from indicators.checks import SheetRow
from indicators.forms import entry_text
from indicators.models import Actual, Item, stated_definitions
from indicators.models.figures import growth_text, sheet_row
from indicators.progress import Signal, Term
from indicators.series import Series
from indicators.sheets import has_single
from reports import compare, sentences
from reports.contexts import Figure, RowContext
from reports.judging import Assessment, Judge, figure
from reports.models import Edition
from submissions.models import Kind

STATED = "stated-"


@dataclass(frozen=True)
class Effect:
    """One indicator as it would stand, in a few words; what it still waits for; how its light would turn."""

    row: RowContext
    words: str
    missing: str  # 待填第28项服务收入
    turn: str  # 由正常转滞后
    previous: Figure  # the quarter before, within the year
    is_confirmed: bool
    cells: frozenset[str]  # of the sheet, that it is made from

    @property
    def is_telling(self) -> bool:
        """Return whether the words say more than the signal: what is awaited matters once the value is due."""
        return bool(self.words) and (not self.missing or self.row.signal.key == Signal.NOT_REPORTED.name)


@dataclass(frozen=True)
class Margin:
    """What stands beside one cell of the sheet: what it is, what stood before, what it makes."""

    serial: int | str
    name: str
    explanation: str
    effects: tuple[Effect, ...]
    question: str = ""
    has_single: bool = False
    year_ago: str = ""  # in the measure of the cell
    growth: str = ""


class Draft:
    """A submission's draft lines laid on what is in force, and what judges them."""

    def __init__(self, submission):
        self.submission, self.quarter, self.unit = submission, submission.period.quarter, submission.unit
        self.document = submission.period.document
        self.series = Series(self.document)
        self.series.overlay(submission)
        published = Edition.first_published(self.document)
        self.judge = Judge(self.document, self.series, self.quarter, published=published)

    @cached_property
    def items(self) -> list[Item]:
        """Return the items that the submission says something of; a correction only what it corrects."""
        items = Actual.items_of(self.submission)
        if self.submission.kind != Kind.CORRECTION:
            return items
        held = set(self.submission.lines.values_list("item_id", flat=True))
        return [item for item in items if item.pk in held]

    @cached_property
    def published(self) -> dict:
        """Return the signals of the edition that stands, by indicator."""
        edition = Edition.objects.standing(self.document, self.quarter)
        return {row.slug: row.signal for row in edition.context.main.rows} if edition else {}

    def effects(self, slugs) -> tuple[Effect, ...]:
        """Return every indicator that one of the items feeds, in the plan's order."""
        wanted = set(slugs)
        return tuple(
            self.effect(indicator) for indicator in self.judge.indicators if wanted & self.cells_of(indicator)
        )

    def cells_of(self, indicator) -> set[str]:
        """Return the cells that an indicator's value comes from: its items, and a value handed down 上级反馈值."""
        items = self.series.definition(indicator, self.quarter).items
        return {f"{STATED}{indicator.slug}", *(item.slug for item in items)}

    def effect(self, indicator) -> Effect:
        found = self.assess(indicator)
        row, missing = self.judge.row(found), self.missing(found)
        earlier = self.quarter.previous() if self.quarter.is_annual else self.quarter.previous_in_year()
        before = self.series.read(indicator, earlier).value if earlier else None
        old = self.published.get(indicator.slug)
        return Effect(
            row=row,
            words=missing or words(found, row),
            missing=missing,
            turn=f"由{old.word}转{row.signal.word}" if compare.turned(old, row.signal) else "",
            previous=figure(before, indicator.decimals),
            is_confirmed=found.case.is_confirmed,
            cells=frozenset(self.cells_of(indicator)),
        )

    def assess(self, indicator) -> Assessment:
        """Judge by the target of the quarter's year, else of the window to come, whose verdict waits for a year end."""
        terms, quarter = self.judge.terms, self.quarter
        target = terms.of_year(indicator, quarter)
        if target is None:
            later = [each for each in terms.in_force(indicator, quarter) if each.due_year is None]
            target = later[0] if later else None
        is_early = target and target.due_year is None and not quarter.is_year_end
        return self.judge.assess(indicator, target, quarter, Term.AHEAD if is_early else None)

    def missing(self, found: Assessment) -> str:
        """Return which input is still to be filled in, and by whom; or why the inputs give no value."""
        if found.reading.value is not None:
            return ""
        items = self.series.definition(found.indicator, self.quarter).items
        absent = [item for item in items if self.series.input(item, self.quarter)[0].value is None]
        return "、".join(map(self.awaited, absent)) or found.reading.missing

    def sheet_row(self, item, line) -> SheetRow:
        """Return the item as it would be handed in, beside what stood before."""
        known = {of: self.series.line(item.slug, of) for of in self.series.quarters()}
        standing = {(item.slug, of): each.value for of, each in known.items() if each}
        return sheet_row(item, self.quarter, line, standing, divides=False)

    def awaited(self, item) -> str:
        name = f"第{item.order}项{item.name}"
        if not item.is_asked_in(self.quarter):
            return f"{name}年报时填"
        unit = self.series.unit_of(item, self.quarter)
        return f"待填{name}" if unit == self.unit else f"待{unit.short_name}填{name}"


def effects(submission, slug: str = "") -> tuple[Effect, ...]:
    """Return what the submission's figures, or one of them, would make of the indicators."""
    draft = Draft(submission)
    return draft.effects([slug] if slug else [item.slug for item in draft.items])


def margin(submission, cell: str = "") -> Margin | None:
    """Return what stands beside a cell, by default the first one; None where the sheet has no such cell."""
    for item in Actual.items_of(submission):
        if cell in ("", item.slug):
            return item_margin(Draft(submission), item)
    for definition in stated_definitions(submission):
        if cell == f"{STATED}{definition.indicator.slug}":
            name = f"{definition.indicator.name}（上级反馈值）"
            return Margin("", name, definition.words, Draft(submission).effects([cell]))
    return None


def item_margin(draft: Draft, item) -> Margin:
    found, line = draft.effects([item.slug]), draft.submission.lines.filter(item=item).first()
    row = draft.sheet_row(item, line)
    places = "整数" if item.is_integer else f"最多{item.decimals}位小数"
    is_open = not all(each.is_confirmed for each in found)
    return Margin(
        serial=item.order,
        name=item.name,
        explanation=f"{item.explanation}。{item.entry_measure}，{places}。",
        effects=found,
        question=item.open_question if is_open else "",
        has_single=has_single(item, draft.quarter),
        year_ago=entry_text(item, row.year_ago),
        growth=growth_text(item, row, line),
    )


def words(found: Assessment, row: RowContext) -> str:
    """Return one short sentence: ahead of or behind the pace, or how far from the target."""
    indicator, judgement = found.indicator, found.judgement
    if judgement.gap is not None:
        return sentences.pace_words(judgement.gap, row.pace_name)
    if judgement.signal in (Signal.MET, Signal.MISSED):
        return sentences.distance_words(judgement, indicator.kind, indicator.measure, indicator.decimals)
    is_later = found.target and found.target.phase and found.target.phase.is_window
    return f"长期目标：{row.remark}" if is_later and row.remark else row.remark
