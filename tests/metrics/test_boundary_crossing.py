from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from data.records import How, Member, Post
from metrics.boundary_crossing import FURTHER, METRIC
from metrics.estimates.over_chance import index_over_chance
from tests.conftest import START
from tests.metrics.drawn import DRAWN

WITHOUT_HOSTS, PLACE = FURTHER


def wrote(given, arcs, departments, hosts=frozenset()):
    given(
        *(
            Post(community="a", author=one, answers=other, at=START, how=How.UNKNOWN)
            for one, other in arcs
        ),
        *(
            Member(community="a", person=person, department=department, host=person in hosts)
            for person, department in departments.items()
        ),
    )


def test_two_pairs_that_keep_to_themselves(given, store, measured):
    """All ties internal: E-I -1. Of the six pairs four are mixed: E-I 1/3 by chance."""
    wrote(given, [("ana", "ben"), ("cas", "dan")], {"ana": "X", "ben": "X", "cas": "Y", "dan": "Y"})
    found = measured(store, METRIC)
    assert found["value"] == pytest.approx(-1 - 1 / 3)
    assert found["note"] == "0 of 100 pairs who talk cross, chance would give 67"


def test_where_everybody_meets_everybody_it_is_chance(given, store, measured):
    departments = {"ana": "X", "ben": "X", "cas": "Y", "dan": "Y", "eve": "Z"}
    wrote(given, combinations(departments, 2), departments)
    assert measured(store, METRIC)["value"] == pytest.approx(0)


def test_ties_with_somebody_of_no_known_department_are_left_out_and_told(given, store, measured):
    wrote(
        given,
        [("ana", "ben"), ("ana", "cas"), ("ana", "guest")],
        {"ana": "X", "ben": "X", "cas": "Y"},
    )
    found = measured(store, METRIC)
    assert (found["sample"], found["people"]) == (2, 3)
    assert found["note"].endswith("of 25 % of the people the group is not known")


def test_a_single_department_cannot_be_crossed(given, store, measured):
    wrote(given, [("ana", "ben")], {"ana": "X", "ben": "X"})
    found = measured(store, METRIC)
    assert np.isnan(found["value"])
    assert found["reason"] == "all who talk with each other here belong to one and the same group"


def test_places_are_looked_at_like_departments(given, store, measured):
    given(
        Post(community="a", author="ana", answers="ben", at=START, how=How.UNKNOWN),
        Member(community="a", person="ana", place="Harbour"),
        Member(community="a", person="ben", place="Hillside"),
    )
    assert measured(store, PLACE)["value"] == 0.0


def test_without_hosts_their_ties_are_gone(given, store, measured):
    arcs = [("lead", "ana"), ("ana", "ben"), ("ben", "cas")]
    wrote(given, arcs, {"ana": "X", "ben": "Y", "cas": "X", "lead": "Z"}, hosts={"lead"})
    assert measured(store, METRIC)["sample"] == 3
    assert measured(store, WITHOUT_HOSTS)["sample"] == 2


def test_no_attributes_is_said(talk, answer):
    (row,) = answer(talk("ana: Who?\n    ben: I.", members="ana ben"), METRIC)
    assert row["why"] == (
        "no departments, levels or places are known: add a member list that has them"
    )


# ------------------------------------------------------------------------------ chance, interval


def told(store, rows: pd.DataFrame) -> pd.DataFrame:
    with store.cursor() as cursor:
        cursor.register("drawn", rows.assign(period=pd.Timestamp("2026-01-01")))
        return index_over_chance(cursor, DRAWN)


def index(one: np.ndarray, other: np.ndarray) -> float:
    return 2 * (one != other).mean() - 1


def test_chance_is_the_mean_over_dealt_out_labels(store):
    chance = np.random.default_rng(1)
    labels = chance.integers(0, 3, 25)
    pairs = np.array(list(combinations(range(25), 2)))
    one, other = chance.permutation(pairs)[:80].T
    dealt = []
    for _ in range(4000):
        anew = chance.permutation(labels)
        dealt.append(index(anew[one], anew[other]))
    rows = pd.DataFrame({"community": 1, "one": one, "other": other})
    rows = rows.assign(one_in=labels[one], other_in=labels[other])
    found = told(store, rows).iloc[0]
    expected = index(labels[one], labels[other]) - np.mean(dealt)
    assert found["value"] == pytest.approx(expected, abs=4 * np.std(dealt) / 4000**0.5)


@pytest.mark.parametrize(("members", "pairs"), [(18, 30), (40, 90), (100, 300)])
@pytest.mark.parametrize("alike", [1.0, 4.0])
def test_its_interval_holds_the_truth(store, members, pairs, alike):
    """Members of unequal activity in four departments, who choose their own ``alike`` times as
    often as others."""
    chance = np.random.default_rng(pairs)
    frames = []
    for community in range(400):
        label = chance.integers(0, 4, members)
        weight = chance.pareto(2.5, members) + 0.3
        likely = np.outer(weight, weight) * np.where(label[:, None] == label, alike, 1.0)
        upper = np.triu_indices(members, 1)
        likely = likely[upper] / likely[upper].sum()
        drawn = chance.choice(len(likely), pairs, replace=False, p=likely)
        one, other = upper[0][drawn], upper[1][drawn]
        rows = pd.DataFrame({"one": one, "other": other, "one_in": label[one]})
        frames.append(rows.assign(community=community, other_in=label[other]))
    found = told(store, pd.concat(frames))
    held = (found["low"] <= found["value"].mean()) & (found["value"].mean() <= found["high"])
    assert held.mean() >= 0.93
