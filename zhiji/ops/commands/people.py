"""``zhiji token``, ``zhiji staff leave`` and ``zhiji staff move``."""

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


def staff_leave(given: Namespace) -> Result:
    """Let a colleague leave: everything closes at once and a handover opens."""
    from zhiji.access.actors import Job
    from zhiji.access.leaving import leave
    from zhiji.access.people import Unfit

    staff = colleague(given.staff)
    try:
        leave(staff, reason=given.reason, by=Job("staff"), channel="cli")
    except Unfit as error:
        raise _unfit(error) from None
    return {"staff": staff.username, "left": True}


def staff_move(given: Namespace) -> Result:
    """Move a colleague to another post under the same sign-in name."""
    from zhiji.access.actors import Job
    from zhiji.access.leaving import move
    from zhiji.access.people import Unfit
    from zhiji.staff.models import Unit

    staff = colleague(given.staff)
    unit = Unit.objects.filter(code=given.unit).first() if given.unit else staff.unit
    if unit is None:
        raise CommandProblem("--unit", f"there is no unit {given.unit!r}", "give a unit's code", usage=True)
    try:
        moved = move(
            staff,
            role=given.role or staff.role,
            unit=unit,
            reason=given.reason,
            by=Job("staff"),
            channel="cli",
        )
    except Unfit as error:
        raise _unfit(error) from None
    return {"staff": moved.username, "role": moved.role, "unit": moved.unit.code}


def _unfit(error: Exception) -> CommandProblem:
    argument, _, rest = str(error).partition(": ")
    return CommandProblem(f"--{argument}", rest, "nothing was changed", usage=True)


def _leaving(parser: ArgumentParser) -> None:
    parser.add_argument("--staff", required=True, metavar="NAME", help="sign-in name of the colleague")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why, in one sentence")


def _moving(parser: ArgumentParser) -> None:
    _leaving(parser)
    parser.add_argument("--role", metavar="ROLE", help="the new role (the same as before)")
    parser.add_argument("--unit", metavar="CODE", help="code of the new unit (the same as before)")


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
    Command(
        "staff leave",
        "let a colleague leave: nothing opens to them any more, and a handover begins",
        staff_leave,
        lambda r: f"{r['staff']} has left; the handover waits at the information supervisor",
        ("staff:person:leave",),
        _leaving,
    ),
    Command(
        "staff move",
        "move a colleague to another post: nothing of the old one stays open",
        staff_move,
        lambda r: (
            f"{r['staff']} is {r['role']} of {r['unit']} now; the handover waits at the information supervisor"
        ),
        ("staff:person:move",),
        _moving,
    ),
)
