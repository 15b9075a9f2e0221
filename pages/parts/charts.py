"""The charts. Each shows its interval, labels its marks directly, and leaves its title to the page.

``rows`` are measures of one community and one metric by period: ``period, value, low, high``. A
period without a value is a gap, never a zero and never bridged. A point stands in the middle of its
period, so that what happened within one lies where it belongs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import floor, log2, log10
from textwrap import TextWrapper

import pandas as pd
import plotly.graph_objects as go

from metrics.around import LENGTHS
from metrics.metric import Grain
from pages.parts import words
from pages.parts.chart import Chart
from pages.parts.language import _, several_of
from pages.parts.palette import colour, faint, group
from pages.parts.plain import on_chart

_STEPS = (1, 2, 4, 6, 8, 10)  # times a power of ten: where an axis may end
# A label of a row leaves room for a difference and its interval, also on a phone.
_BESIDE = TextWrapper(36, break_long_words=False, break_on_hyphens=False)


@dataclass(frozen=True)
class Level:
    """A value to compare with, such as where watch begins.

    The label stands before the line where another level follows beyond it, else behind.
    """

    value: float
    label: str
    is_before: bool = False


def over_time(
    rows: pd.DataFrame,
    scale: words.Scale,
    grain: Grain,
    chosen: pd.Timestamp,
    levels: Iterable[Level] = (),
    events: Iterable[tuple[pd.Timestamp, str]] = (),
) -> go.Figure:
    """Draw a value over periods with its band; the chosen period is marked and written out."""
    rows = _placed(_scaled(rows, scale), grain)
    top = _top(rows, scale)
    chart = Chart(236, left=48, right=66, top=14, bottom=28)
    _axis(chart, rows, scale, grain, top)
    for number, level in enumerate(levels):
        if level.value * scale.factor <= top:
            _level(chart, level, scale, number % 3)
    _events(chart, rows, grain, events)
    for piece in _unbroken(rows):
        _piece(chart, piece, group(0), _hover(piece, scale, grain))
    _emphasise(chart, rows, chosen, scale)
    return chart.figure()


def single(row, scale: words.Scale, levels: Iterable[Level] = ()) -> go.Figure:
    """Draw one value with its interval on a line, where there is only one period."""
    rows = _scaled(pd.DataFrame([row._asdict()]), scale)
    top, one = _top(rows, scale), next(rows.itertuples())
    chart = Chart(84, left=10, right=66, top=22, bottom=24)
    bottom = _bottom(rows)
    ticks = [bottom, 0, top] if bottom else [0, top / 2, top]
    span = [bottom, top + (top - bottom) * 0.04]
    chart.across(range=span, tickvals=ticks, ticktext=_ticks(ticks, scale))
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


def spark(rows: pd.DataFrame, scale: words.Scale, grain: Grain) -> go.Figure:
    """Draw the last periods as a small line with its band; only the ends are written.

    Where the last period has no value, it is said of which one the last value is.
    """
    rows = _placed(_scaled(rows, scale), grain)
    top = _top(rows, scale)
    chart = Chart(84, right=64, top=8, bottom=8)
    for piece in _unbroken(rows):
        _piece(chart, piece, colour("text"), None)
    given = rows.dropna(subset="value")
    last, first = given.iloc[-1], given.iloc[0]
    plain = scale.unscaled
    said = f"<b>{plain.amount(last['value'], last['low'], last['high'])}</b>"
    if last["period"] < rows["period"].max():
        said += f"<br>{words.period(last['period'], grain)}"
    elif len(given) > 1:
        number = plain.number(first["value"], first["low"], first["high"])
        said += f"<br>{_('was {number}', number=number)}"
    dot = {"size": 9, "color": colour("text")}
    place = {"mode": "markers", "cliponaxis": False, "hoverinfo": "skip"}
    chart.scatter(x=[last["middle"]], y=[last["value"]], marker=dot, **place)
    place = {"xref": "paper", "xanchor": "left", "xshift": 8, "align": "left"}
    at = min(max(last["value"], 0.2 * top), 0.8 * top)  # so that two lines of text fit
    chart.say(1, at, said, **place)
    chart.level(0, line={"width": 1, "color": colour("border")})
    chart.up(range=[-top * 0.02, top * 1.05], visible=False)
    day = pd.Timedelta(days=1)
    begin, end = rows["middle"].min(), rows["middle"].max()
    chart.across(visible=False, range=[min(begin, end - 90 * day), end])
    return chart.figure()


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
    name = on_chart(_short(row.name, 26))
    posts = several_of("{number} post", "{number} posts", row.posts)
    chart.say(0, at, posts, colour("gray"), 12, xanchor="right", xshift=-10, align="right")
    bold = f"<b>{name}</b>" if row.is_strong else name
    value = scale.amount(row.value, row.low, row.high)
    said = f"{bold}<br>{value} ({scale.span(row.low, row.high)})"
    chart.say(1, to, said, ink, 12, xanchor="left", xshift=10, align="left")


def _scaled(rows: pd.DataFrame, scale: words.Scale) -> pd.DataFrame:
    """Return the rows in the units of the scale; where an end is not known, the value is it."""
    scaled = rows.sort_values("period").assign(
        low=rows["low"].fillna(rows["value"]), high=rows["high"].fillna(rows["value"])
    )
    scaled[["value", "low", "high"]] *= scale.factor
    return scaled


def _placed(rows: pd.DataFrame, grain: Grain) -> pd.DataFrame:
    """Add where a period ends, and its middle, where its point stands."""
    ends = rows["period"] + LENGTHS[grain]
    return rows.assign(end=ends, middle=rows["period"] + (ends - rows["period"]) / 2)


def _top(rows: pd.DataFrame, scale: words.Scale) -> float:
    """Return where the axis ends: a few fixed levels, so that charts can be compared."""
    highest = rows["high"].max()
    if scale.is_share:
        return next(top for top in (25, 50, 100) if highest <= top + 1e-9)
    return max(_end(highest), scale.reach)


def _bottom(rows: pd.DataFrame) -> float:
    """Return where the axis begins: at zero, unless something lies below."""
    lowest = rows["low"].min()
    return -_end(-lowest) if lowest < 0 else 0.0


def _end(reach: float) -> float:
    """Return the round number next to how far something reaches from zero."""
    if not reach > 0:
        return 0.1
    power = 10.0 ** floor(log10(reach))
    return next(step * power for step in _STEPS if reach <= step * power * (1 + 1e-9))


def _ticks(values: Iterable[float], scale: words.Scale) -> list[str]:
    return [f"{words.exact(value)} %" if scale.is_share else words.exact(value) for value in values]


def _axis(chart: Chart, rows: pd.DataFrame, scale: words.Scale, grain: Grain, top: float) -> None:
    """Write the first and the last period across, three levels upwards."""
    bottom = _bottom(rows)
    levels = [bottom, 0, top] if bottom else [0, top / 2, top]
    whole = top - bottom
    chart.up(
        range=[bottom - whole * 0.01, top + whole * 0.12],
        tickvals=levels,
        ticktext=_ticks(levels, scale),
    )
    first, last = (rows.loc[rows["period"].agg(end)] for end in ("idxmin", "idxmax"))
    chart.across(
        range=[first["period"], last["end"]],
        tickvals=[first["middle"], last["middle"]],
        ticktext=[words.period(one["period"], grain) for one in (first, last)],
    )


def _unbroken(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Cut the rows where a period has no value."""
    steps = list(enumerate(rows["value"].isna()))
    runs = groupby(steps, key=lambda step: step[1])
    return [rows.iloc[[at for at, _ in run]] for is_gap, run in runs if not is_gap]


