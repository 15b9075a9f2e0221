"""Who meets whom: ties within and between departments or levels, against what chance would give.

Chance is what ``boundary_crossing`` means by it: the same labels dealt out anew among the same
people, whatever ties there are. Mean and variance in closed form (join counts under
randomisation: Cliff & Ord 1973, Spatial Autocorrelation).
"""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import perm, sqrt

import numpy as np
import pandas as pd
from scipy.special import ndtr
from scipy.stats import false_discovery_control

from metrics.metric import FEWEST_PEOPLE

OTHERS = ""
FEWEST_TIES, FEWEST_EXPECTED = 30, 5.0
MORE, FEWER, AS_CHANCE, UNSAID, WITHHELD = "more", "fewer", "as chance", "too few", "withheld"
_NORMAL, _FALSE = 1.959963984540054, 0.05


@dataclass(frozen=True)
class Chance:
    """How many ties there are, among how many people, and how many meet in a person."""

    people: int
    ties: int
    meeting: int  # pairs of ties, in either order, that have a person in common

    def between(self, one: int, other: int) -> tuple[float, float]:
        """Return mean and variance of the ties between two groups of so many people."""
        pair = 2 * one * other / perm(self.people, 2)
        shared = one * other * (one + other - 2) / perm(self.people, 3)
        apart = 4 * one * (one - 1) * other * (other - 1) / perm(self.people, 4)
        return self._moments(pair, shared, apart)

    def within(self, one: int) -> tuple[float, float]:
        """Return mean and variance of the ties within a group of so many people."""
        return self._moments(*(perm(one, many) / perm(self.people, many) for many in (2, 3, 4)))

    def _moments(self, pair: float, shared: float, apart: float) -> tuple[float, float]:
        mean = self.ties * pair
        other = self.ties * (self.ties - 1) - self.meeting
        return mean, mean + self.meeting * shared + other * apart - mean**2


def crossings_of(ties: pd.DataFrame, label: pd.Series, fewest: int = FEWEST_PEOPLE) -> list[dict]:
    """Return a row for every two groups, and for each with itself: ``one, other, ties, expected,
    low, high, verdict``; none where there are too few ties or only one group.

    Wants ties ``one, other, one_hosts, other_hosts`` and the group by person. Groups of fewer than
    ``fewest`` people are merged (OTHERS). ``low`` to ``high`` is what chance gives 95 times in
    100. A verdict is more than chance after Benjamini & Hochberg over the cells shown. A cell whose
    ties rest on fewer than that, or mostly on one or two, is withheld, and so is another one where
    it could be worked out; a host does not count, whose role is public.
    """
    ends = np.column_stack((ties["one"], ties["other"]))
    known = np.isin(ends, label.index).all(axis=1)
    if known.sum() < FEWEST_TIES:
        return []
    place, people = pd.factorize(ends[known].ravel())
    group = _merged(label.reindex(people).tolist(), fewest)
    sizes = Counter(group)
    if len(sizes) < 2 or min(sizes.values()) < fewest:
        return []
    degrees = np.bincount(place)
    chance = Chance(len(group), int(known.sum()), int((degrees * (degrees - 1)).sum()))
    names = sorted(sizes, key=lambda name: (name == OTHERS, name))
    members = ~np.column_stack((ties["one_hosts"], ties["other_hosts"]))[known]
    number = np.array([names.index(name) for name in group])
    meeting = _members_by_pair(place.reshape(-1, 2), members, number)
    cells = [
        _cell(names[one], names[other], meeting.get((one, other)), sizes, chance, fewest)
        for one, other in combinations_with_replacement(range(len(names)), 2)
    ]
    _withhold_remainders(cells, fewest)
    return _judged(cells)


def _merged(group: list[str], fewest: int) -> list[str]:
    """Merge groups of fewer than five people, and the next smallest until five are together."""
    sizes = Counter(group)
    order = sorted(sizes, key=sizes.__getitem__)
    small = [name for name in order if sizes[name] < fewest]
    while small and sum(sizes[name] for name in small) < fewest and len(small) < len(order):
        small.append(order[len(small)])
    return [OTHERS if name in small else name for name in group]


def _members_by_pair(
    ties: np.ndarray, members: np.ndarray, group: np.ndarray
) -> dict[tuple[int, int], tuple[int, np.ndarray]]:
    """Return for two groups the number of ties, and in how many each member has a part.

    ``ties`` hold the two people of each, ``members`` whether they count; ``group`` numbers the
    group of each person. Those who host are no members here.
    """
    pairs = np.sort(group[ties], axis=1)
    found = {}
    for pair in np.unique(pairs, axis=0):
        here = (pairs == pair).all(axis=1)
        parts = np.bincount(ties[here][members[here]])
        found[int(pair[0]), int(pair[1])] = int(here.sum()), np.sort(parts[parts > 0])[::-1]
    return found


_NOBODY = 0, np.zeros(0, int)


def _cell(
    one: str,
    other: str,
    meeting: tuple[int, np.ndarray] | None,
    sizes: Counter[str],
    chance: Chance,
    fewest: int,
) -> dict:
    ties, busiest = meeting or _NOBODY
    mean, variance = (
        chance.within(sizes[one]) if one == other else chance.between(sizes[one], sizes[other])
    )
    is_told = not ties or (
        len(busiest) >= fewest and busiest[0] * 2 <= ties and busiest[:2].sum() <= ties * 0.75
    )
    return {
        "one": one,
        "other": other,
        "ties": ties,
        "expected": mean,
        "spread": sqrt(max(variance, 0.0)),
        "people": len(busiest),
        "told": bool(is_told),
    }


def _withhold_remainders(cells: list[dict], fewest: int) -> None:
    """Withhold further cells until what is withheld cannot be worked out from all ties together.

    How many ties each group has is published nowhere, so that the whole is the only total.
    """
    left = sorted(
        (cell for cell in cells if cell["told"] and cell["ties"]),
        key=lambda cell: (cell["people"], cell["ties"]),
    )
    gone = [cell for cell in cells if not cell["told"]]
    while gone and left and (len(gone) == 1 or sum(one["people"] for one in gone) < fewest):
        left[0]["told"] = False
        gone.append(left.pop(0))


def _judged(cells: list[dict]) -> list[dict]:
    can_tell = [
        cell for cell in cells
        if cell["told"] and cell["expected"] >= FEWEST_EXPECTED and cell["spread"] > 0
    ]  # fmt: skip
    away = np.array([(cell["ties"] - cell["expected"]) / cell["spread"] for cell in can_tell])
    q = false_discovery_control(2 * ndtr(-np.abs(away))) if can_tell else away
    verdicts = {
        id(cell): AS_CHANCE if chance > _FALSE else MORE if distance > 0 else FEWER
        for cell, distance, chance in zip(can_tell, away, q, strict=True)
    }
    return [_row(cell, verdicts.get(id(cell), UNSAID)) for cell in cells]


def _row(cell: dict, verdict: str) -> dict:
    named = {"one": cell["one"], "other": cell["other"]}
    if not cell["told"]:
        hidden = dict.fromkeys(("ties", "expected", "low", "high"), None)
        return named | hidden | {"verdict": WITHHELD}
    reach = _NORMAL * cell["spread"]
    return named | {
        "ties": cell["ties"],
        "expected": round(cell["expected"], 3),
        "low": round(max(0.0, cell["expected"] - reach), 3),
        "high": round(cell["expected"] + reach, 3),
        "verdict": verdict,
    }
