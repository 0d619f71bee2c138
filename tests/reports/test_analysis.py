"""What an edition's figures say: the split of a ratio, the pace of earlier years, unusual quarters, the forecast."""

import json
from dataclasses import replace
from decimal import Decimal as D

import pytest

from reports import analysis, canonical, histories, splits, tidy
from reports.contexts import Figure, ForecastContext, PartContext, PointContext, QuarterContext
from tests.reports import factory

RATIO, FLOW = "rd-intensity", "high-tech-exports"


def part(name, value, label="2019年一季度") -> PartContext:
    return PartContext(name, "万元", label, Figure(D(value), str(value)))


def divided(point, formula, *values, factor=100, value=None, **changes):
    """Return the point as a quotient of numerator and denominator, in that order for each period."""
    names = ("研发投入", "营业收入") * 2
    parts = tuple(part(name, each) for name, each in zip(names, values, strict=False))
    made = D(factor) * D(values[0]) / D(values[1]) if value is None else D(value)
    return replace(
        point,
        value=factory.figure(made),
        formula=formula,
        factor=D(factor),
        parts=parts,
        is_break=False,
        **changes,
    )


def with_points(context: QuarterContext, slug: str, change) -> QuarterContext:
    """Return the context with every point of an indicator that `change` gives another for."""
    indicators = tuple(
        replace(each, points=tuple(change(point) for point in each.points)) if each.slug == slug else each
        for each in context.indicators
    )
    return replace(context, indicators=indicators)


def parted(point):
    """Return last year's first quarter as 10/1000, this year's as 18/1500, in percent: 1.00 → 1.20."""
    sides = {"2018Q1": (10, 1000), "2019Q1": (18, 1500)}
    return divided(point, "ratio", *sides[point.quarter]) if point.quarter in sides else point


def split_of(context, slug=RATIO):
    made, unsplit = splits.splits(context)
    return next((each for each in (*made, *unsplit) if each.row.slug == slug), None)


def test_the_contributions_of_a_ratio_sum_to_its_change():
    made = split_of(with_points(factory.quarter_context(), RATIO, parted))
    sides = made.numerator.share, made.denominator.share
    assert abs(sum(side.value for side in sides) - D("0.2")) < D("1e-20")
    assert abs(sides[0].value - D("0.6666666666666666666666666667")) < D("1e-20")
    assert (made.change.text, sides[0].text, sides[1].text) == ("+0.20", "+0.67", "−0.47")
    assert made.driver is made.numerator
    assert "上升0.20个百分点，主要是研发投入增加，推高0.67个百分点" in made.sentence


def test_the_contributions_sum_as_printed_too():
    for values in ((10, 1000, 18, 1501), (7, 913, 11, 1777), (3, 700, 2, 900), (1, 3, 2, 7)):
        a0, b0, a1, b1 = values
        sides = {"2018Q1": (a0, b0), "2019Q1": (a1, b1)}

        def change(point, sides=sides):
            return divided(point, "ratio", *sides[point.quarter]) if point.quarter in sides else point

        made = split_of(with_points(factory.quarter_context(), RATIO, change))
        texts = [figure.text for figure in (made.numerator.share, made.denominator.share, made.change)]
        first, second, whole = (D(text.replace("−", "-")) for text in texts)
        assert first + second == whole, values


