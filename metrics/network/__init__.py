"""The network of each community: circles and who joins them, who meets whom, and without hosts.

Worked out once when data change, for years and the whole time: shorter periods have too few replies
to show a structure. Nobody can be told apart in it: what stands for fewer than five people is
merged or withheld, numbers of people are rounded to five.
"""

import pandas as pd
from duckdb import DuckDBPyConnection

from data.settings import fewest_people
from metrics.network.circles import circles_of
from metrics.network.crossings import crossings_of
from metrics.network.knock_out import knock_out_of

GRAINS = ("year", "all")
ATTRIBUTES = ("department", "level")

_TIES = """
    select community, period, one, other, replies, one_hosts, other_hosts
    from ties($grain)
    order by all
"""
_LABELS = """
    select community, person, department, level
    from roster
    order by all
"""
# The columns of each table, so that there is one also where nothing is found.
_COLUMNS = {
    "network": ("people", "fewest_replies", "in_small", "joining", "shuffled_below"),
    "circle": ("circle", "people", "joining", "department", "x", "y"),
    "join_of_circles": ("one", "other", "people"),
    "crossing": ("attribute", "one", "other", "ties", "expected", "low", "high", "verdict"),
    "knock_out": (
        *("before_together", "before_apart", "before_alone"),
        *("after_together", "after_apart", "after_alone"),
    ),
}


def networks(cursor: DuckDBPyConnection, grain: str) -> dict[str, pd.DataFrame]:
    """Return the networks of all communities for a grain, by table (data/schema.sql)."""
    # As objects: there are many small tables, and each step on a column of texts takes long.
    every = cursor.execute(_LABELS).df().astype(dict.fromkeys(ATTRIBUTES, object))
    labels = dict(list(every.set_index("person").groupby("community")))
    rows: dict[str, list[dict]] = {table: [] for table in _COLUMNS}
    every, fewest = cursor.execute(_TIES, {"grain": grain}).df(), fewest_people(cursor)
    for (community, period), ties in every.groupby(["community", "period"]):
        key = {"community": community, "grain": grain, "period": period}
        for table, found in _worked_out(ties, labels.get(community), fewest).items():
            rows[table] += [key | one for one in found]
    keys = ("community", "grain", "period")
    return {
        table: pd.DataFrame(found, columns=[*keys, *_COLUMNS[table]])
        for table, found in rows.items()
    }


def _worked_out(
    ties: pd.DataFrame, labels: pd.DataFrame | None, fewest: int
) -> dict[str, list[dict]]:
    """Return the rows of one community and period, by table."""
    departments = {} if labels is None else labels["department"].dropna().to_dict()
    found = circles_of(ties, departments, fewest)
    crossings = []
    for attribute in ATTRIBUTES if labels is not None else ():
        cells = crossings_of(ties, labels[attribute].dropna(), fewest)
        crossings += [{"attribute": attribute} | cell for cell in cells]
    return found | {"crossing": crossings, "knock_out": knock_out_of(ties, fewest)}
