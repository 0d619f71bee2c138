"""The command that runs the suite: what it sums up, and that it cannot hide a failure."""

import pytest
from django.conf import settings

from tests.conftest import CORE
from yingkou_hz.management.commands import test as command


def run(said, code=0):
    return command.Run("SQLite", "", "2019-07-12", said=said, code=code)


def test_report_adds_up_every_pass(capsys):
    runs = [
        run("..F\n=== 1 failed, 2 passed, 1 skipped in 0.1s ===\n", 1),
        run("= 5 passed, 1 error in 2s =\n", 1),
    ]
    command.report(runs, ["PostgreSQL：没有"])
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == "7 passed, 2 failed, 1 skipped"
    assert said[-2] == "未运行  PostgreSQL：没有"
    assert said[1] == "失败  SQLite，今天按 2019-07-12 计：1 failed, 2 passed, 1 skipped in 0.1s"


@pytest.mark.parametrize(("code", "failed"), [(0, False), (5, False), (1, True), (2, True), (-9, True)])
def test_run_has_failed_unless_pytest_says_well(code, failed):
    assert run("", code).has_failed is failed
    assert run("", code).summary == f"退出码 {code}"


def test_passes_leave_no_test_out():
    assert [run.only for run in command.passes("")] == [""]
    on_sqlite, on_postgresql = command.passes("postgresql://x")
    assert (on_sqlite.only, on_postgresql.only) == ("database or once", "not once")
    assert on_sqlite.today != on_postgresql.today


def test_quick_holds_every_database_to_the_core():
    on_sqlite, on_postgresql = command.quick("postgresql://x")
    assert on_sqlite.only == "(not database or core) and not once and not slow"
    assert on_postgresql.only == "core and not once"
    assert all((settings.BASE_DIR / path).is_file() for path in CORE)
    assert [run.name for run in command.quick("")] == ["SQLite"]
