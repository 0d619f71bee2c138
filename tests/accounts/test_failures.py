"""What goes wrong says why in Chinese, and what was typed is still there. TRUST S07, S09, C02, C05, R4, R5, P03."""

import re

import pytest

from accounts.models import Event
from accounts.views.failures import unavailable

pytestmark = pytest.mark.urls("tests.accounts.failing")
JSON = {"HTTP_ACCEPT": "application/json"}
TYPED = {"note": "加两户新入统企业", "key": "k1", "old_password": "secret-word"}


@pytest.fixture
def at_work(signed_in, clerk):
    client = signed_in(clerk)
    client.raise_request_exception = False
    return client


def hidden_fields(html: str) -> dict:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html))


@pytest.mark.parametrize(
    "error, reason",
    [
        ("locked", "同时保存的人较多"),
        ("timeout", "同时保存的人较多"),
        ("away", "数据库暂时连不上"),
        ("closed", "数据库暂时连不上"),
        ("full", "磁盘已满"),
    ],
)
def test_the_database_away_is_a_503_that_keeps_what_was_typed(at_work, error, reason):
    response = at_work.post(f"/fail/{error}/?part=1", TYPED)
    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert reason in page and 'action="/fail/' in page
    fields = hidden_fields(page)
    assert fields["note"] == "加两户新入统企业" and fields["key"] == "k1"
    assert "secret-word" not in page


def test_a_503_before_the_form_was_checked_offers_only_our_own_form_again(rf):
    """Without the fixture `db` any question to the database would fail this test."""
    foreign = unavailable(rf.post("/x/", TYPED, HTTP_ORIGIN="http://evil.com"), Exception("away"))
    ours = unavailable(rf.post("/x/", TYPED, HTTP_ORIGIN="http://testserver"), Exception("away"))
    assert "再提交一次" not in foreign.content.decode() and "加两户新入统企业" in foreign.content.decode()
    assert "再提交一次" in ours.content.decode()


@pytest.mark.case("S09")
def test_server_error_gives_a_number_that_stands_in_the_log_and_nothing_else(at_work, caplog):
    response = at_work.get("/fail/broken/")
    page = response.content.decode()
    number = re.search(r"差错编号 <strong>([0-9A-F]{8})</strong>", page)[1]
    assert response.status_code == 500
    assert "secret" not in page and "Traceback" not in page and "ValueError" not in page
    assert any(number in record.getMessage() for record in caplog.records)


def test_a_refusal_says_its_reason_and_is_in_the_journal(at_work):
    response = at_work.post("/fail/refused/", TYPED)
    page = response.content.decode()
    assert response.status_code == 403
    assert "报送单已提交，正在审核。" in page and "加两户新入统企业" in page
    event = Event.objects.get(verb="request.refused")
    assert (event.subject, event.changes) == ("POST /fail/refused/", {"reason": "报送单已提交，正在审核。"})


def test_permission_denied_without_a_reason_gets_one(at_work):
    assert "您现在的岗位没有这项权限" in at_work.get("/fail/denied/").content.decode()


def test_a_refused_look_leaves_no_trace(at_work):
    assert at_work.get("/fail/refused/").status_code == 403
    assert at_work.get("/administration/accounts/").status_code == 403
    assert at_work.get("/administration/accounts/1/").status_code == 403
    assert not Event.objects.filter(verb="request.refused").exists()


@pytest.mark.case("S09")
def test_page_not_found_has_one_body_for_all(at_work):
    first, second = at_work.get("/nothing/"), at_work.get("/clash/nothing/")
    assert first.status_code == second.status_code == 404
    assert first.content == second.content


def test_conflict_shows_both_values_and_both_ways_out(at_work, committee):
    sent = {"a-short_name": "高新委", "a-rv": "1", "b-short_name": "另一格", "b-rv": "3", "key": "k1"}
    committee.rv = 7
    committee.save()
    response = at_work.post("/clash/", sent)
    page = response.content.decode()
    assert response.status_code == 409
    assert "高新区管委会" in page and "高新委" in page and "赵强" in page and "简称" in page
    mine, theirs = map(hidden_fields, re.findall(r'<form method="post" action="/clash/">.*?</form>', page))
    assert (mine["a-short_name"], mine["a-rv"], mine["b-rv"]) == ("高新委", "7", "3")
    assert "a-short_name" not in theirs and theirs["b-short_name"] == "另一格"
    assert len({"k1", mine["key"], theirs["key"]}) == 3


