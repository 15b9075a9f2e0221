from data.records import How
from metrics.dialogue_depth import METRIC

LATER = "\nzoe +20d: See you next month."


def test_the_longest_chain_of_each_thread_is_averaged(talk, measured):
    store = talk(
        """
        ana: Who has a bad example?
            ben: I have.
                ana: Tell us!
            cas: Me too.
        dan: Our new poster is up.
    """
        + LATER
    )
    assert measured(store, METRIC)["value"] == 1.0


def test_only_the_first_two_weeks_count(talk, measured):
    store = talk(
        """
        ana: Who has a bad example?
            ben +1d: I have.
                ana +15d: Tell us!
    """
        + LATER
    )
    assert measured(store, METRIC)["value"] == 1.0


def test_a_thread_that_is_too_young_is_not_judged(talk, measured):
    store = talk("ana: Who has a bad example?\n    ben +1d: I have.\nana +10d: Bye")
    assert measured(store, METRIC) == {}


def test_nested_threads_cannot_be_told_from_an_export_that_names_only_roots(talk, answer):
    store = talk("ana: Hi\n    ben: Hello", how=How.ROOT)
    assert "names only the first post of each thread" in answer(store, METRIC)[0]["why"]


def test_a_flat_chat_says_why(talk, answer):
    store = talk("ana: Hi\nben: Hello", how=How.UNKNOWN)
    assert answer(store, METRIC)[0]["why"].startswith("this export names no threads")
