from math import isinf, isnan

from data.records import How, Member
from metrics.answered import FURTHER, METRIC
from tests.conftest import conversation

WITHIN_7D, MEDIAN_WAIT, BY_MEMBERS = FURTHER

TALK = """
    ana: Who has a bad example?
        ben +2h: I have.
    cas +1h: And a good one?
        cas +3h: Nobody?
        dan +3d: Here.
    eve +2h: Our new poster is up.
    zoe +30d: See you next month.
"""


def test_the_unanswered_are_counted(talk, measured):
    assert measured(talk(TALK), METRIC)["value"] == 1 / 3


def test_within_a_week(talk, measured):
    assert measured(talk(TALK), WITHIN_7D)["value"] == 2 / 3


def test_an_opening_too_young_to_judge_is_left_out(talk, measured):
    assert measured(talk(TALK), METRIC)["sample"] == 3


def test_the_median_wait_counts_those_still_waiting(talk, measured):
    found = measured(talk(TALK), MEDIAN_WAIT)
    assert found["value"] == 71.0
    assert isinf(found["high"])


def test_a_median_that_is_not_reached_is_no_number(talk, measured):
    found = measured(talk("ana: Hi\n    ben: Hi\ncas: Hi\ndan: Hi\nzoe +3d: Bye"), MEDIAN_WAIT)
    assert isnan(found["value"])
    assert found["reason"] == (
        "no middle wait can be named (median not reached): 1 of 3 were ever answered"
    )


def test_an_orphan_is_never_an_unanswered_opening(given, store, measured):
    from data.records import Post
    from tests.conftest import START

    given(
        Post(community="a", author="ana", at=START, id="2", reply_to="1", how=How.KNOWN),
        Post(community="a", author="ben", at=START.replace(day=9), id="3", how=How.KNOWN),
    )
    assert measured(store, METRIC) == {}


def test_where_only_roots_are_named_it_can_still_be_told(talk, measured):
    assert measured(talk(TALK, how=How.ROOT), METRIC)["value"] == 1 / 3


def test_without_the_host_a_quick_answer_of_a_member_counts(given, store, measured):
    """One is answered by the host and by a member in time, one by the host only, one is hers."""
    host = Member(community="practice", person="host", host=True)
    talk = """
        ana: Who?
            host +1h: I.
            ben +3h: I too.
        cas: Where?
            host +1h: Here.
            ben +3d: There.
        host: Questions?
            ana +1h: None.
        ben +30d: See you next month.
    """
    given(*conversation(talk), host)
    found = measured(store, BY_MEMBERS)
    assert (found["value"], found["sample"]) == (0.5, 2)
