"""The auditor reads who did what, and whether the chain holds."""

import csv
import io
import re
from pathlib import Path

import pytest

from accounts.models import Event, User
from accounts.tables import VERBS, EventTable, told
from submissions import frozen
from tests import builders

URL = "/journal/"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def audit(signed_in, auditor):
    return signed_in(auditor)


def page(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.case("P13")
def test_event_list_tells_in_chinese_who_did_what(document, committee, clerk, reviewer, audit):
    submission = builders.own(builders.open_period(document, reviewer), committee)
    builders.put(submission, clerk, "208.60")
    text = page(audit.get(URL))
    assert "<strong>3</strong>条" in text
    assert "开填报期" in text and "填报" in text and "装入文件" in text
    assert "2018年一季度高新区管委会指标数据" in text and "submissions.submission" not in text
    assert "营业收入 数值 —— → 208.6" in text


@pytest.mark.case("I07")
def test_event_list_is_filtered_by_who_what_and_whom(audit, admin, clerk, other_unit):
    clerk.end(by=admin)
    other_unit.edit({"short_name": "科技局"}, rv=1, by=admin)
    rows = {
        "": ["修改单位", "停用账号"],
        "?who=admin": ["修改单位", "停用账号"],
        "?who=nobody": [],
        "?verb=unit.edit": ["修改单位"],
        "?text=clerk": ["停用账号"],
        "?verb=nothing&who=" + "x" * 50: ["修改单位", "停用账号"],
        "?text=%25": [],
        "?text=%27+OR+1%3D1--": [],
    }
    for query, verbs in rows.items():
        assert re.findall(r'data-l="操作">(.*?)</td>', page(audit.get(URL + query))) == verbs, query


def test_event_list_shows_fifty_a_page(audit, clerk):
    for _ in range(60):
        clerk.sign_in()
    first = page(audit.get(URL))
    assert first.count('data-l="序号"') == 50 and "第1页，共2页" in first
    assert page(audit.get(URL, {"page": 2})).count('data-l="序号"') == 10
    assert page(audit.get(URL, {"page": "x"})).count('data-l="序号"') == 50


def test_event_list_says_where_the_chain_is_broken(audit, clerk):
    for _ in range(3):
        clerk.sign_in()
    frozen.lift()
    Event.objects.filter(seq=2).update(who="别人")
    assert "日志链在第2条断开" in page(audit.get(URL, {"check": 1}))


def test_event_list_walks_the_chain_when_asked_and_only_then(audit, clerk):
    for _ in range(3):
        clerk.sign_in()
    assert "日志链完整" in page(audit.get(URL, {"check": 1})) and "日志链完整" not in page(audit.get(URL))


def test_event_list_is_narrowed_to_days(audit, clerk):
    clerk.sign_in()
    assert 'data-l="序号"' in page(audit.get(URL, {"since": "2000-01-01", "until": "2100-01-01"}))
    assert 'data-l="序号"' not in page(audit.get(URL, {"until": "2000-01-01"}))


def test_event_export_gives_what_is_found_and_is_noted_itself(audit, admin, clerk):
    User.objects.open({"username": "formula", "display_name": '=HYPERLINK("x")'}, by=admin)
    clerk.end(by=admin)
    answer = audit.get(f"{URL}export/", {"who": "admin"})
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff") and ".csv" in answer["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(text[1:])))
    assert lines[0][0] == "序号" and [line[4] for line in lines[1:]] == ["开通账号", "停用账号"]
    assert [line[-1] for line in lines[1:]] == list(
        Event.objects.filter(verb__startswith="account").order_by("seq").values_list("hash", flat=True)
    )
    assert Event.objects.first().verb == "journal.export"
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)


@pytest.mark.parametrize("column", EventTable.base_columns)
def test_event_list_is_ordered_by_every_column(audit, clerk, column):
    clerk.sign_in()
    assert "登录" in page(audit.get(URL, {"sort": f"-{column}"}))


def test_event_list_runs_nothing_it_tells(audit, client, clerk):
    type(client)().post("/sign-in/", {"username": "<script>alert(1)</script>", "password": "x"})
    text = page(audit.get(URL))
    assert "<script>alert" not in text and "&lt;script&gt;" in text


def test_every_verb_of_the_house_has_its_word():
    said = re.compile(r'(?:record|note)\(\s*f?"([a-z_.]+)"')
    found = {
        verb
        for path in ROOT.glob("[a-z]*/**/*.py")
        if path.parts[len(ROOT.parts)] not in ("tests", "bench") and ".venv" not in path.parts
        for verb in said.findall(path.read_text("utf-8"))
    }
    assert found - VERBS.keys() == set()


def test_told():
    assert told({"value": [None, "1.2"], "note": ["a", ""]}) == "数值 —— → 1.2；说明 a → ——"
    assert told({"role": "CLERK", "unit": "市科技局"}) == "角色 填报员；单位 市科技局"
    assert told({"verb": "unit.edit", "state": "APPROVED"}) == "操作 修改单位；状态 已审核"
    assert told({"left": 4, "address": "127.0.0.1"}) == "剩余次数 4；来自 127.0.0.1"
    moment = {"closed_at": ["", "2019-07-11 19:12:56.680859+00:00"], "closed_by": ["", "督查员"]}
    assert told(moment) == "办结时间 —— → 2019-07-12 03:12:56；办结人 —— → 督查员"
    assert told({"due_on": "2019-07-12"}).endswith(" 2019-07-12")
    assert told({}) == "" and told([]) == ""
