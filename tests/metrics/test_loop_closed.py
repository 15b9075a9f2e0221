import pytest

from data.records import How
from metrics.loop_closed import FURTHER, METRIC
from metrics.publish import read_texts
from tests.conftest import conversation

(QUESTIONS,) = FURTHER
# Old enough to judge, so that what comes before it is.
LATER = "zoe +60d: Is anybody still here?"


def test_the_asker_comes_back(talk, measured):
    store = talk(f"""
        ana: How do you run a retro?
            ben +1h: We begin with a walk.
                ana +3d: Tried it, it worked.
        cas: Our handover failed.
            dan +1h: Ours too.
        {LATER}
    """)
    found = measured(store, METRIC)
    assert (found["value"], found["sample"]) == (0.5, 2)


def test_works_where_only_the_first_post_of_a_thread_is_named(talk, measured):
    store = talk(
        f"""
        ana: How do you run a retro?
            ben +1h: We begin with a walk.
            ana +3d: Tried it, it worked.
        {LATER}
        """,
        how=How.ROOT,
    )
    assert measured(store, METRIC)["value"] == 1.0


def test_a_bump_before_the_answer_closes_nothing(talk, measured):
    store = talk(f"""
        ana: How do you run a retro?
            ana +1h: Anybody?
            ben +2h: We begin with a walk.
        {LATER}
    """)
    assert measured(store, METRIC)["value"] == 0.0


def test_another_persons_thanks_do_not_count(talk, measured):
    store = talk(f"""
        ana: How do you run a retro?
            ben +1h: We begin with a walk.
                cas +2h: Thank you!
        {LATER}
    """)
    assert measured(store, METRIC)["value"] == 0.0


def test_what_nobody_answered_is_no_evidence(talk, measured):
    assert measured(talk(f"ana: Hi\n{LATER}"), METRIC) == {}


@pytest.mark.parametrize(("days", "value"), [(14, 1.0), (16, 0.0)])
def test_coming_back_is_watched_for_14_days_after_the_answer(talk, measured, days, value):
    store = talk(f"""
        ana: How do you run a retro?
            ben +1d: We begin with a walk.
                ana +{days}d: Tried it, it worked.
        {LATER}
    """)
    assert measured(store, METRIC)["value"] == value


def test_threads_younger_than_28_days_are_not_judged(talk, measured):
    store = talk("""
        ana: How do you run a retro?
            ben +1h: We begin with a walk.
        zoe +27d: Is anybody still here?
    """)
    assert measured(store, METRIC) == {}


def test_questions_apart(given, store, measured):
    given(
        *conversation(f"""
            ana: How do you run a retro?
                ben +1h: We begin with a walk.
                    ana +3d: Tried it, it worked.
            cas: Our handover failed.
                dan +1h: Ours too.
            {LATER}
        """)
    )
    read_texts(store, lambda *told: None)
    found = measured(store, QUESTIONS)
    assert (found["value"], found["sample"]) == (1.0, 1)
