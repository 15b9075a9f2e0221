"""Further charts: two orders side by side, a profile of kinds, waits, and counts as bars.

Each labels its marks directly and leaves its title to the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

import pandas as pd
import plotly.graph_objects as go

from pages.parts import words
from pages.parts.chart import Chart
from pages.parts.language import _, several_of
from pages.parts.palette import colour, faint, group
from pages.parts.plain import on_chart, shortened


@dataclass(frozen=True)
class Contrast:
    """A community by volume and by dialogue, for the crossing lines."""

    name: str
    posts: int
    value: float
    low: float
    high: float
    is_strong: bool


def slope(rows: Sequence[Contrast], scale: words.Scale, right: str) -> go.Figure:
    """Draw the order by volume, greyed, against the order by dialogue.

    A name stands at the right end of its line only: with two of them a phone has no room for lines.
    """
    chart = Chart(len(rows) * 48 + 36, left=96, right=172, top=36)
    volume = sorted(rows, key=lambda row: -row.posts)
    dialogue = sorted(rows, key=lambda row: -row.value)
    for row in rows:
        _crossing(chart, row, volume.index(row), dialogue.index(row), scale)
    head = {"yref": "paper", "yanchor": "bottom", "yshift": 10}
    left = f"<b>{_('Most posts')}</b>"
    chart.say(0, 1, left, colour("gray"), xanchor="right", xshift=-10, **head)
    chart.say(1, 1, f"<b>{right}</b>", xanchor="left", xshift=10, **head)
    chart.up(range=[len(rows) - 0.5, -0.5], visible=False)
    chart.across(range=[0, 1], visible=False)
    return chart.figure()


def _crossing(chart: Chart, row: Contrast, at: int, to: int, scale: words.Scale) -> None:
    ink, width = (group(0), 3) if row.is_strong else (colour("gray"), 1.5)
    dots = {"size": 9, "color": [colour("gray"), ink], "opacity": 1}
    look = {"mode": "lines+markers", "marker": dots, "cliponaxis": False, "hoverinfo": "skip"}
    chart.scatter(x=[0, 1], y=[at, to], line={"width": width, "color": ink}, **look)
    name = on_chart(shortened(row.name, 26))
    posts = several_of("{number} post", "{number} posts", row.posts)
    chart.say(0, at, posts, colour("gray"), 12, xanchor="right", xshift=-10, align="right")
    bold = f"<b>{name}</b>" if row.is_strong else name
    value = scale.amount(row.value, row.low, row.high)
    said = f"{bold}<br>{value} ({scale.span(row.low, row.high)})"
    chart.say(1, to, said, ink, 12, xanchor="left", xshift=10, align="left")


def profile(points: Sequence[tuple[float, float, float]], scale: words.Scale) -> go.Figure:
    """Draw Hill numbers of order 0, 1, 2, ... with their intervals; the first has none."""
    chart = Chart(220, left=48, right=24, top=14, bottom=28)
    value, low, high = zip(*points, strict=True)
    orders = list(range(len(points)))
    known = [at for at in orders if low[at] == low[at]]
    outline = [low[at] for at in known] + [high[at] for at in reversed(known)]
    band = {"x": known + known[::-1], "y": outline, "mode": "lines", "line": {"width": 0}}
    chart.scatter(**band, fill="toself", fillcolor=faint(group(0)), hoverinfo="skip")
    line = {"mode": "lines", "line": {"color": group(0), "width": 2.25}}
    chart.scatter(x=orders, y=list(value), **line, hoverinfo="skip")
    for at in orders:
        said = f"<b>{scale.number(value[at], low[at], high[at])}</b>"
        chart.say(at, value[at], said, group(0), 14, yshift=16)
    names = [_("all that occur"), _("as they weigh"), _("the common"), _("the very common")]
    chart.across(tickvals=orders, ticktext=names, range=[-0.4, len(points) - 0.6])
    top = max([*value, *(one for one in high if one == one)])
    chart.up(range=[0, top * 1.25], tickvals=[1, 4, 7])
    return chart.figure()


def answered(lines: Sequence[tuple[str, pd.DataFrame]]) -> go.Figure:
    """Draw how many openings of each kind had an answer after so many hours, with bands.

    Wants ``hours, value, low, high`` for each; hours stand on a scale of doublings.
    """
    chart = Chart(300, left=48, right=150, top=14, bottom=28)
    for number, (name, rows) in enumerate(lines):
        across, ink = [log2(hours) for hours in rows["hours"]], group(number)
        outline = [*(rows["low"] * 100), *reversed(list(rows["high"] * 100))]
        band = {"x": across + across[::-1], "y": outline, "mode": "lines", "line": {"width": 0}}
        chart.scatter(**band, fill="toself", fillcolor=faint(ink), hoverinfo="skip")
        line = {"mode": "lines", "line": {"color": ink, "width": 2.25, "shape": "hv"}}
        chart.scatter(x=across, y=list(rows["value"] * 100), **line, hoverinfo="skip")
        end = rows["value"].iloc[-1] * 100
        place = {"xanchor": "left", "xshift": 8, "yshift": 9 - 18 * (number % 2)}
        chart.say(across[-1], end, f"<b>{end:.0f} %</b> {name}", ink, 13, **place)
    known = {1: _("1 hour"), 8: _("8 hours"), 24: _("a day"), 168: _("a week"), 336: _("2 weeks")}
    chart.across(tickvals=[log2(one) for one in known], ticktext=list(known.values()))
    levels = {"tickvals": [0, 50, 100], "ticktext": ["0", "50", "100 %"]}
    chart.up(range=[-1, 105], **levels)
    return chart.figure()


@dataclass(frozen=True)
class Bar:
    """A number of things; the strong ones are what the finding is about."""

    label: str
    count: int
    is_strong: bool


def bars(rows: Sequence[Bar]) -> go.Figure:
    """Draw counts as bars, from the first to the last, each with its name and number."""
    chart = Chart(len(rows) * 34 + 8, left=132, right=48)
    longest = max([row.count for row in rows] + [1])
    for at, row in enumerate(rows):
        ink = group(0) if row.is_strong else faint(colour("gray"), 0.55)
        look = {"orientation": "h", "width": 0.62, "marker": {"color": ink}, "hoverinfo": "skip"}
        chart.bar(x=[row.count], y=[at], **look)
        weight = "<b>{}</b>" if row.is_strong else "{}"
        place = {"xanchor": "right", "xshift": -10}
        chart.say(0, at, weight.format(on_chart(row.label)), **place)
        number = weight.format(words.count(row.count))
        chart.say(row.count, at, number, xanchor="left", xshift=6)
    chart.up(range=[len(rows) - 0.5, -0.5], visible=False)
    chart.across(range=[0, longest], visible=False)
    return chart.figure()
