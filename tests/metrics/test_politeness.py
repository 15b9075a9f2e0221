import pytest

from metrics.politeness import METRIC
from tests.metrics.conftest import read


def test_three_of_four_stands_are_praise(talk, measured):
    store = talk(
        """
        ana: Here is how our team runs its week.
          ben: Great point, thank you so much!
          cas: Thanks a lot, that is really helpful.
          dan: Thank you for sharing this!
          eve: I disagree, I don't think that follows.
          fay: The room is booked.
        """
    )
    read(store)
    assert measured(store, METRIC)["value"] == pytest.approx(0.75)


def test_openings_and_replies_to_oneself_take_no_stand(talk, measured):
    store = talk("ana: Great point, thank you so much!\n  ana: Thanks a lot, really helpful.")
    read(store)
    assert not measured(store, METRIC)
