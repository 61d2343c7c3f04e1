"""Every look and act is registered once, has its policy row, its words, a page or command that uses it, and a test."""

import ast
import re
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

import zhiji
from zhiji.access import policy
from zhiji.access.gateway import ACTS, LOOKS

PACKAGE = Path(zhiji.__file__).parent
TESTS = Path(__file__).parent.parent


def load_every_room() -> None:
    """Import every module of the product, so that every verb is registered."""
    import importlib

    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        if "migrations" in parts or parts[-1] in ("__main__", "verify_journal"):
            continue
        importlib.import_module(".".join(parts).removesuffix(".__init__"))


@pytest.fixture(scope="module", autouse=True)
def rooms() -> None:
    load_every_room()


@pytest.mark.req("N10")
def test_every_phrase_of_the_policy_has_its_function_and_the_reverse() -> None:
    registered = {**LOOKS, **ACTS}
    wanted = policy.phrases()
    assert set(registered) - set(wanted) == set()
    assert set(wanted) - set(registered) - SESSION_ONLY == set()
    for phrase, known in wanted.items():
        if phrase not in SESSION_ONLY:
            assert phrase in (LOOKS if known.verb == "look" else ACTS), phrase


SESSION_ONLY = {
    "access:purpose:choose",  # kept in the session; every look that uses the purpose is journalled with it
}


def test_phrases_follow_the_grammar_and_speak_three_languages() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir()}
    for phrase, known in policy.phrases().items():
        assert re.fullmatch(r"[a-z]+:[a-z_]+:[a-z_]+", phrase), phrase
        assert phrase.split(":")[0] in rooms, phrase
        assert set(known.names) == {"zh-hans", "zh-hant", "en"} and all(known.names.values()), phrase
        assert known.verb in ("look", "act") and known.subject in ("file", "none"), phrase


def test_acts_that_write_compartments_say_which() -> None:
    for phrase, known in policy.phrases().items():
        assert known.writes <= set(policy.COMPARTMENTS), phrase
        if known.verb == "look":
            assert not known.writes, phrase


def test_every_verb_is_called_by_some_test() -> None:
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in TESTS.rglob("*.py") if path != Path(__file__)
    )
    untested = []
    for phrase, function in {**LOOKS, **ACTS}.items():
        if phrase not in text and not re.search(rf"\b{function.__name__}\(", text):
            untested.append(phrase)
    assert untested == []


# -- routes --------------------------------------------------------------------------------------------------------

HOME = ""  # made of cards, each with a look of its own
OPEN_TO_ALL = {
    # route: why it needs no phrase
    "healthz": "answers only whether the house is up",
    "account/": "signing in and out, the second factor: the colleague's own credentials",
    "undertaking/": "signing the undertaking is an act of its own",
    "custody/notices/bell/": "a bare count of one's own notices",
    "staying/": "answers only whether the session still stands",
    "theme/": "a colour",
    "language/": "a language",
    "purpose/": "puts a purpose in force for this session; shows nothing",
    "i18n/": "a language",
    "api/v1/docs": "the description of the API",
    "api/v1/openapi.json": "the description of the API",
    "desk/style/": "only with DEBUG",
}


def routes(resolver=None, prefix: str = ""):
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern).lstrip("^").rstrip("$")
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.callback


@pytest.mark.req("N10", "H01")
def test_every_route_names_its_phrases() -> None:
    known = policy.phrases()
    bare = []
    for route, view in routes():
        if (
            route == HOME
            or route.startswith("api/v1/")
            or any(route.startswith(start) for start in OPEN_TO_ALL)
        ):
            continue
        phrases = getattr(view, "phrases", None)
        if not phrases:
            bare.append(route)
        else:
            assert set(phrases) <= set(known), (route, phrases)
    assert bare == []


def test_every_operation_of_the_api_names_its_phrases() -> None:
    from zhiji.desk.api import api

    bare, seen = [], 0
    for _, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                seen += 1
                phrases = getattr(operation.view_func, "phrases", None)
                if not phrases or not set(phrases) <= set(policy.phrases()):
                    bare.append((path, operation.methods))
    assert bare == [] and seen >= 10


def test_views_stay_thin() -> None:
    """A view translates, calls once and renders: at most 15 lines (docs/design/house.md)."""
    fat = []
    for path in [*PACKAGE.rglob("pages.py"), *PACKAGE.rglob("pages/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                "page" in ast.dump(one) for one in node.decorator_list
            ):
                body = [
                    one
                    for one in node.body
                    if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
                ]
                lines = node.end_lineno - body[0].lineno + 1
                if lines > 15:
                    fat.append((path.name, node.name, lines))
    assert fat == []


def test_commands_name_their_phrases() -> None:
    from zhiji.ops.cli import COMMANDS

    for name, command in COMMANDS.items():
        assert set(command.phrases) <= set(policy.phrases()), name
