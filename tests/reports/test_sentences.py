"""Sentences as an official would write them, by kind; and what opens a board. Every number here is made up."""

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import quantities
from indicators.progress import Case, Judgement, Kind, Signal, Term, judge
from reports import sentences
from reports.contexts import ChangeContext
from reports.sentences import Subject, figure_sentence, headline, missing_sentence

QUARTER, YEAR = {"FLOW": "累计", "STOCK": "期末"}, {"FLOW": "全年", "STOCK": "年末"}
MEASURES = {"FLOW": ("亿元", 2), "STOCK": ("家", 0), "RATIO": ("%", 2), "GROWTH": ("%", 2), "RANK": ("位", 0)}
RULES = {"FLOW": "LINEAR", "STOCK": "INTERPOLATE"}


def subject(kind, value, target, operator=">=", months=3, term=Term.RUNNING, **told) -> Subject:
    """Judge a value and return what a sentence is told of it."""
    measure, decimals = told.pop("measure", MEASURES[kind][0]), told.pop("decimals", MEASURES[kind][1])
    value, target = Decimal(value), Decimal(target)
    judged = {
        name: told.pop(name) for name in ("base", "planned", "is_confirmed", "pace_rule") if name in told
    }
    judged = {
        name: Decimal(given) if name in ("base", "planned") else given for name, given in judged.items()
    }
    rule = judged.pop("pace_rule", RULES.get(kind, "YEAR_END"))
    case = Case(value, target, operator, kind, rule, months, term, **judged)
    labels = YEAR if term == Term.ENDED else QUARTER
    text = quantities.format_against(value, decimals, target, operator)
    return Subject(kind, measure, decimals, operator, labels.get(kind, ""), text, judge(case), **told)


def sentence(kind, value, target, operator=">=", **told) -> str:
    for name in ("growth", "added"):
        if name in told:
            told[name] = Decimal(told[name])
    return figure_sentence(subject(kind, value, target, operator, **told))


def year(kind, value, target, operator=">=", **told) -> str:
    """Return the sentence at the end of the term."""
    return sentence(kind, value, target, operator, months=12, term=Term.ENDED, **told)


def plan(kind, value, target, planned, **told) -> str:
    return sentence(kind, value, target, pace_rule="PLAN", planned=planned, pace_name="计划进度", **told)


