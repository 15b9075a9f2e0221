"""Where watch and at risk begin: starting values, not science, from ``bounds.toml``."""

import tomllib
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_suffix(".toml")


class Standing(StrEnum):
    """How a figure stands against its bounds."""

    HEALTHY = "healthy"
    WATCH = "watch"
    AT_RISK = "at risk"
    UNSAID = "not enough to say"


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """Where watch and at risk begin, below and above; None where there is no such bound."""

    risk_below: float | None = None
    watch_below: float | None = None
    watch_above: float | None = None
    risk_above: float | None = None

    def standing(self, low: float, high: float) -> Standing:
        """Return how an interval stands; only an interval wholly beyond a bound says so."""
        below = [
            high < bound if bound is not None else False
            for bound in (self.risk_below, self.watch_below)
        ]
        above = [
            low > bound if bound is not None else False
            for bound in (self.risk_above, self.watch_above)
        ]
        if below[0] or above[0]:
            return Standing.AT_RISK
        if below[1] or above[1]:
            return Standing.WATCH
        inside = (self.watch_below is None or low >= self.watch_below) and (
            self.watch_above is None or high <= self.watch_above
        )
        return Standing.HEALTHY if inside else Standing.UNSAID


SIDES = tuple(field.name for field in fields(Bounds))
"""The names of the bounds, from the lowest to the highest."""


@cache
def table() -> dict[str, dict]:
    """Return what the file says of each figure: its bounds, and tables of bounds by kind."""
    return tomllib.loads(FILE.read_text("utf-8"))


def bounds_of(metric: str, kind: str | None = None) -> Bounds | None:
    """Return the bounds of a figure in a kind of community, or None where it is not judged."""
    general = table().get(metric, {})
    said = general.get(kind, general) if kind else general
    known = {side: said[side] for side in SIDES if side in said}
    return Bounds(**known) if known else None
