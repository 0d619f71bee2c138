"""Pages of supervision orders: two clicks from a light, the other unit's are missing, the figures on the line of time."""

import datetime as dt
import html
from io import BytesIO

import docx
import pytest

from accounts import clock
from reports import agendas
from reports.build import issued_orders
from tasks.models import Supervision
from tests import builders

DAY = dt.date(2019, 7, 12)
SLUG = "technology-contracts"


@pytest.fixture(autouse=True)
def today():
    with clock.at(DAY):
        yield


@pytest.fixture
def office(signed_in, supervisor):
    return signed_in(supervisor)


@pytest.fixture
def order(document, other_unit, supervisor) -> Supervision:
    values = {"about": "技术合同成交额", "indicator": SLUG, "unit": other_unit, "matter": "请提出补齐办法"}
    return Supervision.draft(document, values | {"due_on": DAY + dt.timedelta(30)}, by=supervisor)


@pytest.fixture
def issued(order, supervisor) -> Supervision:
    order.issue(rv=1, by=supervisor)
    return order


def text(response, status=200) -> str:
    assert response.status_code == status, response.status_code
    return html.unescape(response.content.decode())


def test_order_create_is_prefilled_from_the_light_and_drafted_with_one_press(
    signed_in, supervisor, document, committee, clerk, reviewer
):
    with clock.at(dt.date(2018, 4, 10)):
        period = builders.open_period(document, reviewer)
        builders.publish(builders.approve(builders.own(period, committee), clerk, reviewer), reviewer)
    office, address = signed_in(supervisor), "/orders/new/?indicator=industrial-output"
    page = text(office.get(address))
    assert "2018年一季度规模以上工业总产值" in page and "请查明原因" in page and "2019-08-11" in page
    typed = {"level": "ORDER", "unit": committee.pk, "matter": "请补齐", "due_on": "2019-08-11", "key": "k"}
    answer = office.post(address, typed)
    assert office.post(address, typed).url == answer.url
    assert Supervision.objects.get().indicator == "industrial-output"


def test_order_create_on_a_task_names_its_lead(office, document):
    page = text(office.get("/orders/new/?task=5"))
    assert "任务5" in page and "请牵头推进" in page


@pytest.mark.parametrize("query", ["", "?indicator=nothing", "?task=999", "?task=x"])
def test_order_create_about_nothing_is_not_found(office, document, query):
    assert office.get(f"/orders/new/{query}").status_code == 404


def test_order_create_keeps_what_was_typed(office, document, committee):
    typed = {"level": "ORDER", "unit": committee.pk, "matter": "写了很久", "due_on": "2019-07-01"}
    page = text(office.post("/orders/new/?task=5", typed), 422)
    assert "期限已经过了" in page and "写了很久" in page


def test_order_list_shows_late_first_and_is_narrowed(office, issued, document, committee, supervisor):
    late = Supervision.draft(
        document,
        {
            "about": "逾期的",
            "unit": committee,
            "matter": "x",
            "due_on": DAY - dt.timedelta(1),
            "indicator": SLUG,
        },
        by=supervisor,
    )
    with clock.at(DAY - dt.timedelta(2)):
        late.issue(rv=1, by=supervisor)
    page = text(office.get("/orders/"))
    assert page.index("逾期的") < page.index("技术合同成交额") and "1张逾期" in page
    narrowed = text(office.get("/orders/?unit=市科技局")).split("<tbody>")[1]
    assert "技术合同成交额" in narrowed and "逾期的" not in narrowed
    assert "符合条件的督办单" in text(office.get("/orders/?state=已办结"))


def test_order_edit_tells_the_second_of_two(office, order):
    page = f"/orders/{order.pk}/"
    typed = {"level": "REMINDER", "unit": order.unit_id, "matter": "改过", "due_on": "2019-08-11", "rv": 1}
    assert office.post(f"{page}edit/", typed).url == page
    assert "改过" in text(office.post(f"{page}edit/", typed | {"matter": "另一个"}), 409)
    issued = text(office.post(f"{page}issue/", {"rv": typed["rv"], "key": "late"}), 409)
    assert "改过" in issued and "发出时间" not in issued and "issued by" not in issued


