"""Mixes of kinds drawn by chance, each with a reader who errs and a coded sample of its own.

What a mix rests on besides posts are the posts that people coded, so that both are drawn anew.
"""

from collections.abc import Callable

import numpy as np

from metrics import beyond_best_practice, candour, practice_diversity
from metrics.estimates.mix import Blur, Mix, Part, corrected, diversity, share_of
from metrics.kinds import MIX, Kind
from metrics.metric import Metric

SIZES = (1, 3, 10)
VARIED = np.array([0.3, 0.25, 0.15, 0.1, 0.1, 0.05, 0.05])
_ORDERS = {practice_diversity.METRIC.name: 1} | {
    metric.name: int(metric.name[-1]) for metric in practice_diversity.FURTHER
}
_SHARES = {
    beyond_best_practice.METRIC.name: list(range(1, 7)),
    candour.METRIC.name: [MIX.index(one) for one in (Kind.FAILURE, Kind.DOUBT, Kind.UNFINISHED)],
} | {f"beyond_best_practice.{kind}": [place] for place, kind in enumerate(MIX)}


def is_mix(metric: Metric) -> bool:
    """Return whether a metric tells something of the mix of kinds."""
    return metric.name in _ORDERS or metric.name in _SHARES


def reader(accuracy: float) -> np.ndarray:
    """Return the confusion of a reader who is right so often, and else half the time silent."""
    seen = np.full((8, 8), (1 - accuracy) / 12)
    seen[:, 7] = (1 - accuracy) / 2
    seen[7] = 0.12 / 7
    np.fill_diagonal(seen, accuracy)
    seen[7, 7] = 0.88
    return seen


def read_mix(
    chance: np.random.Generator, truth: np.ndarray, seen: np.ndarray, threads: int
) -> Part:
    """Return what such a reader reads in threads of unequal length whose posts resemble each other.

    Four posts of ten have no kind.
    """
    whole = np.array([*(truth * 0.6), 0.4])
    sizes = np.minimum(chance.zipf(1.8, threads), 30)
    true = chance.multinomial(sizes, chance.dirichlet(whole * 15, threads))
    totals = sum(chance.multinomial(true[:, kind], seen[kind]) for kind in range(8)).astype(float)
    number = totals.sum()
    errors = totals - totals.sum(axis=1, keepdims=True) * (totals.sum(axis=0) / number)
    spread = errors.T @ errors / number**2 * threads / (threads - 1)
    return Part(totals.sum(axis=0) / number, spread, threads)


def coded_sample(chance: np.random.Generator, seen: np.ndarray) -> Blur:
    """Return what is known of a reader from 25 coded posts of each kind and 75 without one."""
    sizes = [25 + 50 * (kind == 7) for kind in range(8)]
    return Blur(
        np.array([chance.multinomial(n, row) for n, row in zip(sizes, seen, strict=True)], float)
    )


def drawn_mixes(chance: np.random.Generator, size: int, runs: int) -> tuple[list[Mix], int]:
    """Return corrected mixes of so many times the minimum of posts of a known kind."""
    posts = size * practice_diversity.METRIC.minimum
    threads = max(10, round(posts / 0.6 / 3.2))
    mixes = []
    for _ in range(runs):
        part, blur = (
            read_mix(chance, VARIED, reader(0.75), threads),
            coded_sample(chance, reader(0.75)),
        )
        mixes.append(corrected([Part(part.read, part.covariance, threads, blur=blur)]))
    return mixes, posts


def told_of(metric: Metric, mixes: list[Mix]) -> np.ndarray:
    """Return value, low and high of a metric for each mix."""
    answer: Callable = (
        (lambda mix: diversity(mix, _ORDERS[metric.name]))
        if metric.name in _ORDERS
        else (lambda mix: share_of(mix, _SHARES[metric.name]))
    )
    return np.array([answer(mix) for mix in mixes], float)
