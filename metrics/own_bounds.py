"""The organisation's own bounds: tried before they are settled, settled, and taken back.

A figure is judged by its published interval alone, so what is settled takes effect at once.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import inf, isfinite

import pandas as pd
from duckdb import DuckDBPyConnection

from data import published
from data.bounds import forget_bounds, keep_bounds, own_bounds
from data.declared import KINDS
from data.said import Said, joined, later, say, say_many
from data.store import Store
from metrics.bounds import (
    SIDES,
    Bounds,
    InForce,
    Standing,
    bounds_in_force,
    bounds_of,
    standings,
    table,
)
from metrics.metric import Direction, Grain, Metric, Status, Unit

TRIED: Grain = "quarter"
"""The length of period whose statuses a trial counts."""

NAMES = {
    "risk_below": later("at risk below"),
    "watch_below": later("watch below"),
    "watch_above": later("watch above"),
    "risk_above": later("at risk above"),
}
EVERY_KIND = (*KINDS, None)
"""The kinds of community, and None for those whose kind is not said."""

_REACH = {Unit.SHARE: (0.0, 1.0), Unit.PAIRS: (-2.0, 2.0), Unit.SIGNS: (0.0, 5.0)}


class BoundsError(ValueError):
    """What was said cannot be a figure's bounds; the message says why."""


@dataclass(frozen=True)
class Trial:
    """What other bounds would change: of how many statuses, in how many communities, to what.

    ``moves`` counts the statuses that change, by what they are and what they would be.
    """

    statuses: int
    communities: int
    touched: int
    moves: Counter[tuple[Standing, Standing]]

    @property
    def told(self) -> Said:
        """Say what would change, in communities that are counted and not named."""
        if not self.statuses:
            return say(
                "No community of this kind has a figure by quarter yet: nothing changes now."
            )
        if not self.moves:
            return say_many(
                "With these bounds the {number} status by quarter stays as it is.",
                "With these bounds the {number} statuses by quarter stay as they are.",
                self.statuses,
            )
        moves = [
            say("{number} from “{was}” to “{now}”", number=number, was=say(was), now=say(now))
            for (was, now), number in self.moves.most_common()
        ]
        return say_many(
            "With these bounds {number} of {statuses} statuses by quarter changes, in {touched} of "
            "{communities} communities: {moves}.",
            "With these bounds {number} of {statuses} statuses by quarter change, in {touched} of "
            "{communities} communities: {moves}.",
            self.moves.total(),
            statuses=self.statuses,
            touched=self.touched,
            communities=self.communities,
            moves=joined(moves, ", "),
        )


def judged(metrics: Iterable[Metric]) -> list[Metric]:
    """Return the figures that can be judged: those that have starting values for some kind."""
    return [metric for metric in metrics if metric.name in table()]


def sides_of(metric: Metric) -> tuple[str, ...]:
    """Return the bounds that a figure can have: on the side that is bad, or on both."""
    match metric.direction:
        case Direction.HIGHER:
            return SIDES[:2]
        case Direction.LOWER:
            return SIDES[2:]
    return SIDES


def settled(metric: Metric, **sides: float | None) -> Bounds:
    """Return bounds for a figure, checked; raises BoundsError.

    Each is a number that the figure can take, from the lowest to the highest, and only on a side
    that is bad; where at risk begins, watch begins before. Without any, the figure is not judged.
    """
    given = {side: sides[side] for side in SIDES if sides.get(side) is not None}
    for side, bound in given.items():
        _check(metric, side, bound)
    for one, other in pairwise(given):
        if given[one] >= given[other]:
            raise BoundsError(
                say(
                    "“{one}” ({low}) has to lie below “{other}” ({high}).",
                    one=say(NAMES[one]),
                    low=_written(metric.unit, given[one]),
                    other=say(NAMES[other]),
                    high=_written(metric.unit, given[other]),
                )
            )
    for risk, watch in (("risk_below", "watch_below"), ("risk_above", "watch_above")):
        if risk in given and watch not in given:
            raise BoundsError(
                say(
                    "Say where “{watch}” begins, too: nothing is at risk before it is to be "
                    "watched.",
                    watch=say(NAMES[watch]),
                )
            )
    return Bounds.of({side: float(bound) for side, bound in given.items()}, is_own=True)


