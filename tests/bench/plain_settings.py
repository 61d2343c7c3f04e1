"""Settings of ``plain_site``: the product's database and rooms of tables, the middleware of a fresh Django project."""

from zhiji.settings import *  # noqa: F403
from zhiji.settings import INSTALLED_APPS as EVERY_APP

ROOT_URLCONF = "plain_site"
INSTALLED_APPS = [
    app for app in EVERY_APP if not app.startswith(("allauth", "zhiji.desk", "zhiji.ops", "procrastinate"))
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
