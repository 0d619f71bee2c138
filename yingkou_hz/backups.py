"""Backups 备份: one zip holding the database, the files of evidence and a manifest; read again before it counts.

The zip's comment is the SHA-256 of every byte before it, so that nothing can be damaged or missing unseen.
The secret key stays out: who finds a backup cannot sign as this installation.
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connections

from accounts import clock
from policy.evidence import is_whole, path_of
from policy.models import Evidence
from yingkou_hz import copies, launch
from yingkou_hz.copies import Unfit
from yingkou_hz.management.commands import verify

FORMAT = "yingkou_hz backup 1"
MANIFEST, DATABASE, FILES = "manifest.json", "database", "files/"
SEAL = 64
NAMES = re.compile(rf"{DATABASE}|{FILES}[0-9a-f]{{64}}")
KIND_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}

FOREIGN = "{file} 不是本系统的备份文件。请选 backup 命令写出的 .zip 文件。"
DAMAGED = "备份文件 {file} 已损坏或不完整（{where}），没有使用。请换一份备份，或重新拷贝后再试。"


@contextmanager
def told(what: str):
    """Turn what the disk or the database refuses into one Chinese sentence."""
    try:
        yield
    except launch.NotStarted as reason:
        raise Unfit(str(reason)) from reason
    except (OSError, DatabaseError) as error:
        raise Unfit(
            f"{what}没有做成（{launch.first_line(error)}）。请检查磁盘空间、目录权限和数据库。"
        ) from error


def make(folder: Path) -> tuple[Path, dict]:
    """Write one backup into the folder and read it again; return its path and manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"yingkou-{clock.now():%Y%m%d-%H%M%S}.zip"
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=folder) as name:
        work = Path(name)
        manifest = described(copies.kind().dump(work / DATABASE))
        manifest["files"], manifest["lost"] = gathered(manifest.pop("evidence"))
        pack(work, manifest)
        read(work / "zip")
        os.replace(work / "zip", file)
    return file, manifest


def described(facts: dict) -> dict:
    """Return the manifest of a copy, its files of evidence not yet looked at."""
    return {
        "format": FORMAT,
        "version": settings.VERSION,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "database": copies.connection.vendor,
        **facts,
    }


def gathered(hashes: list[str]) -> tuple[list[str], list[str]]:
    """Return the files of evidence that are whole, and those that are lost or damaged already."""
    whole = [each for each in hashes if is_whole(each)]
    return whole, sorted(set(hashes) - set(whole))