def _piece(chart: Chart, piece: pd.DataFrame, ink: str, hover: list[str] | None) -> None:
    """Draw neighbouring periods as a line with a band, a lonely one as a dot with a whisker."""
    across = list(piece["middle"])
    told = {"hoverinfo": "skip"} if hover is None else {"hoverinfo": "text", "hovertext": hover}
    if len(piece) == 1:
        low, high, value = (list(piece[side]) for side in ("low", "high", "value"))
        bar = {"mode": "lines", "line": {"width": 7, "color": faint(ink, 0.28)}}
        chart.scatter(x=across * 2, y=low + high, **bar, hoverinfo="skip")
        dot = {"size": 6, "color": ink}
        chart.scatter(x=across, y=value, mode="markers", marker=dot, **told)
        return
    outline = [*piece["low"], *reversed(list(piece["high"]))]
    band = {"x": across + across[::-1], "y": outline, "mode": "lines", "line": {"width": 0}}
    chart.scatter(**band, fill="toself", fillcolor=faint(ink), hoverinfo="skip")
    line = {"mode": "lines", "line": {"color": ink, "width": 2.25}}
    chart.scatter(x=across, y=list(piece["value"]), **line, **told)


def _hover(piece: pd.DataFrame, scale: words.Scale, grain: Grain) -> list[str]:
    plain = scale.unscaled
    return [
        f"{words.period(row.period, grain)}: {plain.amount(row.value, row.low, row.high)}"
        f" ({plain.span(row.low, row.high)})"
        for row in piece.itertuples()
    ]


