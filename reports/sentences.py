"""A figure → its sentence, by kind; and the sentences that open a board or a notice. No Django, no rounding of its own.

Numbers arrive printed, with their sign in the words: never 增长−2.1%. Every sentence stands after the indicator's name.
"""

from dataclasses import dataclass
from decimal import Decimal

from indicators import quantities
from indicators.progress import Judgement, Kind, Operator, Signal, is_level

PROVISIONAL = (Signal.NOT_DUE, Signal.NO_BASE)
"""Before the term ends a value only stands 暂 above its target."""
HOW_FORECAST = "用{}各季占全年的比重去掉季节起伏，顺着逐季减弱的势头推到余下各季，再乘各季比重，加上已报数"
WITHOUT_VALUE = {
    Signal.NOT_DUE: "本期没有数据，未到考核期",
    Signal.NO_BASE: "缺上年同期数，不能计算",
    Signal.NOT_APPLICABLE: "不适用",
}


@dataclass(frozen=True)
class Subject:
    """What a sentence is about: the printed value and its measure, the judgement, and what is told beside them."""

    kind: str
    measure: str
    decimals: int
    operator: str
    label: str  # 累计 | 期末 | 全年 | 年末
    value: str
    judgement: Judgement
    pace_name: str = "时序进度"
    growth: Decimal | None = None  # percent; percentage points for what is itself in percent
    added: Decimal | None = None  # a stock's addition since the year's start
    status: str = ""  # 预计 | 快报 | 正式
    is_stated: bool = False  # 上级反馈值
    has_year: bool = True  # the target is of a year: 年度目标


def figure_sentence(subject: Subject) -> str:
    """Return the indicator's sentence, e.g. 累计118.60亿元，完成年度目标的23.7%，慢于时序进度1.3个百分点。"""
    clauses = [_value(subject), *_achievement(subject), *_pace_and_comparison(subject), *_verdict(subject)]
    return "，".join(clauses) + "。"


def missing_sentence(signal: Signal, last: str = "", last_label: str = "") -> str:
    """Return what is said of an indicator without a value."""
    known = f"，最近一次为{last_label}{last}" if last else ""
    return f"{WITHOUT_VALUE.get(signal, '本期未报')}{known}。"


def _value(subject) -> str:
    stated = "（上级反馈值）" if subject.is_stated else ""
    return _figure(subject) + stated + ("（预计数）" if subject.status == "预计" else "")


def _figure(subject) -> str:
    figure = f"{subject.value}{subject.measure}"
    if subject.kind == Kind.RANK:
        return f"列第{figure}"
    if subject.kind == Kind.GROWTH:
        if not subject.value.strip("0.−"):
            return "与上年持平"
        return f"下降{figure[1:]}" if figure.startswith(quantities.MINUS) else f"增长{figure}"
    return f"为{figure}" if subject.kind == Kind.RATIO else f"{subject.label}{figure}"


def _achievement(subject):
    """Yield how far the value is on the way: as a share of its target, or how far above or below."""
    judgement = subject.judgement
    if judgement.distance is None or judgement.signal is Signal.UNCONFIRMED:
        return
    if is_share(judgement, subject.kind, subject.measure):
        verb = "完成" if subject.kind == Kind.FLOW else "达到"
        year = "年度" if subject.kind == Kind.FLOW and subject.has_year else ""
        yield f"{verb}{year}目标的{quantities.format_percent(judgement.completion)}%"
    elif judgement.distance or subject.operator != Operator.MORE_THAN:
        yield provisional_words(judgement, subject.kind, subject.measure, subject.decimals)
    if judgement.distance == 0 and subject.operator == Operator.MORE_THAN:
        yield "等于目标、未超过"


def is_share(judgement: Judgement, kind: str, measure: str) -> bool:
    """Return whether a share of the target says more than a distance: of amounts and counts, but not of a loss."""
    completion = judgement.completion
    return completion is not None and completion >= 0 and measure != "%" and kind != Kind.GROWTH


def _pace_and_comparison(subject):
    """Yield pace and 同比; of a stock first 比年初, for its pace is that of the addition."""
    pace = [pace_words(subject.judgement.gap, subject.pace_name)] if subject.judgement.gap is not None else []
    if subject.kind == Kind.STOCK:
        is_of_addition = subject.judgement.progress != subject.judgement.completion
        return [*_addition(subject), *(f"净增进度{words}" if is_of_addition else words for words in pace)]
    return [*pace, *_growth(subject)]


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
    is_less_better = judgement.completion is None
    words = (
        ("优于", "落后") if kind == Kind.RANK else ("低于", "高于") if is_less_better else ("高于", "低于")
    )
    unit = "个百分点" if measure == "%" else measure
    figure = quantities.format_apart(abs(distance), decimals)
    return f"{words[distance < 0]}目标{figure}{unit}"


def provisional_words(judgement: Judgement, kind: str, measure: str, decimals: int) -> str:
    """Return the distance, as 暂高于 while the term runs."""
    words = distance_words(judgement, kind, measure, decimals)
    return f"暂{words}" if judgement.distance >= 0 and judgement.signal in PROVISIONAL else words


def _addition(subject):
    if subject.added is not None:
        words = ("增加", "减少", "与年初持平")
        yield _change("比年初", subject.added, subject.decimals, subject.measure, words)


