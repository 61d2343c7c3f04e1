"""The style sheet: one source of colour, enough contrast, no style that the content policy would refuse."""

import re
from pathlib import Path

import pytest

DESK = Path(__file__).parents[3] / "zhiji" / "desk"
ROOMS = DESK.parent
TOKENS = (DESK / "static" / "desk" / "tokens.css").read_text(encoding="utf-8")
COLOUR = re.compile(r"(--[\w-]+):\s*(#[0-9a-f]{6})")


def block(opening: str) -> dict[str, str]:
    """The colours of the rule that begins with ``opening``."""
    start = TOKENS.index(opening)
    return dict(COLOUR.findall(TOKENS[start : TOKENS.index("}", start)]))


LIGHT = block(":root {")
DARK = block(':root[data-theme="dark"] {')


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


TEXT = [
    *((text, ground) for text in ("ink", "quiet", "link", "cinnabar", "jade", "amber", "mask") for ground in ("paper", "card", "hover")),
    ("ink", "paper-deep"), ("quiet", "paper-deep"), ("on-cinnabar", "cinnabar"), ("on-cinnabar", "cinnabar-deep"),
    ("cinnabar-deep", "cinnabar-wash"), ("jade", "jade-wash"), ("amber", "amber-wash"), ("ink", "cinnabar-wash"),
    ("ink", "jade-wash"), ("ink", "amber-wash"),
]  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_stands_out_from_its_ground(theme: str, text: str, ground: str) -> None:
    colours = {"light": LIGHT, "dark": LIGHT | DARK}[theme]
    assert contrast(colours[f"--{text}"], colours[f"--{ground}"]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "card"])
def test_edges_of_fields_and_focus_rings_stand_out(theme: str, ground: str) -> None:
    colours = {"light": LIGHT, "dark": LIGHT | DARK}[theme]
    assert contrast(colours["--rule-firm"], colours[f"--{ground}"]) >= 3
    assert contrast(colours["--focus"], colours[f"--{ground}"]) >= 3


def test_dark_by_choice_and_dark_by_device_are_the_same() -> None:
    start = TOKENS.index(':root:not([data-theme="light"]) {')
    assert dict(COLOUR.findall(TOKENS[start : TOKENS.index("}", start)])) == DARK


def test_colours_are_named_in_one_place_only() -> None:
    for sheet in ("layout", "parts", "forms"):
        text = (DESK / "static" / "desk" / f"{sheet}.css").read_text(encoding="utf-8")
        assert set(re.findall(r"#[0-9a-f]{3,8}\b", text)) <= {"#fff"}, (
            sheet
        )  # the white ground of a code to scan


def test_no_template_carries_a_style_or_handler_the_content_policy_refuses() -> None:
    for template in ROOMS.rglob("templates/**/*.html"):
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|\son\w+=\"|javascript:", text), template
        assert not re.search(r"(src|href)=\"(https?:)?//", text), template
