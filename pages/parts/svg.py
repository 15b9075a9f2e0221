"""Charts as SVG for a report: the same figures that the screens show, drawn once and for all.

Draws what ``charts`` uses of plotly: lines, bands, marks, levels and texts, on numbers or dates.
"""

import html
import re
from dataclasses import dataclass
from math import cos, pi, sin

import pandas as pd
import plotly.graph_objects as go

_FONT = "Source Sans, Source Sans Pro, Segoe UI, Helvetica, Arial, sans-serif"
_BROKEN = re.compile(r"<br\s*/?>")
_TAG = re.compile(r"</?b>")
_DASHES = {"dot": "2 4", "dash": "6 4"}
_WIDTH_OF_LETTER, _LINE_HEIGHT = 0.52, 1.3


@dataclass(frozen=True)
class _Axis:
    """One axis: from where to where its values and its pixels go."""

    first: float
    last: float
    begin: float
    end: float

    def at(self, value) -> float:
        """Return the pixel of a value."""
        share = (_number(value) - self.first) / (self.last - self.first)
        return self.begin + share * (self.end - self.begin)

    def share(self, share: float) -> float:
        """Return the pixel of a share of the axis, as ``paper`` means it."""
        return self.begin + share * (self.end - self.begin)


def drawn(figure: go.Figure, title: str, width: int = 680) -> str:
    """Return a figure as ``<svg>``; ``title`` is what somebody hears who cannot see it."""
    layout, height = figure.layout, figure.layout.height
    margin = layout.margin
    across = _axis(layout.xaxis.range, margin.l, width - margin.r)
    up = _axis(layout.yaxis.range, height - margin.b, margin.t)
    parts = [
        *_ticks(layout, across, up, margin),
        *(_shape(one, across, up) for one in layout.shapes if _is_seen(one.y0, one.yref, up)),
        *(part for trace in figure.data for part in _trace(trace, across, up)),
        *(_note(one, across, up) for one in layout.annotations if _is_seen(one.y, one.yref, up)),
    ]
    said = html.escape(title, quote=True)
    head = f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{said}"'
    return f'{head} xmlns="http://www.w3.org/2000/svg" font-family="{_FONT}">{"".join(parts)}</svg>'


def _axis(ends, begin: float, end: float) -> _Axis:
    first, last = (_number(one) for one in ends)
    return _Axis(first, last, begin, end)


def _number(value) -> float:
    """Return a value on an axis as a number; a date as the nanoseconds since 1970."""
    return float(value) if isinstance(value, int | float) else float(pd.Timestamp(value).value)


def _ticks(layout, across: _Axis, up: _Axis, margin) -> list[str]:
    parts = []
    if layout.yaxis.visible is not False and layout.yaxis.tickvals:
        for value, text in zip(layout.yaxis.tickvals, layout.yaxis.ticktext or (), strict=False):
            y, font = up.at(value), layout.yaxis.tickfont
            line = (across.begin, y, across.end, y)
            parts.append(_line(*line, layout.yaxis.gridcolor, 1))
            parts.append(_text(margin.l - 6, y, [(text, False)], font.color, font.size, "end"))
    if layout.xaxis.visible is not False and layout.xaxis.tickvals:
        for value, text in zip(layout.xaxis.tickvals, layout.xaxis.ticktext or (), strict=False):
            x, font = across.at(value), layout.xaxis.tickfont
            y = up.begin + 8 + font.size / 2
            parts.append(_text(x, y, [(text, False)], font.color, font.size, "middle"))
    return parts


def _place(value, ref: str, axis: _Axis) -> float:
    return axis.share(float(value)) if _is_share(ref) else axis.at(value)


def _is_share(ref: str) -> bool:
    return ref == "paper" or str(ref).endswith("domain")


def _is_seen(value, ref: str | None, axis: _Axis) -> bool:
    """Return whether a height lies on the chart; on the screen nothing is drawn outside of it."""
    first, last = sorted((axis.first, axis.last))
    return _is_share(ref or "y") or first <= _number(value) <= last


def _shape(shape, across: _Axis, up: _Axis) -> str:
    ends = [_place(getattr(shape, end), shape.xref or "x", across) for end in ("x0", "x1")]
    ends += [_place(getattr(shape, end), shape.yref or "y", up) for end in ("y0", "y1")]
    dash = _DASHES.get(shape.line.dash, "")
    return _line(ends[0], ends[2], ends[1], ends[3], shape.line.color, shape.line.width, dash)