def _growth(subject):
    """Yield 同比: in percent for amounts and counts, in points for what is itself in percent; no base, no clause."""
    if subject.growth is None:
        return
    if subject.measure != "%":
        yield _change("同比", subject.growth, 1, "%", ("增长", "下降", "同比持平"))
    else:
        lead = "增速同比" if subject.kind == Kind.GROWTH else "同比"
        words = ("提高", "降低", f"{lead}持平")
        yield _change(lead, subject.growth, subject.decimals, "个百分点", words)


def _change(lead, amount, decimals, unit, words) -> str:
    up, down, level = words
    if quantities.rounded(amount, decimals) == 0:
        return level
    return f"{lead}{up if amount > 0 else down}{quantities.format_value(abs(amount), decimals)}{unit}"


def _verdict(subject):
    """Yield the verdict at the end of the term, or why there is none."""
    judgement = subject.judgement
    if judgement.signal in (Signal.MET, Signal.MISSED):
        yield judgement.signal.word + (f"（{subject.status}）" if subject.status in ("快报", "预计") else "")
    elif judgement.signal is Signal.UNCONFIRMED:
        yield "口径待确认，暂不与目标比较"
    elif judgement.is_above_from_start:
        is_below = judgement.signal is not Signal.ON_TRACK
        yield "年初已达到目标" + ("，现已降至目标以下" if is_below else "")
    elif not judgement.signal.is_judged:
        yield judgement.signal.word
    elif judgement.gap is None:
        yield f"按{subject.pace_name}判定为{judgement.signal.word}"


def remark(judgement: Judgement, kind: str, measure: str, decimals: int, operator: str) -> str:
    """Return the one sentence a table prints for what is not judged: 达到目标的63.2% · 低于目标0.32点 · 暂高于目标0.60点."""
    distance = judgement.distance
    if judgement.signal is Signal.UNCONFIRMED:
        return "暂不比较"
    if distance is None:
        return ""
    if distance == 0 and operator == Operator.MORE_THAN:
        return "等于目标，未超过"
    if distance >= 0 or not is_share(judgement, kind, measure):
        return provisional_words(judgement, kind, measure, decimals).replace("个百分点", "点")
    return (
        f"{'完成' if kind == Kind.FLOW else '达到'}目标的{quantities.format_percent(judgement.completion)}%"
    )


def forecast_words(total: str, measure: str, against: str, interval: str = "") -> str:
    """Return 预测全年8.70亿元，八成可能在8.10—9.40之间，比2019年目标少1.30亿元."""
    likely = f"八成可能在{interval}之间" if interval else ""
    return "，".join(filter(None, [f"预测全年{total}{measure}", likely, against]))


def against_target(difference: Decimal, decimals: int, measure: str, name: str) -> str:
    """Return 比2019年目标少1.30亿元; a forecast is too rough to part from a target it prints equal to."""
    if quantities.rounded(difference, decimals) == 0:
        return f"与{name}相当"
    amount = quantities.format_value(abs(difference), decimals)
    return f"比{name}{'少' if difference < 0 else '多'}{amount}{measure}"


# --- the board's opening -------------------------------------------------------------------------------------


def headline(label: str, names: dict[Signal, list[str]]) -> str:
    """Return the news of the quarter: `names` holds the indicators of each signal in the document's order."""
    counts = {signal: len(found) for signal, found in names.items() if found}
    total = sum(counts.values())
    if not total:
        return f"{label}没有设定目标"
    for signals in ((Signal.MET, Signal.MISSED), (Signal.REACHED, Signal.NOT_YET)):
        if any(signal in counts for signal in signals):
            return f"{label}{total}项目标{_concluded(total, *((s.word, counts.get(s, 0)) for s in signals))}"
    for signal in (Signal.FAR_BEHIND, Signal.BEHIND):
        if signal in counts:
            return f"{label}{counts[signal]}项{signal.word}：{_listed(names[signal], 2)}"
    if Signal.ON_TRACK in counts:
        return f"{label}判定的{counts[Signal.ON_TRACK]}项全部正常"
    if Signal.NOT_REPORTED in counts:
        return f"{label}{counts[Signal.NOT_REPORTED]}项未报，没有可以判定的目标"
    return f"{label}{total}项目标都没有到考核期，暂不判定"


def _concluded(total: int, good: tuple[str, int], bad: tuple[str, int]) -> str:
    """Return 全部达标, 均未达标, or how many of each and how many are left open."""
    if good[1] == total:
        return f"全部{good[0]}"
    if bad[1] == total:
        return f"均{bad[0]}"
    left = ("尚不能判定", total - good[1] - bad[1])
    return "".join(f"，{count}项{word}" for word, count in (good, bad, left) if count)


def _listed(names, most) -> str:
    return "、".join(names[:most]) + ("等" if len(names) > most else "")


def counts(total: int, names: dict[Signal, list[str]]) -> str:
    """Return 21项目标中8项作出判定，其余13项本期不判定。"""
    judged = sum(len(found) for signal, found in names.items() if signal.is_judged)
    if not total:
        return ""
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
            first = found[0]
            alike = [each.name for each in found if (each.before, each.after) == (first.before, first.after)]
            return f"{_listed(alike, 3)}由{first.before}转为{first.after}。"
    return ""


def just_equal(rows) -> str:
    """Return what must be said of a value that only equals a target it had to exceed."""
    missed = [row for row in rows if row.signal.key == Signal.MISSED.name]
    return "".join(_just_equal(row) for row in missed if row.value.value == row.target.figure.value)


def _just_equal(row) -> str:
    why = f"原文用“{row.target.wording}”" if row.target.wording else "目标为“超过”"
    return f"{row.name}恰为{row.value.text}{row.measure}，{why}，按大于判定，{row.signal.word}。"
