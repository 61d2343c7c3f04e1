"""“A stranger knew my name, my ID and my card” (K08): taken down by a service agent, traced to the readers who saw it all.

Who those readers are is sealed with the case and opens to supervisor and manager only.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from zhiji import norms
from zhiji.access import policy
from zhiji.access.gateway import Gate, act
from zhiji.custody.actions.leak import _opened
from zhiji.custody.cases import locked_case, open_case, sign
from zhiji.custody.finding import known_files
from zhiji.custody.handling import accounts_of, keep_record, records
from zhiji.custody.models import Case
from zhiji.custody.problems import refuse_any, text_problems
from zhiji.custody.rules.stranger import FLOW, ITEMS, Sighting, suspects
from zhiji.journal.tracing import openings


@act("custody:stranger:ask")
def take_down(
    gate: Gate, *, customers: Sequence[str], known: Sequence[str], called_at: datetime, account: str = ""
) -> Case:
    """Take the customer's complaint down: what the stranger knew. The readers who saw all of it are found at once."""
    gate.permit_none()
    files = known_files(gate, customers)
    refuse_any(text_problems("account", account, required=False))
    days = norms.on(timezone.localdate(gate.at)).incident.stranger_days
    found = suspects(
        sightings(gate.at - timedelta(days=days), gate.at, [file.customer_id for file in files]),
        [ITEMS[one][1] for one in known],
    )
    # Whom it points to has no part in it; who took it down keeps it in sight, but never sees the readers.
    mine = accounts_of([gate.by.pk]) if gate.by.pk is not None else set()
    concerned = sorted(accounts_of([one.staff for one in found]) - mine)
    content = {"known": list(known), "called_at": called_at.isoformat(), "concerned": concerned}
    case = open_case(
        gate, FLOW, files=files, reason="stranger: " + ", ".join(known), content=content, private={"account": account.strip()}
    )  # fmt: skip
    listed = [
        {"staff": one.staff, "customers": one.customers, "looks": one.looks, "last": one.last.isoformat()}
        for one in found
    ]
    keep_record(gate, case, "suspects", {"days": days, "suspects": listed})
    gate.fact("readers", len(listed))
    return case


def sightings(since: datetime, until: datetime, customers: Sequence[int]) -> Iterator[Sighting]:
    """Every look at these files, from the journal."""
    looks = sorted(
        one.id for one in policy.phrases().values() if one.verb == "look" and one.subject == "file"
    )
    for room in (False, True):
        chosen = [one for one in looks if one.startswith("holdings:") == room]
        for one, clear in openings(since, until, chosen, tuple(policy.reserved()), customers):
            yield Sighting(one.actor, one.customer, one.at, (*clear, "holdings:") if room else clear)


@act("custody:stranger:settle")
def settle(gate: Gate, number: int, *, words: str) -> Case:
    """Find that nobody here need be asked, and say why."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "settle", words=words)
    return case


@act("custody:stranger:open_leak")
def take_up(gate: Gate, number: int, *, words: str) -> Case:
    """Take it up as a leak: a case of its own is opened and everybody told but the readers it points to, who have no part
    in it from the first moment on."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    kept = records(gate, case, "suspects")
    suspected = [one["staff"] for one in kept[-1][1]["suspects"]] if kept else []
    leak = _opened(gate, words, "", {"stranger": case.pk}, suspected)
    case.content["leak"] = leak.pk
    gate.fact("leak", leak.pk)
    sign(gate, case, FLOW, "open_leak", words=words)
    return case
