"""Two communities, or one in two periods: which differences are more than chance, and is it fair?

Works on published measures alone, so that a comparison and the figures it compares cannot disagree.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from data.said import from_json, joined, later, say
from metrics.estimates.mover import chance_of, gap
from metrics.estimates.verdict import Verdict, adjusted, verdicts
from metrics.metric import Metric, Status

_SMALL = say("smaller than what is worth acting on (a starting value, not science)")
MORE_VOLUME = 1.25
"""So many times the posts make figures differ that rise with volume."""

_UNLIKE = {
    "kind": later("They are of different kinds ({found})."),
    "platform": later("They come from different platforms ({found})."),
    "replies": later("Their exports differ in how well they tell who answers whom ({found})."),
}
_BOUND = say(
    "rises with the number of posts, of which one side has more: compare it at equal volume"
)


def compare(
    first: pd.DataFrame,
    second: pd.DataFrame,
    *more: pd.DataFrame,
    metrics: Iterable[Metric] = (),
    posts: Sequence[float] = (),
) -> pd.DataFrame:
    """Return ``metric, side, a, b, difference, low, high, p, q, verdict, note``.

    One row per metric for every side that is held against the first; ``side`` counts them from 1.
    Wants the published measures of each side, one row per metric (``metric, value, low, high,
    status, why``, and ``said`` where the parts of ``why`` are kept). The difference is b - a, its
    95 % interval is built from the two (``estimates.mover``). q is p after Benjamini & Hochberg
    1995 over all rows that have one. ``note`` says what is missing, to be said by a screen.

    ``metrics`` are those that are compared, ``posts`` the posts of each side: what rises with
    volume gets no verdict where one side has clearly more than the other, and a difference that is
    more than chance may still be smaller than what is worth acting on.
    """
    known = {metric.name: metric for metric in metrics}
    bound = {name for name, metric in known.items() if metric.rises_with_volume}
    others = enumerate((second, *more), start=1)
    answer = pd.concat(
        [
            _differences(first, other, bound if _is_more(posts, side) else set()).assign(side=side)
            for side, other in others
        ],
        ignore_index=True,
    )
    answer["q"] = adjusted(answer["p"].to_numpy())
    answer["verdict"] = verdicts(answer["q"].to_numpy())
    notes = [_with_size(row, known.get(row.metric)) for row in answer.itertuples()]
    answer["note"] = pd.Series(notes, answer.index, object)
    columns = "metric side a b difference low high p q verdict note"
    return answer[columns.split()]


def _with_size(row, metric: Metric | None) -> str:
    """Add to a note where a difference is real but small."""
    worth = metric.worth_acting_on if metric else None
    is_small = worth is not None and abs(row.difference) < worth
    small = _SMALL if is_small and row.verdict == Verdict.REAL else ""
    return joined([row.note, small], "; ")


def _is_more(posts: Sequence[float], side: int) -> bool:
    """Return whether a side and the first differ in volume; unknown volumes do not."""
    if not posts:
        return False
    fewer, more = sorted((posts[0], posts[side]))
    return bool(more > MORE_VOLUME * fewer)


def _differences(first: pd.DataFrame, second: pd.DataFrame, bound: set[str]) -> pd.DataFrame:
    sides = first.merge(second, on="metric", suffixes=("_a", "_b"))
    ends = [
        tuple(sides[f"{end}_{side}"].to_numpy(float) for end in ("value", "low", "high"))
        for side in "ab"
    ]
    difference, low, high = gap(*ends)
    is_bound = np.array([metric in bound for metric in sides["metric"]], bool)
    p = np.where(_is_estimated(sides) & ~is_bound, chance_of(difference, low, high), np.nan)
    notes = [_note(row, said) for row, said in zip(sides.itertuples(), is_bound, strict=True)]
    return pd.DataFrame(
        {
            "metric": sides["metric"],
            "a": sides["value_a"],
            "b": sides["value_b"],
            "difference": difference,
            "low": low,
            "high": high,
            "p": p,
            # A column of text would forget the parts of what is said.
            "note": pd.Series(notes, dtype=object),
        }
    )


def _is_estimated(sides: pd.DataFrame) -> pd.Series:
    """Return where both sides have an interval: a value alone does not say how sure it is."""
    return (sides["high_a"] > sides["low_a"]) & (sides["high_b"] > sides["low_b"])


def _note(row, is_bound: bool) -> str:
    missing = []
    if row.status_a != Status.MEASURED:
        missing.append(say("first: {why}", why=_why(row, "a")))
    if row.status_b != Status.MEASURED:
        missing.append(say("second: {why}", why=_why(row, "b")))
    if is_bound and not missing:
        missing.append(_BOUND)
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