ORDINARY = [
    ("流量慢", sentence("FLOW", "118.60", 500, growth="7.2"), "累计118.60亿元，完成年度目标的23.7%，慢于时序进度1.3个百分点，同比增长7.2%。"),
    ("流量快", sentence("FLOW", 280, 500, months=6, growth="-3.14"), "累计280.00亿元，完成年度目标的56.0%，快于时序进度6.0个百分点，同比下降3.1%。"),
    ("流量平", sentence("FLOW", 125, 500, growth="0.04"), "累计125.00亿元，完成年度目标的25.0%，与时序进度持平，同比持平。"),
    ("流量差不到0.05点仍是持平", sentence("FLOW", "124.80", 500), "累计124.80亿元，完成年度目标的25.0%，与时序进度持平。"),
    ("流量无基数不说同比", sentence("FLOW", 812, 3000, measure="户", decimals=0, months=3), "累计812户，完成年度目标的27.1%，快于时序进度2.1个百分点。"),
    ("流量为负", sentence("FLOW", "-3.20", 40), "累计−3.20亿元，低于目标43.20亿元，慢于时序进度33.0个百分点。"),
    ("流量预计数", sentence("FLOW", "25.62", 100, status="预计"), "累计25.62亿元（预计数），完成年度目标的25.6%，快于时序进度0.6个百分点。"),
    ("流量按计划", plan("FLOW", 100, 500, 110), "累计100.00亿元，完成年度目标的20.0%，慢于计划进度2.0个百分点。"),
    ("原文没有年份", sentence("FLOW", 30, 50, term=Term.AHEAD, has_year=False), "累计30.00亿元，完成目标的60.0%，未到考核期。"),
    ("年末考核的流量", sentence("FLOW", 33, 50, measure="家", decimals=0, pace_rule="YEAR_END", growth=10), "累计33家，完成年度目标的66.0%，同比增长10.0%，未到考核期。"),
    ("存量增加", sentence("STOCK", 60, 75, base=45, added=15, months=6), "期末60家，达到目标的80.0%，比年初增加15家，净增进度与时序进度持平。"),
    ("存量没有净增", sentence("STOCK", 45, 75, base=45, added=0, months=6), "期末45家，达到目标的60.0%，与年初持平，净增进度慢于时序进度50.0个百分点。"),
    ("存量减少", sentence("STOCK", 43, 75, base=45, added=-2, months=6), "期末43家，达到目标的57.3%，比年初减少2家，净增进度慢于时序进度56.7个百分点。"),
    ("存量缺期初值", sentence("STOCK", 52, 60), "期末52家，达到目标的86.7%，缺期初值。"),
    ("年初已达到", sentence("STOCK", 78, 75, base=80, added=-2), "期末78家，达到目标的104.0%，比年初减少2家，年初已达到目标。"),
    ("年初已达到，后来跌破", sentence("STOCK", 70, 75, base=80, added=-10), "期末70家，达到目标的93.3%，比年初减少10家，年初已达到目标，现已降至目标以下。"),
    ("存量按计划", plan("STOCK", 50, 75, 60, base=45, added=5), "期末50家，达到目标的66.7%，比年初增加5家，慢于计划进度13.3个百分点。"),
    ("比率低", sentence("RATIO", "1.18", "1.5", growth="0.11"), "为1.18%，低于目标0.32个百分点，同比提高0.11个百分点，未到考核期。"),
    ("比率暂高，不叫达标", sentence("RATIO", "12.60", 12, growth="-0.2"), "为12.60%，暂高于目标0.60个百分点，同比降低0.20个百分点，未到考核期。"),
    ("比率暂等", sentence("RATIO", "1.5", "1.5"), "为1.50%，暂等于目标，未到考核期。"),
    ("比率为负", sentence("RATIO", "-2.1", 10), "为−2.10%，低于目标12.10个百分点，未到考核期。"),
    ("比率为上级反馈值", sentence("RATIO", "1.18", "1.5", is_stated=True), "为1.18%（上级反馈值），低于目标0.32个百分点，未到考核期。"),
    ("每万人的件数不说百分点", sentence("RATIO", "18.37", 20, measure="件", growth="9.2"), "为18.37件，达到目标的91.9%，同比增长9.2%，未到考核期。"),
    ("增速", sentence("GROWTH", "25.6", 20, growth="6.4"), "增长25.60%，暂高于目标5.60个百分点，增速同比提高6.40个百分点，未到考核期。"),
    ("增速为负说下降", sentence("GROWTH", "-2.1", 20), "下降2.10%，低于目标22.10个百分点，未到考核期。"),
    ("增速为零", sentence("GROWTH", 0, 20, growth="-3"), "与上年持平，低于目标20.00个百分点，增速同比降低3.00个百分点，未到考核期。"),
    ("口径待确认不比较", sentence("FLOW", "1.20", 2, is_confirmed=False, growth=5), "累计1.20亿元，同比增长5.0%，口径待确认，暂不与目标比较。"),
    ("口径待确认的存量", sentence("STOCK", 77, 100, is_confirmed=False, added=9), "期末77家，比年初增加9家，口径待确认，暂不与目标比较。"),
    ("口径待确认的比率", sentence("RATIO", "10.42", 12, is_confirmed=False), "为10.42%，口径待确认，暂不与目标比较。"),
    ("窗口内已达到", sentence("RATIO", "26", 25, term=Term.WINDOW), "为26.00%，高于目标1.00个百分点，已达到。"),
    ("窗口内尚未达到", sentence("STOCK", 7, 10, term=Term.WINDOW, added=1), "期末7家，达到目标的70.0%，比年初增加1家，尚未达到。"),
    ("窗口之前", sentence("RATIO", "19.80", 25, term=Term.AHEAD), "为19.80%，低于目标5.20个百分点，未到考核期。"),
    ("越低越好的按计划", plan("RANK", 108, 100, 104, operator="<="), "列第108位，落后目标8位，按计划进度判定为滞后。"),
    ("目标不大于零", sentence("FLOW", 3, 0), "累计3.00亿元，不适用。"),
]  # fmt: skip

