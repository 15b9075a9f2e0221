"""Works out, at import, what would be slow to work out while somebody looks.

Who is one person (``person``), where each post stands in its thread (``place``), and who answers
whom (``edge``). Always for whole communities, so that late replies and late parents fall in place.
"""

from collections.abc import Sequence

import networkx as nx
import pyarrow as pa
from duckdb import DuckDBPyConnection

from data.inferred import infer

_POSTS = """
    create or replace temp table located as
    select
        post.fact                                  as post,
        post.community,
        post.source_id,
        person.person                              as author,
        answered.person                            as answers,
        post.posted_at,
        post.thread_id,
        post.reply_to,
        post.how,
        post.text
    from post
    join person on person.identity = post.author
    left join person as answered on answered.identity = post.answers
    where post.current and post.community in (select unnest($communities))
"""

# A thread that is only named, by tables with a thread column, is opened by its first post.
_PARENTS = """
    create or replace temp table parents as
    with opened as (
        select
            *,
            first_value(post) over (
                partition by community, thread_id order by posted_at, post
            ) as opener
        from located
    )
    select
        child.post,
        case
            when child.reply_to is not null then parent.post
            when child.how = 'thread root only' and child.thread_id is not null
                 and child.opener <> child.post
                then child.opener
        end as parent,
        case
            when child.reply_to is not null and parent.post is null then 'orphan'
            else child.how
        end as how,
        child.opener,
        child.thread_id
    from opened as child
    left join located as parent
      on  parent.community = child.community
      and parent.source_id = child.reply_to
"""

_FIRST_LEVEL = """
    create or replace temp table reached as
    select
        post,
        case when how in ('known', 'thread root only', 'inferred') then post
             when how = 'unknown' and thread_id is not null then opener
             else post end as thread,
        case when how in ('known', 'thread root only', 'inferred') then 0 end::integer as depth,
        0 as level
    from parents
    where parent is null and post not in (select post from guessed)
"""

_NEXT_LEVEL = """
    insert into reached
    select
        parents.post,
        reached.thread,
        reached.depth + 1,
        reached.level + 1
    from parents
    join reached on reached.post = parents.parent and reached.level = $level
"""

# A chain of guesses may be as long as a chat: its threads were followed while it was guessed.
_GUESSED = """
    insert into reached
    select post, thread, depth, 0
    from guessed
"""

# What is never reached from an opening answers in a circle: it opens a thread of its own.
_PLACES = """
    insert into place
    select
        located.post,
        located.community,
        located.author,
        located.posted_at,
        coalesce(reached.thread, located.post),
        case when reached.post is not null then parents.parent end,
        reached.depth,
        case when reached.post is null then 'orphan' else parents.how end,
        coalesce(
            parents.how <> 'thread root only'
                and located.author in (answered.author, located.answers),
            false
        ),
        located.text
    from located
    join parents using (post)
    left join reached using (post)
    left join located as answered on answered.post = parents.parent
    order by located.community, located.posted_at
"""

_KNOWN_EDGES = """
    insert into edge
    select
        reply.community,
        reply.post,
        reply.author,
        parent.author,
        reply.thread,
        greatest(reply.posted_at, parent.posted_at),
        parent.posted_at,
        grandparent.author,
        reply.how
    from place as reply
    join place as parent on parent.post = reply.parent
    left join place as grandparent on grandparent.post = parent.parent
    where reply.community in (select unnest($communities))
      and reply.how in ('known', 'inferred')
      and reply.author <> parent.author
"""

# Where only the first post of a thread is named, a reply is taken to answer whoever else spoke
# last in the thread: decided here, once, and marked by ``how``.
_ROOT_EDGES = """
    insert into edge
    with spoken as (
        select
            *,
            lag(author) over thread as last_author,
            lag(posted_at) over thread     as last_at
        from place
        where community in (select unnest($communities)) and how = 'thread root only'
        window thread as (partition by thread order by posted_at, post)
    ),

    turns as (
        select
            *,
            case when last_author <> author then last_author end as turn,
            case when last_author <> author then last_at end     as turn_at
        from spoken
    ),

    addressed as (
        select
            *,
            last_value(turn ignore nulls) over thread    as answered,
            last_value(turn_at ignore nulls) over thread as answered_at
        from turns
        window thread as (
            partition by thread
            order by posted_at, post
            rows between unbounded preceding and current row
        )
    )

    select
        community,
        post,
        author,
        answered,
        thread,
        posted_at,
        answered_at,
        -- Whom the addressed post itself addressed: in a row of turns, the one before it.
        case
            when turn is not null
                then lag(answered) over (
                    partition by thread, turn is not null order by posted_at, post
                )
        end,
        how
    from addressed
    where answered is not null
"""

