"""An indicator's page: its figures, its sentence in the document, its chart with the table beside it, how it was computed."""

import html
import json
import re

import pytest
from django.urls import reverse

from tests.reports import factory

EXPORTS = "/indicators/high-tech-exports/"


@pytest.fixture
def reader(signed_in, leader):
    return signed_in(leader)


def text(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def test_indicator_detail_opens_with_five_figures(reader, editions):
    page = text(reader.get(EXPORTS))
    five = page.split('class="five"')[1].split("</dl>")[0]
    assert five.count("<div>") == 5
    told = re.sub(r"<[^>]*>", " ", five)
    assert all(
        each in told for each in ("2.01", "10", "7.99", "20.1", "−4.9", "慢于时序进度", "“达到”，按 ≥ 判定")
    )


def test_indicator_detail_of_a_strict_target_says_that_it_must_be_exceeded(reader, editions):
    page = text(reader.get("/indicators/technology-contracts/"))
    assert ">2<" in page and "“超”，按 > 判定" in page and "超 1.69" in page


def test_indicator_detail_quotes_the_document_one_click_from_its_place(reader, editions):
    goal = factory.target("high-tech-exports", "2019")
    page = text(reader.get(EXPORTS))
    assert f"<u>{goal.quote}</u>" in page
    assert f'href="{reverse("policy:document_detail")}?from={goal.start}-{goal.end}#passage"' in page


def test_indicator_detail_says_how_each_figure_came_about(reader, editions):
    page = text(reader.get(EXPORTS))
    assert "<span>2.0100</span><span>10</span></span>= 20.10%" in page
    assert "口径待确认：高新技术企业出口额：币种与汇率口径" in page
    assert "2.10→2.01，误计一户迁出企业（市商务局" in page


def test_indicator_detail_says_first_that_its_light_turned(reader, editions):
    change = next(each for each in factory.quarter_context().difference.changes if each.kind == "转红")
    page = text(reader.get(f"/indicators/{change.slug}/"))
    assert f"由{change.before}转{change.after}" in page and "较上期" in page
    assert "较上期" not in text(reader.get("/indicators/profit-margin/"))


def test_indicator_detail_puts_the_table_beside_the_chart(reader, editions):
    page = text(reader.get(EXPORTS))
    table = page.split('id="quarters"')[1].split("</table>")[0]
    points = factory.indicator("high-tech-exports").points
    kept = [p for p in points if p.quarter >= "2018" and p.quarter != "2018Q4"]
    assert table.count("</th>") - table.count('scope="row"') == len(kept) == 5
    for point in kept:
        assert f"<b>{point.value.text}</b>" in table and point.gap.text in table


def test_indicator_detail_draws_bars_pace_and_the_staircase_of_targets(reader, editions):
    page = reader.get(EXPORTS).content.decode()
    found = re.search(r'<script id="history-wide" type="application/json">(.*?)</script>', page)
    figure = json.loads(found[1])
    bars = next(trace for trace in figure["data"] if trace["type"] == "bar")
    assert bars["x"] == list(range(9)) and bars["y"][-1] == 2.01
    labels = [note["text"] for note in figure["layout"]["annotations"]]
    assert "2018年目标 7.5　未达标" in labels and "2019年目标 10" in labels and "2017年无目标" in labels
    assert "欠 0.49" in labels
    assert figure["config"]["showSendToCloud"] is False


def test_indicator_detail_opens_its_chart_with_the_forecast_and_says_how_sure_it_is(reader, editions):
    page = text(reader.get(EXPORTS))
    assert "<h2>预测全年8.70亿元，比2019年目标少1.30亿元</h2>" in page
    assert "预测按往年3年推算，八成可能在 8.10—9.40 之间，用往年检验平均相差4.2%" in page
    assert "时序进度 25.0%；往年同期 23.1%" in page
    figure = json.loads(re.search(r'<script id="history-wide"[^>]*>(.*?)</script>', page)[1])
    labels = [note["text"] for note in figure["layout"]["annotations"]]
    assert "预测 8.70" in labels and "八成可能 8.10—9.40" in labels


def test_indicator_detail_without_a_forecast_says_nothing_of_one(reader, editions):
    page = text(reader.get("/indicators/productivity-growth/"))
    assert "预测全年" not in page and "八成可能" not in page


def test_indicator_detail_of_what_is_judged_at_year_end_shows_no_verdict_yet(reader, editions):
    page = text(reader.get("/indicators/productivity-growth/"))
    assert "未到考核期" in page and "暂高于目标0.60点" in page
    assert "达标" not in page.split('class="five"')[1].split("</dl>")[0]


def test_indicator_detail_without_a_figure_shows_the_last_one_and_no_chart(reader, editions):
    page = text(reader.get("/indicators/venture-backed/"))
    assert "——" in page and "上一次" in page and "data-chart" not in page


def test_indicator_detail_names_the_phases_without_a_target(reader, editions):
    assert "无目标" in text(reader.get(EXPORTS)).split("各阶段的目标")[1].split("</section>")[0]


@pytest.mark.case("N12")
def test_indicator_detail_of_a_target_without_a_year_says_that_the_document_names_none(reader, editions):
    page = text(reader.get("/indicators/graduates-share/"))
    assert "文件未规定具体年度，考核窗口2020年12月—2022年12月" in page
    assert "未到考核期" in page and "已逾期" not in page
    assert "文件未规定具体年度" not in text(reader.get(EXPORTS))


def test_indicator_detail_that_is_none_is_not_found(reader, editions):
    assert reader.get("/indicators/nothing/").status_code == 404


def test_indicator_detail_of_an_old_edition_shows_what_it_said(reader, editions):
    page = text(reader.get(f"{EXPORTS}?edition=2019Q1-1"))
    assert "第1版" in page and "本版更正" not in page


def test_indicator_detail_asks_few_questions(reader, editions, django_assert_max_num_queries):
    reader.get(EXPORTS)
    with django_assert_max_num_queries(8):
        reader.get(EXPORTS)


def test_indicator_detail_before_any_edition_is_the_plan(reader, document):
    assert "还没有一个实绩数" in text(reader.get(EXPORTS))


def test_indicator_list_holds_every_indicator_with_each_phase(reader, editions):
    page = text(reader.get("/indicators/"))
    assert page.count('class="name"') == len(factory.quarter_context().indicators)
    row = re.sub(r"<[^>]*>", " ", page.split(">有效发明专利</a>")[1].split("</tr>")[0])
    assert ">100" in row and "104" in row and row.count("无目标") == 2


def test_indicator_list_before_any_edition_is_the_plan(reader, document):
    assert "48个目标" in text(reader.get("/indicators/"))