YEAR_END = [
    ("流量达标", year("FLOW", "452.36", 450, growth="6.1", status="正式"), "全年452.36亿元，完成年度目标的100.5%，同比增长6.1%，达标。"),
    ("流量未达标", year("FLOW", "88.40", 90, growth="-1.6", status="正式"), "全年88.40亿元，完成年度目标的98.2%，同比下降1.6%，未达标。"),
    ("快报", year("FLOW", "452.36", 450, status="快报"), "全年452.36亿元，完成年度目标的100.5%，达标（快报）。"),
    ("预计", year("FLOW", "452.36", 450, status="预计"), "全年452.36亿元（预计数），完成年度目标的100.5%，达标（预计）。"),
    ("等于而未超过", year("FLOW", "1.0000", 1, ">"), "全年1.0000亿元，完成年度目标的100.0%，等于目标、未超过，未达标。"),
    ("多一万元就超过", year("FLOW", "1.0001", 1, ">"), "全年1.0001亿元，完成年度目标的100.01%，达标。"),
    ("差一万元不印成100%", year("FLOW", "449.9999", 450), "全年449.9999亿元，完成年度目标的99.99998%，未达标。"),
    ("存量等于", year("STOCK", 75, 75, added=9), "年末75家，达到目标的100.0%，比年初增加9家，达标。"),
    ("存量突破要超过", year("STOCK", 100, 100, ">", measure="项"), "年末100项，达到目标的100.0%，等于目标、未超过，未达标。"),
    ("比率等于", year("RATIO", "1.3000", "1.3"), "为1.30%，等于目标，达标。"),
    ("比率差万分之一", year("RATIO", "1.2999", "1.3"), "为1.2999%，低于目标0.0001个百分点，未达标。"),
    ("比率要超过而等于", year("RATIO", "1.3", "1.3", ">"), "为1.3000%，等于目标、未超过，未达标。"),
    ("增速", year("GROWTH", "16.80", 20, growth="-0.6"), "增长16.80%，低于目标3.20个百分点，增速同比降低0.60个百分点，未达标。"),
    ("排名百强", year("RANK", 98, 100, "<="), "列第98位，优于目标2位，达标。"),
    ("排名恰好第一百", year("RANK", 100, 100, "<="), "列第100位，等于目标，达标。"),
    ("排名落后", year("RANK", 108, 100, "<="), "列第108位，落后目标8位，未达标。"),
    ("窗口过后", year("RATIO", "24.1", 25), "为24.10%，低于目标0.90个百分点，未达标。"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "expected"), [row[1:] for row in ORDINARY], ids=[row[0] for row in ORDINARY]
)
def test_a_quarter_in_words(said, expected):
    assert said == expected


@pytest.mark.parametrize(
    ("said", "expected"), [row[1:] for row in YEAR_END], ids=[row[0] for row in YEAR_END]
)
def test_a_year_in_words(said, expected):
    assert said == expected


