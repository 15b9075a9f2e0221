"""How one metric is shown, everywhere: from its declaration and its published measures alone."""

from dataclasses import dataclass
from functools import cached_property
from math import isnan

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data.said import later
from metrics.bounds import Bounds
from metrics.metric import Grain, Metric, Standing, Status, Trial
from pages.parts import bounds, entitled, filters, layout, marks, timelines, words
from pages.parts.language import _, several_of
from pages.parts.standings import too_high

_LOOK_BACK, _NAMED = 7, 3
_BY = {
    "month": later("{unit}, by month. Band: 95 % interval."),
    "quarter": later("{unit}, by quarter. Band: 95 % interval."),
    "year": later("{unit}, by year. Band: 95 % interval."),
}
_BEYOND = {
    Standing.WATCH: later("Watch: the whole interval lies beyond the bound."),
    Standing.AT_RISK: later("At risk: the whole interval lies beyond the bound."),
    Standing.HEALTHY: later("Healthy: the whole interval lies where it should."),
    Standing.UNSAID: later("Too uncertain for a verdict: the interval crosses a bound."),
}


BEHIND = later("Behind a figure")


@dataclass(frozen=True)
class Reading:
    """A metric in one community: its measures by period (oldest first), and the period chosen."""

    metric: Metric
    rows: pd.DataFrame
    period: pd.Timestamp
    grain: Grain

    @cached_property
    def bounds(self) -> Bounds:
        """Return by which bounds it is judged in this community, if by any."""
        return next(iter(self.rows["bounds"]), Bounds())

    @cached_property
    def now(self):
        """Return the measure of the chosen period, or None where the community had none."""
        found = self.rows[self.rows["period"] == self.period]
        return next(found.itertuples(), None)

    @cached_property
    def before(self):
        """Return the last measure with a value before the chosen period, or None."""
        earlier = self.rows[(self.rows["period"] < self.period) & self.rows["value"].notna()]
        return next(earlier.tail(1).itertuples(), None)

    @cached_property
    def scale(self) -> words.Scale:
        """Return how values of this metric are written."""
        return words.Scale.of(self.metric.unit, self.rows["value"].median())

    @property
    def is_given(self) -> bool:
        """Return whether there is a value for the chosen period."""
        return self.now is not None and not isnan(self.now.value)

    @cached_property
    def has_values(self) -> bool:
        """Return whether there is a value for any period."""
        return bool(self.rows["value"].notna().any())

    @cached_property
    def finding(self) -> str:
        """Say the value in words, and whether it moved by more than chance."""
        if not self.is_given:
            when = words.period(self.period, self.grain)
            title = _(self.metric.title)
            if self.now is not None and self.now.status == Status.UNMEASURABLE:
                return _("{title}: cannot be told for {period}", title=title, period=when)
            return _("{title}: not enough to say for {period}", title=title, period=when)
        change = self._change()
        return f"{self.stated}, {change}" if change else self.stated

    @property
    def stated(self) -> str:
        """Say the value in its sentence, without a look back; only where there is one."""
        against = self.metric.against_chance
        if against is None or isnan(self.now.low) or isnan(self.now.high):
            said = _(self.metric.finding).format(self.told)
            return said[:1].upper() + said[1:]
        less, alike, more = against
        said = less if self.now.high < 0 else more if self.now.low > 0 else alike
        return _(said).format(self.told)

    @property
    def why(self) -> str:
        """Say why there is no value."""
        if self.now is None:
            return words.sentence(_("nobody wrote anything then"))
        return words.sentence(words.reason(self.now))

    @property
    def told(self) -> str:
        """Return the value in words."""
        return words.told(self.metric.unit, self.now.value, self.now.low, self.now.high)

    @cached_property
    def first(self):
        """Return the first measure with a value of the last eight periods, or None."""
        upto = self.rows[self.rows["period"] < self.period].tail(_LOOK_BACK)
        return next(upto[upto["value"].notna()].head(1).itertuples(), None)

    def _change(self) -> str:
        """Compare with the period before, else with the first; intervals that touch may be one."""
        if self.before is None:
            return ""
        moved = self._moved(self.before) or self._moved(self.first)
        when = words.period(self.before.period, self.grain)
        return moved or _("no clear change since {period}", period=when)

    def _moved(self, was) -> str:
        """Say how the value moved since then, if by more than chance."""
        number = self.scale.number(was.value, was.low, was.high)
        when = words.period(was.period, self.grain)
        if self.now.low > was.high:
            return _("up from {number} in {period}", number=number, period=when)
        if self.now.high < was.low:
            return _("down from {number} in {period}", number=number, period=when)
        return ""

    @property
    def has_interval(self) -> bool:
        """Return whether an interval can be given; where not, what is said beside it says why."""
        return not (isnan(self.now.low) and isnan(self.now.high))

    @property
    def sure(self) -> str:
        """Say how sure this is: the interval, what it rests on, and whether a change is real."""
        if self.before is None or not self.has_interval:
            return self.certain
        return f"{self.certain} {self._chance()}"

    @cached_property
    def certain(self) -> str:
        """Say how sure this value is: the interval, and what it rests on."""
        now, number = self.now, words.count(self.now.sample)
        rests = _("It rests on {number} {things}.", number=number, things=_(self.metric.minimum_of))
        if not self.has_interval:
            why = words.sentence(words.reason(now)) if now.why else _("No interval can be given.")
            return f"{why} {rests}"
        span = self.scale.span(now.low, now.high)
        within = _("The true value lies within {span} (95 % sure).", span=span)
        if isnan(now.low) or isnan(now.high):
            within = _("The true value is {amount} (95 % sure).", amount=span)
        if now.low == now.high:
            amount = self.scale.amount(now.value, now.low, now.high)
            within = _("The true value is {amount} (95 % sure).", amount=amount)
        return f"{within} {rests}"

    def _chance(self) -> str:
        """Say whether the differences from the period before and from the first are real."""
        when = words.period(self.before.period, self.grain)
        if self._moved(self.before):
            return _("The difference from {period} is more than chance.", period=when)
        if not self._moved(self.first):
            return _("The difference from {period} may be chance.", period=when)
        return _(
            "The difference from {period} may be chance; that from {first} is more than chance.",
            period=when,
            first=words.period(self.first.period, self.grain),
        )

    @property
    def means(self) -> str:
        """Say what the value means against the bounds."""
        if self.bounds:
            return f"{_(_BEYOND[Standing(self.now.standing)])} {self.limits}"
        if self.bounds.is_own:
            return _("Shown without a verdict: your organisation settled that it is not judged.")
        if self.metric.bounds_in(None):
            return _("Shown without a verdict: a community of this kind is not judged by it.")
        return _("Shown without a verdict: research gives no value at which healthy begins.")

    @property
    def limits(self) -> str:
        """Say where watch and at risk begin, as a sentence; only of a metric that has bounds."""
        return _("Bounds: {bounds}.", bounds=bounds.listed(self.bounds, self.scale))

    @property
    def is_high(self) -> bool:
        """Return whether the value lies on the upper side of what is healthy."""
        return too_high(self.bounds, self.now.value)

    @property
    def trial(self) -> Trial | None:
        """Return how one sees whether the advice worked, where the value asks for any."""
        return self.metric.trials[self.is_high] if self.advice else None

    @property
    def advice(self) -> str:
        """Return what to try, or nothing where the value asks for nothing."""
        if not self.is_given or self.now.standing not in (Standing.WATCH, Standing.AT_RISK):
            return ""
        low, high = self.metric.advice
        return _(high if self.is_high else low)


