"""Writes ``docs/reference/norms.md`` from the register: ``python -m zhiji.norms.reference [--check]``.

The page depends on the register alone, not on the day it is written.
"""

import argparse
import sys
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from zhiji.norms.norm import GROUPS, Norm
from zhiji.norms.snapshot import all as all_norms

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "norms.md"
HEAD = """# Norms

Generated from `zhiji/norms/register/*.toml` by `make docs`; change the register, not this page.
Code asks `norms.on(day).<group>.<parameter>`. “Unverified” means that the rule, or the part named
in the note, was not read in its source: have it read by your compliance department before you rely on it.
The day 2000-01-01 of a house rule stands for “since the house has rules”.
"""
STATUS = {"in_force": "in force", "repealed": "repealed", "house_rule": "house rule"}


def page() -> str:
    """The whole page as Markdown."""
    norms = all_norms()
    unverified = sum(not norm.verified for norm in norms)
    parts = [HEAD, f"{len(norms)} norms, {unverified} of them unverified.\n"]
    for group, members in groupby(norms, key=lambda norm: norm.group):
        parts.append(f"## {GROUPS[group]['en']} {GROUPS[group]['zh-hans']} (`{group}`)\n")
        parts += [entry(norm) for norm in members]
    return "\n".join(parts)


def entry(norm: Norm) -> str:
    """One norm: title, source, days, parameters, requirement rows, proof."""
    until = f"to {norm.effective_to}" if norm.effective_to else ""
    facts = [
        f"- {norm.source}" + (f", art. {norm.article}" if norm.article else ", article not read"),
        f"- {STATUS[norm.status]}, from {norm.effective_from} {until}".rstrip()
        + ("" if norm.verified else " — **unverified**"),
    ]
    if norm.note:
        facts.append(f"- Note: {norm.note}")
    if norm.replaced_by:
        facts.append(f"- Replaced by `{norm.replaced_by}`")
    facts += [f"- `{norm.group}.{name}` = {shown(value)}" for name, value in norm.parameters.items()]
    facts.append(f"- Requirements: {', '.join(norm.requirements)}")
    facts.append(f"- Proven by: `{norm.test}`" if norm.test else "- Proven by: no test yet")
    return f"### `{norm.id}` {norm.title['en']}\n\n{norm.title['zh-hans']}\n\n" + "\n".join(facts) + "\n"


def shown(value: object) -> str:
    """A parameter's value for a reader: tuples as lists, a row of alternatives with "or"."""
    if isinstance(value, tuple):
        return "; ".join(map(_row, value)) if _rows(value) else ", ".join(map(_row, value))
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {shown(item)}" for key, item in value.items())
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Write the reference page of the norms, or compare it (--check)."
    )
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    print(f"{PAGE.name} is not what the register says: run `make docs`", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())


def _rows(value: tuple[object, ...]) -> bool:
    return any(isinstance(item, tuple) and not isinstance(item[0], str) for item in value if item)


def _row(item: object) -> str:
    if not isinstance(item, tuple):
        return str(item)
    return " or ".join(item) if all(isinstance(one, str) for one in item) else ", ".join(map(str, item))
