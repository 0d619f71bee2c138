"""drill: make a backup, restore it into a place of its own, compare everything, throw that place away."""

import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from yingkou_hz import backups, copies
from yingkou_hz.management.commands import backup


class Command(BaseCommand):
    help = "恢复演练：备份一次，恢复到临时位置，逐表核对并 verify。不动现有数据。"

    def add_arguments(self, parser):
        parser.add_argument(
            "--to",
            type=Path,
            default=settings.YK_HOME / "backups",
            help="备份存到哪个目录（默认数据目录下的 backups）",
        )

    def handle(self, *, to, **options):
        file, said = backup.made(to)
        self.stdout.write(said)
        began = time.monotonic()
        try:
            with backups.told("恢复演练"):
                with backups.loaded(file) as (manifest, _, _):
                    tables = len(manifest["tables"])
                seconds = round(time.monotonic() - began, 1)
                backups.remember("drill", file=str(file.resolve()), seconds=seconds, **manifest["chain"])
        except copies.Unfit as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(f"ok 已恢复到临时位置：{tables}张表逐表相符，verify 通过，用时 {seconds}秒。")
