"""What is published after a change is what would be published of everything anew."""

from datetime import datetime, timedelta
from random import Random

import pandas as pd
import pytest

from data.published import snapshot
from data.records import How, Member, Post
from metrics.publish import expire, publish

TABLES = "measure volume portrait wait topic network circle join_of_circles crossing knock_out"
WORDS = [
    *("We", "tried", "the", "new", "form", "and", "it", "failed.", "How", "do", "you", "do", "it?"),
    *("Thanks,", "I", "am", "not", "sure", "it", "works."),
]


def talk(community: str, seed: int, months: int = 7) -> list:
    """Return 420 posts of 40 people, most of them replies, some to old threads, and the members."""
    chance, posts = Random(seed), []
    for number in range(420):
        at = datetime(2026, 1, 5) + timedelta(hours=number * months * 30 * 24 / 420)
        opening = None
        if posts and chance.random() < 0.75:
            opening = chance.choice(posts[-30:] if chance.random() < 0.8 else posts)
        posts.append(
            Post(
                community=community,
                id=f"{community} {number}",
                author=f"p{int(chance.paretovariate(0.7)) % 40}",
                at=at,
                thread=opening.thread if opening else f"{community} {number}",
                reply_to=opening.id if opening else None,
                how=How.KNOWN,
                text=" ".join(chance.choices(WORDS, k=12)),
            )
        )
    members = [
        Member(community=community, person=f"p{number}", department=f"d{number % 3}")
        for number in range(40)
    ]
    return [*posts, *members]


@pytest.fixture
def published(store):
    def tables() -> dict[str, pd.DataFrame]:
        return {
            table: store.read(f"select * from {table} order by all") for table in TABLES.split()
        }

    return tables


def test_an_addition_gives_what_everything_anew_would_give(store, given, published):
    one, other = talk("one", 1), talk("other", 2)
    given(*one[:300], *one[420:], file="a.zip")
    given(*other, file="b.zip")
    publish(store)
    first = published()
    given(*one[300:420], file="c.zip")
    publish(store)
    added = published()
    with store.writing() as cursor:
        cursor.execute("insert into stale select community from community")
    publish(store)
    anew = published()
    for table in TABLES.split():
        pd.testing.assert_frame_equal(added[table], anew[table])
    assert len(added["measure"]) > len(first["measure"])
    assert (added["measure"]["status"] == "measured").sum() > 100


def test_who_also_writes_elsewhere_changes_what_is_told_of_the_other_place(store, given, published):
    def joining() -> float:
        measures = published()["measure"]
        here = measures[
            (measures["metric"] == "bridges.between_communities") & (measures["grain"] == "all")
        ]
        return here["value"].min()

    given(*talk("one", 1), file="a.zip")
    elsewhere = [post for post in talk("other", 2) if isinstance(post, Post)]
    given(*(post for post in elsewhere if post.author > "p2"), file="b.zip")
    publish(store)
    before = joining()
    given(*(post for post in elsewhere if post.author > "p15"), file="c.zip")
    publish(store)
    assert joining() > before


def test_nothing_is_done_where_nothing_changed(store, given):
    given(*talk("one", 1))
    assert publish(store) == publish(store) == snapshot(store)


def test_another_version_of_the_program_measures_anew(store, given):
    given(*talk("one", 1))
    before = publish(store)
    with store.writing() as cursor:
        cursor.execute("update setting set value = 'older' where name = 'measured by'")
    expire(store)
    assert publish(store) == before + 1
