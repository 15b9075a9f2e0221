"""Takes an export in: whole or not at all, each row once, pseudonyms for people.

Records are written to temporary tables as they are read, so that memory does not grow with the
file; then one set of statements finds out what is new, inside the same transaction.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

import pyarrow as pa
import re2
from duckdb import DuckDBPyConnection

from data.derive import refresh, settle_versions
from data.importers import Choices, Findings, Importer, importer_for, importer_named, settled
from data.records import Community, Item, LeftOut, Member, Post, Reaction, SamePerson, Unread, Visit
from data.refusal import EmptyFileError, UnreadableRowsError
from data.report import Report
from data.store import Store
from data.upload import Upload

_BATCH = 50_000
_MOST_REJECTED = 0.2
_FEW_ROWS = 10
_E_MAIL = re2.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")

Progress = Callable[[str, int], None]

_SHAPES = {
    Post: pa.schema(
        {
            "community": pa.string(),
            "source_id": pa.string(),
            "author": pa.string(),
            "at": pa.timestamp("us"),
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
            "at": pa.timestamp("us"),
            "source_id": pa.string(),
            "thread_id": pa.string(),
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
    SamePerson: pa.schema({"one": pa.string(), "other": pa.string()}),
    Community: pa.schema({"name": pa.string(), "kind": pa.string(), "within": pa.string()}),
}


def add(
    store: Store,
    upload: Upload,
    *,
    name: str | None = None,
    choices: Choices | None = None,
    progress: Progress = lambda doing, count: None,
) -> Report:
    """Import an upload and return what became of every row.

    ``name`` is the importer to use where the file could be more than one. ``progress`` is told what
    is being done and how many rows so far. Raises RefusedError when the file is not taken: then
    nothing of it is in the store.
    """
    choices = choices or Choices()
    importer = importer_named(name, upload) if name else importer_for(upload)
    findings = settled(importer, upload, choices)
    report = Report(file=upload.name, format=importer.name, assumptions=dict(findings.assumptions))
    with store.writing() as cursor:
        arrival = _Arrival(store, cursor, _platform(cursor, importer, choices), choices.community)
        arrival.read(importer, upload, findings, report, progress)
        _refuse_if_unread(upload, report)
        progress("sorting out what is new", report.rows)
        _merge(cursor, importer, arrival, report)
        if not _anything_new(cursor, report.number):
            cursor.rollback()
            cursor.begin()
            return _nothing_new(store, upload, report)
        progress("working out who answers whom", report.rows)
        _finish(cursor, upload, report)
    return report


class _Arrival:
    """Records on their way in, pseudonymised and written to temporary tables in batches."""

    def __init__(
        self, store: Store, cursor: DuckDBPyConnection, platform: str, community: str | None
    ) -> None:
        self._pseudonyms, self._cursor = store.pseudonyms, cursor
        self._platform, self._community = platform, community
        self._waiting: dict[type, list[tuple]] = {kind: [] for kind in _SHAPES}
        self._occurrences: Counter[str] = Counter()
        self.platform = platform
        self.joined = community is not None
        self.spellings: set[str] = set()
        for kind, shape in _SHAPES.items():
            self._cursor.register("shape", shape.empty_table())
            self._cursor.execute(
                f"create or replace temp table arriving_{kind.__name__} as "
                "select row_number() over () as seq, * from shape"
            )
            self._cursor.unregister("shape")

    def read(
        self,
        importer: Importer,
        upload: Upload,
        findings: Findings,
        report: Report,
        progress: Progress,
    ) -> None:
        """Read the whole upload; count what is left out, rejected, and what becomes a row."""
        for item in importer.read(upload, findings.choices):
            kind = type(item)
            if kind is LeftOut:
                report.left_out[item.reason] += 1
            elif kind is Unread:
                report.rejected.append(item)
            else:
                self._waiting[kind].append(self._row(item))
                report.duplicates += kind is importer.counted
                if len(self._waiting[kind]) >= _BATCH:
                    self._write(kind)
                    progress("reading", report.rows)
        for kind in _SHAPES:
            self._write(kind)

    def _row(self, item: Item) -> tuple:
        match item:
            case Post():
                return self._post(item)
            case Reaction():
                return (self._in(item.community), item.post, self._who(item.person), item.name)
            case Visit():
                where = self._in(item.community)
                return (where, self._who(item.person), item.at, item.post, item.thread)
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
                return (self._who(item.person), self._who(item.also))
            case Community():
                return (self._in(item.name), item.kind, item.within)

    def _post(self, post: Post) -> tuple:
        author, where = self._who(post.author), self._in(post.community)
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
            [self._who(person) for person in post.mentions],
        )

    def _content_id(self, community: str, author: str, post: Post) -> str:
        """Return an id for a post that has none: what it is, and how often it stood before."""
        content = (community, author, post.answers, post.at.isoformat(), post.thread, post.text)
        digest = self._pseudonyms.digest(repr(content))
        self._occurrences[digest] += 1
        return f"{digest}#{self._occurrences[digest]}"

    def _in(self, community: str) -> str:
        return self._community or community

    def _who(self, person: str) -> str:
        return self._pseudonyms.person(self._platform, person)

    def _write(self, kind: type) -> None:
        rows = self._waiting[kind]
        if not rows:
            return
        shape = _SHAPES[kind]
        columns = [
            pa.array(values, field.type)
            for values, field in zip(zip(*rows, strict=True), shape, strict=True)
        ]
        self._cursor.register("batch", pa.table(columns, schema=shape))
        self._cursor.execute(
            f"""
            insert into arriving_{kind.__name__}
            select
                row_number() over () + (select coalesce(max(seq), 0) from arriving_{kind.__name__}),
                *
            from batch
            """
        )
        self._cursor.unregister("batch")
        rows.clear()


def _platform(cursor: DuckDBPyConnection, importer: Importer, choices: Choices) -> str:
    """Return the space in which the ids of people mean the same person."""
    if importer.platform:
        return importer.platform
    found = cursor.execute(
        "select platform from community where name = $1 and platform is not null",
        [choices.community],
    ).fetchone()
    return found[0] if found else "table"


def _refuse_if_unread(upload: Upload, report: Report) -> None:
    if not report.rows:
        raise EmptyFileError(
            upload.name, "this export holds no messages.", "Check what was chosen for export."
        )
    rejected = len(report.rejected)
    if rejected == report.rows or (
        report.rows >= _FEW_ROWS and rejected > _MOST_REJECTED * report.rows
    ):
        first = report.rejected[0]
        raise UnreadableRowsError(
            upload.name,
            f"{rejected} of {report.rows} rows cannot be read; the first: {first.why}.",
            "Mend the file, or say how it must be read.",
            first.where,
        )


# A name that another platform's community has already is told apart, unless it was chosen.
_COMMUNITIES = """
    create or replace temp table arriving_name as
    with named as (
        select community as name from arriving_Post
        union select community from arriving_Reaction
        union select community from arriving_Visit
        union select community from arriving_Member
        union select name from arriving_Community
    )
    select
        named.name,
        case
            when not $joined and known.platform <> $platform
                then named.name || ' (' || $platform || ')'
            else named.name
        end as called
    from named
    left join community as known on known.name = named.name;

    insert into community
    select
        (select coalesce(max(community), 0) from community) + row_number() over (order by called),
        called,
        $platform,
        any_value(kind),
        null,
        $import
    from arriving_name
    left join arriving_Community using (name)
    where called not in (select name from community)
    group by called
