"""What a look or act holds in its hand while it works: who asks, why, and the door to a decision."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NoReturn

from zhiji.access import consenting, grants, policy, rules
from zhiji.access.matching import compare, compare_clear
from zhiji.access.permits import FilePermit, mint
from zhiji.access.reading import read_many
from zhiji.access.recording import Actor, Recording
from zhiji.access.refusals import NotHere, PurposeNeeded, Refused
from zhiji.access.rules import Decision


class Gate(Recording):
    """One look or act in progress: what it may see or change, and what is recorded of it."""

    def __init__(self, phrase: str, verb: str, by: Actor, purpose: str, at: datetime, channel: str) -> None:
        super().__init__(phrase, verb, by, purpose, at, channel)
        self._held: dict[int, Sequence[grants.LiveGrant]] = {}

    def decide(self, file: rules.Subject) -> Decision:
        """The policy's answer with the colleague's live grants, before anything is recorded."""
        decision = rules.decide(self.by, self.phrase, file, self.purpose)
        if self._may_help(decision):
            decision = _opened(decision, self._live([file.customer_id])[file.customer_id])
            decision = rules.withheld(decision, file, self.purpose)
        return self._agreed([(file, decision)])[0][1]

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
        decided: list[tuple[Any, Decision]] = []
        alike: dict[tuple[Any, ...], tuple[Decision, bool]] = {}
        helped: dict[int, int] = {}
        for place, file in enumerate(files):
            # Many files of one portfolio stand alike to the reader: each kind of standing is decided once.
            standing = (
                file.unit_path, file.manager_id, file.deputy_id, file.custodian_id, file.secrecy, file.store_only,
                file.unprofiled,
            )  # fmt: skip
            known = alike.get(standing)
            if known is None:
                decision = rules.decide(self.by, self.phrase, file, self.purpose)
                known = alike[standing] = (decision, self._may_help(decision))
            decided.append((file, known[0]))
            if known[1]:
                helped[place] = file.customer_id
        held = self._live(list(helped.values())) if helped else {}
        for place, customer in helped.items():
            if held[customer]:
                file, decision = decided[place]
                decided[place] = file, rules.withheld(_opened(decision, held[customer]), file, self.purpose)
        return self._agreed(decided)

    def _agreed(self, decided: list[tuple[Any, Decision]]) -> list[tuple[Any, Decision]]:
        """The same, refused where the purpose rests on a consent that is not in force; no grant stands in for it."""
        named = [file.customer_id for file, decision in decided if decision.allowed]
        lacks = consenting.lacking(named, self.purpose, self.at) if self.by.role != "system" else {}
        if not lacks:
            return decided
        return [
            (file, rules.without_consent(decision, lacks[file.customer_id]))
            if decision.allowed and file.customer_id in lacks
            else (file, decision)
            for file, decision in decided
        ]

    def _may_help(self, decision: Decision) -> bool:
        return self.verb == "look" and grants.may_help(self.phrase, self.by, decision)

    def _live(self, customers: Sequence[int]) -> Mapping[int, Sequence[grants.LiveGrant]]:
        """The colleague's live grants on these files. Fetched once for this look; its receipt asks again."""
        if unasked := [customer for customer in customers if customer not in self._held]:
            found = grants.live(self.by, unasked, self.purpose, self.at)
            self._held |= {customer: found.get(customer, ()) for customer in unasked}
        return self._held

    @property
    def asking(self) -> tuple[int, str, datetime]:
        """With what ``grants.BESIDE`` asks, around the customer: nobody's grants for an act, which no grant helps."""
        return (self.by.pk or 0 if self.verb == "look" else 0), self.purpose, self.at

    def bring(self, customer: int, live: str | None) -> None:
        """Take the live grants that came beside a file's row, so that deciding on it asks no more."""
        self._held[customer] = grants.read(live)

    def foresee(self, files: Iterable[rules.Subject], *, badges: bool = False) -> list[Any]:
        """Those of the files that ``permit_many`` would return; nothing is recorded. For filling a page without gaps."""
        return [file for file, decision in self._decisions(files) if _returns(decision, badges)]

    def foresee_each(self, files: Iterable[rules.Subject]) -> list[tuple[Any, Decision]]:
        """Those of the files that may be seen, each with its decision; nothing is recorded. For ordering and counting before a page
        is cut: what is shown still goes through ``permit_many``."""
        return [(file, decision) for file, decision in self._decisions(files) if decision.allowed]

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

    def refuse(self, code: str, file: rules.Subject | None = None) -> NoReturn:
        """Refuse by a rule of the caller's own, where the policy would not; journalled. ``explain`` words the code; ``file``:
        whose ways out are offered."""
        decision = rules.decide(self.by, self.phrase, None, self.purpose)
        self._refuse(Decision(self.phrase, False, decision.code or code, (self.phrase,)), file)

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
        self,
        sealed: Iterable[tuple[int, Any]],
        fits: Callable[[int, dict[str, Any]], bool],
        *,
        whole: bool = False,
    ) -> list[int]:
        """Open candidates of a search for comparison only and answer which customers fit; no value leaves this room.

        ``sealed`` pairs a customer's id with one of its ``Sealed`` compartments. The receipt that names the query and
        the ids must still be committed (``permit_many``) before anything is shown. Only for full identifiers: what a
        reader may not see must not be found out by asking for its parts (``match_clear``, ``match_shown``). ``whole``: for the
        house's own weighing of files, contents with where each value comes from; only counts may be kept of it.
        """
        return compare(sealed, fits, whole=whole)

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


def _returns(decision: Decision, badges: bool) -> bool:
    return decision.allowed or (
        badges and not decision.hides and decision.code in ("secrecy", "relation", "level")
    )


def _opened(decision: Decision, held: Iterable[grants.LiveGrant]) -> Decision:
    for grant in held:
        decision = rules.with_grant(decision, grant.compartments, grant.pk)
    return decision
