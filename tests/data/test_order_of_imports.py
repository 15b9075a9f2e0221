"""What is known does not depend on which export came first."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from data.arrival import Origin
from data.intake import take
from data.records import How, Post
from data.store import Store
from tests.conftest import START, side_by_side


def known(store: Store) -> tuple[list[str], list[str]]:
    """Return places and edges, with names for numbers that depend on the order of imports."""
    places = store.read(
        """
        select
            community.name,
            post.source_id,
            author.pseudonym,
            place.posted_at,
            opening.source_id as thread,
            parent.source_id  as parent,
            place.depth,
            place.how,
            place.to_self,
            text.body
        from place
        join community using (community)
        join post on post.fact = place.post
        join identity as author on author.identity = post.author
        left join post as opening on opening.fact = place.thread
        left join post as parent on parent.fact = place.parent
        left join text on text.text = place.text
        """
    )
    edges = store.read(
        """
        select
            post.source_id,
            author.pseudonym   as author,
            answered.pseudonym as answered,
            edge.posted_at,
            edge.answered_at
        from edge
        join post on post.fact = edge.post
        join identity as author on author.identity = edge.author
        join identity as answered on answered.identity = edge.answered
        """
    )
    return tuple(sorted(map(str, rows.to_dict("records"))) for rows in (places, edges))


def imported(folder, *exports: tuple[str, list[Post]]) -> tuple[list[str], list[str]]:
    store = Store(folder / "community.duckdb")
    for name, posts in exports:
        take(store, posts, Origin(file=name, sha256=name, format="slack", platform="slack"))
    found = known(store)
    store.close()
    return found


posts = st.lists(
    st.builds(
        Post,
        community=st.sampled_from(["a", "b"]),
        author=st.sampled_from(["ana", "ben", "cas"]),
        at=st.integers(0, 3).map(lambda hours: START + timedelta(hours=hours)),
        id=st.integers(0, 5).map(str),
        reply_to=st.none() | st.integers(0, 6).map(str),
        how=st.just(How.KNOWN),
        text=st.sampled_from(["x", "y", "z"]),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@for_all(draws=st.lists(st.tuples(posts, posts), min_size=3, max_size=3))
def test_two_exports_in_either_order_are_known_alike(tmp_path_factory, draws):
    first, second = map(side_by_side, zip(*draws, strict=True))
    one, other = ("1", first), ("2", second)
    forth = imported(tmp_path_factory.mktemp("forth"), one, other)
    back = imported(tmp_path_factory.mktemp("back"), other, one)
    assert forth == back


def wrote(text: str) -> Post:
    return Post(community="a", author="ana", at=START, id="1", how=How.KNOWN, text=text)


def until(hours: int) -> Post:
    at = START + timedelta(hours=hours)
    return Post(community="a", author="ben", at=at, id=f"{hours}h", how=How.KNOWN, text="Later.")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1)])
def test_of_versions_without_a_date_the_one_in_the_latest_export_counts(tmp_path, order):
    """Here the words were changed and changed back: the newest export holds the oldest words."""
    exports = [
        ("1", [wrote("The draft"), until(1)]),
        ("2", [wrote("Teh draft"), until(2)]),
        ("3", [wrote("The draft"), until(3)]),
    ]
    places, _ = imported(tmp_path, *(exports[number] for number in order))
    assert any("'The draft'" in place for place in places)