@dataclass(frozen=True)
class Wider:
    """A longer period that has a figure where the chosen one has none.

    What it says there, how the way to it is called, and its address.
    """

    said: str
    label: str
    address: dict[str, str]


def show(
    reading: Reading,
    further: list[Reading],
    events: list,
    wider: Wider | None = None,
    beside: str = "",
    *,
    is_noted: bool = True,
) -> None:
    """Draw a metric: finding, chart, what it means, how sure, and all about it.

    ``further`` are the other figures of its dimension, folded away; ``beside`` is said of some of
    them under the finding. Where what has to be said beside the value stands elsewhere, it is not
    ``is_noted`` here.
    """
    st.subheader(reading.finding, anchor=False)
    if not reading.is_given:
        _empty(reading, wider)
    if beside:
        st.markdown(beside)
    _chart(reading, events)
    if reading.is_given:
        _words(reading, is_noted)
    if layout.is_printed():
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        _popover(reading)
    if further:
        label = several_of(
            "{number} further figure: {names}",
            "{number} further figures: {names}",
            len(further),
            names=_names(further),
        )
        folded = st.expander(label, key=f"further {reading.metric.name}", on_change="rerun")
        if folded.open:
            with folded:
                for one in further:
                    _folded(one, events)


def _names(readings: list[Reading]) -> str:
    """Name the first of some figures, so that one sees what is folded away."""
    names = [_(one.metric.title).lower() for one in readings]
    return words.listed(names) if len(names) <= _NAMED else f"{', '.join(names[:_NAMED])}, …"


def _empty(reading: Reading, wider: Wider | None) -> None:
    """Say why there is no figure, and where there is one."""
    with st.container(gap=None):
        st.markdown(reading.why)
        offer(wider)


def offer(wider: Wider | None, page: str = "pages/community.py") -> None:
    """Offer to look at a longer period, where there is one with a figure."""
    if wider:
        st.markdown(wider.said)
        st.page_link(page, label=f":primary[{wider.label} →]", query_params=wider.address)


def _folded(reading: Reading, events: list) -> None:
    """Show a further figure of a dimension: its finding, and its chart if it has one."""
    with st.container(gap="small"):
        if not reading.has_values:
            st.markdown(f":gray[○ **{_(reading.metric.title)}**: {reading.why}]")
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
    return reading.is_given and bool(reading.bounds)


