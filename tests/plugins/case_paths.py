"""Every way through a procedure's table, and who may take its steps."""

from collections.abc import Iterator

import pytest

from zhiji.access import policy
from zhiji.custody.flows import FLOWS
from zhiji.custody.rules.flow import Flow
from zhiji.staff.rules import ROLES

every_flow = pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)


def foregoing(flow: Flow) -> dict[str, set[str]]:
    """State → the verbs that may have been signed before it is reached; states never reached are missing."""
    found = {flow.first.id: {flow.raise_verb}}
    while True:
        before = {state: set(verbs) for state, verbs in found.items()}
        for move in flow.moves:
            for state in move.before:
                if state in found:
                    found.setdefault(move.after, set()).update(found[state], {move.verb})
        if found == before:
            return found


def paths(flow: Flow) -> Iterator[tuple[str, list[str]]]:
    """Every way from the beginning to a state that visits no state twice: the state, and the verbs signed on the way."""

    def onward(state: str, verbs: list[str], visited: frozenset[str]) -> Iterator[tuple[str, list[str]]]:
        yield state, verbs
        for move in flow.moves_from(state):
            if move.after not in visited:
                yield from onward(move.after, [*verbs, move.verb], visited | {move.after})

    yield from onward(flow.first.id, [flow.raise_verb], frozenset({flow.first.id}))


def roles_of(flow: Flow, verb: str) -> list[str]:
    """The roles of colleagues that may take a step."""
    phrase = policy.phrases().get(flow.phrase(verb))
    return sorted(phrase.roles & set(ROLES)) if phrase is not None else []
