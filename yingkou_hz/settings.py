"""The one settings file. Reads the environment (every variable stands in .env.example) and fails loudly."""

import datetime as dt
from pathlib import Path

from csp.constants import NONE, SELF

from yingkou_hz import database, environment

BASE_DIR = Path(__file__).resolve().parent.parent
environment.read_file(BASE_DIR / ".env")

# What this installation is
VERSION = environment.version(BASE_DIR / "CHANGELOG.md")
YK_HOME = Path(environment.text("YK_HOME", str(BASE_DIR / "var"))).resolve()
FIXTURES = Path(environment.text("FIXTURES", str(BASE_DIR / "fixtures"))).resolve()
DEMONSTRATION = environment.flag("DEMONSTRATION")
CLOCK_DATE = environment.day("CLOCK_DATE")
if DEMONSTRATION and not CLOCK_DATE:
    CLOCK_DATE = dt.date.fromisoformat((FIXTURES / "demonstration" / "today.txt").read_text().strip())

# Who may reach it, and how
HTTPS = environment.flag("HTTPS")
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS")
TRUSTED_PROXY = environment.text("TRUSTED_PROXY", "127.0.0.1")
DEBUG = environment.debug("DEBUG", hosts=ALLOWED_HOSTS, https=HTTPS)
SECRET_KEY = environment.secret_key("SECRET_KEY", YK_HOME / "secret_key")

INSTALLED_APPS = [
    "yingkou_hz",
    "accounts",
    "policy",
    "submissions",
    "indicators",
    "tasks",
    "reports",
    "axes",
    "csp",
    "django_tables2",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "yingkou_hz.sessions.SessionLifeMiddleware",
    "accounts.middleware.DoorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.FailureMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "yingkou_hz.urls"
WSGI_APPLICATION = "yingkou_hz.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Data
DATABASE_FILE = YK_HOME / ("demo.sqlite3" if DEMONSTRATION else "yingkou.sqlite3")
DATABASE_URL = "" if DEMONSTRATION else environment.text("DATABASE_URL")  # real data stays apart
