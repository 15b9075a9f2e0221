"""On how many people it hangs that others stay in touch."""

import networkx as nx
import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import say
from metrics.estimates.evidence import Evidence
from metrics.estimates.rows import Rows
from metrics.estimates.together import Ties, without_interval

_GRAINS = ("year", "all")
_TOO_SHORT = say("worked out for years and the whole time only")


def joints(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return the share of people without whom the part they belong to would fall apart.

    Wants the evidence of ``together.hang_together``. Returns ``community, period, value, low, high,
    sample, units, people, smaller_part, note, reason``; no interval. ``smaller_part`` is how many
    they are. Slow, and so for years and the whole time only.
    """
    ties = Ties(Rows.of(cursor, evidence))
    people = ties.count(np.ones(len(ties.group), bool))
    is_long = ties.groups["grain"].isin(_GRAINS).to_numpy()
    many = np.where(is_long, ties.count(_joints(ties, is_long[ties.group])), np.nan)
    answer = without_interval(ties.groups, people, many / people, [_TOO_SHORT] * len(people))
    return answer.assign(smaller_part=np.minimum(many, people - many))


def _joints(ties: Ties, asked: np.ndarray) -> np.ndarray:
    """Return who is one, of those who are asked for."""
    of = asked[ties.one]
    graph = nx.Graph(zip(ties.one[of].tolist(), ties.other[of].tolist(), strict=True))
    joint = np.zeros(len(ties.group), bool)
    joint[list(nx.articulation_points(graph))] = True
    return joint
