"""Conversations one by one: their waits, their depths, who is what in them."""

import pandas as pd

from data import conversations
from data.declared import describe
from metrics.kinds.reading import read_texts

ALL = ("all", "practice", pd.Timestamp("1970-01-01"))
TALK = """
    ana: Our retro failed. Has yours?
        ben +2h: Twice.
            ana +3h: What did you change?
    cas +5h: Who has the key?
    dee +1d: A good week for all of us.
        eva +12d: Late, but: same here.
    ana +20d: Anybody?
"""


def test_each_is_counted_once_by_how_long_it_waited(talk):
    waits = conversations.waits(talk(TALK), *ALL).set_index("within")
    assert waits["threads"].to_dict() == {"day": 1, "longer": 1, "never": 1, "young": 1}
    assert waits["half"].iloc[0] == (2 + 11 * 24) / 2


def test_those_that_ask_are_told_apart_once_their_words_are_read(talk):
    store = talk(TALK)
    assert conversations.waits(store, *ALL)["read"].sum() == 0
    assert conversations.waits(store, *ALL, asks=False).empty
    read_texts(store, lambda *_: None)
    every = conversations.waits(store, *ALL).set_index("within")
    assert every["read"].to_dict() == {"day": 1, "longer": 1, "never": 1, "young": 1}
    assert every["asking"].to_dict() == {"day": 1, "longer": 0, "never": 1, "young": 1}
    telling = conversations.waits(store, *ALL, asks=False)
    assert list(telling["within"]) == ["longer"]
    assert telling["half"].iloc[0] == 11 * 24
    assert conversations.listed(store, *ALL, "unanswered", 9, asks=False).empty
    assert len(conversations.listed(store, *ALL, "unanswered", 9, asks=True)) == 1


def test_depth_counts_answers_to_answers(talk):
    depths = conversations.depths(talk(TALK), *ALL)
    assert list(depths["depth"]) == [0, 1, 2]
    assert list(depths["threads"]) == [2, 1, 1]


def test_the_first_of_an_order_is_what_it_is_called(talk):
    store = talk(TALK)
    unanswered = conversations.listed(store, *ALL, "unanswered", 9)
    assert list(unanswered["waited"]) == [20 * 24 - 5]
    slowest = conversations.listed(store, *ALL, "slowest", 9)
    assert list(slowest["waited"]) == [11 * 24, 2]
    deepest = conversations.listed(store, *ALL, "deepest", 1)
    assert list(deepest["depth"]) == [2]
    again = conversations.chosen(store, list(slowest["thread"]))
    pd.testing.assert_frame_equal(again[slowest.columns], slowest)


def test_who_speaks_is_a_letter_and_a_role(talk):
    store = talk(TALK)
    describe(store, "practice", hosts=["ben"])
    thread = conversations.listed(store, *ALL, "deepest", 1)["thread"]
    told = conversations.told(store, list(thread))
    assert list(told["speaker"]) == [0, 1, 0]
    assert list(told["role"]) == ["member", "host", "member"]
    assert not {"author", "person"} & set(told.columns)


def test_who_came_of_late_is_a_newcomer(talk):
    store = talk(TALK + "    new +40d: Hello, I am new.\n        ana +41d: Welcome.\n")
    thread = conversations.listed(store, *ALL, "slowest", 9)["thread"]
    told = conversations.told(store, list(thread))
    newcomers = told[told["role"] == "newcomer"]
    assert list(newcomers["body"]) == ["Hello, I am new."]
