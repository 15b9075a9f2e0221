"""How one metric is shown, everywhere: from its declaration and its published measures alone."""

from dataclasses import dataclass
from math import isnan

import pandas as pd
import streamlit as st

from metrics.metric import Bounds, Grain, Metric, Standing, Status, Unit
from pages.parts import charts, layout, marks, words
from pages.parts.standings import too_high

_LOOK_BACK = 7


@dataclass(frozen=True)
class Reading:
    """A metric in one community: its measures by period (oldest first), and the period chosen."""

    metric: Metric
    rows: pd.DataFrame
    period: pd.Timestamp
    grain: Grain

    @property
    def now(self):
        """Return the measure of the chosen period, or None where the community had none."""
        found = self.rows[self.rows["period"] == self.period]
        return next(found.itertuples(), None)

    @property
    def before(self):
        """Return the last measure with a value before the chosen period, or None."""
        earlier = self.rows[(self.rows["period"] < self.period) & self.rows["value"].notna()]
        return next(earlier.tail(1).itertuples(), None)

    @property
    def scale(self) -> words.Scale:
        """Return how values of this metric are written."""
        return words.Scale.of(self.metric.unit, self.rows["value"].median())

    @property
    def is_given(self) -> bool:
        """Return whether there is a value for the chosen period."""
        return self.now is not None and not isnan(self.now.value)

    @property
    def has_values(self) -> bool:
        """Return whether there is a value for any period."""
        return bool(self.rows["value"].notna().any())

    @property
    def finding(self) -> str:
        """Say the value in words, and whether it moved by more than chance."""
        if not self.is_given:
            when = words.period(self.period, self.grain)
            return f"{self.metric.title}: not enough to say for {when}"
        change = self._change()
        told = self.metric.finding.format(self._value())
        return f"{told}, {change}" if change else told

    @property
    def why(self) -> str:
        """Say why there is no value."""
        why = self.now.why if self.now is not None else "nobody wrote anything then"
        return words.sentence(why)

    def _value(self) -> str:
        return words.told(self.metric.unit, self.now.value, self.now.low, self.now.high)

    @property
    def first(self):
        """Return the first measure with a value of the last eight periods, or None."""
        upto = self.rows[self.rows["period"] < self.period].tail(_LOOK_BACK)
        return next(upto[upto["value"].notna()].head(1).itertuples(), None)

    def _change(self) -> str:
        """Compare with the period before, else with the first; intervals that touch may be one."""
        if self.before is None:
            return ""
        moved = self._moved(self.before) or self._moved(self.first)
        return moved or f"no clear change since {words.period(self.before.period, self.grain)}"

    def _moved(self, was) -> str:
        """Say how the value moved since then, if by more than chance."""
        side = "up" if self.now.low > was.high else "down" if self.now.high < was.low else ""
        number = self.scale.number(was.value, was.low, was.high)
        when = words.period(was.period, self.grain)
        return f"{side} from {number} in {when}" if side else ""

    @property
    def sure(self) -> str:
        """Say how sure this is: the interval, what it rests on, and whether a change is real."""
        now, metric = self.now, self.metric
        rests = f"It rests on {words.count(now.sample)} {metric.minimum_of}."
        if isnan(now.low) and isnan(now.high):
            return f"No interval can be given. {rests}"
        text = (
            f"The true value lies within {self.scale.span(now.low, now.high)} (95 % sure). {rests}"
        )
        if self.before is not None:
            moved = bool(self._moved(self.before))
            chance = "is more than chance" if moved else "may be chance"
            when = words.period(self.before.period, self.grain)
            text += f" The difference from {when} {chance}"
            long = "" if moved else self._moved(self.first)
            first = words.period(self.first.period, self.grain)
            text += f"; that from {first} is more than chance." if long else "."
        return text

    @property
    def means(self) -> str:
        """Say what the value means against the bounds."""
        bounds, now = self.metric.bounds, self.now
        if bounds is None:
            return "Shown without a verdict: nobody has settled yet where healthy begins."
        told = _told(bounds, self.scale)
        match now.standing:
            case Standing.HEALTHY:
                return f"Healthy: the whole interval lies where it should. {told}"
            case Standing.UNSAID:
                return f"Too uncertain for a verdict: the interval crosses a bound. {told}"
        return f"{now.standing.capitalize()}: the whole interval lies beyond the bound. {told}"

    @property
    def advice(self) -> str:
        """Return what to try, or nothing where the value asks for nothing."""
        if not self.is_given or self.now.standing not in (Standing.WATCH, Standing.AT_RISK):
            return ""
        low, high = self.metric.advice
        return high if too_high(self.metric, self.now.value) else low


