"""The difference of two estimates, from their intervals (MOVER: Zou & Donner 2008).

Statistics in Medicine 27:1693. Each side keeps its own, perhaps lopsided, interval; the two are
taken to have nothing to do with each other, which is cautious where the same people are on both.
"""

import numpy as np
from scipy.special import ndtr

_NORMAL = 1.959963984540054

Ends = tuple[np.ndarray, np.ndarray, np.ndarray]


def gap(first: Ends, second: Ends) -> Ends:
    """Return second - first with its 95 % interval; each is value, low and high."""
    (a, a_low, a_high), (b, b_low, b_high) = (map(np.asarray, ends) for ends in (first, second))
    difference = b - a
    below, above = np.hypot(b - b_low, a_high - a), np.hypot(b_high - b, a - a_low)
    return difference, difference - below, difference + above


def mean_of(every: list[Ends]) -> Ends:
    """Return the mean of several independent estimates with its interval."""
    values, lows, highs = (np.array(ends, float) for ends in zip(*every, strict=True))
    middle, number = values.mean(axis=0), len(every)
    below = np.sqrt(((values - lows) ** 2).sum(axis=0)) / number
    above = np.sqrt(((highs - values) ** 2).sum(axis=0)) / number
    return middle, middle - below, middle + above


def chance_of(difference: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return p: how often chance alone would give as much, from the side that faces zero.

    NaN where an end is not known, or where an interval has no width.
    """
    towards_zero = np.where(difference > 0, difference - low, high - difference)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2 * ndtr(-_NORMAL * np.abs(difference) / towards_zero)
    return np.where(np.isfinite(towards_zero) & (high > low), p, np.nan)
