"""Static files under their own names; the query changes with the content, so no browser shows an old one."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


def fingerprint(name: str) -> str:
    path = finders.find(name)
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:8] if path else ""


fingerprint_once = cache(fingerprint)


class VersionedStorage(StaticFilesStorage):
    def url(self, name):
        mark = fingerprint(name) if settings.DEBUG else fingerprint_once(name)
        return f"{super().url(name)}?{mark}" if mark else super().url(name)