def _emphasise(chart: Chart, rows: pd.DataFrame, chosen: pd.Timestamp, scale: words.Scale) -> None:
    found = rows[(rows["period"] == chosen) & rows["value"].notna()]
    for row in found.itertuples():
        mark = {"size": 10, "color": group(0)}
        place = {"mode": "markers", "cliponaxis": False, "hoverinfo": "skip"}
        chart.scatter(x=[row.middle], y=[row.value], marker=mark, **place)
        said = f"<b>{scale.unscaled.number(row.value, row.low, row.high)}</b>"
        said = said.replace("</b>", " %</b>") if scale.is_share else said
        at_end = row.period == rows["period"].max()
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
    chart: Chart, rows: pd.DataFrame, grain: Grain, events: Iterable[tuple[pd.Timestamp, str]]
) -> None:
    """Draw what happened within the periods; the names stand above, none on another."""
    first, last = rows["period"].min(), rows["end"].max()
    inside = events_within(rows["period"], grain, events)
    chart.leave_above(14 + 16 * min(len(inside), 3))
    for number, (when, name) in enumerate(inside):
        chart.moment(when, line={"width": 1, "color": colour("gray")})
        is_early = when < first + (last - first) / 2
        side = {"xanchor": "left", "xshift": -1} if is_early else {"xanchor": "right", "xshift": 1}
        place = {"yref": "paper", "yanchor": "bottom", "yshift": 16 * (number % 3), **side}
        chart.say(when, 1, on_chart(_short(name, 34)), colour("gray"), 12, **place)


def events_within(
    periods: pd.Series, grain: Grain, events: Iterable[tuple[pd.Timestamp, str]]
) -> list[tuple[pd.Timestamp, str]]:
    """Return the events from the first to the end of the last period."""
    first, end = periods.min(), periods.max() + LENGTHS[grain]
    return [
        (pd.Timestamp(when), name) for when, name in events if first <= pd.Timestamp(when) < end
    ]


def _short(name: str, longest: int) -> str:
    """Shorten a name in its middle: long names often differ only at their ends."""
    if len(name) <= longest:
        return name
    end = longest // 3
    return f"{name[: longest - 1 - end].rstrip()}…{name[-end:].lstrip()}"


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


