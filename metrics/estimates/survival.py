"""How long until it happens, counting those to whom it has not happened yet (Kaplan-Meier)."""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import say
from metrics.estimates.evidence import Evidence
from metrics.estimates.rows import Rows

_NORMAL = 1.959963984540054


def curve(waited: np.ndarray, happened: np.ndarray) -> pd.DataFrame:
    """Return the Kaplan-Meier curve: ``time, survival, low, high`` at each time something happened.

    ``waited`` are durations, ``happened`` whether the wait ended or was cut off by the end of the
    data. Greenwood's variance, 95 % band on the log-log scale (Kalbfleisch & Prentice 1980).
    """
    names = ("time", "survival", "low", "high")
    return pd.DataFrame(dict(zip(names, steps(waited, happened), strict=True)))


def steps(waited: np.ndarray, happened: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the columns of a curve: there are thousands of curves."""
    order = np.argsort(waited, kind="stable")
    waited, happened = waited[order], happened[order].astype(bool)
    times, events = np.unique(waited[happened], return_counts=True)
    at_risk = len(waited) - np.searchsorted(waited, times, side="left")
    survival = np.cumprod(1 - events / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(events / (at_risk * (at_risk - events)))
        error = np.sqrt(greenwood) / np.abs(np.log(survival))
        low, high = (survival ** np.exp(side * _NORMAL * error) for side in (1, -1))
    gone = survival == 0
    return times, survival, np.where(gone, 0.0, low), np.where(gone, np.nan, high)


def median(waited: np.ndarray, happened: np.ndarray) -> tuple[float, float, float]:
    """Return the median wait with its 95 % interval; NaN where the curve does not come down to .5.

    The interval holds the times at which the band around the curve holds .5 (Brookmeyer & Crowley
    1982, Biometrics 38:29).
    """
    times, *lines = steps(waited, happened)
    return tuple(_first(times, line) for line in lines)


def _first(times: np.ndarray, survival: np.ndarray) -> float:
    reached = times[survival <= 0.5]
    return float(reached[0]) if len(reached) else float("nan")


def median_wait(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return the median wait per community and period, in the unit of ``waited``.

    Wants evidence ``community, period, one, waited, happened, people``. Where the median is not
    reached value is NaN and ``reason`` says so; an upper end that is not reached is infinite.
    """
    rows = Rows.of(cursor, evidence)
    order = np.argsort(rows.figure, kind="stable")
    waited, happened = rows["waited"][order], rows["happened"][order]
    ends = np.cumsum(rows.total())
    medians = [
        median(waited[begin:end], happened[begin:end])
        for begin, end in zip(ends - rows.total(), ends, strict=True)
    ]
    found = rows.figures.assign(
        **dict(zip(("value", "low", "high"), np.array(medians).reshape(-1, 3).T, strict=True)),
        sample=rows.total(),
        answered=rows.total(rows["happened"]).astype(int),
        people=rows.people()["people"],
    )
    found["high"] = found["high"].fillna(np.inf)
    reasons = [
        say(
            "no middle wait can be named (median not reached): {answered} of {asked} were ever "
            "answered",
            answered=some,
            asked=every,
        )
        for some, every in zip(found["answered"].tolist(), found["sample"].tolist(), strict=True)
    ]
    return found.assign(
        units=found["sample"],
        smaller_part=np.nan,
        # As objects: a column of texts would forget the parts of its sentences.
        reason=pd.Series(reasons, found.index, object),
    )
