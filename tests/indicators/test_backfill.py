"""The clerk's way with a unit's history: one file out and in for all its periods, handed in and approved. Issue B, 6."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import clock
from accounts.models import Event
from indicators.models import Actual, Item
from submissions import backfill
from submissions.models import Submission
from submissions.quarters import ANNUAL, Quarter
from submissions.rules import State
from tests import builders
from tests.indicators.books import column_of, opened, own, row_of, saved

REVENUE, OUTPUT, ENTERPRISES = "营业收入", "规模以上工业总产值", "高新技术企业"
FIRST, LAST = "2017年一季度", "2017年年报"


@pytest.fixture(autouse=True)
def april():
    with clock.at(dt.date(2018, 4, 9)):
        yield


@pytest.fixture
def sheets(document, committee, reviewer):
    backfill.open_years(document, 2017, 2017, by=reviewer)
    return {each.period.quarter: each for each in backfill.of_unit(document, committee)}


@pytest.fixture
def browser(signed_in, clerk, sheets):
    return signed_in(clerk)


def url(door, unit):
    return reverse(f"indicators:{door}", args=[unit.pk])


def template(browser, unit):
    return opened(browser.get(url("backfill_template", unit)).content)


def filled(book, figures: dict) -> bytes:
    """Return the form with {(item's name, period's head): value} typed in."""
    page = book["补录表"]
    for (name, period), value in figures.items():
        page.cell(row_of(page, name), column_of(page, period)).value = value
    return saved(book)


def upload(browser, unit, content: bytes, name="补录表.xlsx"):
    return browser.post(url("backfill", unit), {"file": SimpleUploadedFile(name, content)})


def confirm(browser, unit, preview, key="once"):
    return browser.post(url("backfill_confirm", unit), {"rows": preview.context["rows"], "key": key})


def flaws(preview) -> dict[str, str]:
    return {flaw.cell.name: flaw.message for flaw in preview.context["history"].flaws}


def values() -> dict:
    lines = Actual.objects.filter(value__isnull=False).select_related("item", "submission__period")
    return {(line.item.name, str(line.submission.period)): line.value for line in lines}


# --- the way ------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_backfill_from_the_form_to_the_last_approval(browser, document, committee, reviewer):
    backfill.open_years(document, 2015, 2016, by=reviewer)
    oldest = "2015年一季度"
    told = {(REVENUE, oldest): 80, (OUTPUT, oldest): 210, (REVENUE, LAST): 400.5}
    preview = upload(browser, committee, filled(template(browser, committee), told))
    assert preview.status_code == 200 and "现在还没有保存" in preview.content.decode()
    assert preview.context["history"].counts["新增"] == 3 and not values()

    before = Event.objects.count()
    assert [confirm(browser, committee, preview).url for _ in range(2)] == [url("backfill", committee)] * 2
    assert values() == told
    assert Event.objects.count() == before + 2  # one for each sheet, none for the second click

    again = upload(browser, committee, filled(template(browser, committee), {}))
    assert "无变化：0 新增 0 修改" in again.content.decode()
    assert again.context["history"].counts["不变"] == 3

    browser.post(url("backfill_submit", committee), {"key": "once"})
    handed_in = Submission.objects.filter(state=State.SUBMITTED)
    assert {str(each.period) for each in handed_in} == {oldest, LAST}
    assert not any(each.is_late for each in handed_in)
    for each in handed_in:
        each.approve(by=reviewer)
    assert Actual.objects.approved().count() == 3
    assert "已审核" in browser.get(url("backfill", committee)).content.decode()


def test_backfill_template_asks_what_each_period_asks(browser, sheets, committee):
    book = template(browser, committee)
    page = book["补录表"]
    yearly = Item.objects.filter(frequency="YEARLY").first().name
    assert [page.cell(4, place).value for place in (5, 9)] == [FIRST, LAST]
    assert page.column_dimensions["A"].hidden and page.protection.sheet
    assert page.cell(row_of(page, yearly), column_of(page, FIRST)).protection.locked
    assert not page.cell(row_of(page, yearly), column_of(page, LAST)).protection.locked
    assert not page.cell(row_of(page, REVENUE), column_of(page, FIRST)).protection.locked
    revenue = Item.objects.get(name=REVENUE)
    assert page.cell(row_of(page, REVENUE), 4).value == revenue.entry_measure


def test_backfill_reads_a_table_of_ones_own(browser, sheets, committee):
    head = ["填报项", "单位", "2017Q1", "2017年"]
    content = own([[f"1.{REVENUE}", "万元", 800000, 4000000], ["合计", None, 1, 2]], head, [["某区历史数据"]])
    confirm(browser, committee, upload(browser, committee, content, "历史.xlsx"))
    assert values() == {(REVENUE, FIRST): 80, (REVENUE, LAST): 400}


def test_backfill_reads_text_and_asks_where_its_encoding_is_in_doubt(browser, sheets, committee):
    text = f"填报项,2017Q1\n{REVENUE},80\n"
    preview = upload(browser, committee, text.encode("utf-8-sig"), "历史.csv")
    assert preview.status_code == 200 and preview.context["history"].counts["新增"] == 1
    asked = upload(browser, committee, "填報項,2017年報\n營業收入,450\n".encode("big5"), "历史.csv")
    assert asked.status_code == 400 and "按 GB18030 读" in asked.content.decode()
    chosen = {"held": asked.context["held"], "encoding": "GB18030"}
    assert "没有找到表头" in browser.post(url("backfill", committee), chosen).content.decode()


SECOND = "2017年二季度"


def asked(preview) -> dict:
    """Return what is asked of the file's figures: {(period, item): text}."""
    return {(period, name): text for period, name, text in preview.context["history"].remarks}


