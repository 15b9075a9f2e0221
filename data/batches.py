"""Records in batches: what there is a million of as columns, everything else one by one.

To send and to store columns costs a fraction of what the same records cost one by one.
"""

import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from data.records import Community, How, Item, Member, Post, Reaction, SamePerson, Visit

BATCH = 2_000
_LOOK_AT_THE_CLOCK = 100
_LONGEST_WAIT = 1.0


class LeftOut(msgspec.Struct, tag=True):
    """A LeftOut as it is sent: its texts are sentences."""

    where: Any
    reason: Any


class Unread(msgspec.Struct, tag=True):
    """An Unread as it is sent: its texts are sentences."""

    where: Any
    why: Any


class Columns(msgspec.Struct):
    """Records of one kind: a list for each field of theirs, of the same name."""

    def __len__(self) -> int:
        """Return how many records there are."""
        return len(getattr(self, self.__struct_fields__[0]))


class Posts(Columns):
    """Posts; see data/records.py."""

    community: list[str]
    author: list[str]
    at: list[datetime]
    id: list[str | None]
    thread: list[str | None]
    reply_to: list[str | None]
    answers: list[str | None]
    how: list[How]
    text: list[str | None]
    link: list[str | None]
    edited: list[bool]
    version: list[datetime | None]
    mentions: list[tuple[str, ...]]


class Reactions(Columns):
    """Reactions."""

    community: list[str]
    post: list[str]
    person: list[str]
    name: list[str]


class Visits(Columns):
    """Visits."""

    community: list[str]
    person: list[str]
    at: list[datetime]
    post: list[str | None]
    thread: list[str | None]
    latest: list[bool]


class Batch(msgspec.Struct, tag=True):
    """Some records; those of one kind are in order."""

    posts: Posts
    reactions: Reactions
    visits: Visits
    others: list[Community | Member | SamePerson | LeftOut | Unread]

    def records(self) -> Iterator[Item]:
        """Yield the records one by one, kind by kind."""
        for columns, kind in ((self.posts, Post), (self.reactions, Reaction), (self.visits, Visit)):
            names = columns.__struct_fields__
            for values in zip(*(getattr(columns, name) for name in names), strict=True):
                yield kind(**dict(zip(names, values, strict=True)))
        yield from self.others


def batched(items: Iterable[Item]) -> Iterator[Batch]:
    """Yield records in batches; where they come slowly, what there is once a second."""
    waiting: list[Item] = []
    sent = time.monotonic()
    for item in items:
        waiting.append(item)
        is_late = not len(waiting) % _LOOK_AT_THE_CLOCK and time.monotonic() > sent + _LONGEST_WAIT
        if len(waiting) == BATCH or is_late:
            yield _batch(waiting)
            waiting, sent = [], time.monotonic()
    if waiting:
        yield _batch(waiting)


def _batch(items: list[Item]) -> Batch:
    kinds: dict[type, list[Item]] = {Post: [], Reaction: [], Visit: []}
    others: list[Item] = []
    for item in items:
        kinds.get(type(item), others).append(item)
    columns = (
        _columns(shape, kinds[kind])
        for kind, shape in ((Post, Posts), (Reaction, Reactions), (Visit, Visits))
    )
    return Batch(*columns, others)


def _columns(shape: type[Columns], records: list[Item]) -> Columns:
    return shape(*([getattr(one, name) for one in records] for name in shape.__struct_fields__))
