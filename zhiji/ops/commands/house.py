"""``zhiji check``, ``zhiji db url``."""

from argparse import Namespace

from zhiji.ops.commands.command import Command, Result


def check(_given: Namespace) -> Result:
    """Say what keeps this installation from production."""
    from django.conf import settings

    from zhiji.ops import check as checking

    found = checking.findings(always=True)
    refusing = [finding for finding in found if finding.refuses]
    return {
        "ok": not refusing,
        "mode": settings.MODE,
        "refused": [str(finding) for finding in refusing],
        "warnings": [str(finding) for finding in found if not finding.refuses],
    }


def address(_given: Namespace) -> Result:
    """Print the database address, with the private server up; it stays up for whoever uses the address."""
    from zhiji.ops import database

    return {"url": database.start(keep_running=True)}


def _verdict(result: Result) -> str:
    if not result["refused"]:
        return "\n".join(["Fit for production.", *result["warnings"]])
    return "\n".join(["Not fit for production:", *result["refused"], *result["warnings"]])


COMMANDS = (
    Command("check", "say what keeps this installation from production", check, _verdict),
    Command("db url", "print the database address", address, lambda r: r["url"], needs="nothing"),
)
