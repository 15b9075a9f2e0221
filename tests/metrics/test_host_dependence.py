from datetime import timedelta

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from data.records import Member
from metrics.estimates.ratio import ratio
from metrics.estimates.rows import Rows
from metrics.estimates.together import Ties
from metrics.host_dependence import FURTHER, METRIC
from tests.conftest import START, conversation
from tests.metrics.drawn import DRAWN

TOGETHER, AGAINST_RANDOM, AGAINST_BUSIEST = FURTHER
STAR = "lead: Who?\n" + "\n".join(f"    m{number}: I." for number in range(6))


@pytest.fixture
def hosted(given, store):
    def build(text: str):
        given(*conversation(text), Member(community="practice", person="lead", host=True))
        return store

    return build


def test_a_star_around_the_host_falls_apart(hosted, measured):
    store = hosted(STAR)
    assert measured(store, METRIC)["value"] == 0.0
    assert measured(store, TOGETHER)["value"] == pytest.approx(1 / 6)


def test_a_ring_around_the_host_holds(hosted, measured):
    store = hosted(STAR + "\nm0: Who?\n    m1: I.\n        m2: I.\n            m3: I.")
    found = measured(store, METRIC)
    assert (found["value"], found["people"]) == (3 / 9, 6)
    assert measured(store, TOGETHER)["value"] == pytest.approx(4 / 6)


def test_the_host_of_a_star_is_missed_more_than_anybody_else(hosted, measured):
    store = hosted(STAR)
    for metric in (AGAINST_RANDOM, AGAINST_BUSIEST):
        assert measured(store, metric)["value"] == pytest.approx(100 * (1 / 6 - 1))


def test_it_says_how_many_talk_with_hosts_only(hosted, measured):
    assert measured(hosted(STAR), TOGETHER)["note"] == (
        "6 people talk with hosts only; no interval that can be trusted is known for this figure"
    )


@pytest.mark.parametrize("metric", [METRIC, *FURTHER], ids=lambda metric: metric.name)
def test_where_no_host_took_part_nothing_is_said(hosted, answer, metric):
    """The talk may have gone with a host who left: what is left is not healthy for that."""
    (found,) = answer(hosted("ana: Who?\n    ben: I."), metric)
    assert np.isnan(found["value"])
    assert found["why"].startswith("no host answered anybody or was answered; needs ")


def test_a_period_without_the_host_is_left_out_and_no_other(given, store, answer):
    given(
        *conversation(STAR),
        *conversation("ana: Who?\n    ben: I.", start=START + timedelta(days=100), prefix="later"),
        Member(community="practice", person="lead", host=True),
    )
    early, late = answer(store, METRIC, "quarter")
    assert early["sample"] == 6 and pd.isna(late["sample"])


def test_taking_zacharys_leaders_away(store):
    graph = nx.karate_club_graph()
    rows = pd.DataFrame(list(graph.edges), columns=["one", "other"])
    rows = rows.assign(community=1, period=pd.Timestamp("2026-01-01"))
    with store.cursor() as cursor:
        cursor.register("drawn", rows.assign(one_hosts=False, other_hosts=False))
        ties = Ties(Rows.of(cursor, DRAWN))
    for gone, left in ((0, 27 / 33), (33, 33 / 33)):
        assert ties.largest(np.arange(34) == gone)[0] == pytest.approx(left)


@pytest.mark.parametrize(("members", "pairs"), [(12, 30), (40, 90), (100, 300)])
def test_its_interval_holds_the_truth(store, members, pairs):
    """Pairs among members of unequal activity around one host, who prefer the host unequally."""
    chance = np.random.default_rng(pairs)
    frames = []
    for community in range(400):
        weight = chance.pareto(2.5, members) + 0.3
        to_host = weight * chance.beta(2, 3, members) * 0.15 * members
        upper = np.triu_indices(members, 1)
        likely = np.concatenate([to_host, weight[upper[0]] * weight[upper[1]]])
        one = np.concatenate([np.arange(members), upper[0]])
        other = np.concatenate([np.full(members, -1), upper[1]])
        drawn = chance.choice(len(one), pairs, replace=False, p=likely / likely.sum())
        rows = pd.DataFrame({"one": one[drawn], "other": other[drawn]}).assign(out_of=1)
        frames.append(rows.assign(community=community, amount=rows["other"] >= 0))
    rows = pd.concat(frames, ignore_index=True).assign(period=pd.Timestamp("2026-01-01"))
    rows["other"] = rows["other"].astype("Int64").where(rows["other"] >= 0)
    rows["people"] = [[one] for one in rows["one"]]
    with store.cursor() as cursor:
        cursor.register("drawn", rows)
        found = ratio(cursor, DRAWN)
    truth = found["value"].mean()
    assert ((found["low"] <= truth) & (truth <= found["high"])).mean() >= 0.93
