"""The board: one edition, every figure as the edition prints it; the plan before there is one; each role's first page."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from accounts import clock
from accounts.models import User
from tests.reports import factory
from tests.reports.shelf import shelve

BOARD = "/board/"


@pytest.fixture
def reader(signed_in, leader):
    return signed_in(leader)


def text(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def cells(page: str, name: str) -> str:
    """Return the table row of an indicator, without its tags."""
    row = next(row for row in page.split("<tr") if f">{name}</a></th>" in row)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", row.split("</tr>")[0]))


def test_board_shows_the_newest_edition_and_what_ties_a_paper_to_it(reader, editions):
    page = text(reader.get(BOARD))
    assert "第2版（更正）" in page and editions[-1].check_code in page and "数据截至 3月31日 · 快报" in page
    assert f'href="{reverse("reports:export_word", args=["2019Q1", 2])}"' in page


@pytest.mark.case("N03")
def test_board_prints_every_row_in_the_words_of_the_edition(reader, editions):
    page = text(reader.get(BOARD))
    for row in factory.quarter_context().main.rows:
        printed = cells(page, row.name)
        told = (row.target.figure.text, row.value.text, row.signal.word)
        assert all(each in printed for each in told), row.name
        if row.bar.is_judged:
            assert row.progress.text in printed and row.gap.text in printed
        else:
            assert (row.remark or "——") in printed


def test_board_prints_the_forecast_with_its_interval_and_a_dot_where_none_exists(reader, editions):
    page = text(reader.get(BOARD))
    for row in factory.quarter_context().main.rows:
        made, printed = row.forecast, cells(page, row.name)
        if made:
            assert f"{made.total.text} {made.low.text}—{made.high.text}" in printed
    assert re.search(r'class="num forecast"><span class="grey">·</span>', page)
    assert "预测全年按往年各季的比重和势头推算" in page


def test_board_at_the_years_end_has_no_forecast(reader, editions):
    assert "预测" not in text(reader.get(f"{BOARD}?phase=2018")).split('id="rows"')[1].split("</section>")[0]


def test_board_opens_with_what_changed_each_linked_to_its_list(reader, editions):
    page = text(reader.get(BOARD))
    for name in ("turned-green", "turned-amber", "turned-red", "corrected", "late"):
        assert f'href="#{name}"' in page and page.count(f'id="{name}"') == 1
    assert "2.10→2.01，误计一户迁出企业" in page


def test_board_tells_three_stories_and_names_what_else_is_behind(reader, editions):
    page = text(reader.get(BOARD))
    assert page.count('class="story"') == 3
    assert "超过 1.69 亿元" in page and "两项大额合同顺延至二季度登记。" in page
    assert "高新技术企业出口额 慢4.9个百分点" in page


def test_board_judges_nothing_before_its_time(reader, editions):
    """年末考核 is no light and no missing figure: a hollow bar, its distance in words."""
    page = text(reader.get(BOARD))
    assert "达到目标的63.2%" in cells(page, "高新技术企业")
    assert "达标" not in cells(page, "劳动生产率的增长率") and "暂高于目标0.60点" in cells(
        page, "劳动生产率的增长率"
    )
    assert "2018年 9" in cells(page, "当年新增获得风险投资的企业")


def test_board_of_a_year_shows_conclusions(reader, editions):
    page = text(reader.get(editions[0].get_absolute_url()))
    assert "9项差多少，12项超多少" in page and "等于目标，未超过" in page
    assert "1.0000" in cells(page, "技术合同成交额") and "未超过" in cells(page, "技术合同成交额")
    assert "时序差" not in cells(page, "技术合同成交额")


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("signal=FAR_BEHIND", {"技术合同成交额", "各类研发机构"}),
        ("signal=FAR_BEHIND&group=总量指标", {"技术合同成交额"}),
        ("unit=管委会&signal=NOT_REPORTED", {"当年新增获得风险投资的企业"}),
        ("unit=市教育局", set()),
        ("signal=nonsense", set()),
    ],
)
def test_board_is_narrowed_by_its_address(reader, editions, query, kept):
    table = text(reader.get(f"{BOARD}?{query}")).split('id="rows"')[1].split("</table>")[0]
    assert set(re.findall(r'class="name" scope="row"><a [^>]*>([^<]*)<', table)) == kept


def test_board_of_another_phase_stands_in_the_same_edition(reader, editions):
    page = text(reader.get(f"{BOARD}?phase=long-term"))
    assert "从业人员中本科以上占比" in page.split('id="rows"')[1] and "第2版（更正）" in page


def test_board_leads_a_year_to_its_own_newest_edition_and_the_window_stays(reader, editions):
    page = text(reader.get(BOARD))
    assert f'<a href="{editions[0].get_absolute_url()}">2018年</a>' in page
    assert '?phase=long-term">长期</a>' in page


def test_board_names_a_quarter_without_an_edition_and_does_not_link_it(reader, editions):
    assert "<span>上半年</span>" in text(reader.get(BOARD))


def test_board_links_keep_an_older_edition(reader, editions):
    page = text(reader.get(f"{BOARD}?edition=2019Q1-1"))
    assert "/indicators/industrial-output/?edition=2019Q1-1" in page
    assert "这一版已被" in page and editions[1].check_code in page


@pytest.mark.parametrize(
    "key", ["2019Q1-9", "2019Q4-1", "nonsense", "2019Q1", "2019一季度-1", "2019Q1-preview"]
)
def test_board_of_an_edition_that_is_not_is_not_found(reader, editions, key):
    assert reader.get(BOARD, {"edition": key}).status_code == 404


def test_board_asks_few_questions(reader, editions, django_assert_max_num_queries):
    reader.get(BOARD)
    with django_assert_max_num_queries(8):
        assert reader.get(BOARD).status_code == 200


def test_board_answers_that_nothing_changed(reader, editions):
    first = reader.get(BOARD)
    again = reader.get(BOARD, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304 and not again.content
    assert "private" in first["Cache-Control"] and "no-cache" in first["Cache-Control"]


def test_board_is_another_page_for_another_account_day_or_address(reader, editions, signed_in, member):
    seen = reader.get(BOARD)["ETag"]
    assert reader.get(f"{BOARD}?phase=2018")["ETag"] != seen
    with clock.at(dt.date(2019, 7, 13)):
        assert reader.get(BOARD)["ETag"] != seen
    assert signed_in(member).get(BOARD)["ETag"] != seen


def test_board_is_sent_whole_when_a_quarter_was_published_since(reader, editions, document, reviewer):
    seen = reader.get(editions[0].get_absolute_url())["ETag"]
    shelve(document, reviewer, factory.quarter_context(quarter="2018Q1", number=1, kind="发布"), 1004)
    assert reader.get(editions[0].get_absolute_url())["ETag"] != seen


def test_board_holds_its_figures_for_the_script_and_no_address_to_send_them_to(reader, editions):
    page = text(reader.get(BOARD))
    assert page.count("data-chart=") == 2 and '<script id="overview-wide" type="application/json">' in page
    assert page.count('"showSendToCloud": false') == 2


@pytest.mark.usefixtures("july_2019")
def test_board_in_the_demonstration_says_so_above_and_below(reader, editions, settings):
    settings.DEMONSTRATION = True
    page = text(reader.get(BOARD))
    assert page.count("演示数据") >= 4 and "今天按 2019年7月12日 计" in page


def test_board_of_real_data_carries_no_slug(reader, document, reviewer, editions):
    assert 'class="slug"' not in text(reader.get(BOARD))


# --- nothing published ------------------------------------------------------------------------------------------------


def test_board_before_any_edition_is_the_plan(reader, document, django_assert_max_num_queries):
    reader.get(BOARD)
    with django_assert_max_num_queries(16):
        page = text(reader.get(BOARD))
    assert "48个目标、34项任务已录入，还没有一个实绩数" in page
    assert page.count('class="name" scope="row"') == 28 and ">2" in page and "≤100" in page
    assert "无目标" in page and "管委会" in page


def test_board_before_any_edition_lights_nothing_and_names_the_next_steps(reader, document):
    page = text(reader.get(BOARD))
    assert 'class="signal' not in page and "超期" not in page.replace("也不算超期", "")
    assert all(step in page for step in ("一、补录年初数和历史数", "二、定分工和口径", "三、开第一期"))


def test_board_without_any_document_still_answers(reader):
    assert reader.get(BOARD).status_code == 200


# --- the first page of each role --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "first"),
    [
        ("clerk", "/submissions/"),
        ("reviewer", "/review/"),
        ("leader", "/board/"),
        ("member", "/board/"),
        ("supervisor", "/board/"),
        ("admin", "/administration/accounts/"),
        ("auditor", "/journal/"),
    ],
)
def test_home_leads_each_role_to_its_first_page(signed_in, request, role, first):
    response = signed_in(request.getfixturevalue(role)).get("/")
    assert response.status_code == 302 and response.url == first


def test_home_of_an_account_without_a_post_says_whom_to_ask(signed_in, committee):
    user = User.objects.create(username="nobody", display_name="某", must_change_password=False)
    assert "您的账号还没有岗位" in text(signed_in(user).get("/"))


def test_board_keeps_its_figures_by_edition_and_never_hands_one_role_s_buttons_to_another(
    signed_in, leader, member, editions
):
    def figures(user) -> str:
        return text(signed_in(user).get(BOARD)).partition('class="since"')[2].partition("</main>")[0]

    first = figures(leader)
    assert "发督办单" in first
    assert "发督办单" not in figures(member)
    assert figures(leader) == first


def test_board_after_a_new_edition_prints_the_new_one_at_once(reader, editions, reviewer, document):
    assert "第2版（更正）" in text(reader.get(BOARD))
    newer = factory.quarter_context(number=3)
    shelve(document, reviewer, newer, 1004, supersedes=editions[-1])
    assert "第3版" in text(reader.get(BOARD))