OTHER_CITIES = [  # the shapes in which other cities' notices print such figures
    ("某市规模以上工业增加值", sentence("FLOW", "386.54", 1500, growth="8.3"), "累计386.54亿元，完成年度目标的25.8%，快于时序进度0.8个百分点，同比增长8.3%。"),
    ("某市实际利用外资", sentence("FLOW", "4213.5", 18000, measure="万美元", decimals=1, growth="-12.75"), "累计4213.5万美元，完成年度目标的23.4%，慢于时序进度1.6个百分点，同比下降12.8%。"),
    ("某市前十个月一般公共预算收入", sentence("FLOW", "63.69", 100, months=10, growth="-5.0"), "累计63.69亿元，完成年度目标的63.7%，慢于时序进度19.6个百分点，同比下降5.0%。"),
    ("某市新增市场主体", sentence("FLOW", 15234, 50000, measure="户", decimals=0, growth="21.44"), "累计15234户，完成年度目标的30.5%，快于时序进度5.5个百分点，同比增长21.4%。"),
    ("某区高新技术企业", year("STOCK", 215, 200, added=43), "年末215家，达到目标的107.5%，比年初增加43家，达标。"),
    ("某市研发投入强度", year("RATIO", "2.78", "2.6", growth="0.21"), "为2.78%，高于目标0.18个百分点，同比提高0.21个百分点，达标。"),
    ("某市城镇登记失业率", plan("RATIO", "3.82", "4.5", "4.2", operator="<=", growth="-0.05"), "为3.82%，低于目标0.68个百分点，同比降低0.05个百分点，按计划进度判定为正常。"),
    ("某市高技术制造业增加值增速", sentence("GROWTH", "12.4", 10, decimals=1, growth="1.8"), "增长12.4%，暂高于目标2.4个百分点，增速同比提高1.8个百分点，未到考核期。"),
    ("某高新区综合评价", year("RANK", 37, 40, "<="), "列第37位，优于目标3位，达标。"),
    ("某市万人发明专利拥有量", year("RATIO", "12.50", 12, measure="件", growth="15.25"), "为12.50件，达到目标的104.2%，同比增长15.3%，达标。"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "expected"), [row[1:] for row in OTHER_CITIES], ids=[row[0] for row in OTHER_CITIES]
)
def test_figures_as_other_cities_publish_them(said, expected):
    assert said == expected


figures = st.decimals(-99999, 99999, places=4)
cases = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(list(MEASURES)),
        "value": figures,
        "target": st.decimals(Decimal("0.0001"), 99999, places=4),
        "operator": st.sampled_from([">=", ">"]),
        "months": st.sampled_from([3, 6, 9, 12]),
        "term": st.sampled_from(list(Term)),
        "base": figures,
        "growth": figures,
        "added": figures,
    }
)


@given(cases)
def test_no_sentence_puts_a_sign_behind_a_word_that_says_it(told):
    said = figure_sentence(subject(**told))
    for word in ("增长", "下降", "提高", "降低", "增加", "减少", "高于", "低于", "快于", "慢于", "目标"):
        assert f"{word}−" not in said and f"{word}-" not in said and f"{word}+" not in said
    assert "-" not in said and "," not in said and "，，" not in said and said.count("。") == 1


@given(cases)
def test_100_percent_is_printed_only_of_the_whole(told):
    value, target = told["value"], told["target"]
    assert ("的100.0%" in figure_sentence(subject(**told))) <= (value == target)


@pytest.mark.parametrize(
    ("signal", "last", "expected"),
    [
        (Signal.NOT_REPORTED, (), "本期未报。"),
        (Signal.NOT_REPORTED, ("9家", "2018年"), "本期未报，最近一次为2018年9家。"),
        (Signal.NOT_DUE, (), "本期没有数据，未到考核期。"),
        (Signal.NOT_DUE, ("108位", "2018年"), "本期没有数据，未到考核期，最近一次为2018年108位。"),
        (Signal.NO_BASE, (), "缺上年同期数，不能计算。"),
        (Signal.NOT_APPLICABLE, (), "不适用。"),
    ],
    ids=["未报", "未报但有旧数", "不要求填报", "不要求但有旧数", "缺上年同期", "不适用"],
)
def test_what_is_said_without_a_value(signal, last, expected):
    assert missing_sentence(signal, *last) == expected


