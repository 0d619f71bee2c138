"""restore: put a backup in the present data's place, once it is proved; the present database is kept beside."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from yingkou_hz import backups, copies


class Command(BaseCommand):
    help = "从备份文件恢复。先核对，再替换；原来的数据库另存不删。先停止服务。"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="backup 写出的 .zip 文件")

    def handle(self, *, file, **options):
        began = time.monotonic()
        try:
            with backups.told("恢复"):
                manifest, kept = backups.restore(file)
                seconds = round(time.monotonic() - began, 1)
                backups.remember("restore", file=str(file.resolve()), seconds=seconds, **manifest["chain"])
        except copies.Unfit as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(
            f"已恢复到 {manifest['made_at']} 的备份（日志链到第{manifest['chain']['seq']}条），"
            f"逐表核对相符，触发器已装好，用时 {seconds}秒。"
        )
        if kept:
            self.stdout.write(f"恢复前的数据库另存为 {kept}，确认无误后可以删去。")
