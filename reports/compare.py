"""Two editions → what turned, what was corrected, who was late. Plain contexts in, plain contexts out."""

from collections import Counter

from reports.contexts import ChangeContext, DifferenceContext, QuarterContext, SignalContext

COLOURS = {"ON_TRACK": "绿", "MET": "绿", "BEHIND": "黄", "FAR_BEHIND": "红", "MISSED": "红"}
"""The colour of a judgement; what is not judged has none."""

NOTHING = "判定没有变化"
FIRST_LATE, FIRST_ABSENT = "首次迟报", "首次未报"


def difference(
    this: QuarterContext, previous: QuarterContext, last: QuarterContext | None = None
) -> DifferenceContext:
    """Return 较上期: `this` against the quarter before, with the sentence that opens the board and the notice.

    `last` is the edition of the same quarter that `this` replaces, if any: what was handed in since then is told too.
    """
    since = caught_up(this, last) if last else ()
    changes = (*turns(this, previous), *corrections(this), *late(this, previous), *since)
    label = f"{previous.label} {previous.edition_label}"
    return DifferenceContext(label, sentence(changes), changes)


def turns(this, previous) -> tuple[ChangeContext, ...]:
    """Return the indicators whose judgement changed colour; one that had none or has none did not turn."""
    before = {row.slug: row.signal for row in previous.main.rows}
    found = []
    for row in this.main.rows:
        old = before.get(row.slug)
        if colour := turned(old, row.signal):
            found.append(
                ChangeContext(f"转{colour}", row.slug, row.name, old.word, row.signal.word, row.note)
            )
    return tuple(found)


def turned(old: SignalContext | None, new: SignalContext) -> str:
    """Return the colour that a judgement turned to, or ""; one that had none or has none did not turn."""
    colours = COLOURS.get(old.key if old else ""), COLOURS.get(new.key)
    return colours[1] if None not in colours and colours[0] != colours[1] else ""


def corrections(this) -> tuple[ChangeContext, ...]:
    """Return the figures corrected since the edition before, of whatever quarter; one corrected twice is told once."""
    cells = {}
    for each in this.corrections:
        cells.setdefault((each.item, each.quarter), []).append(each)
    return tuple(_correction(this, found) for found in cells.values())


def _correction(this, found) -> ChangeContext:
    first, last = found[0], found[-1]
    name = first.name if first.quarter == this.quarter else f"{first.quarter_label}{first.name}"
    reasons = "；".join(dict.fromkeys(each.reason for each in found))
    return ChangeContext("更正", first.item, name, first.before.text, last.after.text, reasons)


def late(this, previous) -> tuple[ChangeContext, ...]:
    """Return the units late now that were not late before: what came late, and what has not come at all."""
    fresh = [unit for unit in this.reporting.late if unit not in previous.reporting.late]
    words = {unit: FIRST_ABSENT if unit in this.reporting.absent else FIRST_LATE for unit in fresh}
    return tuple(ChangeContext("迟报", unit, unit, "", word, "") for unit, word in words.items())


def caught_up(this, previous) -> tuple[ChangeContext, ...]:
    """Return what was missing in the last edition of the same quarter and has been handed in since."""
    absent = {(each.unit, each.what) for each in this.reporting.missing}
    gone = [each for each in previous.reporting.missing if (each.unit, each.what) not in absent]
    return tuple(ChangeContext("补报", each.what, each.what, "——", "已补报", each.unit) for each in gone)


def followed(this, previous) -> tuple[ChangeContext, ...]:
    """Return the figures that changed between two editions of one quarter 随之变化, corrected or computed."""
    before = {row.slug: row for row in previous.main.rows}
    found = []
    for row in this.main.rows:
        old = before.get(row.slug)
        for label, then, now in _pairs(old, row) if old else ():
            if then != now:
                found.append(ChangeContext("随之变化", row.slug, f"{row.name} {label}", then, now, ""))
    return tuple(found)


def _pairs(old, new):
    yield new.value_label, old.value.text, new.value.text
    yield "进度", old.progress.text, new.progress.text
    yield "时序差", old.gap.text, new.gap.text
    yield "预测全年", *(row.forecast.total.text if row.forecast else "·" for row in (old, new))
    yield "判定", old.signal.word, new.signal.word


def sentence(changes) -> str:
    """Return 3项转绿、2项转黄、1项转红；更正1项（…）；2个单位首次迟报, or 判定没有变化."""
    by_kind = {}
    for change in changes:
        by_kind.setdefault(change.kind, []).append(change)
    turned = [f"{len(by_kind[kind])}项{kind}" for kind in ("转绿", "转黄", "转红") if kind in by_kind]
    clauses = ["、".join(turned) or NOTHING]
    if corrected := by_kind.get("更正"):
        told = "；".join(f"{each.name} {each.before}→{each.after}，{each.reason}" for each in corrected)
        clauses.append(f"更正{len(corrected)}项（{told}）")
    late_words = Counter(each.after for each in by_kind.get("迟报", ()))
    clauses += [f"{late_words[word]}个单位{word}" for word in (FIRST_LATE, FIRST_ABSENT) if late_words[word]]
    if handed_in := by_kind.get("补报"):
        clauses.append(f"补报{len(handed_in)}项")
    return "；".join(clauses)
