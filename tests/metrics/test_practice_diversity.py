import math

import pytest

from data.records import How
from metrics.practice_diversity import METRIC
from metrics.publish import publish

MONOCULTURE = "ana: I strongly recommend pair grading, it works great for us.\n" * 6
MIXED = """
    ana: I strongly recommend pair grading, it works great for us.
    ben: We tried pair grading and it did not work at all.
    cas: Does anyone know how to begin with pair grading?
"""


@pytest.fixture
def diversity(measured):
    def of(store):
        publish(store)
        return measured(store, METRIC)

    return of


def test_a_monoculture_has_one_kind(talk, diversity):
    assert diversity(talk(MONOCULTURE))["value"] == pytest.approx(1.0)


def test_kinds_that_are_equally_common_count_fully(talk, diversity):
    assert diversity(talk(MIXED))["value"] == pytest.approx(3.0)


def test_other_languages_are_left_out_and_said(talk, diversity):
    store = talk(MIXED + "    dan: No sé com començar amb això, algú en té experiència pròpia?")
    found = diversity(store)
    assert found["value"] == pytest.approx(3.0)
    assert found["note"].startswith("read by rules, unverified here; 25 % of posts not assessed")


def test_without_text_nothing_is_said(given, store, answer):
    from data.records import Post
    from tests.conftest import START

    given(Post(community="a", author="ana", answers="ben", at=START, how=How.UNKNOWN))
    assert answer(store, METRIC)[0]["why"] == "this export has no text"


def test_the_number_is_the_exponential_of_the_entropy(talk, diversity):
    store = talk(MONOCULTURE + MIXED.replace("    ", ""))
    shares = [7 / 9, 1 / 9, 1 / 9]
    expected = math.exp(-sum(share * math.log(share) for share in shares))
    assert diversity(store)["value"] == pytest.approx(expected)
