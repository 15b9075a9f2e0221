"""Who meets whom against chance: in the head, against dealing out by hand, and what is withheld."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from metrics.network.crossings import OTHERS, Chance, crossings_of


def tied(pairs, hosts=()) -> pd.DataFrame:
    rows = [(one, other, one in hosts, other in hosts) for one, other in sorted(pairs)]
    return pd.DataFrame(rows, columns=["one", "other", "one_hosts", "other_hosts"])


def labels(**sizes: int) -> pd.Series:
    """Return so many people of each group, numbered from 0."""
    names = [name for name, size in sizes.items() for _ in range(size)]
    return pd.Series(names)


def cell(cells: list[dict], one: str, other: str) -> dict:
    return next(row for row in cells if (row["one"], row["other"]) == (one, other))


def test_when_everybody_meets_everybody_there_is_what_chance_gives():
    everybody = tied(combinations(range(12), 2))
    cells = crossings_of(everybody, labels(care=6, sales=6))
    assert {(row["one"], row["other"], row["ties"], row["expected"]) for row in cells} == {
        ("care", "care", 15, 15.0),
        ("care", "sales", 36, 36.0),
        ("sales", "sales", 15, 15.0),
    }
    assert cell(cells, "care", "sales")["low"] == pytest.approx(36)  # no deal gives another number


def test_departments_that_keep_to_themselves_are_seen():
    inside = [*combinations(range(10), 2), *combinations(range(10, 20), 2)]
    cells = crossings_of(tied(inside), labels(care=10, sales=10))
    # 90 ties; of 190 pairs of people 100 are mixed: 90 x 100 / 190 = 47.4 would be by chance.
    mixed = cell(cells, "care", "sales")
    assert (mixed["ties"], mixed["expected"]) == (0, pytest.approx(47.368))
    assert mixed["verdict"] == "fewer"
    assert cell(cells, "care", "care")["verdict"] == "more"


def test_mean_and_variance_are_those_of_dealing_out_anew():
    rng = np.random.default_rng(5)
    every = list(combinations(range(15), 2))
    ties = np.array([every[at] for at in rng.choice(len(every), 40, replace=False)])
    degrees = np.bincount(ties.ravel())
    chance = Chance(15, 40, int((degrees * (degrees - 1)).sum()))
    group = np.repeat([0, 1, 2], [6, 5, 4])
    deals = np.array([rng.permutation(group) for _ in range(20_000)])
    ends = deals[:, ties]
    within = (ends == 0).all(axis=2).sum(axis=1)
    between = (np.sort(ends, axis=2) == [0, 1]).all(axis=2).sum(axis=1)
    for found, (mean, variance) in ((within, chance.within(6)), (between, chance.between(6, 5))):
        assert found.mean() == pytest.approx(mean, rel=0.02)
        assert found.var() == pytest.approx(variance, rel=0.05)


def test_small_departments_are_merged_until_five_are_together():
    everybody = tied(combinations(range(18), 2))
    cells = crossings_of(everybody, labels(care=9, sales=6, board=3))
    # Three of the board, and the next smallest with them, so that nobody can subtract.
    assert {row["one"] for row in cells} == {"care", OTHERS}


def test_a_cell_on_few_people_is_withheld_and_never_alone():
    inside = [*combinations(range(8), 2), *combinations(range(8, 16), 2)]
    cells = crossings_of(tied([*inside, (0, 8), (1, 9)]), labels(care=8, sales=8))
    gone = [row for row in cells if row["verdict"] == "withheld"]
    assert ("care", "sales") in {(row["one"], row["other"]) for row in gone}
    assert len(gone) >= 2
    assert all(row["ties"] is None and row["expected"] is None for row in gone)


def test_a_cell_that_is_mostly_one_member_is_withheld_but_a_host_is_public():
    inside = [*combinations(range(1, 9), 2), *combinations(range(9, 17), 2)]
    through_one = [(0, other) for other in range(9, 17)]
    group = labels(care=9, sales=8)
    for hosts, verdict in (((), True), ((0,), False)):
        cells = crossings_of(tied([*inside, *through_one], hosts), group)
        assert (cell(cells, "care", "sales")["verdict"] == "withheld") == verdict


@pytest.mark.parametrize("sizes", [{"care": 12}, {"care": 8, "board": 4}])
def test_one_group_alone_meets_nobody(sizes):
    people = sum(sizes.values())
    assert crossings_of(tied(combinations(range(people), 2)), labels(**sizes)) == []
