"""Charts of rows over one scale: pairs, or a row for each community.

Each shows its interval, labels its marks directly, and leaves its title to the page. A value comes
as ``(value, low, high)``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import TextWrapper

import plotly.graph_objects as go

from pages.parts import words
from pages.parts.chart import Chart, axis_end, ticks
from pages.parts.palette import colour, faint, group
from pages.parts.plain import on_chart

# A label of a row leaves room for a difference and its interval, also on a phone.
_BESIDE = TextWrapper(36, break_long_words=False, break_on_hyphens=False)


@dataclass(frozen=True)
class Pair:
    """A measure on two sides, each as (value, low, high), and the difference in words."""

    label: str
    first: tuple[float, float, float]
    second: tuple[float, float, float]
    note: str
    is_real: bool


def dumbbell(rows: Sequence[Pair], scale: words.Scale, names: Sequence[str] = ()) -> go.Figure:
    """Draw pairs with both intervals on one scale; what may be chance is grey.

    The first side is a hollow circle, the second a filled diamond; their names stand on top.
    """
    lift = 16 * (len(_BESIDE.wrap(rows[0].label)) - 1)
    head = lift + (60 if names else 4)
    chart = Chart(len(rows) * 54 + head + 28, top=head, bottom=28)
    for number, name in enumerate(names):
        said = f"<b>{'○◆'[number]}\u2002\u2068{on_chart(name)}\u2069</b>"
        place = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
        chart.say(0, 1, said, group(number), 14, yshift=lift + 34 - 22 * number, **place)
    for at, row in enumerate(rows):
        between = {"width": 1.5, "color": colour("gray" if row.is_real else "border")}
        ends = [row.first[0] * scale.factor, row.second[0] * scale.factor]
        chart.scatter(x=ends, y=[at, at], mode="lines", line=between, hoverinfo="skip")
        for number, side in ((1, row.second), (0, row.first)):
            ink = group(number) if row.is_real else colour("gray")
            _with_bar(chart, at, side, scale, ink, is_hollow=not number)
        _over_row(chart, at, row.label, row.note, row.is_real)
    ends = [end * scale.factor for row in rows for end in (*row.first[1:], *row.second[1:])]
    return _across(chart, len(rows), min(ends), max(ends), scale)


@dataclass(frozen=True)
class Place:
    """A community on a measure, as (value, low, high), or None where nothing can be said."""

    name: str
    value: tuple[float, float, float] | None
    note: str
    is_first: bool
    is_real: bool


def ranked(rows: Sequence[Place], scale: words.Scale) -> go.Figure:
    """Draw a measure with a row for each community; a line marks the one they are held against."""
    chart = Chart(len(rows) * 46 + 34, bottom=28)
    for at, row in enumerate(rows):
        is_strong = row.is_first or row.is_real
        ink = group(0 if row.is_first else 1) if is_strong else colour("gray")
        _over_row(chart, at, on_chart(row.name), row.note, is_strong, ink)
        if row.value is not None:
            _with_bar(chart, at, row.value, scale, ink, is_hollow=row.is_first)
            if row.is_first:
                line = {"dash": "dot", "width": 1.5, "color": ink}
                chart.moment(row.value[0] * scale.factor, line=line, layer="below")
    ends = [end * scale.factor for row in rows if row.value is not None for end in row.value[1:]]
    return _across(chart, len(rows), min(ends), max(ends), scale)


def _with_bar(
    chart: Chart,
    at: float,
    side: tuple[float, float, float],
    scale: words.Scale,
    ink: str,
    is_hollow: bool,
) -> None:
    """Draw a value and its interval lying on a row."""
    value, low, high = (end * scale.factor for end in side)
    bar = {"mode": "lines", "line": {"width": 8, "color": faint(ink, 0.28)}, "hoverinfo": "skip"}
    chart.scatter(x=[low, high], y=[at, at], **bar)
    said = f"{scale.amount(*side)} ({scale.span(*side[1:])})"
    chart.sided([value], [at], ink, is_hollow, hoverinfo="text", hovertext=[said])


def _over_row(
    chart: Chart, at: float, label: str, note: str, is_strong: bool, ink: str = ""
) -> None:
    """Write what a row is over its left end, and what came out over its right end."""
    ink = ink or colour("text" if is_strong else "gray")
    place = {"xref": "paper", "yanchor": "bottom", "yshift": 11, "align": "left"}
    place |= {"bgcolor": colour("background"), "borderpad": 0}
    for x, side, lines in ((0, "left", _BESIDE.wrap(label)), (1, "right", [note])):
        text = "<br>".join(lines)
        said = f"<b>{text}</b>" if is_strong else text
        chart.say(x, at, said, ink, xanchor=side, **place)


def _across(
    chart: Chart, count: int, lowest: float, highest: float, scale: words.Scale
) -> go.Figure:
    """Lay rows over one scale that holds zero; shares always reach to all."""
    top = 100 if scale.is_share else max(axis_end(highest), scale.reach)
    bottom = -axis_end(-lowest) if lowest < 0 else 0.0
    whole = top - bottom
    is_wide = bool(bottom) and not scale.is_share
    levels = [bottom, 0, top] if is_wide else [top * step / 4 for step in range(5)]
    chart.across(range=[bottom - whole * 0.05, top + whole * 0.05], tickvals=levels)
    chart.across(ticktext=ticks(levels, scale), showgrid=True)
    rows = list(range(count))
    chart.up(range=[count - 0.5, -0.72], showticklabels=False, tickvals=rows)
    return chart.figure()
