"""How far talk falls apart into groups of its own making, beyond what chance would give."""

from collections.abc import Iterator, Sequence

import networkx as nx
import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import say
from metrics.estimates.evidence import KEYS, Evidence, apart
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
    drawn = [best_modularity(one) for one in rewired(graph, range(_DRAWS))]
    return best_modularity(graph) - float(np.mean(drawn))


def rewired(graph: nx.Graph, seeds: Sequence[int]) -> Iterator[nx.Graph]:
    """Yield graphs in which everybody has as many ties, but with whom is left to chance."""
    names, ties = numbered(graph)
    for swapped in with_ends_swapped(ties, len(names), seeds).tolist():
        drawn = nx.Graph()
        drawn.add_nodes_from(names)
        drawn.add_edges_from((names[one], names[other]) for one, other in swapped)
        yield drawn


def numbered(graph: nx.Graph) -> tuple[list, np.ndarray]:
    """Return the names of all nodes, and a row for each tie with the places of its two ends."""
    names = list(graph)
    place = {name: at for at, name in enumerate(names)}
    ties = [(place[one], place[other]) for one, other in graph.edges]
    return names, np.array(ties, int).reshape(-1, 2)


def with_ends_swapped(ties: np.ndarray, people: int, seeds: Sequence[int]) -> np.ndarray:
    """Return ties with whom is left to chance, everybody keeping as many, once for each seed.

    Pairs up all ties again and again and swaps the ends of each pair, where that makes no tie twice
    and none to oneself: ten swaps for each tie. Rows as in ``numbered``. All draws go together, and
    each hangs on its seed alone.
    """
    chances = [np.random.default_rng(seed) for seed in seeds]
    draw, half = np.arange(len(chances))[:, None], len(ties) // 2
    drawn = np.tile(ties, (len(chances), 1, 1))
    often = np.zeros(len(chances) * people**2, int)
    often[_codes(drawn, draw, people)] = 1
    for _ in range(_ROUNDS if half else 0):
        # A tie has no direction: chance also decides which end of the second is swapped.
        both = [
            (chance.permutation(len(ties))[: 2 * half], chance.integers(0, 2, half))
            for chance in chances
        ]
        order, turned = (np.array(part) for part in zip(*both, strict=True))
        first, second = order[:, :half], order[:, half:]
        swapped = np.array(
            [
                [drawn[draw, first, 0], drawn[draw, second, turned]],
                [drawn[draw, first, 1], drawn[draw, second, 1 - turned]],
            ]
        ).transpose(0, 2, 3, 1)
        wanted = _codes(swapped, draw, people)
        np.add.at(often, wanted.ravel(), 1)
        is_new = (often[wanted] == 1) & (swapped[..., 0] != swapped[..., 1])
        np.subtract.at(often, wanted.ravel(), 1)
        which, pair = np.nonzero(is_new.all(axis=0))
        for place, new in zip((first, second), swapped, strict=True):
            at = which, place[which, pair]
            often[_codes(drawn[at], which, people)] = 0
            drawn[at] = new[which, pair]
            often[_codes(drawn[at], which, people)] = 1
    return drawn


def _codes(ties: np.ndarray, draw: np.ndarray, people: int) -> np.ndarray:
    """Return a number for each tie of a draw, the same whichever end comes first."""
    one, other = ties[..., 0], ties[..., 1]
    return (draw * people + np.minimum(one, other)) * people + np.maximum(one, other)


def modularity_over_chance(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return modularity over chance per community, for the whole time only: it is slow.

    Wants evidence ``community, period, one, other``: one row per tie. Returns ``community, period,
    value, low, high, sample, units, people, smaller_part, note, reason``; value NaN for periods and
    for more people than can be worked out.
    """
    rows = evidence.rows(cursor).sort_values(KEYS, kind="stable")
    ties = rows[["one", "other"]].to_numpy()
    found = [
        dict(zip(KEYS, key, strict=True)) | _measured(ties[of], key[0]) for key, of in apart(rows)
    ]
    columns = "grain community period value low high sample units people smaller_part note reason"
    same = {key: rows.dtypes[key] for key in KEYS}
    answer = pd.DataFrame(found, columns=columns.split()).astype(same)
    # As objects: a column of texts would forget the parts of its sentences.
    texts = {key: [one[key] for one in found] for key in ("note", "reason")}
    return answer.assign(**{key: pd.Series(texts[key], answer.index, object) for key in texts})


def _measured(ties: np.ndarray, grain: str) -> dict[str, object]:
    people = len(np.unique(ties))
    reason, value = "", float("nan")
    if grain != "all":
        reason = say("worked out for the whole time only")
    elif people > MOST_PEOPLE:
        reason = say(
            "worked out for up to {most} people; there are {found}", most=MOST_PEOPLE, found=people
        )
    elif people >= 5:
        value = over_chance(nx.Graph(sorted(ties.tolist())))
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
