"""What happened to an indicator 经过: each figure handed in and published, each correction, target and definition, by its day."""

from dataclasses import replace

from accounts import clock
from indicators.models import Origin
from reports.contexts import CorrectionContext, IndicatorContext, MomentContext, PointContext
from reports.judging import Judge
from submissions.models import Kind
from submissions.quarters import Quarter

FIGURE, CORRECTED = "实绩", "更正"


def told(judge: Judge, indicators: tuple[IndicatorContext, ...], corrections, published_at):
    """Return the indicators, each with what happened to it; `corrections` are all there ever were."""
    found = Happenings(judge, corrections, published_at)
    return tuple(
        replace(context, moments=found.of(indicator, context.points))
        for indicator, context in zip(judge.indicators, indicators, strict=True)
    )


class Happenings:
    """The days of a document's figures, read once."""

    def __init__(self, judge: Judge, corrections, published_at):
        self.judge, self.series = judge, judge.series
        now = {judge.quarter: published_at} if published_at else {}
        self.published = now | judge.terms.published
        self.first, self.corrected = {}, {}
        for line in self.series.frame.itertuples():
            self.first.setdefault((line.thing, Quarter(line.year, line.part)), line)
        for each in corrections:
            self.corrected.setdefault((each.item, Quarter.parse(each.quarter)), []).append(each)

    def of(self, indicator, points) -> tuple[MomentContext, ...]:
        """Return what happened to one indicator, oldest first."""
        found = [*self.figures(indicator, points), *self.targets(indicator), *self.definitions(indicator)]
        return tuple(sorted(found, key=lambda moment: moment.on))

    def figures(self, indicator, points):
        for point in points:
            quarter = Quarter.parse(point.quarter)
            things = self.things(indicator, quarter)
            lines = [self.first[thing, quarter] for thing in things if (thing, quarter) in self.first]
            if lines and point.value.value is not None and lines[0].kind != Kind.BACKFILL:
                changes = [line for thing in things for line in self.corrected.get((thing, quarter), [])]
                yield self.figure(indicator, point, lines, changes)
                yield from map(correction, changes)

    def things(self, indicator, quarter) -> list[str]:
        """Return the cells the value is made of: a value handed down alone, else the items of its definition."""
        stated = f"stated-{indicator.slug}"
        items = self.series.definition(indicator, quarter).items
        return [stated] if (stated, quarter) in self.first else [item.slug for item in items]

    def figure(self, indicator, point: PointContext, lines, changes) -> MomentContext:
        quarter = Quarter.parse(point.quarter)
        approved = max(line.approved_at for line in lines)
        handed_in = [line.handed_in_at for line in lines if line.handed_in_at]
        days = [f"{spoken(max(handed_in))}报" if handed_in else "", f"{spoken(approved)}审核"]
        on = self.published.get(quarter)
        days.append(f"{spoken(on)}发布" if on else "未发布")
        said = f"{point.label}{point.value.text}{indicator.measure}{'（更正后）' if changes else ''}"
        if point.progress.value is not None:
            said += f"，进度{point.progress.text}%"
        text = f"{said}（{'、'.join(filter(None, days))}）"
        return MomentContext(clock.day_of(on or approved), FIGURE, text, point.quarter, point.signal)

    def targets(self, indicator):
        for target in self.judge.terms.versions(indicator):
            if target.origin == Origin.COMMITTEE and target.decided_at:
                of = target.phase or (f"{target.year}年" if target.year else "")
                again = f"（第{target.version}版）" if target.version > 1 else ""
                text = f"管委会设定{of}目标{target.words}{indicator.measure}{again}：{target.reason or target.basis}"
                yield MomentContext(clock.day_of(target.decided_at), "目标", text)

    def definitions(self, indicator):
        for definition in self.series.definitions(indicator):
            if definition.confirmed_at and (definition.question or definition.version > 1):
                text = f"口径第{definition.version}版确认：{definition.confirmed_text or definition.words}"
                yield MomentContext(clock.day_of(definition.confirmed_at), "口径", text)


def correction(change: CorrectionContext) -> MomentContext:
    what = f"{change.quarter_label}{change.name} {change.before.text}→{change.after.text}"
    text = f"{what}，{change.reason}（{change.unit}）"
    return MomentContext(change.approved_on, CORRECTED, text, change.quarter)


def spoken(at) -> str:
    return clock.spoken_short(clock.day_of(at))
