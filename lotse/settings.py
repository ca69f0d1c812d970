"""All settings, from the environment. `docs/reference/settings.md` explains each; a test keeps the two together."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from lotse import env

PACKAGE = Path(__file__).resolve().parent

# --- the installation -------------------------------------------------------------------------------------------------
LOTSE_DATA = Path(env.text("LOTSE_DATA", "var")).absolute()
LOTSE_KEYS = Path(env.text("LOTSE_KEYS") or LOTSE_DATA / "keys").absolute()
DEBUG = env.flag("LOTSE_DEBUG")
LOTSE_URL = env.text("LOTSE_URL", "http://localhost:8000").rstrip("/")
SECRET_KEY = env.kept_secret("LOTSE_SECRET_KEY", LOTSE_KEYS / "django.secret")
ALLOWED_HOSTS = env.text("LOTSE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
IS_SECURE = LOTSE_URL.startswith("https://")

DATABASES = {"default": env.database(env.secret("DATABASE_URL"), LOTSE_DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Django -----------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "lotse.ui",
    "lotse.vault",
    "lotse.audit",
    "lotse.rulebook",
    "lotse.accounts",
    "lotse.network",
    "lotse.people",
    "lotse.cases",
    "lotse.notes",
    "lotse.casework",
    "lotse.programmes",
    "lotse.intake",
    "lotse.reports",
    "lotse.desk",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "lotse.ui.middleware.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "lotse.ui.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lotse.accounts.middleware.StaffMiddleware",
    "lotse.audit.sent.OnceMiddleware",
]
ROOT_URLCONF = "lotse.urls"
WSGI_APPLICATION = "lotse.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [
            PACKAGE / room / "templates"
            for room in (
                "ui",
                "rulebook",
                "accounts",
                "network",
                "cases",
                "notes",
                "casework",
                "programmes",
                "intake",
                "reports",
                "desk",
            )
        ],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "lotse.ui.jinja.environment"},
    },
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
    },
]
FORM_RENDERER = "django.forms.renderers.Jinja2"

# --- language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("Deutsch")), ("en", _("Englisch"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_I18N = True

# --- static files -----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# --- who comes in -----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "lotse.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
LOTSE_SECOND_FACTOR = env.flag("LOTSE_SECOND_FACTOR", True)
MFA_ADAPTER = "lotse.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_SECURE
MFA_TOTP_ISSUER = "Lotse"
SESSION_COOKIE_NAME = "lotse"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # nothing about a file in a cookie
CSRF_TRUSTED_ORIGINS = [LOTSE_URL]
CSRF_FAILURE_VIEW = "lotse.ui.errors.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("LOTSE_BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 31536000 if IS_SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- uploads stay in memory: what spills to a temporary file was never sealed
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 51 * 1024 * 1024  # 50 MB of documents and the form around them
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20000
LOTSE_CLAMD = env.text("LOTSE_CLAMD")

# --- mail: only what a person must get outside Lotse; without a server mails are printed to the log of the console
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.text("LOTSE_SMTP_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = env.text("LOTSE_SMTP_HOST")
DEFAULT_FROM_EMAIL = env.text("LOTSE_MAIL_FROM", "lotse@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "lotse.ui.logs.LineFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
