import math
from datetime import timedelta

import pytest

from data.records import How, Member, Post
from metrics.newcomer_welcome import FURTHER, METRIC
from tests.conftest import START, conversation

BY_HOST, BY_MEMBERS, BY_NEWCOMERS, MEDIAN_WAIT = FURTHER


@pytest.mark.parametrize(("wait", "value"), [("+41d", 1.0), ("+44d", 0.0)])
def test_an_answer_within_two_days_is_a_welcome(talk, measured, wait, value):
    store = talk(f"""
        ana: We try a new retro.
            ben: Tell us.
                ana +60d: It went well.
        new +40d: Hello, I am new here.
            ben {wait}: Welcome!
    """)
    assert measured(store, METRIC)["value"] == value


def test_who_wrote_in_the_first_weeks_of_an_export_may_be_an_old_hand(talk, measured):
    store = talk("ana: We try a new retro.\n    ben +20d: Tell us.\n        ana +60d: Well.")
    assert measured(store, METRIC) == {}


def test_who_joined_in_time_is_a_newcomer_from_the_first_day(given, store, measured):
    given(
        *conversation("ana: Hello.\n    ben +1d: Welcome!\n        ben +60d: Well?"),
        Member(community="practice", person="ana", joined=START),
        Member(community="practice", person="ben", joined=START.replace(year=2020)),
    )
    assert (measured(store, METRIC)["value"], measured(store, METRIC)["sample"]) == (1.0, 1)


def test_answering_yourself_is_no_welcome(talk, measured):
    store = talk("ana: Hi.\n    ana +60d: Well.\nnew +40d: Hello.\n    new +41d: Anybody?")
    assert measured(store, METRIC)["value"] == 0.0


def test_a_first_post_at_the_end_of_the_export_cannot_be_judged(talk, measured):
    assert measured(talk("ana: Hi.\nnew +40d: Hello."), METRIC) == {}


def test_the_host_is_no_newcomer_and_is_told_apart(given, store, measured):
    given(
        *conversation("""
            ana: Hi.
                ana +60d: Well.
            one +40d: Hello.
                lead +41d: Welcome!
            two +40d: Hello.
                ana +41d: Welcome!
        """),
        Member(community="practice", person="lead", host=True),
    )
    assert measured(store, METRIC)["value"] == 1.0
    assert (measured(store, BY_HOST)["value"], measured(store, BY_HOST)["sample"]) == (0.5, 2)


def test_without_hosts_nobody_can_say_whom_the_host_welcomed(talk, answer):
    (row,) = answer(talk("ana: Hi.\n    ben: Hello."), BY_HOST)
    assert row["why"] == "nobody is declared as host; say who hosts this community"


def test_welcomes_where_only_two_people_are_named(given, store, measured):
    given(
        *(
            Post(
                community="practice",
                author=author,
                answers=answered,
                at=START + timedelta(days=day),
                how=How.UNKNOWN,
            )
            for author, answered, day in [
                ("ana", "ben", 0),
                ("new", "ana", 40),
                ("ana", "new", 41),
                ("ana", "ben", 60),
            ]
        )
    )
    assert measured(store, METRIC)["value"] == 1.0


def test_who_answers_newcomers_is_told_apart(given, store, measured):
    """Ana has been there all along; one and two are new, and one is no longer on day 80."""
    given(
        *conversation("""
            ana: Hi.
                ana +90d: Well.
            one +40d: Hello.
                lead +41d: Welcome!
            two +42d: Hello.
                ana +43d: Welcome!
                one +43d: I am new, too.
            three +80d: Hello.
                one +81d: Welcome!
            four +81d: Hello.
        """),
        Member(community="practice", person="lead", host=True),
    )
    shares = [measured(store, by)["value"] for by in (BY_HOST, BY_MEMBERS, BY_NEWCOMERS)]
    assert shares == [0.25, 0.5, 0.25]
    assert measured(store, METRIC)["value"] == 0.75


def test_the_wait_of_newcomers_counts_those_who_got_no_answer(talk, measured):
    """Two of three newcomers are answered, after 5 hours and after 10 days: the middle waits 10."""
    store = talk("""
        ana: Hi.
            ana +90d: Well.
        one +40d: Hello.
            ana +965h: Welcome!
        two +40d: Hello.
            ana +50d: Welcome!
        three +41d: Hello.
    """)
    found = measured(store, MEDIAN_WAIT)
    assert found["value"] == 240
    assert found["sample"] == 3


def test_where_most_newcomers_wait_in_vain_there_is_no_middle(talk, measured):
    store = talk("ana: Hi.\n    ana +90d: Well.\none +40d: Hello.\ntwo +40d: Hello.")
    found = measured(store, MEDIAN_WAIT)
    assert math.isnan(found["value"])
    assert found["reason"] == (
        "no middle wait can be named (median not reached): 0 of 2 were ever answered"
    )
