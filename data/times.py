"""Reads the times people's tools write; what a file does not settle is asked, never guessed.

Most tools write times without a zone, and many write 01/02/2024. Both are read only once the
visitor, or the rest of the file, has said how. Times come out naive and in UTC.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

from data.importers import Choices, Question
from data.refusal import MissingChoiceError
from data.said import say

FIRST_YEAR, LAST_YEAR = 1990, 2100
# Below this share of the column, what is unsettled is a stray row and reported as one.
STRAY = 0.2
_TURN_OF_CENTURY = 70
_LONGEST = 64

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar januari janvier janv",
            "feb february februar februari février fevrier févr fevr",
            "mar march märz maerz mrz mär maart mrt mars",
            "apr april avril avr",
            "may mai mei",
            "jun june juni juin",
            "jul july juli juillet juil",
            "aug august augustus août aout",
            "sep sept september septembre",
            "oct october okt oktober octobre",
            "nov november novembre",
            "dec december dez dezember décembre decembre déc",
        ),
        start=1,
    )
    for name in names.split()
}

_CLOCK = (
    r"(?:(?:\s*,\s*|\s+|T)(?:at\s+|um\s+|om\s+|à\s+)?"
    r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?(?:\s*Uhr)?"
    r"\s*(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}:?\d{2})?)?$"
)
_WEEKDAY = r"^(?:[^\W\d]+\.?,?\s+)?"
_NUMBERS = re.compile(
    r"^(?P<one>\d{1,2})(?P<mark>[/.-])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})" + _CLOCK,
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    r"^(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})" + _CLOCK,
    re.IGNORECASE,
)
_DAY_NAME = re.compile(
    _WEEKDAY
    + r"(?P<day>\d{1,2})\.?[\s-]+(?:de\s+)?(?P<name>[^\W\d]+)\.?,?[\s-]+"
    + r"(?P<year>\d{4}|\d{2})"
    + _CLOCK,
    re.IGNORECASE,
)
_NAME_DAY = re.compile(
    _WEEKDAY
    + r"(?P<name>[^\W\d]+)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})"
    + _CLOCK,
    re.IGNORECASE,
)
_DIGITS = str.maketrans("123456789", "000000000")
_DAY_PARTS = ("one", "two", "month", "name", "day", "year")
_EPOCH = re.compile(r"^(?P<seconds>\d{10})(?P<milliseconds>\d{3})?(?:\.\d{1,9})?$")
_BEGIN = datetime(1970, 1, 1)  # noqa: DTZ001  (naive and in UTC, as every time in the store)


class Clock:
    """Reads the values of one column, once it is settled what they mean.

    ``day_first`` says how 01/02/2024 is read, ``zone`` where the clock hung; None is "not said",
    and then such values are not read. An hour that a zone's clock shows twice in autumn is taken
    as the first of the two, and one it skips in spring as if the clock had not been put forward:
    so every value gives one time, whatever row it stands in.
    """

    def __init__(self, day_first: bool | None = None, zone: tzinfo | None = None) -> None:
        """Keep what is settled; days are remembered, as a file has far fewer days than rows."""
        self.day_first, self.zone = day_first, zone
        self._days: dict[tuple[str, ...], date | str] = {}

    def read(self, value: str) -> datetime | None:
        """Return the time in UTC, without zone; None where ``why`` tells the reason."""
        read = self._read(value)
        return read if isinstance(read, datetime) else None

    def why(self, value: str) -> str:
        """Return the reason why a value is not read, as it goes on from "column Date"."""
        read = self._read(value)
        return read if isinstance(read, str) else ""

    def _read(self, value: str) -> datetime | str:
        # The way most tools write, read by the fastest means there is.
        if len(value) >= 16 and value[4] == value[7] == "-" and value[10] in "T ":
            try:
                return self._in_utc(datetime.fromisoformat(value))
            except ValueError:
                pass  # a day there is not, or another way to write: told apart below
        return self._read_slowly(value.strip())

    def _read_slowly(self, value: str) -> datetime | str:
        if not value:
            return say("is empty")
        if epoch := _EPOCH.match(value):
            return _of_epoch(value, bool(epoch["milliseconds"]))
        found = _match(value)
        if not found:
            return say(
                "“{value}” is no time this program reads, such as 2024-01-31 14:05",
                value=_short(value),
            )
        day = self._day(found)
        if isinstance(day, str):
            return say("“{value}” {why}", value=_short(value), why=day)
        if found["hour"] is None:
            return _plausible(datetime(day.year, day.month, day.day), value)  # noqa: DTZ001
        return self._at(day, found, value)

    def _day(self, found: re.Match) -> date | str:
        parts = found.groupdict()
        key = tuple(
            parts.get(name) or "" for name in ("one", "two", "month", "name", "day", "year")
        )
        day = self._days.get(key)
        if day is None:
            day = self._days[key] = self._new_day(parts)
        return day

    def _new_day(self, parts: dict[str, str]) -> date | str:
        year = int(parts["year"])
        if len(parts["year"]) == 2:
            year += 1900 if year >= _TURN_OF_CENTURY else 2000
        if "one" in parts:
            if self.day_first is None:
                return say("does not say which number is the day: --day-first or --month-first")
            pair = (parts["one"], parts["two"])
            day, month = pair if self.day_first else reversed(pair)
        elif "name" in parts:
            day, month = parts["day"], _MONTHS[parts["name"].casefold()]
        else:
            day, month = parts["day"], parts["month"]
        try:
            return date(year, int(month), int(day))
        except ValueError:
            return say("is no day of the calendar")

    def _at(self, day: date, found: re.Match, value: str) -> datetime | str:
        hour = int(found["hour"])
        if found["half"]:
            if not 1 <= hour <= 12:
                return _no_hour(value)
            hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
        part = int((found["part"] or "0")[:6].ljust(6, "0"))
        minute, second = int(found["minute"]), int(found["second"] or 0)
        try:
            offset = _offset(found["zone"])
            at = datetime(day.year, day.month, day.day, hour, minute, second, part, offset)
        except ValueError:
            return _no_hour(value)
        return self._in_utc(at)

    def _in_utc(self, at: datetime) -> datetime | str:
        if at.tzinfo is None:
            if self.zone is None:
                return say("“{value}” has no time zone: --time-zone ZONE", value=str(at))
            at = at.replace(tzinfo=self.zone)
        if not FIRST_YEAR <= at.year < LAST_YEAR:
            return _implausible(at.year, str(at.replace(tzinfo=None)))
        # Most tools that name a zone name this one.
        return (at if at.tzinfo is UTC else at.astimezone(UTC)).replace(tzinfo=None)


class Survey:
    """How the times of a column are written, seen over the whole column."""

    def __init__(self, column: str) -> None:
        """Begin with nothing seen."""
        self.column = column
        self.rows = 0
        self._examples: dict[str, str] = {}
        self._counts: Counter[str] = Counter()
        self._seen: dict[str, tuple[str, ...]] = {}

    def add(self, values: Sequence[str]) -> None:
        """Look at more values of the column."""
        self.rows += len(values)
        keys = _outlines(values)
        firsts = dict(zip(reversed(keys), reversed(values), strict=True))
        for key, times in Counter(keys).items():
            if key not in self._seen:
                self._seen[key] = self._ways(firsts[key].strip())
            for way in self._seen[key]:
                self._counts[way] += times
                self._examples.setdefault(way, firsts[key].strip())

    def _ways(self, value: str) -> tuple[str, ...]:
        if _EPOCH.match(value):
            return ("time", "epoch")
        found = _match(value)
        if not found:
            return ()
        parts = found.groupdict()
        ways = ["time"]
        if "one" in parts:
            ways.append("numbers")
            one, two = int(parts["one"]), int(parts["two"])
            if one > 12 >= two:
                ways.append("day first")
            if two > 12 >= one:
                ways.append("month first")
            if parts["mark"] == ".":
                ways.append("dots")
        if parts["hour"] is None:
            ways.append("date only")
        else:
            ways.append("naive" if parts["zone"] is None else "zoned")
        return tuple(ways)

    def count(self, way: str) -> int:
        """Return how many values are written that way."""
        return self._counts[way]

    @property
    def share_read(self) -> float:
        """Return the share of the values that are times, 0 to 1."""
        return self.count("time") / self.rows if self.rows else 0.0

    @cached_property
    def day_first(self) -> bool | None:
        """Return what the column itself says of 01/02/2024; None where it says nothing."""
        day, month = self.count("day first"), self.count("month first")
        if not day and not month:
            # Wherever days are written with dots, they come first.
            dotted = self.count("dots")
            return True if dotted and dotted == self.count("numbers") else None
        few = STRAY * max(day, month)
        return None if min(day, month) > few else day > month

    def example(self, way: str) -> str:
        """Return the first value that is written that way."""
        return self._examples.get(way, "")

    def settle(self, choices: Choices) -> tuple[bool | None, dict[str, str], list[Question]]:
        """Settle how the column is read: day first or not, what to tell of it, what to ask.

        Raises nothing: what cannot be settled is asked, and a stray value is left to ``Clock``.
        """
        day_first, order, about_order = self._order(choices)
        zone, about_zone = self._zone(choices)
        told = {say("day and month"): order, say("time zone"): zone}
        questions = [question for question in (about_order, about_zone) if question]
        return day_first, {what: words for what, words in told.items() if words}, questions

    def _order(self, choices: Choices) -> tuple[bool | None, str, Question | None]:
        """Settle day and month: what holds, in words, and what must be asked.

        Without such dates all three are empty.
        """
        if not self.count("numbers"):
            return choices.day_first, "", None
        if choices.day_first is not None:
            order = _order_in_words(choices.day_first)
            return choices.day_first, say("{order}, as you said", order=order), None
        if self.day_first is not None:
            way = "day first" if self.day_first else "month first"
            shown = self.example(way) or self.example("dots")
            order = _order_in_words(self.day_first)
            told = say("{order}, as {example} shows", order=order, example=shown)
            return self.day_first, told, None
        if self.count("numbers") <= STRAY * self.rows:
            return None, "", None
        question = Question(
            choice="day_first",
            text=say("Column {column} does not show which number is the day.", column=self.column),
            flag="--day-first or --month-first",
            found=self.example("numbers"),
            options=("day first", "month first"),
        )
        return None, "", question

    def _zone(self, choices: Choices) -> tuple[str, Question | None]:
        """Settle the time zone: in words, and what must be asked."""
        if self.count("naive"):
            if choices.time_zone:
                told = say("{zone}, as you said, where a time names none", zone=choices.time_zone)
                return told, None
            if self.count("naive") > STRAY * self.rows:
                question = Question(
                    choice="time_zone",
                    text=say(
                        "Column {column} names no time zone. Say the zone of the people or of the "
                        "tool that exported, such as Europe/Amsterdam.",
                        column=self.column,
                    ),
                    flag="--time-zone ZONE",
                    found=self.example("naive"),
                )
                return "", question
        if self.count("zoned"):
            return say("in the times themselves ({example})", example=self.example("zoned")), None
        if self.count("epoch"):
            return say("UTC: {example} counts from 1970", example=self.example("epoch")), None
        if self.count("date only"):
            example = self.example("date only")
            return say("dates only ({example}): each is midnight UTC", example=example), None
        return "", None


def survey_of(column: str, values: Iterable[str], at_most: int = 1000) -> Survey:
    """Return the survey of the first values of a column."""
    survey = Survey(column)
    survey.add(list(islice(values, at_most)))
    return survey


def zone_named(name: str | None, file: str) -> tzinfo | None:
    """Return the zone of that name, None for none; refuse a name that is no zone."""
    if not name:
        return None
    known = available_timezones()
    if name in known:
        return ZoneInfo(name)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    examples = ", ".join([*near, "Europe/Amsterdam", "America/New_York", "UTC"][:3])
    raise MissingChoiceError(
        file,
        say("“{name}” is no time zone.", name=name),
        say("Say one such as {examples} (--time-zone ZONE).", examples=examples),
    )


def _outlines(values: Sequence[str]) -> list[str]:
    """Return what decides how each time is written: its day, and the rest with every digit a 0.

    A column has far fewer of these than values.
    """
    rests = "\0".join([value[10:] for value in values]).translate(_DIGITS).split("\0")
    if len(rests) != len(values):
        rests = [value[10:].translate(_DIGITS) for value in values]
    return [
        "0" * len(value) if value.isdigit() else value[:10] + rest
        for value, rest in zip(values, rests, strict=True)
    ]


def _match(value: str) -> re.Match | None:
    if len(value) > _LONGEST:
        return None
    for pattern in (_YEAR_FIRST, _NUMBERS):
        if found := pattern.match(value):
            return found
    for pattern in (_DAY_NAME, _NAME_DAY):
        found = pattern.match(value)
        if found and found["name"].casefold() in _MONTHS:
            return found
    return None


def _of_epoch(value: str, milliseconds: bool) -> datetime | str:
    whole, _, part = value.partition(".")
    ticks = int(whole) if milliseconds else int(whole) * 1000
    micro = 0 if milliseconds else int(part[:6].ljust(6, "0") or 0)
    return _plausible(_BEGIN + timedelta(milliseconds=ticks, microseconds=micro), value)


def _plausible(at: datetime, value: str) -> datetime | str:
    return at if FIRST_YEAR <= at.year < LAST_YEAR else _implausible(at.year, value)


def _implausible(year: int, value: str) -> str:
    return say(
        "“{value}” is in the year {year}: not from {first} to {last}",
        value=_short(value),
        year=year,
        first=FIRST_YEAR,
        last=LAST_YEAR - 1,
    )


def _no_hour(value: str) -> str:
    return say("“{value}” has no such hour", value=_short(value))


def _offset(zone: str | None) -> tzinfo | None:
    if zone is None:
        return None
    sign = zone.upper().removeprefix("UTC").removeprefix("GMT").replace(":", "")
    if sign in ("", "Z"):
        return UTC
    return datetime.strptime(sign, "%z").tzinfo


def _order_in_words(day_first: bool) -> str:
    return say("day first") if day_first else say("month first")


def _short(value: str) -> str:
    return value if len(value) <= 40 else f"{value[:40]}…"
