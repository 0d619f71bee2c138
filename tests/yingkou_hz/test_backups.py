"""Backup, restore, drill: nothing lost, nothing half, nothing broken taken in. TRUST R6, F07."""

import gc
import io
import json
import re
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from accounts.journal import Change, record
from accounts.models import Event, Unit
from policy.evidence import received
from policy.models import Evidence
from submissions import frozen
from tests.uploads import PDF, upload
from yingkou_hz import backups, copies, postgres

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def home(settings, tmp_path, files):
    """A data folder of one's own, and what restores kept thrown away."""
    if connection.vendor == "postgresql" and not postgres.candidates("pg_dump"):
        pytest.skip(f"没有 pg_dump。安装：{copies.APT}")
    settings.YK_HOME = tmp_path
    gc.collect()  # connections of threads that other tests have ended: a restore takes them for a running system
    yield tmp_path
    for name in kept():
        if connection.vendor == "postgresql":
            drop(name)
        else:
            (Path(copies.present()).parent / name).unlink()


def drop(name: str) -> None:
    with copies.maintenance() as cursor:
        cursor.execute(copies.statement("DROP DATABASE {}", name))


def kept() -> list[str]:
    """Return the names under which earlier databases are kept."""
    if connection.vendor == "sqlite":
        file = Path(copies.present())
        return sorted(each.name for each in file.parent.glob(f"{file.name}.before-restore*"))
    with copies.maintenance() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", ["%before_restore%"])
        return sorted(name for (name,) in cursor.fetchall())


def run(command, *arguments, **options) -> str:
    out = io.StringIO()
    call_command(command, *arguments, stdout=out, **options)
    return out.getvalue()


def refusal(*arguments) -> str:
    with pytest.raises(CommandError) as raised:
        run(*arguments)
    return str(raised.value)


def backed_up(home) -> Path:
    run("backup", to=home / "backups")
    return max((home / "backups").glob("*.zip"))


def held() -> dict:
    with copies.opened(copies.present()) as other:
        return copies.facts(other)


def open_unit(name: str) -> None:
    def do(_seq):
        return Change({"id": Unit.objects.create(name=name, short_name=name, order=1).pk})

    record("unit.open", name, by=None, do=do)


@pytest.fixture
def filled(clerk):
    """One unit with its event, one file of evidence."""
    open_unit("高新区统计局")
    with received(upload(PDF)) as file:
        return Evidence.keep(file, by=clerk)


def test_what_was_backed_up_comes_back_to_the_byte_and_twice(home, filled):
    before, file = held(), backed_up(home)
    content = filled.path.read_bytes()
    for time_ in (1, 2):
        open_unit(f"后来的单位{time_}")
        filled.path.write_bytes(b"damaged")
        assert held() != before
        said = run("restore", str(file))
        assert held() == before and filled.path.read_bytes() == content
        assert frozen.missing() == [] and len(kept()) == time_ and kept()[-1] in said
    assert "全部相符" in run("verify")
    assert backups.history()["restore"]["seq"] == before["chain"]["seq"]


def test_the_database_before_the_restore_is_kept_whole(home, filled):
    file = backed_up(home)
    open_unit("只在恢复前有")
    before = held()
    run("restore", str(file))
    name = kept()[0] if connection.vendor == "postgresql" else Path(copies.present()).parent / kept()[0]
    with copies.opened(name) as other:
        assert copies.facts(other) == before


@pytest.mark.case("F07")
def test_a_backup_taken_while_somebody_writes_holds_whole_pairs(home, filled):
    started, done = threading.Event(), threading.Event()

    def write() -> int:
        for number in count(1):
            with transaction.atomic():
                open_unit(f"甲{number}")
                open_unit(f"乙{number}")
            if number == 3:
                started.set()
            if done.is_set() and number > 3:
                connections.close_all()
                return number

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        assert started.wait(20)
        try:
            file = backed_up(home)
        finally:
            done.set()
        written = writing.result()  # raises what stopped the writer, had anything
    assert Unit.objects.filter(name__startswith="甲").count() == written
    run("restore", str(file))
    pairs = [Unit.objects.filter(name__startswith=side).count() for side in "甲乙"]
    assert written > pairs[0] == pairs[1] >= 3
    assert Event.objects.count() == held()["chain"]["seq"]


