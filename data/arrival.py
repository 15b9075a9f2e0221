"""Records on their way in: pseudonymised, and written to temporary tables in batches.

So memory does not grow with the file, and no id of a person is ever written down.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import UnionType

import pyarrow as pa
import re2
from duckdb import DuckDBPyConnection

from data.pseudonym import Pseudonyms
from data.records import (
    Community,
    How,
    Item,
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

TABLE = "table"
"""The space of ids that no platform stands behind."""

_BATCH = 50_000
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
    """The temporary tables ``arriving_Post``, ``arriving_Member``, ... of one import.

    ``platform`` is the space of the ids that were met: the origin's, else "table" once an id was
    none of a known community's and no e-mail address, else None.
    """

    def __init__(self, cursor: DuckDBPyConnection, pseudonyms: Pseudonyms, origin: Origin) -> None:
        """Make the empty tables."""
        self.platform = origin.platform
        known = cursor.execute(
            "select name, platform from community where platform is not null"
        ).fetchall()
        self._spaces = dict(known) if origin.platform is None else {}
        self._here = origin.community or ""
        self._cursor, self._pseudonyms, self._origin = cursor, pseudonyms, origin
        self._waiting: dict[type, list[tuple]] = {kind: [] for kind in SHAPES}
        self._written = dict.fromkeys(SHAPES, 0)
        self._occurrences: Counter[str] = Counter()
        self._known: dict[tuple[str, str], str] = {}
        self._wrote: dict[str, dict[str, str]] = {}
        for kind, shape in SHAPES.items():
            cursor.register("shape", shape.empty_table())
            cursor.execute(
                f"create or replace temp table arriving_{kind.__name__} as "
                "select 0::bigint as seq, * from shape"
            )
            cursor.unregister("shape")

    def read(self, items: Iterable[Item], report: Report, progress: Progress) -> None:
        """Write all records; count in the report what is left out, rejected, or becomes a row.

        Rows count as duplicates until it is known which of them are new.
        """
        for item in items:
            kind = type(item)
            if kind is LeftOut:
                report.left_out[item.reason] += 1
            elif kind is Unread:
                report.rejected.append(item)
            else:
                waiting = self._waiting[kind]
                waiting.append(self._row(item))
                report.duplicates += issubclass(kind, self._origin.counted)
                if len(waiting) >= _BATCH:
                    self._write(kind)
                    progress(say("reading"), report.rows)
        for kind in SHAPES:
            self._write(kind)

    @property
    def spellings(self) -> int:
        """Return how many ids are but another way of writing one that was met too."""
        return len(self._known) - len(set(self._known.values()))

    def _row(self, item: Item) -> tuple:
        match item:
            case Post():
                return self._post(item)
            case Reaction():
                return (self._in(item.community), item.post, self._who(item.person), item.name)
            case Visit():
                where = self._in(item.community)
                who = self._who(item.person)
                return (where, who, item.at, item.post, item.thread, item.latest)
            case Member():
                return (
                    self._in(item.community),
                    self._who(item.person),
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
                others = [self._who(item.also)] if item.also else []
                others += [self._who(id, platform) for platform, id in item.on]
                return (self._who(item.person, item.platform), others)
            case Community():
                return (self._in(item.name), item.kind, item.within)

    def _post(self, post: Post) -> tuple:
        where, author = self._in(post.community), self._who(post.author)
        called = self._called(where, author, post)
        text = post.text
        if text and "@" in text:
            text = _E_MAIL.sub("[e-mail]", text)
        return (
            where,
            post.id or self._content_id(where, author, post),
            author,
            post.at,
            post.thread,
            post.reply_to,
            self._who(post.answers) if post.answers else None,
            post.how,
            text,
            post.link,
            post.edited,
            post.version,
            [self._who(person) for person in post.mentions] or called,
        )

    def _called(self, community: str, author: str, post: Post) -> list[str]:
        """Return whom a post addresses by name, among those who wrote there before it.

        Only where no replies are named: there it tells who is meant (data/inferred.py).
        """
        if post.how != How.UNKNOWN or post.thread or post.answers:
            return []
        wrote = self._wrote.setdefault(community, {})
        wrote[post.author.strip().casefold()] = author
        for pattern in (_CALL, _FIRST_WORD):
            if post.text and (name := pattern.match(post.text)):
                person = wrote.get(name[1].strip().casefold())
                if person and person != author:
                    return [person]
        return []

    def _content_id(self, community: str, author: str, post: Post) -> str:
        """Return an id for a post that has none: what it is, and how often it stood before."""
        content = (community, author, post.answers, post.at.isoformat(), post.thread, post.text)
        digest = self._pseudonyms.digest(repr(content))
        self._occurrences[digest] += 1
        return f"{digest}#{self._occurrences[digest]}"

    def _in(self, community: str) -> str:
        self._here = self._origin.community or community
        return self._here

    def _who(self, person: str, platform: str | None = None) -> str:
        """Return the pseudonym of somebody: of a platform, else of the community spoken of last."""
        space = platform or self._origin.platform or self._spaces.get(self._here)
        if space is None:
            space = TABLE
            if "@" not in person:
                self.platform = TABLE
        known = self._known.get((space, person))
        if known is None:
            known = self._known[space, person] = self._pseudonyms.person(space, person)
        return known

    def _write(self, kind: type) -> None:
        rows, shape = self._waiting[kind], SHAPES[kind]
        if not rows:
            return
        first = self._written[kind]
        columns = [pa.array(range(first, first + len(rows)), pa.int64())]
        columns += [
            pa.array(values, one.type)
            for values, one in zip(zip(*rows, strict=True), shape, strict=True)
        ]
        names = ["seq", *shape.names]
        self._cursor.register("batch", pa.Table.from_arrays(columns, names=names))
        self._cursor.execute(f"insert into arriving_{kind.__name__} from batch")
        self._cursor.unregister("batch")
        self._written[kind] += len(rows)
        rows.clear()
