import pandas as pd
import pytest

from data.records import How, Post
from tests.conftest import START


def places(store):
    return store.read("select * from place order by post")


def arcs(store):
    names = store.read("select author, answered from edge order by posted_at, post")
    return list(names.itertuples(index=False, name=None))


THREE_DEEP = """
    ana: Who has a bad example?
        ben: I have.
            ana: Tell us!
        cas: Me too.
"""


def test_depth_counts_links_to_the_opening(talk):
    assert places(talk(THREE_DEEP))["depth"].tolist() == [0, 1, 2, 1]


def test_a_thread_is_named_by_its_opening(talk):
    assert places(talk(THREE_DEEP))["thread"].tolist() == [1, 1, 1, 1]


def test_answering_yourself_is_no_reply(talk):
    store = talk("""
        ana: Any thoughts?
            ana: Bump.
            ben: Yes, one.
    """)
    assert len(arcs(store)) == 1
    assert places(store)["to_self"].tolist() == [False, True, False]


def test_a_reply_to_a_post_that_is_not_there_is_an_orphan_and_no_opening(given, store):
    given(Post(community="a", author="ana", at=START, id="2", reply_to="1", how=How.KNOWN))
    (row,) = places(store).to_dict("records")
    assert row["how"] == "orphan"
    assert pd.isna(row["depth"])


def test_an_orphan_finds_its_parent_when_a_later_import_brings_it(given, store):
    given(Post(community="a", author="ana", at=START, id="2", reply_to="1", how=How.KNOWN))
    given(Post(community="a", author="ben", at=START, id="1", how=How.KNOWN), file="later.zip")
    assert sorted(places(store)["depth"].tolist()) == [0, 1]
    assert len(arcs(store)) == 1


@pytest.mark.parametrize("circle", [["1"], ["2", "1"], ["2", "3", "1"]])
def test_posts_that_answer_in_a_circle_end_as_orphans(given, store, circle):
    posts = [
        Post(community="a", author=f"p{n}", at=START, id=str(n), reply_to=to, how=How.KNOWN)
        for n, to in enumerate(circle, start=1)
    ]
    given(*posts)
    assert set(places(store)["how"]) == {"orphan"}
    assert arcs(store) == []


def test_where_only_the_thread_is_named_a_reply_answers_whoever_spoke_last(talk):
    store = talk(
        """
        ana: Who has a bad example?
            ben: I have.
            ben: Two, even.
            ana: Tell us!
            cas: Yes, do.
        """,
        how=How.ROOT,
    )
    ana, ben, cas = sorted(set(places(store)["author"]), key=places(store)["author"].tolist().index)
    assert arcs(store) == [(ben, ana), (ben, ana), (ana, ben), (cas, ana)]
    assert places(store)["depth"].tolist() == [0, 1, 1, 1, 1]


def test_a_flat_chat_has_no_replies(talk):
    store = talk("ana: Hi\nben: Hi", how=How.UNKNOWN)
    assert arcs(store) == []
    assert places(store)["depth"].isna().all()


def test_a_table_with_threads_only_opens_each_with_its_first_post(given, store):
    posts = [
        Post(community="a", author=author, at=START, id=str(n), thread="t", how=How.ROOT)
        for n, author in enumerate(("ana", "ben", "ana"))
    ]
    given(*posts)
    assert places(store)["depth"].tolist() == [0, 1, 1]
    assert len(arcs(store)) == 2


def test_a_reply_dated_before_its_parent_waited_no_time(given, store):
    given(
        Post(community="a", author="ana", at=START.replace(hour=12), id="1", how=How.KNOWN),
        Post(community="a", author="ben", at=START, id="2", reply_to="1", how=How.KNOWN),
    )
    (edge,) = store.read("select * from edge").to_dict("records")
    assert edge["posted_at"] == edge["answered_at"]
