"""A mix of kinds, corrected for what its reader gets wrong.

The reader sees each post through a known blur: of posts that people say are a failure, it calls
some a question and some nothing at all. The blur is measured on posts that people coded, and taken
back out (Rogan & Gladen 1978, American Journal of Epidemiology 107:71, for more than two classes).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import expit, stdtrit, xlogy


@dataclass(frozen=True)
class Blur:
    """How a reader sees posts: one row per true kind, one column per kind read, "none" last.

    ``seen`` counts coded posts: a post that carries two kinds counts half in either row, and one
    in which two kinds are read counts half in either column. The shares of a row add up to 1.
    """

    seen: np.ndarray

    @cached_property
    def shares(self) -> np.ndarray:
        """Return what a post of each true kind is read as, in shares."""
        return self.seen / self.seen.sum(axis=1, keepdims=True)

    @cached_property
    def undo(self) -> np.ndarray:
        """Return what takes the blur out of what was read."""
        return np.linalg.inv(self.shares.T)

    @property
    def can_be_undone(self) -> bool:
        """Return whether every kind was coded, and is read as itself oftener than as another."""
        if not self.seen.sum(axis=1).all():
            return False
        return bool(np.linalg.cond(self.shares) < _WORST_CONDITION)


@dataclass(frozen=True)
class Mix:
    """Shares of the kinds among posts that have one, and how they vary together.

    A share may lie a little below 0: cutting it off would push the others down. Many mixes are one,
    too, with a first axis for them.
    """

    shares: np.ndarray
    covariance: np.ndarray
    units: float | np.ndarray

    @classmethod
    def of_many(cls, mixes: Sequence["Mix"], kinds: int) -> "Mix":
        """Return mixes of so many kinds as one."""
        return cls(
            np.array([mix.shares for mix in mixes]).reshape(-1, kinds),
            np.array([mix.covariance for mix in mixes]).reshape(-1, kinds, kinds),
            np.array([mix.units for mix in mixes], float),
        )


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
            undo = part.blur.undo
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
    sizes = blur.seen.sum(axis=1, keepdims=True)
    rows = (blur.shares * sizes + 1 / len(true)) / (sizes + 1)  # never quite certain
    weight = true**2 / (sizes[:, 0] + 1)
    return np.diag(weight @ rows) - rows.T @ (weight[:, None] * rows)


Interval = tuple[np.ndarray, np.ndarray, np.ndarray]
"""A value and its 95 % interval, each as many as there are mixes."""


def share_of(mix: Mix, kinds: list[int]) -> Interval:
    """Return the share of some kinds together with its 95 % interval, on the logit scale."""
    pick = np.zeros(mix.shares.shape[-1])
    pick[kinds] = 1
    value = np.clip(mix.shares @ pick, 0, 1)
    error = np.sqrt(np.maximum(mix.covariance @ pick @ pick, 0))
    quantile = stdtrit(np.maximum(mix.units - 1, 1), 0.975)
    far = quantile * error
    with np.errstate(divide="ignore", invalid="ignore"):
        middle, reach = np.log(value / (1 - value)), far / (value * (1 - value))
        low, high = expit(middle - reach), expit(middle + reach)
    # Near an end the logit scale runs away; the plain scale holds there.
    low = np.minimum(low, np.maximum(value - far, 0))
    high = np.maximum(high, np.minimum(value + far, 1))
    at_end = np.maximum(quantile**2 / (mix.units + quantile**2), np.minimum(1, far))
    ends = [value <= 0, value >= 1]
    return value, np.select(ends, [0, 1 - at_end], low), np.select(ends, [at_end, 1], high)


def diversity(mix: Mix, order: float) -> Interval:
    """Return the Hill number of an order with its 95 % interval, on the logarithmic scale.

    Hill 1973 (Ecology 54:427); delta method on its logarithm. A bare count of kinds (order 0) has
    no interval: one more post of a rare kind raises it by one.
    """
    shares = np.maximum(mix.shares, 0)
    shares = shares / shares.sum(axis=-1, keepdims=True)
    value = hill_number(shares, order)
    if order == 0:
        unknown = np.full(np.shape(value), np.nan)
        return value, unknown, unknown
    slope = _slope(shares, order)
    error = np.sqrt(np.maximum(np.einsum("...i,...ij,...j", slope, mix.covariance, slope), 0))
    reach = stdtrit(np.maximum(mix.units - 1, 1), 0.975) * error
    # At an even mix the slope vanishes, and only the second order is left of what may be off.
    # A share smaller than its own error is taken for as large as that.
    variance = np.maximum(np.diagonal(mix.covariance, axis1=-2, axis2=-1), 0)
    known = np.maximum(np.maximum(shares, np.sqrt(variance)), _RAREST)
    bend = order * (variance / known).sum(axis=-1) / 2
    most = shares.shape[-1]
    reach = np.minimum(np.maximum(reach, _BEND * bend), np.log(most))
    return value, np.maximum(1, value * np.exp(-reach)), np.minimum(most, value * np.exp(reach))


def hill_number(shares: np.ndarray, order: float) -> np.ndarray:
    """Return how many equally common kinds would be as diverse; NaN where shares are not known."""
    if order == 0:
        return np.where(np.isnan(shares).any(axis=-1), np.nan, (shares > 0).sum(axis=-1))
    if order == 1:
        return np.exp(-xlogy(shares, shares).sum(axis=-1))
    return (shares**order).sum(axis=-1) ** (1 / (1 - order))


def _slope(shares: np.ndarray, order: float) -> np.ndarray:
    """Return how the logarithm of a Hill number moves with each share."""
    known = np.maximum(shares, _RAREST)
    if order == 1:
        return -(np.log(known) + 1)
    whole = (known**order).sum(axis=-1, keepdims=True)
    return order / (1 - order) * known ** (order - 1) / whole


# A share below this is taken for this much where one divides by it.
_RAREST = 1e-3
# The 95th percentile of chi-squared with one degree of freedom.
_BEND = 3.84