def test_a_growth_is_split_into_what_drove_it():
    """产值 100→132 over 人数 10→12: 每人 10→11, growth 10 %, which both sides sum to."""

    def change(point):
        return divided(point, "growth", 132, 12, 100, 10, value=10) if point.quarter == "2019Q1" else point

    made = split_of(
        with_points(factory.quarter_context(), "productivity-growth", change), "productivity-growth"
    )
    assert abs(made.numerator.share.value + made.denominator.share.value - 10) < D("1e-20")
    assert made.before.text == "基期" and made.numerator.share.value > 0 > made.denominator.share.value


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda p: p, "本版没有留存分子分母"),
        (lambda p: replace(p, formula="stated") if p.quarter == "2019Q1" else p, "上级反馈值"),
        (lambda p: replace(parted(p), is_break=p.quarter == "2018Q3"), "统计范围有调整"),
        (lambda p: parted(p) if p.quarter == "2019Q1" else replace(p, value=factory.NONE), "没有上年同期数"),
        (lambda p: replace(p, value=factory.NONE), "还没有报过数"),
    ],
)
def test_a_ratio_that_cannot_be_split_says_why(change, why):
    made = split_of(with_points(factory.quarter_context(), RATIO, change))
    assert why in made.why


def test_what_is_behind_stands_before_what_only_changed():
    context = with_points(factory.quarter_context(), RATIO, parted)
    context = with_points(context, "foreign-staff-share", parted)
    rows = tuple(
        replace(row, signal=factory.c.SignalContext("MISSED", "未达标"))
        if row.slug == "foreign-staff-share"
        else row
        for row in context.main.rows
    )
    phases = tuple(replace(p, rows=rows) if p.slug == context.phase else p for p in context.phases)
    made, _ = splits.splits(replace(context, phases=phases))
    assert [each.row.slug for each in made] == ["foreign-staff-share", RATIO]


def test_the_pace_stands_beside_the_same_quarter_of_earlier_years():
    found = analysis.analysis(factory.quarter_context())
    line = next(line for line in found["paces"] if line.row.slug == FLOW)
    assert found["years"] == (2018, 2017, 2016)
    assert [share.text for _, share in line.shares] == ["22.8", "22.8", "——"]
    assert line.ahead.value == line.row.completion.value - line.row.same_period.value
    assert "慢于往年同期" in found["pace_sentence"] and found["pace_figures"]


def test_a_year_that_is_over_is_neither_paced_nor_tried():
    found = analysis.analysis(factory.year_context())
    assert found["paces"] == [] and found["pace_sentence"] == "年度已经结束，不再比进度"
    assert found["triable"] == []


def singles(**values):
    """Return a change that sets the single quarters: Q2018_1="10"."""

    def change(point):
        value = values.get(f"q{point.quarter}")
        return replace(point, single=factory.figure(value), note=values.get("note")) if value else point

    return change


@pytest.mark.parametrize(
    ("now", "way"), [("15", ""), ("15.01", "高"), ("4", ""), ("3.99", "低"), ("-1", "低"), ("10", "")]
)
def test_a_single_quarter_is_unusual_by_the_rule_on_the_page(now, way):
    """Above 1.5 times the greatest of 8 and 10, or below half of the least."""
    change = singles(q2017Q1="8", q2018Q1="10", q2019Q1=now, note="检修")
    found = analysis.jumps(with_points(factory.quarter_context(), FLOW, change))
    mine = [each for each in found if each.indicator.slug == FLOW]
    assert [each.way for each in mine] == ([way] if way else [])
    assert all(each.note == "检修" for each in mine)


@pytest.mark.parametrize(("note", "words"), [("", "未说明"), ("停产", "停产")])
def test_an_unusual_quarter_prints_the_units_words(note, words):
    change = singles(q2017Q1="8", q2018Q1="10", q2019Q1="1", note=note)
    found = analysis.jumps(with_points(factory.quarter_context(), FLOW, change))
    assert next(each for each in found if each.indicator.slug == FLOW).note == words


def test_across_a_change_of_scope_nothing_is_unusual():
    def change(point):
        made = singles(q2017Q1="8", q2018Q1="10", q2019Q1="1", note="")(point)
        return replace(made, is_break=made.quarter == "2018Q2")

    found = analysis.jumps(with_points(factory.quarter_context(), FLOW, change))
    assert FLOW not in [each.indicator.slug for each in found]


