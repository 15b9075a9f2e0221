"""The trained model beside the English rules: it says why, and keeps its skill."""

import csv
from itertools import pairwise

import pytest

from metrics.kinds import Kind, checked, read, weighed
from metrics.kinds.clues import Clues


def clues_in(*texts: str) -> list[set[str]]:
    names, clues, _ = weighed.weights()
    starts, places = clues.found([clues.tokens(text) for text in texts])
    return [
        {names[place] for place in places[begin:end]} for begin, end in pairwise(starts.tolist())
    ]


def test_the_table_has_a_weight_per_clue_and_kind():
    names, clues, table = weighed.weights()
    assert table.shape == (len(names), len(Kind))
    assert len(clues.places) == len(names)
    with weighed.FILE.open(encoding="utf-8", newline="") as lines:
        assert next(csv.reader(lines)) == ["clue", *Kind]
    assert weighed.FILE.stat().st_size < 1_000_000


def test_clues_are_words_in_their_sentence():
    found = clues_in("i tried 12 of them\nwhy??")[0]
    assert found >= {"tried", "^ i tried", "i * #", "own: tried", "asked: why", "last: why"}
    assert not found & {"own: why", "asked: tried", "last: tried", "them why", "them * ?"}


def test_texts_do_not_touch_each_other():
    texts = ("", "i tried", "\n\n", "of them why?", "")
    assert clues_in(*texts) == [clues_in(text)[0] for text in texts]


def test_clues_are_those_that_a_plain_reading_finds():
    names = ["a", "a b", "a b c", "a * c", "a ** d", "^ a", "c $", "first: a", "first: a b"]
    names += ["last: d", "own: a", "asked: d", "words: 2", "sentences: 1", "rule: best", "(base)"]
    clues = Clues([*names, "words", "d", "i"])
    starts, places = clues.found([clues.tokens("a b c\n\ni d?"), clues.tokens("a x words")])
    found = [{clues.names[place] for place in places[at:end]} for at, end in pairwise(starts)]
    assert found[0] == {
        *("a", "a b", "a b c", "a * c", "^ a", "c $", "first: a", "first: a b", "last: d"),
        *("asked: d", "words: 2", "sentences: 1", "d", "i"),
    }
    assert found[1] == {"a", "^ a", "first: a", "words: 2", "sentences: 1", "words"}


def test_no_clue_holds_a_name_or_an_address():
    names, _, _ = weighed.weights()
    assert not [clue for clue in names if "http" in clue or "www" in clue]


def test_a_verdict_of_the_model_says_which_words_weigh_most():
    verdict = read(["You might want to start with small groups, that has served us well."])[0]
    assert Kind.BEST in verdict.kinds
    words = verdict.why.split(f"{Kind.BEST}: ")[1].split(";")[0]
    assert words.count('"') in (2, 4, 6)


def test_a_text_without_clues_is_no_kind():
    assert weighed.weigh([""], [{}], tuple(Kind)) == [{}]


def test_half_of_a_long_text_read_twice_as_a_whole_gives_the_same():
    long = "i am not sure that it works.\n" * 50_000
    assert clues_in(long) == clues_in(long + long)


@pytest.mark.parametrize("language", ["en"])
def test_the_reader_is_no_worse_than_it_was_measured(language):
    # What it says of posts that shaped neither rules nor model is kept in coded.csv.
    assert checked.macro_f1(language) >= 0.58
