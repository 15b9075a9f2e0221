import pytest

from metrics.candour_answered import FURTHER, METRIC
from tests.metrics.conftest import read

FAILED = "We tried peer review and it did not work at all."
GREAT = "I strongly recommend pair grading, it works great for us."
LATER = "zoe +30d: The meeting is on Tuesday in the large room."


@pytest.mark.parametrize(("metric", "text"), [(METRIC, FAILED), (FURTHER[0], GREAT)])
def test_half_of_them_are_answered_within_a_week(talk, measured, metric, text):
    store = talk(
        f"""
        ana: {text}
          ben +2d: Thank you for telling.
        cas +1d: {text}
        dan +1d: The room is booked.
          eve +2d: Good.
        {LATER}
        """
    )
    read(store)
    assert measured(store, metric)["value"] == 0.5


def test_too_young_to_judge_is_left_out(talk, measured):
    store = talk(f"ana: {FAILED}\ncas +29d: {FAILED}\n{LATER}")
    read(store)
    found = measured(store, METRIC)
    assert (found["value"], found["sample"]) == (0.0, 1)
