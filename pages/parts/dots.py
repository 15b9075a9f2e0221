"""The charts of a network: dots that stand for several people, and a matrix of who meets whom."""

from math import ceil, cos, hypot, pi, sin, sqrt

import pandas as pd
import plotly.graph_objects as go

from metrics.metric import FEWEST_PEOPLE
from metrics.network.crossings import FEWER, MORE
from pages.parts import words
from pages.parts.chart import Chart
from pages.parts.language import _
from pages.parts.palette import colour, faint, group
from pages.parts.plain import on_chart

_MOST_DOTS, _COLUMNS = 300, 6
_TURN = pi * (3 - sqrt(5))  # of a sunflower: each seed lies by this angle from the one before
_SIGNS = {MORE: "▲", FEWER: "▼"}


def unit_of(people: int) -> int:
    """Return how many people a dot stands for, so that a few hundred dots show all."""
    return FEWEST_PEOPLE * ceil(people / FEWEST_PEOPLE / _MOST_DOTS)


def _disc(many: int, radius: float, x: float, y: float) -> list[tuple[float, float]]:
    """Lay dots out like the seeds of a sunflower, from the middle outwards."""
    return [
        (
            x + radius * sqrt((at + 0.5) / many) * cos(at * _TURN),
            y + radius * sqrt((at + 0.5) / many) * sin(at * _TURN),
        )
        for at in range(many)
    ]


def _scatter(chart: Chart, places: list, ink: str, is_hollow: bool = False, size=9) -> None:
    if not places:
        return
    across, up = zip(*places, strict=True)
    inside = colour("background") if is_hollow else ink
    mark = {"size": size, "color": inside, "line": {"width": 1.5, "color": ink}, "opacity": 1}
    chart.scatter(x=across, y=up, mode="markers", marker=mark, hoverinfo="skip")


def circles(rows: pd.DataFrame, joins: pd.DataFrame, letters: str) -> tuple[go.Figure, int]:
    """Draw each circle as a disc of dots, joined by lines; return how many people a dot is."""
    unit = unit_of(int(rows["people"].sum()))
    size = _size(int(rows["people"].sum()), unit)
    chart = _square(420)
    for join in joins.itertuples():
        (x, y), (to_x, to_y) = _rim_to_rim(rows.set_index("circle"), join)
        line = {"width": min(2 + join.people / 5, 14), "color": faint(colour("gray"), 0.35)}
        look = {"mode": "lines", "line": line, "hoverinfo": "skip"}
        chart.scatter(x=[x, to_x], y=[y, to_y], **look)
    for row in rows.itertuples():
        radius = sqrt(row.people) + 0.4
        ends = {"x0": row.x - radius, "x1": row.x + radius}
        ends |= {"y0": row.y - radius, "y1": row.y + radius}
        paper = {"fillcolor": colour("background"), "line": {"color": colour("border"), "width": 1}}
        chart.shape(type="circle", layer="between", **ends, **paper)
        seeds = _disc(max(1, round(row.people / unit)), radius * 0.86, row.x, row.y)
        _seeds(chart, row, seeds, unit, size)
        # Short, as circles may lie side by side on a phone; the caption says what the number is.
        said = f"<b>{letters[row.circle]}</b> {words.count(row.people)}"
        paper = {"bgcolor": faint(colour("background"), 0.85), "borderpad": 1}
        chart.say(row.x, row.y + radius, said, size=13, yanchor="bottom", yshift=1, **paper)
    reach = [sqrt(people) + 1.2 for people in rows["people"]]
    _frame(chart, rows["x"], rows["y"], reach)
    return chart.figure(), unit


def _rim_to_rim(rows: pd.DataFrame, join) -> list[tuple[float, float]]:
    """Return where a line between two circles begins and ends."""
    ends = [rows.loc[join.one], rows.loc[join.other]]
    across, up = (ends[1][axis] - ends[0][axis] for axis in ("x", "y"))
    far = hypot(across, up)
    return [
        (
            end["x"] + way * (sqrt(end["people"]) + 0.4) * across / far,
            end["y"] + way * (sqrt(end["people"]) + 0.4) * up / far,
        )
        for end, way in zip(ends, (1, -1), strict=True)
    ]


def _seeds(chart: Chart, row, seeds: list, unit: int, size: int) -> None:
    """Fill as many dots as people are in touch with another circle, from the rim inwards."""
    if pd.isna(row.joining):
        _scatter(chart, seeds, colour("gray"), size=size)
        return
    many = min(len(seeds), round(row.joining / unit))
    _scatter(chart, seeds[: len(seeds) - many], group(0), is_hollow=True, size=size)
    _scatter(chart, seeds[len(seeds) - many :], group(0), size=size)


