"""Which main figures fell by more than chance, however many are looked at on one page."""

import pandas as pd

from metrics import catalogue
from metrics.compare import compare
from metrics.estimates.verdict import FALSE_DISCOVERIES
from metrics.metric import Direction, Grain
from pages.parts import words
from pages.parts.language import _

PERIODS = 8
# Only where more is healthier is less a warning; the bounds speak for the others.
_WATCHED = {
    one.name: one for one in catalogue() if one.is_headline and one.direction == Direction.HIGHER
}


def worst(measures: pd.DataFrame, judged: dict[str, pd.Timestamp], grain: Grain) -> dict[str, str]:
    """Say of each community whose figures fell which of them fell most.

    ``measures`` are the published ones of the grain, ``judged`` the period by which each community
    is judged. A figure fell where the intervals of the first and the last of up to 8 periods do
    not touch, and where no more than 1 in 20 of the differences found among all figures of all
    these communities would be chance (q of ``metrics.compare``).
    """
    first, last = _ends(measures, judged)
    is_more_than_chance = (compare(first, last)["q"] <= FALSE_DISCOVERIES).to_numpy()
    fell = is_more_than_chance & (last["high"] < first["low"]).to_numpy()
    found: dict[str, tuple[float, str]] = {}
    for was, now in zip(first[fell].itertuples(), last[fell].itertuples(), strict=True):
        factor = was.value / max(now.value, 1e-9)
        if was.community not in found or factor > found[was.community][0]:
            found[was.community] = (factor, _said(was, now, grain))
    return {community: said for community, (_factor, said) in found.items()}


def _ends(
    measures: pd.DataFrame, judged: dict[str, pd.Timestamp]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the first and the last value of every figure that has two, row against row.

    ``metric`` numbers the rows, so that each is held against its own; ``figure`` is its name.
    """
    rows = measures[measures["metric"].isin(_WATCHED)].rename(columns={"metric": "figure"})
    rows = rows[rows["period"] <= rows["community"].map(judged)].sort_values("period")
    of = ["figure", "community"]
    values = rows.groupby(of).tail(PERIODS).dropna(subset="value")
    values = values[values.groupby(of)["value"].transform("size") > 1].groupby(of)
    ends = [end.sort_values(of, ignore_index=True) for end in (values.head(1), values.tail(1))]
    first, last = (end.assign(metric=end.index) for end in ends)
    return first, last


def _said(was, now, grain: Grain) -> str:
    metric = _WATCHED[was.figure]
    before, after = (words.told(metric.unit, end.value, end.low, end.high) for end in (was, now))
    measure = _(metric.title).lower()
    return _(
        "{measure} fell from {before} in {then} to {after}",
        measure=measure,
        before=before,
        then=words.period(was.period, grain),
        after=after,
    )
