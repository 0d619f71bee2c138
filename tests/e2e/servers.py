"""The product as its users start it: a process of its own, a home of its own."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = ("SECRET_KEY", "DJANGO_SETTINGS_MODULE", "CLOCK_DATE", "DEMONSTRATION")
"""What the suite's own environment must not hand on."""


def environment(home: Path) -> dict:
    kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    return kept | {"YK_HOME": str(home), "DATABASE_URL": ""}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(home: Path, *arguments: str):
    """Start the product in its home; give (address, what it has said so far), and stop it afterwards."""
    port, log = free_port(), home / "log"
    command = [sys.executable, str(ROOT / "manage.py"), "start", *arguments, "--port", str(port)]
    with log.open("w") as said:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(home), stdout=said, stderr=subprocess.STDOUT
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address, process, log)
        yield address, log.read_text("utf-8")
    finally:
        process.terminate()
        process.wait(20)


def wait_for(address: str, process, log: Path) -> None:
    for _ in range(1200):
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=1)
            return
        except OSError:
            assert process.poll() is None, log.read_text("utf-8")
            time.sleep(0.05)
    raise AssertionError(log.read_text("utf-8"))


def copy(home: Path, to: Path) -> Path:
    """Return a second home with the same database: what one journey does, the next one does not see."""
    return Path(shutil.copytree(home, to, dirs_exist_ok=True))


def run(home: Path, script: str) -> None:
    """Let the product's own shell do what no page can do quickly."""
    command = [sys.executable, str(ROOT / "manage.py"), "shell", "-v", "0", "-c", script]
    done = subprocess.run(command, cwd=ROOT, env=environment(home), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
