"""From the release before to this one: killed half way and begun again, nothing changed on the way, and the way back. TRUST R9, F08."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.product import BUILD, Product
from yingkou_hz import postgres

pytestmark = [pytest.mark.slow, pytest.mark.once]

RELEASE = {
    "tasks": "0004_supervision",
    "indicators": "0001_initial",
    "reports": "0002_kiosk",
    "submissions": "0004_reminder",
    "policy": "0002_evidence",
    "accounts": "0002_head",
}
"""Where each app's tables stood in 0.2.0."""
CHANGED = {"tasks_supervision", "tasks_resolution"} | {
    "django_migrations",
    "django_content_type",
    "auth_permission",
}
"""Tables that have got a column since, and Django's own lists: their rows stand, told by their number."""
FACTS = """
import json
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from yingkou_hz import copies
print(json.dumps([copies.facts(connection)["tables"], len(MigrationRecorder(connection).applied_migrations())]))
"""


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def old(request, tmp_path):
    """The demonstration's figures in a database as the release before left it."""
    if request.param == "SQLite":
        yield brought_back(Product(tmp_path))
    elif not postgres.candidates("pg_dump"):
        pytest.skip(f"这台机器上没有 PostgreSQL。安装：{postgres.APT}")
    else:
        with postgres.started() as server:
            yield brought_back(Product(tmp_path, server.url))


def brought_back(product: Product) -> Product:
    product.shell(BUILD)
    for app, name in RELEASE.items():
        done = product.manage("migrate", app, name, "--verbosity=0")
        assert done.returncode == 0, done.stderr
    return product


def facts(product: Product) -> tuple[dict, int]:
    tables, applied = json.loads(product.shell(FACTS))
    return tables, applied


@pytest.mark.case("F08")
def test_the_data_of_the_release_before_come_up_though_killed_half_way_and_can_go_back(old):
    before, applied = facts(old)
    said = old.manage("backup")
    assert said.returncode == 0, said.stderr
    killed_between(old, applied)
    assert old.manage("migrate", "--verbosity=0").returncode == 0
    after, _ = facts(old)
    assert old.manage("verify").returncode == 0
    same = before.keys() - CHANGED
    assert len(same) > 25 and {name: after[name] for name in same} == {name: before[name] for name in same}
    assert all(after[name]["rows"] >= before[name]["rows"] for name in before)
    restored = old.manage("restore", str(next((old.home / "backups").glob("*.zip"))))
    assert restored.returncode == 0, restored.stderr
    again, _ = facts(old)
    assert {name: again[name] for name in same} == {name: before[name] for name in same}
    assert old.manage("verify").returncode == 0


def killed_between(product: Product, applied: int) -> None:
    """Kill the upgrade once it has taken a step; where it was quicker, it is done."""
    command = [sys.executable, "manage.py", "migrate", "--verbosity=1"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, env=product.environment, **pipes) as process:
        for line in process.stdout:
            if line.rstrip().endswith("OK"):
                process.kill()
                break
    assert process.returncode == -signal.SIGKILL
    time.sleep(0.1)
    assert facts(product)[1] > applied
