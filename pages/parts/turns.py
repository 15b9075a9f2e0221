"""Which main figures fell or rose by more than chance, however many are looked at on one page."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from data.said import later
from metrics import catalogue
from metrics.compare import compare
from metrics.estimates.verdict import FALSE_DISCOVERIES
from metrics.metric import Direction, Grain
from pages.parts import layout, words
from pages.parts.dimensions import View
from pages.parts.language import _

PERIODS = 8
# Only where more is healthier is less a warning and more a gain; the bounds speak for the others.
_WATCHED = {
    one.name: one for one in catalogue() if one.is_headline and one.direction == Direction.HIGHER
}
_FELL = later("{measure} fell from {before} in {then} to {after}")
_ROSE = later("{measure} rose from {before} in {then} to {after}")


@dataclass(frozen=True)
class Turn:
    """What fell most and what rose most in a community, each part of a sentence, "" for nothing."""

    fall: str = ""
    rise: str = ""


STILL = Turn()


def turns(measures: pd.DataFrame, judged: dict[str, pd.Timestamp], grain: Grain) -> dict[str, Turn]:
    """Say of each community whose figures fell or rose which of them did most.

    ``measures`` are the published ones of the grain, ``judged`` the period by which each community
    is judged. A figure turned where the intervals of the first and the last of up to 8 periods do
    not touch, and where no more than 1 in 20 of the differences found among all figures of all
    these communities would be chance (q of ``metrics.compare``).
    """
    first, last = _ends(measures, judged)
    is_more_than_chance = (compare(first, last)["q"] <= FALSE_DISCOVERIES).to_numpy()
    fell = is_more_than_chance & (last["high"] < first["low"]).to_numpy()
    rose = is_more_than_chance & (last["low"] > first["high"]).to_numpy()
    falls = _most(first[fell], last[fell], _FELL, grain)
    rises = _most(first[rose], last[rose], _ROSE, grain)
    return {name: Turn(falls.get(name, ""), rises.get(name, "")) for name in {**falls, **rises}}


def show(view: View) -> None:
    """Say what fell and what rose most in one community, if anything did."""
    turn = turns(view.rows, {view.community: view.period}, view.grain).get(view.community)
    if turn is not None:
        with layout.sentences():
            st.markdown(said([turn.fall, turn.rise]))


def said(parts: Iterable[str]) -> str:
    """Return the sentences that parts of sentences make."""
    return " ".join(words.sentence(part) for part in parts if part)


def _most(first: pd.DataFrame, last: pd.DataFrame, how: str, grain: Grain) -> dict[str, str]:
    """Say of each community which of its figures changed by the largest factor."""
    found: dict[str, tuple[float, str]] = {}
    for was, now in zip(first.itertuples(), last.itertuples(), strict=True):
        low, high = sorted((was.value, now.value))
        factor = high / max(low, 1e-9)
        if was.community not in found or factor > found[was.community][0]:
            found[was.community] = (factor, _said(was, now, how, grain))
    return {community: told for community, (_factor, told) in found.items()}


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


def _said(was, now, how: str, grain: Grain) -> str:
    metric = _WATCHED[was.figure]
    before, after = (words.told(metric.unit, end.value, end.low, end.high) for end in (was, now))
    measure = _(metric.title).lower()
    then = words.period(was.period, grain)
    return _(how, measure=measure, before=before, then=then, after=after)
