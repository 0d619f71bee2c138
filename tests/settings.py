"""Settings of the suite: a home of its own that is gone afterwards, quick hashes, no waiting for the disk."""

import atexit
import os
import tempfile
from pathlib import Path

_home = tempfile.TemporaryDirectory(prefix="yingkou_hz-tests-")
atexit.register(_home.cleanup)
_neutral = (
    "HTTPS",
    "DEBUG",
    "DEMONSTRATION",
    "ALLOWED_HOSTS",
    "FIXTURES",
    "IDLE_MINUTES",
    "TRUSTED_PROXY",
    "REPLICA_URL",
)
os.environ.update(dict.fromkeys(_neutral, ""), YK_HOME=_home.name, SECRET_KEY="only-for-the-tests-" * 4)
os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(Path(_home.name) / "hypothesis")
os.environ.setdefault("CLOCK_DATE", "2019-07-12")
os.environ.setdefault("DATABASE_URL", "")  # a developer's .env names another database than the suite's

from yingkou_hz.settings import *  # noqa: E402, F403
from yingkou_hz.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_home.name) / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
