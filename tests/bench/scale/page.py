"""``docs/benchmarks-scale.md``: every size that was measured, side by side. Written by the bench, never by hand."""

from collections.abc import Iterator, Sequence
from typing import Any

from figures import Figure, number, share
from report import BUSY

_VERDICT = {True: "met", False: "**missed**", None: ""}
LARGEST = 100
_HOW = """\
- **The town** (`tests/bench/town`): invented customers with about a hundred transactions each over two years; wages, rents, cards, cash, deposits that
  mature, loans, churners, sleepers. It is written into the lake by the product's own writer, files as `zhiji lake merge` leaves them, but not through
  the feed: that seals every row for its customer one by one (its own speed stands below).
- **Measures:** all of `zhiji/insight/measures`, as the nightly run reckons them (`insight/night/reckoning.py`), in ranges of 125,000 customers. Beside it
  one SQL statement written by hand for DuckDB (`tests/bench/scale/by_hand.py`) over the same encrypted files: one pass over transactions, one over
  balances. Both give the same rows; where a column differed this page would say so.
- **Tiers:** one more month for everybody, and the pyramid, as the nightly run places them (`insight/night/placing.py`).
- **Rates and monitoring rules:** four rates (`insight/rates.py`) and seven rules (`insight/diligence/monitoring`) over everybody; by hand the rates stand on one
  pass over transactions, and the rules on one table of the movements that any looks at (`tests/bench/scale/watching.py`). Every 20th customer is an organisation.
- **Replay:** 200 customers in a fresh order, every row of theirs read from all files and opened.
- **Pages:** 60 customers of a bank of 2,000 in PostgreSQL, whose rows lie among everybody's in the lake; a manager's session, `zhiji serve` with two
  workers, HTTP, one request after the other. What opening a file costs among a million customers stands in [benchmarks](benchmarks.md).
- **Explorer:** the figures of a page before they are drawn, in a process that has asked before; beside them one statement with grouping sets
  over the same encrypted rows. Both must give the same figures. The product keeps an empty DuckDB open in each worker; the SQL by hand opens its own, and
  what it takes in one that is open already is told too: what is left then is that Ibis puts each statement together anew.
- Each step is a process of its own; times are medians (how many runs stands with each size), turn and turn about; *processor* adds up all threads and is what to trust
  on a shared machine. Gathering who there is from PostgreSQL, alerts and scores are not in it."""


def page(found: Sequence[dict[str, Any]]) -> str:
    """The whole page."""
    newest = found[-1]["machine"]
    lines = [
        "# Benchmarks at scale", "", "Written by `make bench-scale`. Other figures: [benchmarks](benchmarks.md), [learning the models](benchmarks-models.md).", "",
        f"- **Machine:** {newest['processor']}, {newest['cores']} cores, {newest['memory_gib']} GiB; {newest['system']}; Python {newest['python']}",
        *(f"- **{one['size']} million:** {one['machine']['at']}, load {one['machine']['load_before']} before, {one['load_after']} after, {one['steps']['product']['runs']} runs"
          f"{_shared(one)}" for one in found),
        _HOW, "",
    ]  # fmt: skip
    for one in found:
        lines += [
            f"## {one['size']} million transactions, {one['customers']:,} customers",
            "",
            "| measured | | goal | | beside it |",
            "|---|---:|---|---|---|",
        ]
        for figure in figures(one):
            lines.append(
                f"| {figure.name} | {number(figure.value)} {figure.unit} | {figure.goal} | {_VERDICT[figure.met]} | {figure.beside} |"
            )
        for name, columns in one["differing"].items():
            lines += (
                ["", f"**{name} and the SQL by hand differ in: {', '.join(columns)}.**"] if columns else []
            )
        lines += ["", one["note"]] if one.get("note") else []
        lines.append("")
    lines += _growth(found)
    if found[-1]["size"] < LARGEST:
        lines += [
            f"Not measured yet: {LARGEST} million transactions (`make bench-scale SIZE={LARGEST}`, on a quiet machine).",
            "",
        ]
    return "\n".join(lines).rstrip() + "\n"


def figures(one: dict[str, Any]) -> Iterator[Figure]:
    """The figures of one size."""
    steps = one["steps"]
    written = steps["write"]
    yield Figure(
        "writing the lake, the rows' making included", written["transactions"] / written["seconds"], "transactions/s", "",
        f"{written['transactions']:,} transactions, {written['balances']:,} balances, {written['bytes'] / 1e9:.2f} GB, {written['files']} files",
    )  # fmt: skip
    for name, words in (
        ("product", "measures"), ("placing", "tiers and pyramid"), ("rated", "rates of the bank"), ("struck", "monitoring rules"),
    ):  # fmt: skip
        if name not in steps:  # measured before these were
            continue
        mine, hand = steps[name], steps["by_hand" if name == "product" else f"{name}_by_hand"]
        told = f"by hand {number(hand['seconds'])} s ({number(hand['cpu'])} s of processor, {number(hand['peak_mib'])} MiB)"
        count = f" ({mine['measures']})" if "measures" in mine else ""
        yield Figure(f"{words}{count}", mine["seconds"], "s", "", told)
        yield Figure(f"{words}, for the SQL by hand", mine["seconds"] / hand["seconds"], "×", "≤ 1.25")
        yield Figure(
            f"{words}, processor for processor",
            mine["cpu"] / hand["cpu"],
            "×",
            "≤ 1.25",
            f"{number(mine['cpu'])} s",
        )
        if "start_cpu" in mine:
            told = f"by hand {number(hand['start_cpu'])} s; libraries that load at their first use"
            yield Figure(
                f"{words}, besides at the start of a process, once a night", mine["start_cpu"], "s", "", told
            )
        yield Figure(f"{words}, peak memory", mine["peak_mib"] / 1024, "GiB", "≤ 8")
    times = steps["replay"]["times"]
    rows = f"{number(steps['replay']['rows'])} rows a customer, {steps['replay']['most']:,} at most; load {steps['replay']['load']}"
    yield Figure("replay of a customer, median", share(times["after"], 50), "ms", "≤ 100", rows)
    yield Figure(
        "replay of a customer, p99",
        share(times["after"], 99),
        "ms",
        "≤ 300",
        f"while footers are first read: {number(times['first'][-1])} ms at most",
    )
    each = 1000 * steps["replay"]["cpu"] / (len(times["first"]) + len(times["after"]))
    yield Figure("replay of a customer, processor", each, "ms", "≤ 100")
    yield from _looked(steps)
    if "feed" in steps:
        fed = steps["feed"]
        parts = ", ".join(f"{name} {number(seconds)} s" for name, seconds in fed["parts"].items())
        yield Figure(
            "the real feed: checked, sealed, written, in one act",
            fed["rows"] / fed["seconds"],
            "transactions/s",
            "",
            parts,
        )
        yield Figure("the real feed, peak memory", fed["peak_mib"] / 1024, "GiB")


