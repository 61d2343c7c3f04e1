"""Which tests cite which article of the house rule: ``python -m plugins.rule_citations`` in ``tests`` writes the list anew.

A test cites an article in its name's text, its docstring or its comments (``Art. 19.5``); a module's docstring speaks for
the module as a whole.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from zhiji.custody.rule.citing import LAST, cited

TESTS = Path(__file__).parent.parent
PROOFS = TESTS.parent / "zhiji/custody/rule/proofs.toml"
OWN = {"test_rule_page.py"}
"""The test of the rule page itself proves no article."""


def citations() -> dict[int, list[str]]:
    """Article → tests as ``path::name``, or the path where the module's docstring cites it."""
    found: dict[int, list[str]] = {number: [] for number in range(1, LAST + 1)}
    for path in sorted(TESTS.rglob("test_*.py")):
        if path.name in OWN:
            continue
        for number, name in _of(path):
            where = f"tests/{path.relative_to(TESTS).as_posix()}{name}"
            if where not in found[number]:
                found[number].append(where)
    return found


def _of(path: Path) -> Iterator[tuple[int, str]]:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    for number in cited(ast.get_docstring(tree) or ""):
        yield number, ""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for number in cited(ast.get_source_segment(text, node) or ""):
                yield number, f"::{node.name}"


def as_toml(found: dict[int, list[str]]) -> str:
    """The list as ``proofs.toml`` keeps it."""
    lines = [
        "# Written by tests/plugins/rule_citations.py: the tests that cite each article of the house rule.",
        "[proofs]",
    ]
    for number, tests in found.items():
        lines.append(
            f"{number} = [" + "".join(f'\n  "{one}",' for one in tests) + "\n]" if tests else f"{number} = []"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PROOFS.write_text(as_toml(citations()), encoding="utf-8")
