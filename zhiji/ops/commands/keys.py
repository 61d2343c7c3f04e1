"""``zhiji keys rotate | shred | apart``."""

import contextlib
from argparse import ArgumentParser, Namespace

from zhiji.ops.commands.command import Command, CommandProblem, Progress, Result


def rotate(given: Namespace) -> Result:
    """Re-wrap every data key under a new epoch, or re-seal everything with new data keys; the keys of the lake's files follow."""
    from zhiji.access.actors import Job
    from zhiji.access.house import order_rotation
    from zhiji.holdings.actions.lake import rewrap
    from zhiji.vault import rotation
    from zhiji.vault.errors import KeyUnavailable

    kind = "reseal" if given.reseal else "rewrap"
    order_rotation(kind, by=Job("keys rotate"), channel="cli")
    progress = Progress()
    try:
        with contextlib.closing(progress):
            done = rotation.rotate(kind, progress=lambda count, total: progress("keys", count, total))
    except (KeyUnavailable, rotation.RotationRunning) as error:
        raise CommandProblem(
            "keys rotate", str(error) or "another rotation is running", "nothing is lost; run it again then"
        ) from None
    lake = rewrap(by=Job("keys rotate"), channel="cli")
    return {
        "ok": not done.tampered and not lake.left,
        "kind": done.kind,
        "epoch": done.epoch,
        "rotated": done.rotated,
        "old_key": len(done.old_key),
        "tampered": len(done.tampered),
        "lake_files": lake.files,
        "lake_left": len(lake.left),
    }


def apart(given: Namespace) -> Result:
    """Bring every file to the store and the keys that its level asks for."""
    from zhiji.access.actors import Job
    from zhiji.customers.actions.setting_apart import set_apart
    from zhiji.vault.errors import KeyUnavailable

    try:
        return {"moved": set_apart(by=Job("keys apart"), channel="cli")}
    except KeyUnavailable as error:
        raise CommandProblem(
            "keys apart", str(error), "supply the key kept apart, then run it again"
        ) from None


def shred(given: Namespace) -> Result:
    """Destroy one customer's data key."""
    from zhiji.access.actors import Job
    from zhiji.access.house import shred_key
    from zhiji.customers.rules import customer_id_of
    from zhiji.vault.errors import KeyMissing

    customer_id = customer_id_of(given.number)
    if customer_id is None:
        raise CommandProblem(
            "NUMBER", "this is no customer number", "give the 12 digits printed on the file", usage=True
        )
    try:
        shred_key(customer_id, order=given.order, by=Job("keys shred"), channel="cli")
    except KeyMissing:
        raise CommandProblem("NUMBER", "there is no customer with this number", "check the number") from None
    except ValueError as error:
        raise CommandProblem(
            "--order", str(error), "give the reference of the written order", usage=True
        ) from None
    return {"shredded": given.number, "order": given.order}


def _rotate_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--reseal", action="store_true", help="also seal every file anew with new data keys")


def _shred_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("number", metavar="NUMBER", help="the customer's number")
    parser.add_argument(
        "--order", required=True, metavar="TEXT", help="reference of the written destruction order"
    )


COMMANDS = (
    Command(
        "keys rotate",
        "put every data key under a new key, online; goes on after a stop",
        rotate,
        lambda r: (
            f"{r['rotated']:,} keys are under epoch {r['epoch']}; {r['tampered']} damaged, {r['old_key']} of an absent key; "
            f"so are those of {r['lake_files']:,} files of the lake, {r['lake_left']} could not."
        ),
        ("vault:key:rotate", "holdings:lake:rewrap"),
        _rotate_arguments,
    ),
    Command(
        "keys apart",
        "move top-secret files marked earlier, with their keys, into the store apart",
        apart,
        lambda r: f"{r['moved']:,} files were moved; every top-secret file and its key now lie apart.",
        ("customers:book:set_apart",),
    ),
    Command(
        "keys shred",
        "destroy one customer's data key for good, by a written order",
        shred,
        lambda r: f"{r['shredded']} can never be opened again (order {r['order']}).",
        ("vault:key:shred",),
        _shred_arguments,
    ),
)
