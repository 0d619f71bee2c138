"""A figure → its sentence, by kind; and the sentences that open a board or a notice. No Django, no rounding of its own.

Numbers arrive printed, with their sign in the words: never 增长−2.1%.
"""

from dataclasses import dataclass
from decimal import Decimal

from indicators import quantities
from indicators.progress import Judgement, Kind, Operator, Signal, is_level

CHINESE = "零一二三四五六七八九十"


@dataclass(frozen=True)
class Subject:
    """What a sentence is about: the indicator, its printed value and measure, and the judgement."""

    name: str
    kind: str
    measure: str
    decimals: int
    operator: str
    label: str  # 累计 | 期末 | 全年 | 年末
    value: str
    judgement: Judgement
    pace_name: str = "时序进度"
    growth: Decimal | None = None  # percent, or percentage points for ratios
    is_official_growth: bool = False
    added: Decimal | None = None  # a stock's addition since the year's start
    status: str = ""  # 预计 | 快报 | 正式
    is_year_end: bool = False


def figure_sentence(subject: Subject) -> str:
    """Return the indicator's sentence after its name, e.g. 累计118.60亿元，完成年度目标的23.7%，慢于时序进度1.3个百分点。"""
    clauses = [_value(subject), *_achievement(subject), *_comparison(subject), *_verdict(subject)]
    return "，".join(clause for clause in clauses if clause) + "。"


def missing_sentence(signal: Signal, last: str = "", last_label: str = "") -> str:
    """Return what is said of an indicator without a value."""
    known = f"，最近一次为{last_label}{last}" if last else ""
    words = {Signal.NOT_DUE: "本期不要求填报，未到考核期", Signal.NO_BASE: "缺上年同期数，不能计算"}
    return f"{words.get(signal, '本期未报')}{known}。"


def _value(subject) -> str:
    status = "（预计）" if subject.status == "预计" else ""
    if subject.kind == Kind.RANK:
        return f"列第{subject.value}{subject.measure}{status}"
    if subject.kind == Kind.GROWTH:
        down = subject.value.startswith(quantities.MINUS)
        return f"{'下降' if down else '增长'}{subject.value.lstrip(quantities.MINUS)}{subject.measure}{status}"
    verb = "为" if subject.kind == Kind.RATIO else subject.label
    return f"{verb}{subject.value}{subject.measure}{status}"


def _achievement(subject):
    """Yield how far the value is on the way: by pace where it is judged, else against the target."""
    judgement = subject.judgement
    if subject.kind == Kind.FLOW and judgement.completion is not None and judgement.signal is not Signal.UNCONFIRMED:
        yield f"完成年度目标的{quantities.format_percent(judgement.completion)}%"
    elif judgement.completion is not None and (subject.kind == Kind.STOCK or is_plain_ratio(subject)):
        yield f"达到目标的{quantities.format_percent(judgement.completion)}%"
    elif judgement.distance is not None:
        yield distance_words(judgement, subject.kind, subject.measure, subject.decimals)
    if judgement.gap is not None:
        yield pace_words(judgement.gap, subject.pace_name)


def is_plain_ratio(subject) -> bool:
    """Return whether the ratio is not in percent, so that points would say nothing."""
    return subject.kind == Kind.RATIO and subject.measure != "%" and subject.judgement.signal is not Signal.UNCONFIRMED


def pace_words(gap: Decimal, name: str) -> str:
    """Return 快于/慢于时序进度y个百分点, or 与时序进度持平."""
    if is_level(gap):
        return f"与{name}持平"
    return f"{'快于' if gap > 0 else '慢于'}{name}{quantities.format_value(abs(gap), 1)}个百分点"


def distance_words(judgement: Judgement, kind: str, measure: str, decimals: int) -> str:
    """Return 高于/低于目标y个百分点, in places for a rank; equal is said as such."""
    distance = judgement.distance
    if distance == 0:
        return "等于目标"
    if kind == Kind.RANK:
        return f"{'优于' if distance > 0 else '落后于'}目标{quantities.format_value(abs(distance), 0)}{measure}"
    unit = "个百分点" if measure == "%" else measure
    figure = quantities.format_value(abs(distance), decimals)
    while Decimal(figure) == 0:
        decimals += 1
        figure = quantities.format_value(abs(distance), decimals)
    return f"{'高于' if distance > 0 else '低于'}目标{figure}{unit}"


def _comparison(subject):
    """Yield 同比 or 比年初; without a base there is no clause."""
    if subject.kind == Kind.STOCK and subject.added is not None:
        yield _change("比年初", subject.added, subject.decimals, subject.measure, "增加", "减少", "持平")
    elif subject.growth is not None and subject.kind == Kind.FLOW:
        official = "官方" if subject.is_official_growth else ""
        yield _change(f"{official}同比", subject.growth, 1, "%", "增长", "下降", "持平")
    elif subject.growth is not None and subject.measure == "%":
        yield _change("同比", subject.growth, 2, "个百分点", "提高", "降低", "持平")


