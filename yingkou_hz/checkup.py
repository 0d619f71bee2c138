"""The administrator's self-check 自检: what stands how, and what to do where it does not stand well."""

import datetime as dt
import shutil
from dataclasses import dataclass

from django.conf import settings
from django.utils.dateformat import format as written

from accounts import clock
from accounts.models import User
from submissions import frozen
from yingkou_hz import backups, launch
from yingkou_hz.management.commands import verify

BACKUP_AGE, DRILL_AGE, VERIFY_AGE = (
    dt.timedelta(days=1, hours=6),
    dt.timedelta(days=100),
    dt.timedelta(days=8),
)
"""A backup each night, a drill each quarter, the whole verified each week: docs/deploy.md."""
LEAST_FREE = 2 * 1024**3  # bytes
GIGABYTE = 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `advice` says what to do, and is empty where all is well."""

    name: str
    said: str
    advice: str = ""


def findings() -> list[Finding]:
    """Return what can be seen at once: nothing here reads more than a few rows."""
    done = backups.history()
    return [
        aged(
            "上次备份",
            done.get("backup"),
            BACKUP_AGE,
            "请运行 python3 manage.py backup，并照部署手册设好每晚自动备份。",
        ),
        aged(
            "上次恢复演练",
            done.get("drill"),
            DRILL_AGE,
            "请运行 python3 manage.py drill，约一分钟，不动现有数据。",
        ),
        verified(done.get("verify")),
        disk(),
        triggers(),
        locked(),
        Finding("数据库", launch.database_name()),
        Finding("版本", f"{settings.VERSION}，{'演示数据' if settings.DEMONSTRATION else '正式数据'}"),
    ]


def aged(name: str, done: dict | None, most: dt.timedelta, advice: str) -> Finding:
    if not done:
        return Finding(name, "从未", advice)
    at = dt.datetime.fromisoformat(done["at"])
    said = f"{written(at, 'Y年n月j日 H:i')}，用时{done['seconds']}秒"
    return Finding(name, said, "" if clock.now() - at <= most else f"隔得太久。{advice}")


def verified(done: dict | None) -> Finding:
    advice = "请点下面的“现在全部核一遍”。"
    if not done:
        return Finding("上次全部核对", "从未", advice)
    at = dt.datetime.fromisoformat(done["at"])
    result = f"{done['broken']}处不对" if done["broken"] else "全部相符"
    said = f"{written(at, 'Y年n月j日 H:i')}，{result}"
    if done["broken"]:
        return Finding("上次全部核对", said, "请停止填报，保留现场，照部署手册从备份恢复，再核一遍。")
    return Finding("上次全部核对", said, "" if clock.now() - at <= VERIFY_AGE else f"隔得太久。{advice}")


def disk() -> Finding:
    usage = shutil.disk_usage(settings.YK_HOME)
    said = f"{settings.YK_HOME} 还剩{usage.free / GIGABYTE:.1f} GB，共{usage.total / GIGABYTE:.0f} GB"
    advice = "快满了：满了以后只能看、不能存。请把旧备份移到别处，或扩大磁盘。"
    return Finding("磁盘", said, advice if usage.free < LEAST_FREE else "")


def triggers() -> Finding:
    missing = frozen.missing()
    said = f"{len(frozen.guards())}个触发器" + (f"，缺{len(missing)}个" if missing else "，都在")
    return Finding(
        "冻结", said, "请运行 python3 manage.py migrate 重新装上，再全部核一遍。" if missing else ""
    )


def locked() -> Finding:
    names = sorted(User.objects.locked())
    advice = (
        f"{'、'.join(names)}：请问本人；是本人忘了口令就重置，不是就留着，十分钟后自解。" if names else ""
    )
    return Finding("锁定的账号", f"{len(names)}个", advice)


def proof() -> tuple[list[str], list[str]]:
    """Try every trigger, walk the journal, hash every edition and file; return what was looked at and what is wrong."""
    said, broken = [], []
    for check in (verify.triggers, verify.chain, verify.editions, verify.files):
        looked, found = check()
        said.append(f"{looked}，{len(found)}处不对" if found else looked)
        broken += found
    backups.remember("verify", broken=len(broken))
    return said, broken
