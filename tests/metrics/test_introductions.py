import pytest

from data.records import How, Post
from metrics.introductions import METRIC
from tests.conftest import conversation

# Ben and Cas are old hands; the export ends on day 90.
OPENING = """
    ana: We try a new retro.
        ben: Tell us.
            cas: Yes, do.
                ana +90d: It went well.
    new +40d: Hello.
"""


def named(author: str, whom: str) -> Post:
    (line,) = conversation(f"{author} +42d: @{whom} works on that too.", prefix="named")
    return Post(
        community="practice", id=line.id, author=author, at=line.at, how=How.KNOWN, mentions=(whom,)
    )


@pytest.mark.parametrize(
    ("replies", "value"),
    [
        ("", 0.0),
        ("        ben +41d: Welcome!", 0.0),
        ("        ben +41d: Welcome!\n        ben +42d: How do you do it?", 0.0),
        ("        ben +41d: Welcome!\n        cas +46d: We do the same!", 1.0),
        ("        ben +41d: Welcome!\n        cas +48d: We do the same!", 0.0),
    ],
)
def test_it_takes_two_others_within_a_week(talk, measured, replies, value):
    assert measured(talk(OPENING + replies), METRIC)["value"] == value


@pytest.mark.parametrize(("who", "value"), [("cas", 1.0), ("ben", 0.0), ("new", 0.0)])
def test_a_second_person_may_name_the_newcomer(given, store, measured, who, value):
    given(*conversation(OPENING + "        ben +41d: Welcome!"), named(who, "new"))
    assert measured(store, METRIC)["value"] == value


def test_fewer_than_five_newcomers_are_never_counted_out(talk, answer):
    (row,) = answer(talk(OPENING), METRIC)
    assert (row["status"], row["why"]) == ("withheld", "fewer than 5 people")
