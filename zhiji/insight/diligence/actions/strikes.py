"""What the monitoring rules struck, for compliance alone: raised by the night, dismissed with a reason or taken to a suspicion (L06).

That a rule struck anybody is told like a suspicion (``suspicions``): every entry is reserved to compliance, none names a customer,
and each night writes the same entries, whether much struck or nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _

from zhiji import norms, vault
from zhiji.access.case_keys import permit_case
from zhiji.access.gateway import Gate, act
from zhiji.access.outbound import outbound_problems
from zhiji.access.rules import may_know
from zhiji.custody.problems import Finding, refuse_any
from zhiji.customers.models import File
from zhiji.customers.rules import customer_id_of, number_of
from zhiji.holdings.lake.manifest import lake_suite
from zhiji.insight.diligence.actions.suspicions import raise_suspicion
from zhiji.insight.diligence.models import Strike, night_key
from zhiji.insight.diligence.procedures import PATTERNS, SUSPICION
from zhiji.staff.models import Staff
from zhiji.vault.lasting import lasting_keys

BODY_VERSION = 1
SHORTEST = 10
DAYS_IN_YEAR = 366


@act("insight:strike:raise")
def raise_strikes(gate: Gate, on: date, found: Iterable[tuple[int, str, str, Mapping[str, Any]]]) -> None:
    """Keep what struck in a night: customer id, kind, rule, values. It answers nothing, and its entry says nothing but the day.

    What is open is brought up to date; what was judged is raised again only where a later day strikes.
    """
    gate.purpose = SUSPICION.kept_as
    gate.permit_none({"day": on.isoformat()})
    years = int(norms.on(on).retention.years)
    Strike.objects.filter(raised_on__lt=on - timedelta(days=years * DAYS_IN_YEAR)).delete()
    key_id = _night(on)
    hits = list(found)
    keys = lasting_keys({customer for customer, *_rest in hits}, lake_suite()) if hits else {}
    for customer, kind, rule, values in hits:
        body = {"customer": number_of(customer), "kind": kind, "rule": rule, "values": dict(values)}
        _keep(on, key_id, keys[customer].token("strike", rule), date.fromisoformat(values["last"]), body)


def _keep(on: date, key_id: int, mark: int, upto: date, body: Mapping[str, Any]) -> None:
    known = Strike.objects.select_for_update().filter(mark=mark).order_by("-pk").first()
    if known is not None and known.upto >= upto:
        return
    if known is None or known.state != "open":
        known = Strike(raised_on=on, mark=mark)
    known.key_id, known.upto = key_id, upto
    known.body = _sealed(key_id, body)
    known.save()


def _night(on: date) -> int:
    key_id = night_key(on)
    try:
        vault.data_key(key_id, for_sealing=True)
    except vault.KeyMissing:
        vault.make_keys([key_id])
    return key_id


def _sealed(key_id: int, body: Mapping[str, Any]) -> bytes:
    key = vault.data_key(key_id, for_sealing=True)
    return vault.seal(key, 0, BODY_VERSION, 0, orjson.dumps(dict(body)))


def body_of(gate: Gate, strike: Strike) -> dict[str, Any]:
    """What stands sealed in a strike."""
    opened: dict[str, Any] = orjson.loads(vault.open(strike.body, permit_case(gate, strike.key_id).vault))
    return opened


def known_to(gate: Gate, number: str) -> bool:
    """Whether there is still such a file and this colleague, by the own post, may know of it."""
    file = File.objects.select_related("unit").filter(pk=customer_id_of(number) or 0).first()
    return file is not None and isinstance(gate.by, Staff) and may_know(gate.by, file)


@act("insight:strike:judge")
def judge(gate: Gate, number: int, outcome: str, *, words: str) -> Strike:
    """Dismiss a strike, saying why; or take it to a suspicion with these grounds. Raises ``Invalid``."""
    gate.purpose = SUSPICION.kept_as
    gate.permit_none()
    strike = Strike.objects.select_for_update().filter(pk=number, state="open").first()
    body = body_of(gate, strike) if strike is not None else {}
    if strike is None or not known_to(gate, body["customer"]):
        gate.unknown({"strike": number})
    refuse_any(_problems(outcome, words))
    body["words"] = words.strip()
    if outcome == "taken":
        case = raise_suspicion(
            customers=[body["customer"]], patterns=[_pattern(body["rule"])], grounds=body["words"],
            first=date.fromisoformat(body["values"]["first"]), last=date.fromisoformat(body["values"]["last"]),
            by=gate.by, channel=gate.channel, at=gate.at,
        )  # fmt: skip
        body["case"] = case.pk
    strike.state, strike.settled_at, strike.settled_by = outcome, gate.at, gate.by.pk
    strike.body = _sealed(strike.key_id, body)
    strike.save()
    gate.fact("strike", strike.pk)
    gate.fact("outcome", outcome)
    return strike


def _pattern(rule: str) -> str:
    return rule if rule in PATTERNS else "large"


def _problems(outcome: str, words: str) -> list[Finding]:
    problems = outbound_problems("words", words)
    if outcome not in ("dismissed", "taken"):
        problems.append(Finding("outcome", "choice", _("Choose how it ended."), _("Take one of the list.")))
    if len(words.strip()) < SHORTEST:
        problems.append(
            Finding("words", "length", _("This is too short to be understood."), _("Say what is seen and why it is, or is not, unusual."))
        )  # fmt: skip
    return problems