def test_order_sign_order_answer_order_send_back_and_order_close(signed_in, issued, other_clerk, supervisor):
    page = f"/orders/{issued.pk}/"
    unit = signed_in(other_clerk)
    assert "签收</button>" in text(unit.get(page))
    assert unit.post(f"{page}sign/", {"rv": 2}).url == page
    assert "请写办理情况" in text(unit.post(f"{page}answer/", {"text": "", "rv": 3}), 422)
    unit.post(f"{page}answer/", {"text": "已拟方案", "rv": 3})
    office = signed_in(supervisor)
    assert office.post(f"{page}send-back/", {"text": "没有期限", "rv": 4}).url == page
    signed_in(other_clerk).post(f"{page}answer/", {"text": "九月底", "rv": 5})
    office = signed_in(supervisor)
    assert "同意办结" in text(office.get(f"{page}close/"))
    assert office.post(f"{page}close/", {"text": "数据已核对", "rv": 6}).url == page
    shown = text(office.get(page))
    assert "已办结" in shown and "办结意见</dt><dd>数据已核对" in shown
    course = shown.split("办理经过")[1].split("督办前后")[0]
    assert [word in course for word in ("已拟方案", "没有期限", "九月底")] == [True] * 3
    printed = text(office.get(f"{page}print/"))
    assert [word in printed for word in ("已拟方案", "没有期限", "九月底", "数据已核对")] == [True] * 4


def test_order_issue_gives_the_number_and_ends_editing(office, order):
    page = f"/orders/{order.pk}/"
    assert office.post(f"{page}issue/", {"rv": 1}).url == page
    assert "督〔2019〕1号" in text(office.get(page)) and "内容不能再改" in text(office.get(f"{page}edit/"))


def test_order_answer_before_signing_is_refused_in_words(signed_in, issued, other_clerk):
    assert "请先签收" in text(
        signed_in(other_clerk).post(f"/orders/{issued.pk}/answer/", {"text": "x", "rv": 2}), 422
    )


def test_order_close_before_an_answer_is_refused(office, issued):
    assert "还没有反馈" in text(office.get(f"/orders/{issued.pk}/close/"))
    assert "还没有反馈" in text(office.post(f"/orders/{issued.pk}/close/", {"text": "好", "rv": 2}), 422)


def test_order_detail_of_another_unit_is_as_good_as_missing(signed_in, issued, clerk):
    there, gone = (signed_in(clerk).get(f"/orders/{pk}/") for pk in (issued.pk, 10**6))
    assert there.status_code == gone.status_code == 404


def test_order_detail_sets_orders_and_figures_on_one_line_of_time(office, editions, issued):
    page = text(office.get(f"/orders/{issued.pk}/"))
    line = page.split("督办前后")[1]
    assert "2019年一季度0.31亿元" in line and "发出（督办）" in line
    assert line.index("2019年3月31日") < line.index("2019年7月12日")


def test_order_print_has_room_for_the_signatures(office, issued):
    page = text(office.get(f"/orders/{issued.pk}/print/"))
    assert "督〔2019〕1号" in page and "签收人" in page and issued.unit.name in page


def test_order_word_holds_the_matter_and_everything_that_was_said(office, issued, other_clerk, supervisor):
    issued.sign(rv=2, by=other_clerk)
    issued.answer("已拟方案", rv=3, by=other_clerk)
    issued.send_back("没有期限", rv=4, by=supervisor)
    response = office.get(f"/orders/{issued.pk}/word/")
    paper = docx.Document(BytesIO(response.content))
    rows = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    assert [row[1] for row in rows] == ["经过", "拟稿", "发出", "签收", "反馈", "退回"]
    assert [row[2] for row in rows[-2:]] == ["已拟方案", "没有期限"]
    assert any("请提出补齐办法" in each.text for each in paper.paragraphs)


