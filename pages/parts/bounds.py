"""Where watch and at risk begin, told in one manner on charts and in sentences."""

from dataclasses import dataclass

from data.said import later
from metrics.metric import Bounds
from pages.parts import words
from pages.parts.chart import Level
from pages.parts.language import _

_WORTH = {
    False: later("Starting values, not science."),
    True: later("Your organisation’s own bounds, not science."),
}


@dataclass(frozen=True)
class _Bound:
    """A bound: its value, what stands at its line on a chart, and what is said of it."""

    value: float
    label: str
    told: str
    is_before: bool = False


def worth(bounds: Bounds) -> str:
    """Say whose bounds these are."""
    return _(_WORTH[bounds.is_own])


def levels(bounds: Bounds) -> list[Level]:
    """Return the bounds as lines for a chart, from low to high."""
    return [Level(one.value, _(one.label), one.is_before) for one in _each(bounds)]


def listed(bounds: Bounds, scale: words.Scale) -> str:
    """Say the bounds in one line: "at risk below 20 % and watch below 30 %"."""
    return words.listed([_(one.told, level=scale.goal(one.value)) for one in _each(bounds)])


def _each(bounds: Bounds) -> list[_Bound]:
    """Return those bounds that there are, from low to high."""
    below = (
        _Bound(bounds.risk_below, later("at risk below"), later("at risk below {level}")),
        _Bound(bounds.watch_below, later("watch below"), later("watch below {level}")),
    )
    above = (
        _Bound(bounds.watch_above, later("watch above"), later("watch above {level}"), True),
        _Bound(bounds.risk_above, later("at risk above"), later("at risk above {level}")),
    )
    return [one for one in (*below, *above) if one.value is not None]
