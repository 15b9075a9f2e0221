"""How far the shares of voice lie from the shares of members (total variation)."""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import joined, say
from metrics.estimates.evidence import Evidence
from metrics.estimates.together import NO_INTERVAL

FEWEST_IN_A_GROUP = 5
"""Groups of fewer members are taken together, and left out where they are still fewer."""

# A sum of many small pieces drawn without looking lies on average so many standard deviations off.
_MEAN_DISTANCE = np.sqrt(2 / np.pi)

_DISTANCE = f"""
    with evidence as materialized (
        select grain, community, period, one, kind, amount::double as amount
        from ({{evidence}})
        where kind is not null
    ),

    sized as (
        select *, count(*) over (partition by grain, community, period, kind) as members
        from evidence
    ),

    -- Small groups are taken together under no name.
    gathered as (
        select
            grain,
            community,
            period,
            one,
            amount,
            case when members >= {FEWEST_IN_A_GROUP} then kind end as kind
        from sized
    ),

    kept as (
        select *
        from gathered
        qualify count(*) over (partition by grain, community, period, kind) >= {FEWEST_IN_A_GROUP}
    ),

    whole as (
        select
            grain,
            community,
            period,
            count(*)                         as members,
            sum(amount)                      as amount,
            sum(amount * amount)             as squares,
            count(*) filter (where amount > 0) as writers
        from kept
        group by all
        having sum(amount) > 0
    ),

    groups as (
        select
            kept.grain,
            kept.community,
            kept.period,
            kept.kind,
            count(*) / any_value(whole.members)             as of_members,
            sum(kept.amount) / any_value(whole.amount)      as of_voice,
            count(*) filter (where kept.amount > 0)         as writers
        from kept
        join whole using (grain, community, period)
        group by all
    ),

    distance as (
        select
            grain,
            community,
            period,
            sum(abs(of_voice - of_members)) / 2                        as value,
            count(*)                                                   as groups,
            min(writers)                                               as fewest_writers,
            sum(sqrt(of_members * (1 - of_members))) / 2               as widths
        from groups
        group by all
    )

    select
        grain,
        community,
        period,
        case when groups >= 2 then value end                              as value,
        -- If groups were dealt out to members anew: drawn without putting back.
        widths * sqrt(
            greatest(whole.squares / whole.amount ** 2 - 1 / whole.members, 0)
            * whole.members / (whole.members - 1)
        )                                                                 as chance_width,
        whole.members                                                     as members,
        whole.writers                                                     as writers,
        groups,
        fewest_writers
    from distance
    join whole using (grain, community, period)
    order by grain, community, period
"""


def distance(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return how much voice would have to change hands for each group to have its share.

    Wants evidence ``community, period, one, kind, amount``, a row per member: the group they belong
    to, and how much they said. value is half the sum of the absolute differences between the share
    of voice and the share of members. ``chance`` is what it would be on average if groups were
    dealt out to the same members anew, which is more than 0 where few say much. ``people`` counts
    those who said something. There is no interval: none held the truth often enough (simulated,
    47 to 95 of 100 where groups do differ).
    """
    found = evidence.rows(cursor, _DISTANCE)
    found["chance"] = _MEAN_DISTANCE * found["chance_width"]
    found["low"] = found["high"] = np.nan
    found["sample"] = found["units"] = found["members"]
    found["people"] = found["writers"]
    # Of two groups, the voice of one could be worked out from the distance.
    found["smaller_part"] = found["fewest_writers"].where(found["groups"] == 2)
    told = say("all members whose group is known belong to the same one")
    found["reason"] = pd.Series([told] * len(found), found.index, object)
    notes = [
        joined(
            [say("chance alone would give {share} of 100", share=round(100 * one)), NO_INTERVAL],
            "; ",
        )
        for one in found["chance"]
    ]
    return found.assign(note=pd.Series(notes, found.index, object))
