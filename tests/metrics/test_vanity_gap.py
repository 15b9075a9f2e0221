import pytest

from data.records import How, Reaction
from metrics.metric import Standing
from metrics.vanity_gap import FURTHER, METRIC
from tests.conftest import conversation

RESPONSE, TALK = FURTHER
LATER = "zoe +60d: Is anybody still here?"


def liked(post: str, *people: str) -> list[Reaction]:
    return [Reaction(community="practice", post=post, person=one, name="like") for one in people]


FOUR = f"""
    ana: Our retro failed.
        ben: Ours too.
            ana: How?
    ben: News.
    cas: News.
    dan: News.
    {LATER}
"""


def test_one_answered_two_only_liked_one_left_alone(given, store, measured):
    given(*conversation(FOUR), *liked("0", "cas"), *liked("3", "ana"), *liked("4", "ana", "ben"))
    assert measured(store, METRIC)["value"] == 2 / 4
    assert measured(store, RESPONSE)["value"] == 3 / 4


def test_ones_own_click_is_no_response(given, store, measured):
    given(*conversation(f"ana: News.\n{LATER}"), *liked("0", "ana"))
    assert measured(store, METRIC)["value"] == 0.0


def test_a_click_on_a_reply_answers_no_opening(given, store, measured):
    given(*conversation(f"ana: News.\n    ana: More.\n{LATER}"), *liked("1", "ben"))
    assert measured(store, RESPONSE)["value"] == 0.0


def test_three_posts_of_talk_among_six_posts_and_four_clicks(given, store, measured):
    given(*conversation(FOUR), *liked("0", "cas"), *liked("3", "ana"), *liked("4", "ana", "ben"))
    assert measured(store, TALK)["value"] == pytest.approx(3 / 10)


def test_without_reactions_nobody_can_tell(talk, measured):
    store = talk(FOUR)
    for metric in (METRIC, TALK):
        found = measured(store, metric)
        assert found["value"] != found["value"]
        assert found["reason"] == "this export holds no reactions"
    assert measured(store, RESPONSE)["note"] == "this export holds no reactions, only replies count"


def test_an_answer_whose_opening_is_not_there_is_no_opening(given, store, measured):
    posts = conversation(FOUR)
    given(*posts[1:], *liked("3", "ana"))
    assert measured(store, METRIC)["sample"] == 3


def test_clicks_instead_of_answers_are_a_warning(given, store, answer):
    lines = "\n".join(f"p{n % 12}: News." for n in range(40))
    given(
        *conversation(f"{lines}\n{LATER}"), *(one for n in range(40) for one in liked(f"{n}", "x"))
    )
    (row,) = answer(store, METRIC)
    assert (row["value"], row["standing"]) == (1.0, Standing.WATCH)


def test_where_no_thread_is_named_it_cannot_be_told(talk, answer):
    (row,) = answer(talk(FOUR, how=How.UNKNOWN), METRIC)
    assert row["why"] == "this export names no threads, so nobody can tell which post is answered"


def test_one_post_liked_by_all_and_nothing_else(given, store, answer):
    given(*conversation("ana: News."), *liked("0", *"bcdefg"))
    for metric in (METRIC, *FURTHER):
        for row in answer(store, metric):
            assert row["status"] != "measured" and row["why"]
