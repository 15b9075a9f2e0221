"""How often the interval of each metric held the truth in simulated communities.

What ``python -m tests.bench.coverage`` found last is kept beside it; where the tests are not
installed along with the program, nothing is known of it.
"""

from functools import cache
from pathlib import Path

import pandas as pd

KEPT = Path(__file__).parent.parent / "tests" / "bench" / "coverage.csv"
ENOUGH, WIDE = 0.93, 0.97


@cache
def kept() -> pd.DataFrame:
    """Return ``metric, size, units, runs, coverage``; size is so many times the minimum."""
    if not KEPT.exists():
        return pd.DataFrame(columns=["metric", "size", "units", "runs", "coverage"])
    return pd.read_csv(KEPT)


@cache
def coverage_of(metric: str) -> pd.DataFrame:
    """Return the rows of a metric, the smallest sample first; none where it has no interval."""
    found = kept()
    return found[found["metric"] == metric].sort_values("size")
