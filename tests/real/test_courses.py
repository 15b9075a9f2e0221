"""Published and computed numbers of the two courses (edge lists) that need no member list."""

from contextlib import closing

import numpy as np
import pytest

from data.__main__ import main
from data.store import Store
from metrics import metric_named
from metrics.estimates.chance import by_chance
from metrics.metric import periods_of
from tests.conftest import REAL

pytestmark = pytest.mark.real
COURSES = ("DLT1", "DLT2")


@pytest.fixture(scope="module")
def courses(tmp_path_factory, key):
    """Return both courses in one store."""
    folder = REAL / "mooced_dlt"
    if not folder.is_dir():
        pytest.skip("real data: no folder mooced_dlt in REAL_DATA")
    database = tmp_path_factory.mktemp("courses") / "community.duckdb"
    zone = ("--time-zone", "America/New_York")
    for name in COURSES:
        line = ["add", str(folder / f"{name} Edgelist.csv"), *zone, "--community", name]
        assert main([*line, "--db", str(database)]) == 0
    with closing(Store(database)) as store:
        yield store


@pytest.fixture
def of_both(courses):
    """Return a function that gives the rows of both courses for a metric, over the whole time."""

    def rows(name: str) -> list[dict]:
        with courses.cursor() as cursor:
            found = metric_named(name).measure(cursor, periods_of(cursor, "all"))
            return found.to_dict("records")

    return rows


def test_reciprocity_beyond_chance(courses, of_both):
    """r0 .0950 and .1127, excess .137 and .185, from shuffled receivers (sd .007)."""
    replies = metric_named("reciprocity").evidence_for("all")
    with courses.cursor() as cursor:
        chance = by_chance(cursor, replies)["chance"]
    assert chance.tolist() == pytest.approx([0.0950, 0.1127], abs=0.0015)
    values = [row["value"] for row in of_both("reciprocity.above_chance")]
    assert values == pytest.approx([0.137, 0.185], abs=0.002)


def test_reciprocity_rises_with_volume_and_not_in_stretches(courses, of_both):
    """Drawn at random to 2,000 replies: .193 and .234; in stretches of 100 the two are alike."""
    for community, expected in ((1, 0.193), (2, 0.234)):
        arcs = courses.read(
            "select author, answered, count(*) as n from edge where community = $community "
            "group by all",
            community=community,
        )
        kept = 2000 / arcs["n"].sum()
        both = arcs.merge(
            arcs,
            how="left",
            left_on=["author", "answered"],
            right_on=["answered", "author"],
            suffixes=("", "_back"),
        )
        stays, back = (1 - (1 - kept) ** both[name].fillna(0) for name in ("n", "n_back"))
        assert (stays * back).sum() / stays.sum() == pytest.approx(expected, abs=0.001)
    first, second = of_both("reciprocity.at_equal_volume")
    assert first["low"] < second["value"] < first["high"]


def test_half_of_the_talk_comes_from_48_and_36_people(of_both):
    rows = of_both("concentration")
    assert [row["why"].split(";")[0] for row in rows] == [
        "half of all posts come from 48 people",
        "half of all posts come from 36 people",
    ]
    assert [row["value"] for row in rows] == pytest.approx([48 / 426, 36 / 339])


def test_unevenness_of_those_who_write(of_both):
    uncorrected = np.array([0.6077, 0.6267])
    writers = np.array([426, 339])
    values = [row["value"] for row in of_both("concentration.gini")]
    assert values == pytest.approx(uncorrected * writers / (writers - 1), abs=1e-4)


def test_most_members_who_take_part_give_and_receive(of_both):
    """Computed here, to notice when the meaning changes."""
    rows = of_both("give_and_receive")
    assert [row["value"] for row in rows] == pytest.approx([122 / 210, 140 / 216])
    rows = of_both("give_and_receive.generalised")
    assert [row["value"] for row in rows] == pytest.approx([253 / 442, 261 / 426])


@pytest.mark.parametrize("name", ["loop_closed", "noise", "dialogue_depth.h_index"])
def test_what_an_edge_list_cannot_tell(of_both, name):
    for row in of_both(name):
        assert row["status"] == "cannot be measured"
        assert "does not say which post is answered" in row["why"]
