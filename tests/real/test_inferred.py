"""Inferred replies on chats that people coded: as good as is said, better than the plain rule."""

import csv

import pytest

from data.inferred import CHECKED
from tests.bench import inferred

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def kept() -> list[dict]:
    with CHECKED.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_what_is_said_of_inferred_replies_is_what_is_found(real, kept):
    rows = inferred.figures(inferred.logs(real(inferred.FOLDER)))
    assert [{name: str(value) for name, value in row.items()} for row in rows] == kept


@pytest.mark.parametrize("what", ["answers", "addressees"])
@pytest.mark.parametrize("figure", ["precision", "recall", "F1"])
def test_it_beats_the_post_before_beyond_chance(kept, what, figure):
    gains = {(row["part"], row["figure"]): row for row in kept if row["rule"] == inferred.RULES[2]}
    assert float(gains["held out", f"{what}, {figure}"]["low"]) > 0.1


def test_the_data_are_those_of_the_source(real):
    read = inferred.logs(real(inferred.FOLDER))
    assert len(read) == 10
    assert sum(len(log.looked_at) for log in read) > 2300
    assert sum(len(log.coded) for log in read) == 1025 + 1111
