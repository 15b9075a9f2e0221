"""A ratio of sums, with an interval that minds how much the units differ."""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from scipy.special import stdtrit

from metrics.estimates.evidence import Evidence
from metrics.estimates.rows import Rows


def standard_errors(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return ``community, period, value, out_of, sample, units, people, smaller_part, clustered,
    unclustered, kurtosis``.

    ``clustered`` is the linearised cluster-robust standard error of a ratio of sums, dyadic where
    rows touch two members (Aronow, Samii & Assenova 2015, Political Analysis 23:564), on the plain
    scale and with no correction for small samples; ``unclustered`` takes every row by itself.
    ``units`` counts the clusters, ``sample`` the rows, ``people`` the distinct members behind them;
    ``kurtosis`` is that of the clusters' residuals, 3 where they are normal, NaN where all are 0.
    """
    return _measured(Rows.of(cursor, evidence))


def _measured(rows: Rows) -> pd.DataFrame:
    amount, out_of = rows["amount"], rows["out_of"]
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = rows.total(out_of)
        value = rows.total(amount) / whole
        error = amount - value[rows.figure] * out_of
        # A row about two members leans on both: it counts in each one's sum, and once too often.
        row, unit, figure = rows.clusters("one", "other")
        each = np.bincount(unit, error[row], len(figure))
        is_pair = ~np.isnan(rows["other"])
        twice = rows.sums(rows.figure[is_pair], error[is_pair] ** 2)
        squares, units = rows.sums(figure, each**2), rows.sums(figure)
        found = rows.figures.assign(
            value=value,
            out_of=whole,
            sample=rows.total(),
            units=units,
            **people_of(rows),
            clustered=np.sqrt(np.maximum(squares - twice, 0)) / whole,
            unclustered=np.sqrt(rows.total(error**2)) / whole,
            kurtosis=units * rows.sums(figure, each**4) / squares**2,
        )
    return found[whole > 0].reset_index(drop=True)


def people_of(rows: Rows) -> dict[str, pd.Series]:
    """Return how many ``people`` stand behind each figure, and on the side of it that has fewer."""
    behind = rows.people()
    sides = behind[["for_it", "against"]]
    smaller = sides.mask(sides == 0, behind["people"], axis=0).min(axis=1)
    return {"people": behind["people"], "smaller_part": smaller}


def ratio(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return value and 95 % interval of a share, for each community and period.

    On the logit scale, so that it stays between 0 and 1, with a t quantile for few clusters. A
    share of exactly 0 or 1 has no spread of its own: it gets the Wilson bound for that many
    clusters.
    """
    return share(Rows.of(cursor, evidence))


def share(rows: Rows) -> pd.DataFrame:
    """Return the same from rows that are read already."""
    found = _measured(rows)
    value, quantile = found["value"].to_numpy(), _quantile(found)
    error = _corrected(found)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle, reach = np.log(value / (1 - value)), quantile * error / (value * (1 - value))
        low, high = (1 / (1 + np.exp(-(middle + side * reach))) for side in (-1, 1))
        edge = quantile**2 / (found["units"].to_numpy() + quantile**2)
    found["low"] = np.select([value == 0, value == 1], [0.0, 1 - edge], low)
    found["high"] = np.select([value == 0, value == 1], [edge, 1.0], high)
    return found


def mean(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return value and 95 % interval of a mean that is not negative and has no upper end.

    On the logarithmic scale. A few units far from the rest make the spread itself uncertain: the t
    quantile has as many degrees of freedom as the variance is worth, 2n / (kurtosis - 1)
    (Satterthwaite 1946, Biometrics Bulletin 2:110). Not narrower than the rule of three: of n
    units that are all alike, up to 3/n of the others may differ by one.
    """
    found = standard_errors(cursor, evidence)
    value, quantile = found["value"].to_numpy(), _quantile_of_tails(found)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.maximum(quantile * _corrected(found), 3 / found["units"].to_numpy())
        factor = np.exp(reach / value)
        found["low"] = np.where(value == 0, 0.0, value / factor)
        found["high"] = np.where(value == 0, 3 / found["units"].to_numpy(), value * factor)
    return found


def _quantile(found: pd.DataFrame) -> np.ndarray:
    return stdtrit(np.maximum(found["units"].to_numpy(float) - 1, 1), 0.975)


def _quantile_of_tails(found: pd.DataFrame) -> np.ndarray:
    units, kurtosis = found["units"].to_numpy(float), found["kurtosis"].fillna(1).to_numpy(float)
    worth = 2 * units / np.maximum(kurtosis - 1, 1)
    return stdtrit(np.clip(worth, np.minimum(3, units), np.maximum(units - 1, 1)), 0.975)


def _corrected(found: pd.DataFrame) -> np.ndarray:
    """Return the standard error, larger for few clusters, never below that of independent rows."""
    units = found["units"].to_numpy(float)
    fewer = np.sqrt(units / np.maximum(units - 1, 1))
    return np.maximum(found["clustered"], found["unclustered"]).to_numpy() * fewer