def _line(x: float, y: float, to_x: float, to_y: float, ink: str, width: float, dash="") -> str:
    broken = f' stroke-dasharray="{dash}"' if dash else ""
    where = f'x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"'
    return f'<line {where} stroke="{_ink(ink)}" stroke-width="{width}"{broken}/>'


def _trace(trace, across: _Axis, up: _Axis) -> list[str]:
    points = [(across.at(x), up.at(y)) for x, y in zip(trace.x, trace.y, strict=True)]
    parts = []
    if trace.fill == "toself":
        parts.append(_path(points, fill=trace.fillcolor, closed=True))
    elif "lines" in trace.mode:
        parts.append(_path(points, stroke=trace.line.color, width=trace.line.width))
    if "markers" in trace.mode:
        colours = trace.marker.color
        each = [colours] * len(points) if isinstance(colours, str) else list(colours)
        parts += [_mark(point, trace.marker, ink) for point, ink in zip(points, each, strict=True)]
    return parts


def _path(points: list, fill="none", stroke="none", width=0.0, closed: bool = False) -> str:
    steps = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    name = "polygon" if closed else "polyline"
    look = f'fill="{_ink(fill)}" stroke="{_ink(stroke)}" stroke-width="{width}"'
    return f'<{name} points="{steps}" {look} stroke-linejoin="round"/>'


def _mark(point: tuple[float, float], marker, ink: str) -> str:
    (x, y), radius = point, marker.size / 2
    look = f'fill="{_ink(ink)}"'
    if marker.line.width:
        look += f' stroke="{_ink(marker.line.color)}" stroke-width="{marker.line.width}"'
    if marker.symbol == "diamond":
        turns = [at * pi / 2 for at in range(4)]
        ends = [(x + radius * 1.2 * cos(turn), y + radius * 1.2 * sin(turn)) for turn in turns]
        steps = " ".join(f"{across:.1f},{down:.1f}" for across, down in ends)
        return f'<polygon points="{steps}" {look}/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" {look}/>'


def _note(note, across: _Axis, up: _Axis) -> str:
    x = _place(note.x, note.xref or "x", across) + (note.xshift or 0)
    y = _place(note.y, note.yref or "y", up) - (note.yshift or 0)
    lines = [(line, "<b>" in line) for line in _BROKEN.split(note.text)]
    height = len(lines) * note.font.size * _LINE_HEIGHT
    middle = {"bottom": y - height / 2, "top": y + height / 2}.get(note.yanchor, y)
    anchor = {"left": "start", "right": "end"}.get(note.xanchor, "middle")
    paper = _paper(note, x, middle, lines, anchor) if note.bgcolor else ""
    return paper + _text(x, middle, lines, note.font.color, note.font.size, anchor)


def _paper(note, x: float, y: float, lines: list, anchor: str) -> str:
    """Lay paper under a text, so that what crosses it does not hide it."""
    size = note.font.size
    wide = max(len(_TAG.sub("", line)) for line, _bold in lines) * size * _WIDTH_OF_LETTER
    high = len(lines) * size * _LINE_HEIGHT
    left = {"start": x, "end": x - wide}.get(anchor, x - wide / 2)
    where = f'x="{left:.1f}" y="{y - high / 2:.1f}" width="{wide:.1f}" height="{high:.1f}"'
    return f'<rect {where} fill="{_ink(note.bgcolor)}"/>'


def _text(x: float, y: float, lines: list, ink: str, size: float, anchor: str) -> str:
    """Write lines of text around a middle; member-written text in them was escaped for a chart."""
    first = y - (len(lines) - 1) * size * _LINE_HEIGHT / 2 + size * 0.35
    written = []
    for at, (line, is_bold) in enumerate(lines):
        where = f'x="{x:.1f}" y="{first + at * size * _LINE_HEIGHT:.1f}" text-anchor="{anchor}"'
        weight = ' font-weight="600"' if is_bold else ""
        said = html.escape(html.unescape(_TAG.sub("", line)))
        written.append(f'<text {where} font-size="{size}" fill="{_ink(ink)}"{weight}>{said}</text>')
    return "".join(written)


def _ink(colour: str | None) -> str:
    return html.escape(str(colour or "none"), quote=True)
