"""How times are read, and what of them must be asked."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers import Choices
from data.refusal import MissingChoiceError
from data.times import Clock, Survey, zone_named

UTC = ZoneInfo("UTC")
AFTERNOON = datetime(2024, 3, 5, 14, 7)
ZONES = st.sampled_from(["UTC", "Europe/Amsterdam", "America/New_York", "Asia/Kolkata"])
TIMES = st.datetimes(datetime(1991, 1, 1), datetime(2098, 1, 1)).map(
    lambda time: time.replace(second=0, microsecond=0)
)


def surveyed(*values):
    survey = Survey("Date")
    survey.add(values)
    return survey


def asked(*values, **said):
    """Return the flags of what must be asked."""
    _, _, questions = surveyed(*values).settle(Choices(**said))
    return [question.flag for question in questions]


@pytest.mark.parametrize(
    "value",
    [
        "2024-03-05T14:07:00.000Z",
        "2024-03-05T14:07Z",
        "2024-03-05 14:07",
        "2024-03-05 14:07:00 UTC",
        "2024-03-05T16:07:00+02:00",
        "2024-03-05T19:37:00 +0530",
        "2024/03/05 14:07",
        "5/03/24, 14:07",
        "5/3/24 2:07 PM",
        "05.03.2024 14:07",
        "05.03.2024, 14.07 Uhr",
        "05-03-2024 14:07:00",
        "Tue, 05 Mar 2024 14:07:00 +0000",
        "Tuesday, 5 March 2024, 2:07 PM",
        "5 mars 2024 à 14h07",
        "5. März 2024, 14:07",
        "5 maart 2024 14:07",
        "Mar 5, 2024 2:07 p.m.",
        "05-Mar-24 14:07",
        "1709647620",
        "1709647620.000000",
        "1709647620000",
        "  2024-03-05 14:07  ",
    ],
)
def test_reads_what_tools_write(value):
    assert Clock(day_first=True, zone=UTC).read(value) == AFTERNOON


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("", "is empty"),
        ("   ", "is empty"),
        ("2024-02-30", "no day of the calendar"),
        ("2024-02-30 10:00:00", "no day of the calendar"),
        ("2024-02-30T10:00:00Z", "no day of the calendar"),
        ("30/02/2024", "no day of the calendar"),
        ("0000-00-00", "no day of the calendar"),
        ("0000-00-00 00:00:00", "no day of the calendar"),
        ("1900-01-01", "in the year 1900"),
        ("1900-01-01 00:00:00", "in the year 1900"),
        ("2999-12-31T23:59:59Z", "in the year 2999"),
        ("01/01/1900 10:00", "in the year 1900"),
        ("2024-03-05 25:00:00", "no such hour"),
        ("5/3/24 14:07 PM", "no such hour"),
        ("2024-03-05 14:07:00 +99:99", "no such hour"),
        ("2024-03-05T14:07:00+99:99", "no such hour"),
        ("0000000000", "in the year 1970"),
        ("12", "no time"),
        ("yesterday", "no time"),
        ("5 Smarch 2024", "no time"),
        ("2024-03-05 14:07 and later", "no time"),
        ("9" * 5000, "no time"),
        ("a " * 5000, "no time"),
    ],
)
def test_says_why_it_does_not_read(value, why):
    clock = Clock(day_first=True, zone=UTC)
    assert clock.read(value) is None
    assert why in clock.why(value)
    assert len(clock.why(value)) < 120


def test_order_and_zone_are_never_guessed():
    clock = Clock()
    assert "--day-first or --month-first" in clock.why("01/02/2024")
    assert "--time-zone ZONE" in clock.why("2024-03-05 14:07")
    assert "--time-zone ZONE" in clock.why("5 March 2024 14:07")
    assert clock.read("2024-03-05") == datetime(2024, 3, 5)


def test_order_decides():
    assert Clock(day_first=True).read("01/02/2024") == datetime(2024, 2, 1)
    assert Clock(day_first=False).read("01/02/2024") == datetime(2024, 1, 2)
    assert "no day of the calendar" in Clock(day_first=False).why("13/02/2024")


def test_a_date_without_hour_is_not_moved_by_the_zone():
    assert Clock(zone=ZoneInfo("America/New_York")).read("2024-03-05") == datetime(2024, 3, 5)


def test_an_hour_shown_twice_is_the_first_and_a_skipped_one_goes_on():
    clock = Clock(zone=ZoneInfo("Europe/Amsterdam"))
    assert clock.read("2024-10-27 02:30") == datetime(2024, 10, 27, 0, 30)
    assert clock.read("2024-10-27 03:30") == datetime(2024, 10, 27, 2, 30)
    assert clock.read("2024-03-31 02:30") == datetime(2024, 3, 31, 1, 30)
    assert clock.read("2024-03-31 03:30") == datetime(2024, 3, 31, 1, 30)


@given(TIMES, ZONES, st.sampled_from([True, False]))
def test_every_way_to_write_a_time_reads_the_same(time, zone, day_first):
    clock = Clock(day_first, ZoneInfo(zone))
    order = "%d/%m/%Y" if day_first else "%m/%d/%Y"
    read = {
        clock.read(time.isoformat(" ")),
        clock.read(f"{time:%Y/%m/%d %H:%M}"),
        clock.read(f"{time:{order} %H:%M}"),
        clock.read(f"{time:{order}, %I:%M %p}"),
        clock.read(f"{time:%d %B %Y %H:%M}"),
        clock.read(time.replace(tzinfo=ZoneInfo(zone)).isoformat()),
    }
    assert len(read) == 1
    assert abs(read.pop() - time) < timedelta(hours=15)


@given(st.text(max_size=80))
def test_nothing_breaks_the_clock(value):
    clock = Clock(day_first=True, zone=UTC)
    assert (clock.read(value) is None) == bool(clock.why(value))
    assert surveyed(value).rows == 1


def test_evidence_settles_the_order():
    assert surveyed("01/02/2024", "13/02/2024").day_first is True
    assert surveyed("01/02/2024", "02/13/2024").day_first is False
    assert surveyed("01/02/2024", "02/03/2024").day_first is None
    assert surveyed("01.02.2024", "02.03.2024").day_first is True
    assert surveyed("02.13.2024", "02.03.2024").day_first is False
    _, told, _ = surveyed("01/02/2024", "13/02/2024").settle(Choices())
    assert told["day and month"] == "day first, as 13/02/2024 shows"


def test_asks_for_the_order_only_where_nothing_settles_it():
    assert asked("01/02/2024") == ["--day-first or --month-first"]
    assert asked("13/02/2024", "02/13/2024") == ["--day-first or --month-first"]
    assert asked("01/02/2024", day_first=True) == []
    assert asked("2024-02-01") == []
    assert asked(*["2024-02-01"] * 9, "01/02/2024") == [], "a stray row is reported, not asked"


def test_asks_for_the_zone_only_where_nothing_settles_it():
    assert asked("2024-02-01 10:00") == ["--time-zone ZONE"]
    assert asked("2024-02-01 10:00", time_zone="UTC") == []
    assert asked("2024-02-01T10:00Z", "2024-02-01T10:00+05:30") == []
    assert asked("1709647620", "2024-02-01") == []
    assert asked("01/02/2024 10:00") == ["--day-first or --month-first", "--time-zone ZONE"]


def test_a_zone_has_a_name():
    assert zone_named(None, "posts.csv") is None
    assert zone_named("Europe/Amsterdam", "posts.csv") == ZoneInfo("Europe/Amsterdam")
    for name in ("Europe/Amsterdm", "Europe", "../UTC", "CEST", "+02:00"):
        with pytest.raises(MissingChoiceError, match=r"Europe/Amsterdam.*--time-zone"):
            zone_named(name, "posts.csv")
