"""Numbers, periods and lists as people say them; no more digits than the interval supports."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import floor, isnan, log10

import pandas as pd
from babel.dates import format_date
from babel.numbers import get_decimal_symbol

from data.said import from_json, later
from metrics.metric import Grain, Unit
from pages.parts.language import _, catalogue, code, locale

_NUMBERS = (
    *(later("no"), later("one"), later("two"), later("three"), later("four")),
    *(later("five"), later("six"), later("seven"), later("eight"), later("nine")),
    *(later("ten"), later("eleven"), later("twelve")),
)
_QUARTER, _WHOLE = later("Q{quarter} {year}"), later("the whole time")
THIN, MINUS = "\u202f", "\u2212"
# Up to how many hours a unit reads best, times what, and its name for one and for more.
_HOUR_SCALES = (
    (1.0, 60.0, (later("minute"), later("minutes"))),
    (48.0, 1.0, (later("hour"), later("hours"))),
    (float("inf"), 1 / 24, (later("day"), later("days"))),
)


@dataclass(frozen=True)
class Scale:
    """How a unit is written: times what, and the word behind it, for one and for more.

    What is counted in whole ones has no digits after the point (``digits`` at most), and its axis
    reaches ``reach`` at least, so that it shows no halves of one. ``is_phrase``: the word says by
    itself what is counted, such as "of 100 pairs".
    """

    factor: float
    one: str
    word: str
    reach: float = 0.0
    digits: int = 2
    is_phrase: bool = False

    @classmethod
    def of(cls, unit: Unit, typical: float) -> "Scale":
        """Return the scale for a unit; hours become minutes or days where that reads better."""
        if unit == Unit.SHARE:
            return cls(100, "%", "%")
        if unit == Unit.HOURS:
            known = 0.0 if isnan(typical) else typical
            _end, factor, names = next(one for one in _HOUR_SCALES if known < one[0])
            return cls(factor, *map(_, names))
        is_phrase = unit in (Unit.INDEX, Unit.PAIRS, Unit.DIFFERENCE)
        # So much of an E-I index is half as much of the share of pairs that cross.
        factor = 50 if unit == Unit.PAIRS else 1
        whole = {"reach": 4.0, "digits": 0} if unit == Unit.SIGNS else {}
        one = _(_SINGULAR.get(unit, unit.value))
        return cls(factor, one, _(unit.value), is_phrase=is_phrase, **whole)

    @property
    def is_share(self) -> bool:
        """Return whether values are written as so many of a hundred."""
        return self.word == "%"

    @property
    def heading(self) -> str:
        """Say in what values are written, at the head of a chart: "Of 100", "In hours"."""
        if self.is_phrase:
            return self.word[:1].upper() + self.word[1:]
        return _("Of 100") if self.is_share else _("In {unit}", unit=self.word)

    @property
    def unscaled(self) -> "Scale":
        """Return the scale for values that were multiplied already."""
        return replace(self, factor=1)

    def number(self, value: float, low: float = float("nan"), high: float = float("nan")) -> str:
        """Write a value with as many digits as its interval supports, without the word."""
        ends = [end for end in (low, high) if not isnan(end)]
        wide = max(ends) - min(ends) if len(ends) == 2 else abs(ends[0] - value) if ends else 0
        return decimal(value * self.factor, min(self.digits, _digits(wide * self.factor / 2)))

    def amount(self, value: float, low: float, high: float) -> str:
        """Write a value with its word: "37 %", "2.4 replies deep"."""
        number = self.number(value, low, high)
        return f"{number}{THIN}{self.one if number == '1' else self.word}"

    def goal(self, value: float) -> str:
        """Write a bound, which is exact, with its word: "25 %", "1.5 replies deep"."""
        number = exact(value * self.factor)
        return f"{number}{THIN}{self.one if number == '1' else self.word}"

    def span(self, low: float, high: float) -> str:
        """Write an interval with its word: "31 to 43 %"; an unknown end is left open."""
        if isnan(high):
            if isnan(low):
                return _("not known")
            return _("more than {amount}", amount=self.amount(low, low, low))
        if isnan(low):
            return _("less than {amount}", amount=self.amount(high, high, high))
        ends = [self.number(end, low, high) for end in (low, high)]
        return _("{low} to {high}", low=ends[0], high=f"{ends[1]}{THIN}{self.word}")


_SINGULAR = {
    Unit.LINKS: later("reply deep"),
    Unit.KINDS: later("kind"),
    Unit.DEPARTMENTS: later("department"),
    Unit.SIGNS: later("sign"),
}


def _digits(half_width: float) -> int:
    """Return how many digits after the point an interval of that half width leaves meaningful."""
    if isnan(half_width) or half_width <= 0:
        return 0
    return min(2, max(0, -floor(log10(half_width))))


def decimal(number: float, digits: int) -> str:
    """Write a number with so many digits after the point, as the language writes it."""
    nearest = round(number, digits) + 0.0  # a little less than nothing is written as nothing
    return _written(f"{nearest:,.{digits}f}".replace(",", THIN))


def exact(number: float) -> str:
    """Write a number with all its digits, as the language writes it: "0.25", "100"."""
    return _written(f"{number:g}")


def _written(number: str) -> str:
    return number.replace(".", get_decimal_symbol(locale())).replace("-", MINUS)


def of_hundred(share: float) -> str:
    """Write a share as so many of 100; only exactly none and all are written as such."""
    if 0 < share < 0.005:
        return _("fewer than 1 of 100")
    if 0.995 <= share < 1:
        return _("more than 99 of 100")
    return _("{number} of 100", number=f"{share * 100:.0f}")


def told(unit: Unit, value: float, low: float, high: float) -> str:
    """Write a value in words: "37 of 100", "2.4 replies deep"."""
    if unit == Unit.SHARE:
        return of_hundred(value)
    if unit == Unit.SIGNS and not value:
        return _("no signs")
    return Scale.of(unit, value).amount(value, low, high)


def period(start: pd.Timestamp, grain: Grain) -> str:
    """Name a period by its first day: "March 2026", "Q3 2026", "2026"."""
    return period_in(code(), start, grain)


def period_in(language: str, start: pd.Timestamp, grain: Grain) -> str:
    """Name a period in a language that is not always that of the screen, as an address may."""
    said = catalogue(language).gettext
    match grain:
        case "month":
            return format_date(start, "MMMM y", language)
        case "quarter":
            return said(_QUARTER).format(quarter=start.quarter, year=start.year)
        case "year":
            return f"{start.year}"
    return said(_WHOLE)


def day(when: date | datetime) -> str:
    """Write a date: "3 March 2026"."""
    return format_date(when, "d MMMM y", locale())


def day_in(language: str, when: date | datetime) -> str:
    """Write a date in a language that is not always that of the screen, as an address may."""
    return format_date(when, "d MMMM y", language)


def count(number: float) -> str:
    """Write a whole number with thin spaces between thousands."""
    return f"{number:,.0f}".replace(",", THIN)


def spelled(number: int) -> str:
    """Write a small number as a word."""
    return _(_NUMBERS[number]) if number < len(_NUMBERS) else count(number)


def some(number: int, whole: int) -> str:
    """Write a part and its whole in one manner: "two of seven", "2 of 18"."""
    write = spelled if whole < len(_NUMBERS) else count
    return _("{part} of {whole}", part=write(number), whole=write(whole))


def listed(things: Sequence[str]) -> str:
    """Join with commas and "and"."""
    *most, last = things
    return _("{most} and {last}", most=", ".join(most), last=last) if most else last


def reason(row) -> str:
    """Say why a measure has no value, or what has to be said beside it, from its published row."""
    parts = getattr(row, "said", None)
    return _(from_json(parts if isinstance(parts, str) else None, row.why))


def sentence(text: str) -> str:
    """Begin with a capital and end with a full stop."""
    return text[:1].upper() + text[1:].rstrip(".") + "." if text else ""
