"""What people say by hand: what kind of community it is, who hosts it, what happened when."""

from collections.abc import Sequence
from datetime import date

from duckdb import DuckDBPyConnection

from data.published import advance
from data.said import say
from data.store import Store, UnknownCommunityError

KINDS = ("team", "practice", "help", "board", "cohort")
LONGEST_EVENT = 80


class DeclarationError(ValueError):
    """What was said cannot be true; the message says why."""


class UnknownPersonError(DeclarationError):
    """Nobody in the community has that id."""


def describe(
    store: Store,
    name: str,
    *,
    kind: str | None = None,
    within: str | None = None,
    hosts: Sequence[str] = (),
) -> None:
    """Say what a community is; what is not said stays as it was. Makes it if it is not there.

    ``hosts`` are ids of people as the export writes them; they replace the hosts of before.
    Raises UnknownCommunityError for the parent, UnknownPersonError for a host,
    DeclarationError for an unknown kind and for a community within itself.
    """
    if kind is not None and kind not in KINDS:
        raise DeclarationError(
            f"“{kind}” is no kind of community. The kinds are: {', '.join(KINDS)}."
        )
    with store.writing() as cursor:
        community = _community(cursor, name)
        if community is None:
            cursor.execute(
                "insert into community select coalesce(max(community), 0) + 1, $1, null, null, "
                "null, null from community",
                [name],
            )
            community = _community(cursor, name)
        if kind:
            cursor.execute("update community set kind = $1 where community = $2", [kind, community])
        if within:
            parent = known_community(cursor, within)
            _refuse_circle(cursor, community, parent, name, within)
            cursor.execute(
                "update community set within = $1 where community = $2", [parent, community]
            )
        if hosts:
            found = {_person(store, cursor, community, name, host) for host in hosts}
            cursor.execute("delete from role where community = $1 and role = 'host'", [community])
            for person in found:
                cursor.execute(
                    "insert into role select coalesce(max(fact), 0) + 1, $1, $2, 'host', null "
                    "from role",
                    [community, person],
                )
        cursor.execute("insert into stale values ($1)", [community])


def add_event(store: Store, day: date, name: str, communities: Sequence[str] = ()) -> None:
    """Write down what happened on a day; without communities it concerns all of them.

    What is written down already stays as it is. Raises DeclarationError for a name that is empty
    or too long for a chart, UnknownCommunityError for a community that is not there.
    """
    name = " ".join(name.split())
    if not name:
        raise DeclarationError(say("Say in a few words what happened."))
    if len(name) > LONGEST_EVENT:
        raise DeclarationError(
            say(
                "What happened takes {number} characters; up to {most} fit on a chart.",
                number=len(name),
                most=LONGEST_EVENT,
            )
        )
    with store.writing() as cursor:
        numbers = [known_community(cursor, one) for one in communities] or [None]
        for community in numbers:
            cursor.execute(
                """
                insert into event
                select coalesce(max(fact), 0) + 1, $1, $2, $3, null
                from event
                having count(*) filter (
                    where day = $1 and name = $2 and community is not distinct from $3
                ) = 0
                """,
                [day, name, community],
            )
        advance(cursor)


def remove_event(store: Store, day: date, name: str) -> None:
    """Strike out what happened on a day, for every community it was written down for."""
    with store.writing() as cursor:
        cursor.execute("delete from event where day = $1 and name = $2", [day, name])
        advance(cursor)


def known_community(cursor: DuckDBPyConnection, name: str) -> int:
    """Return the number of a community, or raise UnknownCommunityError naming those there are."""
    community = _community(cursor, name)
    if community is None:
        rows = cursor.execute("select name from community order by name limit 20").fetchall()
        known = ", ".join(one for (one,) in rows) or "none yet"
        raise UnknownCommunityError(f"There is no community “{name}”. There are: {known}.")
    return community


def _refuse_circle(
    cursor: DuckDBPyConnection, community: int, parent: int, name: str, within: str
) -> None:
    above = cursor.execute(
        """
        with recursive above as (
            select $1::integer as community
            union
            select community.within
            from above
            join community using (community)
            where community.within is not null
        )

        select community
        from above
        """,
        [parent],
    ).fetchall()
    if (community,) in above:
        raise DeclarationError(
            f"“{name}” cannot lie within “{within}”, which is it or lies within it."
        )


def _community(cursor: DuckDBPyConnection, name: str) -> int | None:
    found = cursor.execute("select community from community where name = $1", [name]).fetchone()
    return found[0] if found else None


def _person(
    store: Store, cursor: DuckDBPyConnection, community: int, name: str, person: str
) -> int:
    """Return the identity of somebody who takes part in a community, from the export's own id."""
    (platform,) = cursor.execute(
        "select coalesce(platform, 'table') from community where community = $1", [community]
    ).fetchone()
    found = cursor.execute(
        """
        select identity
        from identity
        where pseudonym = $1
          and identity in (
            select author from post where community = $2
            union select answers from post where community = $2
            union select person from membership where community = $2
          )
        """,
        [store.pseudonyms.person(platform, person), community],
    ).fetchone()
    if not found:
        raise UnknownPersonError(
            f"Nobody in {name} has the id “{person}”. Give the id as the export writes it."
        )
    return found[0]
