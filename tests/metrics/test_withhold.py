"""What is withheld cannot be worked out, and no more is withheld than that takes."""

import numpy as np
import pandas as pd
from hypothesis import given as for_all
from hypothesis import strategies as st

from metrics.metric import FEWEST_PEOPLE, Status
from metrics.withhold import without_remainders

LEVELS = ("month", "quarter", "year", "all")


def lattice(people: list[int]) -> pd.DataFrame:
    """Return measures of one community, month by month from January 2025, with nobody twice."""
    months = pd.DataFrame(
        {"period": pd.date_range("2025-01-01", periods=len(people), freq="MS"), "people": people}
    )
    rows = [months.assign(grain="month")]
    for grain, code in (("quarter", "Q"), ("year", "Y")):
        start = months["period"].dt.to_period(code).dt.start_time
        summed = months.groupby(start)["people"].sum().rename_axis("period").reset_index()
        rows.append(summed.assign(grain=grain))
    whole = pd.DataFrame({"period": [pd.Timestamp("1970-01-01")], "people": [sum(people)]})
    rows.append(whole.assign(grain="all"))
    frame = pd.concat(rows, ignore_index=True).assign(community=1, value=0.5, low=0.4, high=0.6)
    few = frame["people"] < FEWEST_PEOPLE
    frame["sample"] = frame["people"].mask(few).astype("Int64")
    frame["status"] = np.where(few, Status.WITHHELD, Status.MEASURED)
    frame["standing"], frame["why"] = "", ""
    frame.loc[few, ["value", "low", "high"]] = np.nan
    return frame


def shown(frame: pd.DataFrame) -> set[tuple[str, str]]:
    kept = frame[frame["sample"].notna()]
    return {(row.grain, f"{row.period:%Y-%m}") for row in kept.itertuples()}


def test_nothing_is_withheld_where_nothing_must_be():
    frame = lattice([9, 8, 7, 9, 9, 9])
    assert shown(without_remainders(frame)) == shown(frame)


def test_the_smallest_sibling_goes_along():
    kept = shown(without_remainders(lattice([9, 3, 7])))
    assert ("month", "2025-01") in kept
    assert not kept & {("month", "2025-02"), ("month", "2025-03")}
    assert ("quarter", "2025-01") in kept


def test_two_that_make_up_five_need_no_third():
    assert ("month", "2025-01") in shown(without_remainders(lattice([9, 3, 3])))


def test_two_that_do_not_make_up_five_do():
    kept = shown(without_remainders(lattice([9, 2, 2])))
    assert not {grain for grain, _ in kept} & {"month"}
    assert ("quarter", "2025-01") in kept


def test_a_quarter_that_goes_along_does_not_show_all_its_months():
    kept = shown(without_remainders(lattice([9, 9, 9, 1, 1, 1, 9, 9, 8])))
    assert ("year", "2025-01") in kept
    gone = [q for q in ("2025-01", "2025-07") if ("quarter", q) not in kept]
    assert len(gone) == 1


@for_all(st.lists(st.integers(0, 12), min_size=1, max_size=30))
def test_no_small_group_can_be_worked_out(people):
    """The rank test: no withheld group of 1 to 4 people lies in the span of what is shown."""
    frame = without_remainders(lattice(people))
    months = frame[frame["grain"] == "month"].reset_index(drop=True)

    def covers(row) -> np.ndarray:
        if row.grain == "all":
            return np.ones(len(months))
        code = {"month": "M", "quarter": "Q", "year": "Y"}[row.grain]
        return (months["period"].dt.to_period(code) == row.period.to_period(code)).to_numpy(float)

    seen = [covers(row) for row in frame.itertuples() if not pd.isna(row.sample)]
    rank = np.linalg.matrix_rank(np.array(seen)) if seen else 0
    for row in frame.itertuples():
        if 0 < row.people < FEWEST_PEOPLE and seen:
            assert np.linalg.matrix_rank(np.array([*seen, covers(row)])) > rank