"""

_IDENTITIES = """
    insert into identity
    select
        (select coalesce(max(identity), 0) from identity) + row_number() over (order by pseudonym),
        pseudonym
    from (
        select author as pseudonym from arriving_Post
        union select answers from arriving_Post where answers is not null
        union select unnest(mentions) from arriving_Post
        union select person from arriving_Reaction
        union select person from arriving_Visit
        union select person from arriving_Member
        union select one from arriving_SamePerson
        union select other from arriving_SamePerson
    )
    where pseudonym not in (select pseudonym from identity)
"""

# Of several versions in one file the last one counts.
_NEWEST = """
    create or replace temp table newest as
    select
        seq,
        community.community,
        source_id,
        author.identity  as author,
        at,
        thread_id,
        reply_to,
        answers.identity as answers,
        how,
        body,
        link,
        edited,
        version,
        mentions
    from (
        from arriving_Post
        qualify row_number() over (
            partition by community, source_id order by version desc nulls last, seq desc
        ) = 1
    ) as arriving
    join arriving_name on arriving_name.name = arriving.community
    join community on community.name = called
    join identity as author on author.pseudonym = arriving.author
    left join identity as answers on answers.pseudonym = arriving.answers
"""

_TEXTS = """
    insert into text
    select
        (select coalesce(max(text), 0) from text) + row_number() over (order by first),
        body
    from (
        select body, min(seq) as first
        from newest
        where body is not null and body not in (select body from text)
        group by body
    )
