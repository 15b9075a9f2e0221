import pytest

from data.records import Member
from metrics.plural_voices import FURTHER, METRIC
from tests.conftest import START, conversation

LEVEL, PLACE = FURTHER
SALES, WORKS = [f"s{number}" for number in range(15)], [f"w{number}" for number in range(15)]


def members(**known: object) -> list[Member]:
    joined = START.replace(year=2020)
    return [
        Member(community="practice", person=name, joined=joined, department=department, **known)
        for department, names in (("Sales", SALES), ("Works", WORKS))
        for name in names
    ]


def posts(*names: str) -> list:
    return conversation("\n".join(f"{name}: Hello" for name in names))


def test_each_department_has_its_share(given, store, measured):
    given(*posts(*SALES, *WORKS), *members())
    assert measured(store, METRIC)["value"] == 0.0


def test_one_department_has_the_floor(given, store, measured):
    """Half of the members write three quarters of the posts: a quarter would have to move."""
    given(*posts(*SALES, *SALES, *SALES, *WORKS), *members())
    assert measured(store, METRIC)["value"] == pytest.approx(0.25)


def test_guests_who_are_on_no_list_are_left_out(given, store, measured):
    given(*posts(*SALES, *WORKS, *["guest"] * 30), *members())
    assert measured(store, METRIC)["value"] == 0.0


def test_a_department_of_few_writers_is_not_told(given, store, answer):
    given(*posts(*SALES, *WORKS[:3]), *members())
    (row,) = answer(store, METRIC)
    assert row["status"] == "withheld"


def test_it_is_told_with_what_chance_would_give(given, store, answer):
    given(*posts(*SALES, *WORKS), *members())
    (row,) = answer(store, METRIC)
    assert row["why"].startswith("chance alone would give 0 of 100; no interval")


def test_without_attributes_nothing_is_said(talk, answer):
    (row,) = answer(talk("ana: Hi", members="ana ben"), METRIC)
    assert row["why"].startswith("no departments, levels or places are known")


def test_levels_and_places_are_told_apart(given, store, answer, measured):
    given(*posts(*SALES, *WORKS), *members(place="Harbour"))
    assert "no levels" in answer(store, LEVEL)[0]["why"]
    assert measured(store, PLACE)["reason"].endswith("belong to the same one")
