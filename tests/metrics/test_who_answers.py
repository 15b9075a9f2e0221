import numpy as np
import pandas as pd
import pytest

from data.records import Member
from metrics.estimates.variety import variety
from metrics.who_answers import FURTHER, METRIC
from tests.conftest import conversation
from tests.metrics.drawn import DRAWN

(DEPARTMENTS,) = FURTHER
TALK = """
    ana: Has anybody tried pairs?
        ben: We have.
        cas: So have we.
        dan: Never.
            ana: Why?
"""


@pytest.fixture
def told(given, store):
    given(
        *conversation(TALK),
        *(
            Member(community="practice", person=person, department=department)
            for person, department in {"ana": "X", "ben": "X", "cas": "Y", "dan": "Y"}.items()
        ),
    )
    return store


def test_three_of_four_answers_come_from_the_other_department(told, measured):
    assert measured(told, METRIC)["value"] == 0.75


def test_answers_come_from_two_departments_alike(told, measured):
    found = measured(told, DEPARTMENTS)
    assert (found["value"], found["sample"], found["people"]) == (2.0, 4, 4)


@pytest.mark.parametrize("threads", [20, 80])
def test_the_interval_of_how_many_departments_answer_holds_the_truth(store, threads):
    """Threads that lean to one department each; six departments of unequal weight."""
    chance = np.random.default_rng(threads)
    weight = np.array([8, 5, 3, 2, 1, 1]) / 20
    frames = []
    for community in range(400):
        size = np.minimum(chance.zipf(2.0, threads) + 1, 15)
        leaning = chance.dirichlet(4 * weight, threads)
        one = np.repeat(np.arange(threads), size)
        kind = (chance.random(len(one))[:, None] > leaning[one].cumsum(axis=1)).sum(axis=1)
        frames.append(pd.DataFrame({"community": community, "one": one, "kind": kind}))
    rows = pd.concat(frames, ignore_index=True)
    rows = rows.assign(person=rows.index % 9, post=rows.index, period=pd.Timestamp("2026-01-01"))
    with store.cursor() as cursor:
        cursor.register("drawn", rows)
        found = variety(cursor, DRAWN)
    truth = np.exp(np.log(found["value"]).mean())
    assert ((found["low"] <= truth) & (truth <= found["high"])).mean() >= 0.93
