"""Records on their way in: pseudonymised, and written to temporary tables in batches.

So memory does not grow with the file, and no id of a person is ever written down.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from types import UnionType

import pyarrow as pa
import re2
from duckdb import DuckDBPyConnection

from data.batches import Batch, Posts, Reactions, Visits
from data.people import People
from data.pseudonym import Pseudonyms
from data.records import (
    Community,
    How,
    LeftOut,
    Member,
    Post,
    Reaction,
    SamePerson,
    Unread,
    Visit,
)
from data.report import Report
from data.said import say

Progress = Callable[[str, int], None]

_TOGETHER = 25  # batches
# The pool that pyarrow takes by default keeps a hundred megabytes more for itself.
_POOL = pa.system_memory_pool()
# Whom a post addresses where names stand bare: "Ana Silva: yes", "ana, yes" or "ana yes".
_CALL = re2.compile(r"\s*@?([^\s:,@][^:,\n@]{0,60})[:,](?:\s|$)")
_FIRST_WORD = re2.compile(r"\s*@?([^\s:,@]{4,60})")
_E_MAIL = re2.compile(r"[\pL\pM\pN._%+'’-]+@[\pL\pM\pN-]+(?:\.[\pL\pM\pN-]+)+")

SHAPES = {
    Post: pa.schema(
        {
            "community": pa.string(),
            "source_id": pa.string(),
            "author": pa.string(),
            "posted_at": pa.timestamp("us"),
            "thread_id": pa.string(),
            "reply_to": pa.string(),
            "answers": pa.string(),
            "how": pa.string(),
            "body": pa.string(),
            "link": pa.string(),
            "edited": pa.bool_(),
            "version": pa.timestamp("us"),
            "mentions": pa.list_(pa.string()),
        }
    ),
    Reaction: pa.schema(
        {
            "community": pa.string(),
            "source_id": pa.string(),
            "person": pa.string(),
            "name": pa.string(),
        }
    ),
    Visit: pa.schema(
        {
            "community": pa.string(),
            "person": pa.string(),
            "visited_at": pa.timestamp("us"),
            "source_id": pa.string(),
            "thread_id": pa.string(),
            "latest": pa.bool_(),
        }
    ),
    Member: pa.schema(
        {
            "community": pa.string(),
            "person": pa.string(),
            "listed": pa.bool_(),
            "joined": pa.timestamp("us"),
            "left": pa.timestamp("us"),
            "department": pa.string(),
            "level": pa.string(),
            "place": pa.string(),
            "role": pa.string(),
            "host": pa.bool_(),
        }
    ),
    SamePerson: pa.schema({"one": pa.string(), "others": pa.list_(pa.string())}),
    Community: pa.schema({"name": pa.string(), "kind": pa.string(), "within": pa.string()}),
}


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where records come from.

    ``platform`` is the space in which ids of people mean the same person; None takes that of each
    community, as a table or a member list must. ``community``, where it is given, takes the place
    of every community's name. ``counted`` is the record that one row of the file becomes,
    or a union of them. ``infers``: where a community names no replies, they are to be inferred.
    """

    file: str
    sha256: str
    format: str
    platform: str | None
    community: str | None = None
    counted: type | UnionType = Post
    assumptions: dict[str, str] = field(default_factory=dict)
    infers: bool = False