def _check(metric: Metric, side: str, bound: float) -> None:
    """Raise BoundsError where a number cannot be this bound of a figure."""
    title = say(metric.title)
    if not isfinite(bound):
        raise BoundsError(say("A bound is a number, and “{bound}” is none.", bound=str(bound)))
    if side not in sides_of(metric):
        better = (
            say("the higher “{title}” is, the better", title=title)
            if metric.direction == Direction.HIGHER
            else say("the lower “{title}” is, the better", title=title)
        )
        raise BoundsError(
            say("There is no “{side}”: {better}.", side=say(NAMES[side]), better=better)
        )
    low, high = _REACH.get(metric.unit, (0.0, inf))
    if low <= bound <= high:
        return
    parts = {
        "title": title,
        "bound": _written(metric.unit, bound),
        "low": _written(metric.unit, low),
    }
    if high == inf:
        raise BoundsError(
            say("“{title}” is never less than {low}: {bound} is no bound of it.", **parts)
        )
    high = _written(metric.unit, high)
    raise BoundsError(
        say(
            "“{title}” lies between {low} and {high}: {bound} is no bound of it.",
            high=high,
            **parts,
        )
    )


def _written(unit: Unit, bound: float) -> str:
    return f"{100 * bound:g} %" if unit == Unit.SHARE else f"{bound:g}"


def in_force(store: Store) -> InForce:
    """Return the bounds that hold in a store."""
    with store.cursor() as cursor:
        return bounds_in_force(cursor)


def tried(store: Store, metric: Metric, kind: str | None, bounds: Bounds) -> Trial:
    """Return what bounds would change in the communities of a kind; None: of no kind said.

    Counts the statuses by quarter, of the figures that are given.
    """
    rows = published.measures(store, TRIED, metric=metric.name)
    here = rows["kind"].isna() if kind is None else rows["kind"] == kind
    rows = rows[here & (rows["status"] == Status.MEASURED)]
    then = pd.Series([str(one) for one in standings(rows, bounds)], rows.index, object)
    changed = rows.assign(then=then)[rows["standing"] != then]
    moves = Counter(
        (Standing(was), Standing(is_now))
        for was, is_now in zip(changed["standing"], changed["then"], strict=True)
    )
    return Trial(len(rows), rows["community"].nunique(), changed["community"].nunique(), moves)


def settle(store: Store, metric: Metric, kind: str | None, bounds: Bounds) -> None:
    """Let the figures of a kind of community be judged by bounds that ``settled`` gave.

    Those equal to the starting values are not kept.
    """
    with store.writing() as cursor:
        if bounds == bounds_of(metric.name, kind):
            forget_bounds(cursor, metric.name, kind)
        else:
            keep_bounds(cursor, metric.name, kind, bounds.sides)
        _judge_again(cursor, metric, kind)
        published.advance(cursor)


def take_back(store: Store, metrics: Iterable[Metric], kinds: Iterable[str | None]) -> None:
    """Let figures in communities of some kinds be judged by the starting values again."""
    by_name, kinds = {metric.name: metric for metric in metrics}, set(kinds)
    with store.writing() as cursor:
        for name, kind in own_bounds(cursor):
            if name in by_name and kind in kinds:
                forget_bounds(cursor, name, kind)
                _judge_again(cursor, by_name[name], kind)
        published.advance(cursor)


_OF_KIND = "select community from community where kind is not distinct from $kind"
_PUBLISHED = f"""
    select measure.rowid as place, low, high, claims
    from measure
    where metric = $metric
      and community in ({_OF_KIND})
"""


def _judge_again(cursor: DuckDBPyConnection, metric: Metric, kind: str | None) -> None:
    """Bring what is published in line with the bounds in force; part of a transaction.

    What counts the figures beyond their bounds has to be measured anew: those are stale then.
    """
    bounds = bounds_in_force(cursor).of(metric.name, kind)
    rows = cursor.execute(_PUBLISHED, {"metric": metric.name, "kind": kind}).df()
    rows["standing"] = [str(one) for one in standings(rows, bounds)]
    cursor.register("judged", rows)
    cursor.execute(
        """
        update measure
        set standing = judged.standing
        from judged
        where measure.rowid = judged.place
        """
    )
    cursor.unregister("judged")
    if metric.is_counted:
        cursor.execute(f"insert into stale {_OF_KIND}", {"kind": kind})
