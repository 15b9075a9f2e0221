"""Member lists: told apart from tables of posts; what is kept of people, and what is not."""

from collections import Counter
from datetime import datetime

import pytest

from data.importers import Choices, importer_for, importers, settled
from data.importers.members import IMPORTER
from data.records import Member, SamePerson, Unread
from data.refusal import EmptyFileError, MissingChoiceError, MissingColumnError
from data.upload import Upload


@pytest.fixture
def hand_in(tmp_path):
    """Return a function that hands in a table of lines."""

    def made(*lines, name="guild.csv"):
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return Upload.of(path)

    return made


def read(upload, **said):
    return list(IMPORTER.read(upload, settled(IMPORTER, upload, Choices(**said)).choices))


def of(upload):
    """Return the name of the importer that takes a table for its own."""
    return importer_for(upload).name


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["email,department", "a@x.example,Care", "b@x.example,Care"], "members"),
        (["uid,Facilitator", "1,0", "2,1"], "members"),
        (["username,created_at,department", "a,2024-03-01,Care", "b,2024-03-01,Care"], "members"),
        (["user,time,department", "a,2024-03-01,Care", "a,2024-03-02,Care"], "table"),
        (["user,time,department,text", "a,2024-03-01,Care,hi", "b,2024-03-02,Care,no"], "table"),
        (["user,role,thread_id", "a,nurse,1", "b,nurse,1"], "table"),
        (["id,author,time", "1,a,2024-03-01"], "table"),
        (["sender,receiver,time,role", "a,b,2024-03-01,nurse"], "table"),
    ],
)
def test_a_list_of_people_is_no_table_of_posts(hand_in, lines, name):
    assert of(hand_in(*lines)) == name


def test_a_member_has_what_the_list_says(hand_in):
    upload = hand_in(
        "UID,Dept,Seniority,Region,role1,Joined,Left,Moderator",
        "7,Care,senior,South,nurse,2024-03-01,2025-01-31,Yes",
        "8,,,,,,,0",
    )
    assert read(upload, community="Guild") == [
        Member(
            community="Guild",
            person="7",
            department="Care",
            level="senior",
            place="South",
            role="nurse",
            joined=datetime(2024, 3, 1),
            left=datetime(2025, 1, 31),
            host=True,
        ),
        Member(community="Guild", person="8"),
    ]


@pytest.mark.parametrize("value", ["1", "ja", "TRUE", "x", "Facilitator"])
def test_a_host_is_who_the_list_says(hand_in, value):
    (member,) = read(hand_in("uid,facilitator", f"7,{value}"))
    assert member.host


@pytest.mark.parametrize("value", ["0", "no", "", "2", "participant"])
def test_nobody_else_is_a_host(hand_in, value):
    (member,) = read(hand_in("uid,facilitator", f"7,{value}"))
    assert not member.host


def test_an_id_and_an_address_are_one_person(hand_in):
    upload = hand_in("id,e-mail,team", "7,a@x.example,Care", "8,,Care", ",c@x.example,Care")
    assert [item for item in read(upload) if type(item) is SamePerson] == [
        SamePerson(person="7", also="a@x.example")
    ]
    assert [item.person for item in read(upload) if type(item) is Member] == [
        "7",
        "8",
        "c@x.example",
    ]


def test_names_are_not_kept_and_that_is_said(hand_in):
    upload = hand_in("uid,Full name,department,shoe size", "7,Ana Example,Care,38")
    told = IMPORTER.examine(upload, Choices()).assumptions
    assert told["names"] == "column Full name: not kept, the dashboard knows nobody by name"
    assert told["not read"] == "column shoe size"
    assert "Ana" not in str(read(upload))


def test_communities_come_from_a_column_or_are_said(hand_in):
    upload = hand_in("uid,department,community", "7,Care,Falls", "7,Care,Pain", "8,Care,")
    assert [member.community for member in read(upload)] == ["Falls", "Pain", "guild"]
    assert {member.community for member in read(upload, community="All")} == {"All"}


def test_columns_can_be_said(hand_in):
    upload = hand_in("who,region,country", "7,South,NL")
    said = {"person": "who", "place": "country"}
    assert [member.place for member in read(upload, columns=said)] == ["NL"]
    with pytest.raises(MissingColumnError, match=r"no column “whom”.*Found: who, region, country"):
        read(upload, columns={"person": "whom"})


def test_a_list_without_people_is_refused(hand_in):
    with pytest.raises(MissingColumnError, match=r"id or e-mail.*Found: region, country"):
        read(hand_in("region,country", "South,NL"))
    with pytest.raises(EmptyFileError, match="a header and no rows"):
        read(hand_in("uid,department"))


def test_dates_that_nothing_settles_are_asked_once(hand_in):
    upload = hand_in("uid,joined,left", "7,01/02/2024,02/03/2024")
    questions = IMPORTER.examine(upload, Choices()).questions
    assert [question.flag for question in questions] == ["--day-first or --month-first"]
    with pytest.raises(MissingChoiceError, match="--day-first"):
        read(upload)
    (member,) = read(upload, day_first=True)
    assert (member.joined, member.left) == (datetime(2024, 2, 1), datetime(2024, 3, 2))


def test_one_date_column_settles_the_other(hand_in):
    upload = hand_in("uid,joined,left", "7,01/02/2024,13/03/2024")
    (member,) = read(upload)
    assert (member.joined, member.left) == (datetime(2024, 2, 1), datetime(2024, 3, 13))


def test_rows_that_cannot_be_read_are_told(hand_in):
    upload = hand_in("uid,department,joined", ",Care,", "7,Care,2024-02-30", "8,Care", "9,Care,")
    assert [f"{item.where}: {item.why}" for item in read(upload) if type(item) is Unread] == [
        "row 2 (line 2): column uid is empty",
        "row 3 (line 3): column joined “2024-02-30” is no day of the calendar",
        "row 4 (line 4): 2 fields, the header has 3",
    ]


def test_read_settles_what_nobody_settled_before(hand_in):
    assert len(list(IMPORTER.read(hand_in("uid,department", "7,Care"), Choices()))) == 1


@pytest.mark.real
@pytest.mark.parametrize(
    ("folder", "file", "count", "hosts"),
    [
        ("mooced_dlt", "DLT1 Nodes.csv", 445, {"444", "445"}),
        ("mooced_dlt", "DLT2 Nodes.csv", 492, {"302", "158"}),
        ("school_leaders_trust_network", "school-leader-nodes.csv", 43, set()),
        ("school_leaders_trust_network", "school-leader-nodes.xlsx", 43, set()),
    ],
)
def test_real_lists_are_read_whole(real, folder, file, count, hosts):
    upload = Upload.of(real(folder) / file)
    assert [one.name for one in importers() if one.recognises(upload)] == ["members"]
    members = read(upload)
    assert Counter(map(type, members)) == {Member: count}
    assert len({member.person for member in members}) == count
    assert {member.person for member in members if member.host} == hosts
    assert all(member.place for member in members)
