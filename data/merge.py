"""Finds out what is new among the records that arrived, and adds it to the facts.

Works on the temporary tables of data/arrival.py, inside the transaction of one import.
"""

from collections.abc import Sequence

from duckdb import DuckDBPyConnection

from data.arrival import Arrival, Origin
from data.records import Member, Post, SamePerson, Visit
from data.report import Report
from data.said import say

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
            when $apart and known.platform <> $platform
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
    group by called;

    -- One that was described by hand, or filled by e-mail addresses alone, gets its platform from
    -- the first export that has one.
    update community
    set platform = $platform
    where platform is null and name in (select called from arriving_name);

    update community
    set within = parent.community
    from arriving_Community as said
    join arriving_name using (name)
    join community as parent on parent.name = said.within
    where community.name = called and community.within is null
"""

# Of several versions in one file the last one counts.
_SUPERSEDED = """
    create or replace temp table superseded as
    with repeated as (
        select community, source_id from arriving_Post group by all having count(*) > 1
    )

    select seq
    from arriving_Post
    semi join repeated using (community, source_id)
    qualify row_number() over (
        partition by community, source_id order by version desc nulls last, seq desc
    ) > 1
"""

_NEWEST = """
    create or replace temp view newest as
    select community.community, arriving.* exclude (community)
    from arriving_Post as arriving
    join arriving_name on arriving_name.name = arriving.community
    join community on community.name = called
    anti join superseded on superseded.seq = arriving.seq
"""

_IDENTITIES = """
    insert into identity
    select
        (select coalesce(max(identity), 0) from identity) + row_number() over (order by pseudonym),
        pseudonym
    from (
        select author as pseudonym from newest
        union select answers from newest where answers is not null
        union select unnest(mentions) from newest
        union select person from arriving_Reaction
        union select person from arriving_Visit
        union select person from arriving_Member
        union select one from arriving_SamePerson
        union select unnest(others) from arriving_SamePerson
    )
    where pseudonym not in (select pseudonym from identity)
"""

_TEXTS = """
    insert into text
    select
        (select coalesce(max(text), 0) from text) + 1 + min(seq),
        body
    from newest
    where body is not null and body not in (select body from text)
    group by body
"""

_VERSIONS = """
    create or replace temp table versions as
    select newest.seq, post.fact, text.text, author.identity as author, answers.identity as answers
    from newest
    join identity as author on author.pseudonym = newest.author
    left join identity as answers on answers.pseudonym = newest.answers
    left join text on text.body = newest.body
    left join post
      on  post.community = newest.community
      and post.source_id = newest.source_id
      and post.author = author.identity
      and post.posted_at = newest.posted_at
      and post.thread_id is not distinct from newest.thread_id
      and post.reply_to is not distinct from newest.reply_to
      and post.answers is not distinct from answers.identity
      and post.text is not distinct from text.text
"""

_POSTS = """
    insert into seen_again
    select distinct 'post', versions.fact, $import
    from versions
    where versions.fact is not null;

    insert into post
    select
        (select coalesce(max(fact), 0) from post) + 1 + seq,
        community,
        source_id,
        versions.author,
        posted_at,
        thread_id,
        reply_to,
        versions.answers,
        how,
        versions.text,
        link,
        edited,
        version,
        case
            when len(mentions) = 0 then []
            else list_transform(mentions, lambda one : known[one])
        end,
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
        ("community", "person", "visited_at", "source_id", "thread_id", "latest"),
        """
        select distinct
            community.community,
            identity as person,
            visited_at,
            source_id,
            thread_id,
            latest
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
        from (select one, unnest(others) as other from arriving_SamePerson) as arriving
        join identity as one on one.pseudonym = arriving.one
        join identity as other on other.pseudonym = arriving.other
        where one.identity <> other.identity
        """,
    ),
}


def _earlier_versions(cursor: DuckDBPyConnection) -> int:
    """Count the posts of the file that a later line of it replaces with other words."""
    (count,) = cursor.execute(
        """
        select count(*)
        from superseded
        join arriving_Post as earlier using (seq)
        join arriving_name on arriving_name.name = earlier.community
        join community on community.name = called
        join newest
          on  newest.community = community.community
          and newest.source_id = earlier.source_id
        where earlier.body is distinct from newest.body
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
        f"""
        insert into seen_again
        select distinct '{table}', fact, $1 from fresh where fact is not null
        """,
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


def _joined_rows(cursor: DuckDBPyConnection, number: int) -> int:
    """Count the rows that joined ids not known to be one person before; each may have several."""
    (count,) = cursor.execute(
        """
        select count(distinct arriving.seq)
        from (select seq, one, unnest(others) as other from arriving_SamePerson) as arriving
        join identity as one on one.pseudonym = arriving.one
        join identity as other on other.pseudonym = arriving.other
        join same_person on (same_person.one, same_person.other) = (one.identity, other.identity)
        where same_person.import = $1
        """,
        [number],
    ).fetchone()
    return count


def _each(cursor: DuckDBPyConnection, statements: str, values: dict) -> None:
    """Run several statements that share values; each takes those it names."""
    for statement in statements.split(";\n"):
        cursor.execute(statement, {k: v for k, v in values.items() if f"${k}" in statement})


def merge(cursor: DuckDBPyConnection, origin: Origin, arrival: Arrival, report: Report) -> bool:
    """Add what is new, note what was seen before, fill in the counts; return if anything is new."""
    number = {"import": report.number}
    apart = origin.community is None and origin.platform is not None
    named = {"platform": arrival.people.platform, "apart": apart}
    _each(cursor, _COMMUNITIES, number | named)
    for statement in (_SUPERSEDED, _NEWEST, _IDENTITIES, _TEXTS, _VERSIONS):
        cursor.execute(statement)
    _each(cursor, _POSTS, number)
    for table, (columns, rows) in _FACTS.items():
        _add_facts(cursor, table, columns, rows, report.number)
    new = {table: _count(cursor, table, report.number) for table in ("post", *_FACTS, "community")}
    counted = {Post: new["post"], Member: new["membership"], Visit: new["visit"]}
    counted[SamePerson] = _joined_rows(cursor, report.number)
    report.imported = sum(
        rows for kind, rows in counted.items() if issubclass(kind, origin.counted)
    )
    earlier = _earlier_versions(cursor) if issubclass(Post, origin.counted) else 0
    if earlier:
        report.left_out[say("an earlier version of a post in the same file")] = earlier
    report.duplicates -= report.imported + earlier
    _describe(cursor, report)
    return any(new.values())


def _describe(cursor: DuckDBPyConnection, report: Report) -> None:
    """Fill in what the file is about: communities, first and last moment, people."""
    called = cursor.execute("select distinct called from arriving_name order by 1").fetchall()
    report.communities = [name for (name,) in called]
    report.first, report.last = cursor.execute(
        """
        select min(moment), max(moment)
        from (
            select posted_at as moment from newest
            union all
            select visited_at from arriving_Visit
        )
        """
    ).fetchone()
    (report.people,) = cursor.execute(
        """
        select count(*) from (
            select author from arriving_Post
            union select person from arriving_Member where listed
            union select person from arriving_Visit
        )
        """
    ).fetchone()
    (oneself,) = cursor.execute("select count(*) from newest where answers = author").fetchone()
    if oneself:
        told = say("replies to oneself: kept as posts, left out of every measure of replies")
        report.notes[told] = oneself
