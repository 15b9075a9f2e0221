"""A ratio of sums over clusters of very unequal size, such as posts over threads."""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from scipy.special import stdtrit

from metrics.estimates.evidence import BEHIND, Evidence

_MEASURED = (
    """
    with evidence as materialized (
        select
            grain,
            community,
            period,
            one,
            amount::double as amount,
            out_of::double as out_of,
            people
        from ({evidence})
    ),

    cluster as (
        select
            grain,
            community,
            period,
            one,
            sum(amount) as amount,
            sum(out_of) as out_of
        from evidence
        group by all
        having sum(out_of) > 0
    ),

    ratio as (
        select
            grain,
            community,
            period,
            sum(amount) / sum(out_of)                 as value,
            sum(out_of)                               as out_of,
            sum(out_of) ** 2 / sum(out_of * out_of)   as effective,
            count(*)                                  as units
        from cluster
        group by all
    ),

    -- The more a cluster holds of the whole, the more it pulls the value towards itself.
    spread as (
        select
            grain,
            community,
            period,
            sum(
                (
                    (amount - value * cluster.out_of)
                    / greatest(1 - cluster.out_of / ratio.out_of, 0.1)
                ) ** 2
            ) as squares
        from cluster
        join ratio using (grain, community, period)
        group by all
    ),

"""
    + BEHIND
    + """
    select
        grain,
        community,
        period,
        value,
        units                                   as sample,
        units,
        effective,
        coalesce(people, 0)                     as people,
        least(
            coalesce(nullif(for_it, 0), people),
            coalesce(nullif(against, 0), people)
        )                                       as smaller_part,
        sqrt(squares) / out_of * sqrt(units / greatest(units - 1, 1)) as error
    from ratio
    join spread using (grain, community, period)
    left join behind using (grain, community, period)
    order by grain, community, period
"""
)


def uneven_ratio(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return ``community, period, value, low, high, sample, units, people, smaller_part``.

    Wants the evidence of a ratio with one cluster a row (``other`` is not looked at). ``sample``
    counts clusters. Logit scale; residuals corrected for leverage (CR3: MacKinnon & White 1985,
    Journal of Econometrics 29:305), and a t quantile with as many degrees of freedom as clusters
    of equal size would be worth the same (Kish's effective number less one).
    """
    found = evidence.rows(cursor, _MEASURED)
    value, effective = found["value"].to_numpy(float), found["effective"].to_numpy(float)
    quantile = stdtrit(np.clip(effective - 1, 1.5, None), 0.975)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = np.log(value / (1 - value))
        reach = quantile * found["error"].to_numpy(float) / (value * (1 - value))
        low, high = (1 / (1 + np.exp(-(middle + side * reach))) for side in (-1, 1))
    edge = quantile**2 / (effective + quantile**2)
    found["low"] = np.select([value == 0, value == 1], [0.0, 1 - edge], low)
    found["high"] = np.select([value == 0, value == 1], [edge, 1.0], high)
    return found
