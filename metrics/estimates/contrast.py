"""Two shares of one community held against each other: by how much the first is larger."""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import say
from metrics.estimates.evidence import KEYS, Evidence
from metrics.estimates.mover import gap
from metrics.estimates.ratio import share
from metrics.estimates.rows import Rows


def difference(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return the share on the side ``small`` less that on the side ``large``, in percentage points.

    Wants the evidence of ``ratio`` with one more column, ``side``. Returns ``community, period,
    value, low, high, sample, units, people, smaller_part, note``; sample, units and people are
    those of the side that has fewer. The interval is built from the two intervals without assuming
    that they are symmetric (MOVER: Zou & Donner 2008, Statistics in Medicine 27:1693). Where one
    side has nothing there is no row.
    """
    rows = Rows.of(cursor, evidence)
    small, large = (share(rows.where("side", side)) for side in ("small", "large"))
    both = small.merge(large, on=KEYS, suffixes=("", "_large"))
    names = ("value", "low", "high")
    value, low, high = gap(
        tuple(both[f"{name}_large"] for name in names), tuple(both[name] for name in names)
    )
    notes = [
        say(
            "{small} of 100 in small circles, {large} of 100 in large ones",
            small=round(100 * row.value),
            large=round(100 * row.value_large),
        )
        for row in both.itertuples()
    ]
    fewer = {
        column: np.fmin(both[column], both[f"{column}_large"])
        for column in ("sample", "units", "people", "smaller_part")
    }
    return both[KEYS].assign(
        value=100 * value,
        low=100 * low,
        high=100 * high,
        note=pd.Series(notes, both.index, object),
        **fewer,
    )
