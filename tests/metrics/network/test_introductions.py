"""Circles are introduced to each other only where they are more than chance."""

import pandas as pd
import pytest

from metrics.network.circles import DRAWS
from metrics.network.introductions import introductions

CIRCLES = pd.DataFrame({"circle": [0, 1], "people": [20, 10]})
NOTHING = pd.DataFrame(columns=["attribute", "one", "other", "ties", "expected", "low", "high"])


@pytest.mark.parametrize(("below", "number"), [(DRAWS, 1), (DRAWS - 1, 0), (None, 0)])
def test_circles_are_introduced_where_they_are_clear(below, number):
    """None: too many people to tell, as in a course of hundreds."""
    network = pd.DataFrame({"shuffled_below": pd.array([below], "Int64")})
    found = introductions(network, CIRCLES, NOTHING, NOTHING.assign(verdict=None))
    assert len(found) == number
