"""Circles: found where they are, drawn apart, and never so that somebody can be told apart."""

from itertools import combinations
from math import hypot, sqrt

import pandas as pd
import pytest

from metrics.network.circles import circles_of, rounded
from metrics.network.knock_out import knock_out_of
from tests.metrics.network.test_crossings import tied

NONE = pd.Series(dtype=object)


def clique(first: int, size: int) -> list[tuple[int, int]]:
    return list(combinations(range(first, first + size), 2))


def worked_out(pairs, departments=NONE) -> dict:
    return circles_of(tied(pairs).assign(replies=1), departments)


def test_three_cliques_are_three_circles_clearer_than_chance():
    found = worked_out([*clique(0, 10), *clique(10, 10), *clique(20, 10)])
    assert [row["people"] for row in found["circle"]] == [10, 10, 10]
    (whole,) = found["network"]
    assert (whole["people"], whole["joining"], whole["shuffled_below"]) == (30, 0, 19)
    assert found["join_of_circles"] == []


def test_a_clique_is_one_circle_and_no_clearer_than_chance():
    (whole,) = worked_out(clique(0, 16))["network"]
    assert whole["shuffled_below"] == 0


def test_five_people_in_touch_are_told_and_four_are_not():
    apart = [*clique(0, 12), *clique(12, 12)]
    five = worked_out([*apart, (0, 12), (1, 13), (0, 14)])
    assert [row["people"] for row in five["join_of_circles"]] == [5]
    assert five["network"][0]["joining"] == 5
    four = worked_out([*apart, (0, 12), (1, 13)])
    assert four["join_of_circles"] == []
    assert four["network"][0]["joining"] is None


def test_a_circle_of_four_is_not_drawn_and_not_counted_out():
    found = worked_out([*clique(0, 12), *clique(12, 12), *clique(24, 4)])
    assert [row["people"] for row in found["circle"]] == [10, 10]
    assert found["network"][0]["in_small"] is None


def test_a_department_is_named_only_for_more_than_half_and_five():
    departments = pd.Series({at: "care" if at < 7 else "sales" for at in range(24)})
    found = worked_out([*clique(0, 12), *clique(12, 12)], departments)
    assert {row["department"] for row in found["circle"]} == {"care", "sales"}
    departments = pd.Series({at: "care" if at < 6 else "sales" for at in range(12)})
    found = worked_out([*clique(0, 12), *clique(12, 12)], departments)
    assert [row["department"] for row in found["circle"]] == [None, None]


def test_circles_lie_apart_and_where_they_lay_before():
    pairs = [edge for at in range(6) for edge in clique(at * 8, 8)] + [(0, 8), (8, 16), (1, 40)]
    found = worked_out(pairs)["circle"]
    for one, other in combinations(found, 2):
        far = hypot(one["x"] - other["x"], one["y"] - other["y"])
        assert far > sqrt(8) * 2
    assert found == worked_out(pairs)["circle"]


def test_too_few_people_are_no_network():
    assert worked_out(clique(0, 14)) == {"network": [], "circle": [], "join_of_circles": []}


@pytest.mark.parametrize(("people", "told"), [(5, 5), (7, 5), (8, 10), (1, 5)])
def test_people_are_rounded_to_five(people, told):
    assert rounded(people) == told


def test_without_the_host_a_star_falls_into_single_people():
    ties = tied([(0, other) for other in range(1, 21)], hosts=(0,))
    (row,) = knock_out_of(ties)
    assert [row[f"before_{part}"] for part in ("together", "apart", "alone")] == [20, 0, 0]
    # The largest piece is one person, who is counted with the others: nobody stands out.
    assert [row[f"after_{part}"] for part in ("together", "apart", "alone")] == [0, 0, 20]


def test_without_the_host_two_circles_fall_apart():
    ties = tied([(0, 1), (0, 11), *clique(1, 10), *clique(11, 10)], hosts=(0,))
    (row,) = knock_out_of(ties)
    assert [row[f"after_{part}"] for part in ("together", "apart", "alone")] == [10, 10, 0]


def test_without_a_host_there_is_no_before_and_after():
    assert knock_out_of(tied(clique(0, 20))) == []
