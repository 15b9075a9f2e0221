"""Before and after: who still hangs together when the hosts are taken away."""

import networkx as nx
import pandas as pd

from metrics.metric import FEWEST_PEOPLE
from metrics.network.circles import FEWEST, rounded


def knock_out_of(ties: pd.DataFrame, fewest: int = FEWEST_PEOPLE) -> list[dict]:
    """Return the row of ``knock_out``: how many people around the hosts hang together with most
    others, in smaller pieces, or with nobody, before and after; none where there is no host.

    Wants ties ``one, other, one_hosts, other_hosts``. Parts of fewer than ``fewest`` people are
    counted with the next larger part; numbers are rounded to five.
    """
    graph = nx.Graph(zip(ties["one"], ties["other"], strict=True))
    hosts = {*ties.loc[ties["one_hosts"], "one"], *ties.loc[ties["other_hosts"], "other"]}
    around = set(graph) - hosts
    if not hosts or len(around) < FEWEST:
        return []
    before, after = (_parts(one, around, fewest) for one in (graph, graph.subgraph(around)))
    return [
        {"before_together": before[0], "before_apart": before[1], "before_alone": before[2]}
        | {"after_together": after[0], "after_apart": after[1], "after_alone": after[2]}
    ]


def _parts(graph: nx.Graph, people: set[int], fewest: int) -> tuple[int, int, int]:
    """Return how many of the people are in the largest piece, in smaller ones, and alone."""
    pieces = sorted((piece & people for piece in nx.connected_components(graph)), key=len)
    alone = sum(len(piece) == 1 and graph.degree(min(piece)) == 0 for piece in pieces)
    together = len(pieces[-1]) if len(pieces[-1]) >= fewest else 0
    apart = len(people) - together - alone
    if 0 < alone < fewest:
        apart, alone = apart + alone, 0
    if 0 < apart < fewest:
        together, alone = (together + apart, alone) if together else (0, alone + apart)
        apart = 0
    return tuple(rounded(part) if part else 0 for part in (together, apart, alone))
