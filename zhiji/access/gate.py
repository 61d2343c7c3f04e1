"""What a look or act holds in its hand while it works: who asks, why, and the door to a decision."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NoReturn, Protocol

from django.db import connection, transaction

from zhiji.access import grants, policy, rules
from zhiji.access.heeding import tell_listeners
from zhiji.access.matching import compare, compare_clear
from zhiji.access.permits import FilePermit, clear_in, mint
from zhiji.access.reading import read_many
from zhiji.access.refusals import NotHere, PurposeNeeded, Refused
from zhiji.access.rules import Decision
from zhiji.journal.actions import Entry, write


class Actor(rules.Actor, Protocol):
    """A colleague, or a job of the house."""

    @property
    def username(self) -> str: ...


class Gate:
    """One look or act in progress. ``by`` who, ``purpose`` why, ``at`` when, ``channel`` page, api, cli or job."""

    def __init__(self, phrase: str, verb: str, by: Actor, purpose: str, at: datetime, channel: str) -> None:
        self.phrase, self.verb, self.by, self.purpose, self.at, self.channel = (
            phrase,
            verb,
            by,
            purpose,
            at,
            channel,
        )
        self.decided = False
        self._customer: int | None = None
        self._asked: rules.Subject | None = None
        self._subjects: list[int] = []
        self._rule = ""
        self._grants: list[int] = []
        self._held: dict[int, Sequence[grants.LiveGrant]] = {}
        self._facts: dict[str, Any] = {}

    # -- deciding -----------------------------------------------------------------------------------------------

    def decide(self, file: rules.Subject) -> Decision:
        """The policy's answer with the colleague's live grants, before anything is recorded."""
        decision = rules.decide(self.by, self.phrase, file, self.purpose)
        if self.verb == "look" and grants.may_help(self.phrase, self.by, decision):
            for grant in self._live([file.customer_id])[file.customer_id]:
                decision = rules.with_grant(decision, frozenset(grant.compartments), grant.pk)
        return decision

    def permit(self, file: rules.Subject, facts: Mapping[str, Any] | None = None) -> FilePermit:
        """Decide on one file. A look's receipt is committed before this returns; raises ``Refused`` otherwise."""
        decision = self.decide(file)
        self._customer, self._asked = file.customer_id, file
        if not decision.allowed:
            self._refuse(decision, file)
        self._note(decision, facts)
        if self.verb == "act":
            return mint(decision, file.customer_id, by=self.by, opens=policy.phrases()[self.phrase].writes)
        return mint(decision, file.customer_id, by=self.by, receipt=self._receipt())

    def permit_many(
        self, files: Iterable[rules.Subject], facts: Mapping[str, Any] | None = None, *, badges: bool = False
    ) -> dict[int, FilePermit]:
        """Decide on many files: one receipt that names the query and every id returned; the others are left out.

        ``badges`` keeps files that may be known of but not seen (an index row that shows its secrecy badge and nothing
        else, J03): they come with a permit that opens nothing.
        """
        allowed = {
            file.customer_id: decision
            for file, decision in self._decisions(files)
            if _returns(decision, badges)
        }
        if not allowed:
            self.permit_query(facts)
            return {}
        self.check_question()
        self._subjects = list(allowed)
        self._note_many(allowed.values(), facts)
        receipt = self._receipt() if self.verb == "look" else 0
        return {
            number: mint(decision, number, by=self.by, receipt=receipt)
            for number, decision in allowed.items()
        }

    def _decisions(self, files: Iterable[rules.Subject]) -> list[tuple[Any, Decision]]:
        """Each file with the policy's answer and the colleague's live grants, before anything is recorded."""
        files = list(files)
        held: Mapping[int, Sequence[grants.LiveGrant]] = {}
        if self.verb == "look" and files and grants.may_help(self.phrase, self.by, None):
            held = self._live([file.customer_id for file in files])
        decided = []
        alike: dict[tuple[Any, ...], Decision] = {}
        for file in files:
            # Many files of one portfolio stand alike to the reader: each kind of standing is decided once.
            standing = (
                file.unit_path, file.manager_id, file.deputy_id, file.custodian_id, file.secrecy, file.store_only,
            )  # fmt: skip
            decision = alike.get(standing)
            if decision is None:
                decision = alike[standing] = rules.decide(self.by, self.phrase, file, self.purpose)
            for grant in held.get(file.customer_id, ()):
                if grants.may_help(self.phrase, self.by, decision):
                    decision = rules.with_grant(decision, frozenset(grant.compartments), grant.pk)
            decided.append((file, decision))
        return decided

    def _live(self, customers: Sequence[int]) -> Mapping[int, Sequence[grants.LiveGrant]]:
        """The colleague's live grants on these files. Fetched once for this look; ``grants.use`` asks again at its receipt."""
        if unasked := [customer for customer in customers if customer not in self._held]:
            found = grants.live(self.by, unasked, self.purpose, self.at)
            self._held |= {customer: found.get(customer, ()) for customer in unasked}
        return self._held

    def foresee(self, files: Iterable[rules.Subject], *, badges: bool = False) -> list[Any]:
        """Those of the files that ``permit_many`` would return; nothing is recorded. For filling a page without gaps."""
        return [file for file, decision in self._decisions(files) if _returns(decision, badges)]

    def check_question(self) -> None:
        """Refuse at once (journalled) when role and purpose do not fit, before anything is looked up for the answer."""
        question = self._question()
        if not question.allowed:
            self._refuse(question, None)

    def permit_query(self, facts: Mapping[str, Any] | None = None) -> None:
        """Decide on asking at all: role and purpose fit. For a search that finds nothing, a list that is empty."""
        decision = self._question()
        if not decision.allowed:
            self._refuse(decision, None)
        self._note(decision, facts)
        if self.verb == "look":
            self._receipt()

    def permit_none(self, facts: Mapping[str, Any] | None = None) -> None:
        """Decide on a look or act that concerns no customer: registers, the journal, the colleague's own settings."""
        decision = rules.decide(self.by, self.phrase, None, self.purpose)
        if not decision.allowed:
            self._refuse(decision, None)
        self._note(decision, facts)
        if self.verb == "look":
            self._receipt()

    def permit_other(self, file: rules.Subject) -> FilePermit:
        """A second file that the act changes as a consequence of the first (the other end of a tie); named in the entry."""
        self._subjects.append(file.customer_id)
        decision = Decision(self.phrase, True, rules=(self.phrase,))
        return mint(decision, file.customer_id, by=self.by, opens=policy.phrases()[self.phrase].writes)

    def settle(self, decision: Decision, file: rules.Subject) -> None:
        """Take a decision the caller's own rule made about one file (break-glass): recorded, and refused if it says no."""
        self._customer = file.customer_id
        if not decision.allowed:
            self._refuse(decision, file)
        self._note(decision, None)

    def refuse(self, code: str) -> NoReturn:
        """Refuse by a rule of the caller's own, where the policy would not; journalled. ``explain`` words the code."""
        decision = rules.decide(self.by, self.phrase, None, self.purpose)
        self._refuse(Decision(self.phrase, False, decision.code or code, (self.phrase,)), None)

    def _question(self) -> Decision:
        wanted = policy.phrases()[self.phrase]
        known = policy.purposes().get(self.purpose)
        code = ""
        if self.by.role not in wanted.roles:
            code = "phrase"
        elif self.by.role == "system" or wanted.subject == "none":
            pass
        elif not self.purpose:
            code = "purpose_needed"
        elif (
            known is None
            or self.by.role not in known.roles
            or (wanted.purposes and self.purpose not in wanted.purposes)
        ):
            code = "purpose"
        return Decision(self.phrase, not code, code, (self.phrase,))

    def match(
        self, sealed: Iterable[tuple[int, Any]], fits: Callable[[int, dict[str, Any]], bool]
    ) -> list[int]:
        """Open candidates of a search for comparison only and answer which customers fit; no value leaves this room.

        ``sealed`` pairs a customer's id with one of its ``Sealed`` compartments. The receipt that names the query and
        the ids must still be committed (``permit_many``) before anything is shown. Only for full identifiers: what a
        reader may not see must not be found out by asking for its parts (``match_clear``, ``match_shown``).
        """
        return compare(sealed, fits)

    def match_clear(
        self,
        files: Sequence[Any],
        sought: Mapping[str, Collection[str]],
        fits: Callable[[Any, dict[str, Any]], bool],
    ) -> list[int]:
        """The same for fragments: ``fits(file, values)`` is given only values that this reader would see clear.

        So a masked value is never a filter. ``sought``: the fields in question, by compartment; nothing else is opened.
        ``files`` carry ``pack``, ``kind`` and their sealed compartments.
        """
        return compare_clear(self._decisions(files), sought, fits)

    def match_shown(
        self, files: Sequence[Any], only: Collection[str], fits: Callable[[Any, Mapping[str, Any]], bool]
    ) -> list[int]:
        """The same over what would be shown: ``fits(file, fields)`` is given ``Shown`` fields, masks as masks."""
        decided = [(file, decision) for file, decision in self._decisions(files) if decision.allowed]
        permits = {
            file.customer_id: mint(decision, file.customer_id, by=self.by) for file, decision in decided
        }
        shown = read_many([file for file, _ in decided], permits, only)
        return [file.customer_id for file, _ in decided if fits(file, shown[file.customer_id])]

    def unknown(self, facts: Mapping[str, Any] | None = None) -> NoReturn:
        """Refuse because there is no such file: journalled, and worded like a file that must not be known."""
        self.check_question()
        decision = Decision(self.phrase, False, "unknown", hides=True)
        self._facts.update(facts or {})
        self._refuse(decision, None)

    def _refuse(self, decision: Decision, subject: rules.Subject | None) -> NoReturn:
        self._asked = subject
        if decision.hides and not (question := self._question()).allowed:
            decision, subject = (
                question,
                None,
            )  # what is said of no file at all; the journal still names this one
        kind = (
            PurposeNeeded
            if decision.code in ("purpose_needed", "purpose")
            else NotHere
            if decision.hides
            else Refused
        )
        refusal = kind(decision, subject)
        if self.verb == "look":
            self.record_refusal(refusal)
        raise refusal

    def _note(self, decision: Decision, facts: Mapping[str, Any] | None) -> None:
        self.decided = True
        self._rule = ",".join(decision.rules)[:200]
        self._facts.update(facts or {})
        if policy.phrases()[self.phrase].bare:
            return
        self._grants = [grant for grant, _ in decision.opened]
        if self.verb == "look":
            self._facts |= clear_in([decision])
        if decision.opened:
            self._facts["opened"] = {str(grant): list(names) for grant, names in decision.opened}

    def _note_many(self, decisions: Iterable[Decision], facts: Mapping[str, Any] | None) -> None:
        self.decided = True
        decisions = list(decisions)
        self._rule = ",".join(dict.fromkeys(rule for decision in decisions for rule in decision.rules))[:200]
        self._grants = sorted({grant for decision in decisions for grant, _ in decision.opened})
        self._facts.update(facts or {})
        if self.verb == "look":
            self._facts |= clear_in(decisions)
        if self._grants:
            self._facts["grants"] = self._grants

    # -- recording ----------------------------------------------------------------------------------------------

    def fact(self, name: str, value: Any) -> None:
        """Add a fact to the entry. Counts, ids and commitments only: never a customer's plain value."""
        self._facts[name] = value

    def about(self, *customers: int) -> None:
        """Name the customers an act concerns when they are only known on the way (a file just made, a case)."""
        self._customer, self._subjects = (
            (customers[0], []) if len(customers) == 1 else (None, list(customers))
        )

    def _receipt(self) -> int:
        entry = self._commit_receipt()
        tell_listeners(self, self._customer, self._subjects, entry)
        return entry

    def _commit_receipt(self) -> int:
        if not self._grants and not connection.in_atomic_block:
            return self._write(
                "granted"
            )  # one statement, durable when it returns: no need of BEGIN and COMMIT around it
        try:
            with transaction.atomic(durable=True):
                for grant in self._grants:
                    grants.use(grant)
                return self._write("granted")
        except Refused as refusal:  # its last use was taken, or it was ended, between the decision and now
            self._grants = []
            for shown in ("clear", "opened"):
                self._facts.pop(shown, None)
            self.record_refusal(refusal)
            raise

    def record_done(self) -> int:
        """The entry of an act that went through; commits with it."""
        entry = self._write("done")
        tell_listeners(self, self._customer, self._subjects, entry)
        return entry

    def record_refusal(self, refusal: Refused) -> None:
        """The entry of a refusal, in a transaction of its own."""
        self._customer = getattr(refusal.subject or self._asked, "customer_id", None)
        self._subjects = []
        self._rule = ",".join(refusal.decision.rules)[:200]
        self._facts["code"] = refusal.decision.code
        with transaction.atomic():
            entry = self._write("refused")
        tell_listeners(self, self._customer, (), entry)

    def _write(self, outcome: str) -> int:
        return write(
            Entry(
                actor=self.by.pk, phrase=self.phrase, outcome=outcome, customer=self._customer, subjects=self._subjects,
                purpose=self.purpose, rule=self._rule, grant=self._grants[0] if self._grants else None, channel=self.channel, facts=self._facts,
            )
        )  # fmt: skip


def _returns(decision: Decision, badges: bool) -> bool:
    return decision.allowed or (
        badges and not decision.hides and decision.code in ("secrecy", "relation", "level")
    )
