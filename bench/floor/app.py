"""The floor: the same figures with nothing around them. Pages made once and served as files; one view that reads live.

python bench/floor/app.py --port 8001      (with the YK_HOME of a demonstration)
"""

import argparse
import gzip
import hashlib
import os
import sys
from pathlib import Path

FLOOR = Path(__file__).parent
ROOT = FLOOR.parents[1]
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "yingkou_hz.settings"

import django  # noqa: E402
from django.conf import settings  # noqa: E402

settings.ROOT_URLCONF = "bench.floor.live"
settings.MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
settings.TEMPLATES[0]["DIRS"] = [FLOOR]
settings.TEMPLATES[0]["OPTIONS"]["context_processors"] = []
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from waitress import serve  # noqa: E402

from bench.floor import live  # noqa: E402

TYPES = {"": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css"}


def packed(name: str, content: bytes) -> tuple:
    """Return what stands ready to be sent under a name: (headers, body, ETag)."""
    mark = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    kept = "private, no-cache" if not Path(name).suffix else "max-age=86400"
    kind = TYPES[Path(name).suffix]
    headers = [("Content-Type", kind), ("Content-Encoding", "gzip"), ("ETag", mark), ("Cache-Control", kept)]
    return headers, gzip.compress(content, 6), mark


def application():
    plotly = ROOT / "static" / "vendor" / "plotly" / "plotly-basic.min.js"
    files = {name: packed(name, text.encode()) for name, text in live.pages().items()}
    files["/plotly.js"] = packed("/plotly.js", plotly.read_bytes())
    files["/healthz"] = packed("/healthz", b"ok")
    lively = get_wsgi_application()

    def answer(environ, start):
        found = files.get(environ["PATH_INFO"])
        if found is None:
            return lively(environ, start)
        headers, body, mark = found
        if environ.get("HTTP_IF_NONE_MATCH") == mark:
            start("304 Not Modified", [("ETag", mark)])
            return [b""]
        start("200 OK", [*headers, ("Content-Length", str(len(body)))])
        return [body]

    return answer


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    serve(application(), host="127.0.0.1", port=parser.parse_args().port, threads=8, ident=None)
