"""How far talk falls apart into groups of its own making, beyond what chance would give."""

import networkx as nx
import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import say
from metrics.estimates.evidence import KEYS, Evidence
from metrics.estimates.together import NO_INTERVAL

MOST_PEOPLE = 300
_DRAWS = 5
_ROUNDS = 20
_SEED = 20


def best_modularity(graph: nx.Graph, seed: int = _SEED) -> float:
    """Return the modularity of the best division Louvain's method finds; every tie counts 1."""
    parts = nx.community.louvain_communities(graph, weight=None, seed=seed)
    return nx.community.modularity(graph, parts, weight=None)


def over_chance(graph: nx.Graph) -> float:
    """Return the best modularity less its mean where everybody keeps their number of ties.

    Five draws with fixed seeds.
    """
    drawn = [best_modularity(rewired(graph, seed)) for seed in range(_DRAWS)]
    return best_modularity(graph) - float(np.mean(drawn))


def rewired(graph: nx.Graph, seed: int) -> nx.Graph:
    """Return a graph in which everybody has as many ties, but with whom is left to chance."""
    names, ties = numbered(graph)
    drawn = nx.Graph()
    drawn.add_nodes_from(names)
    drawn.add_edges_from(
        (names[one], names[other]) for one, other in with_ends_swapped(ties, seed).tolist()
    )
    return drawn


def numbered(graph: nx.Graph) -> tuple[list, np.ndarray]:
    """Return the names of all nodes, and a row for each tie with the places of its two ends."""
    names = list(graph)
    place = {name: at for at, name in enumerate(names)}
    ties = [(place[one], place[other]) for one, other in graph.edges]
    return names, np.array(ties, int).reshape(-1, 2)


def with_ends_swapped(ties: np.ndarray, seed: int) -> np.ndarray:
    """Return ties with whom is left to chance, everybody keeping as many as they have.

    Pairs up all ties again and again and swaps the ends of each pair, where that makes no tie twice
    and none to oneself: ten swaps for each tie. Rows as in ``numbered``.
    """
    chance, ties, half = np.random.default_rng(seed), ties.copy(), len(ties) // 2
    for _ in range(_ROUNDS if half else 0):
        first, second = chance.permutation(len(ties))[: 2 * half].reshape(2, half)
        turned = chance.integers(0, 2, half)  # a tie has no direction
        one = np.column_stack([ties[first, 0], ties[second, turned]])
        other = np.column_stack([ties[first, 1], ties[second, 1 - turned]])
        wanted = _codes(np.concatenate([one, other]))
        known, often = np.unique(np.concatenate([_codes(ties), wanted]), return_counts=True)
        is_new = often[np.searchsorted(known, wanted)] == 1
        fits = (is_new[:half] & is_new[half:]) & (one[:, 0] != one[:, 1])
        fits &= other[:, 0] != other[:, 1]
        ties[first[fits]], ties[second[fits]] = one[fits], other[fits]
    return ties


def _codes(ties: np.ndarray) -> np.ndarray:
    """Return a number for each tie, the same whichever end comes first."""
    return (ties.min(axis=1) << 32) + ties.max(axis=1)


def modularity_over_chance(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return modularity over chance per community, for the whole time only: it is slow.

    Wants evidence ``community, period, one, other``: one row per tie. Returns ``community, period,
    value, low, high, sample, units, people, smaller_part, note, reason``; value NaN for periods and
    for more people than can be worked out.
    """
    rows = evidence.rows(cursor)
    found = [
        dict(zip(KEYS, key, strict=True)) | _measured(ties, key[0])
        for key, ties in rows.groupby(KEYS, sort=True)
    ]
    columns = "grain community period value low high sample units people smaller_part note reason"
    same = {key: rows.dtypes[key] for key in KEYS}
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
