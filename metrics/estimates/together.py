"""Who still hangs together with whom when some members are taken away.

The ties of all communities and periods are one graph in pieces, so that a question is answered for
all of them in one pass.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from data.said import joined, say, say_many
from metrics.estimates.evidence import Evidence
from metrics.estimates.rows import Rows

_DRAWS = 10
_SEED = 20
NO_INTERVAL = say("no interval that can be trusted is known for this figure")
_NOBODY_LEFT = say("without the hosts nobody is left")


class Ties:
    """The ties of every community and period, with its people numbered from 0.

    ``groups`` has one row per community and period; ``hosts``, ``busy`` and ``group`` have one
    entry per person and group: whether they host, how many ties they have, and the group's row.
    """

    def __init__(self, rows: Rows) -> None:
        """Take rows ``one, other, one_hosts, other_hosts``, one per tie."""
        self.groups, self._tie_group = rows.figures, rows.figure
        _, person, self.group = rows.clusters("one", "other")
        self.one, self.other = np.split(person, [len(rows.figure)])
        is_host = np.concatenate([rows["one_hosts"], rows["other_hosts"]]) > 0
        self.busy = np.bincount(person, minlength=len(self.group))
        self.hosts = np.bincount(person, is_host, len(self.group)) > 0

    def count(self, chosen: np.ndarray) -> np.ndarray:
        """Return how many of the chosen people each group has."""
        return np.bincount(self.group[chosen], minlength=len(self.groups))

    def ties(self) -> np.ndarray:
        """Return how many ties each group has."""
        return np.bincount(self._tie_group, minlength=len(self.groups))

    def largest(self, gone: np.ndarray) -> np.ndarray:
        """Return for each group which share of those who are not gone hang together at most."""
        stays = ~gone
        held = stays[self.one] & stays[self.other]
        ones = np.ones(int(held.sum()), np.int8)
        size = len(stays)
        graph = coo_array((ones, (self.one[held], self.other[held])), shape=(size, size))
        _, piece = connected_components(graph, directed=False)
        sizes = np.bincount(piece[stays], minlength=size)
        most = np.zeros(len(self.groups))
        np.maximum.at(most, self.group[stays], sizes[piece[stays]])
        with np.errstate(invalid="ignore"):
            return most / self.count(stays)

    def first(self, order: np.ndarray, many: np.ndarray) -> np.ndarray:
        """Return the first members of each group that are no hosts, as many as said, by order."""
        ranked = np.lexsort((order, self.hosts, self.group))
        begin = np.searchsorted(self.group[ranked], np.arange(len(self.groups)))
        rank = np.empty(len(order), np.int64)
        rank[ranked] = np.arange(len(order)) - begin[self.group[ranked]]
        return (rank < many[self.group]) & ~self.hosts


def _ties(cursor: DuckDBPyConnection, evidence: Evidence) -> Ties:
    return Ties(Rows.of(cursor, evidence))


def without_interval(
    groups: pd.DataFrame, people: np.ndarray, value: np.ndarray, reason: Sequence[str]
) -> pd.DataFrame:
    """Return the answer for each group where no interval is known; ``reason`` for no value."""
    answer = groups.assign(
        value=value,
        low=np.nan,
        high=np.nan,
        sample=people,
        units=people,
        people=people,
        smaller_part=np.nan,
    )
    # As objects: a column of texts would forget the parts of its sentences.
    texts = {"note": [NO_INTERVAL] * len(answer), "reason": list(reason)}
    return answer.assign(
        **{name: pd.Series(said, answer.index, object) for name, said in texts.items()}
    )


def hang_together(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return the share of people in the largest connected part.

    Wants evidence ``community, period, one, other, one_hosts, other_hosts``: one row per tie.
    Returns ``community, period, value, low, high, sample, units, people, smaller_part, note,
    reason``; no interval.
    """
    ties = _ties(cursor, evidence)
    nobody = np.zeros(len(ties.group), bool)
    value = ties.largest(nobody)
    return without_interval(
        ties.groups, ties.count(~nobody), value, np.full(len(value), _NOBODY_LEFT, object)
    )


def without_hosts(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return the share of the others that hang together when the hosts are taken away.

    Evidence and shape as in ``hang_together``; ``people`` counts those who are no hosts. The note
    says how many had answered, or were answered by, hosts only.
    """
    ties = _ties(cursor, evidence)
    value, around = ties.largest(ties.hosts), ties.count(~ties.hosts)
    answer = without_interval(ties.groups, around, value, [_NOBODY_LEFT] * len(value))
    peers = ~ties.hosts[ties.one] & ~ties.hosts[ties.other]
    tied = np.bincount(
        np.concatenate([ties.one[peers], ties.other[peers]]), minlength=len(ties.hosts)
    )
    alone = ties.count(~ties.hosts & (tied == 0))
    notes = [joined([_alone(int(number)), NO_INTERVAL], "; ") for number in alone]
    return answer.assign(note=pd.Series(notes, answer.index, object))


def _alone(number: int) -> str:
    if number < 5:
        return ""
    return say_many(
        "{number} person talks with hosts only", "{number} people talk with hosts only", number
    )


def against_random(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return by how many percentage points more hangs together without the hosts than without as
    many others drawn at random.

    Evidence and shape as in ``hang_together``; the mean over 10 seeded draws.
    """
    ties = _ties(cursor, evidence)
    many = ties.count(ties.hosts)
    # Each group draws for itself: what else is measured must not change its figure.
    sizes = ties.count(np.ones(len(ties.group), bool))
    drawn = [np.random.default_rng(_SEED).random((size, _DRAWS)) for size in sizes]
    orders = np.concatenate([np.empty((0, _DRAWS)), *drawn]).T
    draws = [ties.largest(ties.first(order, many)) for order in orders]
    return _difference(ties, np.mean(draws, axis=0))


def against_busiest(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return by how many percentage points more hangs together without the hosts than without as
    many of the others who have the most ties.

    Evidence and shape as in ``hang_together``.
    """
    ties = _ties(cursor, evidence)
    return _difference(ties, ties.largest(ties.first(-ties.busy, ties.count(ties.hosts))))


def _difference(ties: Ties, instead: np.ndarray) -> pd.DataFrame:
    value = 100 * (ties.largest(ties.hosts) - instead)
    reason = np.full(len(value), _NOBODY_LEFT, object)
    return without_interval(ties.groups, ties.count(~ties.hosts), value, reason)