REMARKS = [
    ("流量未到考核期", subject("FLOW", 33, 50, pace_rule="YEAR_END"), "完成目标的66.0%"),
    ("存量未到考核期", subject("STOCK", 79, 125, pace_rule="YEAR_END"), "达到目标的63.2%"),
    ("存量暂高", subject("STOCK", 129, 125, pace_rule="YEAR_END"), "暂高于目标4家"),
    ("比率低", subject("RATIO", "1.18", "1.5"), "低于目标0.32点"),
    ("比率暂高", subject("RATIO", "12.6", 12), "暂高于目标0.60点"),
    ("件数", subject("RATIO", "4.65", 25, measure="件"), "达到目标的18.6%"),
    ("等于而未超过", subject("FLOW", 1, 1, ">", pace_rule="YEAR_END"), "等于目标，未超过"),
    ("暂等于", subject("FLOW", 1, 1, pace_rule="YEAR_END"), "暂等于目标"),
    ("差一点不印成100%", subject("FLOW", "49.9999", 50, pace_rule="YEAR_END"), "完成目标的99.9998%"),
    ("流量为负", subject("FLOW", -3, 50, pace_rule="YEAR_END"), "低于目标53.00亿元"),
    ("排名", subject("RANK", 108, 100, "<="), "落后目标8位"),
    ("窗口内已达到不说暂", subject("RATIO", 26, 25, term=Term.WINDOW), "高于目标1.00点"),
    ("口径待确认", subject("RATIO", "2.61", 12, is_confirmed=False), "暂不比较"),
    ("缺期初值", subject("STOCK", 52, 60), "达到目标的86.7%"),
    ("无目标", replace(subject("FLOW", 1, 1), judgement=Judgement(Signal.NO_TARGET)), ""),
]


@pytest.mark.parametrize(("told", "expected"), [row[1:] for row in REMARKS], ids=[row[0] for row in REMARKS])
def test_the_remark_of_an_unjudged_row(told, expected):
    said = sentences.remark(told.judgement, told.kind, told.measure, told.decimals, told.operator)
    assert said == expected


# --- the board's opening -----------------------------------------------------------------------------------


FAR, BEHIND, GOOD, MET, MISSED = (
    Signal.FAR_BEHIND,
    Signal.BEHIND,
    Signal.ON_TRACK,
    Signal.MET,
    Signal.MISSED,
)


def names(**counts) -> dict:
    """Return so many made-up indicators of each signal."""
    return {
        Signal[key]: [f"{Signal[key].word}{'甲乙丙丁'[i % 4]}" for i in range(n)] for key, n in counts.items()
    }


