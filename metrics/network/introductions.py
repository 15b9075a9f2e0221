"""Who should be introduced to whom: circle to circle, department to department, level to level."""

from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from metrics.network.circles import DRAWS
from metrics.network.crossings import FEWER, OTHERS

MOST = 5


@dataclass(frozen=True)
class Introduction:
    """Two groups that hardly meet: what kind they are, and how many ties chance would give.

    ``ties, expected, low, high`` are None for circles, whose ties are few by the way they are made.
    """

    kind: str
    one: str
    other: str
    ties: int | None = None
    expected: float | None = None
    low: float | None = None
    high: float | None = None


def introductions(
    network: pd.DataFrame, circle: pd.DataFrame, joins: pd.DataFrame, crossing: pd.DataFrame
) -> list[Introduction]:
    """Return up to five introductions from the published tables of one community and period.

    First the groups with fewer ties than chance gives, those that lack most on top; then circles of
    which fewer than five people are in touch, the largest on top and each circle once, but only
    where talk falls into circles more clearly than in all shuffled networks.
    """
    lacking = crossing[
        (crossing["verdict"] == FEWER)
        & (crossing["one"] != crossing["other"])
        & (crossing["one"] != OTHERS)
        & (crossing["other"] != OTHERS)
    ]
    lacking = lacking.assign(lack=lacking["expected"] - lacking["ties"])
    found = [
        Introduction(row.attribute, row.one, row.other, row.ties, row.expected, row.low, row.high)
        for row in lacking.sort_values("lack", ascending=False).itertuples()
    ]
    return [*found, *_of_circles(network, circle, joins)][:MOST]


def _of_circles(
    network: pd.DataFrame, circle: pd.DataFrame, joins: pd.DataFrame
) -> list[Introduction]:
    # Not known for very many people, and then no reason to introduce anybody.
    if network.empty or not network["shuffled_below"].eq(DRAWS).fillna(value=False).all():
        return []
    joined = set(zip(joins["one"], joins["other"], strict=True))
    size = dict(zip(circle["circle"], circle["people"], strict=True))
    apart = [pair for pair in combinations(sorted(size), 2) if pair not in joined]
    apart.sort(key=lambda pair: (-min(size[pair[0]], size[pair[1]]), pair))
    found, met = [], set()
    for one, other in apart:
        if not met & {one, other}:
            found.append(Introduction("circle", str(one), str(other)))
            met |= {one, other}
    return found
