"""The charts. Each shows its interval, labels its marks directly, and leaves its title to the page.

``rows`` are measures of one community and one metric by period: ``period, value, low, high``. A
period without a value is a gap, never a zero and never bridged.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import pandas as pd
import plotly.graph_objects as go

from metrics.metric import Grain
from pages.parts import words
from pages.parts.palette import colour, faint, group
from pages.parts.plain import on_chart

_TOPS = (0.1, 0.25, 0.5, 1, 2, 4, 6, 8, 10, 20, 40, 60, 80, 100)


@dataclass(frozen=True)
class Level:
    """A value to compare with, such as where watch begins."""

    value: float
    label: str


def over_time(
    rows: pd.DataFrame,
    scale: words.Scale,
    grain: Grain,
    chosen: pd.Timestamp,
    levels: Iterable[Level] = (),
    events: Iterable[tuple[pd.Timestamp, str]] = (),
) -> go.Figure:
    """Draw a value over periods with its band; the chosen period is marked and written out."""
    rows = _scaled(rows, scale)
    top = _top(rows, scale)
    figure = _blank(236, left=48, right=66, top=14, bottom=28)
    _axis(figure, rows, scale, grain, top)
    for number, level in enumerate(levels):
        if level.value * scale.factor <= top:
            _level(figure, level.value * scale.factor, level.label, number % 3)
    for when, name in events:
        _event(figure, when, name)
    for piece in _unbroken(rows):
        _piece(figure, piece, group(0), _hover(piece, scale, grain))
    _emphasise(figure, rows, chosen, scale)
    return figure


def single(row, scale: words.Scale, levels: Iterable[Level] = ()) -> go.Figure:
    """Draw one value with its interval on a line, where there is only one period."""
    rows = _scaled(pd.DataFrame([row._asdict()]), scale)
    top, one = _top(rows, scale), next(rows.itertuples())
    figure = _blank(84, left=10, right=66, top=22, bottom=24)
    ticks = [0, top / 2, top]
    figure.update_xaxes(range=[0, top * 1.04], tickvals=ticks, ticktext=_ticks(ticks, scale))
    figure.update_yaxes(range=[-1, 1], visible=False)
    for level in levels:
        at = level.value * scale.factor
        if at <= top:
            figure.add_vline(x=at, line={"dash": "dot", "width": 1.5, "color": colour("gray")})
            side = ("right", -3) if level.label == "watch above" else ("left", 3)
            place = {"yref": "paper", "yanchor": "bottom", "xanchor": side[0], "xshift": side[1]}
            _say(figure, at, 1, level.label, colour("gray"), 12, **place)
    line = {"width": 9, "color": faint(group(0), 0.28)}
    figure.add_scatter(x=[one.low, one.high], y=[0, 0], mode="lines", line=line, hoverinfo="skip")
    mark = {"size": 11, "color": group(0)}
    figure.add_scatter(x=[one.value], y=[0], mode="markers", marker=mark, hoverinfo="skip")
    return figure


def spark(rows: pd.DataFrame, scale: words.Scale) -> go.Figure:
    """Draw the last periods as a small line with its band; only the ends are written."""
    rows = _scaled(rows, scale)
    top = _top(rows, scale)
    figure = _blank(84, right=64, top=8, bottom=8)
    for piece in _unbroken(rows):
        _piece(figure, piece, colour("text"), None)
    given = rows.dropna(subset="value")
    last, first = given.iloc[-1], given.iloc[0]
    plain = words.Scale(1, scale.word)
    said = f"<b>{plain.amount(last['value'], last['low'], last['high'])}</b>"
    if len(given) > 1:
        said += f"<br>was {plain.number(first['value'], first['low'], first['high'])}"
    dot = {"size": 9, "color": colour("text")}
    place = {"mode": "markers", "cliponaxis": False, "hoverinfo": "skip"}
    figure.add_scatter(x=[last["period"]], y=[last["value"]], marker=dot, **place)
    place = {"xref": "paper", "xanchor": "left", "xshift": 8, "align": "left"}
    at = min(max(last["value"], 0.2 * top), 0.8 * top)  # so that two lines of text fit
    _say(figure, 1, at, said, **place)
    figure.add_hline(y=0, line={"width": 1, "color": colour("border")})
    figure.update_yaxes(range=[-top * 0.02, top * 1.05], visible=False)
    day = pd.Timedelta(days=1)
    ends = [min(rows["period"].min(), given["period"].max() - 90 * day), given["period"].max()]
    return figure.update_xaxes(visible=False, range=ends)


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
    """Draw the order by volume, greyed, against the order by dialogue."""
    figure = _blank(len(rows) * 48 + 36, left=150, right=150, top=36)
    volume = sorted(rows, key=lambda row: -row.posts)
    dialogue = sorted(rows, key=lambda row: -row.value)
    for row in rows:
        _crossing(figure, row, volume.index(row), dialogue.index(row), scale)
    head = {"yref": "paper", "yanchor": "bottom", "yshift": 10}
    _say(figure, 0, 1, "<b>Most posts</b>", colour("gray"), xanchor="right", xshift=-10, **head)
    _say(figure, 1, 1, f"<b>{right}</b>", xanchor="left", xshift=10, **head)
    figure.update_yaxes(range=[len(rows) - 0.5, -0.5], visible=False)
    return figure.update_xaxes(range=[0, 1], visible=False)


def _crossing(figure: go.Figure, row: Contrast, at: int, to: int, scale: words.Scale) -> None:
    ink, width = (group(0), 3) if row.is_strong else (colour("gray"), 1.5)
    dots = {"size": 9, "color": [colour("gray"), ink], "opacity": 1}
    look = {"mode": "lines+markers", "marker": dots, "cliponaxis": False, "hoverinfo": "skip"}
    figure.add_scatter(x=[0, 1], y=[at, to], line={"width": width, "color": ink}, **look)
    name = on_chart(row.name if len(row.name) < 22 else row.name[:20] + "…")
    posts = f"{name}<br>{words.several(row.posts, 'post')}"
    _say(figure, 0, at, posts, colour("gray"), 12, xanchor="right", xshift=-10, align="right")
    bold = f"<b>{name}</b>" if row.is_strong else name
    value = scale.amount(row.value, row.low, row.high)
    said = f"{bold}<br>{value} ({scale.span(row.low, row.high)})"
    _say(figure, 1, to, said, ink, 12, xanchor="left", xshift=10, align="left")


def _scaled(rows: pd.DataFrame, scale: words.Scale) -> pd.DataFrame:
    """Return the rows in the units of the scale; where an end is not known, the value is it."""
    scaled = rows.sort_values("period").assign(
        low=rows["low"].fillna(rows["value"]), high=rows["high"].fillna(rows["value"])
    )
    scaled[["value", "low", "high"]] *= scale.factor
    return scaled


def _top(rows: pd.DataFrame, scale: words.Scale) -> float:
    """Return where the axis ends: a few fixed levels, so that charts can be compared."""
    highest = rows["high"].max()
    if scale.word == "%":
        return next(top for top in (25, 50, 100) if highest <= top + 1e-9)
    return next((top for top in _TOPS if highest <= top), highest)


def _ticks(values: Iterable[float], scale: words.Scale) -> list[str]:
    return [f"{value:g} %" if scale.word == "%" else f"{value:g}" for value in values]


def _axis(
    figure: go.Figure, rows: pd.DataFrame, scale: words.Scale, grain: Grain, top: float
) -> None:
    """Write the first and the last period across, three levels upwards."""
    levels = [0, top / 2, top]
    figure.update_yaxes(
        range=[-top * 0.01, top * 1.12], tickvals=levels, ticktext=_ticks(levels, scale)
    )
    first, last = rows["period"].min(), rows["period"].max()
    margin = max((last - first) * 0.02, pd.Timedelta(days=12))
    figure.update_xaxes(
        range=[first - margin, last + margin],
        tickvals=[first, last],
        ticktext=[words.period(first, grain), words.period(last, grain)],
    )


def _unbroken(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Cut the rows where a period has no value."""
    steps = list(enumerate(rows["value"].isna()))
    runs = groupby(steps, key=lambda step: step[1])
    return [rows.iloc[[at for at, _ in run]] for is_gap, run in runs if not is_gap]


