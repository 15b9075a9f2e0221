"""Measures are computed when data change, never while somebody looks."""

from typing import get_args

import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import say
from data.store import Store
from metrics import catalogue
from metrics.kinds import RULES_VERSION
from metrics.kinds.reading import Progress, read_texts
from metrics.kinds.waits import publish_waits
from metrics.metric import FEWEST_PEOPLE, Grain, periods_of
from metrics.withhold import without_remainders

# Above so many texts reading takes long enough to publish the other figures before it.
_MUCH = 10_000
# Sums are made in any order: without rounding, the same data give another last digit each time.
_DIGITS = 10

_UNREAD = """
    select count(*) as texts
    from text
    where text not in (select text from reading where rules = $rules)
"""

_STILL_TO_READ = """
    insert into stale
    select distinct community
    from place
    where text is not null
      and text not in (select text from reading where rules <> '')
"""


def publish(store: Store, progress: Progress = lambda doing, done, of: None) -> int:
    """Catch up: measure what is stale, read the texts not read yet, and measure those anew.

    Returns the number of the snapshot. Does nothing when nothing is stale. Where there is much to
    read, what needs no reading is published first. ``progress`` is told what is being done, and
    how much of how much.
    """
    if _unread(store) > _MUCH:
        _publish(store, progress)
    read_texts(store, progress)
    return _publish(store, progress)


def _unread(store: Store) -> int:
    found = store.read(_UNREAD, rules=RULES_VERSION)
    return int(found["texts"].iloc[0])


def _publish(store: Store, progress: Progress) -> int:
    """Replace the snapshot where it is stale; who has texts that were not read yet stays stale."""
    with store.writing() as cursor:
        (stale,) = cursor.execute("select count(*) from stale").fetchone()
        if stale:
            _measure_all(cursor, progress)
            _volumes(cursor)
            publish_waits(cursor)
            cursor.execute("delete from stale")
            cursor.execute(_STILL_TO_READ)
            cursor.execute(
                """
                insert into setting values ('snapshot', '1')
                on conflict do update set value = (setting.value::integer + 1)::varchar
                """
            )
        found = cursor.execute("select value from setting where name = 'snapshot'").fetchone()
    return int(found[0]) if found else 0


def _measure_all(cursor: DuckDBPyConnection, progress: Progress) -> None:
    """Replace every measure."""
    periods, answers = periods_of(cursor, *get_args(Grain)), []
    for number, metric in enumerate(catalogue()):
        doing = say("measuring “{measure}”", measure=say(metric.title))
        progress(doing, number, len(catalogue()))
        answer = metric.measure(cursor, periods)
        if metric.adds_up:
            answer = without_remainders(answer)
        answers.append(answer.assign(metric=metric.name))
    whole = pd.concat(answers, ignore_index=True).drop(columns="people")
    cursor.register("answer", whole.round(dict.fromkeys(("value", "low", "high"), _DIGITS)))
    cursor.execute("delete from measure")
    cursor.execute("insert into measure by name from answer")
    cursor.unregister("answer")


def _volumes(cursor: DuckDBPyConnection) -> None:
    """Publish the activity figures, for the contrast, and what is known of each community."""
    cursor.execute("delete from volume")
    cursor.execute("delete from portrait")
    cursor.execute(
        """
        insert into portrait
        select
            community,
            first::date,
            last::date,
            case when listed >= $fewest then listed end,
            replies,
            reads
        from observed
        join knowledge using (community)
        """,
        {"fewest": FEWEST_PEOPLE},
    )
    for grain in get_args(Grain):
        cursor.execute(
            """
            insert into volume
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
            )
            select
                place.community,
                $grain,
                period_of(place.posted_at, $grain) as period,
                case when count(distinct author) >= $fewest then count(*) end,
                case
                    when count(distinct author) >= $fewest
                        then coalesce(any_value(liked.reactions), 0)
                end,
                case when count(distinct author) >= $fewest then count(distinct author) end
            from place
            left join liked
              on  liked.community = place.community
              and liked.period = period_of(place.posted_at, $grain)
            group by all
            """,
            {"grain": grain, "fewest": FEWEST_PEOPLE},
        )