def _change(lead, amount, decimals, unit, up, down, level) -> str:
    if quantities.rounded(amount, decimals) == 0:
        return f"{lead.replace('比', '与', 1) if lead.startswith('比') else lead}{level}"
    return f"{lead}{up if amount > 0 else down}{quantities.format_value(abs(amount), decimals)}{unit}"


def _verdict(subject):
    """Yield the verdict at the end of the term, or why there is none."""
    signal = subject.judgement.signal
    if signal in (Signal.MET, Signal.MISSED):
        preliminary = "（快报）" if subject.status == "快报" else ""
        equal = subject.judgement.distance == 0 and subject.operator == Operator.MORE_THAN
        yield f"{'等于目标、未超过，' if equal else ''}{signal.word}{preliminary}"
    elif signal in (Signal.UNCONFIRMED, Signal.NOT_DUE, Signal.NO_BASE, Signal.REACHED, Signal.NOT_YET):
        yield signal.word
    elif subject.judgement.is_above_from_start:
        yield "年初已在目标以上"


def remark(judgement: Judgement, kind: str, measure: str, decimals: int, operator: str) -> str:
    """Return the one sentence a table prints for what is not judged: 达到目标的63.2% · 低于目标0.32点 · 暂高于目标0.60点."""
    distance = judgement.distance
    if judgement.signal is Signal.UNCONFIRMED:
        return "暂不比较"
    if distance is None:
        return ""
    is_met = distance > 0 or (distance == 0 and operator != Operator.MORE_THAN)
    if distance == 0:
        return "等于目标，未超过" if operator == Operator.MORE_THAN else "暂等于目标"
    if kind == Kind.RANK or is_met or (measure == "%" and kind in (Kind.RATIO, Kind.GROWTH)):
        words = distance_words(judgement, kind, measure, decimals).replace("个百分点", "点")
        return f"暂{words}" if is_met else words
    verb = "完成" if kind == Kind.FLOW else "达到"
    return f"{verb}目标的{quantities.format_percent(judgement.completion)}%"


# --- the board's opening -------------------------------------------------------------------------------------


def headline(label: str, names: dict[Signal, list[str]]) -> str:
    """Return the news of the quarter: `names` holds the indicators of each signal in the document's order."""
    far, behind, good = (names.get(s, []) for s in (Signal.FAR_BEHIND, Signal.BEHIND, Signal.ON_TRACK))
    met, missed = names.get(Signal.MET, []), names.get(Signal.MISSED, [])
    if met or missed:
        return _year_end(label, met, missed)
    if far:
        return f"{label}{len(far)}项严重滞后：{_listed(far, 2)}"
    if behind:
        return f"{label}{len(behind)}项滞后：{_listed(behind, 2)}"
    if good:
        return f"{label}判定的{len(good)}项全部正常"
    return f"{label}没有到考核期的目标，暂不判定"


def _year_end(label, met, missed) -> str:
    total = len(met) + len(missed)
    if not missed:
        return f"{label}{total}项目标全部达标"
    if not met:
        return f"{label}{total}项目标均未达标"
    return f"{label}{total}项目标，{len(met)}项达标，{len(missed)}项未达标"


def _listed(names, most) -> str:
    return "、".join(names[:most]) + ("等" if len(names) > most else "")


def counts(total: int, names: dict[Signal, list[str]]) -> str:
    """Return 21项目标中8项按进度判定，其余13项本期不判定。"""
    judged = sum(len(found) for signal, found in names.items() if signal.is_judged)
    if judged == total:
        return f"{total}项目标全部作出判定。"
    if not judged:
        return f"{total}项目标本期都不判定。"
    return f"{total}项目标中{judged}项作出判定，其余{total - judged}项本期不判定。"


def turned(changes) -> str:
    """Return which indicators turned for the better, else for the worse: 工业增加值、…由未达标转为正常。"""
    for kind in ("转绿", "转红", "转黄"):
        found = [change for change in changes if change.kind == kind]
        if found:
            same = [change for change in found if (change.before, change.after) == (found[0].before, found[0].after)]
            return f"{_listed([change.name for change in same], 3)}由{found[0].before}转为{found[0].after}。"
    return ""


def just_equal(rows) -> str:
    """Return what must be said of a value that only equals a target it had to exceed."""
    return "".join(
        f"{row.name}恰为{row.value.text}{row.measure}，原文用“{row.target.wording}”，按大于判定，{row.signal.word}。"
        for row in rows
        if row.signal.key == Signal.MISSED.name and row.value.value == row.target.figure.value
    )
