"""How often ties cross from one group to another, against what chance would give."""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import joined, say
from metrics.estimates.evidence import KEYS, Evidence
from metrics.estimates.ratio import ratio

_CROSSING = """
    select
        grain,
        community,
        period,
        one,
        other,
        (one_in <> other_in)::integer    as amount,
        1                                as out_of,
        [one, other]                     as people
    from ({evidence})
    where one_in is not null and other_in is not null
"""

# With labels dealt out anew among the same people, every pair is equally likely to be alike: the
# mean over all deals is the share of unlike pairs, whatever ties there are.
_CHANCE = """
    with ties as (
        select grain, community, period, one, other, one_in, other_in
        from ({evidence})
    ),

    ends as (
        select grain, community, period, one as person, one_in as label
        from ties
        where one_in is not null and other_in is not null
        union
        select grain, community, period, other as person, other_in as label
        from ties
        where one_in is not null and other_in is not null
    ),

    sizes as (
        select grain, community, period, label, count(*) as size
        from ends
        group by all
    ),

    chance as (
        select
            grain,
            community,
            period,
            1 - sum(size * (size - 1)) / (sum(size) * (sum(size) - 1)) as chance
        from sizes
        group by all
    ),

    everybody as (
        select grain, community, period, one as person, one_in as label from ties
        union
        select grain, community, period, other as person, other_in as label from ties
    )

    select
        grain,
        community,
        period,
        any_value(chance)                         as chance,
        1 - count(label) / count(*)               as unknown
    from chance
    join everybody using (grain, community, period)
    group by all
"""


def index_over_chance(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return the E-I index of ties less the mean it has when the labels are dealt out by chance.

    Wants evidence ``community, period, one, other, one_in, other_in``: one row per tie, with the
    group of either end, null where it is not known; such ties are left out, and the note says how
    many people they concern. E-I = (external - internal) / (external + internal), Krackhardt &
    Stern 1988 (Social Psychology Quarterly 51:123). Returns ``community, period, value, low, high,
    sample, units, people, smaller_part, note, reason``, value in points from -2 to 2: 0 is chance.
    The interval is that of the share of external ties, clustered by both ends; who belongs where
    is taken as given.
    """
    chance = evidence.rows(cursor, _CHANCE)
    found = ratio(cursor, evidence.reshaped(_CROSSING))
    found = found.merge(chance, on=KEYS, how="left")
    notes = [_note(row) for row in found.itertuples()]
    mixed = found["chance"].to_numpy() > 0
    for column in ("value", "low", "high"):
        found[column] = np.where(mixed, 2 * (found[column] - found["chance"]), np.nan)
    alone = say("all who talk with each other here belong to one and the same group")
    return found.assign(
        note=pd.Series(notes, found.index, object),
        reason=pd.Series([alone] * len(found), found.index, object),
    )


def _note(row) -> str:
    crossing = say(
        "{found} of 100 pairs who talk cross, chance would give {chance}",
        found=round(100 * row.value),
        chance=round(100 * row.chance),
    )
    unknown = round(100 * row.unknown)
    missing = say("of {share} % of the people the group is not known", share=unknown)
    return joined([crossing, missing if unknown else ""], "; ")
