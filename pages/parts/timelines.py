"""Charts over time. Each shows its interval and leaves its title to the page.

``rows`` are the measures of one metric in one community: each has ``period, value, low, high``. A
period without a value is a gap, never a zero and never bridged. A point stands in the middle of its
period, so that what happened within one lies where it belongs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isnan
from typing import NamedTuple, Protocol

import pandas as pd
import plotly.graph_objects as go

from metrics.around import LENGTHS
from metrics.metric import Grain
from pages.parts import words
from pages.parts.chart import Chart, Level, axis_end, ticks
from pages.parts.palette import colour, faint, group
from pages.parts.plain import on_chart, shortened

_NEAR = 2.0
"""A bound up to so many times as high as the highest end is drawn, however the axis must grow."""


class Row(Protocol):
    """What a chart wants of a measure; a value or an end that is not known is NaN."""

    period: pd.Timestamp
    value: float
    low: float
    high: float


class _Point(NamedTuple):
    """A measure in the units of its scale; an end that is not known is its value."""

    period: pd.Timestamp
    length: pd.DateOffset | None
    value: float
    low: float
    high: float

    @property
    def is_given(self) -> bool:
        return not isnan(self.value)

    @property
    def end(self) -> pd.Timestamp:
        return self.period + self.length

    @property
    def middle(self) -> pd.Timestamp:
        return self.period + (self.end - self.period) / 2


def over_time(
    rows: Iterable[Row],
    scale: words.Scale,
    grain: Grain,
    chosen: pd.Timestamp,
    levels: Iterable[Level] = (),
    events: Iterable[tuple[pd.Timestamp, str]] = (),
) -> go.Figure:
    """Draw a value over periods with its band; the chosen period is marked and written out."""
    points = _points(rows, scale, grain)
    levels = list(levels)
    top = _top(points, scale, levels)
    chart = Chart(236, left=48, right=66, top=14, bottom=28)
    _axis(chart, points, scale, grain, top)
    for number, level in enumerate(levels):
        if level.value * scale.factor <= top:
            _level(chart, level, scale, number % 3)
    _events(chart, points, grain, events)
    for piece in _unbroken(points):
        _piece(chart, piece, group(0), _hover(piece, scale, grain))
    _emphasise(chart, points, chosen, scale)
    return chart.figure()


def single(row: Row, scale: words.Scale, levels: Iterable[Level] = ()) -> go.Figure:
    """Draw one value with its interval on a line, where there is only one period."""
    (one,) = points = _points([row], scale)
    levels = list(levels)
    top = _top(points, scale, levels)
    chart = Chart(84, left=10, right=66, top=22, bottom=24)
    bottom = _bottom(points)
    marked = [bottom, 0, top] if bottom else [0, top / 2, top]
    span = [bottom, top + (top - bottom) * 0.04]
    chart.across(range=span, tickvals=marked, ticktext=ticks(marked, scale))
    chart.up(range=[-1, 1], visible=False)
    for level in levels:
        at = level.value * scale.factor
        if at <= top:
            chart.moment(at, line={"dash": "dot", "width": 1.5, "color": colour("gray")})
            side = ("right", -3) if level.is_before else ("left", 3)
            place = {"yref": "paper", "yanchor": "bottom", "xanchor": side[0], "xshift": side[1]}
            chart.say(at, 1, level.label, colour("gray"), 12, **place)
    line = {"width": 9, "color": faint(group(0), 0.28)}
    chart.scatter(x=[one.low, one.high], y=[0, 0], mode="lines", line=line, hoverinfo="skip")
    mark = {"size": 11, "color": group(0)}
    whole = {"cliponaxis": False, "hoverinfo": "skip"}  # also where it stands at an end of the axis
    chart.scatter(x=[one.value], y=[0], mode="markers", marker=mark, **whole)
    return chart.figure()


def spark(rows: Iterable[Row], scale: words.Scale, grain: Grain) -> go.Figure:
    """Draw the last periods as a small line with its band; only the ends are written.

    Where the last period has no value, it is said of which one the last value is.
    """
    points = _points(rows, scale, grain)
    top = _top(points, scale)
    chart = Chart(84, right=88, top=8, bottom=8)
    for piece in _unbroken(points):
        _piece(chart, piece, colour("text"), None)
    given = [one for one in points if one.is_given]
    last, first = given[-1], given[0]
    plain = scale.unscaled
    said = f"<b>{plain.amount(last.value, last.low, last.high)}</b>"
    if last.period < points[-1].period:
        said += f"<br>{words.period(last.period, grain)}"
    elif len(given) > 1:
        number = plain.number(first.value, first.low, first.high)
        said += f"<br>{words.period(first.period, grain)}: {number}"
    dot = {"size": 9, "color": colour("text")}
    place = {"mode": "markers", "cliponaxis": False, "hoverinfo": "skip"}
    chart.scatter(x=[last.middle], y=[last.value], marker=dot, **place)
    place = {"xref": "paper", "xanchor": "left", "xshift": 8, "align": "left"}
    at = min(max(last.value, 0.2 * top), 0.8 * top)  # so that two lines of text fit
    chart.say(1, at, said, **place)
    chart.level(0, line={"width": 1, "color": colour("border")})
    chart.up(range=[-top * 0.02, top * 1.05], visible=False)
    day = pd.Timedelta(days=1)
    begin, end = points[0].middle, points[-1].middle
    chart.across(visible=False, range=[min(begin, end - 90 * day), end])
    return chart.figure()


@dataclass(frozen=True)
class Line:
    """A community over periods, for a small panel: rows as for ``over_time``, some with a value."""

    name: str
    rows: Sequence[Row]
    number: int


def panel(
    lines: Sequence[Line],
    scale: words.Scale,
    grain: Grain,
    chosen: Sequence[pd.Timestamp],
    events: Iterable[tuple[pd.Timestamp, str]] = (),
    top: float | None = None,
) -> go.Figure:
    """Draw lines with bands in a small chart; each is named at its end, events by their letter."""
    drawn = [(line, _points(line.rows, scale, grain)) for line in lines]
    every = [point for _line, points in drawn for point in points]
    top = _top(every, scale) if top is None else top
    chart = Chart(236, left=44, right=16, top=20, bottom=28)  # events stand above all that is drawn
    _axis(chart, every, scale, grain, top)
    bottom = _bottom(every)
    room = top - bottom
    chart.up(range=[bottom - room * 0.16, top + room * 0.26])
    for when, letter in events_within([one.period for one in every], grain, events):
        chart.moment(when, line={"width": 1, "color": colour("gray")}, layer="below")
        place = {"yref": "paper", "yanchor": "bottom"}
        chart.say(when, 1, letter, colour("gray"), 12, **place)
    ends = {line.number: [one for one in points if one.is_given][-1] for line, points in drawn}
    upper = max(ends, key=lambda number: ends[number].value)
    for line, points in drawn:
        ink = group(line.number)
        for piece in _unbroken(points):
            _piece(chart, piece, ink, _hover(piece, scale, grain))
        for number, at in enumerate(dict.fromkeys(chosen)):
            side = number if len(lines) == 1 and len(set(chosen)) == 2 else line.number
            marked = [one for one in points if one.period == at and one.is_given]
            across, up = ([one.middle for one in marked], [one.value for one in marked])
            chart.sided(across, up, group(side), is_hollow=not side)
        _name_at_end(chart, line, ends[line.number], line.number == upper, every, scale)
    return chart.figure()


def common_top(every: Iterable[Iterable[Row]], scale: words.Scale) -> float:
    """Return where the axis ends on which several charts can be compared."""
    return _top([point for rows in every for point in _points(rows, scale)], scale)


def events_within(
    periods: Iterable[pd.Timestamp], grain: Grain, events: Iterable[tuple[pd.Timestamp, str]]
) -> list[tuple[pd.Timestamp, str]]:
    """Return the events from the first to the end of the last period."""
    periods = list(periods)
    first, end = min(periods), max(periods) + LENGTHS[grain]
    return [
        (pd.Timestamp(when), name) for when, name in events if first <= pd.Timestamp(when) < end
    ]


def _points(rows: Iterable[Row], scale: words.Scale, grain: Grain | None = None) -> list[_Point]:
    """Return the points of rows, the oldest first; without a grain only how high they reach."""
    points = []
    for row in sorted(rows, key=lambda row: row.period):
        ends = (row.value if isnan(end) else end for end in (row.low, row.high))
        scaled = (value * scale.factor for value in (row.value, *ends))
        points.append(_Point(row.period, LENGTHS.get(grain), *scaled))
    return points


def _top(points: list[_Point], scale: words.Scale, levels: Sequence[Level] = ()) -> float:
    """Return where the axis ends: a few fixed levels, so that charts can be compared.

    A bound that is not far above all that is drawn is drawn too: a mark may rest on it.
    """
    reach = max((one.high for one in points if one.is_given), default=0.0)
    near = (at for level in levels if (at := level.value * scale.factor) <= _NEAR * reach)
    highest = max([reach, *near])
    if scale.is_share:
        return next(top for top in (25, 50, 100) if highest <= top + 1e-9)
    return max(axis_end(highest), scale.reach)


def _bottom(points: list[_Point]) -> float:
    """Return where the axis begins: at zero, unless something lies below."""
    lowest = min((one.low for one in points if one.is_given), default=0.0)
    return -axis_end(-lowest) if lowest < 0 else 0.0


def _axis(chart: Chart, points: list[_Point], scale: words.Scale, grain: Grain, top: float) -> None:
    """Write the first and the last period across, three levels upwards."""
    bottom = _bottom(points)
    levels = [bottom, 0, top] if bottom else [0, top / 2, top]
    whole = top - bottom
    chart.up(
        range=[bottom - whole * 0.01, top + whole * 0.12],
        tickvals=levels,
        ticktext=ticks(levels, scale),
    )
    first, last = (end(points, key=lambda one: one.period) for end in (min, max))
    chart.across(
        range=[first.period, last.end],
        tickvals=[first.middle, last.middle],
        ticktext=[words.period(one.period, grain) for one in (first, last)],
    )


def _unbroken(points: list[_Point]) -> list[list[_Point]]:
    """Cut the points where a period has no value."""
    runs = groupby(points, key=lambda one: one.is_given)
    return [list(run) for is_given, run in runs if is_given]


def _piece(chart: Chart, piece: list[_Point], ink: str, hover: list[str] | None) -> None:
    """Draw neighbouring periods as a line with a band, a lonely one as a dot with a whisker."""
    across, value = [one.middle for one in piece], [one.value for one in piece]
    low, high = [one.low for one in piece], [one.high for one in piece]
    told = {"hoverinfo": "skip"} if hover is None else {"hoverinfo": "text", "hovertext": hover}
    if len(piece) == 1:
        bar = {"mode": "lines", "line": {"width": 7, "color": faint(ink, 0.28)}}
        chart.scatter(x=across * 2, y=low + high, **bar, hoverinfo="skip")
        dot = {"size": 6, "color": ink}
        chart.scatter(x=across, y=value, mode="markers", marker=dot, **told)
        return
    outline = [*low, *reversed(high)]
    band = {"x": across + across[::-1], "y": outline, "mode": "lines", "line": {"width": 0}}
    chart.scatter(**band, fill="toself", fillcolor=faint(ink), hoverinfo="skip")
    line = {"mode": "lines", "line": {"color": ink, "width": 2.25}}
    chart.scatter(x=across, y=value, **line, **told)


def _hover(piece: list[_Point], scale: words.Scale, grain: Grain) -> list[str]:
    plain = scale.unscaled
    return [
        f"{words.period(one.period, grain)}: {plain.amount(one.value, one.low, one.high)}"
        f" ({plain.span(one.low, one.high)})"
        for one in piece
    ]


def _emphasise(
    chart: Chart, points: list[_Point], chosen: pd.Timestamp, scale: words.Scale
) -> None:
    for row in (one for one in points if one.period == chosen and one.is_given):
        mark = {"size": 10, "color": group(0)}
        place = {"mode": "markers", "cliponaxis": False, "hoverinfo": "skip"}
        chart.scatter(x=[row.middle], y=[row.value], marker=mark, **place)
        said = f"<b>{scale.unscaled.number(row.value, row.low, row.high)}</b>"
        said = said.replace("</b>", " %</b>") if scale.is_share else said
        at_end = row.period == points[-1].period
        # At the end it stands a little higher than its mark, so that it hides no period below.
        beside = {"xanchor": "left", "xshift": 9, "yanchor": "bottom", "yshift": -5}
        place = beside if at_end else {"yshift": 16}
        paper = faint(colour("background"), 0.8)
        chart.say(row.middle, row.value, said, group(0), 14, bgcolor=paper, **place)


def _level(chart: Chart, level: Level, scale: words.Scale, number: int) -> None:
    """Draw a dotted level; each label stands further right, so that none hides another."""
    value = level.value * scale.factor
    chart.level(value, line={"dash": "dot", "width": 1.5, "color": colour("gray")})
    place = {"xref": "paper", "xanchor": "left", "yshift": -9 if level.is_before else 9}
    chart.say(0.02 + 0.3 * number, value, level.label, colour("gray"), 12, **place)


def _events(
    chart: Chart, points: list[_Point], grain: Grain, events: Iterable[tuple[pd.Timestamp, str]]
) -> None:
    """Draw what happened within the periods; the names stand above, none on another."""
    first, last = points[0].period, points[-1].end
    inside = events_within([one.period for one in points], grain, events)
    chart.leave_above(14 + 16 * min(len(inside), 3))
    for number, (when, name) in enumerate(inside):
        chart.moment(when, line={"width": 1, "color": colour("gray")})
        is_early = when < first + (last - first) / 2
        side = {"xanchor": "left", "xshift": -1} if is_early else {"xanchor": "right", "xshift": 1}
        place = {"yref": "paper", "yanchor": "bottom", "yshift": 16 * (number % 3), **side}
        chart.say(when, 1, on_chart(shortened(name, 34)), colour("gray"), 12, **place)


def _name_at_end(
    chart: Chart, line: Line, end: _Point, is_upper: bool, every: list[_Point], scale: words.Scale
) -> None:
    """Write a name beside the end of its line, towards the side where there is room."""
    first, last = min(one.period for one in every), max(one.end for one in every)
    side = "left" if end.middle - first < (last - first) / 2 else "right"
    value = scale.unscaled.amount(end.value, end.low, end.high)
    short = line.name if len(line.name) < 25 else f"{line.name[:23]}…"
    at, shift = (end.high, 16) if is_upper else (end.low, -16)
    paper = {"bgcolor": faint(colour("background"), 0.85), "borderpad": 0}
    place = {"xanchor": side, "xshift": 8 if side == "right" else -8, "yshift": shift}
    said = f"\u2068{on_chart(short)}\u2069 <b>{value}</b>"  # a name keeps its own direction
    chart.say(end.middle, at, said, group(line.number), **place, **paper)
