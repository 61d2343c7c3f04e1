"""``zhiji import customers``."""

import contextlib
from argparse import ArgumentParser, Namespace
from pathlib import Path

from zhiji.ops.commands.command import Command, CommandProblem, Progress, Result
from zhiji.ops.commands.people import colleague


def take_in(given: Namespace) -> Result:
    """Preview or commit an import."""
    from zhiji.access.actors import Job
    from zhiji.customers.intake.committing import Elsewhere
    from zhiji.customers.intake.recipes import MappingError
    from zhiji.customers.intake.table import Unreadable
    from zhiji.customers.intake.taking import import_customers
    from zhiji.customers.intake.workers import WorkerLost

    for argument, path in (("FILE", given.file), ("--mapping", given.mapping)):
        if not path.is_file():
            raise CommandProblem(argument, f"{path} is not a file", "check the path", usage=True)
    by = colleague(given.staff) if given.staff else Job("import")
    progress = Progress()
    try:
        with contextlib.closing(progress):
            return import_customers(
                given.file, given.mapping, preview=not given.commit, by=by, channel="cli",
                progress=lambda done, total: progress("rows", done, total),
            )  # fmt: skip
    except MappingError as error:
        raise CommandProblem("--mapping", str(error), "nothing was taken in", usage=True) from None
    except Unreadable as error:
        raise CommandProblem("FILE", str(error), "nothing was taken in") from None
    except (Elsewhere, WorkerLost) as error:
        raise CommandProblem(
            "FILE", str(error), "start the import again: it goes on where it stopped"
        ) from None


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="CSV, XLSX or Parquet")
    parser.add_argument(
        "--mapping", required=True, metavar="M.toml", type=Path, help="which column is which field"
    )
    phase = parser.add_mutually_exclusive_group()
    phase.add_argument("--preview", action="store_true", help="say what would happen (default)")
    phase.add_argument("--commit", action="store_true", help="take the customers in")
    parser.add_argument(
        "--staff", metavar="NAME", help="the information officer who imports (default: the house)"
    )


def _counts(result: Result) -> str:
    return ", ".join(
        f"{result.get(name, 0):,} {name}" for name in ("taken", "incomplete", "rejected", "duplicates")
    )


COMMANDS = (
    Command(
        "import customers",
        "take customers in from a file, in two phases",
        take_in,
        _counts,
        ("customers:import:preview", "customers:import:commit"),
        _arguments,
    ),
)
