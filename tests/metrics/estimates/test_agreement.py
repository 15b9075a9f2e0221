"""Agreement with reference libraries on random input, and published check values.

lifelines would be the third reference, but it does not install beside the pandas that we need: its
numbers for these data are in MEASUREMENT, and scipy stands in for it.
"""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import given as for_all
from hypothesis import strategies as st
from scipy.stats import CensoredData, binomtest, ecdf, false_discovery_control

from data.store import Store
from metrics.estimates.joints import joints
from metrics.estimates.mover import chance_of, gap, mean_of
from metrics.estimates.over_chance import index_over_chance
from metrics.estimates.survival import curve
from metrics.estimates.together import hang_together
from metrics.estimates.verdict import adjusted
from metrics.kinds.checked import wilson
from tests.metrics.drawn import DRAWN

often = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
graphs = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda tie: tie[0] < tie[1]),
    min_size=2,
    max_size=25,
    unique=True,
)


@pytest.fixture(scope="module")
def opened(key, tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("store") / "community.duckdb")
    yield store
    store.close()


def of_ties(store: Store, estimate, ties, **columns) -> dict:
    rows = pd.DataFrame(ties, columns=["one", "other"]).assign(
        community=1, period=pd.Timestamp("1970-01-01"), **columns
    )
    with store.cursor() as cursor:
        cursor.register("drawn", rows)
        found = estimate(cursor, DRAWN)
        cursor.unregister("drawn")
    return found.iloc[0].to_dict()


@pytest.mark.parametrize(
    ("some", "whole", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (1, 10, 0.0179, 0.4042),
        (5, 10, 0.2366, 0.7634),
        (153, 492, 0.2717, 0.3532),
        (19, 445, 0.0275, 0.0657),
    ],
)
def test_wilson_gives_the_check_values(some, whole, low, high):
    assert wilson(some, whole)[1:] == pytest.approx((low, high), abs=5e-5)


@often
@for_all(st.tuples(st.integers(1, 60), st.integers(0, 60)).filter(lambda two: two[1] <= two[0]))
def test_wilson_agrees_with_scipy(two):
    whole, some = two
    theirs = binomtest(some, whole).proportion_ci(method="wilson")
    assert wilson(some, whole)[1:] == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@often
@for_all(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_q_agrees_with_scipy_and_with_the_steps_written_out(p):
    found = adjusted(np.array(p))
    assert found == pytest.approx(false_discovery_control(p))
    order, number = np.argsort(p), len(p)
    steps = np.sort(p) * number / np.arange(1, number + 1)
    assert found[order] == pytest.approx(np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1))


@pytest.mark.filterwarnings("ignore:The confidence interval is undefined")  # where S is 0 or 1
@often
@for_all(
    st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=2, max_size=30).filter(
        lambda rows: any(happened for _, happened in rows)
    )
)
def test_the_band_of_a_survival_curve_agrees_with_scipy(rows):
    waited, happened = np.array([row[0] for row in rows], float), np.array([row[1] for row in rows])
    sf = ecdf(CensoredData(uncensored=waited[happened], right=waited[~happened])).sf
    ours = curve(waited, happened)
    inside = ours[(ours["survival"] > 0) & (ours["survival"] < 1)]
    with np.errstate(all="ignore"):
        theirs = sf.confidence_interval(method="log-log")
    for side in ("low", "high"):
        expected = getattr(theirs, side).evaluate(inside["time"])
        assert inside[side].tolist() == pytest.approx(expected.tolist())


@often
@for_all(graphs)
def test_the_largest_part_and_its_joints_agree_with_networkx(opened, ties):
    graph, nobody = nx.Graph(ties), {"one_hosts": False, "other_hosts": False}
    largest = max(map(len, nx.connected_components(graph)))
    found = of_ties(opened, hang_together, ties, **nobody)
    assert found["value"] == pytest.approx(largest / len(graph))
    found = of_ties(opened, joints, ties, **nobody)
    assert found["value"] == pytest.approx(len(set(nx.articulation_points(graph))) / len(graph))


@often
@for_all(graphs, st.lists(st.sampled_from("ab"), min_size=10, max_size=10))
def test_crossing_over_chance_agrees_with_all_deals_of_networkx(opened, ties, labels):
    """All deals of the labels are alike to a complete graph: each pair is as likely unlike."""
    graph = nx.Graph(ties)
    within = {person: labels[person] for person in graph}
    assume(len(set(within.values())) > 1)
    columns = {
        end: [labels[tie[place]] for tie in ties]
        for place, end in enumerate(("one_in", "other_in"))
    }
    found = of_ties(opened, index_over_chance, ties, **columns)
    everybody = nx.complete_graph(list(graph))
    groups = _groups(within)
    index, chance = (
        1 - 2 * nx.community.partition_quality(one, groups)[0] for one in (graph, everybody)
    )
    assert found["value"] == pytest.approx(index - chance)


def _groups(within: dict[int, str]) -> list[set[int]]:
    return [
        {one for one, label in within.items() if label == name} for name in set(within.values())
    ]


def test_differences_of_intervals_that_are_alike_on_both_sides_are_the_textbook_ones():
    first, second = (0.0, -1.96, 1.96), (3.0, 1.04, 4.96)
    difference, low, high = gap(first, second)
    assert (low, high) == pytest.approx((3 - 1.96 * 2**0.5, 3 + 1.96 * 2**0.5))
    assert chance_of(np.array(difference), low, high) == pytest.approx(0.0339, abs=1e-3)
    assert mean_of([first] * 4) == pytest.approx((0, -0.98, 0.98))
