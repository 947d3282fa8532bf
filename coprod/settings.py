"""Settings, by environment variables. Secure by default: a mode that loosens anything must be named.

COPROD_ENV is `production` (the default), `demo` or `test`.
"""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from coprod import environment as env
from kernel.web.logs import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent
env.load_file(BASE_DIR / ".env")

MODE = env.text("COPROD_ENV", "production")
if MODE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured("COPROD_ENV is production, demo or test.")
IS_DEMO = MODE == "demo"
IS_TEST = MODE == "test"

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY", "only-for-tests-" + "x" * 50 if IS_TEST else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY to 50 or more random characters.")
# Keys of before: what they sealed or signed still opens, and nothing new is made with them.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]", "testserver") if MODE != "production" else ()
)
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
VAR_DIR = Path(env.text("COPROD_VAR_DIR", str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "guardian",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
    "kernel.tenancy",
    "kernel.accounts",
    "kernel.audit",
    "kernel.releases",
    "kernel.jobs",
    "kernel.web",
    "kernel.api",
    "participants.people",
    "services.catalogue",
    "services.codesign",
    "services.rewording",
    "coprod.portal",
    "coprod.demo",
]

MIDDLEWARE = [
    "kernel.web.middleware.RequestLogMiddleware",
    "kernel.api.middleware.ProblemMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "kernel.tenancy.middleware.TenantMiddleware",
    "kernel.web.public.PublicPagesMiddleware",
    "kernel.accounts.middleware.TenantSessionMiddleware",
    "kernel.web.middleware.CouncilLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kernel.accounts.middleware.SessionTenantMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kernel.web.trying.TryingMiddleware",
    "participants.people.middleware.ActorMiddleware",
    "kernel.accounts.second_factor.StaffSecondFactorMiddleware",
    "kernel.web.middleware.ErrorAnswerMiddleware",
    "coprod.portal.middleware.OpenPagesMiddleware",
]

ROOT_URLCONF = "coprod.urls"
PLATFORM_URLCONF = "coprod.platform_urls"
WSGI_APPLICATION = "coprod.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "coprod.portal.context.shell",
            ],
            "builtins": ["kernel.web.templatetags.coprod"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES: dict[str, Any] = {"default": env.database(env.text("DATABASE_URL", "postgresql:///coprod"))}
if env.text("DATABASE_ADMIN_URL"):
    DATABASES["admin"] = env.database(env.text("DATABASE_ADMIN_URL"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.redis_url()
CACHES = {
    "default": {
        "BACKEND": "kernel.reading.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "coprod",
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }
}

CELERY_BROKER_URL = env.broker_url()
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
# Of what comes back by itself; each kind of job has a limit of its own.
CELERY_TASK_TIME_LIMIT = 300
COPROD_QUEUE = env.text("COPROD_QUEUE", "coprod")
# A worker takes from all of them unless `--queues` names some; what no job is sends into the first.
CELERY_TASK_QUEUES: dict[str, Any] = {f"{COPROD_QUEUE}.{name}": {} for name in ("clock", "mail", "computing")}
CELERY_TASK_DEFAULT_QUEUE = f"{COPROD_QUEUE}.clock"
# How many processes compute at a time, over all workers; where there are several councils, one is left to the others.
COPROD_COMPUTING_PROCESSES = env.number("COPROD_COMPUTING_PROCESSES", 2)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# How often jobs that were lost on the way are sent again.
COPROD_SWEEP_SECONDS = env.number("COPROD_SWEEP_SECONDS", 5)
# How often an open window is summed up as it stands so far, where something new was said; 0: never by itself.
COPROD_NEW_VISITORS_AN_HOUR = env.number("COPROD_NEW_VISITORS_AN_HOUR", 20)
COPROD_INTERIM_HOURS = env.number("COPROD_INTERIM_HOURS", 24)
COPROD_SEND_JOBS = env.flag("COPROD_SEND_JOBS", not IS_TEST)

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if IS_TEST
    else [
        "django.contrib.auth.hashers.ScryptPasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "after_sign_in"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_FORMS = {"login": "kernel.accounts.forms.LoginForm"}
ACCOUNT_ADAPTER = "kernel.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
# allauth counts by account, so that anybody could lock out anybody; `kernel.web.trying` counts by account and address.
ACCOUNT_RATE_LIMITS = dict.fromkeys(
    ("login", "login_failed", "request_login_code", "signup", "confirm_email", "reset_password"), None
)
MFA_ADAPTER = "kernel.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = MODE != "production"
MFA_TOTP_ISSUER = "Coprod"
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0)

MESSAGE_STORAGE = "kernel.web.messages.CouncilMessageStorage"
SESSION_COOKIE_NAME = "coprod_session"
CSRF_COOKIE_NAME = "coprod_csrf"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_COOKIES = env.flag("SECURE_COOKIES", MODE == "production")
SESSION_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SECURE = SECURE_COOKIES
CSRF_FAILURE_VIEW = "kernel.web.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if SECURE_COOKIES else 0
if env.number("TRUSTED_PROXIES", 0):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
COPROD_MAX_BODY_BYTES = 2 * 1024 * 1024
COPROD_MAX_UPLOAD_BYTES = 40 * 1024 * 1024

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("cy", _("Welsh"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["coprod.formats"]
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [path for path in [BASE_DIR / "build" / "static"] if path.is_dir()]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if IS_TEST
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# In tests a file is looked for when it is asked for: listing them all costs more than most requests of a test.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = IS_TEST

EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Coprod <no-reply@localhost>")
COPROD_MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1].strip(">")
COPROD_DEMO_MAIL_DIR = VAR_DIR / "mail" if IS_DEMO else None
if MODE != "production":
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(VAR_DIR / "mail")
else:
    EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
    EMAIL_PORT = env.number("EMAIL_PORT", 25)
    EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
    EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
    EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")

# Services that councils name themselves are called on the public internet only; a model on this computer is for trying.
COPROD_OUTGOING_TO_LOOPBACK = MODE != "production" and env.flag("COPROD_OUTGOING_TO_LOOPBACK", False)

COPROD_CLOCK_MOVABLE = MODE != "production"
COPROD_CLOCK_FILE = str(VAR_DIR / "clock") if IS_DEMO else env.text("COPROD_CLOCK_FILE") if IS_TEST else ""
COPROD_BASE_URL = env.text("COPROD_BASE_URL", "http://localhost:" + env.text("PORT", "8000"))

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "participants.people.api.ApiKeyAuthentication",
        "participants.people.api.SessionActorAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["kernel.api.parsers.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "kernel.api.pagination.CursorPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "kernel.api.schema.ProblemAutoSchema",
    "EXCEPTION_HANDLER": "kernel.api.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": False,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Coprod API",
    "DESCRIPTION": "Services that councils and people run together: questions, answers, findings, options, decisions.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "StakeEnum": "participants.people.enums.Stake",
        "ChallengeStateEnum": "services.codesign.enums.ChallengeState",
        "ModerationTimingEnum": "services.codesign.enums.ModerationTiming",
        "ModerationStateEnum": "services.codesign.enums.ModerationState",
        "ModerationReasonEnum": "services.codesign.enums.ModerationReason",
        "InsightStateEnum": "services.codesign.enums.InsightState",
        "ResponseKindEnum": "services.codesign.enums.ResponseKind",
        "SourceKindEnum": "services.codesign.enums.SourceKind",
        "OptionViewValueEnum": "services.codesign.enums.OptionViewValue",
        "ImportKindEnum": "services.codesign.enums.ImportKind",
        "JobStateEnum": "kernel.jobs.enums.JobState",
        "ReactionEnum": ["agree", "pass", "disagree"],
    },
}

LOGGING = logging_settings(readable=MODE != "production")
LOGGING_CONFIG = "logging.config.dictConfig"
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]

# Sentence embeddings that the operator installed: a dotted path to a function from texts to rows of numbers.
COPROD_EMBEDDINGS = env.text("COPROD_EMBEDDINGS", "")
