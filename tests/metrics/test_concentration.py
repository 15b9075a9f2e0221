import pytest

from metrics.concentration import FURTHER, METRIC

(GINI,) = FURTHER


def posts(counts: dict[str, int]) -> str:
    return "\n".join(f"{name}: Hello" for name, count in counts.items() for _ in range(count))


def test_one_of_four_writes_half(talk, measured):
    found = measured(talk(posts({"ana": 3, "ben": 1, "cas": 1, "dan": 1})), METRIC)
    assert found["value"] == 0.25
    assert found["note"].startswith("half of all posts come from 1 person; no interval")


def test_even_shares_rest_on_half_of_the_writers(talk, measured):
    store = talk(posts({"ana": 2, "ben": 2, "cas": 2, "dan": 2}))
    assert measured(store, METRIC)["value"] == 0.5
    assert measured(store, GINI)["value"] == 0.0


def test_silent_members_are_not_among_those_who_write(talk, measured):
    store = talk(posts({"ana": 1, "ben": 1}), members="ana ben cas dan eve")
    assert measured(store, METRIC)["sample"] == 2


def test_unevenness_of_one_loud_and_two_quiet_voices(talk, measured):
    """Differences 4, 4, 0 between pairs; mean 7 / 3: (8 / 3) / (2 * 7 / 3)."""
    found = measured(talk(posts({"ana": 5, "ben": 1, "cas": 1})), GINI)
    assert found["value"] == pytest.approx(4 / 7)


def test_fewer_than_fifteen_writers_are_too_few(talk, answer):
    (row,) = answer(talk(posts({f"p{number}": 1 for number in range(14)})), METRIC)
    assert row["why"] == "needs 15 people who wrote; there are 14"


def test_a_figure_without_interval_has_no_standing(talk, answer):
    (row,) = answer(talk(posts({f"p{number}": 1 for number in range(16)})), METRIC)
    assert (row["status"], row["standing"]) == ("measured", "not enough to say")
