from metrics.motivation import FURTHER, METRIC
from tests.metrics.conftest import read

TALK = """
    ana: Hi, I joined because I want to learn how others run their first week.
    ben +1d: The meeting is on Tuesday in the large room upstairs.
    ben +2d: The meeting is on Thursday in the small room downstairs.
    cas +3d: The list of the books is on the shelf by the door.
    dan +5d: The list of the people is on the wall by the door.
"""


def test_one_of_four_said_why(talk, measured):
    store = talk(TALK)
    read(store)
    assert measured(store, METRIC)["value"] == 0.25


def test_it_counts_from_the_last_time(talk, measured):
    store = talk(TALK)
    read(store)
    assert measured(store, FURTHER[0])["value"] == 5 * 24


def test_where_nobody_said_so_that_is_no_zero(talk, measured):
    store = talk("ben: The meeting is on Tuesday in the large room upstairs.")
    read(store)
    assert not measured(store, FURTHER[0])
