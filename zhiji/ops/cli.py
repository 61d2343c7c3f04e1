"""The ``zhiji`` command.

Results go to stdout (with ``--json`` one JSON line), progress and errors to stderr. Exit status: 0 done, 1 not done or
found bad, 2 called wrongly. An error is one line that names the argument, the rule and the mend; ``ZHIJI_DEBUG=1`` adds
the traceback.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from zhiji.ops.commands import backups, customers, holdings, house, insight, journal, keys, people, running
from zhiji.ops.commands.command import Command, CommandProblem

COMMANDS: dict[str, Command] = {
    command.name: command
    for group in (running, people, customers, holdings, insight, journal, keys, house, backups)
    for command in group.COMMANDS
}
"""Every command by name; the governance test walks their phrases."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _Usage(f"{self.prog}: {message}; see {self.prog} --help")


class _Usage(Exception):
    pass


def parser() -> argparse.ArgumentParser:
    """All commands and their arguments."""
    top = _Parser(prog="zhiji", description="Zhiji 知己: the customer information system for banks.")
    groups = {"": top.add_subparsers(required=True, metavar="COMMAND")}
    titles = {
        "import": "take data in",
        "lake": "transactions as encrypted files",
        "models": "what is foretold of customers",
        "journal": "the tamper-evident journal",
        "staff": "colleagues who move or leave",
        "keys": "the vault's keys",
        "db": "the database",
    }
    for command in COMMANDS.values():
        group, _, last = command.name.rpartition(" ")
        if group not in groups:
            groups[group] = (
                groups[""]
                .add_parser(group, help=titles.get(group))
                .add_subparsers(required=True, metavar="COMMAND")
            )
        own = groups[group].add_parser(last, help=command.help, description=command.help)
        command.arguments(own)
        own.add_argument("--json", action="store_true", help="end with one JSON line")
        own.set_defaults(command=command.name)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; answers the exit status."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    as_json = "--json" in arguments
    try:
        given = parser().parse_args(arguments)
        command = COMMANDS[given.command]
        _prepare(command)
        result = command.run(given)
    except (_Usage, CommandProblem) as error:
        return _fail(str(error), 2 if isinstance(error, _Usage) or error.usage else 1, as_json)
    except KeyboardInterrupt:
        return _fail("stopped", 1, as_json)
    except BrokenPipeError:
        return 1
    except Exception as error:
        if os.environ.get("ZHIJI_DEBUG") == "1":
            raise
        return _fail(_unexpected(error), 1, as_json)
    print(
        json.dumps(result, ensure_ascii=False, default=str) if as_json else command.text(result), flush=True
    )
    return 0 if result.get("ok", True) else 1


def _prepare(command: Command) -> None:
    if command.needs == "nothing":
        return
    from zhiji.ops import database

    if command.needs == "database":
        database.start()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiji.settings")
    import django

    django.setup()
    from django.utils import translation

    translation.activate("en")  # the terminal's language; pages follow their reader


def _unexpected(error: Exception) -> str:
    from zhiji.access.refusals import Refused

    if isinstance(error, Refused):
        return f"--staff: the policy refuses {error.decision.phrase} to this role; name a colleague who may"
    words: Any = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {words[0]}; ZHIJI_DEBUG=1 shows where"


def _fail(message: str, status: int, as_json: bool) -> int:
    print(message, file=sys.stderr, flush=True)
    if as_json:
        print(json.dumps({"ok": False, "error": message}, ensure_ascii=False), flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
