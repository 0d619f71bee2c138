"""What a draft would make of the indicators, told to a clerk before anybody has approved it."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts import clock
from indicators.models import Definition, Responsibility
from reports.effects import effects
from reports.models import Edition
from submissions.lines import Entry
from submissions.quarters import Quarter
from tests.builders import figure, fill, open_period, own, put

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
    awaited = of(draft, "employees", "graduates-share")
    assert awaited.is_telling == (awaited.row.signal.key == "NOT_REPORTED")


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
    with django_assert_num_queries(13):
        effects(draft, slug)
    with django_assert_num_queries(13):
        effects(draft)


# --- beside the cell ------------------------------------------------------------------------------------------


def beside(client, submission, item="operating-revenue"):
    return client.get(reverse("reports:sheet_effects", args=[submission.pk]), {"item": item})


def test_sheet_effects_says_what_the_cell_is_and_what_it_makes(draft, clerk, report, signed_in):
    report("2018Q2", {"operating-revenue": "180.2"})
    give(draft, clerk, operating_revenue="208.6")
    answer = beside(signed_in(clerk), draft)
    page = answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "<html" not in page
    for text in ("营业收入", "180.2", "+15.8", "这个数进6项指标", "28.40", "待填第28项服务收入"):
        assert text in page


def test_sheet_effects_tells_what_nobody_has_confirmed_yet(document, draft, clerk, signed_in):
    definition = Definition.objects.get(indicator__slug="services-share")
    assert "口径待确认" not in beside(signed_in(clerk), draft).content.decode()
    fields = {
        name: getattr(definition, name) for name in ("formula", "item_a", "item_b", "factor", "pace_rule")
    }
    Definition.objects.create(indicator=definition.indicator, version=2, question="服务收入构成", **fields)
    assert "第11、26—28项是否同一范围" in beside(signed_in(clerk), draft).content.decode()


def test_sheet_effects_prints_what_stood_before_in_the_measure_of_the_cell(draft, clerk, report, signed_in):
    report("2018Q2", {"technology-contracts": "0.46"})
    assert "4600" in beside(signed_in(clerk), draft, "technology-contracts").content.decode()


def test_sheet_effects_computes_no_growth_where_only_the_official_one_counts(draft, clerk, report, signed_in):
    report("2018Q2", {"industrial-output": "226.4"})
    give(draft, clerk, industrial_output="251.2")
    page = beside(signed_in(clerk), draft, "industrial-output").content.decode()
    assert "226.4" in page and "+11.0" not in page


def test_sheet_effects_speaks_of_a_value_handed_down(draft, clerk, signed_in):
    ratio = draft.period.document.indicators.get(slug="rd-intensity")
    draft.put([Entry({"indicator": ratio}, {"value": 2})], by=clerk)
    page = beside(signed_in(clerk), draft, "stated-rd-intensity").content.decode()
    assert "上级反馈值" in page and "2.00" in page and "这个数进1项指标" in page


def test_sheet_effects_begins_with_the_first_cell(draft, clerk, signed_in):
    assert "规模以上工业总产值" in beside(signed_in(clerk), draft, "").content.decode()


def test_sheet_effects_knows_only_cells_of_ones_own_open_sheet(
    draft, clerk, other_clerk, reviewer, signed_in
):
    assert beside(signed_in(clerk), draft, "nothing").status_code == 404
    assert beside(signed_in(clerk), draft, "national-ranking").status_code == 404, "asked once a year"
    assert beside(signed_in(other_clerk), draft).status_code == 404
    assert beside(signed_in(reviewer), draft).status_code == 403
    fill(draft, clerk).submit(by=clerk)
    assert beside(signed_in(clerk), draft).status_code == 404


def test_sheet_effects_asks_the_database_so_often(draft, clerk, signed_in, django_assert_num_queries):
    give(draft, clerk, operating_revenue="208.6")
    client = signed_in(clerk)
    with django_assert_num_queries(27):
        beside(client, draft)