def damaged(content: bytes) -> bytes:
    return (
        content[: len(content) // 2]
        + bytes([content[len(content) // 2] ^ 1])
        + content[len(content) // 2 + 1 :]
    )


HARMS = {
    "byte": (damaged, "已损坏或不完整"),
    "seal": (lambda content: content[:-1] + b"z", "已损坏或不完整"),
    "truncated": (lambda content: content[:-1000], "已损坏或不完整"),
    "nearly empty": (lambda content: content[:10], "已损坏或不完整"),
    "empty": (lambda content: b"", "不是本系统的备份文件"),
    "picture": (lambda content: PDF, "不是本系统的备份文件"),
}


def test_a_broken_or_foreign_file_is_refused_and_the_data_stay(home, filled):
    content, before = backed_up(home).read_bytes(), held()
    for harm, (act, said) in HARMS.items():
        broken = home / "broken.zip"
        broken.write_bytes(act(content))
        assert said in refusal("restore", str(broken)), harm
    assert "没有备份文件" in refusal("restore", str(home / "nowhere.zip"))
    assert held() == before and kept() == []


def test_no_byte_can_change_unseen(home, filled):
    file = backed_up(home)
    content = file.read_bytes()
    for place in [*range(0, len(content), len(content) // 100), *range(len(content) - 90, len(content), 7)]:
        file.write_bytes(content[:place] + bytes([content[place] ^ 32]) + content[place + 1 :])
        with pytest.raises(copies.Unfit):
            backups.read(file)


def rewritten(file, *, change) -> Path:
    """Return a sealed backup whose manifest says something else."""
    other = file.with_name("other.zip")
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(other, "w") as target:
        for name in source.namelist():
            said = source.read(name)
            if name == backups.MANIFEST:
                manifest = json.loads(said)
                change(manifest)
                said = json.dumps(manifest)
            target.writestr(name, said)
        target.comment = b"0" * backups.SEAL
    with other.open("r+b") as stream:
        sealed = backups.seal(stream)
        stream.seek(-backups.SEAL, 2)
        stream.write(sealed)
    return other


def rename_part(manifest):
    manifest["sha256"] = dict.fromkeys(manifest["sha256"], "0" * 64)


CHANGES = {
    "newer": (lambda manifest: manifest.update(version="99.0.0"), "更新版本的程序做的（99.0.0"),
    "other kind": (lambda manifest: manifest.update(database=other_kind()), "不能恢复。请改 DATABASE_URL"),
    "foreign": (lambda manifest: manifest.update(format="another"), "不是本系统的备份文件"),
    "part": (rename_part, "已损坏或不完整"),
    "table": (lambda manifest: manifest["tables"]["accounts_unit"].update(rows=7), "不符（accounts_unit）"),
    "chain": (lambda manifest: manifest["chain"].update(hash="0"), "不符（日志链头）"),
}


def other_kind() -> str:
    return {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]


def test_a_backup_that_does_not_hold_what_it_says_is_refused(home, filled):
    file, before = backed_up(home), held()
    for name, (change, said) in CHANGES.items():
        assert said in refusal("restore", str(rewritten(file, change=change))), name
    assert held() == before and kept() == []
    assert [each.name for each in home.glob(".restore-*")] == []


def test_a_forged_journal_or_lost_evidence_is_not_restored(home, filled):
    frozen.lift()
    Event.objects.filter(seq=1).update(who="别人")
    frozen.install()
    assert "日志链在第1条断开" in refusal("restore", str(backed_up(home)))
    filled.path.unlink()
    assert filled.sha256 in refusal("backup", "--to", str(home / "backups"))


def harms() -> list:
    """Return what can befall the present database."""
    file = Path(copies.present())
    if connection.vendor == "sqlite":
        return [file.unlink, lambda: file.write_bytes(b"no database " * 999)]
    return [lambda: drop(copies.present())]


def test_a_lost_or_broken_database_is_replaced(home, filled):
    file, before = backed_up(home), held()
    for harm in harms():
        connection.close()
        harm()
        run("restore", str(file))
        assert held() == before


def test_restore_is_refused_while_somebody_is_connected(home, filled):
    file, before = backed_up(home), held()
    with copies.opened(copies.present()) as other, other.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_unit")
        assert "系统还开着" in refusal("restore", str(file))
    assert held() == before and kept() == []


def test_the_drill_restores_elsewhere_and_says_when(home, filled):
    before = held()
    said = run("drill", to=home / "backups")
    assert re.search(r"^ok .*逐表相符，verify 通过", said, re.MULTILINE)
    assert held() == before and kept() == []
    assert {"backup", "drill"} == set(backups.history())
    assert sorted(each.name for each in home.iterdir()) == ["backups", "files", "upkeep.json"]


def test_the_key_and_whatever_else_lies_about_stay_out(home, filled):
    (home / "secret_key").write_text("secret")
    file = backed_up(home)
    with zipfile.ZipFile(file) as archive:
        assert set(archive.namelist()) == {"manifest.json", "database", f"files/{filled.sha256}"}
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_earlier_version_is_no_newer_one():
    assert backups.newer("0.10.0", "0.9.9")
    assert not backups.newer("0.1.0", "0.1.0") and not backups.newer("0.1.0", "0.1.1")


def test_a_full_disk_is_told_in_one_sentence(home, filled, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "pack", full)
    assert "备份没有做成" in refusal("backup", "--to", str(home / "backups"))
    assert list((home / "backups").iterdir()) == []


def test_a_missing_program_is_named_with_how_to_get_it(monkeypatch):
    monkeypatch.setattr(postgres, "candidates", lambda program: [])
    with pytest.raises(copies.Unfit, match=r"没有 pg_dump。请先安装：sudo apt install postgresql-client"):
        copies.run("pg_dump", "yingkou")
