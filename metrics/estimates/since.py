"""How long ago something was last told: counted, not estimated."""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import say
from metrics.estimates.evidence import Evidence

_LAST_TOLD = """
    with said as (
        select distinct
            assessed.community,
            assessed.post,
            assessed.posted_at
        from assessed
        join telling using (text)
        where telling.kind in ({kinds})
    ),

    ends as (
        select
            periods.community,
            periods.period,
            least(period_end(periods.period, $grain), observed.last) as until
        from periods($grain) as periods
        join observed using (community)
    ),

    wrote as (
        select
            community,
            period_of(posted_at, $grain) as period,
            count(distinct author)       as people
        from assessed
        group by all
    )

    select
        ends.community,
        ends.period,
        date_diff('hour', max(said.posted_at), any_value(ends.until)) as value,
        count(said.post)                                              as sample,
        any_value(wrote.people)                                       as people
    from ends
    join wrote using (community, period)
    join said
      on  said.community = ends.community
      and said.posted_at <= ends.until
    group by all
    order by ends.community, ends.period
"""


def last_told(*kinds: str) -> str:
    """Return the query for the last post of some kinds before the end of each period."""
    return _LAST_TOLD.format(kinds=", ".join(f"'{kind}'" for kind in kinds))


def hours_since(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return ``community, period, value, low, high, sample, units, people, smaller_part, note``.

    ``value`` is the hours from the last such post to the period's end, or that of the export;
    ``sample`` counts such posts so far. It has no interval, and where there is none yet, no row.
    """
    found = evidence.rows(cursor)
    note = say("counted, not estimated: there is no interval")
    return found.assign(
        low=np.nan,
        high=np.nan,
        units=found["sample"],
        smaller_part=np.nan,
        note=pd.Series([note] * len(found), found.index, object),
    )
