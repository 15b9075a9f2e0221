"""Published measures as screens look them up: of a community, by metric and by period.

They are put in order once for each snapshot and shared by all visitors: nothing here is ever
changed in place.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from math import isnan

import pandas as pd

from metrics.metric import Metric


@dataclass(frozen=True, eq=False)
class History:
    """The measures of one metric in one community, the oldest first, one by one.

    ``every`` holds all of the community, ``places`` which of its rows these are.
    """

    each: tuple
    every: pd.DataFrame
    places: list[int]

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Return them as a table, as charts and downloads want them."""
        return self.every.iloc[self.places]

    def upto(self, period: pd.Timestamp, most: int) -> tuple:
        """Return the last measures up to a period, so many at most, the oldest first."""
        return tuple(row for row in self.each if row.period <= period)[-most:]

    @cached_property
    def values(self) -> list[float]:
        """Return the values that are given."""
        return [row.value for row in self.each if not isnan(row.value)]


@dataclass(frozen=True, eq=False)
class Measures:
    """All measures of one community in one grain, as ``data.published`` has them."""

    rows: pd.DataFrame

    def of(self, metric: Metric) -> History:
        """Return the measures of a metric, which may be none."""
        return self._by_metric.get(metric.name) or History((), self.rows, [])

    def at(self, period: pd.Timestamp) -> dict[str, object]:
        """Return the measures of a period, each by the name of its metric."""
        return self._by_period.get(period, {})

    @cached_property
    def periods(self) -> list[pd.Timestamp]:
        """Return the periods in which anything was measured, the oldest first."""
        return sorted(self._by_period)

    @cached_property
    def _each(self) -> list:
        return list(self.rows.itertuples())

    @cached_property
    def _by_metric(self) -> dict[str, History]:
        places = defaultdict(list)
        for place, row in enumerate(self._each):
            places[row.metric].append(place)
        return {
            name: History(tuple(self._each[at] for at in these), self.rows, these)
            for name, these in places.items()
        }

    @cached_property
    def _by_period(self) -> dict[pd.Timestamp, dict[str, object]]:
        found = defaultdict(dict)
        for row in self._each:
            found[row.period][row.metric] = row
        return dict(found)


def by_community(rows: pd.DataFrame) -> dict[str, Measures]:
    """Return the measures of each community by its name."""
    return {name: Measures(here) for name, here in rows.groupby("community")}
