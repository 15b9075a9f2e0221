"""Numbers, periods and lists as people say them; no more digits than the interval supports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import floor, isnan, log10

import pandas as pd

from metrics.metric import Grain, Unit

_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
THIN = "\u202f"
_HOUR_SCALES = ((1 / 60, 60.0, "minutes"), (48.0, 1.0, "hours"), (float("inf"), 1 / 24, "days"))


@dataclass(frozen=True)
class Scale:
    """How a unit is written: times what, and the word behind it."""

    factor: float
    word: str

    @classmethod
    def of(cls, unit: Unit, typical: float) -> "Scale":
        """Return the scale for a unit; hours become minutes or days where that reads better."""
        if unit == Unit.SHARE:
            return cls(100, "%")
        if unit == Unit.HOURS:
            known = 0.0 if isnan(typical) else typical
            return next(cls(by, word) for end, by, word in _HOUR_SCALES if known < max(end, 1))
        return cls(1, unit.value)

    def number(self, value: float, low: float = float("nan"), high: float = float("nan")) -> str:
        """Write a value with as many digits as its interval supports, without the word."""
        ends = [end for end in (low, high) if not isnan(end)]
        wide = max(ends) - min(ends) if len(ends) == 2 else abs(ends[0] - value) if ends else 0
        digits = _digits(wide * self.factor / 2)
        return f"{value * self.factor:,.{digits}f}".replace(",", THIN)

    def amount(self, value: float, low: float, high: float) -> str:
        """Write a value with its word: "37 %", "2.4 replies deep"."""
        number = self.number(value, low, high)
        word = self.word.removesuffix("s") if number == "1" else self.word
        return f"{number}{THIN}{word}"

    def span(self, low: float, high: float) -> str:
        """Write an interval with its word: "31 to 43 %"; an unknown end is left open."""
        if isnan(high):
            return "not known" if isnan(low) else f"more than {self.amount(low, low, low)}"
        if isnan(low):
            return f"less than {self.amount(high, high, high)}"
        ends = (self.number(end, low, high) for end in (low, high))
        return f"{' to '.join(ends)}{THIN}{self.word}"


def _digits(half_width: float) -> int:
    """Return how many digits after the point an interval of that half width leaves meaningful."""
    if isnan(half_width) or half_width <= 0:
        return 0
    return min(2, max(0, -floor(log10(half_width))))


def of_hundred(share: float) -> str:
    """Write a share as so many of 100; only exactly none and all are written as such."""
    if 0 < share < 0.005:
        return "fewer than 1 of 100"
    if 0.995 <= share < 1:
        return "more than 99 of 100"
    return f"{share * 100:.0f} of 100"


def told(unit: Unit, value: float, low: float, high: float) -> str:
    """Write a value in words: "37 of 100", "2.4 replies deep"."""
    if unit == Unit.SHARE:
        return of_hundred(value)
    return Scale.of(unit, value).amount(value, low, high)


def period(start: pd.Timestamp, grain: Grain) -> str:
    """Name a period by its first day: "March 2026", "Q3 2026", "2026"."""
    match grain:
        case "month":
            return f"{start:%B %Y}"
        case "quarter":
            return f"Q{start.quarter} {start.year}"
        case "year":
            return f"{start.year}"
    return "the whole time"


def day(when: date | datetime) -> str:
    """Write a date: "3 March 2026"."""
    return f"{when.day} {when:%B %Y}"


def count(number: float) -> str:
    """Write a whole number with thin spaces between thousands."""
    return f"{number:,.0f}".replace(",", THIN)


def several(number: int, one: str, many: str = "") -> str:
    """Write a count with its noun: "1 row", "2 rows"."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def spelled(number: int) -> str:
    """Write a small number as a word."""
    return _NUMBERS[number] if number < len(_NUMBERS) else count(number)


def some(number: int, whole: int) -> str:
    """Write a part and its whole in one manner: "two of seven", "2 of 18"."""
    write = spelled if whole < len(_NUMBERS) else count
    return f"{write(number)} of {write(whole)}"


def listed(things: Sequence[str]) -> str:
    """Join with commas and "and"."""
    *most, last = things
    return f"{', '.join(most)} and {last}" if most else last


def sentence(text: str) -> str:
    """Begin with a capital and end with a full stop."""
    return text[:1].upper() + text[1:].rstrip(".") + "." if text else ""