"""

_VERSIONS = """
    create or replace temp table versions as
    select newest.seq, post.fact, text.text
    from newest
    left join text on text.body = newest.body
    left join post
      on  post.community = newest.community
      and post.source_id = newest.source_id
      and post.author = newest.author
      and post.at = newest.at
      and post.thread_id is not distinct from newest.thread_id
      and post.reply_to is not distinct from newest.reply_to
      and post.answers is not distinct from newest.answers
      and post.text is not distinct from text.text
"""

_POSTS = """
    insert into seen_again
    select distinct 'post', versions.fact, $import
    from versions
    where versions.fact is not null;

    insert into post
    select
        (select coalesce(max(fact), 0) from post) + row_number() over (order by at, seq),
        community,
        source_id,
        author,
        at,
        thread_id,
        reply_to,
        answers,
        how,
        versions.text,
        link,
        edited,
        version,
        list_transform(mentions, one -> known[one]),
        true,
        $import
    from newest
    join versions using (seq)
    cross join (
        select map(coalesce(list(pseudonym), []), coalesce(list(identity), [])) as known
        from identity
        where pseudonym in (select unnest(mentions) from newest)
    )
    where versions.fact is null
"""

_TOUCHED = """
    create or replace temp table touched as
    select distinct community, source_id
    from post
    where import = $import or fact in (select fact from seen_again where import = $import and kind = 'post')
"""

# A late reply changes the month in which its thread began.
_STALE = """
    insert into stale
    select community, date_trunc('month', at)::date as month
    from post
    where import = $import
    union
    select place.community, date_trunc('month', opening.at)::date
    from place
    join place as opening on opening.post = place.thread
    where place.post in (select fact from post where import = $import)
