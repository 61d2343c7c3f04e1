"""The tables of every procedure: states, clocks, who may take a step, whose eyes it must not share; and every way through them."""

from types import SimpleNamespace

import pytest
from django.utils import timezone
from plugins.case_paths import every_flow, foregoing, paths

from zhiji import norms
from zhiji.access import policy
from zhiji.access.gateway import ACTS
from zhiji.custody import clock
from zhiji.custody.cases import _UNITS, due
from zhiji.custody.flows import FLOWS
from zhiji.custody.rules.flow import Flow, Signed, shares_eyes
from zhiji.custody.steps import STEPS
from zhiji.staff.rules import ROLES


@every_flow
def test_every_state_is_reached_and_leads_to_an_end(flow) -> None:
    known = foregoing(flow)
    assert [state.id for state in flow.states if state.id not in known] == [], "never reached"
    assert [state.id for state in flow.states if not state.final and not flow.moves_from(state.id)] == [], (
        "no way out"
    )
    ends = {state.id for state in flow.states if state.final}
    assert ends, "a procedure ends"
    while more := {
        move.before_id for move in _edges(flow) if move.after in ends and move.before_id not in ends
    }:
        ends |= more
    assert {state.id for state in flow.states} - ends == set(), "no way to an end"


def _edges(flow: Flow) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(before_id=state, after=move.after) for move in flow.moves for state in move.before
    ]


@every_flow
def test_every_clock_is_a_norm_in_force(flow) -> None:
    now = timezone.now()
    for state in flow.states:
        if state.clock:
            group, _dot, name = state.clock.partition(".")
            span = getattr(getattr(norms.on(timezone.localdate(now)), group), name)
            assert isinstance(span, int | float) and span > 0, state.clock
            assert name.rpartition("_")[2] in _UNITS, state.clock
            assert due(state, now) > now


SIGNED_INSIDE = {
    ("authority", "bar"): "a rule's own refusal, signed in the act that asks",
    ("handover", "begin"): "raised in the act by which a colleague leaves or moves",
    ("handover", "finish"): "signed in the act that settles its last line",
    ("takeover", "offer"): "raised in the act that begins a handover",
}
"""Verbs that no act is made for: another act signs them, and its phrase says who may."""


@every_flow
def test_every_step_has_its_policy_row_its_act_and_somebody_who_may_take_it(flow) -> None:
    assert clock.TICKS is not None  # the acts by the clock are loaded
    for verb in {flow.raise_verb, *(move.verb for move in flow.moves)}:
        if (flow.kind, verb) in SIGNED_INSIDE:
            assert flow.phrase(verb) not in policy.phrases(), "it has a row of its own: take it off the list"
            continue
        phrase = policy.phrases().get(flow.phrase(verb))
        assert phrase is not None, f"{flow.phrase(verb)} has no row in access/policy"
        assert phrase.roles & {*ROLES, "system"}, f"nobody may {phrase.id}"
        assert phrase.id in ACTS, f"{phrase.id} has no act"
        assert len(verb) <= 16 and len(flow.kind) <= 16
    assert set(STEPS) >= {(flow.kind, move.verb) for move in flow.moves if (flow.kind, move.verb) in STEPS}


@every_flow
def test_what_is_set_apart_can_come_before_and_can_be_kept_apart(flow) -> None:
    known = foregoing(flow)
    for move in flow.moves:
        may_precede = set().union(*(known[state] for state in move.before))
        assert not move.apart or set(move.apart) & may_precede, (
            f"{flow.kind}:{move.verb} is apart from nothing"
        )
        assert not (move.tie == "raiser" and flow.raise_verb in move.apart), (
            f"{flow.kind}:{move.verb}: nobody could sign"
        )


def test_kinds_and_letters_are_each_used_once() -> None:
    assert len({flow.prefix for flow in FLOWS.values()}) == len(FLOWS)


RULED = {
    ("reading", "sign", ""): {"ask"},  # Art. 18.2
    ("reading", "examine", ""): {"ask", "sign"},  # Art. 18.3
    ("reading", "approve", ""): {"ask", "sign", "examine"},  # Art. 18.4
    ("loan", "approve", ""): {"ask"},  # Art. 19.4: never oneself
}
"""What the house rule sets apart, so that a table cannot lose it unnoticed."""


@pytest.mark.parametrize(("kind", "verb", "to"), RULED, ids=lambda one: one)
def test_the_tables_keep_what_the_rule_sets_apart(kind, verb, to) -> None:
    found = [move for move in FLOWS[kind].moves if move.verb == verb and to in ("", move.after)]
    assert found and all(set(move.apart) >= RULED[kind, verb, to] for move in found)


# -- every way -----------------------------------------------------------------------------------------------------------


@pytest.mark.req("I03")
@every_flow
def test_on_every_way_every_step_apart_sees_every_hand_before_it(flow) -> None:
    for state, verbs in paths(flow):
        for move in flow.moves_from(state):
            for place, verb in enumerate(verbs):
                signed = [
                    Signed(one, frozenset({"me" if at == place else f"p{at}"}))
                    for at, one in enumerate(verbs)
                ]
                assert shares_eyes(move, {"me"}, signed) == (verb in move.apart), (state, verbs, move.verb)
                assert not shares_eyes(move, {"somebody"}, signed)