OPENINGS = [
    ("没有判定的", names(NOT_DUE=21), "一季度21项目标都没有到考核期，暂不判定", "21项目标本期都不判定。"),
    ("都没有报", names(NOT_DUE=13, NOT_REPORTED=8), "一季度8项未报，没有可以判定的目标", "21项目标本期都不判定。"),
    ("全部正常", names(ON_TRACK=8, NOT_DUE=13), "一季度判定的8项全部正常", "21项目标中8项作出判定，其余13项本期不判定。"),
    ("只有滞后", names(BEHIND=1, ON_TRACK=7), "一季度1项滞后：滞后甲", "8项目标全部作出判定。"),
    ("严重滞后在先", names(FAR_BEHIND=2, BEHIND=3, ON_TRACK=1), "一季度2项严重滞后：严重滞后甲、严重滞后乙", "6项目标全部作出判定。"),
    ("多于两项用等", names(FAR_BEHIND=3), "一季度3项严重滞后：严重滞后甲、严重滞后乙等", "3项目标全部作出判定。"),
    ("年末全部达标", names(MET=21), "一季度21项目标全部达标", "21项目标全部作出判定。"),
    ("年末均未达标", names(MISSED=2), "一季度2项目标均未达标", "2项目标全部作出判定。"),
    ("年末有达标有未达标", names(MET=12, MISSED=9), "一季度21项目标，12项达标，9项未达标", "21项目标全部作出判定。"),
    ("年末有未报的不说全部", names(MET=18, NOT_REPORTED=3), "一季度21项目标，18项达标，3项尚不能判定", "21项目标中18项作出判定，其余3项本期不判定。"),
    ("年末有未报的不说均", names(MISSED=1, NOT_REPORTED=1), "一季度2项目标，1项未达标，1项尚不能判定", "2项目标中1项作出判定，其余1项本期不判定。"),
    ("年末三样都有", names(MET=1, MISSED=1, UNCONFIRMED=1), "一季度3项目标，1项达标，1项未达标，1项尚不能判定", "3项目标中2项作出判定，其余1项本期不判定。"),
    ("窗口内", names(REACHED=2, NOT_YET=4), "一季度6项目标，2项已达到，4项尚未达到", "6项目标本期都不判定。"),
    ("没有目标", {}, "一季度没有设定目标", ""),
]  # fmt: skip


@pytest.mark.parametrize(("found", "news", "deck"), [r[1:] for r in OPENINGS], ids=[r[0] for r in OPENINGS])
def test_the_opening_of_a_board(found, news, deck):
    assert headline("一季度", found) == news
    assert sentences.counts(sum(map(len, found.values())), found) == deck


def change(kind, name, before, after) -> ChangeContext:
    return ChangeContext(kind, name, name, before, after, "")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], ""),
        ([change("更正", "甲", "2.10", "2.01")], ""),
        (
            [change("转红", "甲", "正常", "严重滞后"), change("转绿", "乙", "未达标", "正常")],
            "乙由未达标转为正常。",
        ),
        (
            [change("转黄", "甲", "正常", "滞后"), change("转红", "乙", "正常", "严重滞后")],
            "乙由正常转为严重滞后。",
        ),
        ([change("转绿", name, "滞后", "正常") for name in "甲乙丙丁"], "甲、乙、丙等由滞后转为正常。"),
        (
            [change("转绿", "甲", "滞后", "正常"), change("转绿", "乙", "未达标", "达标")],
            "甲由滞后转为正常。",
        ),
    ],
    ids=["没有", "只有更正", "好的在先", "红在黄先", "多于三项用等", "只说同样的"],
)
def test_what_turned_is_told_in_one_sentence(changes, expected):
    assert sentences.turned(changes) == expected


@dataclass
class Row:
    """As much of a row as the deck looks at."""

    name: str
    signal: object
    value: object
    target: object
    measure: str = "亿元"


def missed(value, text, target, wording):
    goal = type("Goal", (), {"figure": quantity(target), "wording": wording, "operator": ">"})
    return Row(
        "技术合同成交额", type("Key", (), {"key": "MISSED", "word": "未达标"}), quantity(value, text), goal
    )


def quantity(value, text=""):
    return type("Figure", (), {"value": Decimal(value), "text": text})


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            missed("1.0000", "1.0000", 1, "超"),
            "技术合同成交额恰为1.0000亿元，原文用“超”，按大于判定，未达标。",
        ),
        (missed(60, "60.00", 60, ""), "技术合同成交额恰为60.00亿元，目标为“超过”，按大于判定，未达标。"),
        (missed("0.9999", "0.9999", 1, "超"), ""),
    ],
    ids=["原文", "管委会设定", "差一万元"],
)
def test_a_value_that_only_equals_what_it_had_to_exceed_is_explained(row, expected):
    assert sentences.just_equal([row]) == expected


def test_every_kind_has_a_sentence():
    assert set(MEASURES) == {kind.value for kind in Kind}