def _chart(reading: Reading, events: list) -> None:
    st.caption(what_is_drawn(reading))
    alt = _("{finding}. Values by period are in the table.", finding=reading.finding)
    layout.draw(figure_of(reading, events), alt, _key(reading))


def figure_of(reading: Reading, events: list) -> go.Figure:
    """Return the chart of a metric: over time, or its one value where there is one period."""
    levels = bounds.levels(reading.bounds)
    rows, scale = reading.rows, reading.scale
    if len(rows) > 1:
        return timelines.over_time(rows, scale, reading.grain, reading.period, levels, events)
    return timelines.single(next(rows.itertuples()), scale, levels)


def what_is_drawn(reading: Reading) -> str:
    """Say what the chart of a metric shows, and in what unit."""
    scale = reading.scale
    unit = scale.heading
    is_one = len(reading.rows) == 1
    drawn = _(later("{unit}. Bar: 95 % interval.") if is_one else _BY[reading.grain], unit=unit)
    has_gaps = not is_one and reading.rows["value"].isna().any()
    gaps = [_("Gaps: not enough to say.")] if has_gaps else []
    return " ".join([f"{_(reading.metric.title)}.", drawn, *gaps])


def _words(reading: Reading, is_noted: bool) -> None:
    means, sure = st.columns(2, gap="medium")
    means.markdown(_under(_("What it means"), reading.means))
    sure.markdown(_under(_("How sure"), reading.sure))
    if reading.now.why and is_noted and reading.has_interval:
        st.caption(words.sentence(words.reason(reading.now)))


def _under(heading: str, text: str) -> str:
    """Write a text under a small heading."""
    return f"**{heading}**  \n{text}"


def _popover(reading: Reading) -> None:
    """Offer all there is to know about a figure in one place."""
    if layout.is_printed():
        return
    key = f"about {reading.metric.name}"
    label = f":primary[{_('About this figure')}]"
    opened = st.popover(label, type="tertiary", key=key, on_change="rerun")
    if opened.open:
        with opened:
            _about(reading)
            _behind(reading)
            if reading.has_values:
                _table(reading)
                layout.picture(_key(reading))
            layout.download(_as_table(reading), f"{reading.metric.name} by {reading.grain}")


def explained(readings: list[Reading], label: str, key: str) -> None:
    """Offer all there is to know about some figures in one place."""
    details = layout.details(label, key)
    if details is not None:
        with details:
            for one in readings:
                _about(one)


def _about(reading: Reading) -> None:
    metric, now = reading.metric, reading.now
    is_known = now is not None and not pd.isna(now.sample)
    least = _(
        "{number} {things}; here: {found}",
        number=words.count(metric.minimum),
        things=_(metric.minimum_of),
        found=words.count(now.sample) if is_known else _("too few"),
    )
    st.markdown(f"**{_(metric.question)}**")
    told = {
        _("How it is computed"): _(metric.formula),
        _("Said only from"): least,
        _("What it cannot see"): _(metric.blind_spot),
        _("Where it comes from"): _(metric.source),
        _("Interval"): _("Holds the true value 95 times in 100."),
    }
    st.markdown("\n\n".join(_under(heading, text) for heading, text in told.items()))
    if reading.bounds:
        st.caption(f"{reading.limits} {bounds.worth(reading.bounds)}")


def _behind(reading: Reading) -> None:
    """Lead to the very conversations that made the figure, whoever may read them."""
    metric = reading.metric
    if not (metric.of_threads and reading.is_given and entitled.reads_conversations()):
        return
    chosen = {"show": _(BEHIND), "figure": _(metric.title)}
    where = {"community": reading.now.community} | filters.address(reading.grain, reading.period)
    label = _("See the conversations that made it →")
    link = f":primary[{label}]"
    st.page_link("pages/conversations.py", label=link, query_params=where | chosen)


def _table(reading: Reading) -> None:
    """Write every period out, the newest first."""
    table = [
        {
            _("Period"): words.period(row.period, reading.grain).capitalize(),
            _("Value (95 % interval)"): _cell(row, reading.scale),
        }
        for row in reversed(list(reading.rows.itertuples()))
    ]
    st.table(table, border="horizontal", hide_index=True, alt=_(reading.metric.title))


def _as_table(reading: Reading) -> pd.DataFrame:
    """Return every measure as it was published, for a spreadsheet."""
    columns = "metric community period value low high sample status standing why"
    return reading.rows.assign(period=reading.rows["period"].dt.date)[columns.split()]


def _cell(row, scale: words.Scale) -> str:
    if row.status != Status.MEASURED:
        return words.sentence(words.reason(row))
    return f"{scale.amount(row.value, row.low, row.high)} ({scale.span(row.low, row.high)})"


def _key(reading: Reading) -> str:
    return f"chart {reading.metric.name}"