def _piece(figure: go.Figure, piece: pd.DataFrame, ink: str, hover: list[str] | None) -> None:
    """Draw neighbouring periods as a line with a band, a lonely one as a dot with a whisker."""
    across = list(piece["period"])
    told = {"hoverinfo": "skip"} if hover is None else {"hoverinfo": "text", "hovertext": hover}
    if len(piece) == 1:
        low, high, value = (list(piece[side]) for side in ("low", "high", "value"))
        bar = {"mode": "lines", "line": {"width": 7, "color": faint(ink, 0.28)}}
        figure.add_scatter(x=across * 2, y=low + high, **bar, hoverinfo="skip")
        dot = {"size": 6, "color": ink}
        figure.add_scatter(x=across, y=value, mode="markers", marker=dot, **told)
        return
    outline = [*piece["low"], *reversed(list(piece["high"]))]
    band = {"x": across + across[::-1], "y": outline, "mode": "lines", "line": {"width": 0}}
    figure.add_scatter(**band, fill="toself", fillcolor=faint(ink), hoverinfo="skip")
    line = {"mode": "lines", "line": {"color": ink, "width": 2.25}}
    figure.add_scatter(x=across, y=list(piece["value"]), **line, **told)


def _hover(piece: pd.DataFrame, scale: words.Scale, grain: Grain) -> list[str]:
    plain = words.Scale(1, scale.word)
    return [
        f"{words.period(row.period, grain)}: {plain.amount(row.value, row.low, row.high)}"
        f" ({plain.span(row.low, row.high)})"
        for row in piece.itertuples()
    ]


