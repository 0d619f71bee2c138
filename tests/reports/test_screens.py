"""The meeting room's screen: what is published and nothing else, behind a link that is taken back at once. U17."""

import re

import pytest
from django.http import QueryDict

from accounts.models import Event
from reports import boards, screen_pages
from reports.models import Kiosk
from submissions.rules import Refused
from tests.reports import factory
from tests.reports.shelf import shelve

LIST = "/kiosks/"


def screen(token: str) -> str:
    return f"/screen/{token}/"


@pytest.fixture
def link(reviewer) -> tuple[Kiosk, str]:
    return Kiosk.open("三楼会议室", by=reviewer)


# --- the link ---------------------------------------------------------------------------------------------------------


def test_a_link_is_kept_as_a_hash_and_its_token_is_in_no_table(link):
    kiosk, token = link
    assert len(token) >= 40 and token not in kiosk.token_sha256 and Kiosk.of(token) == kiosk
    event = Event.objects.get(verb="kiosk.open")
    assert token not in f"{event.subject}{event.changes}{event.outcome}{event.key}"


def test_a_repeated_request_opens_one_link_and_shows_no_token(reviewer):
    kiosk, token = Kiosk.open("三楼会议室", by=reviewer, key="k")
    assert token and Kiosk.open("三楼会议室", by=reviewer, key="k") == (kiosk, "")
    assert Kiosk.objects.count() == 1


@pytest.mark.parametrize("name", ["leader", "clerk", "admin"])
def test_only_who_publishes_gives_links_out_and_takes_them_back(link, request, name):
    other = request.getfixturevalue(name)
    with pytest.raises(Refused):
        Kiosk.open("别处", by=other)
    with pytest.raises(Refused):
        link[0].revoke(by=other)
    assert Kiosk.of(link[1])


def test_a_link_taken_back_twice_stays_as_it_was(link, reviewer):
    kiosk, token = link
    kiosk.revoke(by=reviewer)
    first = kiosk.revoked_at
    kiosk.revoke(by=reviewer)
    assert kiosk.revoked_at == first and Kiosk.of(token) is None
    assert Event.objects.filter(verb="kiosk.revoke").count() == 1


# --- the page where they are given out ----------------------------------------------------------------------------------


def test_kiosk_list_shows_a_new_link_once(signed_in, reviewer, client):
    desk = signed_in(reviewer)
    page = desk.post(LIST, {"name": "三楼会议室", "key": "k"}).content.decode()
    token = re.search(r"/screen/([\w-]+)/", page)[1]
    assert client.get(screen(token)).status_code == 200
    assert "/screen/" not in desk.get(LIST).content.decode()
    again = desk.post(LIST, {"name": "三楼会议室", "key": "k"}).content.decode()
    assert "/screen/" not in again and "已经显示过一次" in again and Kiosk.objects.count() == 1


def test_kiosk_list_is_reached_from_the_editions_by_who_may(signed_in, reviewer, leader, editions):
    assert 'href="/kiosks/"' in signed_in(reviewer).get("/editions/").content.decode()
    assert "/kiosks/" not in signed_in(leader).get("/editions/").content.decode()


def test_kiosk_list_wants_a_name(signed_in, reviewer):
    response = signed_in(reviewer).post(LIST, {"name": " "})
    assert response.status_code == 422 and not Kiosk.objects.exists()


def test_kiosk_list_asks_few_questions(signed_in, reviewer, django_assert_max_num_queries):
    for number in range(5):
        Kiosk.open(f"第{number}会议室", by=reviewer)
    desk = signed_in(reviewer)
    desk.get(LIST)
    with django_assert_max_num_queries(10):
        assert desk.get(LIST).content.decode().count("使用中") == 5


def test_kiosk_revoke_darkens_the_screen_at_once(signed_in, reviewer, link, client, editions):
    kiosk, token = link
    assert client.get(screen(token)).status_code == 200
    signed_in(reviewer).post(f"{LIST}{kiosk.pk}/revoke/", {"key": "k"})
    assert client.get(screen(token)).status_code == client.get(screen(token) + "edition/").status_code == 404