def pack(work: Path, manifest: dict) -> None:
    """Put everything into one zip and seal it."""
    sources = {DATABASE: work / DATABASE} | {f"{FILES}{each}": path_of(each) for each in manifest["files"]}
    manifest["sha256"] = {name: digest(source) for name, source in sources.items()}
    with zipfile.ZipFile(work / "zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, source in sources.items():
            archive.write(source, name)
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        archive.comment = b"0" * SEAL
    with (work / "zip").open("r+b") as stream:
        os.chmod(work / "zip", 0o600)
        sealed = seal(stream)
        stream.seek(-SEAL, os.SEEK_END)
        stream.write(sealed)
        stream.flush()
        os.fsync(stream.fileno())


def digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def seal(stream) -> bytes:
    """Return the hash of all bytes but the seal itself."""
    left, hashed = stream.seek(0, os.SEEK_END) - SEAL, hashlib.sha256()
    stream.seek(0)
    while left > 0 and (block := stream.read(min(left, 1 << 20))):
        hashed.update(block)
        left -= len(block)
    return hashed.hexdigest().encode()


def read(file: Path) -> dict:
    """Return the manifest of a backup that is whole, ours, of this kind of database and not of a newer program."""
    if not file.is_file():
        raise Unfit(f"没有备份文件 {file}。请检查路径和文件名。")
    manifest = opened_manifest(file)
    if newer(manifest["version"], settings.VERSION):
        raise Unfit(
            f"备份是更新版本的程序做的（{manifest['version']}，现在是 {settings.VERSION}）。请先换上那个版本的程序。"
        )
    if manifest["database"] != copies.connection.vendor:
        kinds = [KIND_NAMES[each] for each in (manifest["database"], copies.connection.vendor)]
        raise Unfit("这份备份来自 {}，现在用的是 {}，不能恢复。请改 DATABASE_URL。".format(*kinds))
    return manifest


def opened_manifest(file: Path) -> dict:
    """Return what the manifest says once every byte of the backup is proved."""
    try:
        with file.open("rb") as stream:
            if stream.read(2) != b"PK":
                raise Unfit(FOREIGN.format(file=file))
            sealed = seal(stream)
            if stream.read() != sealed:
                raise Unfit(DAMAGED.format(file=file, where="封签与内容不符"))
        with zipfile.ZipFile(file) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            names = set(archive.namelist()) - {MANIFEST}
    except (zipfile.BadZipFile, KeyError, ValueError):
        raise Unfit(FOREIGN.format(file=file)) from None
    if manifest.get("format") != FORMAT or names != set(manifest["sha256"]):
        raise Unfit(FOREIGN.format(file=file))
    return manifest


def newer(one: str, other: str) -> bool:
    numbers = [[int(each) for each in re.findall(r"\d+", version)] for version in (one, other)]
    return numbers[0] > numbers[1]


def unpack(file: Path, folder: Path) -> dict:
    """Unpack a backup that may be used, each part checked by its hash; return its manifest."""
    manifest = read(file)
    with zipfile.ZipFile(file) as archive:
        for name, sha256 in manifest["sha256"].items():
            if not NAMES.fullmatch(name):
                raise Unfit(FOREIGN.format(file=file))
            archive.extract(name, folder)
            if digest(folder / name) != sha256:
                raise Unfit(DAMAGED.format(file=file, where=name))
    return manifest


@contextmanager
def loaded(file: Path):
    """Yield a backup loaded beside the present database and proved: its manifest, its folder, the database's name."""
    settings.YK_HOME.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.YK_HOME) as folder:
        manifest = unpack(file, Path(folder))
        with copies.kind().beside(Path(folder) / DATABASE) as name:
            prove(name, manifest)
            yield manifest, Path(folder), name


def prove(name: str, manifest: dict) -> None:
    """Compare every table with the backup, bring it up to this program, then verify it as the product does."""
    with copies.opened(name) as other:
        held = copies.facts(other)
        wrong = [table for table, said in manifest["tables"].items() if held["tables"].get(table) != said]
        if wrong or held["chain"] != manifest["chain"]:
            raise Unfit(f"恢复出的数据与备份清单不符（{'、'.join(wrong) or '日志链头'}），没有使用。")
        with standing_in(other):
            launch.migrate(lambda said: None)
            broken = [
                line for check in (verify.triggers, verify.chain, verify.editions) for line in check()[1]
            ]
            wanted = set(Evidence.objects.values_list("sha256", flat=True))
    broken += [f"备份里缺佐证 {each}。" for each in wanted - {*manifest["files"], *manifest["lost"]}]
    if broken:
        raise Unfit("备份里的数据没有通过核对，没有使用：\n" + "\n".join(broken))


@contextmanager
def standing_in(other):
    """Let a connection stand in for the product's."""
    kept, connections["default"] = connections["default"], other
    try:
        yield
    finally:
        connections["default"] = kept


def restore(file: Path) -> tuple[dict, str]:
    """Put a backup in the present data's place; return its manifest and where the present database is kept."""
    read(file)
    copies.kind().refuse_when_busy()
    with loaded(file) as (manifest, folder, name):
        for sha256 in manifest["files"]:
            put(folder / FILES / sha256, sha256)
        return manifest, copies.kind().swap(name)


def put(source: Path, sha256: str) -> None:
    """Give a file of evidence its place unless it lies there whole; other files stay."""
    if is_whole(sha256):
        return
    place = path_of(sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{sha256}.part")
    shutil.copyfile(source, beside)
    copies.sync(beside)
    os.replace(beside, place)


def history() -> dict:
    """Return when the last backup, drill and restore were, for the administrator's page."""
    try:
        return json.loads((settings.YK_HOME / "upkeep.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def remember(what: str, **said) -> None:
    """Write down that it was done now."""
    file, at = settings.YK_HOME / "upkeep.json", clock.now().isoformat(timespec="seconds")
    beside = file.with_suffix(".part")
    beside.write_text(
        json.dumps(history() | {what: {"at": at, **said}}, ensure_ascii=False, indent=1), "utf-8"
    )
    os.replace(beside, file)
