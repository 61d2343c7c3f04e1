"""The doors through which free text leaves, and that each of them asks the check first (Art. 26.3, J10)."""

import ast
import inspect
import re
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver
from test_phrases import load_every_room

import zhiji
from zhiji.access.gateway import ACTS

PACKAGE = Path(zhiji.__file__).parent
ID = "11010519491231002X"
FREE = {"reason", "words", "note", "title"}
CHECKS = (
    "secrets_as", "text_problems", "outbound_problems", "check_reason", "note_problems", "_reason_problems", "open_case(", "sign(",
)  # fmt: skip
ELSEWHERE = {"access:glass:break": "zhiji.access.breaking"}
"""Acts whose check stands in the room below them: phrase and module."""


@pytest.mark.req("J10")
def test_only_the_checked_door_sends_e_mail() -> None:
    text = (PACKAGE / "settings.py").read_text(encoding="utf-8")
    assert re.search(r'^EMAIL_BACKEND = \(?\s*"zhiji\.access\.outbound\.CheckedMail"', text, re.MULTILINE)
    assert settings.ZHIJI_MAIL != "zhiji.access.outbound.CheckedMail"
    others = [
        path.name
        for path in PACKAGE.rglob("*.py")
        if path.name != "outbound.py" and ("django.core.mail" in (source := path.read_text(encoding="utf-8")) or "smtplib" in source)
        and path.name != "settings.py"
    ]  # fmt: skip
    assert others == []


@pytest.mark.req("J10")
def test_every_free_text_of_a_procedure_is_stopped_with_an_identity_number() -> None:
    from zhiji.custody.steps import STEPS

    asked = [
        (step, ask)
        for step in STEPS.values()
        for ask in step.asked
        if ask.type in ("text", "textarea") and ask.most >= 18
    ]
    assert len(asked) > 20
    for step, ask in asked:
        _value, problems = ask.read([ID])
        assert "secret.identity" in {one.rule for one in problems}, (step.flow.kind, step.verb, ask.name)


@pytest.mark.req("J10")
def test_every_act_with_a_free_text_asks_the_check() -> None:
    """Lists the acts that take a free text; a new one must call a check in its own module."""
    _ = get_resolver().url_patterns  # the converters of addresses are made as these are read
    load_every_room()
    bare, listed = [], 0
    for phrase, function in ACTS.items():
        taken = FREE & set(inspect.signature(function).parameters)
        listed += bool(taken)
        source = inspect.getsource(sys.modules[ELSEWHERE.get(phrase, function.__module__)])
        calls = {
            ast.unparse(node.func) + "(" for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)
        }
        if taken and not any(check.rstrip("(") in call for call in calls for check in CHECKS):
            bare.append((phrase, sorted(taken)))
    assert bare == [] and listed > 20
