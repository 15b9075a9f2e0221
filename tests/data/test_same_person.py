"""One person on several platforms counts once, whichever file came first."""

import pytest

from data import forgetting
from data.history import undo
from data.importers import Choices
from data.intake import add
from data.records import How, Post
from data.upload import Upload
from tests.conftest import START

IDS = "Slack ID,Discourse username\nU1,mira\nU2,tomasz\nU3,ines\nU4,\n"


@pytest.fixture
def hand_in(store, tmp_path):
    """Return a function that hands in a table and returns the report."""

    def put(content: str, name: str = "ids.csv", **said):
        (tmp_path / name).write_text(content, "utf-8")
        return add(store, Upload.of(tmp_path / name), choices=Choices(**said))

    return put


@pytest.fixture
def talk_on(given):
    """Return a function that lets people post in a community of a platform."""

    def write(platform: str, *authors: str):
        posts = [
            Post(community=platform, id=f"{platform}{n}", author=one, at=START, how=How.KNOWN)
            for n, one in enumerate(authors)
        ]
        return given(*posts, file=f"{platform}.zip", sha256=platform, platform=platform)

    return write


def people(store) -> int:
    return len(store.read("select distinct author from place"))


def test_a_table_joins_those_who_are_here_already(store, hand_in, talk_on):
    talk_on("slack", "U1", "U2", "U9")
    talk_on("discourse", "mira", "ines")
    assert people(store) == 5
    report = hand_in(IDS)
    assert (report.rows, report.imported, len(report.rejected)) == (4, 3, 1)
    assert people(store) == 4


def test_a_table_joins_those_who_come_later(store, hand_in, talk_on):
    hand_in(IDS)
    talk_on("discourse", "Mira")
    talk_on("slack", "u1")
    assert people(store) == 1


def test_it_makes_nobody_a_member_and_no_community(store, hand_in, talk_on):
    talk_on("slack", "U1")
    report = hand_in(IDS)
    assert report.communities == []
    assert list(store.read("select name from community")["name"]) == ["slack"]
    assert store.read("from membership").empty


def test_handed_in_again_nothing_in_it_is_new(store, hand_in):
    hand_in(IDS)
    again = hand_in(IDS + "U5,jo\n", "more.csv")
    assert (again.imported, again.duplicates) == (1, 3)


def test_taken_back_they_are_several_again(store, hand_in, talk_on):
    talk_on("slack", "U1")
    talk_on("discourse", "mira")
    report = hand_in(IDS)
    assert people(store) == 1
    undo(store, report.number)
    assert people(store) == 2


def test_who_is_erased_on_one_platform_is_erased_on_all(store, hand_in, talk_on):
    talk_on("slack", "U1", "U9")
    talk_on("discourse", "mira")
    hand_in(IDS)
    forgetting.erase(store, "mira")
    assert people(store) == 1
    talk_on("slack", "U1", "U9", "U8")
    assert people(store) == 2


def test_who_turns_out_to_be_somebody_erased_is_erased_too(store, hand_in, talk_on):
    talk_on("slack", "U1", "U9")
    talk_on("discourse", "mira")
    forgetting.erase(store, "mira")
    assert people(store) == 2
    hand_in(IDS)
    assert people(store) == 1


def test_a_member_list_joins_platforms_too(store, hand_in, talk_on):
    talk_on("slack", "U1")
    talk_on("discourse", "mira")
    listed = "E-mail,Slack ID,Discourse username,Department\nmira@guild.example,U1,mira,Care\n"
    hand_in(listed, "list.csv", community="slack")
    assert people(store) == 1
    assert list(store.read("select department from roster where community = 1")["department"]) == [
        "Care"
    ]


def test_bare_numbers_on_two_platforms_are_not_one_person(store, hand_in, talk_on):
    talk_on("moodle", "7")
    talk_on("zulip", "7")
    hand_in("Moodle ID,Zulip ID\n7,8\n8,9\n")
    assert people(store) == 2
