"""How far talk falls apart into groups of its own making, beyond what chance would give."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from scipy.sparse import csr_matrix
from sknetwork.clustering import Louvain

from data.said import say
from metrics.estimates.evidence import Evidence
from metrics.estimates.rows import Rows
from metrics.estimates.together import without_interval

MOST_PEOPLE = 300
_DRAWS = 5
_ROUNDS = 20
_LEAST = 1e-7  # gain of modularity that is worth another round

_TOO_SHORT = say("worked out for the whole time only")


def numbered(ties: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the names of all people, and a row for each tie with the places of its two ends.

    Wants a row for each two people who talk, in one order: places are given as names come up.
    """
    places, names = pd.factorize(ties.ravel())
    ends = np.sort(places.reshape(-1, 2), axis=1)
    return names, ends[np.argsort(ends[:, 0], kind="stable")]


def best_division(ties: np.ndarray, people: int, networks: int = 1) -> np.ndarray:
    """Return for each of the people the part of the best division Louvain's method finds.

    Every tie counts 1; rows as in ``numbered``, which always give the same parts. Several networks
    of as many ties each that have nobody in common are divided each for itself.
    """
    ends = np.concatenate([ties, ties[:, ::-1]])
    tied = csr_matrix((np.ones(len(ends)), tuple(ends.T)), shape=(people, people))
    method = Louvain(resolution=networks, tol_optimization=_LEAST, tol_aggregation=_LEAST)
    return method.fit_predict(tied)


def best_modularity(ties: np.ndarray, people: int) -> np.ndarray:
    """Return the modularity of the best division Louvain's method finds.

    Of each network where ``ties`` has a first axis for several, of as many people and ties each.
    """
    every = ties.reshape(-1, *ties.shape[-2:])
    # All at once: for a small network to be handed over takes longer than to be divided.
    ends = every + people * np.arange(len(every))[:, None, None]
    part = best_division(ends.reshape(-1, 2), people * len(every), len(every))[ends]
    share = np.bincount(part.ravel()) / every[0].size
    found = (part[..., 0] == part[..., 1]).mean(axis=1) - share[part].mean(axis=(1, 2))
    return found.reshape(ties.shape[:-2])


def over_chance(ties: np.ndarray, people: int) -> float:
    """Return the best modularity less its mean where everybody keeps their number of ties.

    Five draws with fixed seeds.
    """
    drawn = with_ends_swapped(ties, people, range(_DRAWS))
    found, *by_chance = best_modularity(np.concatenate([ties[None], drawn]), people)
    return float(found - np.mean(by_chance))


def with_ends_swapped(ties: np.ndarray, people: int, seeds: Sequence[int]) -> np.ndarray:
    """Return ties with whom is left to chance, everybody keeping as many, once for each seed.

    Pairs up all ties again and again and swaps the ends of each pair, where that makes no tie twice
    and none to oneself: ten swaps for each tie. Rows as in ``numbered``. All draws go together, and
    each hangs on its seed alone.
    """
    chances = [np.random.default_rng(seed) for seed in seeds]
    draw, half = np.arange(len(chances))[:, None], len(ties) // 2
    drawn = np.tile(ties, (len(chances), 1, 1))
    often = np.zeros(len(chances) * people**2, int)
    often[_codes(drawn, draw, people)] = 1
    for _ in range(_ROUNDS if half else 0):
        # A tie has no direction: chance also decides which end of the second is swapped.
        both = [
            (chance.permutation(len(ties))[: 2 * half], chance.integers(0, 2, half))
            for chance in chances
        ]
        order, turned = (np.array(part) for part in zip(*both, strict=True))
        first, second = order[:, :half], order[:, half:]
        swapped = np.array(
            [
                [drawn[draw, first, 0], drawn[draw, second, turned]],
                [drawn[draw, first, 1], drawn[draw, second, 1 - turned]],
            ]
        ).transpose(0, 2, 3, 1)
        wanted = _codes(swapped, draw, people)
        np.add.at(often, wanted.ravel(), 1)
        is_new = (often[wanted] == 1) & (swapped[..., 0] != swapped[..., 1])
        np.subtract.at(often, wanted.ravel(), 1)
        which, pair = np.nonzero(is_new.all(axis=0))
        for place, new in zip((first, second), swapped, strict=True):
            at = which, place[which, pair]
            often[_codes(drawn[at], which, people)] = 0
            drawn[at] = new[which, pair]
            often[_codes(drawn[at], which, people)] = 1
    return drawn


def _codes(ties: np.ndarray, draw: np.ndarray, people: int) -> np.ndarray:
    """Return a number for each tie of a draw, the same whichever end comes first."""
    one, other = ties[..., 0], ties[..., 1]
    return (draw * people + np.minimum(one, other)) * people + np.maximum(one, other)


def modularity_over_chance(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return modularity over chance per community, for the whole time only: it is slow.

    Wants evidence ``community, period, one, other``: one row per tie. Returns ``community, period,
    value, low, high, sample, units, people, smaller_part, note, reason``; value NaN for periods and
    for more people than can be worked out.
    """
    rows = Rows.of(cursor, evidence)
    _, _, figure = rows.clusters("one", "other")
    people = rows.sums(figure)
    value = np.full(len(people), np.nan)
    reason = [_TOO_SHORT] * len(people)
    ends = np.column_stack((rows["one"], rows["other"])).astype(int)
    for one in np.flatnonzero(rows.figures["grain"] == "all"):
        reason[one] = ""
        if people[one] > MOST_PEOPLE:
            reason[one] = say(
                "worked out for up to {most} people; there are {found}",
                most=MOST_PEOPLE,
                found=int(people[one]),
            )
        elif people[one] >= 5:
            ties = ends[rows.figure == one]
            names, ties = numbered(ties[np.lexsort(ties.T[::-1])])
            value[one] = over_chance(ties, len(names))
    return without_interval(rows.figures, people, value, reason)
