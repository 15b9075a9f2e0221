"""What is compared where nobody asked for anything else: that of which there is much to say.

A figure counts here when it is measured on both sides. Who fell silent, or whose export says
little, leaves nothing to compare. A last period of two days is none to judge by, so the latest
period counts that has at least half as many figures as the best one.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from metrics import catalogue
from metrics.metric import Status

_NEARLY = 0.8  # of the most
_TRAITS = ["replies", "platform", "kind"]
_HEADLINES = [metric.name for metric in catalogue() if metric.is_headline]


def pair(known: pd.DataFrame, every: Iterable[pd.DataFrame]) -> list[str]:
    """Return the names of two communities, the better known first.

    They have the most headline figures in common in the latest good period, or nearly the most:
    among those pairs the ones that are most alike come first, as only like with like is fair, then
    those with the most figures. ``known`` are the communities, at least two; ``every`` gives the
    published measures of each length of period, to be tried in that order.
    """
    for measures in every:
        found = _pair(known, measures[measures["status"] == Status.MEASURED])
        if found:
            return found
    return list(known["name"].iloc[:2])


def _pair(known: pd.DataFrame, given: pd.DataFrame) -> list[str]:
    number = given["community"].value_counts()
    names = sorted(known["name"], key=lambda name: (-number.get(name, 0), name))
    given = given[given["community"].isin(names)]
    main = given[given["metric"].isin(_HEADLINES)]
    shared = {at: _in_common(rows, names) for at, rows in main.groupby("period")}
    at = _latest_good({at: int(common.max()) for at, common in shared.items()})
    if at is None:
        return []
    figures = _in_common(given[given["period"] == at], names)
    # Each count outweighs the next; no community has a thousand figures.
    score = (_alike(known, names) * 1000 + shared[at]) * 1000 + figures
    score[shared[at] < shared[at].max() * _NEARLY] = 0
    return [names[place] for place in np.unravel_index(score.argmax(), score.shape)]


def _in_common(given: pd.DataFrame, names: list[str]) -> np.ndarray:
    """Return for each two how many figures both have; nothing for one and itself."""
    metric, kinds = pd.factorize(given["metric"])
    has = np.zeros((len(names), len(kinds)), dtype=int)
    has[pd.Index(names).get_indexer(given["community"]), metric] = 1
    common = has @ has.T
    np.fill_diagonal(common, 0)
    return common


def _alike(known: pd.DataFrame, names: list[str]) -> np.ndarray:
    """Return for each pair how many traits they share."""
    traits = known.set_index("name").loc[names, _TRAITS].fillna("").astype(str).to_numpy()
    return (traits[:, None, :] == traits[None, :, :]).sum(axis=2)


def period(histories: Sequence[pd.DataFrame]) -> pd.Timestamp | None:
    """Return the latest period with much to compare, or None where nothing can be compared.

    ``histories`` are the published measures of each community; all are held against the first.
    """
    first, *others = (rows[rows["status"] == Status.MEASURED] for rows in histories)
    both = [first.merge(other, on=["period", "metric"]) for other in others]
    return _latest_good(pd.concat(both).groupby("period").size().to_dict())


def full(rows: pd.DataFrame) -> list[pd.Timestamp]:
    """Return the good periods of one community, oldest first; at least one."""
    given = (rows["status"] == Status.MEASURED).groupby(rows["period"]).sum().sort_index()
    return list(given[given * 2 >= given.max()].index)


def _latest_good(figures: dict[pd.Timestamp, int]) -> pd.Timestamp | None:
    most = max(figures.values(), default=0)
    return max(
        (at for at, number in figures.items() if number and number * 2 >= most), default=None
    )
