"""What the screens may see: the published snapshot, and nothing else."""

import pandas as pd
from duckdb import DuckDBPyConnection

from data.store import Store


def snapshot(store: Store) -> int:
    """Return the number of the published snapshot; it grows with every change, 0 for none."""
    # Asked for every part of a page, so without a table around the one value.
    with store.cursor() as cursor:
        cursor.execute("select value::integer from setting where name = 'snapshot'")
        (number,) = cursor.fetchone() or (0,)
    return number


def advance(cursor: DuckDBPyConnection) -> None:
    """Count a new snapshot; part of the transaction that changes what is published."""
    cursor.execute(
        """
        insert into setting values ('snapshot', '1')
        on conflict do update set value = (setting.value::integer + 1)::varchar
        """
    )


def communities(store: Store) -> pd.DataFrame:
    """Return one row per community with posts, by name.

    ``name, platform, kind, within, first, last, posts, reactions, people, members, replies,
    reads, department``; members is NaN where no member list is known; replies is how well it is
    known who answers whom; department is that of most members.
    """
    return store.read(
        """
        select
            community.name,
            community.platform,
            community.kind,
            parent.name                 as within,
            portrait.first,
            portrait.last,
            volume.posts,
            volume.reactions,
            volume.people,
            portrait.members,
            portrait.replies,
            portrait.reads,
            portrait.department
        from community
        join portrait using (community)
        join volume on volume.community = community.community and volume.grain = 'all'
        left join community as parent on parent.community = community.within
        order by community.name
        """
    )


def measures(
    store: Store, grain: str, *, metric: str | None = None, community: str | None = None
) -> pd.DataFrame:
    """Return published measures, of one metric or all, of one community or all.

    ``metric, community, kind, period, value, low, high, sample, status, standing, claims, why,
    said``, by metric, community and period; kind is that of the community; period is the first
    day, of grain all 1970-01-01; ``claims`` is whether the figure may be held against a bound;
    ``said`` holds the parts of why (``data.said``).
    """
    return store.read(
        """
        select
            metric,
            community.name as community,
            community.kind,
            period,
            value,
            low,
            high,
            sample,
            status,
            standing,
            claims,
            why,
            said
        from measure
        join community using (community)
        where grain = $grain
          and ($metric is null or metric = $metric)
          and ($community is null or community.name = $community)
        order by metric, community.name, period
        """,
        grain=grain,
        metric=metric,
        community=community,
    )


def volumes(store: Store, grain: str) -> pd.DataFrame:
    """Return activity figures: community, period, posts, reactions, people."""
    return store.read(
        """
        select community.name as community, period, posts, reactions, people
        from volume
        join community using (community)
        where grain = $grain
        order by community.name, period
        """,
        grain=grain,
    )


def waits(store: Store, grain: str, community: str) -> pd.DataFrame:
    """Return what share of openings was answered within so many hours, by kind of opening.

    ``period, opening, hours, value, low, high, sample``; opening is best, candour or question.
    """
    return store.read(
        """
        select period, opening, hours, wait.value, low, high, sample
        from wait
        join community using (community)
        where grain = $grain
          and community.name = $community
        order by period, opening, hours
        """,
        grain=grain,
        community=community,
    )


def network(store: Store, community: str) -> dict[str, pd.DataFrame]:
    """Return the network of a community by table (data/schema.sql), for all its periods."""
    return {
        table: store.read(
            f"""
            select {table}.* exclude (community)
            from {table}
            join community using (community)
            where community.name = $community
            order by all
            """,
            community=community,
        )
        for table in ("network", "circle", "join_of_circles", "crossing", "knock_out")
    }


def topics(store: Store, grain: str, community: str) -> pd.DataFrame:
    """Return what a community talks about, by period and by how many conversations.

    ``period, term, threads, of_threads, low, high, openings, unanswered, waits, told, candid,
    dares``. Low and high are the 95 % interval of threads / of_threads. Openings and unanswered
    are NaN where too few people stand on one side of them, so are told and candid. Waits and dares
    are "more" or "less" where the topic differs from the others by more than chance, else "".
    """
    return store.read(
        """
        select topic.* exclude (community, grain)
        from topic
        join community using (community)
        where grain = $grain
          and community.name = $community
        order by period, threads desc, term
        """,
        grain=grain,
        community=community,
    )


def events(store: Store) -> pd.DataFrame:
    """Return what happened when: day, name, community (None: all of them)."""
    return store.read(
        """
        select day, event.name, community.name as community
        from event
        left join community using (community)
        order by day, event.name
        """
    )


def stale(store: Store) -> bool:
    """Return whether some published measures no longer hold."""
    return bool(store.read("select count(*) > 0 as stale from stale")["stale"].iloc[0])
