"""``zhiji journal verify | export | prove``."""

from argparse import ArgumentParser, Namespace

from zhiji.ops.commands.command import Command, CommandProblem, Result
from zhiji.ops.commands.running import positive


def verify(_given: Namespace) -> Result:
    """Check the whole journal."""
    from zhiji.access.actors import Job
    from zhiji.access.house import verify_journal

    return verify_journal(by=Job("journal verify"), channel="cli").as_dict()


def export(given: Namespace) -> Result:
    """Write the sealed log to a file."""
    from zhiji.access.actors import Job
    from zhiji.access.house import export_journal

    try:
        return export_journal(given.path, by=Job("journal export"), channel="cli")
    except OSError as error:
        raise CommandProblem(
            "PATH", f"{given.path}: {error.strerror}", "choose a folder you may write to"
        ) from None


def prove(given: Namespace) -> Result:
    """Print the inclusion proof of one entry."""
    from zhiji import journal
    from zhiji.access.actors import Job
    from zhiji.access.house import prove_entry

    try:
        return prove_entry(given.entry, by=Job("journal prove"), channel="cli")
    except journal.NotSealed:
        raise CommandProblem(
            "ENTRY", f"there is no sealed entry {given.entry}", "check the number, or try again shortly"
        ) from None


def _verdict(result: Result) -> str:
    if result["ok"]:
        return f"The journal is whole: {result['entries']:,} entries, {result['checkpoints']:,} checkpoints."
    return "\n".join(["The journal was tampered with:", *result["problems"]])


def _export_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("path", metavar="PATH", help="file to write")


def _prove_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("entry", metavar="ENTRY", type=positive, help="the entry's number")


def _as_lines(result: Result) -> str:
    return "\n".join(f"{name}: {value}" for name, value in result.items())


COMMANDS = (
    Command("journal verify", "check the whole journal", verify, _verdict, ("journal:log:verify",)),
    Command(
        "journal export",
        "write the journal to a file that verify_journal.py checks",
        export,
        lambda r: f"{r['entries']:,} entries written to {r['path']}.",
        ("journal:log:export",),
        _export_arguments,
    ),
    Command(
        "journal prove",
        "print the inclusion proof of an entry",
        prove,
        _as_lines,
        ("journal:proof:read",),
        _prove_arguments,
    ),
)
