"""What a form draws: inputs, groups of inputs for composite values, rows for fields of many values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any

from zhiji.fields import Field


@dataclass(slots=True)
class Input:
    """One input; drawn by the tag ``{% field %}``. ``type``: an HTML input type, textarea, select, radio or checkbox."""

    name: str
    label: object
    value: str = ""
    help: object = ""
    type: str = "text"
    choices: Sequence[tuple[str, object]] = ()
    required: bool = False
    attributes: dict[str, str] = made(default_factory=dict)
    problems: list[Any] = made(default_factory=list)
    empty: object = ""


@dataclass(slots=True)
class Item:
    """One value: its inputs, the first of them always in sight, ``more`` folded."""

    place: int | None
    inputs: list[Input]
    more: list[Input] = made(default_factory=list)
    problems: list[Any] = made(default_factory=list)

    @property
    def unfolded(self) -> bool:
        """Whether something folded is filled or wrong, so that it must be in sight."""
        return any(one.value or one.problems for one in self.more)


@dataclass(slots=True)
class Control:
    """One field of the register in a form.

    ``shape``: ``input`` (one input), ``group`` (a composite or an amount), ``rows`` (many values; ``blank`` is the pattern
    of a further row, its place written ``__``). ``kept``: the reader may not see the value, and an empty input keeps it.
    """

    field: Field
    shape: str
    items: list[Item]
    blank: Item | None = None
    problems: list[Any] = made(default_factory=list)
    kept: str = ""
    mark: str = ""

    @property
    def name(self) -> str:
        return f"f.{self.field.id}"

    @property
    def hides(self) -> bool:
        """Whether ``kept`` is a mask. An organisation's public numbers are shown whole, though their part of the file is not."""
        return any(sign in self.kept for sign in "*●")

    @property
    def inputs(self) -> Iterator[Input]:
        """Every input now standing in the form."""
        for item in self.items:
            yield from item.inputs
            yield from item.more

    @property
    def first(self) -> Input:
        """Where a link to this field leads."""
        return self.items[0].inputs[0]

    @property
    def problem_count(self) -> int:
        return len(self.problems) + sum(
            len(item.problems) + sum(len(one.problems) for one in (*item.inputs, *item.more))
            for item in self.items
        )

    @property
    def filled(self) -> bool:
        return any(one.value for one in self.inputs)
