"""Sign-in addresses: only what a bank wants of django-allauth. No sign-up, no e-mail, no reset by mail: administrators reset."""

from allauth.account import views as account
from allauth.mfa import urls as mfa
from allauth.usersessions import views as usersessions
from django.urls import include, path

from zhiji.desk import sessions

urlpatterns = [
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/sessions/", usersessions.list_usersessions, name="usersessions_list"),
    path("account/sessions/<whole:session_id>/end/", sessions.end, name="session_end"),
    path("account/second-factor/", include(mfa)),
]
