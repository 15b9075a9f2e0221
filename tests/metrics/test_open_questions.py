import pytest

from data.records import Member
from metrics.kinds.reading import read_texts
from metrics.open_questions import METRIC
from tests.conftest import conversation


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("What would you try with a team that never speaks in the retro?", 1.0),
        ("We are stuck with the handover. How do you run it at your place?", 1.0),
        ("Thanks for this. And why did you stop the daily round?", 1.0),
        ("Did you read the handbook about the weekly handover?", 0.0),
        ("Who has the key to the workshop for this evening?", 0.0),
        ("This is how we run the handover in our team every day.", 0.0),
    ],
)
def test_an_open_question_asks_how_what_why_or_which(given, store, measured, said, value):
    given(
        *conversation(f"lead: {said}\n    ana: We ask the team, and that helps a lot."),
        Member(community="practice", person="lead", host=True),
    )
    read_texts(store, lambda *told: None)
    found = measured(store, METRIC)
    assert (found["value"], found["people"]) == (value, 1)


def test_only_posts_of_hosts_count(given, store, measured):
    given(
        *conversation("""
            ana: What would you try with a team that never speaks?
                lead: We always begin in pairs, and then in the whole round.
        """),
        Member(community="practice", person="lead", host=True),
    )
    read_texts(store, lambda *told: None)
    assert measured(store, METRIC)["value"] == 0.0
