"""Settings of the Django project. What differs from site to site comes from the environment; see `hub.folder`."""

import os
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from guildmark.guard import FetchPolicy
from guildmark.hub.folder import database_of, hub_folder, secret_of

HUB_FOLDER = hub_folder()
SECRET_KEY = secret_of(HUB_FOLDER)
DEBUG = False

# The address under which people reach the site; a secure one makes cookies secure.
PUBLIC_URL = os.environ.get("GUILDMARK_URL", "http://localhost:8000").rstrip("/")
SECURE = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = [urlsplit(PUBLIC_URL).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if SECURE else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
# A browser sends cookies to every port of a host: several sites on one machine would sign each other's people out.
_PORT = urlsplit(PUBLIC_URL).port
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (f"{name}-{_PORT}" if _PORT else name for name in ("sessionid", "csrftoken"))
X_FRAME_OPTIONS = "DENY"
# Scripts, styles and pictures come from the site itself; listings' words and pictures are never trusted.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

INSTALLED_APPS = [
    "guildmark.hub.pages",  # first, so that its templates stand before those of sign-in
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "guildmark.hub.events",
    "guildmark.hub.members",
    "guildmark.hub.registry",
    "guildmark.hub.cases",
    "guildmark.hub.searches",
    "guildmark.hub.enforcement",
    "guildmark.hub.stores",
    "guildmark.hub.exchange",
    "guildmark.hub.disclosure",
    "guildmark.hub.taxii",
    "guildmark.hub.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "guildmark.hub.members.sign_in.ElsewhereMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "guildmark.hub.members.gate.GateMiddleware",
]

ROOT_URLCONF = "guildmark.hub.urls"
WSGI_APPLICATION = "guildmark.hub.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "guildmark.hub.pages.frame.frame",
            ],
        },
    }
]

DATABASES = {"default": database_of(HUB_FOLDER)}

AUTH_USER_MODEL = "members.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "guildmark.hub.members.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proven by the invitation that was sent to it
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
SOCIALACCOUNT_ADAPTER = "guildmark.hub.members.sign_in.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_ONLY = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Guildmark"

# Everything that goes out goes through the guard, to public machines; ports of this one are allowed by number.
OUTWARD_POLICY = FetchPolicy(
    loopback_ports=frozenset(int(port) for port in os.environ.get("GUILDMARK_LOOPBACK_PORTS", "").split(",") if port)
)

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Chinese")), ("fr", _("French"))]
LOCALE_PATHS = [str(files("guildmark.hub") / "locale")]
TIME_ZONE = "UTC"
USE_TZ = True
FORMAT_MODULE_PATH = "guildmark.hub.formats"

STATIC_URL = "static/"
STATIC_ROOT = HUB_FOLDER / "static"
# The report's tokens and scripts of evidence are the site's too: one look, one code.
STATICFILES_DIRS = [("report", str(Path(str(files("guildmark.report"))) / "assets"))]
WHITENOISE_USE_FINDERS = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 << 20
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000  # official pictures come in bulk
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 << 20

DEFAULT_FROM_EMAIL = os.environ.get("GUILDMARK_MAIL_FROM", "guildmark@localhost")
MAIL_HOST = os.environ.get("GUILDMARK_MAIL_HOST", "")
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": MAIL_HOST, "port": int(os.environ.get("GUILDMARK_MAIL_PORT", "25"))},
    }
    if MAIL_HOST
    # Without a mail host, mail is left in the site's folder, where whoever runs it can read it.
    else {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(HUB_FOLDER / "mail")},
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
