"""How the house itself stands: journal, sign-in, sessions. Counts only; no customer data."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiji import norms
from zhiji.desk import undertaking
from zhiji.desk.cards import Card, Line
from zhiji.desk.navigation import way_to
from zhiji.desk.templatetags.formats import moment, number
from zhiji.journal.sealer import latest
from zhiji.staff.models import SignInFailure, Staff


def journal_lines(request: HttpRequest) -> Card:
    """The newest signed checkpoint: how many entries it covers, when, and the root to compare with a witness."""
    newest, address = latest(), way_to("journal", request.user.role)  # type: ignore[union-attr]
    if newest is None:
        empty = _("The first checkpoint is signed when the sealer first runs.")
        return Card(_("Journal"), empty=empty, url=address, url_label=_("Open the journal"))
    root = newest.root.hex()
    lines = [
        Line(_("Entries sealed"), number(newest.size)),
        Line(_("Last checkpoint"), moment(newest.at)),
        Line(_("Root"), f"{root[:8]}…{root[-4:]}"),
    ]
    return Card(_("Journal"), _("signed checkpoint"), lines, "", address, _("Open the journal"))


def system_lines(request: HttpRequest) -> Card:
    """For the administrator: people and sign-ins, now."""
    now = timezone.now()
    rule = norms.on(timezone.localdate())
    active = Staff.objects.filter(is_active=True)
    idle_since = now - timedelta(minutes=rule.session.idle_minutes)
    since = now - timedelta(minutes=rule.sign_in.lock_minutes)
    unsigned = active.exclude(undertaking_version=undertaking.current().version).count()
    failures = SignInFailure.objects.filter(at__gt=since, key__startswith="name:").count()
    lines = [
        Line(_("Colleagues with a sign-in"), number(active.count())),
        Line(_("Undertaking not yet signed"), number(unsigned), tone="amber" if unsigned else ""),
        Line(_("Sessions alive"), number(UserSession.objects.filter(last_seen_at__gt=idle_since).count())),
        Line(_("Failed sign-ins, last %(n)s minutes") % {"n": rule.sign_in.lock_minutes}, number(failures)),
        Line(
            _("Mode"),
            _("production") if settings.PRODUCTION else _("demonstration"),
            tone="" if settings.PRODUCTION else "amber",
        ),
        Line(_("Cipher suite"), settings.ZHIJI_SUITE),
    ]
    return Card(_("The house now"), _("as of %(moment)s") % {"moment": moment(now)}, lines)
