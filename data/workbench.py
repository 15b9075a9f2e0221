"""Where measures are worked out: the facts of a few communities, laid out to be read often.

Measures ask the same things again and again: who answers whom, who is a member. Here each view is
a table, and each macro that depends on the length of a period is worked out once for each length.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import duckdb
from duckdb import DuckDBPyConnection

from data.store import HERE, Store

# With the whole store's other tables no measure of one community has anything to do.
_OF_COMMUNITIES = (
    "community",
    "post",
    "place",
    "edge",
    "reaction",
    "visit",
    "membership",
    "role",
    "sample",
    "coding",
    "inferring",
)
_OF_TEXTS = ("text", "reading", "telling")
_OF_ALL = ("person", "setting", "department_name", "bound")

_VIEW = re.compile(r"create or replace view (\w+)")
_BY_GRAIN = re.compile(r"create or replace macro (\w+)\(grain\) as table")


class Workbench:
    """The facts of some communities, under the names that they have in the store."""

    def __init__(self, cursor: DuckDBPyConnection, grains: Sequence[str]) -> None:
        """Lay the views over the facts; ``cursor`` looks at the workbench's own tables."""
        self.cursor = cursor
        for file in sorted((HERE / "views").glob("*.sql")):
            for statement in duckdb.extract_statements(file.read_text("utf-8")):
                cursor.execute(_VIEW.sub(r"create table \1", statement.query))
                if by_grain := _BY_GRAIN.search(statement.query):
                    self._work_out(by_grain[1], grains)

    def _work_out(self, name: str, grains: Sequence[str]) -> None:
        """Work a macro out for every length of period, and let it stand for what was found."""
        worked_out = f"{name}_by_grain"
        for number, grain in enumerate(grains):
            begin = f"insert into {worked_out}" if number else f"create table {worked_out} as"
            self.cursor.execute(
                f"{begin} select $grain as of_grain, * from {name}($grain)", {"grain": grain}
            )
        self.cursor.execute(
            f"""
            create or replace macro {name}(grain) as table
            select * exclude (of_grain)
            from {worked_out}
            where of_grain = grain
            """
        )


@contextmanager
def workbench(
    store: Store, communities: Sequence[int], grains: Sequence[str]
) -> Iterator[Workbench]:
    """Lend a workbench with what is kept of some communities; one at a time.

    It reads what was committed last, so the lender holds ``store.writing()`` meanwhile.
    """
    with store.cursor() as filling:
        filling.execute("attach ':memory:' as workbench")
        try:
            _fill(filling, communities)
            with store.cursor() as cursor:
                cursor.execute("use workbench")
                yield Workbench(cursor, grains)
        finally:
            filling.execute("detach workbench")


def _fill(cursor: DuckDBPyConnection, communities: Sequence[int]) -> None:
    for table in _OF_COMMUNITIES:
        cursor.execute(
            f"""
            create table workbench.{table} as
            from {table}
            where community in (select unnest($communities))
            """,
            {"communities": list(communities)},
        )
    for table in _OF_TEXTS:
        cursor.execute(
            f"""
            create table workbench.{table} as
            from {table}
            where text in (select text from workbench.place)
            """
        )
    for table in _OF_ALL:
        cursor.execute(f"create table workbench.{table} as from {table}")
