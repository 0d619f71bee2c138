"""Quarters as people write them, and their neighbours on the calendar."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.quarters import ANNUAL, EARLIEST, LATEST, Quarter

FIRST, SECOND, THIRD, FOURTH, YEAR = (Quarter(2018, part) for part in (1, 2, 3, 4, ANNUAL))
quarters = st.builds(Quarter, st.integers(EARLIEST + 1, LATEST - 1), st.integers(1, ANNUAL))


@pytest.mark.case("U16")
@pytest.mark.parametrize(
    ("quarter", "writings"),
    [
        (FIRST, "2018年一季度 2018Q1 18年1季度 2018-03-31 2018年第一季度 2018年第1季度 2018一季度"),
        (FIRST, "２０１８年一季度 ２０１８Ｑ１ 2018q1 2018.3.31 2018/3/31 2018年3月31日"),
        (FIRST, "2018年1季度 2018年1—3月 2018年1-3月份 2018年1至3月"),
        (SECOND, "2018年二季度 2018Q2 2018年上半年 18年上半年 2018H1 2018-06-30 2018年1—6月"),
        (THIRD, "2018年三季度 2018Q3 2018年前三季度 2018年前3季度 2018-9-30 2018年1—9月"),
        (FOURTH, "2018年四季度 2018Q4 2018年第四季度 2018-12-31"),
        (YEAR, "2018年报 2018A 2018年年报 2018年度 2018年全年 2018年 18年 2018年1—12月"),
    ],
)
def test_one_quarter_is_read_however_it_is_written(quarter, writings):
    for writing in writings.split():
        assert Quarter.parse(writing) == quarter, writing


@pytest.mark.parametrize(
    "text", [" 2018年 一季度\n", "2018年\u3000一季度", "2018\xa0Q1", "2018-03-31 00:00:00"]
)
def test_blanks_and_the_midnight_of_an_excel_date_do_not_matter(text):
    assert Quarter.parse(text) == FIRST


@pytest.mark.case("U16")
@pytest.mark.parametrize("text", ["2018.3", "2018-3", "2018/03", "2018年3月", "18.3"])
def test_a_month_could_mean_two_quarters_and_is_refused_with_a_hint(text):
    with pytest.raises(ValueError, match=f"“{text}”看不出是哪个季度，请写成“2018年一季度”或“2018Q1”。"):
        Quarter.parse(text)


def test_what_names_no_quarter_is_refused_with_an_example():
    texts = [
        "2018",
        "2018Q0",
        "2018Q5",
        "Q1",
        "一季度",
        "2018年五季度",
        "2018年下半年",
        "20180331",
        "43190",
        "٢٠١٨Q1",
    ]
    for text in (*texts, ""):
        with pytest.raises(ValueError, match=f"看不懂期次“{text}”，请写成“2018年一季度”或“2018Q1”。"):
            Quarter.parse(text)


def test_a_day_must_be_the_last_of_its_quarter():
    with pytest.raises(ValueError, match="“2018-03-30”不是季度末，请写季度最后一天"):
        Quarter.parse("2018-03-30")
    with pytest.raises(ValueError, match="“2018-02-30”不是有效日期"):
        Quarter.parse("2018-02-30")


def test_the_years_have_bounds():
    assert [Quarter.parse(f"{year}Q1").year for year in (EARLIEST, LATEST)] == [EARLIEST, LATEST]
    for year in (EARLIEST - 1, LATEST + 1):
        with pytest.raises(ValueError, match=f"年度应在{EARLIEST}—{LATEST}之间"):
            Quarter(year, 1)


@pytest.mark.parametrize(("year", "part"), [(2018, 0), (2018, 6), (2018, -1), (0, 1), (18, 1), (9999, 4)])
def test_there_is_no_sixth_part_and_no_year_eighteen(year, part):
    with pytest.raises(ValueError, match=f"没有{year}年第{part}期"):
        Quarter(year, part)
    with pytest.raises(ValueError):
        Quarter.parse("0000Q1")


@given(quarters)
def test_what_is_written_is_read_back(quarter):
    for text in (str(quarter), quarter.label):
        assert Quarter.parse(text) == quarter
    told = Quarter.parse(quarter.cumulative_label)
    assert (told.year, told.months) == (quarter.year, quarter.months)


def test_the_annual_report_follows_the_fourth_quarter_and_precedes_the_next_year():
    assert sorted([Quarter(2019, 1), YEAR, FOURTH, FIRST]) == [FIRST, FOURTH, YEAR, Quarter(2019, 1)]


@pytest.mark.parametrize(
    ("quarter", "names", "months", "remaining", "days"),
    [
        (FIRST, "2018Q1 2018年一季度 2018年一季度 一季度", 3, 3, "2018-01-01 2018-03-31 2018-04-15"),
        (SECOND, "2018Q2 2018年二季度 2018年上半年 二季度", 6, 2, "2018-04-01 2018-06-30 2018-07-15"),
        (THIRD, "2018Q3 2018年三季度 2018年前三季度 三季度", 9, 1, "2018-07-01 2018-09-30 2018-10-15"),
        (FOURTH, "2018Q4 2018年四季度 2018年 四季度", 12, 0, "2018-10-01 2018-12-31 2019-01-15"),
        (YEAR, "2018A 2018年年报 2018年 年报", 12, 0, "2018-01-01 2018-12-31 2019-03-31"),
    ],
)
def test_what_a_quarter_knows_of_itself(quarter, names, months, remaining, days):
    assert [str(quarter), quarter.label, quarter.cumulative_label, quarter.short] == names.split()
    assert (quarter.months, quarter.remaining) == (months, remaining)
    assert f"{quarter.starts_on} {quarter.ends_on} {quarter.default_due_on}" == days
    assert quarter.is_year_end == (remaining == 0)
    assert quarter.is_annual == (quarter == YEAR)


def test_a_cumulative_is_named_by_how_far_it_reaches():
    names = [quarter.cumulative_short for quarter in (FIRST, SECOND, THIRD, FOURTH, YEAR)]
    assert names == ["一季度", "上半年", "前三季度", "全年", "全年"]


def test_neighbours():
    assert [q.previous() for q in (FIRST, SECOND, YEAR)] == [Quarter(2017, 4), FIRST, FOURTH]
    assert [q.previous_in_year() for q in (FIRST, SECOND, FOURTH, YEAR)] == [None, FIRST, THIRD, THIRD]
    assert [q.year_ago() for q in (FIRST, YEAR)] == [Quarter(2017, 1), Quarter(2017, ANNUAL)]


def test_a_leap_year_ends_its_first_quarter_like_any_other():
    assert Quarter(2020, 1).ends_on == dt.date(2020, 3, 31)


@pytest.mark.parametrize(
    ("day", "containing", "to_report"),
    [
        ((2018, 4, 1), SECOND, FIRST),
        ((2018, 3, 31), FIRST, Quarter(2017, 4)),
        ((2018, 12, 31), FOURTH, THIRD),
        ((2019, 1, 1), Quarter(2019, 1), FOURTH),
        ((2026, 11, 24), Quarter(2026, 4), Quarter(2026, 3)),
    ],
)
def test_the_quarter_of_a_day_and_the_one_to_report(day, containing, to_report):
    assert Quarter.of(dt.date(*day)) == containing
    assert Quarter.due(dt.date(*day)) == to_report


@given(st.dates(dt.date(EARLIEST + 1, 1, 1), dt.date(LATEST - 1, 12, 31)))
def test_every_day_lies_within_its_quarter_and_the_last_one_is_over(day):
    quarter = Quarter.of(day)
    assert quarter.starts_on <= day <= quarter.ends_on
    assert Quarter.due(day).ends_on < day
    assert Quarter.due(day).ends_on + dt.timedelta(days=1) == quarter.starts_on
