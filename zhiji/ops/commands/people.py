"""``zhiji token``."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from zhiji.ops.commands.command import Command, CommandProblem, Result
from zhiji.ops.commands.running import positive

if TYPE_CHECKING:
    from zhiji.staff.models import Staff


def colleague(name: str) -> "Staff":
    """The active colleague with this sign-in name; CommandProblem names ``--staff``."""
    from zhiji.staff.models import Staff

    staff = Staff.objects.select_related("unit").filter(username=name, is_active=True).first()
    if staff is None:
        raise CommandProblem(
            "--staff", f"nobody signs in as {name!r}", "give a sign-in name such as rm01", usage=True
        )
    return staff


def token(given: Namespace) -> Result:
    """Make an API token."""
    from zhiji.access.actors import Job
    from zhiji.access.people import Unfit, make_token

    staff = colleague(given.staff)
    try:
        text = make_token(staff, days=given.days, label="zhiji token", by=Job("token"), channel="cli")
    except Unfit as error:
        argument, _, rest = str(error).partition(": ")
        raise CommandProblem(f"--{argument}", rest, "nothing was made", usage=True) from None
    return {"token": text, "staff": staff.username, "days": given.days}


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--staff", required=True, metavar="NAME", help="sign-in name the token speaks for")
    parser.add_argument("--days", type=positive, default=30, metavar="N", help="days it lives (30)")


COMMANDS = (
    Command(
        "token",
        "print a bearer token for the API",
        token,
        lambda r: r["token"],
        ("access:token:make",),
        _arguments,
    ),
)
