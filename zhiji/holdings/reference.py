"""The reference page of the feed's contract, written from the contract: ``docs/reference/feed.md``."""

from pathlib import Path

from zhiji.holdings.feed.contract import CONTRACT, Column

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "feed.md"
HEAD = """\
# The feed's contract

Written from `zhiji/holdings/feed/contract.py` by `make docs`; do not edit by hand. How to send a feed: `docs/how-to/feed.md`.

Needed columns are marked `!`, keys `#` (no two rows share them), `Σ` has a sum in the manifest. Types: text; date
`2026-11-21`; money with at most two decimals; rate in percent a year; whole; currency (ISO 4217); choice of the codes named.
"""


def page() -> str:
    """The whole page, table by table."""
    parts = [HEAD]
    for table in CONTRACT.values():
        holds = "all there is on the last day" if table.snapshot else "what happened in the days of the feed"
        parts.append(
            f"\n## {table.name}\n\n{table.means.capitalize()}; {holds}.\n\n| column | type | means |\n|---|---|---|\n"
        )
        parts += [f"| `{one.name}` {_marks(one)}| {one.type} | {_means(one)} |\n" for one in table.columns]
    return "".join(parts)


def _marks(column: Column) -> str:
    marks = ("!" if column.needed else "") + ("#" if column.key else "") + ("Σ" if column.sums else "")
    return f"{marks} " if marks else ""


def _means(column: Column) -> str:
    told = [column.means] if column.means else []
    told += [f"in `{column.to}`"] if column.to else []
    told += [", ".join(f"`{code}`" for code in column.choices)] if column.choices else []
    return "; ".join(told)
