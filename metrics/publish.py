"""Measures are computed when data change, never while somebody looks."""

from collections.abc import Callable
from typing import get_args

import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import later, say
from data.store import Store
from metrics import catalogue, kinds
from metrics.kinds.tone import tone
from metrics.metric import FEWEST_PEOPLE, Grain
from metrics.withhold import without_remainders

_BATCH = 5_000
# Sums are made in any order: without rounding, the same data give another last digit each time.
_DIGITS = 10

Progress = Callable[[str, int, int], None]


def publish(store: Store, progress: Progress = lambda doing, done, of: None) -> int:
    """Catch up: read the texts not read yet, measure anew, and replace the published snapshot.

    Returns the number of the snapshot. Does nothing when nothing is stale. ``progress`` is told
    what is being done, and how much of how much.
    """
    read_texts(store, progress)
    with store.writing() as cursor:
        (stale,) = cursor.execute("select count(*) from stale").fetchone()
        if stale:
            _measure_all(cursor, progress)
            _volumes(cursor)
            cursor.execute("delete from stale")
            cursor.execute(
                """
                insert into setting values ('snapshot', '1')
                on conflict do update set value = (setting.value::integer + 1)::varchar
                """
            )
        found = cursor.execute("select value from setting where name = 'snapshot'").fetchone()
    return int(found[0]) if found else 0


def read_texts(store: Store, progress: Progress) -> None:
    """Read the kinds of telling in every text that these rules have not read, batch by batch."""
    waiting = store.read(
        """
        select text, body
        from text
        where text not in (select text from reading where rules = $rules)
        order by text
        """,
        rules=kinds.RULES_VERSION,
    )
    for start in range(0, len(waiting), _BATCH):
        progress(later("reading what was written"), start, len(waiting))
        batch = waiting.iloc[start : start + _BATCH]
        verdicts = kinds.read(batch["body"].tolist())
        readings = [
            (
                text,
                verdict.language,
                verdict.assessed,
                tone(body, verdict.language),
                kinds.RULES_VERSION,
            )
            for text, body, verdict in zip(batch["text"], batch["body"], verdicts, strict=True)
        ]
        tellings = [
            (text, str(kind), verdict.why)
            for text, verdict in zip(batch["text"], verdicts, strict=True)
            for kind in verdict.kinds
        ]
        with store.writing() as cursor:
            _replace_readings(cursor, readings, tellings)


def _replace_readings(cursor: DuckDBPyConnection, readings: list, tellings: list) -> None:
    texts = [text for text, *_ in readings]
    for table in ("reading", "telling"):
        cursor.execute(f"delete from {table} where text in (select unnest($1))", [texts])
    for table, rows in (("reading", readings), ("telling", tellings)):
        if rows:
            columns = [list(column) for column in zip(*rows, strict=True)]
            values = ", ".join(f"unnest(${number})" for number in range(1, len(columns) + 1))
            cursor.execute(f"insert into {table} select {values}", columns)
        # An import that was undone meanwhile took its texts along.
        cursor.execute(f"delete from {table} where text not in (select text from text)")
    cursor.execute(
        """
        insert into stale
        select distinct community
        from place
        where text in (select unnest($1))
        """,
        [texts],
    )


def _measure_all(cursor: DuckDBPyConnection, progress: Progress) -> None:
    cursor.execute("delete from measure")
    for number, metric in enumerate(catalogue()):
        doing = say("measuring “{measure}”", measure=say(metric.title))
        progress(doing, number, len(catalogue()))
        answers = []
        for grain in get_args(Grain):
            answers.append(metric.measure(cursor, grain).assign(grain=grain))
        answer = pd.concat(answers, ignore_index=True)
        if metric.adds_up:
            answer = without_remainders(answer)
        answer = answer.assign(metric=metric.name).drop(columns="people")
        cursor.register("answer", answer.round(dict.fromkeys(("value", "low", "high"), _DIGITS)))
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
