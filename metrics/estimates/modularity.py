"""How far talk falls apart into groups of its own making, beyond what chance would give."""

import networkx as nx
import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import say
from metrics.estimates.together import NO_INTERVAL

MOST_PEOPLE = 300
_DRAWS = 5
_SEED = 20


def best_modularity(graph: nx.Graph, seed: int = _SEED) -> float:
    """Return the modularity of the best division Louvain's method finds; every tie counts 1."""
    parts = nx.community.louvain_communities(graph, weight=None, seed=seed)
    return nx.community.modularity(graph, parts, weight=None)


def over_chance(graph: nx.Graph) -> float:
    """Return the best modularity less its mean where everybody keeps their number of ties.

    Five draws with fixed seeds; each swaps the ends of ties, ten times as often as there are ties.
    """
    drawn = [best_modularity(rewired(graph, seed)) for seed in range(_DRAWS)]
    return best_modularity(graph) - float(np.mean(drawn))


def rewired(graph: nx.Graph, seed: int) -> nx.Graph:
    """Return a graph in which everybody has as many ties, but with whom is left to chance.

    Swaps the ends of two ties at a time, where that makes no tie twice and none to oneself.
    """
    chance = np.random.default_rng(seed)
    ties = [tuple(tie) for tie in graph.edges]
    known = {frozenset(tie) for tie in ties}
    for first, second in chance.integers(0, len(ties), (10 * len(ties), 2)).tolist():
        (a, b), (c, d) = ties[first], ties[second]
        one, other = frozenset((a, d)), frozenset((c, b))
        if len({a, b, c, d}) == 4 and one not in known and other not in known:
            known -= {frozenset((a, b)), frozenset((c, d))}
            known |= {one, other}
            ties[first], ties[second] = (a, d), (c, b)
    swapped = nx.Graph()
    swapped.add_nodes_from(graph)
    swapped.add_edges_from(ties)
    return swapped


def modularity_over_chance(cursor: DuckDBPyConnection, evidence: str, grain: str) -> pd.DataFrame:
    """Return modularity over chance per community, for the whole time only: it is slow.

    Wants evidence ``community, period, one, other``: one row per tie. Returns ``community, period,
    value, low, high, sample, units, people, smaller_part, note, reason``; value NaN for periods and
    for more people than can be worked out.
    """
    rows = cursor.execute(evidence, {"grain": grain}).df()
    found = [
        {"community": community, "period": period} | _measured(ties, grain)
        for (community, period), ties in rows.groupby(["community", "period"], sort=True)
    ]
    columns = "community period value low high sample units people smaller_part note reason"
    same = {key: rows.dtypes[key] for key in ("community", "period")}
    answer = pd.DataFrame(found, columns=columns.split()).astype(same)
    # As objects: a column of texts would forget the parts of its sentences.
    texts = {key: [one[key] for one in found] for key in ("note", "reason")}
    return answer.assign(**{key: pd.Series(texts[key], answer.index, object) for key in texts})


def _measured(ties: pd.DataFrame, grain: str) -> dict[str, object]:
    people = len(set(ties["one"]) | set(ties["other"]))
    reason, value = "", float("nan")
    if grain != "all":
        reason = say("worked out for the whole time only")
    elif people > MOST_PEOPLE:
        reason = say(
            "worked out for up to {most} people; there are {found}", most=MOST_PEOPLE, found=people
        )
    elif people >= 5:
        value = over_chance(nx.Graph(sorted(zip(ties["one"], ties["other"], strict=True))))
    return {
        "value": value,
        "low": float("nan"),
        "high": float("nan"),
        "sample": people,
        "units": people,
        "people": people,
        "smaller_part": float("nan"),
        "note": NO_INTERVAL,
        "reason": reason,
    }
