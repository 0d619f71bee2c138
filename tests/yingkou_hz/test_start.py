"""The one command, as a newcomer runs it: from nothing to a page, and again."""

import datetime as dt
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command

from yingkou_hz import server
from yingkou_hz.management.commands import start

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def environment(home, **more):
    """Return an environment like a user's; on PostgreSQL the server's own base is the product's."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("CLOCK_DATE", "DJANGO_SETTINGS_MODULE")
    }
    return kept | {"YK_HOME": str(home), "SECRET_KEY": ""} | more


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


class Started:
    """`manage.py start` in a process of its own."""

    def __init__(self, home, *options):
        self.port = free_port()
        command = [sys.executable, "manage.py", "start", "--port", str(self.port), *options]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment(home), **pipes)
        self.said = ""

    def page(self, path="/healthz"):
        """Return a page once the banner is out."""
        while "Ctrl-C" not in self.said:
            line = self.process.stdout.readline()
            assert line, self.said
            self.said += line
        return urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20)

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.said += self.process.communicate(timeout=20)[0]
        return self.process.returncode


def refusal(home, *options, **more):
    """Return the words with which `start` refuses."""
    command = [sys.executable, "manage.py", "start", "--port", str(free_port()), *options]
    done = subprocess.run(command, cwd=ROOT, env=environment(home, **more), capture_output=True, text=True)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


@pytest.mark.database
def test_start_from_nothing_and_again(tmp_path):
    first = Started(tmp_path)
    assert first.page().status == 200
    assert first.stop() == 0
    assert re.search(r"账号 admin +一次性口令 (\w{4}-){2}\w{4}", first.said)
    assert "正在装入文件的目标与任务" in first.said and first.said.endswith("已停止。\n")
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600

    second = Started(tmp_path)
    assert second.page().status == 200
    assert second.stop() == 0
    assert "口令" not in second.said and "正在" not in second.said


@pytest.mark.once
def test_start_demo_has_a_database_of_its_own(tmp_path):
    demonstration = Started(tmp_path, "--demo")
    page = demonstration.page("/")
    assert page.status == 200 and "演示" in page.read().decode()
    assert demonstration.stop() == 0
    assert "今天按 2019年7月12日 计" in demonstration.said and "reviewer" in demonstration.said
    assert (tmp_path / "demo.sqlite3").exists() and not (tmp_path / "yingkou.sqlite3").exists()


@pytest.fixture
def in_production(settings):
    settings.DEMONSTRATION, settings.CLOCK_DATE = False, None


def test_start_refuses_a_port_in_use(in_production):
    with server.listen("127.0.0.1", 0) as taken, pytest.raises(SystemExit, match="请用 --port 换一个"):
        call_command("start", port=taken.getsockname()[1], skip_checks=True)


def test_start_refuses_a_shifted_clock_over_real_data(in_production, settings):
    settings.CLOCK_DATE = dt.date(2019, 7, 12)
    with pytest.raises(SystemExit, match="正式库不能设置"):
        call_command("start", port=free_port(), skip_checks=True)


@pytest.mark.case("F05")
def test_start_never_lays_an_empty_database_over_a_broken_one(tmp_path):
    file = tmp_path / "yingkou.sqlite3"
    file.write_text("this is no database at all " * 9)
    assert f"{file}：file is not a database" in refusal(tmp_path, DATABASE_URL="")
    assert file.read_text() == "this is no database at all " * 9


def test_start_refuses_a_database_it_cannot_reach(tmp_path):
    said = refusal(tmp_path, DATABASE_URL=f"postgresql://u:verysecret@{str(tmp_path).replace('/', '%2F')}/x")
    assert "数据库打不开" in said and "verysecret" not in said


@pytest.mark.case("F08")
@pytest.mark.once
def test_migrating_killed_half_way_goes_on_where_it_was(tmp_path):
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    told = {"cwd": ROOT, "env": environment(tmp_path, DATABASE_URL="")}
    file = tmp_path / "yingkou.sqlite3"
    for wanted in (1, 15):
        with subprocess.Popen(migrate, **told) as process:
            while applied(file) < wanted and process.poll() is None:
                time.sleep(0.005)
            process.kill()
        assert process.returncode == -signal.SIGKILL, "it was killed before its end"
    assert subprocess.run(migrate, **told).returncode == 0
    whole = subprocess.run([*migrate[:2], "verify"], **told, capture_output=True, text=True)
    assert whole.returncode == 0 and "全部相符" in whole.stdout, whole.stderr


def applied(file) -> int:
    """Return how many migrations are noted in the file."""
    if not file.exists():
        return 0
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as base:
        try:
            return base.execute("SELECT count(*) FROM django_migrations").fetchone()[0]
        except sqlite3.OperationalError:
            return 0


def test_start_says_in_chinese_what_is_wrong_with_the_settings(tmp_path):
    assert refusal(tmp_path, ALLOWED_HOSTS="*").startswith("配置有误：ALLOWED_HOSTS 不能用“*”")


def test_address_is_the_name_the_site_is_known_by(settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "10.1.2.3"]
    assert start.address("127.0.0.1", 8000) == "http://127.0.0.1:8000/"
    assert start.address("0.0.0.0", 8000) == "http://10.1.2.3:8000/"
    settings.ALLOWED_HOSTS = ["localhost"]
    assert "ALLOWED_HOSTS" in start.address("0.0.0.0", 8000)
    settings.HTTPS, settings.ALLOWED_HOSTS = True, ["gxq.yingkou.gov.cn"]
    assert start.address("0.0.0.0", 8000) == "https://gxq.yingkou.gov.cn/"
