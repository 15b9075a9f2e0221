"""No withheld period may be worked out from its siblings and their total.

Complementary suppression over the fixed lattice month < quarter < year < all (Willenborg & de Waal
2001, Elements of Statistical Disclosure Control): where one period is withheld, a sibling goes too.
"""

from collections.abc import Iterator

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
    groups, people = list(_families(answer)), answer["people"].to_numpy()
    hidden = (answer["people"].between(1, fewest - 1)).to_numpy().copy()
    shown = answer["sample"].notna().to_numpy() & ~hidden
    before = shown.copy()
    while victims := [
        one for family in groups for one in _next(family, shown, hidden, people, fewest)
    ]:
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


def _families(answer: pd.DataFrame) -> Iterator[tuple[int, list[int]]]:
    """Yield each period that has parts, with its parts, as row numbers."""
    keys = zip(
        answer["community"].tolist(),
        answer["grain"].tolist(),
        answer["period"].tolist(),
        strict=True,
    )
    rows = {key: place for place, key in enumerate(keys)}
    parts: dict[int, list[int]] = {}
    for (community, grain, period), row in rows.items():
        if grain != "all":
            wider = _LEVELS[_LEVELS.index(grain) + 1]
            parts.setdefault(rows[community, wider, _start(period, wider)], []).append(row)
    yield from parts.items()


def _start(period: pd.Timestamp, grain: str) -> pd.Timestamp:
    if grain == "all":
        return pd.Timestamp("1970-01-01")
    month = 1 if grain == "year" else period.month - (period.month - 1) % 3
    return period.replace(month=month, day=1)


def _next(
    family: list, shown: np.ndarray, hidden: np.ndarray, people: np.ndarray, fewest: int
) -> list[int]:
    """Return the row to withhold next in a family, if any: the part of the fewest people."""
    whole, parts = family
    left = sorted((part for part in parts if shown[part]), key=lambda part: people[part])
    gone = [part for part in parts if hidden[part]]
    too_few = len(gone) == 1 or 0 < sum(people[part] for part in gone) < fewest
    if shown[whole] and too_few:
        return left[:1] or [whole]
    if hidden[whole] and not gone and left:
        return left[:1]
    return []
