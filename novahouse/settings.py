"""The one settings file, read top to bottom. Every value that differs between places comes from the environment.

docs/operations.md lists the variables. Without any of them the product runs as one safe site on this machine: SQLite, the
database cache, DEBUG off, keys of its own under VAR_DIR, answering to local host names alone.
"""

import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from redis.backoff import NoBackoff
from redis.retry import Retry

from novahouse import environment
from novahouse.console import console_look
from novahouse.secrets_store import keep_secret, stored_secret

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(environment.text("VAR_DIR", str(BASE_DIR / "var"))).absolute()
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds the database and the keys

# --- What this site is called, and who may ask for it -------------------------------------------------------------------

DEBUG = environment.boolean("DEBUG", False)
# gunicorn.conf.py binds to the one and starts as many workers as the other.
PORT = environment.whole_number("PORT", 5050, least=1, most=65_535)
WEB_CONCURRENCY = environment.whole_number("WEB_CONCURRENCY", 2, least=1, most=256)
SITE_URL = environment.site_url("SITE_URL", f"http://127.0.0.1:{PORT}")
SITE_IS_HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = environment.words(
    "ALLOWED_HOSTS", sorted({urlsplit(SITE_URL).hostname or "", "127.0.0.1", "localhost", "[::1]"})
)
TRUSTED_PROXIES = environment.whole_number("TRUSTED_PROXIES", 0, most=10)

# --- Keys ---------------------------------------------------------------------------------------------------------------

SECRET_KEY = environment.text("SECRET_KEY") or keep_secret(VAR_DIR / "secret_key")
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS", [])
PRIVACY_KEY = environment.text("PRIVACY_KEY") or keep_secret(VAR_DIR / "privacy_key")
# Made by `manage.py first_run`; without it machine access for staff is closed.
ADMIN_API_KEY = environment.text("ADMIN_API_KEY") or stored_secret(VAR_DIR / "admin_api_key")

