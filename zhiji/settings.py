"""Django settings, from environment variables only. ``zhiji check`` says what a production start lacks.

ZHIJI_MODE            demo (default) or production
ZHIJI_HOME            data folder, default ./var
ZHIJI_DATABASE_URL    any PostgreSQL >= 15; without it a private server under ZHIJI_HOME
ZHIJI_SECRET_KEY      cookie signing; in demo mode made at random under ZHIJI_HOME/keys
ZHIJI_HOSTS           host names served, comma separated
ZHIJI_PROXY_TLS       set to 1 when a proxy terminates TLS and sends X-Forwarded-Proto
ZHIJI_KEYS            file (demo) or env: where the key-encryption keys come from
ZHIJI_REQUIRE_MFA     everyone (default in production), power (roles that decide for others) or off (default in demo)
ZHIJI_SUITE           aes256gcm-sha256 (default) or sm4gcm-sm3
ZHIJI_EXPECTED_CUSTOMERS   how many customers the blind index is planned for, default 1,000,000; fixed once there are some
ZHIJI_JOURNAL_WITNESS      where checkpoints are kept besides the database, default ZHIJI_HOME/journal/checkpoints
ZHIJI_LAKE            where transactions lie as encrypted Parquet, default ZHIJI_HOME/lake
ZHIJI_TIME_ZONE       the bank's time, default Asia/Shanghai
ZHIJI_MAIL            what sends e-mail once it is checked, a Django e-mail backend (SMTP)
ZHIJI_DEBUG           set to 1 for tracebacks and the style page; never in production

With ZHIJI_KEYS=env the keys stand in ZHIJI_KEK_1 (and later epochs), ZHIJI_APART_KEK_1 (top-secret files; likewise),
ZHIJI_INDEX_KEY and ZHIJI_SIGNING_KEY. Two more belong to commands and tests: ZHIJI_DEMO_PASSWORD (``zhiji demo``) and, for
tests, ZHIJI_SHARED_DATA and ZHIJI_CHROMIUM.
"""

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from zhiji.ops.database import django_database, private_url
from zhiji.ops.home import home, private_text

ROOT = Path(__file__).parent
MODE = os.environ.get("ZHIJI_MODE", "demo")
PRODUCTION = MODE == "production"
DEBUG = os.environ.get("ZHIJI_DEBUG") == "1"
SECRET_KEY = os.environ.get("ZHIJI_SECRET_KEY") or private_text("session.secret")
ALLOWED_HOSTS = os.environ.get("ZHIJI_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
PROXY_TLS = os.environ.get("ZHIJI_PROXY_TLS") == "1"

ZHIJI_HOME = home()
ZHIJI_KEYS = os.environ.get("ZHIJI_KEYS", "file")
ZHIJI_SUITE = os.environ.get("ZHIJI_SUITE", "aes256gcm-sha256")
ZHIJI_JOURNAL_SIGNER = "zhiji.vault.signing.signer"
ZHIJI_JOURNAL_WITNESS = os.environ.get("ZHIJI_JOURNAL_WITNESS") or None
ZHIJI_LAKE = Path(os.environ.get("ZHIJI_LAKE") or ZHIJI_HOME / "lake")
ZHIJI_EXPECTED_CUSTOMERS = int(os.environ.get("ZHIJI_EXPECTED_CUSTOMERS") or 1_000_000)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "ninja",
    "procrastinate.contrib.django",
    "zhiji.norms",
    "zhiji.fields",
    "zhiji.vault",
    "zhiji.journal",
    "zhiji.staff",
    "zhiji.access",
    "zhiji.customers",
    "zhiji.custody",
    "zhiji.holdings",
    "zhiji.insight",
    "zhiji.insight.diligence",
    "zhiji.insight.principles",
    "zhiji.desk",
    "zhiji.ops",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "zhiji.desk.unkept.Unkept",
    "csp.middleware.CSPMiddleware",
    "zhiji.desk.errors.KindFailures",
    "zhiji.desk.session_cookies.SignedSessions",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "zhiji.desk.sessions.SessionLimits",
    "zhiji.desk.first_steps.FirstSteps",
    "django_htmx.middleware.HtmxMiddleware",
    "zhiji.desk.readable.Readable",
]

ROOT_URLCONF = "zhiji.desk.urls"
WSGI_APPLICATION = "zhiji.desk.wsgi.application"
DATABASES = {"default": django_database(os.environ.get("ZHIJI_DATABASE_URL") or private_url())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "desk" / "templates"],  # ours before allauth's
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhiji.desk.shell.shell",
            ],
        },
    }
]

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # what runs by the clock stands in each room's jobs.py

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [
    ("zh-hans", _("Simplified Chinese")),
    ("zh-hant", _("Traditional Chinese")),
    ("en", _("English")),
]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = os.environ.get("ZHIJI_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

AUTH_USER_MODEL = "staff.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
EMAIL_BACKEND = (
    "zhiji.access.outbound.CheckedMail"  # checks every message, then hands it to the one named here
)
ZHIJI_MAIL = os.environ.get("ZHIJI_MAIL") or "django.core.mail.backends.smtp.EmailBackend"
ACCOUNT_SESSION_REMEMBER = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Zhiji"
MFA_ADAPTER = "zhiji.desk.sign_in.SecondFactor"
MFA_FORMS = {
    "authenticate": "zhiji.desk.sign_in.CodeForm",
    "reauthenticate": "zhiji.desk.sign_in.CodeAgainForm",
    "login_webauthn": "zhiji.desk.sign_in.PasskeyForm",
}
# A branch signs in behind one address at nine o'clock: guessing is stopped by zhiji.staff.signing_in, not by counting pages.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "10/m/key"}
ACCOUNT_ADAPTER = "zhiji.desk.sign_in.SignIn"
USERSESSIONS_TRACK_ACTIVITY = False  # zhiji.desk.sessions notes it, less often
ZHIJI_REQUIRE_MFA = os.environ.get("ZHIJI_REQUIRE_MFA") or ("everyone" if PRODUCTION else "off")
if ZHIJI_REQUIRE_MFA not in ("everyone", "power", "off"):
    raise ValueError("ZHIJI_REQUIRE_MFA must be everyone, power or off")

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "zhiji.desk.errors.csrf_failure"
if PROXY_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # monitors ask from inside, without the proxy
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = ZHIJI_HOME / "static"
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
NINJA_PAGINATION_PER_PAGE = 50

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
