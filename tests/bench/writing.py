"""Row 5: the journal, measured by its own room's bench; its figures with the goals of this table."""

import re
from collections.abc import Iterator

import journal
from bank import Bank
from figures import Figure, number, of_dict

WHY_ENTRIES = "Every entry is forced to disk and kept in five indexes and behind three triggers; the bare insert has neither."
WHY_P99 = "More writers than cores wait for each other's turn on the processor."


def measure(bank: Bank) -> Iterator[Figure]:
    """Entries a second beside a bare insert, sealing, proofs, verification."""
    for row in journal.run(bank.size):
        figure = of_dict(row)
        bare = re.search(r"bare INSERT[^:]*: ([\d,]+)", figure.beside)
        why = WHY_ENTRIES if figure.unit == "1/s" else WHY_P99 if "p99" in figure.name else ""
        yield Figure(
            figure.name, figure.value, figure.unit.replace("1/s", "/s"), figure.goal, figure.beside, why
        )
        if bare:
            times = float(bare[1].replace(",", "")) / figure.value
            yield Figure(
                f"a bare insert is faster by ({figure.name.split(', ')[-1]})",
                times,
                "×",
                "",
                f"{number(figure.value)} /s",
            )