@dataclass(frozen=True)
class Line:
    """A community over periods, for a small panel: rows as for ``over_time``."""

    name: str
    rows: pd.DataFrame
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
    every = pd.concat([line.rows for line in lines], ignore_index=True)
    every = _placed(_scaled(every, scale), grain)
    top = _top(every, scale) if top is None else top
    chart = Chart(236, left=44, right=16, top=20, bottom=28)  # events stand above all that is drawn
    _axis(chart, every, scale, grain, top)
    bottom = _bottom(every)
    room = top - bottom
    chart.up(range=[bottom - room * 0.16, top + room * 0.26])
    for when, letter in events_within(every["period"], grain, events):
        chart.moment(when, line={"width": 1, "color": colour("gray")}, layer="below")
        place = {"yref": "paper", "yanchor": "bottom"}
        chart.say(when, 1, letter, colour("gray"), 12, **place)
    drawn = [(line, _placed(_scaled(line.rows, scale), grain)) for line in lines]
    ends = {line.number: rows.dropna(subset="value").iloc[-1] for line, rows in drawn}
    upper = max(ends, key=lambda number: ends[number]["value"])
    for line, rows in drawn:
        ink = group(line.number)
        for piece in _unbroken(rows):
            _piece(chart, piece, ink, _hover(piece, scale, grain))
        for number, at in enumerate(dict.fromkeys(chosen)):
            side = number if len(lines) == 1 and len(set(chosen)) == 2 else line.number
            marked = rows[(rows["period"] == at) & rows["value"].notna()]
            _dots(chart, marked["middle"], marked["value"], group(side), is_hollow=not side)
        _name_at_end(chart, line, ends[line.number], line.number == upper, every, scale)
    return chart.figure()


def common_top(every: Sequence[pd.DataFrame], scale: words.Scale) -> float:
    """Return where the axis ends on which several charts can be compared."""
    return _top(_scaled(pd.concat(every, ignore_index=True), scale), scale)


def _name_at_end(
    chart: Chart, line: Line, end: pd.Series, is_upper: bool, every: pd.DataFrame, scale
) -> None:
    """Write a name beside the end of its line, towards the side where there is room."""
    first, last = every["period"].min(), every["end"].max()
    side = "left" if end["middle"] - first < (last - first) / 2 else "right"
    value = scale.unscaled.amount(end["value"], end["low"], end["high"])
    short = line.name if len(line.name) < 25 else f"{line.name[:23]}…"
    at, shift = (end["high"], 12) if is_upper else (end["low"], -12)
    paper = {"bgcolor": faint(colour("background"), 0.85), "borderpad": 0}
    place = {"xanchor": side, "xshift": 8 if side == "right" else -8, "yshift": shift}
    said = f"\u2068{on_chart(short)}\u2069 <b>{value}</b>"  # a name keeps its own direction
    chart.say(end["middle"], at, said, group(line.number), **place, **paper)


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
    _dots(chart, [value], [at], ink, is_hollow, hoverinfo="text", hovertext=[said])


def _dots(chart: Chart, x, y, ink: str, is_hollow: bool, **told) -> None:
    """Draw the marks of a side: a hollow circle hides the line beneath it."""
    shape, inside = ("circle", colour("background")) if is_hollow else ("diamond", ink)
    edge = {"width": 2.25, "color": ink}
    mark = {"symbol": shape, "size": 11, "color": inside, "opacity": 1, "line": edge}
    told = told or {"hoverinfo": "skip"}
    chart.scatter(x=list(x), y=list(y), mode="markers", marker=mark, cliponaxis=False, **told)


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
    top = 100 if scale.is_share else max(_end(highest), scale.reach)
    bottom = -_end(-lowest) if lowest < 0 else 0.0
    whole = top - bottom
    is_wide = bool(bottom) and not scale.is_share
    levels = [bottom, 0, top] if is_wide else [top * step / 4 for step in range(5)]
    chart.across(range=[bottom - whole * 0.05, top + whole * 0.05], tickvals=levels)
    chart.across(ticktext=_ticks(levels, scale), showgrid=True)
    rows = list(range(count))
    chart.up(range=[count - 0.5, -0.72], showticklabels=False, tickvals=rows)
    return chart.figure()


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
    known = {1: _("1 hour"), 8: _("8 hours"), 24: _("a day"), 168: _("a week")}
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
