"""How long until it happens, counting those to whom it has not happened yet (Kaplan-Meier)."""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import say
from metrics.estimates.evidence import KEYS, Evidence

_NORMAL = 1.959963984540054


def curve(waited: np.ndarray, happened: np.ndarray) -> pd.DataFrame:
    """Return the Kaplan-Meier curve: ``time, survival, low, high`` at each time something happened.

    ``waited`` are durations, ``happened`` whether the wait ended or was cut off by the end of the
    data. Greenwood's variance, 95 % band on the log-log scale (Kalbfleisch & Prentice 1980).
    """
    order = np.argsort(waited, kind="stable")
    waited, happened = waited[order], happened[order].astype(bool)
    times = np.unique(waited[happened])
    at_risk = len(waited) - np.searchsorted(waited, times, side="left")
    events = np.searchsorted(waited[happened], times, side="right") - np.searchsorted(
        waited[happened], times, side="left"
    )
    survival = np.cumprod(1 - events / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(events / (at_risk * (at_risk - events)))
        error = np.sqrt(greenwood) / np.abs(np.log(survival))
        low, high = (survival ** np.exp(side * _NORMAL * error) for side in (1, -1))
    gone = survival == 0
    low, high = np.where(gone, 0.0, low), np.where(gone, np.nan, high)
    return pd.DataFrame({"time": times, "survival": survival, "low": low, "high": high})


def median(waited: np.ndarray, happened: np.ndarray) -> tuple[float, float, float]:
    """Return the median wait with its 95 % interval; NaN where the curve does not come down to .5.

    The interval holds the times at which the band around the curve holds .5 (Brookmeyer & Crowley
    1982, Biometrics 38:29).
    """
    line = curve(waited, happened)
    return tuple(_first(line["time"], line[column]) for column in ("survival", "low", "high"))


def _first(times: pd.Series, survival: pd.Series) -> float:
    reached = times[survival <= 0.5]
    return float(reached.iloc[0]) if len(reached) else float("nan")


def median_wait(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
    """Return the median wait per community and period, in the unit of ``waited``.

    Wants evidence ``community, period, one, waited, happened, people``. Where the median is not
    reached value is NaN and ``reason`` says so; an upper end that is not reached is infinite.
    """
    rows = evidence.rows(cursor)
    answers = []
    for key, waits in rows.groupby(KEYS, sort=True):
        happened = waits["happened"].to_numpy(bool)
        value, low, high = median(waits["waited"].to_numpy(float), happened)
        answers.append(
            dict(zip(KEYS, key, strict=True))
            | {
                "value": value,
                "low": low,
                "high": float("inf") if np.isnan(high) else high,
                "sample": len(waits),
                "units": len(waits),
                "people": len(set().union(*waits["people"])),
                "smaller_part": np.nan,
                "reason": say(
                    "median not reached: {answered} of {asked} ever answered",
                    answered=int(happened.sum()),
                    asked=len(waits),
                ),
            }
        )
    columns = [
        *KEYS,
        "value",
        "low",
        "high",
        "sample",
        "units",
        "people",
        "smaller_part",
        "reason",
    ]
    same = {key: rows.dtypes[key] for key in KEYS}
    found = pd.DataFrame(answers, columns=columns).astype(same)
    reasons = [answer["reason"] for answer in answers]
    # As objects: a column of texts would forget the parts of its sentences.
    return found.assign(reason=pd.Series(reasons, found.index, object))
