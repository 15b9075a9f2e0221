"""How one metric is read: in words, from its declaration and its published measures alone."""

from dataclasses import dataclass
from functools import cached_property
from math import isnan, nan

import numpy as np
import pandas as pd

from data.said import later
from metrics.bounds import Bounds
from metrics.metric import Grain, Metric, Standing, Status, Trial
from pages.parts import bounds, words
from pages.parts.language import _
from pages.parts.measures import History
from pages.parts.standings import too_high

_LOOK_BACK = 7
_BEYOND = {
    Standing.WATCH: later("Watch: the whole interval lies beyond the bound."),
    Standing.AT_RISK: later("At risk: the whole interval lies beyond the bound."),
    Standing.HEALTHY: later("Healthy: the whole interval lies where it should."),
    Standing.UNSAID: later("Too uncertain for a verdict: the interval crosses a bound."),
}


@dataclass(frozen=True)
class Reading:
    """A metric in one community: its measures by period (oldest first), and the period chosen."""

    metric: Metric
    history: History
    period: pd.Timestamp
    grain: Grain

    @property
    def rows(self) -> pd.DataFrame:
        """Return its measures as a table."""
        return self.history.rows

    @cached_property
    def bounds(self) -> Bounds:
        """Return by which bounds it is judged in this community, if by any."""
        return next((row.bounds for row in self.history.each), Bounds())

    @cached_property
    def now(self):
        """Return the measure of the chosen period, or None where the community had none."""
        return next((row for row in self.history.each if row.period == self.period), None)

    @cached_property
    def before(self):
        """Return the last measure with a value before the chosen period, or None."""
        earlier = (row for row in reversed(self._earlier) if not isnan(row.value))
        return next(earlier, None)

    @property
    def chart_key(self) -> str:
        """Return the key of its chart, by which a picture of it is asked for."""
        return f"chart {self.metric.name}"

    @cached_property
    def scale(self) -> words.Scale:
        """Return how values of this metric are written."""
        return words.Scale.of(self.metric.unit, np.median(self.history.values or [nan]))

    @property
    def is_given(self) -> bool:
        """Return whether there is a value for the chosen period."""
        return self.now is not None and not isnan(self.now.value)

    @cached_property
    def has_values(self) -> bool:
        """Return whether there is a value for any period."""
        return bool(self.history.values)

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
        lately = (row for row in self._earlier[-_LOOK_BACK:] if not isnan(row.value))
        return next(lately, None)

    @property
    def _earlier(self) -> list:
        """Return the measures before the chosen period."""
        return [row for row in self.history.each if row.period < self.period]

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
    def note(self) -> str:
        """Say what has to be said beside the value, unless ``sure`` says it already."""
        return words.sentence(words.reason(self.now)) if self.now.why and self.has_interval else ""

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
