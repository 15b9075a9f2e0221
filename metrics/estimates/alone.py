"""An estimate whose interval cannot be trusted, without it: a value that colours nothing."""

from functools import partial

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import joined
from metrics.estimates.evidence import Evidence
from metrics.estimates.together import NO_INTERVAL


def alone(estimate):
    """Return an estimate like another one, without its interval and with a note that says so."""
    return partial(_alone, estimate)


def _alone(estimate, cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    found = estimate(cursor, evidence).assign(low=np.nan, high=np.nan)
    noted = found["note"] if "note" in found else [""] * len(found)
    notes = [joined([note, NO_INTERVAL], "; ") for note in noted]
    return found.assign(note=pd.Series(notes, found.index, object))