def test_a_slip_is_asked_about_within_one_file_and_against_a_draft_of_another_period(
    browser, sheets, committee
):
    """Nothing of the history is approved yet: one period of it is held against the other all the same."""
    slip = {(OUTPUT, FIRST): 110, (OUTPUT, SECOND): 9000}
    together = asked(upload(browser, committee, filled(template(browser, committee), slip)))
    assert "万元、亿元" in together[SECOND, OUTPUT] and (FIRST, OUTPUT) not in together

    first = upload(browser, committee, filled(template(browser, committee), {(OUTPUT, FIRST): 110}))
    confirm(browser, committee, first)
    alone = upload(browser, committee, own([[OUTPUT, 9000]], head=["填报项", SECOND]))
    assert asked(alone) == {key: text for key, text in together.items() if key[0] == SECOND}
    confirm(browser, committee, alone, key="second")
    refused = browser.post(url("backfill_submit", committee), {"key": "in"})
    assert refused.status_code == 422 and "万元、亿元" in refused.content.decode()


def test_one_period_of_a_file_that_follows_from_the_other_is_not_asked_about(browser, sheets, committee):
    right = {(OUTPUT, FIRST): 110, (OUTPUT, SECOND): 230.5}
    assert asked(upload(browser, committee, filled(template(browser, committee), right))) == {}


def test_an_empty_cell_leaves_what_stands(browser, sheets, committee, clerk):
    builders.put(sheets[Quarter(2017, 1)], clerk, 80, Item.objects.get(name=REVENUE))
    preview = upload(
        browser, committee, filled(template(browser, committee), {(REVENUE, FIRST): None, (OUTPUT, FIRST): 9})
    )
    confirm(browser, committee, preview)
    assert values() == {(REVENUE, FIRST): 80, (OUTPUT, FIRST): 9}


def test_only_what_changes_is_listed_the_rest_is_counted(browser, sheets, committee, clerk):
    builders.put(sheets[Quarter(2017, 1)], clerk, 80, Item.objects.get(name=REVENUE))
    history = upload(browser, committee, filled(template(browser, committee), {(OUTPUT, LAST): 9})).context[
        "history"
    ]
    assert [quarter.label for quarter in history.shown_columns] == [LAST]
    ((_, name, (cell,)),) = history.shown_rows
    assert (name, cell.period, cell.text, cell.outcome) == (OUTPUT, LAST, "9亿元", "新增") and history.counts[
        "不变"
    ] == 1


def test_history_stands_last_among_what_waits_with_the_way_to_its_page(
    browser, sheets, document, committee, reviewer
):
    builders.open_period(document, reviewer, Quarter(2018, 1))
    answer = browser.get(reverse("submissions:submission_list"))
    page, kinds = answer.content.decode(), [each.kind for each in answer.context["waiting"]]
    assert kinds == sorted(kinds, reverse=True) and kinds[-1] == "BACKFILL"
    assert url("backfill", committee) in page and page.count("不限期") == len(sheets)
    assert "这是补录的历史数据" in browser.get(sheets[Quarter(2017, 1)].sheet_url).content.decode()


# --- what goes wrong on it ----------------------------------------------------------------------------------


def test_one_wrong_cell_keeps_all_back_and_is_marked_in_the_clerks_file(browser, sheets, committee):
    told = {(REVENUE, FIRST): 80, (REVENUE, LAST): "四百"}
    preview = upload(browser, committee, filled(template(browser, committee), told))
    assert preview.status_code == 422
    ((name, message),) = flaws(preview).items()
    assert name.startswith("I") and "不是数字" in message
    answer = browser.post(url("backfill_marked", committee), {"held": preview.context["held"]})
    assert "不是数字" in opened(answer.content)["补录表"][name].comment.text
    assert not values()


