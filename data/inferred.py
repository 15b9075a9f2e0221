"""Which post each one most likely answers, in a chat whose export names no replies.

Asked for, never done by itself, and marked as inferred: by whom a post addresses, by what it
quotes, else by who spoke just before. How often that is right was measured on a chat that people
coded: ``inferred.csv``, made by ``tests/bench/inferred.py``.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
from duckdb import DuckDBPyConnection

from data.said import say

CHECKED = Path(__file__).with_suffix(".csv")

# What somebody says within so long goes on with their own words; after so long a silence of
# theirs, a question begins something new. Longer and shorter ones did little on the coded chat.
_GOES_ON = timedelta(minutes=3)
_AT_ONCE = timedelta(minutes=10)
_SOON = timedelta(hours=1)
_A_DAY = timedelta(days=1)
_REMEMBERED = 200
_SHORTEST_QUOTE = 12
_BATCH = 10_000


class Spoken(NamedTuple):
    """A post of a chat; ``to`` is whom it addresses at its beginning."""

    author: int
    at: datetime
    to: int | None = None
    text: str = ""


class _Said(NamedTuple):
    place: int
    spoken: Spoken


class _Talk:
    """What was said in a chat so far, as far as a later post may answer it."""

    def __init__(self) -> None:
        self._before: _Said | None = None
        self._by: dict[int, _Said] = {}
        self._to: dict[int, _Said] = {}
        self._between: dict[tuple[int, int], _Said] = {}
        self._latest: deque[_Said] = deque(maxlen=_REMEMBERED)

    def add(self, place: int, now: Spoken) -> int | None:
        """Return the place of the post that one answers, None where it opens; remember it."""
        found = self._quoted(now) or (self._addressed(now) if now.to else self._unaddressed(now))
        said = _Said(place, now)
        self._before = self._by[now.author] = said
        if now.to:
            self._to[now.to] = self._between[now.author, now.to] = said
        self._latest.append(said)
        return found.place if found else None

    def _quoted(self, now: Spoken) -> _Said | None:
        if not now.text.startswith(">"):
            return None
        quote = now.text.partition("\n")[0].lstrip("> ").strip()
        if len(quote) < _SHORTEST_QUOTE:
            return None
        return next((said for said in reversed(self._latest) if quote in said.spoken.text), None)

    def _addressed(self, now: Spoken) -> _Said | None:
        """Return the last words of whom a post addresses, first of all those to its author."""
        own, theirs = self._by.get(now.author), self._by.get(now.to)
        to_me = self._between.get((now.to, now.author))
        if own and own.spoken.to == now.to and _later(own, theirs) and _within(own, now, _GOES_ON):
            return own
        if to_me and _later(to_me, own) and _within(to_me, now, _SOON):
            return to_me
        return theirs if theirs and _within(theirs, now, _A_DAY) else None

    def _unaddressed(self, now: Spoken) -> _Said | None:
        """Return what was said to its author since, else what they go on with, else the last."""
        own, to_me, before = self._by.get(now.author), self._to.get(now.author), self._before
        if to_me and _later(to_me, own) and _within(to_me, now, _SOON):
            return to_me
        if own and _within(own, now, _GOES_ON):
            return own
        is_new = own is None or not _within(own, now, _SOON)
        if before is None or before.spoken.author == now.author or (is_new and "?" in now.text):
            return None
        is_open = before.spoken.to in (None, now.author)
        return before if is_open and _within(before, now, _AT_ONCE) else None


def _within(said: _Said, now: Spoken, most: timedelta) -> bool:
    return now.at - said.spoken.at <= most


def _later(said: _Said, other: _Said | None) -> bool:
    return other is None or said.place > other.place


def answered(posts: Iterable[Spoken]) -> Iterator[int | None]:
    """Yield for each post of one chat, in order, the place of the post that it answers, or None."""
    talk = _Talk()
    for place, spoken in enumerate(posts):
        yield talk.add(place, spoken)


# Where anything is answered by name, or a thread holds two posts, nothing is inferred.
_NAMELESS = """
    create or replace temp table nameless as
    select community
    from located
    where community in (select community from inferring)
    group by all
    having count(reply_to) = 0
       and count(answers) = 0
       and count(thread_id) = count(distinct thread_id)
