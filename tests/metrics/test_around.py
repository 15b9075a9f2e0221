"""What changed around an event, held against where it did not happen."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from metrics.around import around, periods_around
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


def told(*rows: tuple, without: tuple = (), before=BEFORE, after=AFTER):
    (row,) = around(published(*rows), ["guild"], without, before, after, "quarter").itertuples()
    return row


GUILD = (("guild", "2026-01-01", 0.3), ("guild", "2026-07-01", 0.6))
OTHER = (("desk", "2026-01-01", 0.5), ("desk", "2026-07-01", 0.6))


@pytest.mark.parametrize(
    ("day", "grain", "periods"),
    [
        ("2026-05-10", "month", ("2026-04-01", "2026-06-01")),
        ("2026-05-01", "month", ("2026-04-01", "2026-05-01")),
        ("2026-05-10", "quarter", ("2026-01-01", "2026-07-01")),
        ("2026-01-01", "year", ("2025-01-01", "2026-01-01")),
    ],
)
def test_the_period_of_the_event_is_neither_before_nor_after(day, grain, periods):
    found = periods_around(date.fromisoformat(day), grain)
    assert found == tuple(map(pd.Timestamp, periods))


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


def test_without_others_there_is_a_change_but_nothing_beyond():
    row = told(*GUILD)
    assert np.isnan(row.beyond) and row.beyond_verdict == Verdict.UNKNOWN
    assert row.note.startswith("there is no community without the event")


def test_the_calendar_is_named():
    row = told(*GUILD, *OTHER, without=("desk",))
    assert "only one of the two periods holds July, a month of holidays" in row.note
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
    assert row.note == "no figure in one of the two periods"
