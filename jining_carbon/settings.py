"""Settings: everything that differs between installations comes from the environment.

Children of ``dev.py`` and the containers of ``docker-compose.yml`` set the same names:
DATABASE_URL (owner role), DATABASE_APP_URL (application role; derived when absent),
REDIS_URL, SECRET_KEY, ALLOWED_HOSTS, HTTPS.
"""

import hashlib
import hmac
import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from jining_carbon.access import ROUTE_ACCESS

__all__ = ["ROUTE_ACCESS"]

BASE_DIR = Path(__file__).resolve().parent.parent


def _required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. `python3 dev.py manage …` sets it for the embedded servers; "
            "on your own servers set it in the environment (README, Running it)."
        )
    return value


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": query.get("port", [str(parts.port or "")])[0],
        "OPTIONS": {"connect_timeout": 5},
    }


SECRET_KEY = _required("SECRET_KEY")
DEBUG = False
HTTPS = os.environ.get("HTTPS", "") == "1"
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and host != "*"]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "accounts",
    "targets",
    "reports",
    "progress",
    "dashboards",
]

MIDDLEWARE = [
    "dashboards.views.freshness.unchanged",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accounts.middleware.Compressed",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.actor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.middleware.access",
]

ROOT_URLCONF = "jining_carbon.urls"
WSGI_APPLICATION = "jining_carbon.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "dashboards.views.chrome.page_frame",
            ],
        },
    },
]

# One engine everywhere. The owner migrates; web, worker and tests are the application
# role, under forced row-level security; the roll-up role is entered by SET LOCAL ROLE.
DATABASE_ROLES = {"app": "jc_app", "rollup": "jc_rollup"}
APP_ROLE_PASSWORD = hmac.new(SECRET_KEY.encode(), b"jc_app", hashlib.sha256).hexdigest()
_owner = _database(_required("DATABASE_URL"))
_app_url = os.environ.get("DATABASE_APP_URL", "")
_app = _database(_app_url) if _app_url else _owner | {"USER": DATABASE_ROLES["app"], "PASSWORD": APP_ROLE_PASSWORD}
_limits = "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000"
DATABASES = {
    "default": _app | {"OPTIONS": {"connect_timeout": 5, "options": _limits}, "CONN_MAX_AGE": 60},
    "owner": _owner,
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
# Browsers may keep pages of figures, and ask each time whether they still hold (ADR 0023).
KEEP_PAGES = os.environ.get("KEEP_PAGES", "1") == "1"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 30 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
if HTTPS:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
# plotly.js writes style attributes and a style sheet of its own; scripts stay strict.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],  # blob: a chart on its way to a PNG
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", BASE_DIR / "var" / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Uploaded files (佐证材料): outside of everything that is served; downloads pass a permission
# check. What arrives goes to disk beside them at once, and never into memory or /tmp.
EVIDENCE_ROOT = Path(os.environ.get("EVIDENCE_ROOT", BASE_DIR / "var" / "evidence"))
EVIDENCE_QUOTA_MB = int(os.environ.get("EVIDENCE_QUOTA_MB", "2048"))
EVIDENCE_FREE_MB = int(os.environ.get("EVIDENCE_FREE_MB", "512"))
# A callable(path) -> str: "" clean, else what was found; e.g. reports.services.clamd.scan.
EVIDENCE_SCANNER = os.environ.get("EVIDENCE_SCANNER", "")
CLAMD_ADDRESS = os.environ.get("CLAMD_ADDRESS", "/run/clamav/clamd.ctl")
FILE_UPLOAD_HANDLERS = ["reports.views.receiving.BoundedUpload"]
FILE_UPLOAD_TEMP_DIR = EVIDENCE_ROOT / "incoming"
with suppress(OSError):  # where it cannot be made, Django's own check says so
    FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# The journal's heads, a line a day, outside of the database (trust.md, 28): copy it off this
# machine together with the backups.
JOURNAL_ANCHORS = Path(os.environ.get("JOURNAL_ANCHORS", BASE_DIR / "var" / "journal" / "heads.txt"))

# A boundary map of the areas (GeoJSON), shown only together with its map review number (审图号); without
# both, areas are schematic tiles.
MAP_FILE = os.environ.get("MAP_FILE", "")
MAP_REVIEW_NUMBER = os.environ.get("MAP_REVIEW_NUMBER", "")

# Reminders and digests by mail: without a host none is sent. A mail names the product's address where SITE_URL does.
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "") == "1"
EMAIL_TIMEOUT = 10
EMAIL_AT_ONCE = 200
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "") or EMAIL_HOST_USER or "noreply@localhost"
SITE_URL = os.environ.get("SITE_URL", "")

# Redis is never on the path of a submit: messages are published after commit, within a
# second or not at all, and the minute task catches up (ADR 0005).
REDIS_URL = _required("REDIS_URL")
_socket_timeouts = {"socket_timeout": 1, "socket_connect_timeout": 1}
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CATCH_UP_SECONDS = float(os.environ.get("CATCH_UP_SECONDS", "60"))
CELERY_BEAT_SCHEDULE = {
    "catch-up": {"task": "progress.drain", "schedule": CATCH_UP_SECONDS, "options": {"expires": CATCH_UP_SECONDS}},
    # Looks whether today's record is missing, so a day without beat is caught up at once.
    "snapshot": {"task": "progress.snapshot", "schedule": 600, "options": {"expires": 600}},
    "remind": {"task": "reports.remind", "schedule": 900, "options": {"expires": 900}},
    # Looks every hour whether a digest is due: at eight on Mondays unless the plan manager set it otherwise.
    "mail-digests": {"task": "dashboards.mail_digests", "schedule": crontab(minute=0), "options": {"expires": 3600}},
    "sweep-evidence": {"task": "reports.sweep_evidence", "schedule": 6 * 3600, "options": {"expires": 3600}},
    # Looks whether today's line is missing, so a day without beat is caught up at once.
    "anchor-journal": {"task": "accounts.anchor_journal", "schedule": 600, "options": {"expires": 600}},
}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": _socket_timeouts,
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.ActorAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["accounts.api.Writer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": None,
    "EXCEPTION_HANDLER": "accounts.api.refusal",
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "jining_carbon",
    "DESCRIPTION": "What was promised, what was reported, and what it comes to.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
