#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""Django's entry. On a bare Python it first makes .venv from the locked requirements, then goes on in there.

This file must parse on any Python, so that an old one is refused in words.
"""

import hashlib
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
PYTHON = (
    os.path.join(VENV, "Scripts", "python.exe") if os.name == "nt" else os.path.join(VENV, "bin", "python")
)
STAMP = os.path.join(VENV, "installed")
WHEELHOUSE = os.path.join(HERE, "wheelhouse")
OLDEST = (3, 11)


def say(text):
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def fingerprint(names):
    """Return one line per requirements file: its name and the hash of what it says."""
    lines = []
    for name in names:
        with open(os.path.join(HERE, name), "rb") as file:
            lines.append(name + " " + hashlib.sha256(file.read()).hexdigest())
    return lines


def installed():
    """Return the stamp's lines; none when .venv is missing, broken or only half made."""
    if not os.path.exists(PYTHON) or not os.path.exists(STAMP):
        return []
    with open(STAMP) as file:
        return file.read().split("\n")


def stamp(lines):
    with open(STAMP, "w") as file:
        file.write("\n".join(lines))


def make_venv():
    """Make .venv anew; whatever an interrupted attempt left there is cleared away."""
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        sys.exit(
            "这台机器的 Python 缺少 venv 组件。请先执行：sudo apt install python3-venv，再重新运行本命令。"
        )
    say("正在建立运行环境 .venv …")
    if subprocess.call([sys.executable, "-m", "venv", "--clear", VENV]) != 0:
        sys.exit(
            "运行环境 .venv 没有建成。请检查本目录是否可写、磁盘是否已满；Debian/Ubuntu 请确认已装 python3-venv。"
        )


def install(names, before):
    """Install the locked requirements; until that is done the stamp is empty, so an interruption shows."""
    offline = os.path.isdir(WHEELHOUSE)
    say("正在安装依赖（%s，首次约需半分钟）…" % ("取自 wheelhouse 离线包" if offline else "联网下载"))
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--no-compile", "--no-deps", "--require-hashes"]
    command += ["--disable-pip-version-check", "--no-input", "--only-binary", ":all:"]
    command += ["--no-index", "--find-links", WHEELHOUSE] if offline else []
    for name in names:
        command += ["-r", os.path.join(HERE, name)]
    stamp([])
    if subprocess.call(command) != 0:
        stamp(before)
        sys.exit("依赖没有装成（原因见上）。请检查网络，或把离线包放进 wheelhouse 目录，再重新运行本命令。")


def prepare(names):
    """Bring .venv up to the requirements files of `names`; say nothing when it already is."""
    wanted = fingerprint(names)
    before = installed()
    missing = [line.split()[0] for line in wanted if line not in before]
    if not missing:
        return
    if not any(before):
        make_venv()
    install(missing, before)
    kept = [line for line in before if line and line.split()[0] not in missing]
    stamp(kept + [line for line in wanted if line.split()[0] in missing])
    say("运行环境已就绪。")


def go_on_in_venv():
    """Replace this process by the same command under .venv's Python."""
    command = [PYTHON, os.path.abspath(__file__)] + sys.argv[1:]
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(PYTHON, command)


def main():
    if sys.version_info < OLDEST:
        sys.exit(
            "本系统需要 Python 3.11 或更高版本，现在是 %s。请安装新版 Python 后重新运行。"
            % sys.version.split()[0]
        )
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        prepare(["requirements.txt"] + (["requirements-dev.txt"] if command == "test" else []))
    except KeyboardInterrupt:
        sys.exit("\n已中断。下次运行会重新准备运行环境。")
    if os.path.realpath(sys.prefix) != os.path.realpath(VENV):
        go_on_in_venv()
    if command == "start" and "--demo" in sys.argv:
        os.environ["DEMONSTRATION"] = "1"
    settings = "tests.settings" if command == "test" else "yingkou_hz.settings"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit("配置有误：%s" % error)


if __name__ == "__main__":
    main()
