from data.records import How, Post
from metrics.back_and_forth import METRIC
from tests.conftest import START

LATER = "\nzoe +20d: See you next month."


def test_who_answers_back_goes_back_and_forth(talk, measured):
    store = talk(
        """
        ana: Who has a bad example?
            ben: I have.
                ana: Tell us!
        dan: Our new poster is up.
            eve: Nice.
        fay: Nobody answers this.
    """
        + LATER
    )
    assert measured(store, METRIC)["value"] == 0.5


def test_answering_somebody_else_is_not_answering_back(talk, measured):
    store = talk(
        """
        ana: Who has a bad example?
            ben: I have.
            cas: Me too.
                ben: Tell us!
    """
        + LATER
    )
    assert measured(store, METRIC)["value"] == 0.0


def test_where_only_roots_are_named_the_order_of_speakers_tells(talk, measured):
    store = talk(
        """
        ana: Who has a bad example?
            ben: I have.
            ana: Tell us!
        dan: Our new poster is up.
            eve: Nice.
            fay: Very.
        """
        + LATER,
        how=How.ROOT,
    )
    assert measured(store, METRIC)["value"] == 0.5


def test_where_only_two_people_are_named_both_must_have_written(given, store, measured):
    def arc(author, answers, thread, day=2):
        return Post(
            community="a",
            author=author,
            answers=answers,
            at=START.replace(day=day),
            thread=thread,
            how=How.UNKNOWN,
        )

    given(
        arc("ana", "ben", "1"),
        arc("ben", "ana", "1"),
        arc("cas", "ben", "2"),
        arc("zoe", "zoe", "9", day=30),
    )
    assert measured(store, METRIC)["value"] == 0.5
