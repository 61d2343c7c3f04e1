"""How this bank signs people in with django-allauth: our lock, our words, sealed second-factor secrets, the journal."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from django.core.exceptions import ValidationError
from django.forms import CharField
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiji.desk.preferences import remember
from zhiji.desk.templatetags.formats import clock
from zhiji.journal.actions import write
from zhiji.journal.entry import Entry
from zhiji.staff import signing_in
from zhiji.staff.models import Staff

QUIET = ("account/messages/logged_in.txt", "account/messages/logged_out.txt")
SECOND_FACTOR_AAD = b"zhiji second factor"


class SignIn(DefaultAccountAdapter):
    """allauth's account adapter. ``too_many`` words and counts are ours (``zhiji.staff.signing_in``)."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The sign-in name or the password is not right."),
        "incorrect_password": _("The password is not right."),
        "enter_current_password": _("The password you use now is not right."),
        "account_inactive": _("This sign-in is closed. Please ask your administrator."),
        "too_many_login_attempts": _("Too many tries. Please wait some minutes."),
    }
    _left: int | None = None

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Colleagues are enrolled by the house; nobody signs up."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Counts the try before the password is looked at, for known and unknown names alike."""
        username = str(credentials.get("username", ""))
        reserved = reserve(username, self.get_client_ip(request))
        user = super().authenticate(request, **credentials)
        if user is not None:
            signing_in.release(reserved)
            return user
        self._left, until = signing_in.standing(username)
        journal_failure(username, self.get_client_ip(request), "password")
        if until is not None:
            raise locked_error(until)
        return None

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth's own counter is replaced by ours."""

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        error = super().validation_error(code, *args)
        if code != "username_password_mismatch" or self._left is None:
            return error
        left = gettext("Tries left before sign-in is locked: %(left)s.") % {"left": self._left}
        return ValidationError(f"{error.message} {left}", code=code)

    def login(self, request: HttpRequest, user: Any) -> None:
        """Remembers the sign-in before this one, to be shown on the first page; then forgives earlier failures."""
        before = user.last_login
        super().login(request, user)
        request.session["last_sign_in"] = before.isoformat() if before else ""
        request.session["failures_since"] = signing_in.forgive(user.get_username())

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        """The desk speaks the colleague's own language from the first page on."""
        response = super().post_login(request, user, **kwargs)
        remember(response, user.language, request.is_secure())
        return response

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Only what a colleague needs to know: signing in and out say nothing."""
        if message_template not in QUIET:
            super().add_message(request, level, message_template, *args, **kwargs)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """The bank sends no mail from here."""


def reserve(username: str, address: str) -> list[int]:
    """Count a try; a locked name or address becomes an error that says when it opens."""
    try:
        return signing_in.reserve(username, address)
    except signing_in.Locked as locked:
        raise locked_error(locked.until) from None


def locked_error(until: Any) -> ValidationError:
    """The words for a locked sign-in."""
    words = gettext("Sign-in is locked after too many failed tries. It opens again at %(time)s.")
    return ValidationError(words % {"time": clock(until)}, code="locked")


def journal_failure(username: str, address: str, code: str) -> None:
    """A failed sign-in goes to the journal: who it was about if the name is known, never what was typed."""
    actor = Staff.objects.filter(username=username.strip()).values_list("pk", flat=True).first()
    write(
        Entry(
            actor=actor, phrase="staff:session:open", outcome="refused", rule="house.sign-in", channel="page",
            facts={"code": code, "address": address, "name": signing_in.name_key(username)[5:21]},
        )
    )  # fmt: skip


class SecondFactor(DefaultMFAAdapter):
    """allauth's second-factor adapter: what it stores is sealed, what it says is ours."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Wait for the next one and try again."),
        "cannot_delete_authenticator": _(
            "Your role needs a second factor; add another one before removing this."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Seals a secret with the bank's key of the day."""
        from zhiji.vault.providers import provider

        keys = provider()
        epoch = keys.current_epoch()
        return f"{epoch}:{keys.wrap(epoch, text.encode(), SECOND_FACTOR_AAD).hex()}"

    def decrypt(self, encrypted_text: str) -> str:
        from zhiji.vault.providers import provider

        epoch, _colon, sealed = encrypted_text.partition(":")
        return provider().unwrap(int(epoch), bytes.fromhex(sealed), SECOND_FACTOR_AAD).decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """The last second factor of a role that must have one stays."""
        from zhiji.desk.first_steps import needs_second_factor

        others = type(authenticator).objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return not needs_second_factor(authenticator.user) or others.exclude(type="recovery_codes").exists()


class _LimitedCode:
    """Guessing codes counts towards the same lock as guessing passwords."""

    user: Any

    def clean_code(self) -> str:
        request = context.request
        address = SignIn(request).get_client_ip(request)
        reserved = reserve(self.user.get_username(), address)
        try:
            code = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            journal_failure(self.user.get_username(), address, "second_factor")
            raise
        signing_in.release(reserved)
        return code


class CodeForm(_LimitedCode, AuthenticateForm):
    """The second factor at sign-in: a code of the app, or a recovery code."""

    code = CharField(label=_("Code of the app, or a recovery code"))


class PasskeyForm(LoginWebAuthnForm):
    """Signing in with a passkey alone. One the bank does not know says so, and stands in the journal."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except ValidationError:
            journal_failure("", SignIn(context.request).get_client_ip(context.request), "passkey")
            words = _("The bank does not know this passkey. Sign in with name and password, and add it anew.")
            raise ValidationError(words, code="incorrect_code") from None


class CodeAgainForm(_LimitedCode, ReauthenticateForm):
    """The second factor once more, before a grave change."""

    code = CharField(label=_("Code of the app, or a recovery code"))
