"""Editions on the shelf: the list, two of them compared, publishing the next one, taking one away, checking a paper."""

import html
import io
import json
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from urllib.parse import unquote

import pytest

from accounts.models import Event
from indicators import progress
from indicators.models import Target
from reports import build, contexts, sentences
from reports.models import Edition
from submissions.quarters import Quarter
from tests import builders
from tests.reports.shelf import shelve


@pytest.fixture
def reader(signed_in, leader):
    return signed_in(leader)


@pytest.fixture
def approved(document, committee, clerk, reviewer):
    period = builders.open_period(document, reviewer)
    return builders.approve(builders.own(period, committee), clerk, reviewer)


def text(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


# --- the list and the difference --------------------------------------------------------------------------------------


def test_edition_list_names_every_edition_with_its_code_and_state(reader, editions):
    page = text(reader.get("/editions/"))
    assert all(edition.check_code in page for edition in editions)
    assert "已被第2版代替" in page and page.count("<b>2019年一季度</b>") == 1


def test_edition_list_does_not_read_the_long_texts(reader, editions, django_assert_max_num_queries):
    with django_assert_max_num_queries(8) as asked:
        answer = reader.get("/editions/")
    assert all("text" in row["edition"].get_deferred_fields() for row in answer.context["rows"])
    assert not [query for query in asked if '"reports_edition"."text",' in query["sql"]]


def test_edition_list_says_of_each_edition_what_it_brought(reader, editions):
    page = text(reader.get("/editions/"))
    for edition in editions:
        news = edition.context.difference
        assert (news.sentence if news else "第一期，没有上期可比") in page
    assert "更正" in page and "正式" in page


def test_edition_list_offers_open_periods_to_the_reviewer_only(signed_in, leader, reviewer, approved):
    assert "/editions/2018Q1/preview/" in text(signed_in(reviewer).get("/editions/"))
    assert "preview" not in text(signed_in(leader).get("/editions/"))


def test_edition_list_tells_the_reviewer_who_took_what(signed_in, leader, reviewer, editions):
    signed_in(leader).get("/editions/2019Q1/2/word/")
    page = text(signed_in(reviewer).get("/editions/"))
    assert "最近取走的" in page and leader.username in page and "_联席会议材料_" in page
    assert "最近取走的" not in text(signed_in(leader).get("/editions/"))


def test_edition_list_without_editions_says_what_will_stand_here(reader, document):
    assert "还没有发布任何一期" in text(reader.get("/editions/"))


def test_edition_detail_shows_the_edition_named(reader, editions):
    page = text(reader.get("/editions/2019Q1/1/"))
    assert editions[1].check_code in page and "<b>2.10</b>" in page


@pytest.mark.parametrize(
    "url", ["/editions/2019Q1/3/", "/editions/2019Q9/1/", "/editions/nothing/1/", "/editions/2019/1/"]
)
def test_edition_detail_of_what_was_never_published_is_not_found(reader, editions, url):
    assert reader.get(url).status_code == 404


def test_edition_difference_tells_what_was_corrected_and_what_followed(reader, editions):
    page = text(reader.get("/editions/difference/?a=2019Q1-1&b=2019Q1-2"))
    assert "<del>2.10</del>" in page and "<ins>2.01</ins>" in page and "误计一户迁出企业" in page


def test_edition_difference_is_the_same_from_either_side(reader, editions):
    there, back = (
        text(reader.get(f"/editions/difference/?a={a}&b={b}"))
        for a, b in (("2019Q1-1", "2018A-1"), ("2018A-1", "2019Q1-1"))
    )
    strip = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
    assert strip.sub("", there) == strip.sub("", back) and "由" not in there.split("<h1>")[1][:20]


def test_edition_difference_of_one_with_itself_is_nothing(reader, editions):
    assert "没有变化" in text(reader.get("/editions/difference/?a=2018A-1&b=2018A-1"))


def test_edition_difference_without_editions_leads_to_the_list(reader, document):
    assert reader.get("/editions/difference/").url == "/editions/"


# --- preview and publication -------------------------------------------------------------------------------------------


def test_edition_preview_is_built_live_and_says_so(signed_in, reviewer, approved):
    response = signed_in(reviewer).get("/editions/2018Q1/preview/")
    page = text(response)
    assert "尚未发布，内容随填报变动，不得引用" in page and "预览，未编版次" in page and "无校验码" in page
    assert "no-store" in response["Cache-Control"] and "ETag" not in response
    assert "/word/" not in page


def test_edition_preview_keeps_its_links_within_itself(signed_in, reviewer, approved):
    client = signed_in(reviewer)
    assert "?edition=2018Q1-preview" in text(client.get("/editions/2018Q1/preview/"))
    assert "预览" in text(client.get("/indicators/industrial-output/?edition=2018Q1-preview"))


def test_edition_preview_of_no_quarter_is_not_found(signed_in, reviewer, approved):
    assert signed_in(reviewer).get("/editions/nothing/preview/").status_code == 404


def test_edition_publish_says_what_the_edition_will_state_then_freezes_it(signed_in, reviewer, approved):
    client = signed_in(reviewer)
    page = text(client.get("/editions/2018Q1/publish/"))
    assert "处缺报" in page and "发布即冻结" in page
    key = re.search(r'name="key" value="([0-9a-f]+)"', page)[1]
    response = client.post("/editions/2018Q1/publish/", {"key": key})
    edition = Edition.objects.get()
    assert response.url == edition.get_absolute_url()
    assert f"校验码 {edition.check_code}" in text(client.get(response.url))


def test_edition_publish_leads_to_what_still_waits_to_be_reviewed(
    signed_in, reviewer, document, committee, clerk
):
    period = builders.open_period(document, reviewer)
    builders.submit(builders.own(period, committee), clerk)
    page = text(signed_in(reviewer).get("/editions/2018Q1/publish/"))
    assert "<b>1</b>张报送单待审" in page and "/review/?period=2018Q1" in page


def test_edition_publish_pressed_twice_publishes_once(signed_in, reviewer, approved):
    client = signed_in(reviewer)
    answers = [client.post("/editions/2018Q1/publish/", {"key": "once"}).url for _ in range(3)]
    assert len(set(answers)) == 1 and Edition.objects.count() == 1


def test_edition_publish_refused_says_why_and_greys_the_button(signed_in, reviewer, approved):
    client = signed_in(reviewer)
    client.post("/editions/2018Q1/publish/", {"key": "once"})
    response = client.post("/editions/2018Q1/publish/", {"key": "again"})
    assert response.status_code == 409 and "没有新审核的内容，不必再发布" in text(response)
    assert "<button disabled>" in text(response) and Edition.objects.count() == 1


# --- papers -------------------------------------------------------------------------------------------------------------


def test_export_word_is_the_edition_s_paper(reader, editions):
    response = reader.get("/editions/2019Q1/2/word/")
    assert response.content[:2] == b"PK" and "wordprocessingml" in response["Content-Type"]
    assert (
        "2019年一季度" in unquote(response["Content-Disposition"])
        and "attachment" in response["Content-Disposition"]
    )


def test_export_notice_is_the_same_edition_in_the_other_genre(reader, editions):
    response = reader.get("/editions/2019Q1/2/notice/")
    assert response.content[:2] == b"PK" and "_通报_第2版.docx" in unquote(response["Content-Disposition"])
    assert "_联席会议材料_" in unquote(reader.get("/editions/2019Q1/2/word/")["Content-Disposition"])


def test_export_excel_is_the_edition_s_workbook(reader, editions):
    response = reader.get("/editions/2019Q1/1/excel/")
    assert response.content[:2] == b"PK" and "spreadsheetml" in response["Content-Type"]
    assert ".xlsx" in unquote(response["Content-Disposition"])


def test_export_page_is_a_file_to_keep_not_a_page_to_open(reader, editions):
    response = reader.get("/editions/2019Q1/2/page/")
    assert response.content.startswith(b"<!doctype html>") and "attachment" in response["Content-Disposition"]
    assert editions[-1].check_code.encode() in response.content


def test_export_slides_are_the_edition_s(reader, editions):
    response = reader.get("/editions/2019Q1/2/slides/")
    assert response.content[:2] == b"PK" and "presentationml" in response["Content-Type"]


def test_export_csv_brings_its_dictionary(reader, editions):
    archive = zipfile.ZipFile(io.BytesIO(reader.get("/editions/2019Q1/2/csv/").content))
    assert {"指标.csv", "分季数据.csv", "数据字典.csv"} <= set(archive.namelist())


def test_export_json_says_what_edition_it_is_of(reader, editions):
    said = json.loads(reader.get("/editions/2019Q1/2/json/").content)
    assert said["edition"]["check_code"] == editions[-1].check_code


@pytest.mark.parametrize("kind", ["word", "notice", "excel", "csv", "json", "page", "slides"])
def test_who_took_what_stands_in_the_journal(reader, editions, kind):
    address, before = f"/editions/2019Q1/2/{kind}/", Event.objects.count()
    reader.head(address)
    assert Event.objects.count() == before
    name = unquote(reader.get(address)["Content-Disposition"])
    event = Event.objects.first()
    assert (event.verb, Event.objects.count()) == ("edition.export", before + 1)
    assert event.subject.endswith(str(editions[-1])) and event.changes["file"] in name


# --- a paper checked -----------------------------------------------------------------------------------------------------


def test_check_lookup_reads_a_code_as_people_type_it(client, editions):
    code = editions[-1].check_code
    for typed in (code, code.lower(), code.replace("-", ""), f"  {code[:4]} {code[5:]} "):
        assert client.get("/checks/", {"code": typed}).url == f"/checks/{code}/"


@pytest.mark.parametrize("typed", ["7K3Q/9F2M/x", "../../", "码", "O0I1-O0I1", "x" * 500, "%2e%2e"])
def test_check_lookup_of_anything_else_finds_nothing_and_breaks_nothing(client, document, typed):
    response = client.get("/checks/", {"code": typed}, follow=True)
    assert response.status_code in (200, 404)


def test_check_lookup_without_a_code_asks_for_one(client, db):
    page = text(client.get("/checks/"))
    assert "核对一张纸" in page and "查无此码" in page and "登录" in page


def test_check_detail_of_a_paper_that_stands_says_so(client, editions):
    page = text(client.get(f"/checks/{editions[-1].check_code}/"))
    assert "这张纸是真的，现行有效" in page and editions[-1].sha256 in page and "后来改了什么" not in page


def test_check_detail_of_a_replaced_paper_says_by_what_and_what_changed(client, editions):
    page = text(client.get(f"/checks/{editions[1].check_code}/"))
    assert "这张纸是真的，但已被更正" in page and editions[-1].check_code in page
    assert "<del>2.10</del>" in page and "<b>2.10</b>" in page and "<b>2.01</b>" in page


def test_check_detail_of_an_unknown_code_says_how_a_code_looks(client, editions):
    response = client.get("/checks/AAAA-AAAA/")
    assert (
        response.status_code == 404 and "查无此码" in text(response) and "没有 0、O、1、I" in text(response)
    )


def test_check_detail_asks_few_questions(client, editions, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        client.get(f"/checks/{editions[1].check_code}/")


def test_check_detail_of_a_paper_replaced_twice_tells_both_corrections(client, editions, reviewer):
    second = editions[-1].context
    (first,) = second.corrections
    other = replace(first, item="other", name="营业收入", reason="又一处", before=second.main.rows[0].value)
    third = replace(second, number=3, corrections=(other,))
    newest = shelve(editions[-1].document, reviewer, third, 1004, supersedes=editions[-1])
    page = text(client.get(f"/checks/{editions[1].check_code}/"))
    assert newest.check_code in page and first.reason in page and "又一处" in page
    page = text(client.get(f"/checks/{editions[2].check_code}/"))
    assert "又一处" in page and first.reason not in page


def test_check_detail_and_board_of_an_old_edition_stay_whatever_engine_and_target_became(
    signed_in, leader, reviewer, document, report, monkeypatch
):
    report("2018Q1", {"industrial-output": "110.4"})
    edition = Edition.publish(document, Quarter(2018, 1), by=reviewer)
    client, urls = signed_in(leader), (edition.get_absolute_url(), f"/checks/{edition.check_code}/")
    before = [main_of(client.get(url)) for url in urls]
    lived = contexts.to_json(Edition.preview(document, Quarter(2018, 1)))

    monkeypatch.setattr(progress, "linear_pace", lambda months: Decimal(1))
    monkeypatch.setattr(sentences, "pace_words", lambda gap, name: "引擎变了")
    monkeypatch.setattr(build, "ENGINE", "99")
    indicator = document.indicators.get(slug="industrial-output")
    Target.decide(
        indicator, year=2018, operator=">=", value=Decimal(900), basis="会议", reason="调整", by=reviewer
    )
    contexts.from_json.cache_clear()

    assert contexts.to_json(Edition.preview(document, Quarter(2018, 1))) != lived
    again = Edition.objects.get(pk=edition.pk)
    assert contexts.to_json(again.context) == edition.text and contexts.digest(again.text) == edition.sha256
    assert [main_of(client.get(url)) for url in urls] == before


def main_of(response) -> str:
    return text(response).split("<main")[1].split("</main>")[0]
