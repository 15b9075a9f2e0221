"""Forgets: a person for good, and what is older than is kept. Both are logged, without names.

The file is rewritten afterwards: what was deleted could still be read in its free blocks.
"""

from datetime import UTC, datetime

import pandas as pd
from duckdb import DuckDBPyConnection

from data.arrival import Origin
from data.declared import UnknownPersonError
from data.derive import refresh, settle_versions
from data.history import forget_unused
from data.people import TABLE
from data.records import Member, Post, Reaction, SamePerson, Visit
from data.report import Report
from data.said import say
from data.settings import oldest_kept, see_to
from data.store import Store

_NOBODY = "create or replace temp table gone_person (identity integer)"

# All accounts and addresses of one person go together.
_OF_ONE_PERSON = """
    create or replace temp table gone_person as
    select identity
    from person
    where person in (
        select person.person
        from identity
        join person using (identity)
        where pseudonym in (select unnest($pseudonyms::varchar[]))
    )
"""

_FACTS_OF_PERSONS = """
    create or replace temp table to_forget as
    select 'post' as kind, fact, community from post
    where author in (select identity from gone_person)
    union all
    select 'reaction', fact, community from reaction
    where person in (select identity from gone_person)
    union all
    select 'visit', fact, community from visit
    where person in (select identity from gone_person)
    union all
    select 'membership', fact, community from membership
    where person in (select identity from gone_person)
    union all
    select 'role', fact, community from role
    where person in (select identity from gone_person)
    union all
    select 'same_person', fact, null from same_person
    where one in (select identity from gone_person)
       or other in (select identity from gone_person)
"""

_FACTS_BEFORE = """
    create or replace temp table to_forget as
    select 'post' as kind, fact, community from post where posted_at < $oldest
    union all
    select 'visit', fact, community from visit where visited_at < $oldest
    union all
    select 'membership', fact, community from membership where "left" < $oldest
"""

_TOUCHED = """
    create or replace temp table touched as
    select distinct community, source_id
    from post
    where fact in (select fact from to_forget where kind = 'post')
"""

# Reactions to a post go with it, and what people coded of it.
_LEFT_BEHIND = """
    create or replace temp table bare as
    select community, source_id
    from touched
    where (community, source_id) not in (select (community, source_id) from post)
"""

_ERASED_BY_LINK = """
    with recursive same (pseudonym) as (
        select pseudonym from erased
        union
        select unnest(list_append(link.others, link.one))
        from arriving_SamePerson as link
        join same on list_contains(list_append(link.others, link.one), same.pseudonym)
    )

    select pseudonym from same where pseudonym not in (select pseudonym from erased)
"""

_OF_A_PERSON = {
    Post: "author",
    Member: "person",
    Visit: "person",
    Reaction: "person",
    SamePerson: "one",
}


def erase(store: Store, person: str) -> int:
    """Forget a person for good, by an e-mail address or the id in an export; return how many posts.

    Every account known to be the same person goes, with what it wrote, and no later export brings
    it back. Raises UnknownPersonError where nobody has that id.
    """
    pseudonyms = _may_be(store, person)
    with store.writing() as cursor:
        cursor.execute(_OF_ONE_PERSON, {"pseudonyms": pseudonyms})
        (identities,) = cursor.execute("select count(*) from gone_person").fetchone()
        if not identities:
            raise UnknownPersonError(
                "Nobody here has that id or address. Give it as the export writes it."
            )
        posts = _erase(cursor)
    store.rewrite()
    return posts


def is_known(store: Store, person: str) -> bool:
    """Return whether somebody here has an e-mail address or an id."""
    found = store.read(
        "select 1 from identity where pseudonym in (select unnest($pseudonyms::varchar[]))",
        pseudonyms=_may_be(store, person),
    )
    return not found.empty


def _may_be(store: Store, person: str) -> list[str]:
    """Return the pseudonyms that a person with that id has, on each platform."""
    found = store.read("select distinct platform from community where platform is not null")
    platforms = {TABLE, *found["platform"]}
    return [store.pseudonyms.person(platform, person) for platform in platforms]


def forget_old(store: Store) -> int:
    """Delete what is older than is kept, and log it; return how many facts that were."""
    with store.writing() as cursor:
        oldest = oldest_kept(cursor)
        see_to(cursor)
        if oldest is None:
            return 0
        cursor.execute(_FACTS_BEFORE, {"oldest": oldest})
        cursor.execute(_NOBODY)
        deleted = sum(_remove(cursor, "too old"))
    if deleted:
        store.rewrite()
    return deleted


