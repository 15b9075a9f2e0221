"""What the published measures add up to: how a community stands on six dimensions, and its need.

Two warnings stand beside the dimensions and colour none of them. A figure that was healthy and fell
beyond a bound counts as at risk in its dimension, also where too little is left to judge it now,
which is what a place that dies looks like. Everything said here comes from
standings, which an interval earns only by lying wholly on one side of a bound. A difference within
the noise is never told.
"""

from dataclasses import dataclass, replace
from math import isnan

import pandas as pd

from data.said import later
from metrics import catalogue
from metrics.bounds import Bounds
from metrics.metric import Dimension, Grain, Metric, Standing, Status
from pages.parts.language import _
from pages.parts.measures import Measures
from pages.parts.words import listed, reason, sentence, told
from pages.parts.words import period as named

_NO_MEASURE = later("there is no measure of this yet")
_NEEDY = (Standing.AT_RISK, Standing.WATCH)
ORDER = (Standing.AT_RISK, Standing.WATCH, Standing.HEALTHY, Standing.UNSAID)

# What it is like when a dimension is healthy; what is not is said in the words of the metric.
_HEALTHY = {
    Dimension.DIALOGUE: later("people talk with each other"),
    Dimension.RECIPROCITY: later("giving and getting go both ways"),
    Dimension.VOICE: later("no more members are silent than is usual"),
    Dimension.PRACTICE: later("people bring more than best practices"),
    Dimension.HOSTING: later("newcomers are received and others carry the talk too"),
    Dimension.REACH: later("departments are no barrier to talk"),
}

# What it is like when a figure of a dimension was healthy and fell beyond a bound.
_BROKEN = {
    Dimension.DIALOGUE: later("talk is breaking down"),
    Dimension.RECIPROCITY: later("giving and getting is breaking down"),
    Dimension.VOICE: later("members are falling silent"),
    Dimension.PRACTICE: later("people stop bringing more than best practices"),
    Dimension.HOSTING: later("hosting is breaking down"),
    Dimension.REACH: later("talk stops crossing departments"),
}

Over = tuple[Grain, pd.Timestamp]
"""Another period than the one looked at: its length and its first day."""


@dataclass(frozen=True)
class Stand:
    """How a community stands on a dimension in a period: the worst its headline measures claim.

    ``dimension`` is None for a warning, which stands beside them. ``metric`` is that measure,
    ``sign`` says in words what it claims and ``figure`` its value; all are empty when nothing can
    be said, and ``reason`` says why. ``over`` is the period that says it where the one looked at
    holds too little, and ``grounds`` names the further figures that bear a warning out. All is said
    in the language of this run.
    """

    dimension: Dimension | None
    standing: Standing
    sign: str = ""
    figure: str = ""
    reason: str = ""
    metric: str = ""
    over: Over | None = None
    grounds: str = ""


def headlines(dimension: Dimension | None) -> list[Metric]:
    """Return the metrics a dimension is judged by; of None, the warnings beside them."""
    return [one for one in catalogue() if one.is_headline and one.dimension == dimension]


def stands(now: dict[str, object]) -> list[Stand]:
    """Return how a community stands on each dimension, from its measures of a period by metric."""
    return [_stand(dimension, now) for dimension in Dimension]


def around(longer: dict[Grain, Measures], period: pd.Timestamp) -> dict[Over, dict[str, object]]:
    """Return the measures by metric of the longer periods that hold one, the shortest first."""
    starts = {"year": period.replace(month=1, day=1)}
    found = {
        (grain, start): measures.at(start)
        for grain, measures in longer.items()
        for start in ([starts[grain]] if grain in starts else measures.periods)
    }
    return {over: here for over, here in found.items() if here}


def warned(
    now: dict[str, object], wider: dict[Over, dict[str, object]] | None = None
) -> list[Stand]:
    """Return the warnings that are given, from the measures of one period by metric.

    Where it holds too little for a warning to be given or not, the shortest ``wider`` period that
    holds enough says so.
    """
    given = []
    for metric in headlines(None):
        for over, here in {None: now, **(wider or {})}.items():
            row = here.get(metric.name)
            if row is not None and row.status == Status.MEASURED:
                if row.standing in _NEEDY:
                    given.append(_warning(metric, row, here, over))
                break
    return given


def _warning(metric: Metric, row, here: dict[str, object], over: Over | None) -> Stand:
    """Return a warning with the names of the figures that bear it out."""
    beyond = {name for name, one in here.items() if one.standing in _NEEDY}
    signs = [one for one in catalogue() if one.name.startswith(f"{metric.name}.")]
    grounds = [_(one.title).lower() for one in signs if one.name in beyond]
    claimed = _claimed(metric, row)
    when = "" if over is None else named(over[1], over[0])
    figure = _("{figure}, over {period}", figure=claimed.figure, period=when) if when else ""
    return replace(
        claimed,
        figure=figure or claimed.figure,
        over=over,
        grounds=listed(grounds) if grounds else "",
    )


def broken(metric: Metric, figure: str, over: Over) -> Stand:
    """Return how a dimension stands of which a figure was healthy and fell beyond a bound."""
    sign, dimension = _(_BROKEN[metric.dimension]), metric.dimension
    return Stand(dimension, Standing.AT_RISK, sign, figure, metric=metric.name, over=over)


def with_broken(standing: list[Stand], broke: Stand | None) -> list[Stand]:
    """Return how a community stands, with what broke down first and in its dimension's place."""
    if broke is None:
        return standing
    return [broke, *(one for one in standing if one.dimension != broke.dimension)]


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


def need(standing: list[Stand], *, is_breaking: bool = False) -> tuple[int, bool, int, int]:
    """Return what to sort by: the most needy first, those of whom nothing is known last.

    First how many dimensions are at risk; among as many, what breaks down now before what has long
    been so, since it can still be saved; then how many are to be watched.
    """
    found = [one.standing for one in standing]
    risk, watch, healthy = (found.count(state) for state in ORDER[:3])
    is_any = bool(risk or watch)
    return (-risk, not is_breaking, -watch, healthy if is_any else -healthy)


def is_needy(standing: list[Stand]) -> bool:
    """Return whether any dimension asks for a look."""
    return any(one.standing in _NEEDY for one in standing)


def is_known(standing: list[Stand]) -> bool:
    """Return whether anything can be said at all."""
    return any(one.standing != Standing.UNSAID for one in standing)


def headline(standing: list[Stand]) -> str:
    """Say in one sentence how a community stands: what goes well, but what does not."""
    by_need = sorted(standing, key=lambda one: ORDER.index(one.standing))
    bad = [one.sign for one in by_need if one.standing in _NEEDY]
    good = [one.sign for one in by_need if one.standing == Standing.HEALTHY]
    if not bad and not good:
        return _("There is too little yet to say how this community is doing.")
    if not bad:
        return sentence(listed(good[:3]))
    if not good:
        return sentence(listed(bad[:3]))
    return sentence(_("{good}, but {bad}", good=good[0], bad=listed(bad[:2])))


def newest(measures: Measures) -> pd.Timestamp:
    """Return the latest period with a headline figure, else the latest.

    Not the latest with a verdict: that would pick an old good one over a new uncertain one.
    """
    main = [measures.of(one).each for one in catalogue() if one.is_headline]
    told = [row.period for rows in main for row in rows if row.status == Status.MEASURED]
    return max(told or measures.periods)
