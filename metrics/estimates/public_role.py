"""A share of what holders of a public role wrote: five counts the people around them."""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from metrics.estimates.evidence import KEYS, Evidence
from metrics.estimates.ratio import ratio

_AROUND = """
    select community, period_of(posted_at, $grain) as period, count(distinct author) as around
    from place
    where (community, author) not in (select (community, person) from hosts)
    group by all
"""


def ratio_of_hosts(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return the ratio, with ``people`` counting all others who wrote in that period.

    A host is a declared public role and not a private person, so that a figure may rest on one
    host alone; but where fewer than five others wrote, it would tell of those few.
    """
    around = evidence.beside(cursor, _AROUND)
    found = ratio(cursor, evidence).merge(around, on=KEYS, how="left")
    return found.assign(people=found["around"].fillna(0), smaller_part=np.nan)
