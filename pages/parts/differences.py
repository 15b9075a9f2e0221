"""What a comparison found: how many differences are more than chance, and which."""

from collections import defaultdict
from dataclasses import dataclass
from math import isnan, nan

import pandas as pd
import streamlit as st

from data.said import later
from metrics import catalogue
from metrics.compare import Verdict, compare
from metrics.metric import Metric, Status, Unit
from pages.parts import layout, session, sides, words
from pages.parts.language import _, several_of
from pages.parts.sides import Asked, Side

_MINUS = "\u2212"
_MOST_REASONS = 6
_OPEN_END = later("one end of its interval is not known")
_NO_INTERVAL = later("it has no interval, so nobody can say how sure it is")


@dataclass(frozen=True)
class Measured:
    """A metric on all sides: a row for each, and what became of each difference from the first."""

    metric: Metric
    rows: list
    results: list
    scale: words.Scale

    @property
    def is_comparable(self) -> bool:
        """Return whether any difference could be judged."""
        return any(one.verdict != Verdict.UNKNOWN for one in self.results)

    @property
    def is_real(self) -> bool:
        """Return whether any difference is more than chance."""
        return any(one.verdict == Verdict.REAL for one in self.results)

    @property
    def clearest(self):
        """Return the result that is the least likely to be chance."""
        return min(self.results, key=lambda one: (isnan(one.p), one.p))

    @property
    def label(self) -> str:
        """Return its title, with the unit where that is not a share."""
        title = _(self.metric.title)
        return title if self.metric.unit == Unit.SHARE else f"{title} ({self.scale.word})"

    def note(self, result) -> str:
        """Write a difference with its interval: "+27 (+22 to +31)"."""
        return by_how_much(self.metric, self.scale, result.difference, result.low, result.high)

    def value(self, at: int) -> str:
        """Write the value of a side with its interval, or why there is none."""
        row = self.rows[at]
        if row.status != Status.MEASURED:
            return words.sentence(words.reason(row))
        return told(row, self.scale)


def told(row, scale: words.Scale) -> str:
    """Write a value with its interval, or that there is none."""
    if row.status != Status.MEASURED:
        return _("not enough to say")
    span = scale.span(row.low, row.high).removesuffix(f"{words.THIN}{scale.word}")
    return f"{scale.amount(row.value, row.low, row.high)} ({span})"


def by_how_much(
    metric: Metric, scale: words.Scale, difference: float, low: float, high: float
) -> str:
    """Write a difference with its interval, or without one where its ends are not known."""
    by = words.Scale(scale.factor, "", "")
    finer = 1 if metric.unit == Unit.SHARE else 3  # so that an end is not rounded to 0
    width = high - low if high > low else abs(difference)
    signed = [
        _signed(by, end, 0, width / finer) for end in (difference, low, high) if not isnan(end)
    ]
    if len(signed) < 3:
        return signed[0]
    return _("{difference} ({low} to {high})", difference=signed[0], low=signed[1], high=signed[2])


def _signed(scale: words.Scale, value: float, low: float, high: float) -> str:
    number = scale.number(abs(value), low, high)
    if not number.strip("0.,"):
        return number
    return f"{'+' if value > 0 else _MINUS}{number}"


@dataclass(frozen=True)
class Found:
    """All metrics of a comparison: the real differences first, the clearest on top."""

    asked: Asked
    measured: list[Measured]

    @property
    def comparable(self) -> list[Measured]:
        """Return the metrics with a difference that could be judged."""
        return [one for one in self.measured if one.is_comparable]

    @property
    def main(self) -> list[Measured]:
        """Return those to look at first: all main figures, and those that alone show a difference.

        A further figure that differs along with its main figure says almost the same.
        """
        related = self.related
        return [
            one
            for one in self.comparable
            if one.metric.is_headline or (one.is_real and one not in related)
        ]

    @property
    def related(self) -> list[Measured]:
        """Return the further figures that differ along with their main figure."""
        real = [one for one in self.comparable if one.is_real]
        names = {one.metric.name for one in real}
        return [one for one in real if not one.metric.is_headline and one.metric.of in names]

    def results(self, *, of_main: bool) -> list:
        """Return every difference that could be judged, of main figures or of further ones."""
        every = [one for one in self.measured if one.metric.is_headline == of_main]
        results = [result for one in every for result in one.results]
        return [one for one in results if one.verdict != Verdict.UNKNOWN]

    @property
    def is_pair(self) -> bool:
        """Return whether there are only two sides."""
        return len(self.asked.sides) == 2