# --- What is installed --------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "novahouse",
    "novahouse.cache",
    "integrations",
    "chatbot",
    "consent",
    "followups",
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_apscheduler",
]
MIDDLEWARE = [
    "novahouse.web.request_id.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "novahouse.web.security_headers.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "novahouse.urls"
WSGI_APPLICATION = "novahouse.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- Database and cache -------------------------------------------------------------------------------------------------

DATABASES = {"default": environment.database("DATABASE_URL", VAR_DIR / "novahouse.sqlite3")}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # Several workers write without one "database is locked": docs/decisions/2026-11-24-sqlite-immediate.md
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = environment.redis_url("REDIS_URL")
# Both together under a second, and no retries: the fallback serves what Redis does not (novahouse/cache/redis.py).
REDIS_OPTIONS = {
    "SOCKET_CONNECT_TIMEOUT": 0.4,
    "SOCKET_TIMEOUT": 0.4,
    "CONNECTION_POOL_KWARGS": {"retry": Retry(NoBackoff(), 0)},
}
CACHES: dict[str, dict[str, Any]] = {
    "fallback": {"BACKEND": "novahouse.cache.backend.DatabaseFallbackCache", "KEY_PREFIX": "novahouse"},
}
if REDIS_URL:
    CACHES["default"] = {
        "BACKEND": "novahouse.cache.redis.ResilientRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "novahouse",
        "OPTIONS": REDIS_OPTIONS,
    }
else:
    CACHES["default"] = CACHES["fallback"]

# --- Limits -------------------------------------------------------------------------------------------------------------

RATE_LIMIT_ENABLED = environment.boolean("RATE_LIMIT_ENABLED", True)
CHAT_RATE_LIMIT = environment.rate("CHAT_RATE_LIMIT", "30/m")
PRIVACY_RATE_LIMIT = "10/m"  # on each endpoint of consent, unsubscribe, revoke, status, export and erase
MAX_BODY_BYTES = 32 * 1024  # of a JSON request
# django_ratelimit.W001 knows nothing of our cache; novahouse.E003 refuses one that does not count exactly.
# security.W021: whether a domain is put on the browsers' HSTS preload list is its owner's decision, not the chat's.
SILENCED_SYSTEM_CHECKS = ["django_ratelimit.W001", "security.W021"]

# --- Consent and data protection ----------------------------------------------------------------------------------------

CONSENT_DOUBLE_OPT_IN = environment.boolean("CONSENT_DOUBLE_OPT_IN", True)
UNSUBSCRIBE_ENABLED = environment.boolean("UNSUBSCRIBE_ENABLED", True)
ANONYMIZATION_THRESHOLD_MONTHS = environment.whole_number("ANONYMIZATION_THRESHOLD_MONTHS", 6, least=1, most=1200)
DATA_RETENTION_MONTHS = environment.whole_number("DATA_RETENTION_MONTHS", 12, least=1, most=1200)
AUDIT_PROOF_MONTHS = environment.whole_number("AUDIT_PROOF_MONTHS", 72, least=1, most=1200)
# What is noted outside a database is about that one alone: another database on this machine has files of its own.
_DATABASE = "|".join(str(DATABASES["default"].get(part, "")) for part in ("HOST", "PORT", "NAME"))
_TRAIL = hashlib.sha256(_DATABASE.encode()).hexdigest()[:8]
AUDIT_ANCHOR = environment.path_or_mailbox("AUDIT_ANCHOR", VAR_DIR / f"audit_anchors-{_TRAIL}.jsonl")
SUPPRESSION_JOURNAL = Path(environment.text("SUPPRESSION_JOURNAL", str(VAR_DIR / f"suppression_journal-{_TRAIL}.jsonl")))

# --- Follow-ups and the scheduler ----------------------------------------------------------------------------------------

FOLLOWUPS_ENABLED = environment.boolean("FOLLOWUPS_ENABLED", True)
FOLLOWUP_QUIET_HOURS = environment.quiet_hours("FOLLOWUP_QUIET_HOURS", "20-9")
PURGE_ENABLED = environment.boolean("PURGE_ENABLED", True)

# --- Mail ---------------------------------------------------------------------------------------------------------------

EMAIL_URL = environment.smtp_url("EMAIL_URL")
MAIL_DIR = VAR_DIR / "mail"  # where mail goes without EMAIL_URL
DEFAULT_FROM_EMAIL = environment.mail_sender("DEFAULT_FROM_EMAIL", "NovaHouse <kontakt@novahouse.pl>")

# --- Where leads go -----------------------------------------------------------------------------------------------------

SLACK_WEBHOOK_URL = environment.service_url("SLACK_WEBHOOK_URL")
MONDAY_API_KEY = environment.api_key("MONDAY_API_KEY")
MONDAY_BOARD_ID = environment.board_id("MONDAY_BOARD_ID")
MONDAY_API_URL = environment.service_url("MONDAY_API_URL", "https://api.monday.com/v2")
MONDAY_COLUMNS = environment.monday_columns("MONDAY_COLUMNS")
LEADS_EMAIL = environment.mailbox("LEADS_EMAIL")
BREAKERS_ENABLED = environment.boolean("BREAKERS_ENABLED", True)

# --- API ----------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["novahouse.web.json_body.BoundedJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "novahouse.web.json_body.JSONOnly",
    "EXCEPTION_HANDLER": "novahouse.web.errors.exception_handler",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "NovaHouse Chat API",
    "DESCRIPTION": "The chat that answers visitors of novahouse.pl: messages, history, consents, data protection and health.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- The company's links ------------------------------------------------------------------------------------------------

BOOKING_URL = environment.link("BOOKING_URL", "https://zencal.io/novahouse/konsultacja")
PRIVACY_POLICY_URL = environment.link("PRIVACY_POLICY_URL", f"{SITE_URL}/prywatnosc/")

# --- Language, time, static files ---------------------------------------------------------------------------------------

LANGUAGE_CODE = "pl"
TIME_ZONE = "Europe/Warsaw"
USE_I18N = True
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns of a folder that is not there before the first collectstatic
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "novahouse.web.static_storage.ModuleStaticFilesStorage"},
}

# --- Security -----------------------------------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE_IS_HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SITE_IS_HTTPS else 0
SECURE_REDIRECT_EXEMPT = [r"^api/health"]  # load balancers ask over plain HTTP
SECURE_REFERRER_POLICY = "same-origin"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "DENY"
LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"
# Public pages: nothing inline, nothing from elsewhere. The console's scripts (Alpine inside Unfold) evaluate expressions and
# set inline styles; that is allowed there and nowhere else.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ADMIN_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)

# --- Logs ---------------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask": {"()": "novahouse.web.log_masking.MaskPersonalPaths"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["mask"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "django.utils.autoreload": {"level": "WARNING"},
        "urllib3": {"level": "ERROR"},  # its warnings name whole addresses, and Slack's is a secret
    },
}

# --- Console: novahouse/console.py ---------------------------------------------------------------------------------------

UNFOLD = console_look()
