"""``zhiji demo``, ``zhiji serve``."""

import contextlib
from argparse import ArgumentParser, Namespace
from typing import Any

from zhiji.ops.commands.command import Command, CommandProblem, Progress, Result, say


def demo(given: Namespace) -> Result:
    """Migrate, seed what is lacking, serve."""
    from django.conf import settings

    from zhiji.ops.demo import people, seeding

    if settings.PRODUCTION:
        raise CommandProblem(
            "ZHIJI_MODE", "the demo bank is not for production", "unset ZHIJI_MODE or set it to demo"
        )
    migrate(given)
    progress = Progress()
    try:
        with contextlib.closing(progress):
            seeded = seeding.seed(given.customers, progress=progress)
    except seeding.NotDemo as error:
        argument, _, rest = str(error).partition(": ")
        raise CommandProblem(
            argument, *rest.split("; ", 1) if "; " in rest else (rest, "nothing was changed")
        ) from None
    result: Result = {
        "customers": seeded.customers,
        "made": seeded.made,
        "staff": seeded.staff,
        "names": [one.username for one in people.COLLEAGUES],
        "password": seeded.password,
    }
    if given.seed_only:
        return result
    say(welcome(result))
    return result | serve(given)


def welcome(result: Result) -> str:
    """What a newcomer must know: where, who, and the password."""
    from zhiji.ops.demo import people

    roles: dict[str, list[str]] = {}
    for one in people.COLLEAGUES:
        if one.signed:
            roles.setdefault(one.role, []).append(one.username)
    lines = [f"Lanting Bank (invented): {result['customers']:,} customers, {result['staff']} colleagues"]
    for role, names in roles.items():
        lines.append(f"  {role:<11} {names[0] + ' … ' + names[-1] if len(names) > 3 else ', '.join(names)}")
    new = ", ".join(one.username for one in people.COLLEAGUES if not one.signed)
    lines.append(f"  {'rm':<11} {new} (has yet to sign the undertaking)")
    lines.append(f"Password of all of them: {result['password']}")
    return "\n".join(lines)


def migrate(_given: Namespace) -> Result:
    """Bring the tables up to date."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        say(f"Preparing the database ({len(plan)} steps)")
        call_command("migrate", verbosity=0, interactive=False)
    return {"applied": len(plan)}


def serve(given: Namespace) -> Result:
    """Serve until told to stop."""
    from zhiji.ops import check, serving

    findings = check.findings()
    for finding in findings:
        if finding.refuses or given.command != "demo":
            say(str(finding))
    if any(finding.refuses for finding in findings):
        raise CommandProblem(
            "zhiji serve", "this installation is not fit for production", "mend the above, see zhiji check"
        )
    if serving.is_taken(given.host, given.port):
        raise CommandProblem(
            "--port", f"{given.port} is in use on {given.host}", "choose a free one with --port"
        )
    address = f"http://{given.host}:{given.port}/"
    say(f"Serving on {address}  (Ctrl-C stops)")
    serving.serve(given.host, given.port, given.workers)
    return {"served": address}


def _demo_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--customers", type=positive, metavar="N", help="how many customers an empty bank gets (2000)"
    )
    parser.add_argument("--seed-only", action="store_true", help="build the bank and stop")
    _serve_arguments(parser)


def _serve_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=port, default=8000, help="port to listen on (8000)")
    parser.add_argument("--workers", type=positive, default=2, metavar="N", help="worker processes (2)")


def positive(text: str) -> int:
    """A whole number above 0."""
    return _whole(text, 1, 2**63 - 1)


def port(text: str) -> int:
    """A TCP port."""
    return _whole(text, 1, 65_535)


def _whole(text: str, least: int, most: int) -> int:
    from argparse import ArgumentTypeError

    if not (text.isascii() and text.isdigit()) or not least <= int(text) <= most:
        raise ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
    return int(text)


def _demo_text(result: dict[str, Any]) -> str:
    return welcome(result) if "served" not in result else "Stopped."


COMMANDS = (
    Command(
        "demo",
        "build the demo bank if it is not there, then serve it",
        demo,
        _demo_text,
        (
            "staff:unit:make",
            "staff:person:enrol",
            "staff:password:set",
            "customers:book:take_over",
            "holdings:feed:load",
        ),
        _demo_arguments,
    ),
    Command(
        "serve",
        "serve pages and API, seal the journal, run jobs",
        serve,
        lambda _: "Stopped.",
        (),
        _serve_arguments,
    ),
    Command("migrate", "bring the tables up to date", migrate, lambda r: f"{r['applied']} steps applied."),
)
