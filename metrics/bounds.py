"""Where watch and at risk begin: starting values from ``bounds.toml``, or the organisation's own.

Neither is science. What holds in a store are the starting values, and over them its own bounds.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from math import isnan
from pathlib import Path

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.bounds import own_bounds

FILE = Path(__file__).with_suffix(".toml")
SIDES = ("risk_below", "watch_below", "watch_above", "risk_above")
"""The names of the bounds, from the lowest to the highest."""

DIGITS = 10
"""Sums are made in any order: without rounding, the same data give another last digit each time."""


class Standing(StrEnum):
    """How a figure stands against its bounds."""

    HEALTHY = "healthy"
    WATCH = "watch"
    AT_RISK = "at risk"
    UNSAID = "not enough to say"


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """Where watch and at risk begin, below and above; None where there is no such bound.

    Without any bound they are false: nothing is judged by them. ``is_own`` says that the
    organisation settled them, and that they are not the starting values.
    """

    risk_below: float | None = None
    watch_below: float | None = None
    watch_above: float | None = None
    risk_above: float | None = None
    is_own: bool = field(default=False, compare=False)

    def __bool__(self) -> bool:
        """Return whether anything is judged by them."""
        return any(bound is not None for bound in self.sides)

    @property
    def sides(self) -> tuple[float | None, float | None, float | None, float | None]:
        """Return the bounds in the order of SIDES."""
        return (self.risk_below, self.watch_below, self.watch_above, self.risk_above)

    @classmethod
    def of(cls, sides: Mapping[str, float], *, is_own: bool = False) -> "Bounds":
        """Return the bounds that are named, and no others."""
        return cls(**{side: sides[side] for side in SIDES if side in sides}, is_own=is_own)

    def standing(self, low: float, high: float) -> Standing:
        """Return how an interval stands; only an interval wholly beyond a bound says so.

        Without a bound, or where the lower end is not known, nothing is said. The ends count as
        they are published, so that a published figure can be judged again.
        """
        if not self or isnan(low):
            return Standing.UNSAID
        low, high = round(low, DIGITS), round(high, DIGITS)
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


@cache
def table() -> dict[str, dict]:
    """Return what the file says of each figure: its bounds, and tables of bounds by kind."""
    return tomllib.loads(FILE.read_text("utf-8"))


@cache
def bounds_of(metric: str, kind: str | None = None) -> Bounds:
    """Return the starting values of a figure in a kind of community, which may be none at all."""
    general = table().get(metric, {})
    return Bounds.of(general.get(kind, general) if kind else general)


@dataclass(frozen=True)
class InForce:
    """The bounds that hold in a store: the organisation's own, else the starting values."""

    own: Mapping[tuple[str, str | None], Bounds]

    def of(self, metric: str, kind: str | None = None) -> Bounds:
        """Return the bounds of a figure in a kind of community; None: its kind is not said."""
        own = self.own.get((metric, kind))
        return bounds_of(metric, kind) if own is None else own

    def beside(self, measures: pd.DataFrame) -> pd.DataFrame:
        """Return measures with the Bounds that each is judged by, in the column ``bounds``.

        Wants ``metric`` and ``kind``.
        """
        metric, metrics = measures["metric"].factorize()
        kind, kinds = measures["kind"].factorize()
        kinds = [*kinds, None]  # where the kind is not said its code is -1, which is the last
        known = np.empty((len(metrics), len(kinds)), object)
        for place in np.ndindex(known.shape):
            known[place] = self.of(metrics[place[0]], kinds[place[1]])
        return measures.assign(bounds=pd.Series(known[metric, kind], measures.index, object))


STARTING = InForce({})


def bounds_in_force(cursor: DuckDBPyConnection) -> InForce:
    """Return the bounds that hold in the store of a cursor."""
    own = {
        key: Bounds(**dict(zip(SIDES, sides, strict=True)), is_own=True)
        for key, sides in own_bounds(cursor).items()
    }
    return InForce(own) if own else STARTING


def standings(measures: pd.DataFrame, bounds: Bounds) -> Iterator[Standing]:
    """Yield how each published figure stands against some bounds: ``low, high, claims``."""
    for row in measures.itertuples():
        claims = pd.notna(row.claims) and row.claims
        yield bounds.standing(row.low, row.high) if claims else Standing.UNSAID
