"""Charts of groups: lines as grouped bars, said in Altair's grammar and drawn by vl-convert, without a browser and without a network.

One specification serves the page (colours are the style sheet's own, so that they follow the theme) and the files (named
colours, title, notes, watermark). Bars begin at zero, so that their lengths may be compared; a figure left out draws no bar.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from zhiji.letters import CHINESE

WIDTH, BAR, GAP = 960, 15, 12
LINES_MOST, SERIES_MOST = 24, 8
LABEL_WIDTH = 220
CRISP = 2.0
"""Pixels of a PNG by pixels of the drawing."""
SPARE = 12
"""Room at the right edge, should the reader's font be wider than ours."""
TYPE = ", ".join(CHINESE)
_ENGLISH = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
"""What the grammar's engine tells screen readers, in English only: the whole drawing is one picture with a title of ours."""


@dataclass(frozen=True, slots=True)
class Palette:
    """What colours are called: in a file by value, on a page by the style sheet's names."""

    ink: str
    quiet: str
    rule: str
    paper: str
    tones: Sequence[str]


IN_A_FILE = Palette(
    "#1e2227", "#61656c", "#e6e1d7", "#ffffff",
    ("#2a6553", "#b98a2e", "#24508f", "#8a4a6b", "#5b6770", "#7d5310", "#3f7f8c", "#b0766a"),
)  # fmt: skip
ON_A_PAGE = Palette(
    "var(--ink)",
    "var(--quiet)",
    "var(--rule)",
    "transparent",
    tuple(f"var(--t{place})" for place in range(SERIES_MOST)),
)


@dataclass(frozen=True, slots=True)
class Chart:
    """``lines``: name and a figure for each of ``series`` (None draws nothing; one figure where there are no series).

    Figures are drawn as they are: money in whole units. ``written``: how each is written beside its bar.
    """

    title: str
    lines: Sequence[tuple[str, Sequence[float | None]]]
    series: Sequence[str]
    written: Callable[[float], str]


def chart_of(
    title: str, lines: Sequence[tuple[str, Sequence[float | None]]], series: Sequence[str], written: Callable[[float], str]
) -> Chart | None:  # fmt: skip
    """A chart, or None where nothing shows or there is too much to be read as one."""
    if len(lines) > LINES_MOST or len(series) > SERIES_MOST:
        return None
    if all(value is None for _name, figures in lines for value in figures):
        return None
    return Chart(title, lines, series, written)


def on_page(chart: Chart) -> SafeString:
    """The chart as SVG to stand in a page: no title (its card has one), no colours of its own."""
    drawn = _svg(chart, ON_A_PAGE)
    drawn = re.sub(r'(<svg[^>]*?) width="[\d.]+" height="[\d.]+"', r"\1", drawn, count=1)
    label = f'<svg role="img" aria-label="{escape(chart.title)}"'
    return mark_safe(drawn.replace("<svg", label, 1))  # noqa: S308 (vl-convert escapes every text of the specification)


def as_svg(chart: Chart, notes: Sequence[str], mark: str) -> str:
    """The chart as a file that needs no style sheet: its title, ``notes`` beneath it, ``mark`` faintly across it."""
    drawn = _svg(chart, IN_A_FILE, notes)
    pattern = (
        '<defs><pattern id="mark" width="260" height="130" patternUnits="userSpaceOnUse" patternTransform="rotate(-24)">'
        f'<text x="0" y="70" font-family="{escape(TYPE)}" font-size="13" fill="#1e2227" fill-opacity="0.07">{escape(mark)}</text>'
        '</pattern></defs><rect width="100%" height="100%" fill="url(#mark)"/></svg>'
    )
    return drawn.removesuffix("</svg>") + pattern


def as_png(chart: Chart, notes: Sequence[str], mark: str) -> bytes:
    """The same as pixels."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(as_svg(chart, notes, mark), scale=CRISP))


def as_pdf(chart: Chart, notes: Sequence[str], mark: str) -> bytes:
    """The same as one page of the drawing's size; its text stays text."""
    import vl_convert

    return bytes(vl_convert.svg_to_pdf(as_svg(chart, notes, mark)))


FORMS: Mapping[str, Callable[[Chart, Sequence[str], str], bytes]] = {
    "svg": lambda *given: as_svg(*given).encode(),
    "png": as_png,
    "pdf": as_pdf,
}


def _svg(chart: Chart, palette: Palette, notes: Sequence[str] | None = None) -> str:
    import vl_convert

    drawn = str(vl_convert.vegalite_to_svg(_said(chart, palette, notes), allowed_base_urls=[]))
    return _ENGLISH.sub("", drawn)


def _said(chart: Chart, palette: Palette, notes: Sequence[str] | None) -> dict[str, Any]:
    """The chart in the grammar. ``notes``: with title and notes."""
    import altair as alt

    names = list(chart.series) or [""]
    rows = [
        {"line": place, "series": series, "value": value, "end": max(value, 0), "words": chart.written(value)}
        for place, (_name, figures) in enumerate(chart.lines)
        for series, value in zip(names, figures, strict=True)
        if value is not None
    ]
    labels = [name for name, _figures in chart.lines]
    tones = alt.Color(
        "series:N", sort=names, scale=alt.Scale(domain=names, range=list(palette.tones[: len(names)])),
        legend=alt.Legend(orient="top", title=None, symbolType="square") if chart.series else None,
    )  # fmt: skip
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y(
            "line:O", title=None, scale=alt.Scale(domain=list(range(len(labels))), paddingInner=GAP / (GAP + BAR * len(names))),
            axis=alt.Axis(labelExpr=f"{_list(labels)}[datum.value]", ticks=False, domain=False),
        ),
        yOffset=alt.YOffset("series:N", sort=names, scale=alt.Scale(domain=names)),
        x=alt.X("value:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=5, format=",.12~g")),
    )  # fmt: skip
    words = base.mark_text(align="left", dx=5, color=palette.quiet).encode(x="end:Q", text="words:N")
    drawing = (base.mark_bar(size=BAR - 3).encode(color=tones) + words).properties(
        width=WIDTH, height=len(labels) * (BAR * len(names) + GAP),
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
    )  # fmt: skip
    if notes is not None:
        drawing = drawing.properties(
            title=alt.Title(chart.title, subtitle=list(notes), anchor="start", offset=14)
        )
    return dict(drawing.to_dict(validate=False) | {"config": _config(palette)})


def _list(names: Sequence[str]) -> str:
    """Names as an array of the grammar's expressions."""
    return json.dumps(list(names), ensure_ascii=False)


def _config(palette: Palette) -> dict[str, Any]:
    quiet = {
        "labelColor": palette.quiet,
        "labelFontSize": 11,
        "gridColor": palette.rule,
        "domain": False,
        "ticks": False,
    }
    edge = 14 if palette is IN_A_FILE else 2
    return {
        "aria": False, "font": TYPE, "background": palette.paper,
        "padding": {"left": edge, "top": edge, "bottom": edge, "right": edge + SPARE}, "view": {"stroke": None},
        "axisX": quiet, "axisY": quiet | {"labelColor": palette.ink, "labelFontSize": 12, "labelLimit": LABEL_WIDTH, "labelPadding": 8},
        "legend": {"labelColor": palette.ink, "labelFontSize": 12, "offset": 8},
        "title": {
            "color": palette.ink, "fontSize": 16, "subtitleColor": palette.quiet, "subtitleFontSize": 11, "subtitlePadding": 6,
            "subtitleLineHeight": 15,
        },
    }  # fmt: skip