def _emphasise(
    figure: go.Figure, rows: pd.DataFrame, chosen: pd.Timestamp, scale: words.Scale
) -> None:
    found = rows[(rows["period"] == chosen) & rows["value"].notna()]
    for row in found.itertuples():
        mark = {"size": 10, "color": group(0)}
        place = {"mode": "markers", "cliponaxis": False, "hoverinfo": "skip"}
        figure.add_scatter(x=[row.period], y=[row.value], marker=mark, **place)
        said = f"<b>{words.Scale(1, scale.word).number(row.value, row.low, row.high)}</b>"
        said = said.replace("</b>", " %</b>") if scale.word == "%" else said
        at_end = row.period == rows["period"].max()
        place = {"xanchor": "left", "xshift": 9} if at_end else {"yshift": 16}
        paper = faint(colour("background"), 0.8)
        _say(figure, row.period, row.value, said, group(0), 14, bgcolor=paper, **place)


def _level(figure: go.Figure, value: float, label: str, number: int) -> None:
    """Draw a dotted level; each label stands further right, so that none hides another."""
    figure.add_hline(y=value, line={"dash": "dot", "width": 1.5, "color": colour("gray")})
    side = -9 if label == "watch above" else 9
    place = {"xref": "paper", "xanchor": "left", "yshift": side}
    _say(figure, 0.02 + 0.3 * number, value, label, colour("gray"), 12, **place)


def _event(figure: go.Figure, when: pd.Timestamp, name: str) -> None:
    figure.add_vline(x=when, line={"width": 1, "color": colour("gray")})
    place = {"yref": "paper", "xanchor": "right", "xshift": -5, "yanchor": "top"}
    _say(figure, when, 1, on_chart(name), colour("gray"), 12, **place)


def _blank(height: int, left: int = 0, right: int = 0, top: int = 4, bottom: int = 4) -> go.Figure:
    figure = go.Figure()
    margin = {"l": left, "r": right, "t": top, "b": bottom, "pad": 0}
    figure.update_layout(height=height, margin=margin, showlegend=False, dragmode=False)
    axis = {"fixedrange": True, "showline": False, "zeroline": False, "title": None}
    small = {"color": colour("gray"), "size": 12}
    figure.update_xaxes(**axis, showgrid=False, tickfont=small, gridcolor=colour("border"))
    return figure.update_yaxes(**axis, tickfont=small, gridcolor=colour("border"))


def _say(figure: go.Figure, x, y, text: str, ink: str = "", size: int = 13, **place) -> None:
    font = {"color": ink or colour("text"), "size": size}
    figure.add_annotation(x=x, y=y, text=text, showarrow=False, font=font, **place)