@dataclass(frozen=True)
class Wider:
    """A longer period that has a figure where the chosen one has none, and its address."""

    label: str
    address: dict[str, str]


def show(
    reading: Reading,
    further: list[Reading],
    events: list,
    with_advice: bool,
    wider: Wider | None = None,
) -> None:
    """Draw a metric: finding, chart, what it means, how sure, what to try, and all about it.

    ``further`` are the other figures of its dimension, folded away.
    """
    st.subheader(reading.finding, anchor=False)
    if not reading.is_given:
        _empty(reading, wider)
    _chart(reading, events)
    if reading.is_given:
        _words(reading, with_advice)
    if layout.is_printed():
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        _popover(reading)
    if further:
        label = words.several(len(further), "further figure")
        folded = st.expander(label, key=f"further {reading.metric.name}", on_change="rerun")
        if folded.open:
            with folded:
                for one in further:
                    _folded(one, events)


def _empty(reading: Reading, wider: Wider | None) -> None:
    """Say why there is no figure, and where there is one."""
    with st.container(gap=None):
        st.markdown(reading.why)
        offer(wider)


def offer(wider: Wider | None) -> None:
    """Offer to look at a longer period, where there is one with a figure."""
    if wider:
        label = f":primary[{wider.label} →]"
        st.page_link("pages/community.py", label=label, query_params=wider.address)


def _folded(reading: Reading, events: list) -> None:
    """Show a further figure of a dimension: its finding, and its chart if it has one."""
    with st.container(gap="small"):
        if not reading.has_values:
            st.markdown(f":gray[○ **{reading.metric.title}**: {reading.why}]")
        else:
            mark = (
                f"  \n{marks.mark(Standing(reading.now.standing))}" if _has_verdict(reading) else ""
            )
            st.markdown(f"**{reading.finding}**{mark}")
            if not reading.is_given:
                st.markdown(reading.why)
            _chart(reading, events)
            if reading.is_given:
                st.markdown(reading.sure)
        _popover(reading)


def _has_verdict(reading: Reading) -> bool:
    return reading.is_given and reading.metric.bounds is not None


def _chart(reading: Reading, events: list) -> None:
    bounds = list(_levels(reading.metric.bounds)) if reading.metric.bounds else []
    rows, scale = reading.rows, reading.scale
    if len(rows) > 1:
        figure = charts.over_time(rows, scale, reading.grain, reading.period, bounds, events)
    else:
        figure = charts.single(next(rows.itertuples()), scale, bounds)
    st.caption(_what_is_drawn(reading))
    layout.draw(figure, f"{reading.finding}. Values by period are in the table.", _key(reading))


def _what_is_drawn(reading: Reading) -> str:
    unit = "Of 100" if reading.metric.unit == Unit.SHARE else f"In {reading.scale.word}"
    said = f"{reading.metric.title}. {unit}"
    if len(reading.rows) == 1:
        return f"{said}. Bar: 95 % interval."
    gaps = " Gaps: not enough to say." if reading.rows["value"].isna().any() else ""
    return f"{said}, by {reading.grain}. Band: 95 % interval.{gaps}"


