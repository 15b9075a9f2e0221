"""How many equally common kinds would be as varied as what was found (Hill number of order 2)."""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from scipy.special import stdtrit

_COUNTED = """
    with evidence as materialized (
        select community, period, one, person, post, kind
        from ({evidence})
    ),

    whole as (
        select
            community,
            period,
            count(*)                as total,
            count(distinct post)    as sample,
            count(distinct person)  as people
        from evidence
        group by all
    ),

    share as (
        select community, period, kind, count(*) / any_value(total) as share
        from evidence
        join whole using (community, period)
        group by all
    ),

    alike as (
        select community, period, sum(share * share) as alike, count(*) as kinds
        from share
        group by all
    ),

    -- What one conversation adds to the sum of squared shares, from its derivative by each share;
    -- larger the more of all replies it holds, as in leaving it out.
    pull as (
        select
            evidence.community,
            evidence.period,
            evidence.one,
            2 * sum(share - alike) / greatest(1 - count(*) / any_value(total), 0.5) as pull
        from evidence
        join share using (community, period, kind)
        join alike using (community, period)
        join whole using (community, period)
        group by all
    ),

    spread as (
        select community, period, count(*) as units, sum(pull * pull) as squares
        from pull
        group by all
    )

    select
        community,
        period,
        alike,
        kinds,
        sqrt(squares) / total as error,
        units,
        sample,
        people
    from alike
    join whole using (community, period)
    join spread using (community, period)
    order by community, period
"""


def variety(cursor: DuckDBPyConnection, evidence: str, grain: str) -> pd.DataFrame:
    """Return ``community, period, value, low, high, sample, units, people, smaller_part``.

    Wants evidence ``community, period, one, person, post, kind``: one row per post, ``one`` its
    thread. value = 1 / sum of squared shares, Hill (1973, Ecology 54:427), q = 2. The interval is
    on the logarithmic scale, clustered by thread (delta method). Where all kinds are equally common
    the derivative vanishes; a kind that was not seen in n threads may still have a share of 3/n.
    """
    found = cursor.execute(_COUNTED.format(evidence=evidence), {"grain": grain}).df()
    alike, units = found["alike"].to_numpy(), found["units"].to_numpy(float)
    reach = stdtrit(np.maximum(units - 1, 1), 0.975) * found["error"] / alike
    reach = reach * np.sqrt(units / np.maximum(units - 1, 1))
    unseen = -2 * np.log1p(-np.minimum(0.5, 3 / units)) / found["kinds"]
    found["value"] = 1 / alike
    found["low"] = np.maximum(1.0, np.exp(-np.log(alike) - np.maximum(reach, unseen)))
    found["high"] = np.exp(-np.log(alike) + np.maximum(reach, unseen))
    found["smaller_part"] = np.nan
    return found
