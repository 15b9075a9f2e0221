import pytest

from data.records import How, Member, Reaction
from metrics.noise import FURTHER, METRIC
from tests.conftest import START, conversation

ONLY_LIKED, LOAD = FURTHER
LATER = "zoe +60d: Is anybody still here?"


def liked(post: str, *people: str) -> list[Reaction]:
    return [Reaction(community="practice", post=post, person=one, name="like") for one in people]


def test_the_last_word_of_a_talk_is_taken_up_by_nobody(talk, measured):
    store = talk(f"""
        ana: Our retro failed.
            ben: Ours too.
                ana: How?
        cas: News.
        {LATER}
    """)
    found = measured(store, METRIC)
    assert found["value"] == 2 / 4
    assert found["note"] == "this export holds no reactions, only replies count"


def test_a_reaction_takes_a_post_up_but_not_ones_own(given, store, measured):
    given(*conversation(f"ana: News.\nben: News.\n{LATER}"), *liked("0", "ben"), *liked("1", "ben"))
    found = measured(store, METRIC)
    assert (found["value"], found["note"]) == (0.5, "")


def test_answering_yourself_takes_nothing_up(talk, measured):
    assert measured(talk(f"ana: News.\n    ana: More news.\n{LATER}"), METRIC)["value"] == 1.0


def test_where_only_the_first_post_is_named_whoever_writes_next_takes_up(talk, measured):
    """ana and ana again are followed by ben, ben by nobody."""
    store = talk(
        f"""
        ana: Our retro failed.
            ana +1h: Badly.
            ben +2h: Ours too.
        {LATER}
        """,
        how=How.ROOT,
    )
    assert measured(store, METRIC)["value"] == pytest.approx(1 / 3)


@pytest.mark.parametrize("how", [How.KNOWN, How.ROOT])
def test_a_reply_after_two_weeks_comes_too_late(talk, measured, how):
    store = talk(f"ana: Who?\n    ben +15d: I.\n{LATER}", how=how)
    assert measured(store, METRIC)["value"] == 1.0


def test_posts_that_are_only_liked(given, store, measured):
    given(
        *conversation(f"ana: News.\nben: Who?\n    ana: I.\n{LATER}"),
        *liked("0", "ben"),
        *liked("1", "ana"),
    )
    assert measured(store, ONLY_LIKED)["value"] == pytest.approx(1 / 3)


def test_without_reactions_nobody_can_tell_what_was_only_liked(talk, measured):
    found = measured(talk(f"ana: News.\n{LATER}"), ONLY_LIKED)
    assert found["value"] != found["value"]
    assert found["reason"] == "this export holds no reactions"


def test_load_is_posts_per_member_and_week(given, store, measured):
    """Two members over ten weeks, of whom one writes five posts: a quarter of a post a week."""
    days = (0, 10, 20, 30, 70)
    given(
        *conversation("\n".join(f"ana +{day}d: News." for day in days)),
        Member(community="practice", person="ana", joined=START.replace(year=2020)),
        Member(community="practice", person="ben", joined=START.replace(year=2020)),
    )
    assert measured(store, LOAD)["value"] == pytest.approx(0.25, rel=1e-3)


def test_who_came_later_counts_for_the_weeks_since(given, store, measured):
    given(
        *conversation("ana: News.\nana +70d: News."),
        Member(community="practice", person="ana", joined=START.replace(year=2020)),
        Member(community="practice", person="ben", joined=START.replace(month=4, day=6)),
    )
    assert measured(store, LOAD)["value"] == pytest.approx(2 / 15, rel=1e-2)


def test_load_has_no_interval_and_says_so(given, store, measured):
    given(*conversation("ana: News.\nana +70d: News."), Member(community="practice", person="ana"))
    found = measured(store, LOAD)
    assert found["low"] != found["low"]
    assert found["note"].startswith("no interval")
