"""What changed around an event, held against where it did not happen."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from metrics.around import around, held_against, periods_around
from metrics.compare import Verdict
from metrics.metric import Status

BEFORE, AFTER = pd.Timestamp("2026-01-01"), pd.Timestamp("2026-07-01")


def published(*rows: tuple) -> pd.DataFrame:
    """Return measures of one metric from ``community, period, value`` with ends .05 away."""
    frame = pd.DataFrame(rows, columns=["community", "period", "value"])
    return frame.assign(
        metric="answered",
        period=pd.to_datetime(frame["period"]),
        low=frame["value"] - 0.05,
        high=frame["value"] + 0.05,
        status=np.where(frame["value"].isna(), Status.TOO_FEW, Status.MEASURED),
    )


def told(*rows: tuple, without: tuple = (), before=(BEFORE,), after=(AFTER,)):
    (row,) = around(published(*rows), ["guild"], without, before, after, "quarter").itertuples()
    return row


def starts(*days: str) -> list[pd.Timestamp]:
    return [pd.Timestamp(day) for day in days]


QUARTERS = ("2025-01-01", "2025-04-01", "2025-07-01", "2026-01-01", "2026-04-01")
GUILD = (("guild", "2026-01-01", 0.3), ("guild", "2026-07-01", 0.6))
OTHER = (("desk", "2026-01-01", 0.5), ("desk", "2026-07-01", 0.6))


@pytest.mark.parametrize(
    ("day", "grain", "last_before", "first_after"),
    [
        ("2026-05-10", "month", "2026-04-01", "2026-06-01"),
        ("2026-05-01", "month", "2026-04-01", "2026-05-01"),
        ("2026-05-10", "quarter", "2026-01-01", "2026-07-01"),
        ("2026-01-01", "year", "2025-01-01", "2026-01-01"),
    ],
)
def test_the_period_of_the_event_is_neither_before_nor_after(day, grain, last_before, first_after):
    letter = {"month": "MS", "quarter": "QS", "year": "YS"}[grain]
    known = pd.date_range("2023-01-01", "2027-12-31", freq=letter)
    before, after = periods_around(date.fromisoformat(day), grain, known)
    assert (before[-1], after[0]) == (pd.Timestamp(last_before), pd.Timestamp(first_after))
    assert len(before) == len(after) == {"month": 12, "quarter": 4, "year": 1}[grain]


def test_only_periods_that_there_are_count():
    known = starts("2026-01-01", "2026-04-01", "2026-07-01")
    before, after = periods_around(date(2026, 5, 10), "quarter", known)
    assert (before, after) == (starts("2026-01-01"), starts("2026-07-01"))
    assert periods_around(date(2026, 8, 1), "quarter", known) == (known[:2], [])


def test_nobody_is_held_against_whom_something_of_their_own_happened_to():
    host, merger, move = (
        (pd.Timestamp(day), day) for day in ("2026-02-01", "2026-03-01", "2026-04-01")
    )
    happened = {
        "guild": [host, merger], "calm": [merger], "moved": [merger, move], "also": [host, merger]
    }  # fmt: skip
    assert held_against(happened, ["guild"], host) == (["calm"], [])


def test_what_else_happened_here_alone_could_be_the_cause():
    host, move = ((pd.Timestamp(day), day) for day in ("2026-02-01", "2026-04-01"))
    happened = {"guild": [host, move], "calm": []}
    assert held_against(happened, ["guild"], host) == (["calm"], [move])
    assert held_against({"guild": [host]}, ["guild"], host) == ([], [])


def test_several_periods_are_pooled_and_a_gap_is_left_out():
    rows = [
        ("guild", at, value)
        for at, value in zip(QUARTERS, (0.2, np.nan, 0.4, 0.7, 0.7), strict=True)
    ]
    row = told(*rows, before=starts(*QUARTERS[:3]), after=starts(*QUARTERS[3:]))
    assert (row.before, row.after) == (pytest.approx(0.3), pytest.approx(0.7))
    assert (row.periods_before, row.periods_after) == (2, 2)
    assert row.high - row.change == pytest.approx((2 * (0.05 * 2**0.5 / 2) ** 2) ** 0.5)


def test_more_periods_make_the_change_surer():
    rows = [("guild", at, 0.3 if place < 3 else 0.36) for place, at in enumerate(QUARTERS)]
    one = told(*rows, before=starts(QUARTERS[2]), after=starts(QUARTERS[3]))
    all_of_them = told(*rows, before=starts(*QUARTERS[:3]), after=starts(*QUARTERS[3:]))
    assert one.verdict == Verdict.CHANCE
    assert all_of_them.verdict == Verdict.REAL


def test_the_change_with_its_interval():
    row = told(*GUILD)
    assert (row.before, row.after, row.change) == (0.3, 0.6, pytest.approx(0.3))
    assert row.low == pytest.approx(0.3 - 0.05 * 2**0.5)
    assert row.verdict == Verdict.REAL


def test_what_changed_elsewhere_as_well_is_taken_off():
    row = told(*GUILD, *OTHER, without=("desk",))
    assert (row.elsewhere, row.beyond) == (pytest.approx(0.1), pytest.approx(0.2))
    assert row.beyond_low == pytest.approx(0.2 - 0.05 * 4**0.5)
    assert row.beyond_verdict == Verdict.REAL


def test_the_same_everywhere_is_no_effect():
    also = (("desk", "2026-01-01", 0.3), ("desk", "2026-07-01", 0.58))
    row = told(*GUILD, *also, without=("desk",))
    assert (row.verdict, row.beyond_verdict) == (Verdict.REAL, Verdict.CHANCE)


def test_more_communities_without_it_make_the_difference_surer():
    more = [(f"desk{n}", at, value) for n in range(4) for _, at, value in OTHER]
    few, many = (
        told(*GUILD, *rows, without=tuple({row[0] for row in rows})) for rows in (OTHER, more)
    )
    assert many.others == 4
    assert many.beyond == pytest.approx(few.beyond)
    assert many.beyond_high - many.beyond_low < few.beyond_high - few.beyond_low


def test_where_others_drift_apart_by_themselves_a_change_has_to_be_larger():
    """Half of the others rose as much and half fell as much: so a rise says nothing."""
    calm = [(f"calm{n}", at, 0.3) for n in range(4) for at in ("2026-01-01", "2026-07-01")]
    moving = [
        (f"moving{n}", at, 0.5 + way * later)
        for n, way in enumerate((0.3, -0.3, 0.3, -0.3))
        for at, later in (("2026-01-01", 0), ("2026-07-01", 1))
    ]
    among_calm, among_moving = (
        told(*GUILD, *rows, without=tuple(dict.fromkeys(row[0] for row in rows)))
        for rows in (calm, moving)
    )
    assert among_calm.beyond == pytest.approx(among_moving.beyond)
    assert among_calm.beyond_verdict == Verdict.REAL
    assert among_moving.beyond_verdict == Verdict.CHANCE


def test_without_others_there_is_a_change_but_nothing_beyond():
    row = told(*GUILD)
    assert np.isnan(row.beyond) and row.beyond_verdict == Verdict.UNKNOWN
    assert row.note.startswith("there is no community without the event")


def test_the_calendar_is_named():
    row = told(*GUILD, *OTHER, without=("desk",))
    assert "only one of the two sides holds July, a month of holidays" in row.note
    assert "there is no year before" in row.note
    held = told(
        ("guild", "2025-01-01", 0.3), ("guild", "2025-07-01", 0.5), *GUILD, *OTHER,
        without=("desk",),
    )  # fmt: skip
    assert held.year_before == pytest.approx(0.2)
    assert "year before" not in held.note


def test_a_period_without_a_figure_says_so():
    row = told(("guild", "2026-01-01", 0.3), ("guild", "2026-07-01", np.nan))
    assert np.isnan(row.change) and row.verdict == Verdict.UNKNOWN
    assert row.note == "no figure before it or after it"
