"""A sentence keeps its parts."""

import pickle
from collections import Counter

from data.said import as_json, from_json, joined, say, say_many


def test_it_is_the_english_sentence():
    assert say("needs {few} threads; there are {some}", few=20, some=3) == (
        "needs 20 threads; there are 3"
    )
    assert isinstance(say("plain"), str)


def test_it_counts():
    said = [say_many("{number} reply", "{number} replies", number) for number in (0, 1, 2)]
    assert said == ["0 replies", "1 reply", "2 replies"]


def test_its_parts_survive_being_kept():
    whole = joined([say("left out: {what}", what=say("a bot")), "as it is"], "; ")
    again = from_json(as_json(whole), "")
    assert again == whole == "left out: a bot; as it is"
    assert again.values["part0"].values["what"].template == "a bot"
    assert pickle.loads(pickle.dumps(whole)).values == whole.values


def test_a_plain_sentence_has_no_parts():
    assert as_json("plain") is None
    assert from_json(None, "plain") == "plain"


def test_it_counts_as_the_same_reason():
    assert Counter([say("a {what}", what="bot"), say("a {what}", what="bot")]) == {"a bot": 2}


def test_joining_leaves_out_what_is_empty():
    assert joined(["", "one"], "; ") == "one"
    assert joined([], "; ") == ""