def found(asked: Asked) -> Found:
    """Compare every side with the first, on every metric."""
    which = [(side.community, side.period, side.mark) for side in asked.sides]
    every = session.once(lambda: _compared(asked), "compared", asked.grain, *which)
    return Found(asked, every)


def _compared(asked: Asked) -> list[Measured]:
    """Return every metric on every side, the clearest difference first."""
    volumes = session.volumes(asked.grain).set_index(["community", "period"])["posts"]
    posts = [float(volumes.get((side.community, side.period), nan)) for side in asked.sides]
    results = compare(*(side.rows for side in asked.sides), metrics=catalogue(), posts=posts)
    by_metric = defaultdict(list)
    for row in results.itertuples():
        by_metric[row.metric].append(row)
    rows = [{row.metric: row for row in side.rows.itertuples()} for side in asked.sides]
    every = [
        _measured(metric, [side[metric.name] for side in rows], by_metric[metric.name])
        for metric in catalogue()
    ]
    return sorted(every, key=lambda one: (not one.is_real, not one.is_comparable, one.clearest.p))


def _measured(metric: Metric, rows: list, results: list) -> Measured:
    typical = pd.Series([row.value for row in rows], dtype=float).median()
    return Measured(metric, rows, results, words.Scale.of(metric.unit, typical))


def begin(found: Found, is_first: bool) -> None:
    """Say what was found: on top of the page, or as a section where something else is first."""
    if is_first:
        layout.opening(sides.kicker(found.asked), headline(found), lead(found))
        return
    before, after = found.asked.sides
    what = headline(found)
    what = what[:1].lower() + what[1:]
    layout.section(
        _("{after} after {before}: {finding}", after=after.name, before=before.name, finding=what)
    )
    with layout.sentences():
        st.markdown(lead(found))


_COUNTED = {  # by whether it is over time, and of main figures or of further ones
    (True, True): (
        later("None of {every} main figures changed by more than chance"),
        later("{number} of {every} main figures changed by more than chance"),
        later("{number} of {every} main figures changed by more than chance"),
    ),
    (True, False): (
        later("None of {every} further figures changed by more than chance"),
        later("{number} of {every} further figures changed by more than chance"),
        later("{number} of {every} further figures changed by more than chance"),
    ),
    (False, True): (
        later("None of {every} differences in main figures is more than chance"),
        later("{number} of {every} differences in main figures is more than chance"),
        later("{number} of {every} differences in main figures are more than chance"),
    ),
    (False, False): (
        later("None of {every} differences in further figures is more than chance"),
        later("{number} of {every} differences in further figures is more than chance"),
        later("{number} of {every} differences in further figures are more than chance"),
    ),
}

_ONE_MAIN = {  # where one main figure can be judged, and others besides; by whether it is over time
    True: (
        later("The one main figure that can be judged may have changed by chance"),
        later("The one main figure that can be judged changed by more than chance"),
    ),
    False: (
        later("The one difference in a main figure that can be judged may be chance"),
        later("The one difference in a main figure that can be judged is more than chance"),
    ),
}


def headline(found: Found) -> str:
    """Say how many differences are more than chance: of main figures, else of further ones."""
    main, further = (found.results(of_main=of_main) for of_main in (True, False))
    every = len(main) + len(further)
    if not every:
        return _("There is nothing that can be compared here")
    if every == 1 and _number_real([*main, *further]):
        return _("The one difference that can be judged is more than chance")
    if every == 1:
        return _("The one difference that can be judged may be chance")
    return _counted(main or further, found.asked.is_over_time, of_main=bool(main))


def _counted(results: list, is_over_time: bool, *, of_main: bool) -> str:
    none, one, many = _COUNTED[is_over_time, of_main]
    real, every = _number_real(results), len(results)
    if every == 1 and of_main:
        return _(_ONE_MAIN[is_over_time][real])
    return _((none, one)[real] if real < 2 else many, number=real, every=every)


def _number_real(results: list) -> int:
    return sum(one.verdict == Verdict.REAL for one in results)