def _size(people: int, unit: int) -> int:
    """Return how large a dot is, in pixels: the fewer there are, the larger."""
    return max(7, round(30 / sqrt(max(1.0, people / unit / 4))))


def before_after(row, heads: tuple[str, str]) -> tuple[go.Figure, int]:
    """Draw who hangs together before and after, side by side, with those apart around them."""
    around = row.after_together + row.after_apart + row.after_alone
    unit = unit_of(around)
    size = _size(2 * around, unit)
    chart = _square(320)
    radius = sqrt(around) + 0.4
    far = 2 * radius + 5
    sides = (
        (row.before_together, row.before_apart, row.before_alone),
        (row.after_together, row.after_apart, row.after_alone),
    )
    for at, (head, parts) in enumerate(zip(heads, sides, strict=True)):
        x = at * far
        many = [round(part / unit) for part in parts]
        core = sqrt(parts[0]) * 0.86
        _scatter(chart, _disc(max(many[0], 1), core, x, 0), group(0), size=size)
        ring = _ring(many[1] + many[2], core + 2.4, x)
        _scatter(chart, ring[: many[1]], group(1), size=size - 3)
        _scatter(chart, ring[many[1] :], colour("gray"), is_hollow=True, size=size - 3)
        said = _("{number} hang together", number=parts[0])
        place = {"yref": "paper", "yanchor": "bottom", "xanchor": "center"}
        chart.say(x, 1, f"<b>{head}</b><br>{said}", **place)
    reach = radius + 2.5
    _frame(chart, [0, far], [0, 0], [reach, reach])
    chart.leave_above(44)
    return chart.figure(), unit


def _ring(many: int, radius: float, x: float) -> list[tuple[float, float]]:
    """Lay dots out on rings around a disc, with room between them."""
    places: list[tuple[float, float]] = []
    while len(places) < many:
        room = max(1, int(2 * pi * radius / 2.6))
        here = min(room, many - len(places))
        turns = [2 * pi * (at + 0.5) / here for at in range(here)]
        places += [(x + radius * cos(turn), radius * sin(turn)) for turn in turns]
        radius += 2.0
    return places


def matrix(cells: pd.DataFrame, names: dict[str, str]) -> go.Figure:
    """Draw a triangle of cells: how often two groups meet, times what chance would give.

    ``names`` are the groups in their order, with how each is called.
    """
    keys = list(names)
    place = {key: at for at, key in enumerate(keys)}
    chart = Chart(44 * len(keys) + 90, left=8, right=8, top=4, bottom=86)
    for cell in cells.itertuples():
        at, down = sorted((place[cell.one], place[cell.other]))
        ends = {"x0": at - 0.48, "x1": at + 0.48, "y0": down - 0.46, "y1": down + 0.46}
        tone = {MORE: faint(group(1), 0.45), FEWER: faint(group(2), 0.45)}
        fill = tone.get(cell.verdict, faint(colour("gray"), 0.08))
        chart.shape(type="rect", layer="below", fillcolor=fill, line={"width": 0}, **ends)
        is_strong = cell.verdict in _SIGNS
        said = _ratio(cell)
        said = f"<b>{said} {_SIGNS[cell.verdict]}</b>" if is_strong else said
        chart.say(at, down, said, colour("text" if is_strong else "gray"), 13)
    shown = [on_chart(name if len(name) <= 18 else f"{name[:17]}…") for name in names.values()]
    ticks = {"tickvals": list(range(len(keys))), "ticktext": shown}
    chart.across(**ticks, range=[-0.5, max(len(keys), _COLUMNS) - 0.5], tickangle=-40)
    chart.up(**ticks, range=[len(keys) - 0.5, -0.5], automargin=True, showgrid=False)
    return chart.figure()


def _ratio(cell) -> str:
    if pd.isna(cell.ties) or cell.verdict == "too few":
        return "–"
    return words.decimal(cell.ties / cell.expected, 1)


def _square(height: int) -> Chart:
    chart = Chart(height, left=8, right=8, top=22, bottom=8)
    chart.across(visible=False)
    chart.up(visible=False, scaleanchor="x", scaleratio=1)
    return chart


def _frame(chart: Chart, across, up, reach: list[float]) -> None:
    """Show all of what is drawn, with the same measure in both directions."""
    x_ends = [end for x, r in zip(across, reach, strict=True) for end in (x - r, x + r)]
    y_ends = [end for y, r in zip(up, reach, strict=True) for end in (y - r, y + r)]
    chart.across(range=[min(x_ends), max(x_ends)])
    chart.up(range=[min(y_ends), max(y_ends)])
