"""Circles: people who talk mostly with each other, and how many are in touch with another circle.

A circle is a part of the best division found by Louvain's method (as for ``bridges.islands``),
every tie counting once. None of fewer than five people is shown, and no person is.
"""

from collections import Counter
from collections.abc import Mapping
from itertools import combinations
from math import sqrt

import networkx as nx
import numpy as np
import pandas as pd

from metrics.estimates.modularity import MOST_PEOPLE as MOST_SHUFFLED
from metrics.estimates.modularity import best_division, numbered, with_ends_swapped
from metrics.metric import FEWEST_PEOPLE

FEWEST = 15
MOST_PEOPLE, MOST_CIRCLES = 2000, 12
DRAWS = 19  # with all of them beaten, chance alone would do as well in 1 of 20 cases
_GAP = 4.0  # between the rims of two circles, in the unit of a radius
_ROUNDING = 1e-9  # of eigenvalues that are the same


def circles_of(
    ties: pd.DataFrame, departments: Mapping[int, str], fewest: int = FEWEST_PEOPLE
) -> dict[str, list[dict]]:
    """Return the rows of ``network``, ``circle`` and ``join_of_circles`` of a community and period.

    Wants ties ``one, other, replies`` and the department by person. Where more people talk than
    can be drawn, only ties of so many replies count that they can. All numbers of people are
    rounded to five; one that could stand for one to four, or leave them over, is None.
    """
    pairs, replies = _pairs(ties)
    names, places = numbered(pairs)
    if len(names) < FEWEST:
        return {"network": [], "circle": [], "join_of_circles": []}
    part_of = best_division(places, len(names))
    parts = [sorted(names[part_of == number].tolist()) for number in np.unique(part_of)]
    parts.sort(key=lambda part: (-len(part), part))
    kept = [part for part in parts if len(part) >= fewest][:MOST_CIRCLES]
    circle = {person: number for number, part in enumerate(kept) for person in part}
    rest = len(names) - len(circle)
    touching = _touching(pairs, circle)
    bridging = {person for pair in touching.values() for person in pair}
    network = {
        "people": rounded(len(names)),
        "fewest_replies": replies,
        "in_small": rounded(rest) if rest >= fewest else None,
        "joining": _guarded(len(bridging), len(circle), fewest),
        "shuffled_below": _shuffled_below(places, len(names)),
    }
    middles = _places(kept, touching)
    rows = [
        {
            "circle": number,
            "people": rounded(len(part)),
            "joining": _guarded(sum(one in bridging for one in part), len(part), fewest),
            "department": _mostly(part, departments, fewest),
            "x": round(float(x), 3),
            "y": round(float(y), 3),
        }
        for number, (part, (x, y)) in enumerate(zip(kept, middles, strict=True))
    ]
    joins = [
        {"one": one, "other": other, "people": rounded(len(people))}
        for (one, other), people in sorted(touching.items())
        if len(people) >= fewest
    ]
    return {"network": [network], "circle": rows, "join_of_circles": joins}


def rounded(people: int) -> int:
    """Return a number of people to the next five, never below five."""
    return max(FEWEST_PEOPLE, FEWEST_PEOPLE * round(people / FEWEST_PEOPLE))


def _pairs(ties: pd.DataFrame) -> tuple[np.ndarray, int]:
    """Return who talks with whom, in order, and of how many replies each tie is at least."""
    pairs, replies, fewest = (
        np.column_stack((ties["one"], ties["other"])),
        ties["replies"].to_numpy(),
        1,
    )
    while len(np.unique(pairs)) > MOST_PEOPLE:
        fewest += 1
        pairs, replies = pairs[replies >= fewest], replies[replies >= fewest]
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))], fewest


def _touching(pairs: np.ndarray, circle: dict[int, int]) -> dict[tuple[int, int], set[int]]:
    """Return for each two circles the people of either who answered, or were answered by, one of
    the other."""
    touching: dict[tuple[int, int], set[int]] = {}
    for one, other in pairs.tolist():
        if one in circle and other in circle and circle[one] != circle[other]:
            pair = tuple(sorted((circle[one], circle[other])))
            touching.setdefault(pair, set()).update((one, other))
    return touching


def _guarded(number: int, whole: int, fewest: int) -> int | None:
    """Return how many, rounded, or None where either part is made of one to four people."""
    if 0 < number < fewest or 0 < whole - number < fewest:
        return None
    return rounded(number) if number else 0


def _mostly(part: list[int], departments: Mapping[int, str], fewest: int) -> str | None:
    """Return the department of more than half of a circle, if at least five belong to it."""
    known = Counter(departments[person] for person in part if person in departments)
    for department, people in known.items():
        if people * 2 > len(part) and people >= fewest:
            return department
    return None


def _shuffled_below(ties: np.ndarray, people: int) -> int | None:
    """Return how many of 19 shuffled networks fall into circles less clearly; None: too many
    people to tell. Shuffled: everybody keeps their number of ties."""
    if people > MOST_SHUFFLED:
        return None
    found = np.linalg.eigvalsh(_modularity(ties, people))[-1] - _ROUNDING
    drawn = with_ends_swapped(ties, people, range(DRAWS))
    return sum(_is_below(found, _modularity(one, people)) for one in drawn)


def _modularity(ties: np.ndarray, people: int) -> np.ndarray:
    """Return the modularity matrix: its largest eigenvalue says how clearly a network divides.

    Newman 2006 (PNAS 103:8577). A division found by search would say the same, a hundred times
    slower.
    """
    tied = np.zeros((people, people))
    tied[ties[:, 0], ties[:, 1]] = tied[ties[:, 1], ties[:, 0]] = 1
    each = tied.sum(axis=1)
    return tied - np.outer(each, each) / each.sum()


def _is_below(bound: float, matrix: np.ndarray) -> bool:
    """Return whether all eigenvalues lie below a bound, without working them out."""
    try:
        np.linalg.cholesky(bound * np.eye(len(matrix)) - matrix)
    except np.linalg.LinAlgError:
        return False
    return True


def _places(parts: list[list[int]], touching: dict[tuple[int, int], set[int]]) -> np.ndarray:
    """Return where the middle of each circle lies: the more people touch, the closer; never over
    another. The unit is that of radii, the root of the number of people."""
    radii = [sqrt(len(part)) for part in parts]
    if len(parts) < 2:
        return np.zeros((len(parts), 2))
    wanted: dict[int, dict[int, float]] = {number: {number: 0.0} for number in range(len(parts))}
    for one, other in combinations(range(len(parts)), 2):
        close = len(touching.get((one, other), ())) / min(len(parts[one]), len(parts[other]))
        between = radii[one] + radii[other] + _GAP * (1 + 0.5 / (0.25 + close))
        wanted[one][other] = wanted[other][one] = between
    graph = nx.complete_graph(len(parts))
    found = nx.kamada_kawai_layout(graph, dist=wanted)
    places = np.array([found[number] for number in range(len(parts))])
    pairs = list(combinations(range(len(parts)), 2))
    far = {pair: float(np.linalg.norm(places[pair[0]] - places[pair[1]])) for pair in pairs}
    apart = max((radii[a] + radii[b] + _GAP) / max(far[a, b], 1e-6) for a, b in pairs)
    return _flat(places * apart)


def _flat(places: np.ndarray) -> np.ndarray:
    """Turn the picture so that it is wider than high, its first circle on the left."""
    centred = places - places.mean(axis=0)
    axes = np.linalg.svd(centred, full_matrices=False)[2]
    turned = centred @ axes.T
    return turned * np.where(turned[0] > 0, -1, 1)
