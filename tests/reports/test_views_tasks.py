"""The ledger of tasks 台账 as an edition holds it; the document's tasks before there is one."""

import html
import re
from dataclasses import replace

import pytest

from accounts.models import Event
from tests.reports import factory, shelf


@pytest.fixture
def reader(signed_in, leader):
    return signed_in(leader)


def text(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def titles(page) -> list[str]:
    return re.findall(r'class="name strong" scope="row"><a [^>]*>([^<]*)<', page)


def test_task_list_holds_every_task_in_the_document_s_order(reader, editions):
    page = text(reader.get("/tasks/"))
    assert titles(page) == [fact["title"] for fact in factory.TASKS["tasks"]]


def test_task_list_counts_judgements_and_leads_from_each_to_its_tasks(reader, editions):
    page = text(reader.get("/tasks/"))
    assert "<b>2</b>" in page.split('class="counts"')[1].split("需协调")[0]
    assert len(titles(text(reader.get("/tasks/?judgement=需协调")))) == 2


@pytest.mark.parametrize(
    ("query", "count"), [("unit=市教育局", 1), ("unit=市教育局&judgement=需协调", 0), ("unit=无", 0)]
)
def test_task_list_is_narrowed_by_partner_unit(reader, editions, query, count):
    page = text(reader.get(f"/tasks/?{query}"))
    assert len(titles(page)) == count and ("没有符合条件的任务" in page) == (count == 0)


def test_task_list_tells_the_problem_of_a_task_in_trouble_and_the_progress_of_another(reader, editions):
    page = text(reader.get("/tasks/"))
    row = {title: page.split(f">{title}</a>")[1].split("</tr>")[0] for title in titles(page)}
    assert "出资比例未议定。" in row["强化政策支持保障"] and "第1项本季进展。" in row["引导企业加大创新投入"]
    assert "牵头单位本期未更新" in row["加快三区深度融合"]


def test_task_list_before_any_edition_lists_the_document_s_tasks(
    reader, document, django_assert_max_num_queries
):
    with django_assert_max_num_queries(14):
        page = text(reader.get("/tasks/"))
    assert len(titles(page)) == 34 and "也不算超期" in page and "原文未列" in page


def test_task_detail_shows_the_updates_and_who_is_missing(reader, editions):
    page = text(reader.get("/tasks/24/"))
    assert "强化政策支持保障" in page and "出资比例未议定。" in page and "《营口高新区总体规划》" in page
    assert "市商务局" in text(reader.get("/tasks/12/")).split("各单位更新")[1]


def test_task_detail_links_its_clause_and_its_neighbours(reader, editions):
    page = text(reader.get("/tasks/24/"))
    assert 'href="/tasks/23/"' in page and 'href="/tasks/25/"' in page and "#c-2-1-24" in page


def test_task_detail_that_is_none_is_not_found(reader, editions):
    assert reader.get("/tasks/99/").status_code == 404


def test_task_detail_before_any_edition_leads_to_the_course_as_it_stands(reader, document):
    assert reader.get("/tasks/1/").url == "/tasks/1/course/"


def test_task_detail_tells_the_course_of_its_edition(reader, editions):
    page = text(reader.get("/tasks/5/"))
    assert "逾期12天" in page and "管委会设定：第4次联席会议议定" in page and "征求意见" in page
    assert "状态" in page and "批准销号" in page and "以前各季" in page and "办理现在的" not in page


@pytest.mark.parametrize(
    ("who", "greyed"), [("clerk", 0), ("other_clerk", 1), ("reviewer", 2), ("leader", 0), ("auditor", 0)]
)
def test_task_detail_offers_what_may_be_done_now_and_says_why_not(
    signed_in, document, editions, request, who, greyed
):
    page = text(signed_in(request.getfixturevalue(who)).get("/tasks/5/"))
    assert page.count('class="refused small" disabled>') == greyed
    assert ("办理现在的" in page) == (who in ("clerk", "other_clerk", "reviewer"))


def test_task_detail_is_kept_by_who_reads_and_never_by_who_acts(signed_in, document, editions, leader, clerk):
    assert signed_in(leader).get("/tasks/5/")["ETag"]
    assert "no-store" in signed_in(clerk).get("/tasks/5/")["Cache-Control"]


def test_task_detail_asks_few_questions_of_who_acts(
    signed_in, reviewer, document, editions, django_assert_max_num_queries
):
    client = signed_in(reviewer)
    client.get("/tasks/5/")
    with django_assert_max_num_queries(16):
        client.get("/tasks/5/")


@pytest.mark.parametrize("url", ["/tasks/", "/tasks/7/"])
def test_tasks_ask_few_questions(reader, editions, url, django_assert_max_num_queries):
    reader.get(url)
    with django_assert_max_num_queries(8):
        reader.get(url)


def test_task_list_leads_on_with_what_was_chosen(reader, editions):
    page = text(reader.get("/tasks/?judgement=需协调&sort=-number"))
    assert titles(page) == ["创新金融投入方式", "强化政策支持保障"] and 'aria-sort="descending"' in page
    assert "/editions/2019Q1/2/ledger/csv/?judgement=" in page and "只看判断“需协调”" in page


def test_task_list_grouped_by_unit_heads_each_unit(reader, editions):
    page = text(reader.get("/tasks/?group=unit&unit=市教育局"))
    assert "配合 市教育局（1项）" in page and len(titles(page)) == 1


def taken(client, kind) -> int:
    """Take the narrowed ledger away; return how often the journal says so."""
    answer = client.get(f"/editions/2019Q1/2/ledger/{kind}/?judgement=需协调")
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
    assert client.get(f"/editions/2019Q1/9/ledger/{kind}/").status_code == 404
    return Event.objects.filter(verb="edition.export").count()


def test_ledger_word_is_taken_and_journaled(reader, editions):
    assert taken(reader, "word") == 1


def test_ledger_excel_is_taken_and_journaled(reader, editions):
    assert taken(reader, "excel") == 1


def test_ledger_csv_is_taken_by_whoever_sees_the_tasks(signed_in, auditor, editions):
    assert taken(signed_in(auditor), "csv") == 1


def test_task_list_names_orders_to_nobody_who_sees_no_editions(
    signed_in, leader, auditor, reviewer, editions
):
    newest = editions[-1]
    order = factory.quarter_context().orders[0]
    context = factory.quarter_context(number=3, orders=(replace(order, task=28),))
    shelf.shelve(newest.document, reviewer, context, 1004, supersedes=newest)
    assert "督〔2019〕1号" in text(signed_in(leader).get("/tasks/"))
    auditing = signed_in(auditor)
    assert "督〔2019〕1号" not in text(auditing.get("/tasks/"))
    assert "督〔2019〕1号" not in auditing.get("/editions/2019Q1/3/ledger/csv/").content.decode()
