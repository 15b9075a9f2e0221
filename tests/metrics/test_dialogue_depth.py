import pytest

from data.records import How
from metrics.dialogue_depth import FURTHER, METRIC

H_INDEX, THIRD_EXCHANGE = FURTHER
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


def levels(counts: list[int]) -> str:
    """Write a thread with so many replies at each level below its opening, at least one a level."""
    lines = ["ana: Who has tried it?"]
    for level, count in enumerate(counts, start=1):
        lines += [f"{'    ' * level}p{number}: I have." for number in range(count)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("counts", "h_index"),
    [
        ([], 0),
        ([1], 1),
        ([40], 1),
        ([1] * 10, 1),
        ([5, 4, 3], 3),
        ([10, 8, 6, 4, 2], 4),
        ([3, 1, 3], 1),
    ],
)
def test_the_h_index_ends_at_the_first_level_that_fails(talk, measured, counts, h_index):
    """Regression values for comments per level; the first level with fewer than its number."""
    assert measured(talk(levels(counts) + LATER), H_INDEX)["value"] == h_index


def test_the_h_index_is_averaged_over_threads_the_unanswered_too(talk, measured):
    store = talk(levels([2, 2]) + "\ndan: Our new poster is up." + LATER)
    found = measured(store, H_INDEX)
    assert (found["value"], found["sample"]) == (1.0, 2)


def test_the_h_index_sees_two_weeks_of_each_thread(talk, measured):
    store = talk("""
        ana: Who has tried it?
            ben +1d: I have.
                ana +2d: And?
                cas +15d: Me too.
        zoe +40d: See you.
    """)
    assert measured(store, H_INDEX)["value"] == 1.0


def test_a_pair_that_goes_on_in_another_thread_reaches_a_third_exchange(talk, measured):
    """ana and ben turn three times; cas answers dan twice without hearing back."""
    store = talk("""
        ana: How?
            ben: So.
                ana: And then?
        ana: I have another one.
            ben: Tell us.
        dan: News.
            cas: Thanks.
            cas: And good luck.
    """)
    assert measured(store, THIRD_EXCHANGE)["value"] == 0.5


def test_answering_again_without_hearing_back_is_one_exchange(talk, measured):
    store = talk("ana: How?\n    ben: So.\n    ben: Or so.\n    ben: Or so.")
    assert measured(store, THIRD_EXCHANGE)["value"] == 0.0