"""

_FACTS = {
    "reaction": (
        ("community", "source_id", "person", "name"),
        """
        select distinct community.community, source_id, identity as person, arriving.name
        from arriving_Reaction as arriving
        join arriving_name on arriving_name.name = arriving.community
        join community on community.name = called
        join identity on identity.pseudonym = arriving.person
        """,
    ),
    "visit": (
        ("community", "person", "at", "source_id", "thread_id"),
        """
        select distinct community.community, identity as person, at, source_id, thread_id
        from arriving_Visit as arriving
        join arriving_name on arriving_name.name = arriving.community
        join community on community.name = called
        join identity on identity.pseudonym = arriving.person
        """,
    ),
    "membership": (
        (
            "community",
            "person",
            "listed",
            "joined",
            '"left"',
            "department",
            "level",
            "place",
            "role",
            "host",
        ),
        """
        select distinct
            community.community,
            identity as person,
            listed,
            joined,
            "left",
            department,
            level,
            place,
            role,
            host
        from arriving_Member as arriving
        join arriving_name on arriving_name.name = arriving.community
        join community on community.name = called
        join identity on identity.pseudonym = arriving.person
        """,
    ),
    "same_person": (
        ("one", "other"),
        """
        select distinct one.identity as one, other.identity as other
        from arriving_SamePerson as arriving
        join identity as one on one.pseudonym = arriving.one
        join identity as other on other.pseudonym = arriving.other
        where one.identity <> other.identity
        """,
    ),
}


def _merge(
    cursor: DuckDBPyConnection, importer: Importer, arrival: _Arrival, report: Report
) -> None:
    """Add what is new and note what was seen before; fill in the counts of the report."""
    (number,) = cursor.execute("select coalesce(max(number), 0) + 1 from import").fetchone()
    report.number = number
    one = {"import": number}
    _each(cursor, _COMMUNITIES, one | {"platform": arrival.platform, "joined": arrival.joined})
    for statement in (_IDENTITIES, _NEWEST, _TEXTS, _VERSIONS):
        cursor.execute(statement)
    _each(cursor, _POSTS, one)
    new = {Post: _count(cursor, "post", number)}
    for table, (columns, rows) in _FACTS.items():
        _add_facts(cursor, table, columns, rows, number)
    new[Member] = _count(cursor, "membership", number)
    new[Visit] = _count(cursor, "visit", number)
    earlier = _earlier_versions(cursor)
    if earlier and importer.counted is Post:
        report.left_out["an earlier version of a post in the same file"] = earlier
        report.duplicates -= earlier
    report.imported = new[importer.counted]
    report.duplicates -= report.imported
    report.communities = [
        name
        for (name,) in cursor.execute(
            "select distinct called from arriving_name order by 1"
        ).fetchall()
    ]
    report.first, report.last = cursor.execute(
        "select min(at), max(at) from (select at from newest union all select at from arriving_Visit)"
    ).fetchone()
    (report.people,) = cursor.execute(
        """
        select count(distinct person) from (
            select author as person from arriving_Post
            union select person from arriving_Member where listed
            union select person from arriving_Visit
        )
        """
    ).fetchone()
    (oneself,) = cursor.execute("select count(*) from newest where answers = author").fetchone()
    if oneself:
        report.notes["replies to oneself: kept as posts, left out of every measure of replies"] = (
            oneself
        )


def _earlier_versions(cursor: DuckDBPyConnection) -> int:
    """Count the posts of the file that a later line of it replaces with other words."""
    (count,) = cursor.execute(
        """
        select count(*)
        from arriving_Post as earlier
        join arriving_name on arriving_name.name = earlier.community
        join community on community.name = called
        join newest
          on  newest.community = community.community
          and newest.source_id = earlier.source_id
        where earlier.seq <> newest.seq and earlier.body is distinct from newest.body
        """
    ).fetchone()
    return count


def _add_facts(
    cursor: DuckDBPyConnection, table: str, columns: Sequence[str], rows: str, number: int
) -> None:
    same = " and ".join(f"known.{column} is not distinct from fresh.{column}" for column in columns)
    listed = ", ".join(columns)
    fresh = ", ".join(f"fresh.{column}" for column in columns)
    cursor.execute(
        f"""
        create or replace temp table fresh as
        with fresh as ({rows})
        select known.fact, {fresh}
        from fresh
        left join {table} as known on {same}
        """
    )
    cursor.execute(
        f"insert into seen_again select distinct '{table}', fact, $1 from fresh where fact is not null",
        [number],
    )
    cursor.execute(
        f"""
        insert into {table} (fact, {listed}, import)
        select
            (select coalesce(max(fact), 0) from {table}) + row_number() over (order by {listed}),
            {listed},
            $1
        from fresh
        where fact is null
        """,
        [number],
    )


def _count(cursor: DuckDBPyConnection, table: str, number: int) -> int:
    return cursor.execute(f"select count(*) from {table} where import = $1", [number]).fetchone()[0]


def _each(cursor: DuckDBPyConnection, statements: str, values: dict) -> None:
    """Run several statements that share values; each takes those it names."""
    for statement in statements.split(";\n"):
        cursor.execute(statement, {k: v for k, v in values.items() if f"${k}" in statement})


def _anything_new(cursor: DuckDBPyConnection, number: int) -> bool:
    tables = ("post", *_FACTS, "community")
    return any(_count(cursor, table, number) for table in tables)


def _nothing_new(store: Store, upload: Upload, report: Report) -> Report:
    """Return the report of a file that added nothing; the store is as it was."""
    before = store.read(
        "select number, at from import where sha256 = $sha and undone_at is null order by number",
        sha=upload.sha256,
    )
    report.number = None
    report.message = "Nothing in it was new."
    if len(before):
        number, at = before.iloc[0]
        report.number = int(number)
        report.message = (
            f"Nothing in it was new: it was imported on {at:%Y-%m-%d} as import {number}."
        )
    return report


def _finish(cursor: DuckDBPyConnection, upload: Upload, report: Report) -> None:
    """Write the import itself, bring the derived tables up to date, and mark what is stale."""
    report.outcome = "partial" if report.rejected else "accepted"
    report.message = f"Import {report.number}: {report.imported} of {report.rows} rows are new."
    cursor.execute(
        "insert into import values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, null)",
        [
            report.number,
            upload.sha256,
            upload.name,
            report.format,
            report.outcome,
            report.rows,
            report.imported,
            report.duplicates,
            report.first,
            report.last,
            report.people,
            report.communities,
            json.dumps(report.assumptions, ensure_ascii=False),
            datetime.now(UTC).replace(tzinfo=None),
        ],
    )
    lines = [("left out", "", reason, count) for reason, count in report.left_out.items()]
    lines += [("rejected", line.where, line.why, 1) for line in report.rejected]
    lines += [("note", "", reason, count) for reason, count in report.notes.items()]
    if lines:
        cursor.executemany(
            f"insert into import_line values ({report.number}, $1, $2, $3, $4)", lines
        )
    cursor.execute(_TOUCHED, {"import": report.number})
    settle_versions(cursor)
    refresh(cursor, report.communities)
    cursor.execute(_STALE, {"import": report.number})
