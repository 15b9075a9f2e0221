"""The evidence of a metric, for several lengths of period at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

KEYS = ["grain", "community", "period"]
"""What one figure is about: everything is worked out apart for each of these."""

_ONE = "select {grain} as grain, found.* from ({query}) as found"

# To plan a query takes longer than to run it over a community of some thousand posts: one plan
# for all lengths of period is three to four times as fast as a plan for each.
_EVERY = """
    select grains.grain, found.*
    from (select unnest([{grains}]) as grain) as grains, lateral ({query}) as found
"""

# What lies in one month lies in one quarter and one year: it is worked out once.
_ONCE = """
    select grains.grain, found.* replace (period_of(found.period, grains.grain) as period)
    from (select unnest([{grains}]) as grain) as grains, ({query}) as found
"""


@dataclass(frozen=True)
class Evidence:
    """A query that gives the rows of all ``grains``, with a first column ``grain``.

    Made by ``Evidence.of`` from a query that may use ``$grain``.
    """

    query: str
    grains: tuple[str, ...]

    @classmethod
    def of(cls, query: str, grains: Sequence[str], *, in_one_month: bool = False) -> "Evidence":
        """Return what a query that may use ``$grain`` finds for each grain.

        ``in_one_month`` says that it finds the same for each, in the period that holds the month.
        """
        if in_one_month and len(grains) > 1:
            once = _ONCE.format(grains=_quoted(grains), query=query.replace("$grain", "'month'"))
            return cls(once, tuple(grains))
        return cls(_every(query, grains), tuple(grains))

    def reshaped(self, query: str) -> "Evidence":
        """Return what a query makes of this, which it calls ``{evidence}``; it keeps ``grain``."""
        return Evidence(query.format(evidence=self.query), self.grains)

    def rows(self, cursor: DuckDBPyConnection, query: str = "{evidence}") -> pd.DataFrame:
        """Return the rows of a query over this, which it calls ``{evidence}``."""
        return cursor.execute(query.format(evidence=self.query)).df()

    def beside(self, cursor: DuckDBPyConnection, query: str) -> pd.DataFrame:
        """Return the rows of another query that may use ``$grain``, for the same grains."""
        return cursor.execute(_every(query, self.grains)).df()


def apart(rows: pd.DataFrame, by: Sequence[str] = KEYS) -> Iterator[tuple[tuple, slice]]:
    """Yield each of the keys in rows that are in their order, and where its rows lie.

    There are thousands of them: with a group of pandas for each, most of the time would go there.
    """
    keys = rows[list(by)]
    begins = np.flatnonzero((keys != keys.shift()).any(axis=1))
    ends = np.append(begins, len(keys))[1:]
    firsts = keys.iloc[begins].itertuples(index=False, name=None)
    for key, begin, end in zip(firsts, begins, ends, strict=True):
        yield key, slice(begin, end)


def _every(query: str, grains: Sequence[str]) -> str:
    if len(grains) == 1:
        return _ONE.format(grain=f"'{grains[0]}'", query=query.replace("$grain", f"'{grains[0]}'"))
    return _EVERY.format(grains=_quoted(grains), query=query.replace("$grain", "grains.grain"))


def _quoted(grains: Sequence[str]) -> str:
    return ", ".join(f"'{grain}'" for grain in grains)
