import pytest

from data.records import How, Member, Post
from metrics.hierarchy_crossing import FURTHER, METRIC
from tests.conftest import START

(DOWNWARD,) = FURTHER


def answered(given, arcs, levels):
    given(
        *(
            Post(community="a", author=one, answers=other, at=START, how=How.UNKNOWN)
            for one, other in arcs
        ),
        *(Member(community="a", person=person, level=level) for person, level in levels.items()),
    )


def test_who_answers_only_the_other_level(given, store, measured):
    """Both arcs cross: E-I 1. Of three pairs two are mixed: E-I 1/3 by chance."""
    answered(
        given,
        [("ana", "cas"), ("ben", "cas")],
        {"ana": "junior", "ben": "junior", "cas": "senior"},
    )
    assert measured(store, METRIC)["value"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("junior", "senior"),
        ("Senior consultant", "Manager"),
        ("professional", "Senior"),
        ("Trainee", "starter"),
        ("2", "10"),
        ("Grade 4", "Grade 12"),
        ("teamleider", "directeur"),
        ("associate", "partner"),
    ],
)
def test_the_senior_answers_once_and_the_junior_three_times(given, store, measured, low, high):
    arcs = [("boss", "one"), ("one", "boss"), ("two", "boss"), ("three", "boss")]
    answered(given, arcs, {"one": low, "two": low, "three": low, "boss": high})
    assert measured(store, DOWNWARD)["value"] == 0.25


def test_names_that_do_not_say_who_is_higher_are_not_ranked(given, store, measured):
    answered(given, [("ana", "ben")], {"ana": "green", "ben": "blue"})
    assert measured(store, DOWNWARD) == {}
