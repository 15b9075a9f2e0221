"""What the administrator settles: the smallest group, how long data are kept, what for."""

from datetime import UTC, datetime

import pandas as pd
from duckdb import DuckDBPyConnection

from data.declared import DeclarationError, known_community
from data.said import say
from data.store import Store

FEWEST = 5
"""No figure about members ever rests on fewer people; it may be raised, never lowered."""

MOST_FEWEST = 50
_FEWEST, _KEPT, _SEEN_TO = "fewest people", "months kept", "retention seen to"
_LONGEST_PURPOSE = 500


class SettingError(ValueError):
    """What was settled cannot be; the message says why."""


def fewest_people(cursor: DuckDBPyConnection) -> int:
    """Return on how many people a figure rests at least."""
    found = _read(cursor, _FEWEST)
    return FEWEST if found is None else int(found)


def fewest(store: Store) -> int:
    """Return on how many people a figure rests at least."""
    with store.cursor() as cursor:
        return fewest_people(cursor)


def raise_fewest(store: Store, people: int) -> None:
    """Let figures rest on more people from now on; every figure is stale then.

    Raises SettingError for fewer than now: what was withheld before could be told from what is
    shown after. And for more than MOST_FEWEST, which would leave little to show.
    """
    with store.writing() as cursor:
        now = fewest_people(cursor)
        if people < now:
            raise SettingError(
                say("The smallest group is {now} people and can only be raised.", now=now)
            )
        if people > MOST_FEWEST:
            raise SettingError(
                say("The smallest group can be {most} people at most.", most=MOST_FEWEST)
            )
        _write(cursor, _FEWEST, str(people))
        cursor.execute("insert into stale select community from community")


def months_kept(store: Store) -> int | None:
    """Return for how many months data are kept; None for ever."""
    with store.cursor() as cursor:
        return _months(cursor)


def keep_for(store: Store, months: int | None) -> None:
    """Settle for how many months data are kept; None for ever. Deletes nothing by itself.

    Raises SettingError for fewer than one month.
    """
    if months is not None and months < 1:
        raise SettingError(say("Data are kept for a month at least."))
    with store.writing() as cursor:
        cursor.execute("delete from setting where name in ($1, $2)", [_KEPT, _SEEN_TO])
        if months is not None:
            _write(cursor, _KEPT, str(months))


def oldest_kept(cursor: DuckDBPyConnection) -> datetime | None:
    """Return the moment before which nothing is kept; None where all is."""
    months = _months(cursor)
    if months is None:
        return None
    now = datetime.now(UTC).replace(tzinfo=None)
    return cursor.execute("select $1::timestamp - to_months($2)", [now, months]).fetchone()[0]


def older_than(store: Store, months: int | None) -> int:
    """Return how many posts are older than so many months."""
    if months is None:
        return 0
    found = store.read(
        "select count(*) as n from place where posted_at < now()::timestamp - to_months($months)",
        months=months,
    )
    return int(found["n"].iloc[0])


def is_due(store: Store) -> bool:
    """Return whether nobody looked today whether something is too old to be kept."""
    if months_kept(store) is None:
        return False
    found = store.read("select value from setting where name = $name", name=_SEEN_TO)
    return found.empty or found["value"].iloc[0] != _today()


def see_to(cursor: DuckDBPyConnection) -> None:
    """Note that what is too old was deleted today."""
    _write(cursor, _SEEN_TO, _today())


def say_purpose(store: Store, community: str, purpose: str) -> None:
    """Say what the figures of a community are for; an empty text takes it back.

    Raises UnknownCommunityError, and SettingError for more than 500 characters.
    """
    text = " ".join(purpose.split())
    if len(text) > _LONGEST_PURPOSE:
        raise SettingError(
            say("Say the purpose in {number} characters at most.", number=_LONGEST_PURPOSE)
        )
    with store.writing() as cursor:
        number = known_community(cursor, community)
        cursor.execute("delete from purpose where community = $1", [number])
        if text:
            cursor.execute("insert into purpose values ($1, $2)", [number, text])


def communities(store: Store) -> pd.DataFrame:
    """Return every community, also one without posts: name, kind, hosts (how many), purpose."""
    return store.read(
        """
        with hosting as (
            select community, count(*) as hosts
            from hosts
            group by all
        )

        select
            community.name,
            community.kind,
            coalesce(hosts, 0)      as hosts,
            coalesce(purpose, '')   as purpose
        from community
        left join hosting using (community)
        left join purpose using (community)
        order by community.name
        """
    )


def departments(store: Store) -> pd.DataFrame:
    """Return the departments of the member lists: department as it stands there, shown as what."""
    return store.read(
        """
        select distinct
            membership.department,
            coalesce(department_name.shown, membership.department) as shown
        from membership
        left join department_name using (department)
        where membership.department is not null
        order by 1
        """
    )


def show_departments(store: Store, shown: dict[str, str]) -> None:
    """Settle under which name a department is shown; two under one name count as one.

    Only those given change; one shown as itself is no longer renamed. Makes figures stale. Raises
    DeclarationError for an empty name.
    """
    if not all(name.strip() for name in shown.values()):
        raise DeclarationError("A department cannot be shown without a name.")
    with store.writing() as cursor:
        for department, name in shown.items():
            cursor.execute("delete from department_name where department = $1", [department])
            if name.strip() != department:
                cursor.execute(
                    "insert into department_name values ($1, $2)", [department, name.strip()]
                )
        cursor.execute(
            "insert into stale select distinct community from membership "
            "where department in (select unnest($1::varchar[]))",
            [list(shown)],
        )


def _months(cursor: DuckDBPyConnection) -> int | None:
    found = _read(cursor, _KEPT)
    return None if found is None else int(found)


def _read(cursor: DuckDBPyConnection, name: str) -> str | None:
    found = cursor.execute("select value from setting where name = $1", [name]).fetchall()
    return found[0][0] if found else None


def _today() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d}"


def _write(cursor: DuckDBPyConnection, name: str, value: str) -> None:
    cursor.execute("insert or replace into setting values ($1, $2)", [name, value])
