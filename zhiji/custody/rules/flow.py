"""What a procedure is: states, and the moves between them. Who may sign a move stands in the policy table by its phrase;
here stands only in which state it is legal, whose step it is within the case, and whose eyes it must not share.

    FLOW = Flow("reading", "R", "Art. 18", _("Reading"), states=(State("asked", _("…"), clock="custody.sign_hours"), …),
                moves=(Move("sign", _("Sign"), ("asked",), "signed", tie="unit_head", apart=("ask",)), …))
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

TIES = ("", "raiser", "unit_head", "owner", "not_raiser")
"""Whose step a move is, besides the role: anybody of the role, who raised the case, the head of the raiser's unit, the
colleague the case names as its owner, anybody but the raiser."""

NEGATIVE = frozenset(
    {"refuse", "decline", "withdraw", "recall", "cancel", "send_back", "dismiss", "lapse", "stop"}
)
"""Verbs that say no or take something back."""


class FlowError(ValueError):
    """A flow contradicts itself; the message names the state or move and the mend."""


@dataclass(frozen=True, slots=True)
class State:
    """One state. ``clock`` names the norm parameter (``group.name`` ending in ``_minutes``, ``_hours`` or ``_days``) within
    which the next step is due; ``""`` when none is. A ``final`` state has no way out."""

    id: str
    label: object
    clock: str = ""
    final: bool = False
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """One step: its phrase is ``custody:<kind>:<verb>``.

    One verb may stand in two moves from one state where a rule decides which way it goes; the act then says ``to=``.
    ``apart``: verbs of the same case whose hands must be other people (four eyes). ``words``: a written reason is needed.
    ``grave``: it destroys for good, and its button is red. ``optional``: one may take it, nobody must, so that nothing waits
    for it.
    """

    verb: str
    label: object
    before: tuple[str, ...]
    after: str
    tie: str = ""
    apart: tuple[str, ...] = ()
    words: bool = False
    grave: bool = False
    optional: bool = False

    @property
    def negative(self) -> bool:
        """Whether the step says no or takes something back: a normal act with a plain button, and nothing waits for it."""
        return self.verb in NEGATIVE


@dataclass(frozen=True, slots=True)
class Flow:
    """One procedure. ``raise_verb`` opens a case into the first state. ``readers``: roles that may read every case of this
    kind, besides its raiser, its owner, those who signed, and those whose step is next. ``kept_as``: the purpose under which
    its entries stand in the journal whatever the session's is (``inquiry`` keeps them out of other roles' ledgers).
    ``discreet``: that there is such a case is told to its readers and hands only, also when somebody tries its steps.
    ``unspoken``: to its readers by their own post alone: no hand of an earlier post, no stand-in, no count, no notice.
    ``level``: the compartment that must be clear to read what is sealed with a case, but for whose step it is to decide."""

    kind: str
    prefix: str
    article: object
    label: object
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    raise_verb: str = "ask"
    readers: frozenset[str] = frozenset({"supervisor", "manager", "auditor"})
    kept_as: str = ""
    discreet: bool = False
    unspoken: bool = False
    level: str = ""

    def __post_init__(self) -> None:
        known = {state.id for state in self.states}
        verbs = {self.raise_verb, *(move.verb for move in self.moves)}
        for move in self.moves:
            if (
                not {*move.before, move.after} <= known
                or not set(move.apart) <= verbs
                or move.tie not in TIES
            ):
                raise FlowError(f"{self.kind}:{move.verb} names a state, verb or tie that is not there")
            if any(self.state(before).final for before in move.before):
                raise FlowError(f"{self.kind}:{move.verb} leaves a final state")

    @property
    def first(self) -> State:
        return self.states[0]

    def state(self, name: str) -> State:
        """The state of this name."""
        return next(state for state in self.states if state.id == name)

    def moves_from(self, state: str) -> Sequence[Move]:
        """The legal steps in a state, in the order of the table."""
        return [move for move in self.moves if state in move.before]

    def move(self, state: str, verb: str, to: str = "") -> Move | None:
        """The step ``verb`` in ``state``, where a rule leads to one of several states the one ``to`` it; None when illegal."""
        return next(
            (move for move in self.moves_from(state) if move.verb == verb and to in ("", move.after)), None
        )

    def label_of(self, verb: str) -> object:
        """What a step is called; the raising one is called like its procedure."""
        return next((move.label for move in self.moves if move.verb == verb), self.label)

    def phrase(self, verb: str) -> str:
        return f"custody:{self.kind}:{verb}"


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature as the rule sees it: the verb and the human beings on its side (the hand, and whom it signed for)."""

    verb: str
    persons: frozenset[str]


def shares_eyes(move: Move, signer: Iterable[str], earlier: Iterable[Signed]) -> bool:
    """Whether the signer's side had a hand in a step that this one must be apart from (norm ``house.separation``).

    >>> move = Move("approve", "", ("asked",), "approved", apart=("ask",))
    >>> shares_eyes(move, {"7"}, [Signed("ask", frozenset({"7"}))])
    True
    """
    mine = frozenset(signer)
    return any(one.verb in move.apart and mine & one.persons for one in earlier)
