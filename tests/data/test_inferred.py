"""Replies in a chat that names none: inferred only where asked for, marked, and undone."""

import pandas as pd
import pytest

from data import history
from data.inferred import Spoken, answered, checked
from data.records import How, Post
from metrics import catalogue
from metrics.metric import Need, missing_need, periods_of
from tests.conftest import START, conversation

CHAT = """
    ana: Who has tried a silent retro?
    ben: We have, twice.
    cas +4h: Where is the room?
    ana +5h: ben: and was it worth it?
    cas +6h: dee, are you in?
    ben +301m: It was.
"""


def chat(text: str) -> list[int | None]:
    """Return which post each line answers; "ana>ben" says whom a line addresses."""
    spoken = []
    for post in conversation(text, how=How.UNKNOWN):
        named = post.text.split(":")[0]
        to = named if named in ("ana", "ben", "cas") else None
        numbers = {name: number for number, name in enumerate(("ana", "ben", "cas", "dee"), 1)}
        spoken.append(Spoken(numbers[post.author], post.at, numbers.get(to), post.text))
    return list(answered(spoken))


def test_who_speaks_at_once_answers_the_post_before():
    assert chat("ana: Any ideas?\nben: One.") == [None, 0]


def test_after_a_silence_a_post_opens():
    assert chat("ana: Any ideas?\nben +3h: Lunch.") == [None, None]


def test_who_is_addressed_counts_more_than_who_spoke_last():
    assert chat("ana: Any ideas?\nben: Lunch?\ncas: ana: one.") == [None, None, 0]


def test_who_was_addressed_answers_that():
    assert chat("ana: Ideas?\nben: ana: which?\ncas: Lunch.\nana: Any.")[3] == 1


def test_who_goes_on_answers_their_own_words():
    assert chat("ana: Any ideas?\nana: Bad ones, too.") == [None, 0]


def test_a_question_of_somebody_new_opens():
    assert chat("ana: Any ideas?\nben: Where is the room?") == [None, None]


def test_what_is_said_to_somebody_else_is_not_answered_by_a_third():
    assert chat("ana: Hello.\nben: ana: hello!\ncas: Good morning all.")[2] is None


def test_a_quote_says_what_is_answered():
    lines = ["We met in silence.", "Where is the room?", "> We met in silence.\nDid you like it?"]
    spoken = [Spoken(number, START, None, text) for number, text in enumerate(lines, 1)]
    assert list(answered(spoken))[2] == 0


def test_no_post_answers_a_later_one():
    long = "\n".join(f"{name}: {other}: yes" for name in ("ana", "ben") for other in ("ben", "ana"))
    assert all(to is None or to < place for place, to in enumerate(chat(long)))


@pytest.fixture
def imported(given, store):
    """Return a function that imports a chat and returns who answers what, by number of post."""

    def put(text: str = CHAT, *, how: How = How.UNKNOWN, **origin: object) -> dict:
        given(*conversation(text, how=how), **origin)
        return links(store)

    return put


def links(store) -> dict:
    found = store.read(
        """
        select reply.source_id as post, answered.source_id as parent
        from place
        join post as reply on reply.fact = place.post
        join post as answered on answered.fact = place.parent
        """
    )
    return dict(zip(found["post"], found["parent"], strict=True))


def test_nothing_is_inferred_unless_asked_for(imported, store):
    assert imported() == {}
    assert set(store.read("from place")["how"]) == {"unknown"}


def test_what_is_inferred_is_marked_and_never_deep(imported, store):
    assert imported(infers=True) == {"1": "0", "3": "1", "5": "3"}
    places = store.read("from place order by posted_at")
    assert set(places["how"]) == {"inferred"}
    assert places["depth"].tolist() == [0, 1, 0, 1, 1, 0]
    assert places["thread"].nunique() == 3
    assert set(store.read("from edge")["how"]) == {"inferred"}


def test_a_name_at_the_beginning_is_a_mention_of_somebody_who_wrote_there(imported, store):
    imported()
    mentions = store.read("select mentions from post order by posted_at")["mentions"]
    assert [len(one) for one in mentions] == [0, 0, 0, 1, 0, 0]


def test_where_replies_are_named_nothing_is_inferred(given, store):
    posts = conversation("ana: Who?\n    ben: I.\nana: And?\ncas: Me.", how=How.KNOWN)
    report = given(*posts, infers=True)
    assert links(store) == {"1": "0"}
    assert sum(report.notes.values()) == 1
    assert "inferred" not in set(store.read("from place")["how"])


def test_a_later_export_that_names_replies_ends_the_guessing(imported, given, store):
    imported(infers=True)
    late = START.replace(month=4)
    given(
        Post(community="practice", author="dee", at=late, id="9", reply_to="0", how=How.KNOWN),
        file="later.zip",
    )
    assert links(store) == {"9": "0"}


def test_the_same_file_again_can_ask_for_it_and_undo_takes_only_that_back(imported, given, store):
    imported()
    report = given(*conversation(CHAT, how=How.UNKNOWN), infers=True)
    assert (report.imported, report.number) == (0, 2)
    assert "inferred from now on" in report.message
    assert len(links(store)) == 3
    again = given(*conversation(CHAT, how=How.UNKNOWN), infers=True)
    assert again.message.startswith("Nothing in it was new")
    history.undo(store, 2)
    assert links(store) == {}
    assert len(store.read("from place")) == 6


def test_the_report_says_how_many_and_how_often_that_is_right(given):
    report = given(*conversation(CHAT, how=How.UNKNOWN), infers=True)
    assert list(report.notes.values()) == [3]
    right, low, high = checked()["answers, precision"]
    assert f"{right} of 100 such answers were right ({low} to {high})" in str(
        report.assumptions["inferred replies"]
    )


def test_depth_stays_unmeasurable_and_every_other_figure_of_replies_says_it_is_guessed(
    imported, store
):
    imported(infers=True)
    with store.cursor() as cursor:
        periods = periods_of(cursor, "all")
        (known,) = periods.known.values()
        deep = [metric for metric in catalogue() if Need.PARENTS in metric.needs]
        assert deep
        for metric in deep:
            why = metric.measure(cursor, periods)["why"]
            assert why.str.contains("only inferred which post is answered").all()
            assert why.str.contains("of 100 such answers were right").all()
    assert missing_need((Need.REPLIES, Need.THREADS), known) == ""


def test_a_measured_figure_of_replies_says_how_it_is_known(given, store):
    people = [f"p{number}" for number in range(16)]
    talk = "\n".join(
        f"{one} +{3 * n}h: Hello.\n{two} +{180 * n + 1}m: Good."
        for n, (one, two) in enumerate((one, two) for one in people for two in people if one != two)
    )
    given(*conversation(talk, how=How.UNKNOWN), infers=True)
    (reciprocity,) = [metric for metric in catalogue() if metric.name == "reciprocity"]
    with store.cursor() as cursor:
        (row,) = reciprocity.measure(cursor, periods_of(cursor, "all")).itertuples()
    assert row.value == pytest.approx(1.0)
    assert "of 100 such answers were right" in row.why


def test_a_long_chat_is_one_thread_without_a_step_for_each_post(given, store):
    posts = [
        Post(
            community="a",
            author=f"p{n % 3}",
            at=START + pd.Timedelta(minutes=n),
            id=str(n),
            how=How.UNKNOWN,
            text="Yes.",
        )
        for n in range(3000)
    ]
    given(*posts, infers=True)
    assert store.read("select count(distinct thread) as n from place")["n"].iloc[0] == 1
