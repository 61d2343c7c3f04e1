"""What the journal says of one look or act: gathered while it is decided, written before anything is seen."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from django.db import connection, transaction

from zhiji.access import grants, policy, rules
from zhiji.access.permits import clear_in
from zhiji.access.refusals import Refused
from zhiji.access.rules import Decision
from zhiji.journal.actions import Entry, write
from zhiji.vault.decoys import mark_of


class Actor(rules.Actor, Protocol):
    """A colleague, or a job of the house."""

    @property
    def username(self) -> str: ...


class Recording:
    """The entry of one look or act in progress. ``by`` who, ``purpose`` why, ``at`` when, ``channel`` page, api, cli or job."""

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
        self._facts: dict[str, Any] = {}

    def fact(self, name: str, value: Any) -> None:
        """Add a fact to the entry. Counts, ids and commitments only: never a customer's plain value."""
        self._facts[name] = value

    def seek(self, customer: int) -> None:
        """Note that a customer number was asked for which may be no file's: by its keyed mark, as baits are known by theirs."""
        self._facts.setdefault("sought", []).append(mark_of(customer))

    def about(self, *customers: int) -> None:
        """Name the customers an act concerns when they are only known on the way (a file just made, a case)."""
        self._customer, self._subjects = (
            (customers[0], []) if len(customers) == 1 else (None, list(customers))
        )

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

    def _receipt(self) -> int:
        """The entry of a look that may be shown, with a use of each grant counted; committed when this returns."""
        try:
            if not connection.in_atomic_block:
                return self._write(
                    "granted"
                )  # one statement, durable when it returns: no need of BEGIN and COMMIT
            with transaction.atomic(durable=True):
                return self._write("granted")
        except Refused as refusal:  # a last use was taken, or a grant ended, between the decision and now
            self._grants = []
            for shown in ("clear", "opened"):
                self._facts.pop(shown, None)
            self.record_refusal(refusal)
            raise

    def record_done(self) -> int:
        """The entry of an act that went through; commits with it."""
        return self._write("done")

    def record_refusal(self, refusal: Refused) -> None:
        """The entry of a refusal, in a transaction of its own."""
        self._customer = getattr(refusal.subject or self._asked, "customer_id", None)
        self._subjects = []
        self._rule = ",".join(refusal.decision.rules)[:200]
        self._facts["code"] = refusal.decision.code
        with transaction.atomic():
            self._write("refused")

    def _write(self, outcome: str) -> int:
        entry = Entry(
            actor=self.by.pk, phrase=self.phrase, outcome=outcome, customer=self._customer, subjects=self._subjects,
            purpose=self.purpose, rule=self._rule, grant=self._grants[0] if self._grants else None, channel=self.channel, facts=self._facts,
        )  # fmt: skip
        return grants.write_using(entry, self._grants) if self._grants else write(entry)
