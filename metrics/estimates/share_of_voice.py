"""How far the shares of voice lie from the shares of members (total variation)."""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import joined, say
from metrics.estimates.evidence import Evidence
from metrics.estimates.rows import Rows, numbered
from metrics.estimates.together import NO_INTERVAL

FEWEST_IN_A_GROUP = 5
"""Groups of fewer members are taken together, and left out where they are still fewer."""

# A sum of many small pieces drawn without looking lies on average so many standard deviations off.
_MEAN_DISTANCE = np.sqrt(2 / np.pi)


def distance(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return how much voice would have to change hands for each group to have its share.

    Wants evidence ``community, period, one, kind, amount``, a row per member: the group they belong
    to, and how much they said. value is half the sum of the absolute differences between the share
    of voice and the share of members. ``chance`` is what it would be on average if groups were
    dealt out to the same members anew, which is more than 0 where few say much. ``people`` counts
    those who said something. There is no interval: none held the truth often enough (simulated,
    47 to 95 of 100 where groups do differ).
    """
    found = _measured(Rows.of(cursor, evidence))
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


def _measured(rows: Rows) -> pd.DataFrame:
    kind, known = rows.texts("kind"), rows.texts("kind") >= 0
    figure, kind, amount = rows.figure[known], kind[known], rows["amount"][known]
    # Small groups are taken together under no name.
    group, _ = numbered(figure, kind)
    kind = np.where(np.bincount(group)[group] < FEWEST_IN_A_GROUP, -1, kind)
    group, _ = numbered(figure, kind)
    kept = np.bincount(group)[group] >= FEWEST_IN_A_GROUP
    figure, amount = figure[kept], amount[kept]
    group, (of, _) = numbered(figure, kind[kept])
    members, voice = rows.sums(figure), rows.sums(figure, amount)
    squares, writers = rows.sums(figure, amount**2), rows.sums(figure[amount > 0])
    with np.errstate(divide="ignore", invalid="ignore"):
        of_members = np.bincount(group) / members[of]
        of_voice = np.bincount(group, amount) / voice[of]
        widths = rows.sums(of, np.sqrt(of_members * (1 - of_members))) / 2
        # If groups were dealt out to members anew: drawn without putting back.
        spread = np.maximum(squares / voice**2 - 1 / members, 0) * members / (members - 1)
    groups = rows.sums(of)
    fewest_writers = np.full(len(groups), np.iinfo(int).max)
    np.minimum.at(fewest_writers, of, np.bincount(group, amount > 0).astype(int))
    found = rows.figures.assign(
        value=np.where(groups >= 2, rows.sums(of, np.abs(of_voice - of_members)) / 2, np.nan),
        chance_width=widths * np.sqrt(spread),
        members=members,
        writers=writers,
        groups=groups,
        fewest_writers=fewest_writers,
    )
    return found[voice > 0].reset_index(drop=True)
