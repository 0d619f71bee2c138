"""The suite on both databases: SQLite, and a real PostgreSQL that is started for it; on more than one day."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass

from django.conf import settings
from django.core.management.base import BaseCommand

from yingkou_hz import postgres

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NOTHING_COLLECTED = 5  # pytest's exit code


@dataclass
class Run:
    """One pass of the suite: on which database, with which today; its output goes to the terminal or waits."""

    name: str
    url: str
    today: str

    def begin(self, arguments: list[str]) -> None:
        self.output = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - read by end()
        environment = os.environ | {"DATABASE_URL": self.url, "CLOCK_DATE": self.today}
        command = [sys.executable, "-m", "pytest", *arguments]
        self.process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=self.output, stderr=subprocess.STDOUT
        )

    def end(self) -> None:
        """Wait, then print what the run said, under its name."""
        self.code = self.process.wait()
        self.output.seek(0)
        self.said = self.output.read()
        self.output.close()
        print(f"\n———— {self} ————\n{self.said}", flush=True)

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
    help = "在 SQLite 和 PostgreSQL 上各跑一遍测试；后面的参数原样交给 pytest。"

    def run_from_argv(self, argv):
        sys.exit(suite(argv[2:]))


def suite(arguments: list[str]) -> int:
    """Run every pass, two at a time; return 1 when one failed, and on CI also when one could not be run."""
    skipped = []
    with ExitStack() as stack:
        runs = [Run("SQLite", "", "2019-07-12"), Run("SQLite", "", "2018-04-01")]
        try:
            url, programs = stack.enter_context(postgres.server())
            print(f"已启动测试用的 PostgreSQL（{programs}）。", flush=True)
            runs[1:1] = [Run("PostgreSQL", url, "2026-11-24")]
        except postgres.NoPostgres as reason:
            skipped.append(f"PostgreSQL：{reason}。安装：{postgres.APT}")
        at_most_two(runs, arguments)
    if not any(map(shutil.which, BROWSERS)):
        skipped.append("浏览器用例：没有 Chromium。安装：sudo apt install chromium fonts-noto-cjk")
    report(runs, skipped)
    return int(any(run.has_failed for run in runs) or bool(skipped and os.environ.get("CI")))


def at_most_two(runs: list[Run], arguments: list[str]) -> None:
    """Keep two passes going, so that what each says can be read in order."""
    for begun, run in enumerate(runs):
        if begun >= 2:
            runs[begun - 2].end()
        run.begin(arguments)
    for run in runs[-2:]:
        run.end()


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
