"""Records in columns: nothing is lost and nothing is out of order."""

from datetime import datetime

import msgspec
import pytest

from data import batches
from data.batches import Posts, Reactions, Visits, batched
from data.reader import received, send
from data.records import Community, How, LeftOut, Post, Reaction, Unread, Visit

NOON = datetime(2026, 3, 2, 12, 0, 0, 120)
ITEMS = [
    Community(name="guild"),
    Post(community="guild", author="ana", at=NOON, id="1", how=How.KNOWN, text="Who?"),
    LeftOut(where="a.json", reason="channel_join"),
    Reaction(community="guild", post="1", person="ben", name="clap"),
    Post(
        community="guild",
        author="ben",
        at=NOON,
        id="2",
        reply_to="1",
        how=How.KNOWN,
        version=NOON,
        mentions=("ana",),
    ),
    Visit(community="guild", person="cas", at=NOON, post="1"),
    Unread(where="a.json", why="it has no time"),
]


@pytest.mark.parametrize(
    ("columns", "record"), [(Posts, Post), (Reactions, Reaction), (Visits, Visit)]
)
def test_there_is_a_column_for_each_field_of_a_record(columns, record):
    assert columns.__struct_fields__ == record.__struct_fields__


@pytest.mark.parametrize("size", [1, 2, 100])
def test_every_record_comes_out_of_the_batches_in_order(monkeypatch, size):
    monkeypatch.setattr(batches, "BATCH", size)
    made = list(batched(ITEMS))
    assert rows(made, "posts") == [msgspec.structs.astuple(ITEMS[n]) for n in (1, 4)]
    assert rows(made, "reactions") == [msgspec.structs.astuple(ITEMS[3])]
    assert rows(made, "visits") == [msgspec.structs.astuple(ITEMS[5])]
    assert [item for one in made for item in one.others] == [ITEMS[0], ITEMS[2], ITEMS[6]]


def test_half_a_letter_is_sent_as_the_sign_for_what_cannot_be_shown(tmp_path):
    broken = Post(community="guild", author="ana", at=NOON, how=How.KNOWN, mentions=("b\ud800",))
    (batch,) = batched([broken])
    with (tmp_path / "frame").open("wb") as stream:
        send(stream, batch)
    with (tmp_path / "frame").open("rb") as stream:
        sent = received(stream)
    assert sent.posts.mentions == [("b?",)]
    assert sent.posts.at == [NOON]


def rows(made: list[batches.Batch], kind: str) -> list[tuple]:
    columns = (msgspec.structs.astuple(getattr(one, kind)) for one in made)
    return [row for one in columns for row in zip(*one, strict=True)]
