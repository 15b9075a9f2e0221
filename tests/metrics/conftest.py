"""Measures a conversation without its minimum sample, so that it fits in the head."""

from dataclasses import replace

import pytest

from metrics.metric import Metric, periods_of


@pytest.fixture
def measured():
    """Return a function that gives the one row of a metric at a grain, however small the sample."""

    def measure(store, metric: Metric, grain: str = "all", **changes: object) -> dict:
        small = {"minimum": 1, "minimum_units": 1, "minimum_people": 1, "guards_parts": False}
        with store.cursor() as cursor:
            found = replace(metric, **small | changes).estimate(cursor, metric.evidence_for(grain))
        return found.to_dict("records")[0] if len(found) else {}

    return measure


@pytest.fixture
def answer():
    """Return a function that gives all rows of a metric, as they would be published."""

    def measure(store, metric: Metric, grain: str = "all") -> list[dict]:
        with store.cursor() as cursor:
            return metric.measure(cursor, periods_of(cursor, grain)).to_dict("records")

    return measure
