"""What may be said of many differences at once: more than chance, or perhaps chance."""

from enum import StrEnum

import numpy as np
from scipy.stats import false_discovery_control

from data.said import later

FALSE_DISCOVERIES = 0.05


class Verdict(StrEnum):
    """What may be said of a difference."""

    REAL = later("more than chance")
    CHANCE = later("may be chance")
    UNKNOWN = later("cannot be compared")


def adjusted(p: np.ndarray) -> np.ndarray:
    """Return p after Benjamini & Hochberg 1995; NaN stays NaN and is not counted."""
    q = np.full(len(p), np.nan)
    known = ~np.isnan(p)
    if known.any():
        q[known] = false_discovery_control(p[known])
    return q


def verdicts(q: np.ndarray) -> np.ndarray:
    """Return the verdict on each difference."""
    return np.select(
        [np.isnan(q), q <= FALSE_DISCOVERIES], [Verdict.UNKNOWN, Verdict.REAL], Verdict.CHANCE
    )