class Arrival:
    """The temporary tables ``arriving_Post``, ``arriving_Member``, ... of one import."""

    def __init__(self, cursor: DuckDBPyConnection, pseudonyms: Pseudonyms, origin: Origin) -> None:
        """Make the empty tables."""
        known = cursor.execute(
            "select name, platform from community where platform is not null"
        ).fetchall()
        self.people = People(pseudonyms, origin.platform, dict(known))
        self._here = origin.community or ""
        self._cursor, self._pseudonyms, self._origin = cursor, pseudonyms, origin
        self._waiting: dict[type, list[pa.RecordBatch]] = {kind: [] for kind in SHAPES}
        self._written = dict.fromkeys(SHAPES, 0)
        self._occurrences: Counter[str] = Counter()
        self._wrote: dict[str, dict[str, str]] = {}
        for kind, shape in SHAPES.items():
            cursor.register("shape", shape.empty_table())
            cursor.execute(
                f"create or replace temp table arriving_{kind.__name__} as "
                "select 0::bigint as seq, * from shape"
            )
            cursor.unregister("shape")

    def read(self, batches: Iterable[Batch], report: Report, progress: Progress) -> None:
        """Write all records; count in the report what is left out, rejected, or becomes a row.

        Rows count as duplicates until it is known which of them are new.
        """
        for batch in batches:
            rows: dict[type, list[tuple]] = {Member: [], SamePerson: [], Community: []}
            for item in batch.others:
                kind = type(item)
                if kind is LeftOut:
                    report.left_out[item.reason] += 1
                elif kind is Unread:
                    report.rejected.append(item)
                else:
                    rows[kind].append(self._row(item))
            columns = {kind: list(zip(*found, strict=True)) for kind, found in rows.items()}
            columns[Post] = self._posts(batch.posts)
            columns[Reaction] = self._reactions(batch.reactions)
            columns[Visit] = self._visits(batch.visits)
            for kind, values in columns.items():
                rows_added = self._add(kind, values)
                if issubclass(kind, self._origin.counted):
                    report.duplicates += rows_added
            if max(len(waiting) for waiting in self._waiting.values()) >= _TOGETHER:
                self._write()
                progress(say("reading"), report.rows)
        self._write()

    def _row(self, item: Member | SamePerson | Community) -> tuple:
        match item:
            case Member():
                return (
                    self._in(item.community),
                    self.people.who(item.person, self._here),
                    item.listed,
                    item.joined,
                    item.left,
                    item.department,
                    item.level,
                    item.place,
                    item.role,
                    item.host,
                )
            case SamePerson():
                here = self._here  # the community that was spoken of last
                others = [self.people.who(item.also, here)] if item.also else []
                others += [self.people.who(id, here, platform) for platform, id in item.on]
                return (self.people.who(item.person, here, item.platform), others)
            case Community():
                return (self._in(item.name), item.kind, item.within)

    def _posts(self, posts: Posts) -> list[list]:
        """Return the columns of a table of posts: no names, no addresses, an id for each."""
        where = self._places(posts.community)
        authors = list(map(self.people.who, posts.author, where))
        ids, mentions = list(posts.id), self._mentions(posts, where)
        for row, id in enumerate(ids):
            if not id:
                ids[row] = self._content_id(posts, row, where[row], authors[row])
        for row, how in enumerate(posts.how):
            # Only where no replies are named does a name in a text tell who is meant.
            if how == How.UNKNOWN and not posts.thread[row] and not posts.answers[row]:
                called = self._called(posts, row, where[row], authors[row])
                mentions[row] = mentions[row] or called
        return [
            where,
            ids,
            authors,
            posts.at,
            posts.thread,
            posts.reply_to,
            [
                self.people.who(person, here) if person else None
                for person, here in zip(posts.answers, where, strict=True)
            ],
            posts.how,
            [
                _E_MAIL.sub("[e-mail]", text) if text and "@" in text else text
                for text in posts.text
            ],
            posts.link,
            posts.edited,
            posts.version,
            mentions,
        ]

    def _reactions(self, reactions: Reactions) -> list[list]:
        where = self._places(reactions.community)
        people = list(map(self.people.who, reactions.person, where))
        return [where, reactions.post, people, reactions.name]

    def _visits(self, visits: Visits) -> list[list]:
        where = self._places(visits.community)
        people = list(map(self.people.who, visits.person, where))
        return [where, people, visits.at, visits.post, visits.thread, visits.latest]

    def _mentions(self, posts: Posts, where: list[str]) -> list[list[str]]:
        return [
            [self.people.who(person, here) for person in people] if people else []
            for people, here in zip(posts.mentions, where, strict=True)
        ]

    def _called(self, posts: Posts, row: int, community: str, author: str) -> list[str]:
        """Return whom a post addresses by name, among those who wrote there before it.

        See data/inferred.py.
        """
        wrote = self._wrote.setdefault(community, {})
        wrote[posts.author[row].strip().casefold()] = author
        text = posts.text[row]
        for pattern in (_CALL, _FIRST_WORD):
            if text and (name := pattern.match(text)):
                person = wrote.get(name[1].strip().casefold())
                if person and person != author:
                    return [person]
        return []

    def _content_id(self, posts: Posts, row: int, community: str, author: str) -> str:
        """Return an id for a post that has none: what it is, and how often it stood before."""
        content = (
            community,
            author,
            posts.answers[row],
            posts.at[row].isoformat(),
            posts.thread[row],
            posts.text[row],
        )
        digest = self._pseudonyms.digest(repr(content))
        self._occurrences[digest] += 1
        return f"{digest}#{self._occurrences[digest]}"

    def _places(self, communities: list[str]) -> list[str]:
        given = self._origin.community
        return [given] * len(communities) if given else communities

    def _in(self, community: str) -> str:
        self._here = self._origin.community or community
        return self._here

    def _add(self, kind: type, columns: Sequence[Sequence]) -> int:
        """Let rows of one kind wait until they are written; return how many there are."""
        rows = len(columns[0]) if columns else 0
        if rows:
            shape = SHAPES[kind]
            arrays = [
                pa.array(values, one.type, memory_pool=_POOL)
                for values, one in zip(columns, shape, strict=True)
            ]
            self._waiting[kind].append(pa.RecordBatch.from_arrays(arrays, schema=shape))
        return rows

    def _write(self) -> None:
        """Write what waits."""
        for kind, waiting in self._waiting.items():
            if not waiting:
                continue
            rows = pa.Table.from_batches(waiting)
            first = self._written[kind]
            seq = pa.array(range(first, first + len(rows)), pa.int64())
            self._cursor.register("batch", rows.add_column(0, "seq", seq))
            self._cursor.execute(f"insert into arriving_{kind.__name__} from batch")
            self._cursor.unregister("batch")
            self._written[kind] += len(rows)
            waiting.clear()
