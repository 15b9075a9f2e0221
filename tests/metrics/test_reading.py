"""Reading what was written is a stage of its own, which can stop and go on."""

import pytest

from data.published import stale
from metrics.kinds import reading
from metrics.kinds.reading import read_texts
from metrics.publish import publish

TALK = """
    ana: We tried peer review in March and it did not work at all.
    ben: Does anyone know how to begin with peer review?
    ana: We tried peer review in March and it did not work at all.
    cas: I strongly recommend pair grading, it works great for us.
    dan: In our team we give everybody two weeks for the first draft.
"""


def silent(doing, done, of):
    pass


def readings(store):
    return store.read("select language, assessed, rules from reading order by text")


def test_each_distinct_text_is_read_once(talk):
    store, told = talk(TALK), []
    read_texts(store, lambda doing, done, of: told.append(of))
    assert told == [4]
    assert len(readings(store)) == 4
    told.clear()
    read_texts(store, lambda doing, done, of: told.append(of))
    assert not told


def test_it_goes_on_where_it_stopped(talk, monkeypatch):
    monkeypatch.setattr(reading, "_BATCH", 2)
    store = talk(TALK)

    def stop_at_second_batch(doing, done, of):
        if done:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        read_texts(store, stop_at_second_batch)
    assert len(readings(store)) == 2
    assert stale(store)
    told = []
    read_texts(store, lambda doing, done, of: told.append((done, of)))
    assert told == [(0, 2)]
    assert len(readings(store)) == 4


def test_what_needs_no_reading_is_published_before(talk, monkeypatch):
    monkeypatch.setattr("metrics.publish._MUCH", 1)
    store = talk(TALK)

    def stop_reading(doing, done, of):
        if doing == reading._DOING:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        publish(store, stop_reading)
    assert len(store.read("from measure"))
    assert stale(store)
    publish(store)
    assert not stale(store)


def test_a_short_post_is_in_the_language_of_its_thread(talk):
    store = talk(
        """
        ana: We tried peer review in March and it did not work at all for our team.
          ben: gr8 thx
        """
    )
    read_texts(store, silent)
    assert list(readings(store)["language"]) == ["en", "en"]
    publish(store)
    assert not stale(store)


@pytest.mark.parametrize(
    "body",
    ["?!", "🎉🎉🎉", "```\nx = 1\n```", "> somebody else said so", "best practice " * 500,
     "<b><i>" * 300, "שלום לכולם, ברוכים הבאים", "a" * 1_000_000],
    ids=["signs", "emoji", "code", "quote", "repeated", "markup", "right to left", "long"],
)  # fmt: skip
def test_odd_texts_get_a_verdict_or_none(given, body, store):
    from data.records import How, Post
    from tests.conftest import START

    given(Post(community="a", author="ana", at=START, how=How.UNKNOWN, text=body))
    publish(store)
    assert len(readings(store)) == 1
    assert not stale(store)
