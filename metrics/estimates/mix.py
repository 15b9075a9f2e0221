"""A mix of kinds, corrected for what its reader gets wrong.

The reader sees each post through a known blur: of posts that people say are a failure, it calls
some a question and some nothing at all. The blur is measured on posts that people coded, and taken
back out (Rogan & Gladen 1978, American Journal of Epidemiology 107:71, for more than two classes).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, stdtrit


@dataclass(frozen=True)
class Blur:
    """How a reader sees posts: one row per true kind, one column per kind read, "none" last.

    ``seen`` counts coded posts: a post that carries two kinds counts half in either row, and one
    in which two kinds are read counts half in either column. The shares of a row add up to 1.
    """

    seen: np.ndarray

    @property
    def shares(self) -> np.ndarray:
        """Return what a post of each true kind is read as, in shares."""
        return self.seen / self.seen.sum(axis=1, keepdims=True)

    @property
    def can_be_undone(self) -> bool:
        """Return whether every kind was coded, and is read as itself oftener than as another."""
        if not self.seen.sum(axis=1).all():
            return False
        return bool(np.linalg.cond(self.shares) < _WORST_CONDITION)


@dataclass(frozen=True)
class Mix:
    """Shares of the kinds among posts that have one, and how they vary together.

    A share may lie a little below 0: cutting it off would push the others down.
    """

    shares: np.ndarray
    covariance: np.ndarray
    units: float


# Beyond this the blur is so strong that taking it out only makes noise larger.
_WORST_CONDITION = 50


@dataclass(frozen=True)
class Part:
    """What was read of the posts in one language: mean shares of each kind, "none" last.

    ``covariance`` is that of the mean shares, cluster-robust over ``units`` threads; ``weight``
    is the share of all posts. Without a ``blur`` the mix is taken as it was read.
    """

    read: np.ndarray
    covariance: np.ndarray
    units: float
    weight: float = 1.0
    blur: Blur | None = None


def corrected(parts: Sequence[Part]) -> Mix:
    """Return the true mix behind what was read.

    The variance is that of the posts and that of the coded samples (delta method).
    """
    true, spread = np.zeros_like(parts[0].read), np.zeros_like(parts[0].covariance)
    units = sum(part.units for part in parts)
    for part in parts:
        kinds, variance = part.read, part.covariance
        if part.blur is not None:
            undo = np.linalg.inv(part.blur.shares.T)
            kinds = undo @ part.read
            sample = _of_sample(part.blur, np.maximum(kinds, 0))
            variance = undo @ (part.covariance + sample) @ undo.T
            units = min(units, part.blur.seen.sum(axis=1).min())
        true = true + part.weight * kinds
        spread = spread + part.weight**2 * variance
    kept = true[:-1]
    total = kept.sum()
    if total <= 0:
        return Mix(np.full(len(kept), np.nan), np.full((len(kept),) * 2, np.nan), units)
    shares = kept / total
    slope = (np.eye(len(kept)) - shares[:, None]) / total
    return Mix(shares, slope @ spread[:-1, :-1] @ slope.T, units)


def _of_sample(blur: Blur, true: np.ndarray) -> np.ndarray:
    """Return the variance of what is read that comes from having coded only so many posts."""
    shares, sizes = blur.shares, blur.seen.sum(axis=1)
    spread = np.zeros((len(true), len(true)))
    for kind, size in enumerate(sizes):
        row = (shares[kind] * size + 1 / len(true)) / (size + 1)  # never quite certain
        spread += true[kind] ** 2 * (np.diag(row) - np.outer(row, row)) / (size + 1)
    return spread


def share_of(mix: Mix, kinds: list[int]) -> tuple[float, float, float]:
    """Return the share of some kinds together with its 95 % interval, on the logit scale."""
    pick = np.zeros(len(mix.shares))
    pick[kinds] = 1
    value = float(np.clip(pick @ mix.shares, 0, 1))
    error = float(np.sqrt(max(pick @ mix.covariance @ pick, 0)))
    quantile = stdtrit(max(mix.units - 1, 1), 0.975)
    edge = quantile**2 / (mix.units + quantile**2)
    if np.isnan(value):
        return np.nan, np.nan, np.nan
    if value <= 0 or value >= 1:
        reach = max(edge, min(1.0, quantile * error))
        return (0.0, 0.0, reach) if value <= 0 else (1.0, 1 - reach, 1.0)
    middle, reach = np.log(value / (1 - value)), quantile * error / (value * (1 - value))
    low, high = expit([middle - reach, middle + reach])
    # Near an end the logit scale runs away; the plain scale holds there.
    plain = (max(0.0, value - quantile * error), min(1.0, value + quantile * error))
    return value, min(float(low), plain[0]), max(float(high), min(plain[1], 1.0))


def diversity(mix: Mix, order: float) -> tuple[float, float, float]:
    """Return the Hill number of an order with its 95 % interval, on the logarithmic scale.

    Hill 1973 (Ecology 54:427); delta method on its logarithm. A bare count of kinds (order 0) has
    no interval: one more post of a rare kind raises it by one.
    """
    if np.isnan(mix.shares).any():
        return np.nan, np.nan, np.nan
    shares = np.maximum(mix.shares, 0) / np.maximum(mix.shares, 0).sum()
    value = hill_number(shares, order)
    if order == 0:
        return value, np.nan, np.nan
    slope = _slope(shares, order)
    error = float(np.sqrt(max(slope @ mix.covariance @ slope, 0)))
    reach = stdtrit(max(mix.units - 1, 1), 0.975) * error
    # At an even mix the slope vanishes, and only the second order is left of what may be off.
    # A share smaller than its own error is taken for as large as that.
    variance = np.maximum(np.diag(mix.covariance), 0)
    known = np.maximum(np.maximum(shares, np.sqrt(variance)), _RAREST)
    bend = order * (variance / known).sum() / 2
    reach = max(reach, _BEND * bend)
    most = len(mix.shares)
    reach = min(reach, np.log(most))
    return value, max(1.0, value * np.exp(-reach)), min(float(most), value * np.exp(reach))


def hill_number(shares: np.ndarray, order: float) -> float:
    """Return how many equally common kinds would be as diverse."""
    known = shares[shares > 0]
    if order == 0:
        return float(len(known))
    if order == 1:
        return float(np.exp(-(known * np.log(known)).sum()))
    return float((known**order).sum() ** (1 / (1 - order)))


def _slope(shares: np.ndarray, order: float) -> np.ndarray:
    """Return how the logarithm of a Hill number moves with each share."""
    known = np.maximum(shares, _RAREST)
    if order == 1:
        return -(np.log(known) + 1)
    return order / (1 - order) * known ** (order - 1) / (known**order).sum()


# A share below this is taken for this much where one divides by it.
_RAREST = 1e-3
# The 95th percentile of chi-squared with one degree of freedom.
_BEND = 3.84
