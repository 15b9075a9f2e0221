"""A ratio that counts reactions, where the export holds any."""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import say
from metrics.estimates.evidence import Evidence
from metrics.estimates.uneven import uneven_ratio

_WITHOUT = """
    select community
    from community
    where community not in (select community from reaction)
"""


def with_reactions(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return the uneven ratio, with a note where the export holds no reactions."""
    without = {community for (community,) in cursor.execute(_WITHOUT).fetchall()}
    found = uneven_ratio(cursor, evidence)
    told = say("this export holds no reactions, only replies count")
    notes = [told if community in without else "" for community in found["community"]]
    return found.assign(note=pd.Series(notes, found.index, object))


def if_reactions(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return the uneven ratio, without a value where the export holds no reactions."""
    without = cursor.execute(_WITHOUT).df()["community"]
    found = uneven_ratio(cursor, evidence)
    found.loc[found["community"].isin(without), "value"] = np.nan
    told = say("this export holds no reactions")
    return found.assign(reason=pd.Series([told] * len(found), found.index, object))
