"""How many signs hold: each is a share of people, and holds where it lies beyond its bound."""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import joined, say
from metrics.bounds import InForce, bounds_in_force
from metrics.estimates.evidence import KEYS, Evidence
from metrics.metric import Estimate

# Five intervals that hold 99 of 100 times each hold together 95 of 100 times (Bonferroni).
_NORMAL = 2.5758293035489004
_FEWEST_SIGNS = 2
_TOO_FEW_KNOWN = say("fewer than two of these signs can be seen in this export")


def counted(metric: str, titles: dict[str, str], innocent: str) -> Estimate:
    """Return the estimate of how many signs of a metric hold.

    Wants evidence ``community, period, sign, person, holds``, a row for each person of whom it is
    known whether a sign holds; the names of the signs are those of ``titles``. A sign is judged by
    the upper bound of the figure ``<metric>.<sign>``, in force for the kind of the community; such
    figures declare ``is_counted``. value counts the signs whose share lies above it, low those
    whose whole interval does, high those whose interval does not lie wholly below. ``innocent`` is
    said where a sign holds. ``sample`` counts people.
    """

    def estimate(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
        rows = evidence.rows(cursor, _SHARES)
        signs = _judged(rows, metric, bounds_in_force(cursor))
        found = rows.groupby(KEYS, sort=True)[["people"]].max().reset_index()
        sums = signs.groupby(KEYS)[["value", "low", "high", "known"]].sum().reset_index()
        found = found.merge(sums, on=KEYS, how="left")
        seen = found["known"].fillna(0) >= _FEWEST_SIGNS
        found[["value", "low", "high"]] = found[["value", "low", "high"]].where(seen)
        found["sample"] = found["units"] = found["people"]
        found["smaller_part"] = np.nan
        reasons = pd.Series([_TOO_FEW_KNOWN] * len(found), found.index, object)
        held = {key: list(group["sign"]) for key, group in signs[signs["low"] == 1].groupby(KEYS)}
        notes = [
            _note([titles[sign] for sign in held.get(key, [])], innocent)
            for key in found[KEYS].itertuples(index=False, name=None)
        ]
        return found.assign(reason=reasons, note=pd.Series(notes, found.index, object))

    return estimate


_SHARES = """
    with signs as (
        {evidence}
    ),

    everybody as (
        select grain, community, period, count(distinct person) as people
        from signs
        group by all
    )

    select
        signs.grain,
        signs.community,
        community.kind,
        signs.period,
        signs.sign,
        avg(signs.holds)        as share,
        count(*)                as asked,
        any_value(people)       as people
    from signs
    join everybody using (grain, community, period)
    join community using (community)
    group by all
    order by signs.grain, signs.community, signs.period, signs.sign
"""


def _judged(rows: pd.DataFrame, metric: str, in_force: InForce) -> pd.DataFrame:
    """Return ``value, low, high`` as 0 or 1 of each sign that is judged in its community."""
    kinds = rows["kind"].where(rows["kind"].notna(), None)
    bounds = [
        in_force.of(f"{metric}.{sign}", kind)
        for sign, kind in zip(rows["sign"], kinds, strict=True)
    ]
    bound = np.array([one.watch_above for one in bounds], float)  # None, for no bound, becomes NaN
    low, high = _interval(rows["share"].to_numpy(float), rows["asked"].to_numpy(float))
    judged = rows.assign(
        value=(rows["share"] > bound).astype(int),
        low=(low > bound).astype(int),
        high=(high > bound).astype(int),
        known=1,
    )
    return judged[~np.isnan(bound)]


def _interval(share: np.ndarray, asked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the interval of a share after Wilson 1927."""
    square = _NORMAL**2 / asked
    middle = (share + square / 2) / (1 + square)
    reach = np.sqrt(share * (1 - share) * square + square**2 / 4) / (1 + square)
    return middle - reach, middle + reach


def _note(held: list[str], innocent: str) -> str:
    if not held:
        return ""
    names = joined([say(title) for title in held], ", ")
    return joined([say("beyond doubt: {signs}", signs=names), say(innocent)], "; ")
