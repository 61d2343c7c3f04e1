"""``zhiji backup``, ``zhiji restore``."""

import contextlib
from argparse import ArgumentParser, Namespace
from pathlib import Path

from zhiji.ops.commands.command import Command, CommandProblem, Progress, Result


def backup(given: Namespace) -> Result:
    """Back the whole house up."""
    from zhiji.ops.backing_up import BackupRefused, back_up
    from zhiji.ops.postgres_tools import ToolMissing

    progress = Progress()
    try:
        with contextlib.closing(progress):
            return back_up(given.folder, keys=given.keys, progress=progress)
    except (BackupRefused, ToolMissing) as error:
        raise _problem(error) from None


def restore(given: Namespace) -> Result:
    """Put a backup in place, or drill it."""
    from zhiji.ops import drilling, restoring
    from zhiji.ops.backing_up import BackupRefused
    from zhiji.ops.postgres_tools import ToolMissing

    progress = Progress()
    try:
        with contextlib.closing(progress):
            if given.drill:
                return drilling.drill(given.folder, progress=progress) | {"drill": True}
            return restoring.restore(given.folder, keys=given.keys, force=given.force, progress=progress)
    except (BackupRefused, ToolMissing) as error:
        raise _problem(error) from None


def _problem(error: Exception) -> CommandProblem:
    rule, _, mend = str(error).partition("; ")
    return CommandProblem("FOLDER", rule, mend or "nothing was changed")


def _backup_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "folder", metavar="FOLDER", type=Path, help="a new or empty folder, best on another disk"
    )
    parser.add_argument(
        "--keys", metavar="FOLDER", type=Path, help="copy the keys too, to a folder kept elsewhere"
    )


def _restore_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="the folder of a backup")
    parser.add_argument(
        "--keys", metavar="FOLDER", type=Path, help="the folder of the keys, when they are lost here"
    )
    parser.add_argument("--force", action="store_true", help="put it in place of a house that is not empty")
    parser.add_argument(
        "--drill", action="store_true", help="only try it in a scratch database, and record how long it took"
    )


def _backed_up(r: Result) -> str:
    keys = f"Keys: {r['key_files']} files in {r['keys']}; keep them apart." if r["keys"] else "The keys are not in it: back them up apart (--keys)."  # fmt: skip
    return (
        f"Backed up to {r['folder']} in {r['seconds']} s: database {r['database_bytes']:,} bytes, {r['files']:,} files "
        f"({r['file_bytes']:,} bytes), journal of {r['journal_entries']:,} entries, {r['destroyed']:,} destructions. {keys}"
    )


def _restored(r: Result) -> str:
    if r.get("drill"):
        return f"Drill {'passed' if r['ok'] else 'FAILED'}: restored in {r['rto_seconds']} s, {r['entries']:,} entries {r['said']}, the backup is {r['rpo_seconds']:,} s old."  # fmt: skip
    return (
        f"Restored the state of {r['made_at']} in {r['rto_seconds']} s: {r['customers']:,} customers; {r['lost_entries']:,} journal entries "
        f"of later are lost; {r['destroyed_again']:,} destroyed customers stay destroyed. Journal: {r['verified']}. "
        "Every session, token and grant was ended. What was changed after that moment must be entered again, and who left since must be closed again."
    )


COMMANDS = (
    Command(
        "backup",
        "back the whole house up into a folder; the keys apart",
        backup,
        _backed_up,
        ("ops:backup:make",),
        _backup_arguments,
    ),
    Command(
        "restore",
        "put a backup in place, or drill it; what was destroyed stays destroyed",
        restore,
        _restored,
        ("ops:backup:restore", "ops:backup:drill", "custody:keeping:replay"),
        _restore_arguments,
    ),
)
