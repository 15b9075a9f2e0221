"""Measures are computed when data change, never while somebody looks."""

import hashlib
from functools import cache
from pathlib import Path
from typing import get_args

import pandas as pd
from duckdb import DuckDBPyConnection
from threadpoolctl import threadpool_limits

from data.published import advance
from data.said import say
from data.settings import fewest_people
from data.store import Store
from data.workbench import Workbench, workbench
from metrics import catalogue
from metrics.bounds import DIGITS
from metrics.kinds import RULES_VERSION
from metrics.kinds.reading import Progress, read_texts
from metrics.kinds.waits import waits
from metrics.metric import Grain, Metric, Periods, periods_of
from metrics.network import GRAINS, networks
from metrics.topics import topics
from metrics.withhold import without_remainders

# Above so many texts reading takes long enough to publish the other figures before it.
_MUCH = 10_000

_UNREAD = """
    select count(*) as texts
    from text
    where text not in (select text from reading where rules = $rules)
"""

_PORTRAITS = """
    with departments as (
        select community, department, count(*) as people
        from roster
        where department is not null
        group by all
    ),

    home as (
        select community, arg_max(department, people) as department
        from departments
        group by all
        having max(people) >= $fewest
           and max(people) * 2 > sum(people)
    )

    select
        community,
        first::date                             as first,
        last::date                              as last,
        case when listed >= $fewest then listed end as members,
        replies,
        reads,
        home.department
    from observed
    join knowledge using (community)
    left join home using (community)
"""

_VOLUMES = """
    with liked as (
        select
            place.community,
            period_of(place.posted_at, $grain) as period,
            count(*)                           as reactions
        from reaction
        join post
          on  post.community = reaction.community
          and post.source_id = reaction.source_id
          and post.current
        join place on place.post = post.fact
        group by all
    ),

    written as (
        select
            community,
            period_of(posted_at, $grain)  as period,
            count(*)                      as posts,
            count(distinct author)        as people
        from place
        group by all
    )

    select
        community,
        $grain                                                        as grain,
        period,
        case when people >= $fewest then posts end                    as posts,
        case when people >= $fewest then coalesce(reactions, 0) end   as reactions,
        case when people >= $fewest then people end                   as people
    from written
    left join liked using (community, period)
"""

_STILL_TO_READ = """
    insert into stale
    select distinct community
    from place
    where text is not null
      and text not in (select text from reading where rules <> '')
"""


def expire(store: Store) -> None:
    """Mark every community as stale where another version of the program measured them."""
    with store.cursor() as cursor:
        found = cursor.execute("select value from setting where name = 'measured by'").fetchone()
    if found != (measured_by(),):
        with store.writing() as cursor:
            cursor.execute("insert into stale select community from community")
            cursor.execute(
                "insert or replace into setting values ('measured by', $version)",
                {"version": measured_by()},
            )


@cache
def measured_by() -> str:
    """Return what changes with how anything is measured: the metrics and the views below them."""
    here = Path(__file__).parent
    own = [file for ending in ("py", "toml", "csv") for file in here.rglob(f"*.{ending}")]
    files = [*own, *here.parent.glob("data/views/*.sql")]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in sorted(files))).hexdigest()


def publish(store: Store, progress: Progress = lambda doing, done, of: None) -> int:
    """Catch up: measure what is stale, read the texts not read yet, and measure those anew.

    Returns the number of the snapshot. Does nothing when nothing is stale. Where there is much to
    read, what needs no reading is published first. ``progress`` is told what is being done, and
    how much of how much.
    """
    expire(store)
    if _unread(store) > _MUCH:
        _publish(store, progress)
    read_texts(store, progress)
    return _publish(store, progress)


def _unread(store: Store) -> int:
    found = store.read(_UNREAD, rules=RULES_VERSION)
    return int(found["texts"].iloc[0])


def _publish(store: Store, progress: Progress) -> int:
    """Measure the communities that are stale; who has texts not read yet stays stale."""
    with store.writing() as cursor:
        stale = cursor.execute("select distinct community from stale order by 1").fetchall()
        if stale:
            communities = [community for (community,) in stale]
            # Thousands of small matrices: two threads for each would mostly wait for each other.
            with (
                threadpool_limits(1, user_api="blas"),
                workbench(store, communities, get_args(Grain)) as bench,
            ):
                for table, rows in _worked_out(store, bench, progress).items():
                    _replace(cursor, table, rows)
            cursor.execute("delete from stale")
            cursor.execute(_STILL_TO_READ)
            advance(cursor)
        found = cursor.execute("select value from setting where name = 'snapshot'").fetchone()
    return int(found[0]) if found else 0


def _worked_out(store: Store, bench: Workbench, progress: Progress) -> dict[str, pd.DataFrame]:
    """Return what is to be published of the communities on the workbench, by table."""
    cursor, grains, every = bench.cursor, get_args(Grain), catalogue()
    periods = periods_of(cursor, *grains)
    found: dict[str, list[pd.DataFrame]] = {
        "volume": [_volumes(cursor, grain) for grain in grains],
        "wait": [waits(cursor, grain) for grain in grains],
        "portrait": [cursor.execute(_PORTRAITS, {"fewest": periods.fewest}).df()],
        "measure": [],
    }
    for number, metric in enumerate(every):
        doing = say("measuring “{measure}”", measure=say(metric.title))
        progress(doing, number, len(every) + 2)
        found["measure"].append(_measured(metric, store, cursor, periods))
    progress(say("drawing the networks"), len(every), len(every) + 2)
    for grain in GRAINS:
        for table, rows in networks(cursor, grain).items():
            found.setdefault(table, []).append(rows)
    progress(say("finding what people talk about"), len(every) + 1, len(every) + 2)
    found["topic"] = [topics(cursor, store)]
    whole = {table: pd.concat(parts, ignore_index=True) for table, parts in found.items()}
    whole["measure"] = _publishable(whole["measure"])
    return whole


def _measured(
    metric: Metric, store: Store, bench: DuckDBPyConnection, periods: Periods
) -> pd.DataFrame:
    """Return the measures of one metric, without what must be withheld.

    Of the communities on the workbench; of all where it spans them.
    """
    if metric.spans_communities:
        with store.cursor() as cursor:
            answer = metric.measure(cursor, periods_of(cursor, *periods.grains))
    else:
        answer = metric.measure(bench, periods)
    if metric.adds_up:
        answer = without_remainders(answer, periods.fewest)
    return answer.assign(metric=metric.name)


def _publishable(measures: pd.DataFrame) -> pd.DataFrame:
    """Return measures without how many people they rest on, their last digits rounded away."""
    return measures.drop(columns="people").round(dict.fromkeys(("value", "low", "high"), DIGITS))


def _replace(cursor: DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    """Put rows in the place of those of the stale communities, and of those that are gone."""
    cursor.execute(
        f"""
        delete from {table}
        where community in (select community from stale)
           or community not in (select community from community)
        """
    )
    cursor.register("answer", rows)
    if table == "measure":  # what spans communities changes in others, too
        cursor.execute(
            """
            delete from measure
            where (metric, community) in (select (metric, community) from answer)
            """
        )
    cursor.execute(f"insert into {table} by name from answer")
    cursor.unregister("answer")


def _volumes(cursor: DuckDBPyConnection, grain: Grain) -> pd.DataFrame:
    """Return the activity figures of a grain, for the contrast."""
    return cursor.execute(_VOLUMES, {"grain": grain, "fewest": fewest_people(cursor)}).df()