# --- the screen -----------------------------------------------------------------------------------------------------------


def test_screen_shows_the_newest_edition_to_whoever_holds_the_link(link, editions, client):
    page = client.get(screen(link[1])).content.decode()
    assert editions[-1].check_code in page and factory.quarter_context().main.headline in page
    assert "技术合同成交额" in page and "慢9.5个百分点" in page


def test_screen_names_no_person_and_leads_nowhere(link, editions, client, reviewer):
    page = client.get(screen(link[1])).content.decode()
    assert reviewer.display_name not in page and "<a " not in page and "<form" not in page


def test_screen_takes_no_other_edition_from_its_address(link, editions, client):
    page = client.get(screen(link[1]), {"edition": "2019Q1-1"}).content.decode()
    assert editions[-1].check_code in page
    assert client.get(screen(link[1]), {"edition": "2019Q2-preview"}).status_code == 200


def test_screen_of_an_unknown_and_of_a_revoked_link_answer_alike(link, editions, client, reviewer):
    kiosk, token = link
    kiosk.revoke(by=reviewer)
    gone, never = client.get(screen(token)), client.get(screen("x" * 43))
    assert gone.status_code == never.status_code == 404 and gone.content == never.content


@pytest.mark.parametrize("tail", ["", "edition/"])
def test_screen_only_shows(link, client, tail):
    for method in (client.post, client.put, client.delete):
        assert method(screen(link[1]) + tail).status_code == 405


def test_screen_before_any_edition_waits_for_the_first(link, client):
    page = client.get(screen(link[1])).content.decode()
    assert "还没有发布任何一期" in page


def test_screen_asks_few_questions_and_leaves_no_session(
    link, editions, client, django_assert_max_num_queries
):
    client.get(screen(link[1]))
    with django_assert_max_num_queries(6):
        response = client.get(screen(link[1]))
    assert not response.cookies and "no-store" in response["Cache-Control"]


def test_screen_edition_tells_of_a_new_edition_and_else_that_nothing_changed(
    link, editions, client, reviewer
):
    address = screen(link[1]) + "edition/"
    first = client.get(address)
    shown = re.search(r'data-edition="([^"]+)"', client.get(screen(link[1])).content.decode())[1]
    assert first.json() == {"edition": shown}
    same = client.get(address, headers={"if-none-match": first["ETag"]})
    assert same.status_code == 304 and not same.content
    shelve(editions[-1].document, reviewer, factory.quarter_context(number=3), 1004, supersedes=editions[-1])
    later = client.get(address, headers={"if-none-match": first["ETag"]})
    assert later.status_code == 200 and later.json() != first.json()


# --- its sheets ---------------------------------------------------------------------------------------------------------------


def test_what_is_worst_stands_first_beside_what_is_not_judged():
    found = screen_pages.screen(factory.quarter_context())
    first = found.sheets[0]
    assert [row.signal.key for row in first.judged][:3] == ["FAR_BEHIND", "FAR_BEHIND", "BEHIND"]
    assert (len(first.judged), len(first.quiet), first.shape) == (8, 13, "both") and not found.left_out


def test_a_year_takes_the_sheets_it_needs():
    found = screen_pages.screen(factory.year_context())
    assert [len(sheet.judged) for sheet in found.sheets] == [12, 9] and found.sheets[0].shape == "lit"


def test_of_a_large_plan_the_worst_stand_and_the_rest_is_counted(monkeypatch):
    monkeypatch.setattr(screen_pages, "JUDGED", 2)
    monkeypatch.setattr(screen_pages, "QUIET", 2)
    context = factory.quarter_context()
    found = screen_pages.screen(context)
    shown = sum(len(sheet.judged) + len(sheet.quiet) for sheet in found.sheets)
    assert len(found.sheets) == 4 and found.left_out == len(context.main.rows) - shown > 0


def test_without_any_light_the_rest_has_the_screen():
    context = factory.quarter_context()
    shown = boards.board(context, QueryDict())
    sheets = screen_pages.paired([], screen_pages.rows_of(shown, shown.quiet))
    assert [sheet.shape for sheet in sheets] == ["unlit"]
