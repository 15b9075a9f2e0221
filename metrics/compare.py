"""Two communities, or one in two periods: which differences are more than chance, and is it fair?

Works on published measures alone, so that a comparison and the figures it compares cannot disagree.
"""

from enum import StrEnum

import numpy as np
import pandas as pd
from scipy.special import ndtr
from scipy.stats import false_discovery_control

from data.said import from_json, joined, later, say
from metrics.metric import Status

_NORMAL = 1.959963984540054
FALSE_DISCOVERIES = 0.05
_UNLIKE = {
    "kind": later("They are of different kinds ({found})."),
    "platform": later("They come from different platforms ({found})."),
    "replies": later("Their exports differ in how well they tell who answers whom ({found})."),
}


class Verdict(StrEnum):
    """What may be said of a difference."""

    REAL = later("more than chance")
    CHANCE = later("may be chance")
    UNKNOWN = later("cannot be compared")


def compare(first: pd.DataFrame, second: pd.DataFrame, *more: pd.DataFrame) -> pd.DataFrame:
    """Return ``metric, side, a, b, difference, low, high, p, q, verdict, note``.

    One row per metric for every side that is held against the first; ``side`` counts them from 1.
    Wants the published measures of each side, one row per metric (``metric, value, low, high,
    status, why``, and ``said`` where the parts of ``why`` are kept). The difference is b - a; its
    95 % interval is built from the two intervals without assuming that they are symmetric (MOVER:
    Zou & Donner 2008, Statistics in Medicine 27:1693), as if the sides had nothing to do with each
    other: where the same people stand on both, that is cautious. q is p after Benjamini & Hochberg
    1995 over all rows that have one. ``note`` says what is missing, to be said by a screen.
    """
    others = enumerate((second, *more), start=1)
    answer = pd.concat(
        [_differences(first, other).assign(side=side) for side, other in others], ignore_index=True
    )
    answer["q"] = adjusted(answer["p"].to_numpy())
    answer["verdict"] = np.select(
        [answer["q"].isna(), answer["q"] <= FALSE_DISCOVERIES],
        [Verdict.UNKNOWN, Verdict.REAL],
        Verdict.CHANCE,
    )
    columns = "metric side a b difference low high p q verdict note"
    return answer[columns.split()]


def _differences(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    sides = first.merge(second, on="metric", suffixes=("_a", "_b"))
    below = np.hypot(sides["value_b"] - sides["low_b"], sides["high_a"] - sides["value_a"])
    above = np.hypot(sides["high_b"] - sides["value_b"], sides["value_a"] - sides["low_a"])
    difference = sides["value_b"] - sides["value_a"]
    towards_zero = np.where(difference > 0, below, above)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2 * ndtr(-_NORMAL * np.abs(difference) / towards_zero)
    return pd.DataFrame(
        {
            "metric": sides["metric"],
            "a": sides["value_a"],
            "b": sides["value_b"],
            "difference": difference,
            "low": difference - below,
            "high": difference + above,
            "p": np.where(np.isfinite(towards_zero) & _is_estimated(sides), p, np.nan),
            # A column of text would forget the parts of what is said.
            "note": pd.Series([_note(row) for row in sides.itertuples()], dtype=object),
        }
    )


def _is_estimated(sides: pd.DataFrame) -> pd.Series:
    """Return where both sides have an interval: a value alone does not say how sure it is."""
    return (sides["high_a"] > sides["low_a"]) & (sides["high_b"] > sides["low_b"])


def adjusted(p: np.ndarray) -> np.ndarray:
    """Return p after Benjamini & Hochberg; NaN stays NaN and is not counted."""
    q = np.full(len(p), np.nan)
    known = ~np.isnan(p)
    if known.any():
        q[known] = false_discovery_control(p[known])
    return q


def _note(row) -> str:
    missing = []
    if row.status_a != Status.MEASURED:
        missing.append(say("first: {why}", why=_why(row, "a")))
    if row.status_b != Status.MEASURED:
        missing.append(say("second: {why}", why=_why(row, "b")))
    return joined(missing, "; ")


def _why(row, side: str) -> str:
    parts = getattr(row, f"said_{side}", None)
    return from_json(parts if isinstance(parts, str) else None, getattr(row, f"why_{side}"))


def unfair(communities: pd.DataFrame) -> list[str]:
    """Return, in sentences, why a comparison of some communities should be read with care.

    Wants the rows of ``data.published.communities`` for those that are compared, with kind,
    platform and replies in words.
    """
    reasons = []
    for column, template in _UNLIKE.items():
        found = communities[column].dropna().astype(str).unique()
        if len(found) > 1:
            reasons.append(say(template, found=", ".join(sorted(found))))
    smallest, largest = communities["posts"].min(), communities["posts"].max()
    if largest > 3 * smallest:
        reasons.append(
            say(
                "One has more than three times the posts of another; reciprocity rises with volume."
            )
        )
    return reasons