def test_conflict_with_nothing_else_typed_leads_back(at_work, committee):
    sent = {"a-short_name": "高新委", "a-rv": "1", "key": "k1"}
    page = at_work.post(
        "/clash/", sent, HTTP_REFERER="http://testserver/administration/units/"
    ).content.decode()
    assert '<a class="button" href="http://testserver/administration/units/">就用对方的</a>' in page
    page = at_work.post("/clash/", sent, HTTP_REFERER="http://evil.com/").content.decode()
    assert "evil.com" not in page


@pytest.mark.case("S07")
def test_csrf_failure_keeps_what_was_typed(clerk, client):
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    response = strict.post("/clash/", TYPED)
    page = response.content.decode()
    assert response.status_code == 403
    assert "打开得太久" in page and "加两户新入统企业" in page and "secret-word" not in page
    assert "再提交一次" not in page
    ours = strict.post("/clash/", TYPED, HTTP_ORIGIN="http://testserver").content.decode()
    assert "再提交一次" in ours
    foreign = strict.post("/clash/", TYPED, HTTP_ORIGIN="http://evil.com").content.decode()
    assert "再提交一次" not in foreign


def test_a_form_sent_after_the_session_ended_is_not_lost(at_work):
    at_work.session.flush()
    response = at_work.post("/fail/refused/", TYPED)
    page = response.content.decode()
    assert response.status_code == 401
    assert hidden_fields(page)["note"] == "加两户新入统企业" and "secret-word" not in page


def test_what_was_typed_is_shown_under_its_labels_and_what_the_page_carried_is_not(at_work):
    cell = {"a-value": "838", "a-single": "18", "a-status": "FINAL", "a-label": "当年新增注册企业"}
    carried = {"a-rv": "3", "a-was": "0f", "a-shown": "820/", "rows": "SIGNED", "held": "FILE", "act": "save"}
    others = {"odd": "别的", "unit": "3"}
    page = at_work.post("/fail/refused/", TYPED | cell | carried | others).content.decode()
    shown = dict(re.findall('<dt>(.*?)</dt><dd class="verbatim">(.*?)</dd>', page))
    assert shown == {
        "说明": "加两户新入统企业",
        "当年新增注册企业 数值": "838",
        "当年新增注册企业 当季": "18",
        "当年新增注册企业 数据状态": "正式",
        "填写的内容": "别的",
        "单位": "3",
    }


def test_scripts_get_an_answer_they_can_read(at_work, committee, client):
    conflict = at_work.post("/clash/", {"a-short_name": "高新委"}, **JSON)
    clash = conflict.json()["clashes"][0]
    assert conflict.status_code == 409
    assert (clash["cell"], clash["current"], clash["typed"]) == (
        "a",
        {"short_name": "高新区管委会"},
        {"short_name": "高新委"},
    )
    assert at_work.get("/nothing/", **JSON).json()["reason"]
    assert at_work.post("/fail/refused/", **JSON).json() == {"reason": "报送单已提交，正在审核。"}
    assert at_work.post("/fail/locked/", **JSON).status_code == 503
    at_work.logout()
    for headers in (JSON, {"HTTP_SEC_FETCH_MODE": "cors"}, {"content_type": "application/json"}):
        assert at_work.post("/clash/", **headers).status_code == 401


@pytest.mark.case("I09")
def test_a_host_that_is_not_ours_is_refused_without_being_repeated(client, db):
    response = client.get("/sign-in/", HTTP_HOST="evil.com")
    assert response.status_code == 400
    assert "evil" not in response.content.decode() and "请求不完整" in response.content.decode()
    assert "evil" not in client.get("/sign-in/", HTTP_X_FORWARDED_HOST="evil.com").content.decode()


def test_what_was_typed_is_shown_and_never_run(at_work):
    page = at_work.post("/fail/refused/", {"note": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;" in page


@pytest.mark.parametrize(
    "url", ["/administration/accounts/9999999999999999999999999/", "/administration/units/0/edit/"]
)
def test_an_impossible_number_is_not_found(signed_in, admin, url):
    assert signed_in(admin).get(url).status_code == 404
