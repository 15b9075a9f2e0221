"""Which main figures fell or rose by more than chance, however many are looked at on one page."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import isnan

import pandas as pd
import streamlit as st

from data.said import later
from metrics import catalogue
from metrics.compare import compare
from metrics.estimates.verdict import FALSE_DISCOVERIES
from metrics.metric import Direction, Grain, Standing
from pages.parts import layout, session, words
from pages.parts.dimensions import View
from pages.parts.language import _
from pages.parts.measures import History, Measures
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


def turns(
    measures: dict[str, Measures], judged: dict[str, pd.Timestamp], grain: Grain
) -> dict[str, Turn]:
    """Say of each community whose figures fell or rose which of them did most.

    ``measures`` are those of each community in the grain, ``judged`` the period by which each is
    judged. A figure turned where the intervals of the first and the last of up to 8 periods do
    not touch, and where no more than 1 in 20 of the differences found among all figures of all
    these communities would be chance (q of ``metrics.compare``).
    """
    every = [
        values
        for name, here in measures.items()
        for metric in _WATCHED.values()
        if len(values := _values(here.of(metric), judged[name])) > 1
    ]
    ends = [(values[0], values[-1]) for values in every]
    moved = [pair for pair, q in zip(ends, _chances(ends), strict=True) if q <= FALSE_DISCOVERIES]
    healthy = _last_healthy(every)
    fell = [(was, now) for was, now in moved if now.high < was.low]
    rose = [(was, now) for was, now in moved if now.low > was.high]
    falls = {
        name: _fall(*pair, healthy, judged, grain) for name, pair in _most(fell, healthy).items()
    }
    rises = {
        name: Turn(rise=_said(*pair, _ROSE, judged, grain))
        for name, pair in _most(rose, {}).items()
    }
    return {
        name: replace(falls.get(name, STILL), rise=rises.get(name, STILL).rise)
        for name in {**falls, **rises}
    }


def of(view: View) -> Turn:
    """Return what fell and what rose most in one community."""
    name, at, grain = view.community, view.period, view.grain
    found = session.once(
        lambda: turns({name: view.measures}, {name: at}, grain), "turned", name, at, grain
    )
    return found.get(name, STILL)


def show(turn: Turn) -> None:
    """Say what fell and what rose most, if anything did."""
    if turn != STILL:
        with layout.sentences():
            st.markdown(said([turn.fall, turn.rise]))


def said(parts: Iterable[str]) -> str:
    """Return the sentences that parts of sentences make."""
    return " ".join(words.sentence(part) for part in parts if part)


def held_against(pairs: list[tuple]) -> pd.DataFrame:
    """Return what ``metrics.compare`` says of pairs of measures, in their order.

    They are numbered, so that each is held against its own, whatever it measures.
    """
    sides = zip(*pairs, strict=True)
    return compare(*(pd.DataFrame(side).assign(metric=range(len(pairs))) for side in sides))


def _chances(pairs: list[tuple]) -> list[float]:
    """Return how many of the differences at least as clear as each would be chance (q)."""
    return list(held_against(pairs)["q"]) if pairs else []


def _most(pairs: list[tuple], healthy: dict[tuple, pd.Timestamp]) -> dict[str, tuple]:
    """Return of each community the ends of the figure that changed by the largest factor.

    One that was healthy and is beyond a bound goes before all that are not.
    """
    found: dict[str, tuple] = {}
    for was, now in pairs:
        low, high = sorted((was.value, now.value))
        size = (_is_broken(now, healthy), high / max(low, 1e-9))
        if was.community not in found or size > found[was.community][0]:
            found[was.community] = (size, (was, now))
    return {community: ends for community, (_size, ends) in found.items()}


def _is_broken(now, healthy: dict[tuple, pd.Timestamp]) -> bool:
    is_beyond = now.standing in (Standing.WATCH, Standing.AT_RISK)
    return is_beyond and (now.metric, now.community) in healthy


def _last_healthy(every: list[list]) -> dict[tuple, pd.Timestamp]:
    """Return when each figure of each community was healthy last, of those that ever were."""
    return {
        (row.metric, row.community): row.period
        for values in every
        for row in values
        if row.standing == Standing.HEALTHY
    }


def _values(history: History, judged: pd.Timestamp) -> list:
    """Return the values of the last periods of a figure, the oldest first."""
    return [row for row in history.upto(judged, PERIODS) if not isnan(row.value)]


def _fall(
    was, now, healthy: dict[tuple, pd.Timestamp], judged: dict[str, pd.Timestamp], grain: Grain
) -> Turn:
    """Say what fell, and whether it was healthy and is no longer."""
    fall = _said(was, now, _FELL, judged, grain)
    if not _is_broken(now, healthy):
        return Turn(fall)
    until = words.period(healthy[now.metric, now.community], grain)
    fall = _(_UNTIL, turned=fall, last=until) if now.period == judged[now.community] else fall
    return Turn(fall, broke=broken(_WATCHED[now.metric], fall, (grain, now.period)))


def _said(was, now, how: str, judged: dict[str, pd.Timestamp], grain: Grain) -> str:
    """Say what turned, and where its last value is not of the period judged, of when it is."""
    metric = _WATCHED[was.metric]
    before, after = (words.told(metric.unit, end.value, end.low, end.high) for end in (was, now))
    measure = _(metric.title).lower()
    then = words.period(was.period, grain)
    turned = _(how, measure=measure, before=before, then=then, after=after)
    if now.period == judged[now.community]:
        return turned
    return _(_SINCE, turned=turned, when=words.period(now.period, grain))
