"""What the administrator settles takes effect, and the smallest group is only ever raised."""

import pytest

from data import settings
from data.published import communities
from data.records import Member
from data.settings import SettingError
from data.store import UnknownCommunityError
from metrics.publish import publish
from tests.conftest import conversation

TALK = "\n".join(f"p{number}: We tried number {number}." for number in range(6))


def test_five_is_the_usual_and_less_is_refused(store):
    assert settings.fewest(store) == 5
    with pytest.raises(SettingError):
        settings.raise_fewest(store, 4)
    settings.raise_fewest(store, 8)
    with pytest.raises(SettingError):
        settings.raise_fewest(store, 5)
    with pytest.raises(SettingError):
        settings.raise_fewest(store, 51)
    assert settings.fewest(store) == 8


def test_a_larger_smallest_group_takes_effect_when_published(talk):
    store = talk(TALK)
    publish(store)
    assert communities(store)["people"].iloc[0] == 6
    settings.raise_fewest(store, 8)
    publish(store)
    assert communities(store)["people"].isna().all()
    whys = store.read("select distinct why from measure where status = 'withheld'")["why"]
    assert set(whys) == {"fewer than 8 people"}
    told = store.read("select count(sample) as n from measure")["n"].iloc[0]
    assert told == 0


def test_a_purpose_is_kept_and_taken_back(talk):
    store = talk(TALK)
    settings.say_purpose(store, "practice", "  To see\nwhether newcomers are helped. ")
    assert settings.communities(store)["purpose"].iloc[0] == "To see whether newcomers are helped."
    settings.say_purpose(store, "practice", "")
    assert settings.communities(store)["purpose"].iloc[0] == ""
    with pytest.raises(SettingError):
        settings.say_purpose(store, "practice", "x" * 501)
    with pytest.raises(UnknownCommunityError):
        settings.say_purpose(store, "elsewhere", "why")


def test_departments_under_one_name_count_as_one(talk, given):
    store = talk(TALK)
    given(
        *conversation("ana: Hello."),
        Member(community="practice", person="ana", department="D-1"),
        Member(community="practice", person="ben", department="D-2"),
        file="list.zip",
    )
    assert list(settings.departments(store)["department"]) == ["D-1", "D-2"]
    settings.show_departments(store, {"D-1": "Care", "D-2": " Care "})
    assert set(store.read("select department from roster")["department"]) == {"Care"}
    settings.show_departments(store, {"D-2": "D-2"})
    assert set(store.read("select department from roster")["department"]) == {"Care", "D-2"}


@pytest.mark.parametrize("months", [0, -3])
def test_data_are_kept_for_a_month_at_least(store, months):
    with pytest.raises(SettingError):
        settings.keep_for(store, months)
    assert settings.months_kept(store) is None
