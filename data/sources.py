"""What is known from where: first and last item of each source, its gaps, how fresh it is."""

import pandas as pd

from data.store import Store

GAP = 30
"""From how many days without a post on a silence counts as a gap."""


def sources(store: Store) -> pd.DataFrame:
    """Return one row per format that brought something, by name.

    ``format, communities, items, first, last, gaps, longest, imported_at``: first and last are
    moments of posts and visits, gaps the silences of GAP days or more between two days with any,
    longest the days of the longest silence, imported_at the latest import.
    """
    return store.read(
        """
        with item as (
            select import.format, post.community, post.posted_at as moment
            from post
            join import on import.number = post.import
            where post.current
            union all
            select import.format, visit.community, visit.visited_at
            from visit
            join import on import.number = visit.import
        ),

        busy as (
            select distinct format, moment::date as day from item
        ),

        silence as (
            select format, day - lag(day) over (partition by format order by day) - 1 as days
            from busy
        ),

        silent as (
            select format, count(*) filter (where days >= $gap) as gaps, max(days) as longest
            from silence
            group by all
        ),

        brought as (
            select format, max(imported_at) as imported_at
            from import
            where undone_at is null
            group by all
        )

        select
            item.format,
            count(distinct item.community)  as communities,
            count(*)                        as items,
            min(item.moment)                as first,
            max(item.moment)                as last,
            silent.gaps,
            coalesce(silent.longest, 0)     as longest,
            brought.imported_at
        from item
        join silent using (format)
        join brought using (format)
        group by all
        order by item.format
        """,
        gap=GAP,
    )
