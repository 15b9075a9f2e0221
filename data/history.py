"""What was imported, and how to take it back."""

import pandas as pd
from duckdb import DuckDBPyConnection

from data.derive import refresh, settle_versions
from data.store import Store

_FACTS = ("post", "reaction", "visit", "membership", "same_person")


class UnknownImportError(ValueError):
    """No import has that number, or it was undone already."""


def imports(store: Store) -> pd.DataFrame:
    """Return the imports, newest first: number, file, format, outcome, counts, dates."""
    return store.read(
        """
        select
            number,
            file,
            format,
            outcome,
            rows,
            imported,
            duplicates,
            coalesce(left_out, 0)  as left_out,
            coalesce(rejected, 0)  as rejected,
            people,
            communities,
            first,
            last,
            imported_at,
            undone_at
        from import
        left join (
            select
                import                                             as number,
                sum(count) filter (where kind = 'left out')::bigint as left_out,
                sum(count) filter (where kind = 'rejected')::bigint as rejected
            from import_line
            group by all
        ) using (number)
        order by number desc
        """
    )


def lines(store: Store, number: int) -> pd.DataFrame:
    """Return the report lines of an import: kind, place, reason, said, count.

    ``said`` holds the parts of the reason (``data.said``).
    """
    return store.read(
        "select kind, place, reason, said, count from import_line where import = $number",
        number=number,
    )


def undo(store: Store, number: int) -> None:
    """Take an import back whole. What another import brought too stays.

    Raises UnknownImportError when there is no such import or it was undone already.
    """
    with store.writing() as cursor:
        found = cursor.execute(
            "select communities from import where number = $1 and undone_at is null", [number]
        ).fetchone()
        if not found:
            raise UnknownImportError(
                f"There is no import {number} to undo. The list of imports shows what there is."
            )
        cursor.execute(
            """
            create or replace temp table touched as
            select distinct community, source_id
            from post
            where import = $1
               or fact in (select fact from seen_again where import = $1 and kind = 'post')
            union
            select community, source_id from gone where import = $1
            """,
            [number],
        )
        for table in _FACTS:
            _take_back(cursor, table, number)
        cursor.execute("delete from seen_again where import = $1", [number])
        for table in ("gone", "inferring"):
            cursor.execute(f"delete from {table} where import = $1", [number])
        settle_versions(cursor)
        cursor.execute(
            "update import set outcome = 'undone', undone_at = now()::timestamp where number = $1",
            [number],
        )
        refresh(cursor, found[0])
        forget_unused(cursor)


def _take_back(cursor: DuckDBPyConnection, table: str, number: int) -> None:
    """Delete the facts of an import, or hand them to the next import that brought them."""
    cursor.execute(
        """
        create or replace temp table heir as
        select fact, min(import) as import
        from seen_again
        where kind = $kind and import <> $import
        group by all
        """,
        {"kind": table, "import": number},
    )
    cursor.execute(
        f"""
        update {table} set import = heir.import
        from heir
        where heir.fact = {table}.fact and {table}.import = $1
        """,
        [number],
    )
    cursor.execute(
        f"""
        delete from seen_again
        where kind = '{table}' and (fact, import) in (select (fact, import) from {table})
        """
    )
    cursor.execute(f"delete from {table} where import = $1", [number])


def forget_unused(cursor: DuckDBPyConnection) -> None:
    """Delete texts, people and communities that nothing refers to any more."""
    cursor.execute(
        "delete from text where text not in (select text from post where text is not null)"
    )
    for table in ("reading", "telling"):
        cursor.execute(f"delete from {table} where text not in (select text from text)")
    cursor.execute(
        """
        delete from identity where identity not in (
            select author from post
            union select answers from post where answers is not null
            union select unnest(mentions) from post
            union select person from reaction
            union select person from visit
            union select person from membership
            union select person from role
            union select one from same_person
            union select other from same_person
        )
        """
    )
    cursor.execute("delete from person where identity not in (select identity from identity)")
    cursor.execute(
        """
        create or replace temp table empty_community as
        select community
        from community
        where import is not null
          and community not in (
            select community from post
            union select community from reaction
            union select community from visit
            union select community from membership
            union select community from role
            union select within from community where within is not null
            union select community from event where community is not null
          )
          and import not in (select number from import where undone_at is null)
        """
    )
    cursor.execute(
        """
        update community
        set platform = (
            select platform
            from import
            where undone_at is null
              and platform is not null
              and list_contains(communities, community.name)
            order by number
            limit 1
        )
        """
    )
    for table in ("measure", "volume", "portrait", "topic", "purpose", "inferring", "community"):
        cursor.execute(
            f"delete from {table} where community in (select community from empty_community)"
        )