def lead(found: Found) -> str:
    """Say what the clearest difference is, what was looked at, and what the count means."""
    main, further = (found.results(of_main=of_main) for of_main in (True, False))
    every = [*main, *further]
    if not every:
        said = [_("No figure can be given on both sides; the reasons stand below.")]
        if found.asked.grain != "all":
            said.append(_("A longer period, chosen above, may help."))
        return " ".join(said)
    said = _clearest(found, of_main=True)
    if main and further:
        counted = _counted(further, found.asked.is_over_time, of_main=False)
        said.append(words.sentence(counted))
    said += _clearest(found, of_main=False)
    said += _what_counts(found, len(every), _number_real(every))
    if found.asked.is_over_time:
        said.append(
            _(
                "Counted is this one community in these two periods; Overview counts the main "
                "figures of all communities, where a change has to be clearer to be named. That "
                "something changed does not say why."
            )
        )
    elif not found.is_pair:
        first = found.asked.sides[0].name
        said.append(_("Each is held against **{community}**.", community=first))
    return " ".join(said)


def _clearest(found: Found, *, of_main: bool) -> list[str]:
    """Say which difference is the clearest of the main figures, or of the further ones, if any."""
    real = [one for one in found.main if one.is_real]
    one = next((one for one in real if one.metric.is_headline == of_main), None)
    if one is None:
        return []
    values = words.listed([_end(one, found, at) for at in (0, one.clearest.side)])
    measure = _(one.metric.title).lower()
    return [_("The clearest is **{measure}**: {values}.", measure=measure, values=values)]


def _what_counts(found: Found, judged: int, real: int) -> list[str]:
    """Say what makes a difference count where many are looked at, or why none does."""
    if not real:
        said = [_("What looks like a difference may be luck: the intervals are wide.")]
        longer = [_("Longer periods make them narrower.")] if found.asked.grain != "all" else []
        return said + longer
    if judged == 1:
        return []
    return [
        _(
            "Among many comparisons some look like a difference by luck alone. The count "
            "allows for that: of those it names, no more than one in twenty should be luck."
        )
    ]


def _end(one: Measured, found: Found, at: int) -> str:
    row, side = one.rows[at], found.asked.sides[at]
    value = one.scale.amount(row.value, row.low, row.high)
    if found.asked.is_over_time:
        return _("{value} in {period}", value=value, period=side.name)
    return _("{value} at {community}", value=value, community=side.name)


def missing(found: Found) -> None:
    """List what cannot be compared, by reason, that of most figures first; many are folded."""
    gone = [one for one in found.measured if not one.is_comparable]
    if not gone:
        return
    layout.section(_("What cannot be compared"))
    by_reason: dict[str, list[Measured]] = {}
    for one in gone:
        by_reason.setdefault(_reason(one, found.asked.sides), []).append(one)
    ranked = sorted(by_reason.items(), key=lambda pair: -len(pair[1]))
    first, rest = ranked[:_MOST_REASONS], ranked[_MOST_REASONS:]
    with layout.sentences("small"):
        _say_reasons(first)
    if rest:
        label = several_of("{number} more reason", "{number} more reasons", len(rest))
        with st.expander(label, expanded=bool(layout.is_printed())), layout.sentences("small"):
            _say_reasons(rest)


def _say_reasons(by_reason: list[tuple[str, list[Measured]]]) -> None:
    for reason, measured in by_reason:
        titles = words.listed([f"**{_(one.metric.title)}**" for one in measured])
        st.markdown(f":gray[○] {titles}  \n{reason}")


def _reason(one: Measured, sides: list[Side]) -> str:
    """Say for whom a value is missing and why; sides with the same reason stand together."""
    whys: dict[str, list[str]] = {}
    for side, row in zip(sides, one.rows, strict=True):
        if row.status != Status.MEASURED:
            whys.setdefault(words.reason(row), []).append(side.name)
        elif isnan(row.low) or isnan(row.high):
            whys.setdefault(_(_OPEN_END), []).append(side.name)
        elif row.low == row.high:
            whys.setdefault(_(_NO_INTERVAL), []).append(side.name)
    if not whys:
        return words.sentence(_(one.results[0].note))
    return " ".join(words.sentence(f"{words.listed(names)}: {why}") for why, names in whys.items())
