"""The suite on both databases: SQLite, and a real PostgreSQL that is started for it; on more than one day."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

from django.conf import settings
from django.core.management.base import BaseCommand

from yingkou_hz import postgres

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NOTHING_COLLECTED = 5  # pytest's exit code


@dataclass
class Run:
    """One pass of the suite: on which database, with which today, over which tests."""

    name: str
    url: str
    today: str
    only: str = ""
    said: str = ""
    code: int = 0

    def execute(self, arguments: list[str]) -> "Run":
        """Run pytest to its end and keep what it says, so that two passes can be read one after the other."""
        cores = ["-n", str(os.cpu_count() or 1)]
        only = ["-m", self.only] if self.only else []
        command = [sys.executable, "-m", "pytest", *cores, *only, *arguments]
        environment = os.environ | {"DATABASE_URL": self.url, "CLOCK_DATE": self.today}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8"}
        done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, **pipes)
        self.said, self.code = done.stdout, done.returncode
        return self

    @property
    def has_failed(self) -> bool:
        return self.code not in (0, NOTHING_COLLECTED)

    @property
    def summary(self) -> str:
        """Return pytest's last line without its frame."""
        return self.said.strip().rpartition("\n")[2].strip("= ") or f"退出码 {self.code}"

    def __str__(self):
        return f"{self.name}，今天按 {self.today} 计"


class Command(BaseCommand):
    help = "在 SQLite 和 PostgreSQL 上各跑一遍测试；--fast 只跑快的那部分，其余参数原样交给 pytest。"

    def run_from_argv(self, argv):
        sys.exit(suite(argv[2:]))


def suite(arguments: list[str]) -> int:
    """Run every pass; return 1 when one failed, and on CI also when one could not be run."""
    skipped = []
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres.started())
            url = server.url
            print(f"已启动测试用的 PostgreSQL（{server.programs}）。", flush=True)
        except postgres.NoPostgres as reason:
            url = ""
            skipped.append(f"PostgreSQL：{reason}。安装：{postgres.APT}")
        is_fast = "--fast" in arguments
        rest = [word for word in arguments if word != "--fast"]
        print(f"正在测试，两个内核约需{'一' if is_fast else '三'}分钟 …", flush=True)
        pool = stack.enter_context(ThreadPoolExecutor())
        runs = []
        for run in pool.map(lambda run: run.execute(rest), quick(url) if is_fast else passes(url)):
            print(f"\n———— {run} ————\n{run.said}", flush=True)
            runs.append(run)
    if not any(map(shutil.which, BROWSERS)):
        skipped.append("浏览器用例：没有 Chromium。安装：sudo apt install chromium fonts-noto-cjk")
    report(runs, skipped)
    return int(any(run.has_failed for run in runs) or bool(skipped and os.environ.get("CI")))


def passes(url: str) -> list[Run]:
    """Return the passes: what uses the database runs on both, on two days; the rest in one of them only."""
    if not url:
        return [Run("SQLite", "", "2019-07-12")]
    return [
        Run("SQLite", "", "2019-07-12", only="database or once"),
        Run("PostgreSQL", url, "2026-11-24", only="not once"),
    ]


def quick(url: str) -> list[Run]:
    """Return the passes of the quick suite: every calculation, and the core with the doors on each database."""
    on_sqlite = Run("SQLite", "", "2019-07-12", only="(not database or core) and not once and not slow")
    return [on_sqlite, Run("PostgreSQL", url, "2026-11-24", only="core and not once")] if url else [on_sqlite]


def report(runs: list[Run], skipped: list[str]) -> None:
    """Print one line for each pass, what was left out and why, and the sum as the last line."""
    print("———— 汇总 ————")
    for run in runs:
        print(f"{'失败' if run.has_failed else '通过'}  {run}：{run.summary}")
    for what in skipped:
        print(f"未运行  {what}")
    total = Counter()
    for run in runs:
        total.update(
            {word.rstrip("s"): int(count) for count, word in re.findall(r"(\d+) ([a-z]+)", run.summary)}
        )
    failed = total["failed"] + total["error"]
    print(f"{total['passed']} passed, {failed} failed, {total['skipped']} skipped", flush=True)