def _words(reading: Reading, with_advice: bool) -> None:
    means, sure = st.columns(2, gap="medium")
    means.markdown(f"**What it means**  \n{reading.means}")
    sure.markdown(f"**How sure**  \n{reading.sure}")
    if reading.now.why:
        st.caption(words.sentence(reading.now.why))
    if with_advice and reading.advice:
        with st.container(border=True):
            st.markdown(f"**What to try**  \n{reading.advice}{_success(reading)}")


def _success(reading: Reading) -> str:
    """Say how one will see that it worked: the bound that the value should pass."""
    bounds = reading.metric.bounds
    is_high = too_high(reading.metric, reading.now.value)
    goal = bounds.watch_above if is_high else bounds.watch_below
    if goal is None:
        return ""
    side = "below" if is_high else "above"
    unit = f"{words.THIN}%" if reading.scale.word == "%" else f" {reading.scale.word}"
    number = f"{goal * reading.scale.factor:g}{unit}"
    title = reading.metric.title.lower()
    return f"  \nIt worked if the whole band of “{title}” lies {side} {number}."


def _popover(reading: Reading) -> None:
    """Offer all there is to know about a figure in one place."""
    if layout.is_printed():
        return
    key = f"about {reading.metric.name}"
    opened = st.popover(":primary[About this figure]", type="tertiary", key=key, on_change="rerun")
    if opened.open:
        with opened:
            _about(reading)
            if reading.has_values:
                _table(reading)
                layout.picture(_key(reading))
            layout.download(_as_table(reading), f"{reading.metric.name} by {reading.grain}")


def _about(reading: Reading) -> None:
    metric, now = reading.metric, reading.now
    here = (
        f"{words.count(now.sample)}" if now is not None and not pd.isna(now.sample) else "too few"
    )
    st.markdown(f"**{metric.question}**")
    st.markdown(
        f"**How it is computed**  \n{metric.formula}\n\n"
        f"**Said only from**  \n{metric.minimum} {metric.minimum_of}; here: {here}\n\n"
        f"**What it cannot see**  \n{metric.blind_spot}\n\n"
        f"**Where it comes from**  \n{metric.source}\n\n"
        f"**Interval**  \nHolds the true value 95 times in 100."
    )
    if metric.bounds:
        st.caption(f"{_told(metric.bounds, reading.scale)} Starting values, not science.")


def _table(reading: Reading) -> None:
    """Write every period out, the newest first."""
    table = [
        {
            "Period": words.period(row.period, reading.grain).capitalize(),
            "Value (95 % interval)": _cell(row, reading.scale),
        }
        for row in reversed(list(reading.rows.itertuples()))
    ]
    st.table(table, border="horizontal", hide_index=True, alt=reading.metric.title)


def _as_table(reading: Reading) -> pd.DataFrame:
    """Return every measure as it was published, for a spreadsheet."""
    columns = "metric community period value low high sample status standing why"
    return reading.rows.assign(period=reading.rows["period"].dt.date)[columns.split()]


def _cell(row, scale: words.Scale) -> str:
    if row.status != Status.MEASURED:
        return words.sentence(row.why)
    return f"{scale.amount(row.value, row.low, row.high)} ({scale.span(row.low, row.high)})"


def _levels(bounds: Bounds) -> list[charts.Level]:
    named = (
        (bounds.risk_below, "at risk below"),
        (bounds.watch_below, "watch below"),
        (bounds.watch_above, "watch above"),
        (bounds.risk_above, "at risk above"),
    )
    return [charts.Level(value, label) for value, label in named if value is not None]


def _told(bounds: Bounds, scale: words.Scale) -> str:
    """Write the bounds as a sentence."""
    unit = f"{words.THIN}%" if scale.word == "%" else ""
    told = [f"{level.label} {level.value * scale.factor:g}{unit}" for level in _levels(bounds)]
    return f"Bounds: {words.listed(told)}."


def _key(reading: Reading) -> str:
    return f"chart {reading.metric.name}"