_ARC_EDGES = """
    insert into edge
    select
        located.community,
        located.post,
        located.author,
        located.answers,
        reached.thread,
        located.posted_at,
        null,
        null,
        'arc only'
    from located
    join reached using (post)
    where located.answers is not null and located.answers <> located.author
"""


# Which version of a post is current does not depend on the order in which exports come in. The only
# one that is known is current already, unless its post is gone.
_CURRENT = """
    create or replace temp table ranked as
    with unsettled as (
        select community, source_id
        from post
        semi join touched using (community, source_id)
        group by all
        having count(*) > 1 or not bool_and(current)
        union
        select community, source_id from gone
    ),

    rival as (
        from post
        semi join touched using (community, source_id)
        semi join unsettled using (community, source_id)
    ),

    brought as (
        select fact, import from rival
        union
        select fact, import from seen_again where kind = 'post'
    ),

    latest as (
        select brought.fact, max(import.last) as last
        from brought
        join import on import.number = brought.import
        group by all
    ),

    removed as (
        select rival.community, rival.source_id
        from rival
        join brought using (fact)
        join gone
          on  gone.community = rival.community
          and gone.source_id = rival.source_id
        group by all
        having max(gone.import) > max(brought.import)
    )

    select
        rival.fact,
        row_number() over (
            partition by rival.community, rival.source_id
            order by
                version desc nulls last,
                latest.last desc nulls last,
                text.body desc nulls last,
                rival.posted_at desc,
                author.pseudonym,
                rival.thread_id,
                rival.reply_to,
                answered.pseudonym
        ) = 1 and removed.source_id is null as current
    from rival
    left join removed
      on  removed.community = rival.community
      and removed.source_id = rival.source_id
    left join latest using (fact)
    left join text on text.text = rival.text
    left join identity as author on author.identity = rival.author
    left join identity as answered on answered.identity = rival.answers
"""


def settle_versions(cursor: DuckDBPyConnection) -> None:
    """Mark the current version of every post in the temporary table ``touched``."""
    cursor.execute(_CURRENT)
    cursor.execute(
        """
        update post
        set current = ranked.current
        from ranked
        where ranked.fact = post.fact and post.current <> ranked.current
        """
    )


def refresh(cursor: DuckDBPyConnection, names: Sequence[str]) -> None:
    """Derive communities anew, and those in which somebody turned out to be somebody else.

    Marks their measures as stale. Runs inside the transaction of the cursor.
    """
    changed = _persons(cursor)
    found = cursor.execute(
        """
        select community from community where name in (select unnest($names))
        union
        select community
        from post
        where author in (select unnest($changed)) or answers in (select unnest($changed))
        union
        select community from membership where person in (select unnest($changed))
        """,
        {"names": list(names), "changed": changed},
    ).fetchall()
    communities = [community for (community,) in found]
    _derive(cursor, communities)
    cursor.execute("insert into stale select unnest($1::integer[])", [communities])


def _derive(cursor: DuckDBPyConnection, communities: Sequence[int]) -> None:
    which = {"communities": list(communities)}
    for table in ("place", "edge"):
        cursor.execute(
            f"delete from {table} where community in (select unnest($communities))", which
        )
    cursor.execute(_POSTS, which)
    infer(cursor)
    cursor.execute(_PARENTS)
    cursor.execute(_FIRST_LEVEL)
    level = 0
    while cursor.execute(_NEXT_LEVEL, {"level": level}).fetchone()[0]:
        level += 1
    cursor.execute(_GUESSED)
    cursor.execute(_PLACES)
    cursor.execute(_KNOWN_EDGES, which)
    cursor.execute(_ROOT_EDGES, which)
    cursor.execute(_ARC_EDGES)
    for table in ("located", "guessed", "parents", "reached"):
        cursor.execute(f"drop table {table}")


def _persons(cursor: DuckDBPyConnection) -> list[int]:
    """Give every identity its person, the smallest identity it is linked with.

    Returns the identities that had another person before.
    """
    links = cursor.execute("select one, other from same_person").fetchall()
    groups = nx.connected_components(nx.Graph(links))
    joined = [(identity, min(group)) for group in groups for identity in group]
    identities, persons = zip(*joined, strict=True) if joined else ((), ())
    shape = pa.schema({"identity": pa.int32(), "person": pa.int32()})
    cursor.register("joined", pa.table([identities, persons], schema=shape))
    cursor.execute(
        """
        create or replace temp table person_now as
        select identity.identity, coalesce(joined.person, identity.identity) as person
        from identity
        left join joined using (identity)
        """
    )
    cursor.unregister("joined")
    changed = cursor.execute(
        "select identity from person join person_now using (identity) "
        "where person.person <> person_now.person"
    ).fetchall()
    cursor.execute("delete from person")
    cursor.execute("insert into person from person_now")
    return [identity for (identity,) in changed]
