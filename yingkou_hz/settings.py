"""The one settings file. Reads the environment (every variable stands in .env.example) and fails loudly."""

import datetime as dt
from pathlib import Path

from csp.constants import NONE, SELF

from yingkou_hz import database, environment

BASE_DIR = Path(__file__).resolve().parent.parent
environment.read_file(BASE_DIR / ".env", BASE_DIR / ".env.example")

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
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", is_public=HTTPS)
TRUSTED_PROXY = environment.address("TRUSTED_PROXY", "127.0.0.1")
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
    "django.middleware.gzip.GZipMiddleware",  # pages and static files alike, so it stands before WhiteNoise
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "yingkou_hz.sessions.SessionLifeMiddleware",
    "accounts.middleware.DoorMiddleware",
    "yingkou_hz.replica.LookMiddleware",
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
REPLICA_URL = "" if DEMONSTRATION else environment.text("REPLICA_URL")
DATABASES = database.all_of_them(DATABASE_URL, DATABASE_FILE, REPLICA_URL)
DATABASE_ROUTERS = ["yingkou_hz.replica.ReplicaRouter"] if REPLICA_URL else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a wide grid of several years sends more than Django's 1000

# Signing in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "reports:home"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "accounts.passwords.CommonValidator"},
    {"NAME": "accounts.passwords.LettersValidator"},
    {
        "NAME": "accounts.passwords.SimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "display_name"]},
    },
    {"NAME": "accounts.passwords.OurWordsValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = dt.timedelta(minutes=10)
AXES_LOCKOUT_PARAMETERS = ["username"]  # one office shares one address: locking it would shut out everybody
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # else one could keep somebody out for ever
AXES_LOCKOUT_CALLABLE = "accounts.views.lockout"
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True  # the journal records who signed in

# Sessions: idle for so many minutes or open for half a day, then sign in again
SESSION_ENGINE = "yingkou_hz.sessions"
SESSION_COOKIE_AGE = 60 * environment.number("IDLE_MINUTES", 30)
SESSION_LONGEST_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
_prefix = (
    "__Host-" if HTTPS else "demo-" if DEMONSTRATION else ""
)  # cookies of one host are seen on all its ports
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_prefix}sessionid", f"{_prefix}csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "accounts.views.csrf_failure"

# What the browser is told
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SILENCED_SYSTEM_CHECKS = [
    "security.W021",  # the browsers' preload list is for public sites
    "axes.W006",  # lock by address: see AXES_LOCKOUT_PARAMETERS
]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# Words, places, files
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [folder for folder in [BASE_DIR / "static"] if folder.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "yingkou_hz.static.VersionedStorage"},
}
WHITENOISE_USE_FINDERS = True  # no collectstatic step
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_MAX_AGE = 0 if DEBUG else 24 * 60 * 60
MEDIA_ROOT = YK_HOME / "files"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "yingkou_hz.logs.OneLineFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "waitress.queue": {"level": "ERROR"},  # a short queue is no event
    },
}
