"""A ratio of sums over clusters of very unequal size, such as posts over threads."""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from scipy.special import stdtrit

from metrics.estimates.evidence import Evidence
from metrics.estimates.ratio import people_of
from metrics.estimates.rows import Rows


def uneven_ratio(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return ``community, period, value, low, high, sample, units, people, smaller_part``.

    Wants the evidence of a ratio with one cluster a row (``other`` is not looked at). ``sample``
    counts clusters. Logit scale; residuals corrected for leverage (CR3: MacKinnon & White 1985,
    Journal of Econometrics 29:305), and a t quantile with as many degrees of freedom as clusters
    of equal size would be worth the same (Kish's effective number less one).
    """
    found = _measured(Rows.of(cursor, evidence))
    value, effective = found["value"].to_numpy(float), found["effective"].to_numpy(float)
    quantile = stdtrit(np.clip(effective - 1, 1.5, None), 0.975)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = np.log(value / (1 - value))
        reach = quantile * found["error"].to_numpy(float) / (value * (1 - value))
        low, high = (1 / (1 + np.exp(-(middle + side * reach))) for side in (-1, 1))
    edge = quantile**2 / (effective + quantile**2)
    found["low"] = np.select([value == 0, value == 1], [0.0, 1 - edge], low)
    found["high"] = np.select([value == 0, value == 1], [edge, 1.0], high)
    return found


def _measured(rows: Rows) -> pd.DataFrame:
    row, unit, figure = rows.clusters("one")
    amount, out_of = (
        np.bincount(unit, rows[name][row], len(figure)) for name in ("amount", "out_of")
    )
    counts = out_of > 0
    amount, out_of, figure = amount[counts], out_of[counts], figure[counts]
    whole, units = rows.sums(figure, out_of), rows.sums(figure)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = rows.sums(figure, amount) / whole
        # The more a cluster holds of the whole, the more it pulls the value towards itself.
        pull = (amount - value[figure] * out_of) / np.maximum(1 - out_of / whole[figure], 0.1)
        squares = rows.sums(figure, pull**2)
        found = rows.figures.assign(
            value=value,
            sample=units,
            units=units,
            effective=whole**2 / rows.sums(figure, out_of**2),
            **people_of(rows),
            error=np.sqrt(squares) / whole * np.sqrt(units / np.maximum(units - 1, 1)),
        )
    return found[units > 0].reset_index(drop=True)