def test_the_forecast_sentence_counts_what_falls_short():
    found = analysis.analysis(factory.quarter_context())
    short = [row for row in found["likely"] if row.forecast.is_short]
    assert short and f"{len(found['likely'])}项预测中{len(short)}项完不成目标" in found["forecast_sentence"]
    assert all(isinstance(row.forecast, ForecastContext) for row in found["likely"])


def test_an_edition_without_any_figure_still_has_its_findings():
    context = factory.quarter_context()
    bare = replace(
        context,
        indicators=tuple(replace(each, points=(), forecast=None) for each in context.indicators),
        phases=tuple(replace(phase, rows=()) for phase in context.phases),
    )
    found = analysis.analysis(bare)
    assert found["split_sentence"] == "没有可以拆开的比率"
    assert "还不够" in found["pace_sentence"] and "没有一项满足" in found["forecast_sentence"]
    assert found["jumps"] == [] and found["pace_figures"] is None and found["forecast_figures"] is None


def test_a_large_plan_is_told_whole_and_drawn_in_part():
    """Ten times the indicators: the tables hold all, the charts the first."""
    context = factory.quarter_context()
    rows, indicators = (
        tuple(replace(each, slug=f"{each.slug}-{time}") for each in given for time in range(10))
        for given in (context.main.rows, context.indicators)
    )
    phases = tuple(replace(p, rows=rows) if p.slug == context.phase else p for p in context.phases)
    found = analysis.analysis(replace(context, phases=phases, indicators=indicators))
    small = analysis.analysis(context)
    assert len(found["paces"]) == 10 * len(small["paces"]) > analysis.DRAWN
    dots = [trace for trace in found["pace_figures"]["wide"]["data"] if trace["mode"] == "markers"]
    assert len(dots[0]["x"]) == analysis.DRAWN


# --- what the tree keeps of real figures ----------------------------------------------------------------


@pytest.fixture
def points_of(judge, document):
    """Return a function: an indicator's points in the edition of a quarter."""

    def of(slug, quarter):
        indicator = document.indicators.get(slug=slug)
        return histories.indicator_context(judge(quarter), indicator, {}).points

    return of


def test_a_ratio_keeps_what_it_was_divided_from_and_a_word_of_it_comes_back(report, points_of):
    report("2018Q1", {"rd-expenditure": "1.2", "operating-revenue": "120"})
    report("2019Q1", {"rd-expenditure": "1.8", "operating-revenue": "150"}, note="新增两家企业")
    point = points_of(RATIO, "2019Q1")[-1]
    assert point.formula == "ratio" and point.factor == 100 and "新增两家企业" in point.note
    assert [(each.label, each.value.value) for each in point.parts] == [
        ("2019年一季度", D("1.8")),
        ("2019年一季度", D(150)),
    ]
    text = json.dumps(point, default=canonical.plain)
    assert canonical.typed(PointContext, json.loads(text)) == point


def test_a_stated_ratio_has_no_parts(report, points_of):
    report("2019Q1", {"stated-rd-intensity": "1.4"})
    point = points_of(RATIO, "2019Q1")[-1]
    assert point.formula == "stated" and point.parts == ()


def test_a_growth_keeps_both_years(report, points_of):
    report("2018Q1", {"industrial-value-added": "20", "average-employees": 20000})
    report("2019Q1", {"industrial-value-added": "25", "average-employees": 20000})
    point = points_of("productivity-growth", "2019Q1")[-1]
    assert point.formula == "growth" and len(point.parts) == 4 and point.value.value == 25


def test_the_tidy_data_hold_what_a_ratio_was_divided_from():
    """The page can be worked out again from what it exports."""
    context = with_points(factory.quarter_context(), RATIO, parted)
    told = json.loads(tidy.as_json(context, "AAAA-BBBB"))
    mine = [each for each in told["parts"] if each["slug"] == RATIO and each["quarter"] == "2019Q1"]
    assert [(each["place"], each["item"], each["value"]) for each in mine] == [
        (1, "研发投入", 18),
        (2, "营业收入", 1500),
    ]
