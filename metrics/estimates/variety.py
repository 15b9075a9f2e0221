"""How many equally common kinds would be as varied as what was found (Hill number of order 2)."""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from scipy.special import stdtrit

from metrics.estimates.evidence import Evidence

_COUNTED = """
    with evidence as materialized (
        select grain, community, period, one, person, post, kind
        from ({evidence})
    ),

    whole as (
        select
            grain,
            community,
            period,
            count(*)                as total,
            count(distinct post)    as sample,
            count(distinct person)  as people
        from evidence
        group by all
    ),

    share as (
        select grain, community, period, kind, count(*) / any_value(total) as share
        from evidence
        join whole using (grain, community, period)
        group by all
    ),

    alike as (
        select grain, community, period, sum(share * share) as alike, count(*) as kinds
        from share
        group by all
    ),

    -- What each post adds to the sum of squared shares, from its derivative by each share.
    adds as (
        select
            evidence.grain,
            evidence.community,
            evidence.period,
            evidence.one,
            evidence.person,
            2 * (share - alike) as adds
        from evidence
        join share using (grain, community, period, kind)
        join alike using (grain, community, period)
    ),

    -- Posts lean on each other within a conversation, and all of one person are of one kind. The
    -- more of all posts a conversation or a person holds, the larger, as in leaving it out.
    pull as (
        select
            grain,
            community,
            period,
            by_person,
            sum(adds) / greatest(1 - count(*) / any_value(total), 0.5) as pull,
            count(*)                                                   as posts
        from (
            select grain, community, period, one as cluster, false as by_person, adds from adds
            union all
            select grain, community, period, person, true, adds from adds
        )
        join whole using (grain, community, period)
        group by grain, community, period, by_person, cluster
    ),

    by_cluster as (
        select
            grain,
            community,
            period,
            by_person,
            count(*)                                 as units,
            sum(posts) ** 2 / sum(posts * posts)     as effective,
            sum(pull * pull)                         as squares
        from pull
        group by all
    ),

    spread as (
        select
            grain,
            community,
            period,
            any_value(units) filter (where not by_person) as units,
            min(effective)                                as effective,
            max(squares)                                  as squares
        from by_cluster
        group by all
    )

    select
        grain,
        community,
        period,
        alike,
        kinds,
        sqrt(squares) / total as error,
        units,
        effective,
        sample,
        people
    from alike
    join whole using (grain, community, period)
    join spread using (grain, community, period)
    order by grain, community, period
"""


def variety(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return ``community, period, value, low, high, sample, units, people, smaller_part``.

    Wants evidence ``community, period, one, person, post, kind``: one row per post, ``one`` its
    thread. value = 1 / sum of squared shares, Hill (1973, Ecology 54:427), q = 2. The interval is
    on the logarithmic scale (delta method), clustered by thread or by person, whichever is wider;
    the t quantile has Kish's effective number of clusters less one for its degrees of freedom.
    Where all kinds are equally common the derivative vanishes; a kind that was not seen in n
    threads may still have a share of 3/n.
    """
    found = evidence.rows(cursor, _COUNTED)
    alike, units = found["alike"].to_numpy(), found["units"].to_numpy(float)
    effective = found["effective"].to_numpy(float)
    reach = stdtrit(np.maximum(effective - 1, 1.5), 0.975) * found["error"] / alike
    unseen = -2 * np.log1p(-np.minimum(0.5, 3 / units)) / found["kinds"]
    found["value"] = 1 / alike
    found["low"] = np.maximum(1.0, np.exp(-np.log(alike) - np.maximum(reach, unseen)))
    found["high"] = np.exp(-np.log(alike) + np.maximum(reach, unseen))
    found["smaller_part"] = np.nan
    return found
