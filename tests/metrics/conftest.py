"""Measures a conversation without its minimum sample, so that it fits in the head."""

import shutil
from dataclasses import replace

import pytest

from data.store import Store
from metrics.kinds.reading import read_texts
from metrics.metric import Metric, periods_of


@pytest.fixture(scope="module")
def example(made_example, tmp_path_factory):
    """Return the example organisation, measured: a copy, only to be read."""
    copy = tmp_path_factory.mktemp("example") / "example.duckdb"
    shutil.copyfile(next(made_example.glob("example-*.duckdb")), copy)
    store = Store(copy)
    yield store
    store.close()


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


def read(store: Store) -> None:
    """Have the kinds, language and tone of every post read, and nothing measured."""
    read_texts(store, lambda doing, done, of: None)
