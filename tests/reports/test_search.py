"""查找: indicators, tasks, units and clauses, letter by letter; nothing that a unit only drafted."""

import html
import re

import pytest

from reports.search import AROUND, folded, shortened

PAGE = "/search/"


@pytest.fixture
def reader(signed_in, leader):
    return signed_in(leader)


def text(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def test_search_finds_all_four_kinds(reader, document):
    page = text(reader.get(PAGE, {"q": "科技"}))
    assert all(f"<h2>{kind}" in page for kind in ("任务", "单位", "条款"))
    page = text(reader.get(PAGE, {"q": "出口额"}))
    assert 'href="/indicators/high-tech-exports/"' in page and "#passage" in page


def test_search_leads_to_the_place_in_the_full_text(reader, document):
    page = text(reader.get(PAGE, {"q": "联席会议制度"}))
    place = document.text.index("联席会议制度")
    assert f"?from={place}-{place + 6}#passage" in page


@pytest.mark.case("I07")
@pytest.mark.parametrize("typed", ["' OR 1=1--", "%", "_", "\\", "*", ".*", "%%%", "<b>"])
def test_search_takes_every_sign_as_itself(reader, document, typed):
    response = reader.get(PAGE, {"q": typed})
    assert response.status_code == 200
    assert ("没有找到" in text(response)) == (folded(typed) not in folded(document.text))


@pytest.mark.parametrize("typed", ["r&d", "Ｒ＆Ｄ", "R&D"])
def test_search_does_not_mind_width_or_size_of_letters(reader, document, typed):
    assert "/indicators/rd-intensity/" in text(reader.get(PAGE, {"q": typed}))


@pytest.mark.case("P10")
def test_search_knows_no_draft(signed_in, leader, document, report):
    """What was typed into a note is found by nobody, whatever became of it."""
    report("2018Q1", {"high-tech-exports": "1.62"}, note="蓝鲸二号订单")
    page = text(signed_in(leader).get(PAGE, {"q": "蓝鲸"}))
    assert "没有找到“蓝鲸”" in page


def test_search_of_nothing_asks_what(reader, document):
    for typed in ("", "   "):
        page = text(reader.get(PAGE, {"q": typed}))
        assert "例如" in page and "没有找到" not in page


def test_search_reads_no_more_than_fits(reader, document):
    response = reader.get(PAGE, {"q": "找" * 5000 + "\x00"})
    assert response.status_code == 200 and "找" * 41 not in text(response)


def test_search_before_any_document(reader):
    assert "没有找到" in text(reader.get(PAGE, {"q": "出口"}))


def test_search_leads_nobody_to_a_closed_door(signed_in, admin, document):
    page = text(signed_in(admin).get(PAGE, {"q": "出口额"}))
    assert "高新技术企业出口额" in page and "/indicators/high-tech-exports/" not in page


def test_search_asks_few_questions(reader, document, django_assert_max_num_queries):
    reader.get(PAGE, {"q": "科技"})
    with django_assert_max_num_queries(12):
        reader.get(PAGE, {"q": "科技"})


def test_the_words_around_a_hit_stay_short():
    assert shortened("一" * 100, is_end=True) == "……" + "一" * AROUND
    assert shortened("一\n二", is_end=False) == "一 二"
