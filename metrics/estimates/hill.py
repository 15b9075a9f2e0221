"""Hill number of order 1: how many equally common kinds would be as diverse as what was found."""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from scipy.special import chdtri, entr, stdtrit

_COUNTED = """
    with evidence as materialized (
        select community, period, one, person, post, kind, weight::double as weight
        from ({evidence})
    ),

    whole as (
        select community, period, sum(weight) as total
        from evidence
        group by all
    ),

    share as (
        select community, period, kind, sum(weight) / any_value(total) as share
        from evidence
        join whole using (community, period)
        group by all
    ),

    entropy as (
        select community, period, -sum(share * ln(share)) as entropy, count(*) as kinds
        from share
        group by all
    ),

    -- The influence of one cluster on the entropy, from its derivative by each share; larger the
    -- more of all posts it holds, as in leaving it out (the CR3 correction for leverage).
    influence as (
        select
            evidence.community,
            evidence.period,
            evidence.one,
            sum(weight * (-ln(share) - entropy))
                / greatest(1 - sum(weight) / any_value(total), 0.5) as influence
        from evidence
        join share using (community, period, kind)
        join entropy using (community, period)
        join whole using (community, period)
        group by all
    ),

    spread as (
        select community, period, count(*) as units, sum(influence * influence) as squares
        from influence
        group by all
    ),

    behind as (
        select
            community,
            period,
            count(distinct post)   as sample,
            count(distinct person) as people
        from evidence
        group by all
    )

    select
        community,
        period,
        entropy,
        kinds,
        sqrt(squares) / total as error,
        units,
        sample,
        people
    from entropy
    join whole using (community, period)
    join spread using (community, period)
    join behind using (community, period)
    order by community, period
"""


def hill(cursor: DuckDBPyConnection, evidence: str, grain: str) -> pd.DataFrame:
    """Return ``community, period, value, low, high, sample, units, people, smaller_part``.

    Wants evidence ``community, period, one, person, post, kind, weight``: a post's weights add up
    to 1, ``one`` is the thread (or whatever clusters posts). value = exp(Shannon entropy), Hill
    (1973, Ecology 54:427); the interval is exp(entropy +- t * se), with the cluster-robust
    standard error of the entropy (delta method), one cluster a thread. ``sample`` counts posts.
    Where all kinds are equally common the derivative vanishes: then the second-order term, and for
    a single kind one that was not seen in the rule of three, keep the interval from closing.
    """
    found = cursor.execute(_COUNTED.format(evidence=evidence), {"grain": grain}).df()
    units = found["units"].to_numpy(float)
    quantile = stdtrit(np.maximum(units - 1, 1), 0.975)
    reach = quantile * found["error"] * np.sqrt(units / np.maximum(units - 1, 1))
    kinds = found["kinds"].to_numpy(float)
    found["value"] = np.exp(found["entropy"])
    found["low"] = np.maximum(
        1.0, np.exp(found["entropy"] - np.maximum(reach, _unevenness(kinds, units)))
    )
    unseen = np.where(kinds == 1, _unseen(units), _unevenness(kinds, units))
    found["high"] = np.exp(found["entropy"] + np.maximum(reach, unseen))
    found["smaller_part"] = np.nan
    return found


def _unevenness(kinds: np.ndarray, units: np.ndarray) -> np.ndarray:
    """Return how far below its maximum an entropy may lie by chance: 2nE is chi-squared."""
    return np.where(kinds > 1, chdtri(np.maximum(kinds - 1, 1), 0.05) / (2 * units), 0.0)


def _unseen(units: np.ndarray) -> np.ndarray:
    """Return the entropy that a kind which was never seen may still have: a share of 3/n."""
    share = np.minimum(0.5, 3 / units)
    return entr(share) + entr(1 - share)
