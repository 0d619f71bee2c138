"""What a draft would make of the indicators, told to a clerk before anybody has approved it."""

import datetime as dt

import pytest

from accounts import clock
from indicators.models import Responsibility
from reports.effects import effects
from reports.models import Edition
from submissions.quarters import Quarter
from tests.builders import figure, open_period, own, put

Q1, Q2 = Quarter(2019, 1), Quarter(2019, 2)


@pytest.fixture
def july(report):
    """The first half of 2019 is over; every definition is confirmed."""
    with clock.at(dt.date(2019, 7, 9)):
        yield


@pytest.fixture
def draft(document, committee, reviewer, july):
    """The committee's sheet of the second quarter, still empty."""
    return own(open_period(document, reviewer, Q2), committee)


def give(submission, by, **figures):
    for slug, value in figures.items():
        item = submission.period.document.items.get(slug=slug.replace("_", "-"))
        put(submission, by, value, item=item)


def only(submission, slug):
    (found,) = effects(submission, slug)
    return found


def of(submission, item, indicator):
    return next(each for each in effects(submission, item) if each.row.slug == indicator)


def test_a_draft_is_judged_as_if_it_were_approved(draft, clerk, report):
    report("2019Q1", {"industrial-output": "118.6"})
    give(draft, clerk, industrial_output="251.2")
    found = only(draft, "industrial-output")
    assert (found.row.value.text, found.row.signal.word) == ("251.20", "正常")
    assert (found.row.progress.text, found.words) == ("50.2", "快于时序进度0.2个百分点")
    assert found.previous.text == "118.60"


def test_what_is_in_force_stands_where_the_draft_says_nothing(document, committee, draft, clerk, report):
    report("2019Q2", {"rd-expenditure": "2.6"})
    give(draft, clerk, operating_revenue="200")
    assert of(draft, "operating-revenue", "rd-intensity").row.value.text == "1.30"


def test_a_correction_lies_on_what_it_corrects_and_tells_only_of_that(draft, clerk, reviewer, report, july):
    approved = report("2019Q1", {"rd-expenditure": "1.18", "operating-revenue": "100"})
    approved.refresh_from_db()
    correction = approved.correct(by=clerk, reason="误计一户迁出企业")
    give(correction, clerk, operating_revenue="59")
    found = {each.row.slug: each.row for each in effects(correction)}
    assert found["rd-intensity"].value.text == "2.00"
    assert set(found) == {each.row.slug for each in effects(correction, "operating-revenue")}


def test_an_item_tells_of_every_indicator_it_feeds_and_of_no_other(draft):
    found = [each.row.slug for each in effects(draft, "employees")]
    assert found == ["patents-per-10k-staff", "foreign-staff-share", "graduates-share"]


def test_a_missing_input_is_named_with_who_fills_it_in(document, draft, clerk, reviewer, other_unit):
    spent = document.items.get(slug="rd-expenditure")
    Responsibility.objects.create(
        item=spent, unit=other_unit, from_year=2019, from_part=1, decided_by=reviewer
    )
    give(draft, clerk, operating_revenue="208.6", employees=21860)
    assert of(draft, "operating-revenue", "services-share").missing == "待填第28项服务收入"
    assert of(draft, "operating-revenue", "rd-intensity").missing == "待市科技局填第7项R&D经费内部支出"
    assert of(draft, "employees", "graduates-share").missing == "第25项本科及以上从业人员年报时填"


def test_a_missing_base_is_told_too(draft, clerk):
    give(draft, clerk, operating_revenue="208.6")
    found = of(draft, "operating-revenue", "added-revenue")
    assert (found.row.signal.word, found.words) == ("缺期初值", "缺2018年上半年营业收入")


def test_a_zero_to_divide_by_is_told_and_nothing_is_awaited(draft, clerk):
    give(draft, clerk, operating_revenue="0", services_revenue="3")
    found = of(draft, "operating-revenue", "services-share")
    assert (found.row.signal.word, found.words) == ("不适用", "分母不大于0，不能相除")


def test_the_light_of_the_standing_edition_turns(document, draft, clerk, reviewer, report):
    report("2019Q1", {"industrial-output": "118.6", "new-registrations": 812})
    Edition.publish(document, Q1, by=reviewer)
    give(draft, clerk, industrial_output="251.2", new_registrations=1612)
    assert only(draft, "industrial-output").turn == "由滞后转正常"
    assert only(draft, "new-registrations").turn == "", "正常 stays 正常"


def test_what_was_not_judged_does_not_turn(document, draft, clerk, reviewer, report):
    report("2019Q1", {"industrial-output": None, "new-registrations": 812})
    Edition.publish(document, Q1, by=reviewer)
    give(draft, clerk, industrial_output="251.2")
    assert only(draft, "industrial-output").turn == ""


def test_an_indicator_without_a_target_has_a_value_and_the_word(draft, clerk):
    give(draft, clerk, valid_invention_patents=115)
    found = only(draft, "valid-invention-patents").row
    assert (found.value.text, found.signal.word) == ("115", "无目标")


def test_a_long_term_target_shows_its_distance_and_no_light(draft, clerk):
    give(draft, clerk, operating_revenue="208.6", total_profit="10.4")
    found = of(draft, "operating-revenue", "profit-margin")
    assert (found.row.signal.word, found.words) == ("未到考核期", "长期目标：低于目标2.01点")


def test_the_annual_report_gives_the_verdict(document, committee, clerk, reviewer, report):
    with clock.at(dt.date(2020, 2, 20)):
        annual = own(open_period(document, reviewer, Quarter(2019, 5)), committee)
        give(annual, clerk, industrial_output="500.1")
        found = only(annual, "industrial-output")
    assert (found.row.signal.word, found.words) == ("达标", "高于目标0.10亿元")


def test_one_item_asks_the_database_as_often_as_a_whole_sheet(draft, clerk, django_assert_num_queries):
    give(draft, clerk, operating_revenue="208.6", employees=21860, industrial_output="251.2")
    slug = figure(draft).slug
    with django_assert_num_queries(14):
        effects(draft, slug)
    with django_assert_num_queries(18):
        effects(draft)
