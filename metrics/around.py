"""Before and after an event: what changed, and whether it changed more than where nothing happened.

Works on published measures alone, like every comparison. An event beside a change is a hint, not a
cause: what the calendar does every year is named, as far as it is known.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

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
_ONE_SIDED = later("only one of the two periods holds {month}, a month of holidays in many places")
COLUMNS = [
    "metric",
    "community",
    "before",
    "after",
    "change",
    "low",
    "high",
    "p",
    "q",
    "verdict",
    "year_before",
    "others",
    "elsewhere",
    "beyond",
    "beyond_low",
    "beyond_high",
    "beyond_p",
    "beyond_q",
    "beyond_verdict",
    "note",
]


def periods_around(day: date, grain: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first days of the last whole period before a day and of the first one after it.

    A period that begins with the day is after it; the one in which it lies is neither.
    """
    start = pd.Timestamp(day).to_period({"month": "M", "quarter": "Q", "year": "Y"}[grain])
    begin = start.start_time
    after = begin if begin == pd.Timestamp(day) else begin + LENGTHS[grain]
    return begin - LENGTHS[grain], after


def around(
    measures: pd.DataFrame,
    with_it: Sequence[str],
    without: Sequence[str],
    before: pd.Timestamp,
    after: pd.Timestamp,
    grain: str,
) -> pd.DataFrame:
    """Return what changed in each community with the event, and how far beyond those without it.

    ``measures`` are the published ones of that grain. One row per metric and community with
    ``before, after, change, low, high, p, q, verdict``; ``year_before`` is the change between the
    same two periods a year earlier; ``others`` counts the communities without the event that have
    both periods, ``elsewhere`` is their mean change, and ``beyond`` the difference in differences:
    change - elsewhere, with its interval, p, q and verdict. NaN where something is not known;
    ``note`` says why, and names what the calendar may have done. q is over all metrics and
    communities of the answer (Benjamini & Hochberg 1995), for changes and for what is beyond each.
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
    change = _change(ends, metric, community, *periods)
    earlier = _change(ends, metric, community, *(at - pd.DateOffset(years=1) for at in periods))
    others = [_change(ends, metric, other, *periods) for other in without]
    others = [one for one in others if np.isfinite(one).all()]
    elsewhere = mean_of(others) if others else (np.nan,) * 3
    beyond = gap(elsewhere, change)
    first, second = (ends.get((metric, community, at), (np.nan,))[0] for at in periods)
    return {
        "metric": metric,
        "community": community,
        "before": first,
        "after": second,
        **dict(zip(("change", "low", "high"), map(float, change), strict=True)),
        "p": float(chance_of(*map(np.asarray, change))),
        "year_before": float(earlier[0]),
        "others": len(others),
        "elsewhere": float(elsewhere[0]),
        **dict(zip(("beyond", "beyond_low", "beyond_high"), map(float, beyond), strict=True)),
        "beyond_p": float(chance_of(*map(np.asarray, beyond))),
        "note": _note(change, earlier, len(others), calendar),
    }


def _change(ends: dict, metric: str, community: str, before: object, after: object) -> Ends:
    """Return the change of one metric in one community; NaN where a period has no value."""
    nothing = (np.nan,) * 3
    sides = [ends.get((metric, community, at), nothing) for at in (before, after)]
    return gap(*(tuple(map(np.float64, side)) for side in sides))


def _note(change: Ends, earlier: Ends, others: int, calendar: str) -> str:
    if np.isnan(change[0]):
        return say("no figure in one of the two periods")
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


def _calendar(before: pd.Timestamp, after: pd.Timestamp, grain: str) -> str:
    """Name the months of holidays that only one of the two periods holds."""
    held = [
        {day.month for day in pd.date_range(at, at + LENGTHS[grain], freq="MS", inclusive="left")}
        for at in (before, after)
    ]
    lopsided = held[0] ^ held[1]
    return joined(
        [say(_ONE_SIDED, month=_HOLIDAYS[month]) for month in _HOLIDAYS if month in lopsided], "; "
    )
