"""Before and after an event: what changed, and whether it changed more than where nothing happened.

Works on published measures alone, like every comparison. Up to a year of whole periods before the
event is held against up to a year after it, so that one thin period does not decide and seasons
even out. An event beside a change is a hint, not a cause: what the calendar does every year is
named, as far as it is known.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from data.said import joined, later, say, say_many
from metrics.estimates.mover import Ends, chance_of, gap, mean_of
from metrics.estimates.verdict import adjusted, verdicts
from metrics.metric import Status

LENGTHS = {
    "month": pd.DateOffset(months=1),
    "quarter": pd.DateOffset(months=3),
    "year": pd.DateOffset(years=1),
}
_HOLIDAYS = {12: say("December"), 7: say("July"), 8: say("August")}
_ONE_SIDED = later("only one of the two sides holds {month}, a month of holidays in many places")
COLUMNS = [
    "metric",
    "community",
    "before",
    "after",
    "periods_before",
    "periods_after",
    "change",
    "low",
    "high",
    "p",
    "q",
    "verdict",
    "year_before",
    "others",
    "elsewhere",
    "elsewhere_low",
    "elsewhere_high",
    "beyond",
    "beyond_low",
    "beyond_high",
    "beyond_p",
    "beyond_q",
    "beyond_verdict",
    "note",
]


Happened = tuple[pd.Timestamp, str]
"""A day and what happened on it."""
_NORMAL = 1.959963984540054
_A_YEAR = {"month": 12, "quarter": 4, "year": 1}


def periods_around(
    day: date, grain: str, known: Iterable[pd.Timestamp]
) -> tuple[list[pd.Timestamp], list[pd.Timestamp]]:
    """Return the first days of the last whole periods before a day, and of the first after it.

    Those of ``known``, up to a year of them on either side. A period that begins with the day is
    after it; the one in which it lies is neither.
    """
    start = pd.Timestamp(day).to_period({"month": "M", "quarter": "Q", "year": "Y"}[grain])
    begin, most = start.start_time, _A_YEAR[grain]
    after = begin if begin == pd.Timestamp(day) else begin + LENGTHS[grain]
    every = sorted(known)
    earlier = [at for at in every if begin - most * LENGTHS[grain] <= at < begin]
    return earlier, [at for at in every if after <= at < after + most * LENGTHS[grain]]


def held_against(
    happened: Mapping[str, Collection[Happened]], with_it: Sequence[str], event: Happened
) -> tuple[list[str], list[Happened]]:
    """Return the communities to hold those with an event against, and what else could be the cause.

    ``happened`` is what happened in each community in that time. Nobody is held against a
    community in which the event happened too, or anything else that did not happen here. What
    happened here and there alike is no other cause; what happened here alone is one.
    """
    here = set.intersection(*(set(happened[name]) for name in with_it))
    there = {name: set(every) for name, every in happened.items() if name not in with_it}
    without = [name for name, every in there.items() if event not in every and every <= here]
    everywhere = set.intersection(*(there[name] for name in without)) if without else set()
    return without, sorted(here - everywhere - {event})


def around(
    measures: pd.DataFrame,
    with_it: Sequence[str],
    without: Sequence[str],
    before: Sequence[pd.Timestamp],
    after: Sequence[pd.Timestamp],
    grain: str,
) -> pd.DataFrame:
    """Return what changed in each community with the event, and how far beyond those without it.

    ``measures`` are the published ones of that grain, ``before`` and ``after`` the periods that are
    pooled: a side is the mean of those that have a figure, each counting alike, and
    ``periods_before`` and ``periods_after`` say how many have one. One row per metric and community
    with ``before, after, change, low, high, p, q, verdict``; ``year_before`` is the change between
    the same periods a year earlier; ``others`` counts the communities without the event that have
    figures on both sides, ``elsewhere`` is their mean change, and ``beyond`` the difference in
    differences: change - elsewhere, with its interval, p, q and verdict; how far the others drift
    apart by themselves makes it wider (after Conley & Taber 2011, Review of Economics and
    Statistics 93:113). NaN where something is not known; ``note`` says why, and names what the
    calendar may have done. q is over all metrics and communities of the answer (Benjamini &
    Hochberg 1995), for changes and for what is beyond each.
    """
    known = measures[measures["status"] == Status.MEASURED]
    ends = {
        (row.metric, row.community, row.period): (row.value, row.low, row.high)
        for row in known.itertuples()
    }
    calendar = _calendar(before, after, grain)
    rows = [
        _row(ends, metric, community, without, (before, after), calendar)
        for metric in measures["metric"].unique()
        for community in with_it
    ]
    answer = pd.DataFrame(rows, columns=[name for name in COLUMNS if not name.endswith("q")])
    for start in ("", "beyond_"):
        answer[f"{start}q"] = adjusted(answer[f"{start}p"].to_numpy(float))
        answer[f"{start}verdict"] = verdicts(answer[f"{start}q"].to_numpy())
    answer["note"] = pd.Series([row["note"] for row in rows], answer.index, object)
    return answer[COLUMNS]


def _row(
    ends: dict, metric: str, community: str, without: Sequence[str], periods: tuple, calendar: str
) -> dict:
    first, second = (_side(ends, metric, community, side) for side in periods)
    change = gap(first, second)
    a_year_ago = [[at - pd.DateOffset(years=1) for at in side] for side in periods]
    earlier = gap(*(_side(ends, metric, community, side) for side in a_year_ago))
    others = [gap(*(_side(ends, metric, one, side) for side in periods)) for one in without]
    others = [one for one in others if np.isfinite(one).all()]
    elsewhere = mean_of(others) if others else (np.nan,) * 3
    beyond = _wider(gap(elsewhere, change), _drift(others))
    known = [sum((metric, community, at) in ends for at in side) for side in periods]
    return {
        "metric": metric,
        "community": community,
        "before": float(first[0]),
        "after": float(second[0]),
        "periods_before": known[0],
        "periods_after": known[1],
        **_told(("change", "low", "high"), change),
        "p": float(chance_of(*map(np.asarray, change))),
        "year_before": float(earlier[0]),
        "others": len(others),
        **_told(("elsewhere", "elsewhere_low", "elsewhere_high"), elsewhere),
        **_told(("beyond", "beyond_low", "beyond_high"), beyond),
        "beyond_p": float(chance_of(*map(np.asarray, beyond))),
        "note": _note(change, earlier, len(others), calendar),
    }


def _drift(others: Sequence[Ends]) -> float:
    """Return how far from the mean of others one more would lie by itself, 95 times in 100.

    From how much the others differ beyond what their own intervals explain. Of one nobody knows.
    """
    number = len(others)
    if number < 2:
        return 0.0
    values, lows, highs = np.array(others, float).T
    own = (((highs - lows) / (2 * _NORMAL)) ** 2).mean()
    between = max(0.0, values.var(ddof=1) - own)
    return float(stdtrit(number - 1, 0.975) * np.sqrt(between * (1 + 1 / number)))


def _wider(ends: Ends, reach: float) -> Ends:
    """Return an interval that reaches further on either side, by what is independent of it."""
    value, low, high = ends
    return value, value - np.hypot(value - low, reach), value + np.hypot(high - value, reach)


def _told(names: tuple[str, ...], ends: Ends) -> dict[str, float]:
    return dict(zip(names, map(float, ends), strict=True))


def _side(ends: dict, metric: str, community: str, periods: Sequence[pd.Timestamp]) -> Ends:
    """Return the mean of the periods that have a figure; NaN where none has.

    Those without an interval count only where none has one: then the mean has none either.
    """
    given = [ends[key] for at in periods if (key := (metric, community, at)) in ends]
    sure = [one for one in given if one[2] > one[1]]
    if sure:
        return mean_of(sure)
    middle = np.mean([value for value, _low, _high in given]) if given else np.nan
    return (np.float64(middle), np.float64(np.nan), np.float64(np.nan))


def _note(change: Ends, earlier: Ends, others: int, calendar: str) -> str:
    if np.isnan(change[0]):
        return say("no figure before it or after it")
    control = (
        say_many(
            "held against {number} community without the event",
            "held against {number} communities without the event",
            others,
        )
        if others
        else say("there is no community without the event to hold it against")
    )
    season = (
        say("what the calendar does each year is not known: there is no year before")
        if np.isnan(earlier[0])
        else ""
    )
    return joined([control, season, calendar], "; ")


def _calendar(before: Sequence[pd.Timestamp], after: Sequence[pd.Timestamp], grain: str) -> str:
    """Name the months of holidays that only one of the two sides holds."""
    held = [
        {
            day.month
            for at in side
            for day in pd.date_range(at, at + LENGTHS[grain], freq="MS", inclusive="left")
        }
        for side in (before, after)
    ]
    lopsided = held[0] ^ held[1]
    return joined(
        [say(_ONE_SIDED, month=_HOLIDAYS[month]) for month in _HOLIDAYS if month in lopsided], "; "
    )
