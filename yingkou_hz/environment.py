"""What the environment says, read once: variables, the optional .env file, the secret key. Wrong ones are refused."""

import datetime as dt
import ipaddress
import os
import re
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50
EXPLAINED = re.compile(r"^#? ?([A-Z_]+)=", re.MULTILINE)
READ_ELSEWHERE = {"PG_BIN"}  # by the tests and by what calls PostgreSQL's programs
LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}


def read_file(path: Path, example: Path) -> None:
    """Take NAME=value lines from a .env file; what the environment says already wins. A name nobody reads is a slip."""
    if not path.exists():
        return
    known = {*EXPLAINED.findall(example.read_text("utf-8")), *READ_ELSEWHERE}
    for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), 1):
        name, equals, value = (part.strip() for part in line.partition("="))
        if not line.strip() or name.startswith("#"):
            continue
        if not equals or name not in known:
            raise ImproperlyConfigured(
                f"{path.name} 第{number}行“{name}”不是本系统的设置。请照 {example.name} 改成“名称=值”，或删去这一行。"
            )
        os.environ.setdefault(name, value.strip("\"'"))


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str) -> bool:
    """Return a 0/1 variable."""
    value = text(name, "0")
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} 只能是 0 或 1，现在是“{value}”。")
    return value == "1"


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) == 0:
        raise ImproperlyConfigured(f"{name} 须是大于 0 的整数，现在是“{value}”。")
    return int(value)


def day(name: str, default: str = "") -> dt.date | None:
    value = text(name, default)
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError:
        raise ImproperlyConfigured(f"{name} 须写成 2017-12-29 这样的日期，现在是“{value}”。") from None


def address(name: str, default: str) -> str:
    """Return one IP address; anything else would trust nobody, or with "*" everybody."""
    value = text(name, default)
    try:
        return str(ipaddress.ip_address(value))
    except ValueError:
        raise ImproperlyConfigured(f"{name} 须是一个 IP 地址，如 10.1.2.3，现在是“{value}”。") from None


def hosts(name: str, *, is_public: bool = False) -> list[str]:
    """Return the names under which the site may be opened; one that stands for all is refused, and none at all."""
    named = [host.strip() for host in text(name, ",".join(sorted(LOOPBACK))).split(",") if host.strip()]
    if any("*" in host for host in named):
        raise ImproperlyConfigured(f"{name} 不能用“*”。请写明本系统的域名或 IP，多个用逗号隔开。")
    if not named or (is_public and LOOPBACK.issuperset(named)):
        raise ImproperlyConfigured(
            f"{name} 没有写明用户打开本系统的域名或 IP，别的电脑都会被拒。请写上，如 gxq.yingkou.gov.cn。"
        )
    return named


def debug(name: str, *, hosts: list[str], https: bool) -> bool:
    """Return whether to show developers' pages, which is for one's own machine only."""
    wanted = flag(name)
    if wanted and (https or not LOOPBACK.issuperset(hosts)):
        raise ImproperlyConfigured(
            f"{name}=1 会泄露内部信息，只能在本机开发时用。请去掉 {name}，或去掉 HTTPS 和对外的主机名。"
        )
    return wanted


def secret_key(name: str, path: Path) -> str:
    """Return the key from the environment, or from a file that only its owner can read, made when missing."""
    key = text(name) or key_file(path)
    if len(key) < SHORTEST_KEY or len(set(key)) < 5 or key.startswith("django-insecure-"):
        raise ImproperlyConfigured(
            f"密钥太短或是默认值（须不少于 {SHORTEST_KEY} 个字符）。请删去 {name}，系统会自动生成；或换一个随机的长密钥。"
        )
    return key


def key_file(path: Path) -> str:
    try:
        path.parent.mkdir(0o700, parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    except OSError as error:
        raise ImproperlyConfigured(
            f"不能在 {path.parent} 里建立密钥文件（{error.strerror}）。请检查目录权限。"
        ) from None
    try:
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"密钥文件 {path} 读不出来（{error.strerror}）。请检查文件权限。"
        ) from None


def version(changelog: Path) -> str:
    """Return the first version heading of the change log."""
    return re.search(r"^## (\S+)", changelog.read_text("utf-8"), re.MULTILINE)[1]