def test_order_word_of_a_demonstration_says_so(office, issued, settings):
    settings.DEMONSTRATION, settings.CLOCK_DATE = True, DAY
    paper = docx.Document(BytesIO(office.get(f"/orders/{issued.pk}/word/").content))
    assert paper.paragraphs[0].text.startswith("演示数据")


def test_order_word_of_a_draft_is_not_there(office, order):
    assert office.get(f"/orders/{order.pk}/word/").status_code == 404


def test_order_withdraw_tells_the_unit_why_and_leaves_nothing_to_do(
    signed_in, issued, other_clerk, supervisor
):
    page = f"/orders/{issued.pk}/"
    office = signed_in(supervisor)
    assert "请写撤销理由" in text(office.post(f"{page}withdraw/", {"text": "", "rv": 2}), 422)
    assert office.post(f"{page}withdraw/", {"text": "发错单位", "rv": 2}).url == page
    assert "已撤销" in text(office.get("/orders/")) and "撤销：发错单位" in text(office.get(page))
    assert "已于2019年7月12日撤销" in text(office.get(f"{page}print/"))
    unit = signed_in(other_clerk)
    assert "发错单位" in text(unit.get(page)) and "签收</button>" not in text(unit.get(page))
    assert "请签收" not in text(unit.get("/submissions/"))


def test_order_send_back_asks_for_its_reason(office, issued):
    assert "请写退回理由" in text(office.post(f"/orders/{issued.pk}/send-back/", {"text": "", "rv": 2}), 422)


def test_the_page_of_an_indicator_shows_its_orders_to_who_may_see_them(
    signed_in, issued, editions, leader, clerk
):
    page = text(signed_in(leader).get(f"/indicators/{SLUG}/"))
    assert "督〔2019〕1号" in page and "发督办单</a>" in page and "不在本版内" in page
    line = page.split("时间线")[1].split("</aside>")[0]
    assert line.index("督〔2019〕1号发出（督办）") < line.index("2019年一季度0.31亿元"), "the newest first"
    other = text(signed_in(clerk).get(f"/indicators/{SLUG}/"))
    assert "督〔2019〕1号" not in other and "发督办单" not in other


def test_the_board_s_stories_lead_to_an_order(signed_in, editions, supervisor, clerk):
    assert f"/orders/new/?indicator={SLUG}" in text(signed_in(supervisor).get("/board/"))
    assert "/orders/new/" not in text(signed_in(clerk).get("/board/"))


def test_a_unit_s_first_page_lists_what_it_has_to_answer(signed_in, issued, other_clerk, clerk):
    assert "请签收" in text(signed_in(other_clerk).get("/submissions/"))
    issued.sign(rv=2, by=other_clerk)
    assert "请反馈" in text(signed_in(other_clerk).get("/submissions/"))
    assert "督办单" not in text(signed_in(clerk).get("/submissions/"))


def test_an_edition_freezes_the_orders_and_the_agenda_names_late_ones(
    document, committee, clerk, reviewer, issued
):
    period = builders.open_period(document, reviewer)
    edition = builders.publish(builders.approve(builders.own(period, committee), clerk, reviewer), reviewer)
    (frozen,) = edition.context.orders
    assert (frozen.name, frozen.state, frozen.is_late, frozen.indicator) == (
        "督〔2019〕1号",
        "已发出",
        False,
        SLUG,
    )
    with clock.at(DAY + dt.timedelta(40)):
        assert "督促逾期督办单：技术合同成交额" in agendas.proposed(None, "", document)


def test_an_edition_holds_the_open_orders_and_those_that_ended_in_its_year(
    document, issued, order, supervisor
):
    def held(year):
        return [(each.name, each.state, each.last_words) for each in issued_orders(document, year)]

    assert held(2019) == held(2021) == [("督〔2019〕1号", "已发出", "")]
    issued.withdraw("发错单位", rv=2, by=supervisor)
    assert held(2019) == [("督〔2019〕1号", "已撤销", "发错单位")] and held(2020) == []
