"""backup: write one file with the database and the files of evidence, while people go on working."""

import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from yingkou_hz import backups, copies


class Command(BaseCommand):
    help = "把数据库和佐证文件备份成一个文件，服务不必停。密钥文件不在备份里。"

    def add_arguments(self, parser):
        parser.add_argument(
            "--to",
            type=Path,
            default=settings.YK_HOME / "backups",
            help="存到哪个目录（默认数据目录下的 backups）",
        )

    def handle(self, *, to, **options):
        self.stdout.write(made(to)[1])


def made(folder: Path) -> tuple[Path, str]:
    """Make a backup and note it; return its file and what to say; files already lost make the command fail."""
    began = time.monotonic()
    try:
        with backups.told("备份"):
            file, manifest = backups.make(folder)
            seconds = round(time.monotonic() - began, 1)
            chain = manifest["chain"]
            backups.remember(
                "backup", file=str(file.resolve()), size=file.stat().st_size, seconds=seconds, **chain
            )
    except copies.Unfit as reason:
        raise CommandError(str(reason)) from None
    if manifest["lost"]:
        lost = "、".join(manifest["lost"])
        raise CommandError(f"备份已写到 {file}，但有佐证文件在备份前就已丢失或损坏：{lost}")
    return file, said(file, manifest, seconds)


def said(file: Path, manifest: dict, seconds: float) -> str:
    rows = sum(table["rows"] for table in manifest["tables"].values())
    return (
        f"备份已写好并读回核对：{file}\n"
        f"  {len(manifest['tables'])}张表 {rows}行，佐证 {len(manifest['files'])}份，用时 {seconds}秒\n"
        f"  日志链到第{manifest['chain']['seq']}条，校验值 {manifest['chain']['hash'] or '——'}\n"
        f"  密钥文件 secret_key 不在备份里。"
    )
