from data.records import Member
from metrics.kinds.reading import read_texts
from metrics.role_models import FURTHER, METRIC
from tests.conftest import conversation

(LEADERS,) = FURTHER
TALK = """
    lead: Our new handover did not work at all, and I made the mistake of not asking.
        ana: What would you try next time with the team?
            lead: The weekly plan is on the board next to the door.
    boss: I am not sure whether the new plan is right for our team.
        ben: The weekly plan is on the board next to the door.
"""


def talked(given, store):
    given(
        *conversation(TALK),
        Member(community="practice", person="lead", host=True),
        Member(community="practice", person="boss", level="Head of Sales"),
        Member(community="practice", person="ana", level="misleading title"),
    )
    read_texts(store, lambda *told: None)
    return store


def test_a_host_who_admits_once_and_tells_once(given, store, measured):
    found = measured(talked(given, store), METRIC)
    assert (found["value"], found["people"]) == (0.5, 3)


def test_leaders_are_known_by_what_their_level_is_called(given, store, measured):
    found = measured(talked(given, store), LEADERS)
    assert (found["value"], found["people"]) == (1.0, 1)


def test_fewer_than_five_leaders_are_never_told_of(given, store, answer):
    (row,) = answer(talked(given, store), LEADERS)
    assert row["status"] == "withheld"