def _looked(steps: dict[str, Any]) -> Iterator[Figure]:
    """What colleagues wait for: pages, and the explorer's questions beside SQL by hand."""
    if "pages" in steps:
        times, busy = steps["pages"]["times"], steps["pages"]["busy"]
        whole = [a + b for a, b in zip(times["the file"], times["its standing"], strict=True)]
        told = f"p99 {number(share(whole, 99))} ms; processor {number(busy['the file'] + busy['its standing'])} ms; load {steps['pages']['load']}"
        yield Figure("360 page: the file and its standing, median", share(whole, 50), "ms", "", told)
        for name, each in times.items():
            beside = f"p99 {number(share(each, 99))} ms; processor {number(busy[name])} ms"
            yield Figure(f"page: {name}, median", share(each, 50), "ms", "", beside)
    for name, asked in steps.get("explorer", {}).get("questions", {}).items():
        ours, hand = (
            [share(sorted(run[n] for run in asked[way]), 50) for n in (0, 1)] for way in ("ours", "hand")
        )
        same = "" if asked["same"] else "; **the figures differ**"
        yield Figure(f"explorer, {name}", ours[0], "ms", "", f"by hand {number(hand[0])} ms{same}")
        told = f"{number(ours[1])} ms; by hand {number(hand[1])} ms"
        if "kept" in asked:
            kept = share(sorted(run[1] for run in asked["kept"]), 50)
            told += f", and {number(kept)} ms in an engine that is open already"
        yield Figure(
            f"explorer, {name}, processor for processor", ours[1] / hand[1], "×", "≤ 1.25", told
        )  # fmt: skip
    if "explorer" in steps:
        yield Figure("explorer, peak memory", steps["explorer"]["peak_mib"] / 1024, "GiB", "≤ 8")


def _growth(found: Sequence[dict[str, Any]]) -> list[str]:
    """Processor time for a million transactions at every size: level when growth is linear."""
    if len(found) < 2:
        return []
    lines = ["## Growth", "", "Seconds of processor for a million transactions; level means linear.", ""]
    lines += ["| | " + " | ".join(f"{one['size']} M" for one in found) + " |", "|---|" + "---:|" * len(found)]
    for name, words in (
        ("product", "measures"),
        ("by_hand", "by hand"),
        ("placing", "tiers and pyramid"),
        ("write", "writing the lake"),
    ):
        lines.append(
            f"| {words} | "
            + " | ".join(number(one["steps"][name]["cpu"] / one["size"]) for one in found)
            + " |"
        )
    lines += [
        "",
        "What one customer or one question costs, milliseconds; level means that the size does not matter.",
        "",
    ]
    lines += ["| | " + " | ".join(f"{one['size']} M" for one in found) + " |", "|---|" + "---:|" * len(found)]
    for words, cost in (
        (
            "replay of a customer, processor",
            lambda steps: 1000 * steps["replay"]["cpu"] / sum(map(len, steps["replay"]["times"].values())),
        ),
        (
            "360 page, processor",
            lambda steps: steps["pages"]["busy"]["the file"] + steps["pages"]["busy"]["its standing"],
        ),
        ("statement of a year, processor", lambda steps: steps["pages"]["busy"]["its statement of a year"]),
        ("explorer, all questions, for a million customers", None),
    ):
        cells = []
        for one in found:
            if cost is not None:
                cells.append(number(cost(one["steps"])) if "pages" in one["steps"] else "")
            elif "explorer" in one["steps"]:
                asked = one["steps"]["explorer"]["questions"].values()
                spent = sum(share(sorted(run[1] for run in each["ours"]), 50) for each in asked)
                cells.append(number(spent * 1_000_000 / one["customers"]))
            else:
                cells.append("")
        lines.append(f"| {words} | " + " | ".join(cells) + " |")
    peaks = [max(each["peak_mib"] for each in one["steps"].values()) / 1024 for one in found]
    lines.append("| peak memory of any step, GiB | " + " | ".join(map(number, peaks)) + " |")
    return [*lines, ""]


def _shared(one: dict[str, Any]) -> str:
    busy = max(one["machine"]["load_before"], one["load_after"]) >= 2 * BUSY
    return ": shared with other work, so times are worse than the machine gives alone" if busy else ""