def test_a_figure_where_none_is_asked_is_an_error(browser, sheets, committee):
    yearly = Item.objects.filter(frequency="YEARLY").first().name
    preview = upload(browser, committee, filled(template(browser, committee), {(yearly, FIRST): 3}))
    assert list(flaws(preview).values()) == [
        f"“{yearly}”按年填报，{FIRST}不用填。请清空这一格，填在2017年年报一列。"
    ]


def test_an_unknown_item_is_named_once(browser, sheets, committee):
    content = own([["没有的项", 1, 2, 3]], ["填报项", "2017Q1", "2017Q2", "2017Q3"])
    assert list(flaws(upload(browser, committee, content))) == ["A2"]


@pytest.mark.parametrize(
    "head, why_not",
    [
        (["填报项", "2017年五季度"], "看不懂期次"),
        (["填报项", "2017Q1", "备注"], "请删去"),
        (["填报项", "2017Q1", "2017年一季度"], "B列和C列都像"),
        (["填报项", "2016Q4"], "没有这一期的补录单"),
        (["名字", "2017Q1"], "没有找到表头"),
    ],
)
def test_a_wrong_head_is_refused_with_its_reason(browser, sheets, committee, head, why_not):
    answer = upload(browser, committee, own([[REVENUE, 1, 1]], head))
    assert answer.status_code == 400 and why_not in answer.content.decode()


def test_a_file_without_figures_or_of_another_unit_is_refused(browser, sheets, committee):
    empty = upload(browser, committee, filled(template(browser, committee), {}))
    assert empty.status_code == 400 and "一个数也没有" in empty.content.decode()
    other = own([[REVENUE, 1]], ["填报项", "2017Q1"], [["填报单位：市科技局"]])
    assert "这张报送单是" in upload(browser, committee, other).content.decode()


def test_what_is_handed_in_is_not_changed_by_a_file(browser, sheets, committee, clerk):
    first = sheets[Quarter(2017, 1)]
    builders.put(first, clerk, 80, Item.objects.get(name=REVENUE))
    form = template(browser, committee)
    first.submit(by=clerk)
    assert "无变化" in upload(browser, committee, filled(form, {})).content.decode()
    preview = upload(browser, committee, filled(form, {(REVENUE, FIRST): 81, (REVENUE, LAST): 9}))
    assert preview.status_code == 422 and "已提交" in next(iter(flaws(preview).values()))


def test_backfill_confirm_writes_nothing_where_somebody_was_faster(browser, sheets, committee, clerk):
    told = {(REVENUE, FIRST): 80, (REVENUE, LAST): 400}
    preview = upload(browser, committee, filled(template(browser, committee), told))
    builders.put(sheets[Quarter(2017, ANNUAL)], clerk, 390, Item.objects.get(name=REVENUE))
    answer = confirm(browser, committee, preview)
    assert answer.status_code == 409 and "整份都没有保存" in answer.content.decode()
    assert values() == {(REVENUE, LAST): 390}


def test_backfill_confirm_takes_only_what_was_previewed_for_this_unit(browser, sheets, committee):
    answer = browser.post(url("backfill_confirm", committee), {"rows": "made-up"})
    assert answer.status_code == 400 and not values()


def test_backfill_marked_without_a_file_says_so(browser, sheets, committee):
    assert browser.post(url("backfill_marked", committee)).status_code == 400


def test_backfill_submit_hands_in_nothing_where_one_sheet_lacks_something(browser, sheets, committee, clerk):
    builders.put(sheets[Quarter(2017, 1)], clerk, 80, Item.objects.get(name=REVENUE))
    builders.put(sheets[Quarter(2017, 2)], clerk, -80, Item.objects.get(name=REVENUE))
    answer = browser.post(url("backfill_submit", committee))
    assert answer.status_code == 422 and "2017年二季度，营业收入" in answer.content.decode()
    assert not Submission.objects.filter(state=State.SUBMITTED).exists()


@pytest.mark.parametrize("door", ["backfill", "backfill_template"])
def test_another_units_history_is_not_found(signed_in, other_clerk, sheets, committee, door):
    assert signed_in(other_clerk).get(url(door, committee)).status_code == 404


def test_backfill_without_an_open_period_says_whom_to_ask(signed_in, other_clerk, other_unit, document):
    browser = signed_in(other_clerk)
    assert "联系审核员" in browser.get(url("backfill", other_unit)).content.decode()
    assert browser.get(url("backfill_template", other_unit)).status_code == 302
    assert upload(browser, other_unit, own([[REVENUE, 1]], ["填报项", "2017Q1"])).status_code == 400
