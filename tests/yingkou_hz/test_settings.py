"""The settings as a production server has them."""

import os
import subprocess
import sys
from ast import literal_eval
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCTION = {
    "HTTPS": "1",
    "ALLOWED_HOSTS": "gxq.yingkou.gov.cn",
    "SECRET_KEY": "",
    "DATABASE_URL": "",
    "CLOCK_DATE": "",
}


def python(*arguments, home, **more):
    environment = (
        os.environ
        | PRODUCTION
        | {"YK_HOME": str(home), "DJANGO_SETTINGS_MODULE": "yingkou_hz.settings"}
        | more
    )
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )


def test_check_deploy_has_no_warning(tmp_path):
    done = python("manage.py", "check", "--deploy", "--fail-level", "WARNING", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_cookies_are_bound_to_the_host_over_https(tmp_path):
    ask = "from yingkou_hz import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE)"
    assert python("-c", ask, home=tmp_path).stdout.split() == ["__Host-sessionid", "__Host-csrftoken", "True"]


@pytest.mark.case("S05")
def test_cookies_are_for_one_host_one_path_and_no_script(tmp_path):
    ask = (
        "from django.conf import settings as s; print([[getattr(s, f'{kind}_COOKIE_{name}') for name in"
        " ('NAME', 'SECURE', 'HTTPONLY', 'SAMESITE', 'PATH', 'DOMAIN')] for kind in ('SESSION', 'CSRF')])"
    )
    assert literal_eval(python("-c", ask, home=tmp_path).stdout) == [
        [f"__Host-{name}", True, True, "Lax", "/", None] for name in ("sessionid", "csrftoken")
    ]


def test_demonstration_never_touches_real_data(tmp_path):
    ask = "from yingkou_hz import settings as s; print(s.DATABASES['default']['NAME'], s.CLOCK_DATE)"
    done = python("-c", ask, home=tmp_path, DEMONSTRATION="1", DATABASE_URL="postgresql://u@h/real")
    assert done.stdout.split() == [str(tmp_path / "demo.sqlite3"), "2019-07-12"]