def keep_out(cursor: DuckDBPyConnection, origin: Origin, report: Report) -> None:
    """Leave out of what arrives whoever was erased and whatever is too old, and count it.

    Who turns out to be somebody erased, by a link between two accounts, is erased too.
    """
    linked = cursor.execute(_ERASED_BY_LINK).fetchall()
    if linked:
        pseudonyms = [one for (one,) in linked]
        _remember(cursor, pseudonyms)
        cursor.execute(_OF_ONE_PERSON, {"pseudonyms": pseudonyms})
        _erase(cursor)
    erased, old = 0, 0
    for kind, column in _OF_A_PERSON.items():
        deleted = _without_erased(cursor, kind.__name__, column)
        erased += deleted if issubclass(kind, origin.counted) else 0
    gone = [one for (one,) in cursor.execute("select pseudonym from erased").fetchall()]
    if gone:
        cursor.execute(
            """
            update arriving_Post
            set answers = case when list_contains($gone, answers) then null else answers end,
                mentions = list_filter(mentions, lambda one : not list_contains($gone, one))
            """,
            {"gone": gone},
        )
    oldest = oldest_kept(cursor)
    if oldest:
        (posts,) = cursor.execute(
            "delete from arriving_Post where posted_at < $1", [oldest]
        ).fetchone()
        (visits,) = cursor.execute(
            "delete from arriving_Visit where visited_at < $1", [oldest]
        ).fetchone()
        deleted_of = {Post: posts, Visit: visits}
        old = sum(number for kind, number in deleted_of.items() if issubclass(kind, origin.counted))
    for number, why in (
        (erased, say("of a person who was erased")),
        (old, say("older than data are kept here")),
    ):
        if number:
            report.left_out[why] += number
            report.duplicates -= number


def removals(store: Store) -> pd.DataFrame:
    """Return what was deleted, the latest first: removed_at, why, posts, others."""
    return store.read("select removed_at, why, posts, others from removal order by removed_at desc")


def _without_erased(cursor: DuckDBPyConnection, kind: str, column: str) -> int:
    (deleted,) = cursor.execute(
        f"delete from arriving_{kind} where {column} in (select pseudonym from erased)"
    ).fetchone()
    return deleted


def _remember(cursor: DuckDBPyConnection, pseudonyms: list[str]) -> None:
    """Remember who was erased, so that a later export does not bring them back."""
    cursor.execute(
        "insert or ignore into erased select unnest($1::varchar[]), $2", [pseudonyms, _now()]
    )


def _erase(cursor: DuckDBPyConnection) -> int:
    """Erase the persons in the temporary table ``gone_person``; return how many posts went."""
    found = cursor.execute(
        "select pseudonym from identity where identity in (select identity from gone_person)"
    ).fetchall()
    _remember(cursor, [one for (one,) in found])
    cursor.execute(_FACTS_OF_PERSONS)
    return _remove(cursor, "erased")[0]


def _remove(cursor: DuckDBPyConnection, why: str) -> tuple[int, int]:
    """Delete the facts in the temporary table ``to_forget`` and whatever hangs on them.

    Returns how many posts and how many other facts went.
    """
    affected = cursor.execute(
        """
        select distinct name
        from community
        where community in (select community from to_forget)
           or community in (
            select community from post
            where answers in (select identity from gone_person)
           )
        """
    ).fetchall()
    cursor.execute(_TOUCHED)
    (posts, others) = cursor.execute(
        "select count(*) filter (where kind = 'post'), count(*) filter (where kind <> 'post') "
        "from to_forget"
    ).fetchone()
    for table in ("post", "reaction", "visit", "membership", "role", "same_person"):
        cursor.execute(
            f"delete from {table} where fact in (select fact from to_forget where kind = '{table}')"
        )
    cursor.execute(
        "delete from seen_again where (kind, fact) in (select (kind, fact) from to_forget)"
    )
    cursor.execute(_LEFT_BEHIND)
    for table in ("reaction", "sample", "coding"):
        cursor.execute(
            f"delete from {table} "
            "where (community, source_id) in (select (community, source_id) from bare)"
        )
    found = cursor.execute("select identity from gone_person").fetchall()
    cursor.execute(
        """
        update post
        set answers = case when list_contains($gone, answers) then null else answers end,
            mentions = list_filter(mentions, lambda one : not list_contains($gone, one))
        where list_contains($gone, answers)
           or list_has_any(mentions, $gone)
        """,
        {"gone": [identity for (identity,) in found]},
    )
    settle_versions(cursor)
    refresh(cursor, [name for (name,) in affected])
    forget_unused(cursor)
    if posts or others:
        cursor.execute("insert into removal values ($1, $2, $3, $4)", [_now(), why, posts, others])
    return posts, others


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
