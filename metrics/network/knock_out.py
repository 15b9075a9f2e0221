"""Before and after: who still hangs together when the hosts are taken away."""

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from metrics.metric import FEWEST_PEOPLE
from metrics.network.circles import FEWEST, rounded


def knock_out_of(ties: pd.DataFrame, fewest: int = FEWEST_PEOPLE) -> list[dict]:
    """Return the row of ``knock_out``: how many people around the hosts hang together with most
    others, in smaller pieces, or with nobody, before and after; none where there is no host.

    Wants ties ``one, other, one_hosts, other_hosts``. Parts of fewer than ``fewest`` people are
    counted with the next larger part; numbers are rounded to five.
    """
    places, names = pd.factorize(np.column_stack((ties["one"], ties["other"])).ravel())
    pairs = places.reshape(-1, 2)
    around = np.ones(len(names), bool)
    around[pairs[np.column_stack((ties["one_hosts"], ties["other_hosts"]))]] = False
    if around.all() or around.sum() < FEWEST:
        return []
    without = pairs[around[pairs].all(axis=1)]
    before, after = (_parts(one, around, fewest) for one in (pairs, without))
    return [
        {"before_together": before[0], "before_apart": before[1], "before_alone": before[2]}
        | {"after_together": after[0], "after_apart": after[1], "after_alone": after[2]}
    ]


def _parts(pairs: np.ndarray, around: np.ndarray, fewest: int) -> tuple[int, int, int]:
    """Return how many of the people around are in the largest piece, in smaller ones, and alone."""
    size = len(around)
    tied = coo_array((np.ones(len(pairs), np.int8), tuple(pairs.T)), shape=(size, size))
    piece = connected_components(tied, directed=False)[1]
    largest = int(np.bincount(piece[around]).max())
    alone = int((around & (np.bincount(pairs.ravel(), minlength=size) == 0)).sum())
    together = largest if largest >= fewest else 0
    apart = int(around.sum()) - together - alone
    if 0 < alone < fewest:
        apart, alone = apart + alone, 0
    if 0 < apart < fewest:
        together, alone = (together + apart, alone) if together else (0, alone + apart)
        apart = 0
    return tuple(rounded(part) if part else 0 for part in (together, apart, alone))