"""

# A name stands at the beginning as "@member", or bare where the export left it in the text.
_SPOKEN = """
    select
        located.community,
        located.post,
        located.author,
        located.posted_at,
        case
            when starts_with(ltrim(body), '@member') or not contains(body, '@member')
                then person.person
        end as addressed,
        coalesce(body, '') as body
    from located
    join nameless using (community)
    join post on post.fact = located.post
    left join person on person.identity = post.mentions[1]
    left join text on text.text = located.text
    order by
        located.community,
        located.posted_at,
        located.post
"""

_SHAPE = pa.schema(
    {"post": pa.int64(), "parent": pa.int64(), "thread": pa.int64(), "depth": pa.int32()}
)

# The parent is named as an export would name it, so that all that follows is the same.
_MARKED = """
    update located
    set how = 'inferred', reply_to = parent.source_id, thread_id = null
    from guessed
    left join located as parent on parent.post = guessed.parent
    where guessed.post = located.post
"""


def infer(cursor: DuckDBPyConnection) -> None:
    """Say in the temporary table ``located`` what answers what, where that was asked for.

    Leaves ``guessed``: post, parent, the opening of its thread, and depth, which is never more than
    1: a flat chat does not show how deep talk goes.
    """
    cursor.execute(_NAMELESS)
    cursor.execute(_SPOKEN)
    posts: list[int] = []
    parents: list[int | None] = []
    threads: list[int] = []
    for _, rows in groupby(_rows(cursor), key=itemgetter(0)):
        first = len(posts)
        for place in answered(_heard(rows, posts)):
            here = len(parents)
            parents.append(None if place is None else posts[first + place])
            threads.append(posts[here] if place is None else threads[first + place])
    depths = [int(parent is not None) for parent in parents]
    cursor.register("found", pa.table([posts, parents, threads, depths], schema=_SHAPE))
    cursor.execute("create or replace temp table guessed as from found")
    cursor.unregister("found")
    cursor.execute(_MARKED)
    cursor.execute("drop table nameless")


def _rows(cursor: DuckDBPyConnection) -> Iterator[tuple]:
    while rows := cursor.fetchmany(_BATCH):
        yield from rows


def _heard(rows: Iterable[tuple], posts: list[int]) -> Iterator[Spoken]:
    """Yield rows as what was spoken, and write down the numbers of their posts."""
    for _, post, author, at, addressed, body in rows:
        posts.append(post)
        yield Spoken(author, at, None if addressed == author else addressed, body)


def ask(cursor: DuckDBPyConnection, names: Iterable[str], number: int) -> bool:
    """Let replies be inferred in communities, by an import; return whether that is new anywhere."""
    which = {"names": list(names), "import": number}
    (fresh,) = cursor.execute(
        """
        select count(*)
        from community
        where name in (select unnest($names)) and community not in (select community from inferring)
        """,
        {"names": which["names"]},
    ).fetchone()
    cursor.execute(
        """
        insert into inferring
        select community, $import
        from community
        where name in (select unnest($names))
        """,
        which,
    )
    return bool(fresh)


@cache
def checked() -> dict[str, tuple[int, int, int]]:
    """Return figures of chats that shaped nothing of it, of 100: share, and its 95 % interval."""
    with CHECKED.open(encoding="utf-8", newline="") as lines:
        return {
            row["figure"]: tuple(round(100 * float(row[of])) for of in ("share", "low", "high"))
            for row in csv.DictReader(lines)
            if row["part"] == "held out" and row["rule"] == "ours"
        }


def in_words() -> str:
    """Return how it is inferred and how often that was right, as part of a sentence."""
    right, found = (checked()[f"answers, {figure}"] for figure in ("precision", "recall"))
    return say(
        "which post is answered is inferred from who is addressed, quoted or spoke just before; on "
        "coded chats {right} of 100 such answers were right ({right_low} to {right_high}), and "
        "{found} of 100 were found ({found_low} to {found_high})",
        right=right[0],
        right_low=right[1],
        right_high=right[2],
        found=found[0],
        found_low=found[1],
        found_high=found[2],
    )
