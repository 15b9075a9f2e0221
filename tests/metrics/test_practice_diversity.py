import math

import pytest

from data.records import How
from metrics.practice_diversity import METRIC
from tests.metrics.conftest import read

# In Dutch, of which too few posts were coded to correct anything: the mix is what was read.
MONOCULTURE = "ana: Ik zou iedereen aanraden om in tweetallen na te kijken.\n" * 6
MIXED = """
    ana: Ik zou iedereen aanraden om in tweetallen na te kijken.
    ben: Onze leeskring voor nieuwe collega's is na drie weken doodgebloed.
    cas: Laten jullie de deelnemers zelf de toets maken?
"""


@pytest.fixture
def diversity(measured):
    def of(store):
        read(store)
        return measured(store, METRIC)

    return of


def test_a_monoculture_has_one_kind(talk, diversity):
    assert diversity(talk(MONOCULTURE))["value"] == pytest.approx(1.0)


def test_kinds_that_are_equally_common_count_fully(talk, diversity):
    assert diversity(talk(MIXED * 20))["value"] == pytest.approx(3.0)


def test_other_languages_are_left_out_and_said(talk, diversity):
    catalan = "    dan: No sé com començar amb això, algú en té experiència pròpia?\n"
    store = talk((MIXED + catalan) * 20)
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
