"""The explorer's chart: lines as grouped bars. Pure shapes in pixels; colours are classes on the page, named colours in a file.

Bars begin at zero, so that their lengths may be compared; a figure left out draws no bar.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from zhiji.holdings.drawing import ticks

WIDTH, LEFT, RIGHT = 960, 190, 90
TOP, BAR, GAP, BOTTOM = 34, 13, 12, 22
TONES = ("#2a6553", "#7d5310", "#24508f", "#8a4a6b", "#5b6770", "#9a7b2f", "#3f7f8c", "#6d4c41")
LINES_MOST, SERIES_MOST = 24, len(TONES)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: place, length, what it says; ``tone`` counts the series."""

    x: float
    y: float
    width: float
    words: str
    tone: int

    @property
    def end(self) -> float:
        """Where its words begin."""
        return round(self.x + self.width + 4, 1)

    @property
    def base(self) -> float:
        """The line its words stand on."""
        return self.y + BAR - 3


@dataclass(frozen=True, slots=True)
class Bars:
    """The chart: named lines with their bars, the series' names, the marks beneath."""

    height: int
    lines: Sequence[tuple[float, str]]
    bars: Sequence[Bar]
    series: Sequence[str]
    marks: Sequence[tuple[float, str]]

    @property
    def floor(self) -> int:
        """Where the marks' lines end."""
        return self.height - BOTTOM

    @property
    def foot(self) -> int:
        """The line the marks' words stand on."""
        return self.height - 6


def bars_of(
    lines: Sequence[tuple[str, Sequence[int | None]]], series: Sequence[str], written: Callable[[int], str]
) -> Bars | None:
    """A bar for each figure; None where nothing shows or there is too much to be read as a chart."""
    values = [value for _name, figures in lines for value in figures if value is not None]
    if not values or len(lines) > LINES_MOST or len(series) > SERIES_MOST:
        return None
    marks = ticks(min(0, *values), max(1, *values))
    low, high = marks[0], marks[-1]

    def across(value: int) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (value - low) / ((high - low) or 1), 1)

    named, bars, y = [], [], float(TOP)
    for name, figures in lines:
        block = BAR * len(figures)
        named.append((y + block / 2 + 4, name))
        for place, value in enumerate(figures):
            if value is not None:
                ends = sorted((across(0), across(value)))
                bars.append(Bar(ends[0], y + BAR * place, max(ends[1] - ends[0], 1.0), written(value), place))
        y += block + GAP
    return Bars(int(y) + BOTTOM, named, bars, series, [(across(mark), written(mark)) for mark in marks])


def as_svg(chart: Bars, title: str, notes: Sequence[str]) -> SafeString:
    """The chart as a file of its own, with its title and what it rests on; it needs no style sheet."""
    foot = chart.height + 18
    legend = format_html_join(
        "", '<rect x="{}" y="{}" width="10" height="10" fill="{}"/><text x="{}" y="{}">{}</text>',
        ((LEFT + 120 * place, 46, TONES[place], LEFT + 120 * place + 15, 55, name) for place, name in enumerate(chart.series)),
    )  # fmt: skip
    grid = format_html_join(
        "", '<line x1="{}" x2="{}" y1="{}" y2="{}" stroke="#e6e1d7"/><text x="{}" y="{}" text-anchor="middle" fill="#61656c">{}</text>',
        ((x, x, TOP - 6, chart.floor, x, chart.foot, words) for x, words in chart.marks),
    )  # fmt: skip
    names = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="end">{}</text>',
        ((LEFT - 10, y, name) for y, name in chart.lines),
    )
    bars = format_html_join(
        "", '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/><text x="{}" y="{}" font-size="10">{}</text>',
        ((one.x, one.y, one.width, BAR - 2, TONES[one.tone], one.end, one.base, one.words) for one in chart.bars),
    )  # fmt: skip
    said = format_html_join(
        "", '<text x="10" y="{}" fill="#61656c">{}</text>', ((foot + 60 + 15 * place, note) for place, note in enumerate(notes))
    )  # fmt: skip
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="\'Noto Sans CJK SC\',\'PingFang SC\','
        "'Microsoft YaHei',sans-serif\" font-size=\"11\" fill=\"#1e2227\"><rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>"
        '<text x="10" y="26" font-size="16" font-weight="700">{title}</text>{legend}<g transform="translate(0 40)">{grid}{names}'
        "{bars}</g>{said}</svg>",
        width=WIDTH, height=foot + 60 + 15 * len(notes), title=title, legend=legend, grid=grid, names=names, bars=bars, said=said,
    )  # fmt: skip
