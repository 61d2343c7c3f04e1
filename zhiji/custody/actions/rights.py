"""A customer's request about the own data (PIPL arts. 44-50): raised, identity checked, accepted by a second person and
carried out, or refused with its ground."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiji import norms
from zhiji.access.gateway import Gate, act
from zhiji.access.granting import end, give
from zhiji.access.policy import COMPARTMENTS
from zhiji.custody import keeping
from zhiji.custody.actions.own_data import pack_for
from zhiji.custody.cases import answerable, locked_case, open_case, sign
from zhiji.custody.finding import known_files, locked_files
from zhiji.custody.models import Case, Disclosure, Restriction
from zhiji.custody.problems import Finding, Invalid, refuse_any
from zhiji.custody.rules.rights import FLOW, GROUNDS
from zhiji.customers.models import File

LOOKS = 20
"""How often the accepted request lets its hand look: a letter is printed more than once when the printer jams."""


@act("custody:rights:ask")
def ask(gate: Gate, *, customers: Sequence[str], right: str, asker: str, via: str, reason: str) -> Case:
    """Take a customer's request in, as it was said; the clock of ``rights.answer_days`` runs from here."""
    gate.permit_none()
    if len(customers) != 1:
        raise Invalid(
            [
                Finding(
                    "customers", "one", _("A request is about one customer."), _("Write one customer number.")
                )
            ]
        )
    files = known_files(gate, customers)
    content = {"right": right, "asker": asker, "via": via, "version": files[0].version}
    return open_case(gate, FLOW, files=files, reason=reason, purpose="rights", content=content)


@act("custody:rights:identify")
def identify(
    gate: Gate, number: int, *, proved: bool, paper_seen: str, mandate: bool = False, words: str = ""
) -> Case:
    """Who asks has shown who they are; for another than the customer also the mandate. The hand becomes the owner."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    problems = []
    if not proved:
        problems.append(
            Finding(
                "proved",
                "needed",
                _("Who asks must have proved who they are."),
                _("Tick it, or refuse the request: not proved."),
            )
        )
    if case.content["asker"] != "self" and not mandate:
        problems.append(
            Finding(
                "mandate",
                "needed",
                _("Somebody else asks: the right to ask must be shown."),
                _("See the guardian's paper, power of attorney or proof of kinship."),
            )
        )
    refuse_any(problems)
    case.content |= {"paper_seen": paper_seen}
    sign(gate, case, FLOW, "identify", words=words, owner=answerable(gate), due_at=case.due_at)
    return case


@act("custody:rights:accept")
def accept(gate: Gate, number: int, *, words: str = "") -> Case:
    """A second person accepts. The owner may now see the whole file for this request and until its clock ends; for taking the
    data along the pack is made and waits to be fetched once."""
    case = locked_case(gate, number, FLOW)
    file = locked_files(case.files.values_list("customer_id", flat=True))[0]
    right = case.content["right"]
    if right == "delete":
        raise Invalid(
            [
                Finding(
                    "right",
                    "store",
                    _("A deletion ends in storing only, or in a refusal."),
                    _("Take the other step."),
                )
            ]
        )
    permit = gate.permit(file)
    sign(gate, case, FLOW, "accept", words=words, due_at=case.due_at)
    if right == "port":
        pack_for(gate, case, file, permit)
    elif right != "correct":
        _let_see(gate, case, file)
    gate.about(file.customer_id)
    return case


@act("custody:rights:store")
def store(gate: Gate, number: int, *, words: str = "") -> Case:
    """Deletion while a duty to keep runs: the file is only stored from now on, and destroyed when the duty ends (PIPL art.
    47). A relationship that still runs needs its data: such a request is refused with that ground."""
    case = locked_case(gate, number, FLOW)
    file = locked_files(case.files.values_list("customer_id", flat=True))[0]
    gate.permit_none()
    kept = keeping.standings([file.customer_id], timezone.localdate(gate.at))[file.customer_id]
    ended, until = kept.end.ended, kept.standing.until
    if case.content["right"] != "delete":
        raise Invalid([Finding("right", "accept", _("Nothing is deleted here."), _("Take the other step."))])
    if ended is None or until is None:
        raise Invalid(
            [
                Finding(
                    "right",
                    "runs",
                    _("The relationship has not ended; its data are needed."),
                    _("Close the relationship first, or refuse with that ground."),
                )
            ]
        )
    sign(gate, case, FLOW, "store", words=words)
    case.content |= {"destroy_on": until.isoformat()}
    case.save(update_fields=["content"])
    File.objects.filter(pk=file.pk).update(store_only=True)
    Restriction.objects.update_or_create(
        customer_id=file.customer_id,
        defaults={"case": case, "at": gate.at, "relation_ended": ended, "destroy_on": until},
    )
    gate.fact("destroy_on", until.isoformat())
    return case


@act("custody:rights:close")
def close(gate: Gate, number: int, *, delivered: str, words: str) -> Case:
    """Record the outcome. A letter must have been printed, a pack fetched, a correction have made a new version."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    refuse_any(_undone(case))
    version = File.objects.values_list("version", flat=True).get(pk=case.files.get().customer_id)
    case.content |= {"delivered": delivered, "version_after": version}
    sign(gate, case, FLOW, "close", words=words)
    if case.grant_id:
        end(gate, [case.grant_id])
    return case


def _undone(case: Case) -> list[Finding]:
    right = case.content["right"]
    if right in ("access", "copy") and (case.grant is None or not case.grant.uses):
        return [
            Finding(
                "delivered",
                "unprinted",
                _("The letter was not made yet."),
                _("Print what is held and why first."),
            )
        ]
    if (
        right == "port"
        and not Disclosure.objects.filter(case=case, kind="pack").exclude(taken_at=None).exists()
    ):
        return [
            Finding(
                "delivered",
                "unfetched",
                _("The pack was not fetched yet."),
                _("Fetch it and hand it over first."),
            )
        ]
    file = File.objects.get(pk=case.files.get().customer_id)
    if right == "correct" and file.version <= case.content["version"]:
        return [
            Finding(
                "delivered",
                "unchanged",
                _("The file has no new version since the request."),
                _("Amend the file, or refuse the request with its ground."),
            )
        ]
    return []


@act("custody:rights:refuse")
def refuse(gate: Gate, number: int, *, ground: str, words: str) -> Case:
    """Refuse with the legal ground and the reason in words the customer is told (PIPL art. 50)."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    if ground not in GROUNDS or ground not in norms.on(timezone.localdate(gate.at)).rights.refusal_grounds:
        raise Invalid(
            [Finding("ground", "choice", _("This is no ground in law."), _("Choose one from the list."))]
        )
    case.content |= {"ground": ground, "articles": GROUNDS[ground][1]}
    sign(gate, case, FLOW, "refuse", words=words)
    if case.grant_id:
        end(gate, [case.grant_id])
    return case


@act("custody:rights:withdraw")
def withdraw(gate: Gate, number: int, *, words: str) -> Case:
    """The customer takes the request back."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "withdraw", words=words)
    if case.grant_id:
        end(gate, [case.grant_id])
    return case


def _let_see(gate: Gate, case: Case, file: File) -> None:
    assert case.owner is not None
    ends = max(case.due_at or gate.at, gate.at + timedelta(days=1))
    case.grant = give(
        gate, case.owner, [file.customer_id], kind="reading", compartments=COMPARTMENTS, purpose="rights",
        reason=case.reason, ends_at=ends, uses=LOOKS,
    )  # fmt: skip
    case.save(update_fields=["grant"])
