"""The rows of evidence as columns of numbers.

To add up columns takes a tenth of what it takes the database to group by what a figure is about.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from duckdb import DuckDBPyConnection

from metrics.estimates.evidence import KEYS, Evidence

_NUMBERED = """
    select list_position([{grains}], grain)::tinyint as grain, * exclude (grain)
    from ({evidence})
"""
_DAY = "datetime64[D]"


@dataclass(frozen=True)
class Rows:
    """The rows of evidence, those of one figure under one number.

    ``figures`` has a row of the KEYS for each figure, in their order; ``figure`` is the number of
    each row's figure in it.
    """

    figures: pd.DataFrame
    figure: np.ndarray
    _table: pa.Table

    @classmethod
    def of(cls, cursor: DuckDBPyConnection, evidence: Evidence) -> "Rows":
        """Read evidence that has the KEYS in its rows."""
        grains = np.array(evidence.grains, object)
        names = ", ".join(f"'{grain}'" for grain in grains)
        query = _NUMBERED.format(grains=names, evidence=evidence.query)
        table = cursor.sql(query).to_arrow_table()
        grain, community = (table[name].to_numpy().astype(np.int64) for name in KEYS[:2])
        day = table["period"].to_numpy().astype(_DAY).astype(np.int64)
        figure, keys = numbered(grain, community, day)
        grain, community, day = keys
        figures = pd.DataFrame(
            {
                "grain": grains[grain - 1],
                "community": community.astype(np.int32),
                "period": day.astype(_DAY).astype("datetime64[us]"),
            }
        )
        return cls(figures, figure, table.drop_columns(KEYS))

    def where(self, column: str, value: object) -> "Rows":
        """Return the rows that have a value in a column; the figures stay the same."""
        chosen = pa.compute.equal(self._table[column], value).combine_chunks()
        here = chosen.to_numpy(zero_copy_only=False).astype(bool)
        return Rows(self.figures, self.figure[here], self._table.filter(chosen))

    def __getitem__(self, column: str) -> np.ndarray:
        """Return a column of numbers; NaN where there is none."""
        return self._table[column].cast(pa.float64()).to_numpy()  # sums come as decimals

    def texts(self, column: str) -> np.ndarray:
        """Return a number for each text of a column; -1 where there is none."""
        found = self._table[column].combine_chunks().dictionary_encode()
        return found.indices.fill_null(-1).to_numpy()

    def total(self, values: np.ndarray | None = None) -> np.ndarray:
        """Return for each figure the sum of a value for each row; of nothing: how many rows."""
        return self.sums(self.figure, values)

    def sums(self, figure: np.ndarray, values: np.ndarray | None = None) -> np.ndarray:
        """Return the same for what is no row, but knows its figure."""
        return np.bincount(figure, values, minlength=len(self.figures))

    def clusters(self, *columns: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the units that the columns name, those of each figure apart.

        The row and the number of each unit that is named, and the figure of each number.
        """
        named = [self._table[column].combine_chunks() for column in columns]
        rows = [np.flatnonzero(column.is_valid()) for column in named]
        units = [column.drop_null().to_numpy().astype(np.int64) for column in named]
        row = np.concatenate(rows)
        number, (figure, _) = numbered(self.figure[row], np.concatenate(units))
        return row, number, figure

    def people(self) -> pd.DataFrame:
        """Return how many distinct people stand behind each figure: ``people, for_it, against``.

        The people of a row stand for it where ``amount`` is above 0, against it where it is below
        ``out_of``; without such columns for none.
        """
        lists = self._table["people"].combine_chunks()
        many = lists.value_lengths().fill_null(0).to_numpy()
        listed = lists.flatten()
        row = np.repeat(np.arange(len(lists)), many)[np.asarray(listed.is_valid())]
        person = listed.drop_null().to_numpy().astype(np.int64)
        number, (figure, _) = numbered(self.figure[row], person)
        counts = {"people": self.sums(figure)}
        if "out_of" in self._table.column_names:
            amount = self["amount"]
            sides = {"for_it": amount > 0, "against": amount < self["out_of"]}
            for name, holds in sides.items():
                stands = np.zeros(len(figure), bool)
                stands[number[holds[row]]] = True
                counts[name] = self.sums(figure[stands])
        return pd.DataFrame(counts)


def numbered(*keys: np.ndarray) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
    """Return a number for each row of whole numbers, by their order, and those of each number."""
    code = np.zeros(len(keys[0]), np.int64)
    lowest = [key.min(initial=0) for key in keys]
    sizes = [key.max(initial=0) - least + 1 for key, least in zip(keys, lowest, strict=True)]
    for key, least, size in zip(keys, lowest, sizes, strict=True):
        code = code * size + (key - least)
    number, found = pd.factorize(code, sort=True)
    parts = []
    for least, size in zip(reversed(lowest), reversed(sizes), strict=True):
        parts.append(found % size + least)
        found = found // size
    return number, tuple(reversed(parts))
