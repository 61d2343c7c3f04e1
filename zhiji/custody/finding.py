"""Which files a case names, as a colleague may know of them."""

from collections.abc import Iterable, Sequence
from typing import Any

from zhiji.access import grants, policy
from zhiji.access import rules as access_rules
from zhiji.access.gateway import Gate
from zhiji.custody.models import DestroyedFile
from zhiji.customers.finding import file_by_number
from zhiji.customers.models import File
from zhiji.customers.rules import customer_id_of, number_of

OPEN = "customers:file:open"


def known_files(gate: Gate, numbers: Iterable[str]) -> list[File]:
    """The files with these numbers, each once; refuses as for an unknown file when the colleague may not know of one of them."""
    found = (file_by_number(gate, number) for number in numbers)
    files = list({file.customer_id: file for file in found}.values())
    if any(not access_rules.may_know(gate.by, file) for file in files):
        gate.unknown({"files": len(files)})
    return files


def locked_files(ids: Iterable[int]) -> list[File]:
    """The files of a case, locked in the order of their ids until the act ends."""
    query = File.objects.select_related("unit").select_for_update(of=("self",))
    return list(query.filter(pk__in=list(ids)).order_by("pk"))


def numbers_shown(gate: Gate, ids: Sequence[int], *, own: bool = False) -> tuple[list[str], int]:
    """Customer numbers this colleague may know of, and how many others there are. ``own``: who raised the case knows all."""
    if own:
        return [number_of(one) for one in ids], 0
    files: list[Any] = list(File.objects.select_related("unit").filter(pk__in=ids))
    files += DestroyedFile.objects.select_related("unit").filter(pk__in=ids)
    known = sorted(file.customer_id for file in files if access_rules.may_know(gate.by, file))
    return [number_of(one) for one in known], len(ids) - len(known)


def opening(gate: Gate, numbers: Iterable[str]) -> frozenset[str]:
    """Those of the customer numbers whose file is there and opens to this colleague, for one of the role's purposes or by a
    grant: where a link would lead on. Nothing sealed is opened to find out."""
    by = gate.by
    purposes = [one.id for one in policy.purposes().values() if by.role in one.roles]
    ids = {customer_id_of(number): number for number in numbers}
    files = list(File.objects.select_related("unit").filter(pk__in=[one for one in ids if one is not None]))
    open_to = {
        file.customer_id for file in files
        if any(access_rules.decide(by, OPEN, file, purpose).allowed for purpose in purposes)
    }  # fmt: skip
    left = [file.customer_id for file in files if file.customer_id not in open_to]
    for purpose in purposes if left else ():
        open_to |= {customer for customer, held in grants.live(by, left, purpose, gate.at).items() if held}
    return frozenset(ids[one] for one in open_to)
