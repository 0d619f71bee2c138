"""verify proves by trying, and says where something is broken. TRUST R7, S11."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Event, Unit
from indicators.models import Actual
from policy.evidence import received
from policy.models import Evidence
from reports import contexts
from reports.models import Edition, check_code
from submissions import frozen
from submissions.models import Submission
from tests import builders
from tests.uploads import PDF, upload


def verify() -> str:
    out = io.StringIO()
    call_command("verify", stdout=out, stderr=io.StringIO())
    return out.getvalue()


def broken() -> str:
    err = io.StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("verify", stdout=io.StringIO(), stderr=err)
    assert raised.value.returncode == 1
    return err.getvalue().strip()


@pytest.fixture
def published(document, committee, clerk, reviewer):
    submission = builders.own(builders.open_period(document, reviewer), committee)
    return builders.publish(builders.approve(submission, clerk, reviewer), reviewer)


def counts() -> list[int]:
    return [model.objects.count() for model in (Event, Unit, Actual, Submission, Edition)]


def test_an_empty_database_is_whole(db):
    assert verify().splitlines()[1:] == [
        "日志 0条，首尾相接地核过",
        "发布版 0个，逐个核过",
        "佐证 0份，逐份核过",
        "全部相符。",
    ]


def test_what_was_published_is_whole_and_trying_leaves_nothing_behind(published):
    before = counts()
    assert f"触发器 {len(frozen.guards())}个，逐个试过" in verify()
    assert counts() == before
    connection.check_constraints()


def test_triggers_that_are_gone_are_named(db):
    frozen.lift()
    names = [guard.name for guard in frozen.guards()]
    assert broken().splitlines() == [
        f"触发器 {name} 不在数据库里，请运行 manage.py migrate 重新装上。" for name in names
    ]


def test_triggers_that_stand_and_refuse_nothing_are_named(db):
    frozen.lift()
    with connection.cursor() as cursor:
        for guard in frozen.guards():
            hollow = frozen.Guard(guard.table, guard.action, "1 = 0")
            frozen.DIALECTS[connection.vendor].create(cursor, hollow)
    names = [guard.name for guard in frozen.guards()]
    assert broken().splitlines() == [
        f"触发器 {name} 没有拦住改动，请运行 manage.py migrate 重新装上。" for name in names
    ]


def test_a_forged_event_is_named_by_its_number(published):
    frozen.lift()
    Event.objects.filter(seq=2).update(who="别人")
    frozen.install()
    assert broken() == "日志链在第2条断开：这一条被改过、删过，或是后来插进来的。"


@pytest.mark.parametrize(
    "change, said",
    [
        ({"text": "{}"}, "内容与校验值不符"),
        ({"sha256": "0" * 64}, "内容与校验值不符"),
        ({"check_code": "AAAA-AAAA"}, "内容与校验值不符"),
    ],
)
def test_a_forged_edition_is_named(published, change, said):
    frozen.lift()
    Edition.objects.update(**change)
    frozen.install()
    assert broken() == f"{published}：{said}。"


def test_an_edition_that_cannot_be_rebuilt_is_named(published):
    frozen.lift()
    for text in ("{}", published.text.replace(":", ": ", 1)):
        sha256 = contexts.digest(text)
        Edition.objects.update(text=text, sha256=sha256, check_code=check_code(sha256))
        assert f"{published}：内容读" in _reinstalled()


@pytest.mark.parametrize(
    "harm", [Path.unlink, lambda path: path.write_bytes(PDF + b" ")], ids=["lost", "changed"]
)
def test_a_file_of_evidence_that_is_lost_or_changed_is_named_once(files, clerk, reviewer, harm):
    for by, name in ((clerk, "甲.pdf"), (reviewer, "乙.pdf")):
        with received(upload(PDF, name)) as file:
            kept = Evidence.keep(file, by=by)
    assert "佐证 1份，逐份核过" in verify()
    harm(kept.path)
    assert broken() == f"佐证《甲.pdf》的文件 {kept.sha256} 不在或已损坏，请从备份里恢复。"


def _reinstalled() -> str:
    frozen.install()
    said = broken()
    frozen.lift()
    return said


@pytest.mark.django_db
def test_a_database_without_tables_is_said_to_be_empty(monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", list)
    with pytest.raises(CommandError, match=r"manage\.py start") as raised:
        verify()
    assert raised.value.returncode == 1
