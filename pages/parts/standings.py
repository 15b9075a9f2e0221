"""What the published measures add up to: how a community stands on six dimensions, and its need.

Two warnings stand beside the dimensions and colour none of them. Everything said here comes from
standings, which an interval earns only by lying wholly on one side of a bound. A difference within
the noise is never told.
"""

from dataclasses import dataclass
from math import isnan

import pandas as pd

from data.said import later
from metrics import catalogue
from metrics.bounds import Bounds
from metrics.metric import Dimension, Metric, Standing, Status
from pages.parts.language import _
from pages.parts.words import listed, reason, sentence, told

_NO_MEASURE = later("there is no measure of this yet")
ORDER = (Standing.AT_RISK, Standing.WATCH, Standing.HEALTHY, Standing.UNSAID)

# What it is like when a dimension is healthy; what is not is said in the words of the metric.
_HEALTHY = {
    Dimension.DIALOGUE: later("people talk with each other"),
    Dimension.RECIPROCITY: later("giving and getting go both ways"),
    Dimension.VOICE: later("no more members are silent than is usual"),
    Dimension.PRACTICE: later("people bring more than best practices"),
    Dimension.HOSTING: later("newcomers are received and others carry the talk too"),
    Dimension.REACH: later("talk crosses departments and levels"),
}


@dataclass(frozen=True)
class Stand:
    """How a community stands on a dimension in a period: the worst its headline measures claim.

    ``dimension`` is None for a warning, which stands beside them. ``metric`` is that measure,
    ``sign`` says in words what it claims and ``figure`` its value; all are empty when nothing can
    be said, and ``reason`` says why. All is said in the language of this run.
    """

    dimension: Dimension | None
    standing: Standing
    sign: str = ""
    figure: str = ""
    reason: str = ""
    metric: str = ""


def headlines(dimension: Dimension | None) -> list[Metric]:
    """Return the metrics a dimension is judged by; of None, the warnings beside them."""
    return [one for one in catalogue() if one.is_headline and one.dimension == dimension]


def stands(rows: pd.DataFrame) -> list[Stand]:
    """Return how a community stands on each dimension, from its measures of a period."""
    by_name = {row.metric: row for row in rows.itertuples()}
    return [_stand(dimension, by_name) for dimension in Dimension]


def warned(rows: pd.DataFrame) -> list[Stand]:
    """Return the warnings that are given, from the measures of one period."""
    by_name = {row.metric: row for row in rows.itertuples()}
    known = [(one, by_name[one.name]) for one in headlines(None) if one.name in by_name]
    return [
        _claimed(metric, row)
        for metric, row in known
        if row.standing in (Standing.WATCH, Standing.AT_RISK)
    ]


def _stand(dimension: Dimension, by_name: dict) -> Stand:
    known = [(one, by_name[one.name]) for one in headlines(dimension) if one.name in by_name]
    if not known:
        return Stand(dimension, Standing.UNSAID, reason=_(_NO_MEASURE))
    metric, row = min(known, key=lambda pair: ORDER.index(pair[1].standing))
    if row.standing == Standing.UNSAID:
        return Stand(dimension, Standing.UNSAID, reason=_why_unsaid(known))
    astray = [one for one, beside in known if _leans_away(beside)]
    if row.standing == Standing.HEALTHY and astray:
        measure = _(astray[0].title).lower()
        why = _(
            "one figure is healthy, but “{measure}” may not be: its interval is too wide to tell",
            measure=measure,
        )
        return Stand(dimension, Standing.UNSAID, reason=why)
    return _claimed(metric, row)


def _leans_away(row) -> bool:
    """Return whether a value that may be judged lies beyond a bound, if not all its interval."""
    if pd.isna(row.claims) or not row.claims or isnan(row.low):
        return False
    return row.bounds.standing(row.value, row.value) in (Standing.WATCH, Standing.AT_RISK)


def _claimed(metric: Metric, row) -> Stand:
    """Say what a measure claims: in its own words where it is not healthy."""
    low, high = metric.signs
    low = low if row.value else metric.sign_of_none or low
    worse = high if too_high(row.bounds, row.value) else low
    sign = _HEALTHY[metric.dimension] if row.standing == Standing.HEALTHY else worse
    figure = f"{_(metric.title).lower()}: {told(metric.unit, row.value, row.low, row.high)}"
    return Stand(metric.dimension, Standing(row.standing), _(sign), figure, metric=metric.name)


def _why_unsaid(known: list) -> str:
    """Say why nothing can be said: of a measure with a value that is judged, if there is one."""
    metric, row = min(
        known, key=lambda pair: (pair[1].status != Status.MEASURED, not pair[1].bounds)
    )
    if row.status != Status.MEASURED:
        return reason(row)
    if row.bounds:
        return _("the interval is too wide to tell healthy from not")
    if row.bounds.is_own:
        return _("it is measured, but your organisation settled that it is not judged")
    if metric.bounds_in(None):
        return _("it is measured, but a community of this kind is not judged by it")
    return _("it is measured, but research gives no value at which healthy begins")


def too_high(bounds: Bounds, value: float) -> bool:
    """Return whether a value lies on the upper side of what is healthy."""
    above = [one for one in (bounds.watch_above, bounds.risk_above) if one is not None]
    return bool(above) and value > min(above)


def need(standing: list[Stand]) -> tuple[int, int, int]:
    """Return what to sort by: the most needy first, those of whom nothing is known last."""
    found = [one.standing for one in standing]
    risk, watch, healthy = (found.count(state) for state in ORDER[:3])
    return (-risk, -watch, healthy) if risk or watch else (0, 0, -healthy)


def is_needy(standing: list[Stand]) -> bool:
    """Return whether any dimension asks for a look."""
    return any(one.standing in (Standing.AT_RISK, Standing.WATCH) for one in standing)


def is_known(standing: list[Stand]) -> bool:
    """Return whether anything can be said at all."""
    return any(one.standing != Standing.UNSAID for one in standing)


def headline(standing: list[Stand]) -> str:
    """Say in one sentence how a community stands: what goes well, but what does not."""
    by_need = sorted(standing, key=lambda one: ORDER.index(one.standing))
    bad = [one.sign for one in by_need if one.standing in (Standing.AT_RISK, Standing.WATCH)]
    good = [one.sign for one in by_need if one.standing == Standing.HEALTHY]
    if not bad and not good:
        return _("There is too little yet to say how this community is doing.")
    if not bad:
        return sentence(listed(good[:3]))
    if not good:
        return sentence(listed(bad[:3]))
    return sentence(_("{good}, but {bad}", good=good[0], bad=listed(bad[:2])))


def newest(rows: pd.DataFrame) -> pd.Timestamp:
    """Return the latest period with a headline figure, else the latest.

    Not the latest with a verdict: that would pick an old good one over a new uncertain one.
    """
    main = rows[rows["metric"].isin([one.name for one in catalogue() if one.is_headline])]
    measured = main[main["status"] == Status.MEASURED]
    return next(one for one in (measured, rows) if len(one))["period"].max()
