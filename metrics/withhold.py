"""No withheld period may be worked out from its siblings and their total.

Complementary suppression over the fixed lattice month < quarter < year < all (Willenborg & de Waal
2001, Elements of Statistical Disclosure Control): where one period is withheld, a sibling goes too.
"""

import numpy as np
import pandas as pd

from data.said import as_json, say
from metrics.metric import FEWEST_PEOPLE, Standing, Status

_LEVELS = ("month", "quarter", "year", "all")


def without_remainders(answer: pd.DataFrame, fewest: int = FEWEST_PEOPLE) -> pd.DataFrame:
    """Return the measures of one metric with further rows withheld, until nothing is left over.

    Wants the rows of all grains: ``community, grain, period, ..., sample, status, why, people``.
    Of the periods in a shown one, either none is withheld or those that are make up at least
    ``fewest`` people; a period that is withheld does not show all its parts.
    """
    answer = answer.reset_index(drop=True)
    whole, people = _wider(answer), answer["people"].to_numpy(float)
    hidden = (answer["people"].between(1, fewest - 1)).to_numpy().copy()
    shown = answer["sample"].notna().to_numpy() & ~hidden
    before = shown.copy()
    while len(victims := _next(whole, shown, hidden, people, fewest)):
        shown[victims], hidden[victims] = False, True
    gone = before & ~shown
    if not gone.any():
        return answer
    answer.loc[gone, ["value", "low", "high"]] = np.nan
    answer["sample"] = answer["sample"].mask(gone)
    answer.loc[gone, "status"] = Status.WITHHELD
    answer.loc[gone, "standing"] = Standing.UNSAID
    why = say(
        "fewer than {fewest} people in a period beside it, which could be worked out", fewest=fewest
    )
    answer.loc[gone, "why"] = str(why)
    answer.loc[gone, "said"] = as_json(why)
    return answer


def _wider(answer: pd.DataFrame) -> np.ndarray:
    """Return for each row that of the next longer period, which holds it; -1 for the whole time."""
    grain = pd.Index(_LEVELS).get_indexer(answer["grain"])
    month = answer["period"].to_numpy("datetime64[M]").astype(int)
    starts = np.select([grain == 0, grain == 1], [month // 3 * 3, month // 12 * 12], 0)
    rows = pd.MultiIndex.from_arrays([answer["community"], grain, month])
    return rows.get_indexer(pd.MultiIndex.from_arrays([answer["community"], grain + 1, starts]))


def _next(
    whole: np.ndarray, shown: np.ndarray, hidden: np.ndarray, people: np.ndarray, fewest: int
) -> np.ndarray:
    """Return the rows to withhold next: where need be, of the parts of a period that of the fewest
    people, or the period itself where no part is left."""
    is_part = whole >= 0
    gone = is_part & hidden
    parts = np.bincount(whole[gone], minlength=len(whole))
    behind = np.bincount(whole[gone], people[gone], len(whole))
    left = np.bincount(whole[is_part & shown], minlength=len(whole)) > 0
    tells = shown & ((parts == 1) | ((behind > 0) & (behind < fewest)))
    tells |= hidden & (parts == 0) & left
    order = np.argsort(people, kind="stable")
    order = order[(is_part & shown)[order] & tells[whole[order]]]
    _, first = np.unique(whole[order], return_index=True)
    return np.concatenate([order[first], np.flatnonzero(tells & ~left)])
