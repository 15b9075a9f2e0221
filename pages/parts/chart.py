"""A chart on its way: plain values, handed to plotly once when all of it is there.

With each thing that is added to a figure, plotly checks anew all that it holds: a chart of thirty
rows would take a third of a second. Handed over at once, checking is still most of the work.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, log10

import plotly.graph_objects as go
from babel.numbers import get_decimal_symbol

from pages.parts import words
from pages.parts.language import locale
from pages.parts.palette import colour

IS_CHECKED = False
"""Whether plotly looks whether it knows all that is said of a chart: tests do, no visitor waits."""

_STEPS = (1, 2, 4, 6, 8, 10)  # times a power of ten: where an axis may end


@dataclass(frozen=True)
class Level:
    """A value to compare with, such as where watch begins.

    The label stands before the line where another level follows beyond it, else behind.
    """

    value: float
    label: str
    is_before: bool = False


def axis_end(reach: float) -> float:
    """Return the round number next to how far something reaches from zero."""
    if not reach > 0:
        return 0.1
    power = 10.0 ** floor(log10(reach))
    return next(step * power for step in _STEPS if reach <= step * power * (1 + 1e-9))


def ticks(values: Iterable[float], scale: words.Scale) -> list[str]:
    """Write the values at an axis."""
    return [f"{words.exact(value)} %" if scale.is_share else words.exact(value) for value in values]


class Chart:
    """A chart in the look of all charts; height and margins are in pixels."""

    def __init__(
        self, height: int, left: int = 0, right: int = 0, top: int = 4, bottom: int = 4
    ) -> None:
        """Begin an empty one."""
        axis = {"fixedrange": True, "showline": False, "zeroline": False, "title": None}
        axis |= {"tickfont": {"color": colour("gray"), "size": 12}, "gridcolor": colour("border")}
        self._traces: list[dict] = []
        self._across, self._up = axis | {"showgrid": False}, dict(axis)
        self._shapes: list[dict] = []
        self._texts: list[dict] = []
        self._layout = {
            "height": height,
            "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
            "showlegend": False,
            "dragmode": False,
            "separators": get_decimal_symbol(locale()) + words.THIN,
        }

    def scatter(self, **look) -> None:
        """Add lines or marks, as plotly's scatter has them."""
        self._traces.append({"type": "scatter"} | look)

    def sided(self, x, y, ink: str, is_hollow: bool, **told) -> None:
        """Draw the marks of a side: a hollow circle, which hides the line beneath, or a diamond."""
        shape, inside = ("circle", colour("background")) if is_hollow else ("diamond", ink)
        edge = {"width": 2.25, "color": ink}
        mark = {"symbol": shape, "size": 11, "color": inside, "opacity": 1, "line": edge}
        look = {"mode": "markers", "marker": mark, "cliponaxis": False}
        self.scatter(x=list(x), y=list(y), **look, **(told or {"hoverinfo": "skip"}))

    def bar(self, **look) -> None:
        """Add bars, as plotly's bar has them."""
        self._traces.append({"type": "bar"} | look)

    def shape(self, **look) -> None:
        """Add a shape, as plotly's layout has them."""
        self._shapes.append(look)

    def level(self, y, **look) -> None:
        """Draw a line from side to side."""
        self.shape(type="line", xref="x domain", x0=0, x1=1, y0=y, y1=y, **look)

    def moment(self, x, **look) -> None:
        """Draw a line from the bottom to the top."""
        self.shape(type="line", yref="y domain", y0=0, y1=1, x0=x, x1=x, **look)

    def say(self, x, y, text: str, ink: str = "", size: int = 13, **place) -> None:
        """Write a text; ``place`` is where it stands, as for an annotation."""
        font = {"color": ink or colour("text"), "size": size}
        self._texts.append({"x": x, "y": y, "text": text, "showarrow": False, "font": font} | place)

    def across(self, **look) -> None:
        """Settle something of the axis from left to right."""
        self._across |= look

    def up(self, **look) -> None:
        """Settle something of the axis upwards."""
        self._up |= look

    def leave_above(self, pixels: int) -> None:
        """Leave so much room above."""
        self._layout["margin"]["t"] = pixels

    def figure(self) -> go.Figure:
        """Return it as a figure of plotly."""
        given = {"xaxis": self._across, "yaxis": self._up}
        given |= {"shapes": self._shapes, "annotations": self._texts}
        return go.Figure(self._traces, self._layout | given, _validate=IS_CHECKED)
