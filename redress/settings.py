"""All settings, read from the environment once; a wrong value is refused in one line."""

from __future__ import annotations

import datetime as dt
import os
import secrets
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BASE = Path(__file__).resolve().parent


def _flag(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name, "")
    if value in ("", "0", "false", "no"):
        return default if value == "" else False
    if value in ("1", "true", "yes"):
        return True
    raise ImproperlyConfigured(f"{name}={value!r} is neither 1 nor 0. Set it to 1 or 0.")


def _number(name: str, *, default: float, most: float) -> float:
    value = os.environ.get(name, "")
    try:
        found = float(value or default)
    except ValueError:
        found = -1.0
    if not 0 < found <= most:
        raise ImproperlyConfigured(f"{name}={value!r} is no number between 0 and {most:g}. Write it as {default:g}.")
    return found


def _years(name: str) -> int | None:
    value = os.environ.get(name, "")
    if not value:
        return None
    if value.isascii() and value.isdigit() and 1 <= int(value) <= 100:
        return int(value)
    raise ImproperlyConfigured(f"{name}={value!r} is no number of years. Write it as 5.")


def _date(name: str) -> dt.date | None:
    value = os.environ.get(name, "")
    if not value:
        return None
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r} is no date. Write it as 2026-11-21.") from None
    if not 2000 <= day.year <= 2100:
        raise ImproperlyConfigured(f"{name}={value!r} lies outside 2000 to 2100. Write it as 2026-11-21.")
    return day


def _database(url: str, folder: Path) -> dict[str, Any]:
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(folder / "redress.sqlite3"),
            "TEST": {"NAME": str(folder / "test.sqlite3")},
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-8192; "
                "PRAGMA mmap_size=67108864; PRAGMA temp_store=MEMORY; PRAGMA busy_timeout=20000; "
                "PRAGMA secure_delete=ON;",  # what is deleted is overwritten: an erasure must leave no trace
            },
        }
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
    except ValueError as wrong:
        raise ImproperlyConfigured(f"REDRESS_DATABASE is no address: {wrong}. Write postgresql://…") from None
    if parts.scheme not in ("postgresql", "postgres"):
        raise ImproperlyConfigured("REDRESS_DATABASE is no postgresql:// address. Leave it empty for SQLite.")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": port or query.pop("port", ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"prepare_threshold": 3, **query},
    }


def _secret_key(folder: Path) -> str:
    """Read the web secret, made at first use beside the master key."""
    if os.environ.get("REDRESS_SECRET_KEY"):
        return os.environ["REDRESS_SECRET_KEY"]
    path = folder / "keys" / "web"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass
    return path.read_text("ascii")


REDRESS_DATA = Path(os.environ.get("REDRESS_DATA") or "data").resolve()
REDRESS_KEY_FILE = Path(os.environ.get("REDRESS_KEY_FILE") or REDRESS_DATA / "keys" / "master").resolve()
REDRESS_LAW = Path(os.environ["REDRESS_LAW"]).resolve() if os.environ.get("REDRESS_LAW") else None
REDRESS_TODAY = _date("REDRESS_TODAY") if _flag("REDRESS_TEST_CLOCK") else None
REDRESS_WIRING = "redress.wiring.connect"
REDRESS_RETENTION_YEARS = _years("REDRESS_RETENTION_YEARS")
REDRESS_API_RATE = _number("REDRESS_API_RATE", default=200, most=1e9)  # calls a second and token
REDRESS_DEMO = _flag("REDRESS_DEMO")
REDRESS_RANKINGS = _flag("REDRESS_RANKINGS")  # offices ordered by their share of late cases: ships off
REDRESS_PLACE = os.environ.get("REDRESS_PLACE", "JL")  # the letters before every number

SECRET_KEY = _secret_key(REDRESS_DATA)
DEBUG = False
ALLOWED_HOSTS = (os.environ.get("REDRESS_HOSTS") or "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("REDRESS_ORIGINS", "").split(",") if origin]
REDRESS_HTTPS = _flag("REDRESS_HTTPS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "redress.store",
    "redress.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "redress.api.bodies.ApiBodies",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "redress.web.middleware.Compress",
    "redress.web.middleware.Preferences",
    "redress.web.middleware.Guard",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "redress.urls"
WSGI_APPLICATION = "redress.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": _database(os.environ.get("REDRESS_DATABASE", ""), REDRESS_DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "store.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "redress.web.signin.locked_out"
AXES_SENSITIVE_PARAMETERS: list[str] = []
LOGIN_URL = "/in"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"  # error pages need no database
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = REDRESS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if REDRESS_HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "redress.web.faults.csrf_failed"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE / "web" / "static"]
STATIC_ROOT = Path(os.environ.get("REDRESS_STATIC") or REDRESS_DATA / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
warnings.filterwarnings("ignore", message="No directory at")  # nothing was collected: files are found where they lie
WHITENOISE_MAX_AGE = 3600

FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
REDRESS_UPLOAD_LIMIT = 10 * 1024 * 1024

EMAIL_HOST = os.environ.get("REDRESS_SMTP_HOST", "")
EMAIL_PORT = int(_number("REDRESS_SMTP_PORT", default=25, most=65_535))
REDRESS_SMS_URL = os.environ.get("REDRESS_SMS_URL", "")
REDRESS_METRICS_TOKEN = os.environ.get("REDRESS_METRICS_TOKEN", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "axes": {"level": "ERROR"},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
