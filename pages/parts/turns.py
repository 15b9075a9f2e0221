"""Which main figures fell or rose by more than chance, however many are looked at on one page."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from data.said import later
from metrics import catalogue
from metrics.compare import compare
from metrics.estimates.verdict import FALSE_DISCOVERIES
from metrics.metric import Direction, Grain, Standing
from pages.parts import layout, words
from pages.parts.dimensions import View
from pages.parts.language import _
from pages.parts.standings import Stand, broken

PERIODS = 8
# Only where more is healthier is less a warning and more a gain; the bounds speak for the others.
_WATCHED = {
    one.name: one for one in catalogue() if one.is_headline and one.direction == Direction.HIGHER
}
_FELL = later("{measure} fell from {before} in {then} to {after}")
_ROSE = later("{measure} rose from {before} in {then} to {after}")
_SINCE = later("{turned} in {when}; since then there is too little to tell")
_UNTIL = later("{turned}, healthy until {last}")


@dataclass(frozen=True)
class Turn:
    """What fell most and what rose most in a community, each part of a sentence, "" for nothing.

    ``broke`` is how the dimension stands of which a figure was healthy and fell beyond a bound, if
    any did: what fell most is that figure then.
    """

    fall: str = ""
    rise: str = ""
    broke: Stand | None = None


STILL = Turn()


def turns(measures: pd.DataFrame, judged: dict[str, pd.Timestamp], grain: Grain) -> dict[str, Turn]:
    """Say of each community whose figures fell or rose which of them did most.

    ``measures`` are the published ones of the grain, ``judged`` the period by which each community
    is judged. A figure turned where the intervals of the first and the last of up to 8 periods do
    not touch, and where no more than 1 in 20 of the differences found among all figures of all
    these communities would be chance (q of ``metrics.compare``).
    """
    values = _values(measures, judged)
    first, last = _ends(values)
    is_more_than_chance = (compare(first, last)["q"] <= FALSE_DISCOVERIES).to_numpy()
    fell = is_more_than_chance & (last["high"] < first["low"]).to_numpy()
    rose = is_more_than_chance & (last["low"] > first["high"]).to_numpy()
    healthy = _last_healthy(values)
    falls = {
        name: _fall(*ends, healthy, judged, grain)
        for name, ends in _most(first[fell], last[fell], healthy).items()
    }
    rises = {
        name: Turn(rise=_said(*ends, _ROSE, judged, grain))
        for name, ends in _most(first[rose], last[rose], {}).items()
    }
    return {
        name: replace(falls.get(name, STILL), rise=rises.get(name, STILL).rise)
        for name in {**falls, **rises}
    }


def of(view: View) -> Turn:
    """Return what fell and what rose most in one community."""
    found = turns(view.rows, {view.community: view.period}, view.grain)
    return found.get(view.community, STILL)


def show(turn: Turn) -> None:
    """Say what fell and what rose most, if anything did."""
    if turn != STILL:
        with layout.sentences():
            st.markdown(said([turn.fall, turn.rise]))


def said(parts: Iterable[str]) -> str:
    """Return the sentences that parts of sentences make."""
    return " ".join(words.sentence(part) for part in parts if part)


def _most(
    first: pd.DataFrame, last: pd.DataFrame, healthy: dict[tuple, pd.Timestamp]
) -> dict[str, tuple]:
    """Return of each community the ends of the figure that changed by the largest factor.

    One that was healthy and is beyond a bound goes before all that are not.
    """
    found: dict[str, tuple] = {}
    for was, now in zip(first.itertuples(), last.itertuples(), strict=True):
        low, high = sorted((was.value, now.value))
        size = (_is_broken(now, healthy), high / max(low, 1e-9))
        if was.community not in found or size > found[was.community][0]:
            found[was.community] = (size, (was, now))
    return {community: ends for community, (_size, ends) in found.items()}


def _is_broken(now, healthy: dict[tuple, pd.Timestamp]) -> bool:
    is_beyond = now.standing in (Standing.WATCH, Standing.AT_RISK)
    return is_beyond and (now.figure, now.community) in healthy


def _last_healthy(values: pd.DataFrame) -> dict[tuple, pd.Timestamp]:
    """Return when each figure of each community was healthy last, of those that ever were."""
    well = values[values["standing"] == Standing.HEALTHY]
    return well.groupby(["figure", "community"])["period"].max().to_dict()


def _values(measures: pd.DataFrame, judged: dict[str, pd.Timestamp]) -> pd.DataFrame:
    """Return the values of the last periods of every figure that has two, the oldest first.

    ``figure`` is its name.
    """
    rows = measures[measures["metric"].isin(_WATCHED)].rename(columns={"metric": "figure"})
    rows = rows[rows["period"] <= rows["community"].map(judged)].sort_values("period")
    of = ["figure", "community"]
    values = rows.groupby(of).tail(PERIODS).dropna(subset="value")
    return values[values.groupby(of)["value"].transform("size") > 1]


def _ends(values: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the first and the last value of every figure, row against row.

    ``metric`` numbers the rows, so that each is held against its own.
    """
    of = ["figure", "community"]
    each = values.groupby(of)
    ends = [end.sort_values(of, ignore_index=True) for end in (each.head(1), each.tail(1))]
    first, last = (end.assign(metric=end.index) for end in ends)
    return first, last


def _fall(
    was, now, healthy: dict[tuple, pd.Timestamp], judged: dict[str, pd.Timestamp], grain: Grain
) -> Turn:
    """Say what fell, and whether it was healthy and is no longer."""
    fall = _said(was, now, _FELL, judged, grain)
    if not _is_broken(now, healthy):
        return Turn(fall)
    until = words.period(healthy[now.figure, now.community], grain)
    fall = _(_UNTIL, turned=fall, last=until) if now.period == judged[now.community] else fall
    return Turn(fall, broke=broken(_WATCHED[now.figure], fall, (grain, now.period)))


def _said(was, now, how: str, judged: dict[str, pd.Timestamp], grain: Grain) -> str:
    """Say what turned, and where its last value is not of the period judged, of when it is."""
    metric = _WATCHED[was.figure]
    before, after = (words.told(metric.unit, end.value, end.low, end.high) for end in (was, now))
    measure = _(metric.title).lower()
    then = words.period(was.period, grain)
    turned = _(how, measure=measure, before=before, then=then, after=after)
    if now.period == judged[now.community]:
        return turned
    return _(_SINCE, turned=turned, when=words.period(now.period, grain))
