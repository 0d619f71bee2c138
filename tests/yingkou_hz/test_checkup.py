"""The administrator sees at once what stands well, and what to do where it does not."""

import datetime as dt
import json
import shutil
from collections import namedtuple

import pytest
from django.conf import settings

from accounts import clock
from accounts.models import Event
from submissions import frozen
from yingkou_hz import backups, checkup

URL = "/administration/checkup/"
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def upkeep(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "YK_HOME", tmp_path)
    return lambda **said: (tmp_path / "upkeep.json").write_text(json.dumps(said), "utf-8")


@pytest.fixture
def desk(signed_in, admin, upkeep):
    return signed_in(admin)


def advice(name: str) -> str:
    return next(finding.advice for finding in checkup.findings() if finding.name == name)


def ago(**past) -> dict:
    return {"at": (clock.now() - dt.timedelta(**past)).isoformat(), "seconds": 1.5}


def test_checkup_says_what_was_never_done_and_how_to_do_it(desk):
    page = desk.get(URL).content.decode()
    assert "从未" in page and "manage.py backup" in page and "manage.py drill" in page


@pytest.mark.parametrize(
    ("name", "key", "well", "late"),
    [
        ("上次备份", "backup", {"hours": 20}, {"days": 2}),
        ("上次恢复演练", "drill", {"days": 90}, {"days": 110}),
    ],
)
def test_what_was_done_is_well_until_it_is_too_long_ago(db, upkeep, name, key, well, late):
    upkeep(**{key: ago(**well)})
    assert advice(name) == ""
    upkeep(**{key: ago(**late)})
    assert advice(name).startswith("隔得太久")


def test_a_disk_that_fills_is_told_before_it_is_full(db, upkeep, monkeypatch):
    assert advice("磁盘") == "" or shutil.disk_usage(settings.YK_HOME).free < checkup.LEAST_FREE
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 10**12 - 10**9, 10**9))
    assert "快满了" in advice("磁盘")


def test_a_lost_trigger_is_told(db, upkeep):
    assert advice("冻结") == ""
    frozen.lift()
    assert "migrate" in advice("冻结")


def test_checkup_proves_everything_and_remembers_when(desk):
    page = desk.post(URL).content.decode()
    assert "全部相符" in page and backups.history()["verify"]["broken"] == 0
    assert advice("上次全部核对") == ""


def test_checkup_says_where_the_journal_was_broken(desk, clerk):
    clerk.sign_in()
    frozen.lift()
    Event.objects.filter(seq=1).update(who="别人")
    frozen.install()
    page = desk.post(URL).content.decode()
    assert "日志链在第1条断开" in page and "从备份恢复" in page


def test_checkup_asks_few_questions(desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        desk.get(URL)
