"""A dimension is healthy only where no main figure of it that may be judged leans away."""

import pandas as pd
import pytest

from metrics.bounds import STARTING
from metrics.metric import Dimension, Standing, Status
from pages.parts.standings import stands


def rows(claims: bool | None, low: float) -> pd.DataFrame:
    """Return a healthy figure beside one whose value lies beyond its bound."""
    healthy = {"metric": "sole_answerer", "value": 0.2, "low": 0.1, "standing": Standing.HEALTHY}
    leaning = {"metric": "reciprocity", "value": 0.0, "low": low, "standing": Standing.UNSAID}
    given = pd.DataFrame([healthy | {"claims": True}, leaning | {"claims": claims}])
    same = {"high": 0.9, "kind": None, "status": Status.MEASURED, "why": "", "said": ""}
    return STARTING.beside(given.assign(**same))


@pytest.mark.parametrize(
    ("claims", "low", "standing"),
    [
        (True, 0.0, Standing.UNSAID),
        (False, 0.0, Standing.HEALTHY),  # read by rules, unverified: it colours nothing
        (None, 0.0, Standing.HEALTHY),  # of an earlier version
        (True, float("nan"), Standing.HEALTHY),  # no interval
    ],
)
def test_what_leans_away_and_may_be_judged_is_minded(claims, low, standing):
    found = {stand.dimension: stand for stand in stands(rows(claims, low))}
    assert found[Dimension.RECIPROCITY].standing == standing
