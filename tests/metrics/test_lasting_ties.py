import pytest

from metrics.lasting_ties import METRIC


def meeting(*days: int) -> str:
    return "\n".join(f"ana +{day}d: Again?\n    ben +{day}d: Yes." for day in days)


@pytest.mark.parametrize(
    ("days", "value"),
    [((0, 30, 62), 1.0), ((0, 62), 0.0), ((0, 10, 20), 0.0), ((0, 0, 0, 62), 1.0)],
)
def test_three_replies_over_two_months(talk, measured, days, value):
    found = measured(talk(f"{meeting(*days)}\nzoe +90d: Hello"), METRIC)
    assert found["value"] == value


def test_both_directions_count_for_the_pair(talk, measured):
    store = talk("""
        ana: Tried it?
            ben +1d: Yes.
                ana +40d: And now?
                    ben +70d: Still.
        zoe +90d: Hello
    """)
    found = measured(store, METRIC)
    assert (found["value"], found["sample"]) == (1.0, 1)


def test_newcomers_cannot_have_a_lasting_tie_yet(talk, measured):
    """cas comes on day 80 and is answered by ana: that pair is not judged."""
    store = talk(f"{meeting(0, 30, 62)}\ncas +80d: Hi\n    ana +81d: Welcome")
    assert measured(store, METRIC)["sample"] == 1


def test_nobody_is_judged_in_the_first_two_months(talk, answer):
    (row,) = answer(talk(meeting(0, 30, 40)), METRIC)
    assert "nobody had taken part for two months" in row["why"]


def test_a_quarter_looks_back_six_months(talk, measured):
    """March and April end in the second quarter; the pair is still talking then."""
    store = talk(f"{meeting(0, 40, 70, 120)}\nzoe +121d: Hello")
    rows = measured(store, METRIC, "quarter")
    assert (rows["value"], str(rows["period"])[:10]) == (1.0, "2026-04-01")


def test_a_tie_counts_in_the_periods_in_which_the_two_talked(talk, measured):
    store = talk(f"{meeting(0, 40, 70)}\nzoe +200d: Hello")
    assert str(measured(store, METRIC, "quarter")["period"])[:10] == "2026-04-01"
