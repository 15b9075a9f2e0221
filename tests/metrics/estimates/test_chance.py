"""Reciprocity by chance against shuffled receivers, and how often the intervals hold the truth."""

import numpy as np
import pandas as pd
import pytest

from metrics.estimates.chance import above_chance, by_chance
from metrics.estimates.ratio import ratio
from metrics.metric import Metric
from metrics.reciprocity import FURTHER, METRIC
from tests.conftest import START

RUNS = 300
_, AT_EQUAL_VOLUME, _ = FURTHER


def fill(store, arcs: pd.DataFrame) -> None:
    """Put replies ``community, author, answered`` straight into the store."""
    edges = arcs.assign(post=np.arange(len(arcs)), posted_at=START)
    with store.writing() as cursor:
        cursor.register("drawn", edges)
        cursor.execute(
            """
            insert into community by name
            select distinct community, community::varchar as name from drawn
            """
        )
        cursor.execute(
            """
            insert into place by name
            select post, community, author, posted_at, post as thread, 'known' as how,
                false as to_self
            from drawn
            """
        )
        cursor.execute(
            """
            insert into edge by name
            select *, post as thread, 'arc only' as how from drawn
            """
        )
        cursor.unregister("drawn")


def told(store, estimate, metric: Metric = METRIC) -> pd.DataFrame:
    with store.cursor() as cursor:
        return estimate(cursor, metric.evidence_for("all"))


def drawn(chance, community: int, members: int, replies: int) -> pd.DataFrame:
    """Draw replies among members of unequal activity, some of which are answered in turn."""
    weight = chance.pareto(2.5, members) + 0.3
    ready = chance.beta(2, 3, members)
    author, answered = chance.choice(members, (2, replies), p=weight / weight.sum())
    back = chance.random(replies) < ready[answered]
    at = np.arange(replies)
    both = pd.DataFrame(
        {
            "author": np.concatenate([author, answered[back]]),
            "answered": np.concatenate([answered, author[back]]),
            "at": np.concatenate([at, at[back] + chance.exponential(8, back.sum())]),
        }
    )
    both = both[both["author"] != both["answered"]].sort_values("at").drop(columns="at")
    return (both + community * 1000).assign(community=community)


def reciprocity(author: np.ndarray, answered: np.ndarray) -> float:
    arcs = {(a, b) for a, b in zip(author, answered, strict=True) if a != b}
    return sum((b, a) in arcs for a, b in arcs) / len(arcs)


@pytest.fixture(scope="module")
def communities():
    chance = np.random.default_rng(3)
    return pd.concat([drawn(chance, number, 26, 90) for number in range(RUNS)], ignore_index=True)


def test_chance_is_what_shuffling_the_receivers_gives(store):
    chance = np.random.default_rng(1)
    arcs = drawn(chance, 0, 40, 200)
    fill(store, arcs)
    author, answered = arcs["author"].to_numpy(), arcs["answered"].to_numpy()
    shuffled = [reciprocity(author, chance.permutation(answered)) for _ in range(400)]
    with store.cursor() as cursor:
        (found,) = by_chance(cursor, METRIC.evidence_for("all"))["chance"]
    assert found == pytest.approx(np.mean(shuffled), abs=0.01)


@pytest.mark.parametrize(("estimate", "metric"), [(above_chance, METRIC), (ratio, AT_EQUAL_VOLUME)])
def test_the_interval_holds_the_truth(store, communities, estimate, metric):
    fill(store, communities)
    found = told(store, estimate, metric)
    truth = found["value"].mean()
    held = (found["low"] <= truth) & (truth <= found["high"])
    assert len(found) >= 0.9 * RUNS
    assert held.mean() >= 0.93


@pytest.mark.parametrize(("estimate", "metric"), [(above_chance, METRIC), (ratio, AT_EQUAL_VOLUME)])
def test_more_of_the_same_talk_does_not_change_the_figure(store, estimate, metric):
    few = drawn(np.random.default_rng(5), 0, 60, 400)
    many = drawn(np.random.default_rng(5), 1, 60, 1600)
    fill(store, pd.concat([few, many], ignore_index=True))
    small, large = told(store, ratio)["value"]
    assert large > small + 0.1
    small, large = told(store, estimate, metric)["value"]
    assert large == pytest.approx(small, abs=0.04)
