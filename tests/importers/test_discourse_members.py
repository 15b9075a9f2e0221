"""Discourse's list of users: members, whoever is none, and who read when."""

from collections import Counter
from datetime import datetime

import pytest

from data.importers import Choices, importer_for, settled
from data.importers.discourse_members import IMPORTER
from data.intake import add
from data.records import LeftOut, Member, SamePerson, Unread, Visit
from data.refusal import EmptyFileError, MissingChoiceError
from data.upload import Upload
from tests.importers.test_discourse import made, post, topic

HEADER = (
    "id,username,email,created_at,last_seen_at,active,admin,moderator,ip_address,staged,"
    "topics_entered,posts_read_count,time_read"
)
USER = {
    "id": "5",
    "username": "Ana",
    "email": "ana@guild.example",
    "created_at": "2024-01-15 08:00:00 UTC",
    "last_seen_at": "2026-03-05 09:10:00 UTC",
    "active": "true",
    "admin": "false",
    "moderator": "false",
    "ip_address": "192.0.2.5",
    "staged": "false",
    "topics_entered": "3",
    "posts_read_count": "12",
    "time_read": "600",
}


@pytest.fixture
def listed(tmp_path):
    """Return a function that makes a list of users, each with what is different about them."""

    def make(*users):
        file = tmp_path / "user-list.csv"
        rows = [",".join((USER | user).values()) for user in users]
        file.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
        return Upload.of(file)

    return make


def read(upload, **said):
    importer = importer_for(upload)
    assert importer is IMPORTER
    choices = settled(importer, upload, Choices(community="guild", **said)).choices
    return list(importer.read(upload, choices))


def test_a_user_is_a_member_with_an_address_and_a_latest_visit(listed):
    assert read(listed({})) == [
        Member(community="guild", person="ana", joined=datetime(2024, 1, 15, 8)),
        SamePerson(person="ana", also="ana@guild.example"),
        Visit(community="guild", person="ana", at=datetime(2026, 3, 5, 9, 10), latest=True),
    ]


@pytest.mark.parametrize(
    "user",
    [
        {"topics_entered": "0", "posts_read_count": "0", "time_read": "0"},
        {"topics_entered": "", "posts_read_count": "", "time_read": ""},
        {"last_seen_at": ""},
    ],
)
def test_who_never_read_or_was_never_seen_has_no_visit(listed, user):
    assert Counter(map(type, read(listed(user)))) == {Member: 1, SamePerson: 1}


def test_moderators_are_hosts_and_administrators_are_not(listed):
    items = read(listed({"moderator": "true"}, {"username": "ben", "admin": "true"}))
    assert [item.host for item in items if type(item) is Member] == [True, False]


@pytest.mark.parametrize(
    ("user", "reason"),
    [
        ({"id": "-1"}, "bot"),
        ({"staged": "true"}, "sender of an e-mail, who has no account"),
        ({"active": "false"}, "account that was never activated"),
    ],
)
def test_accounts_that_are_no_members_are_left_out_with_the_rule(listed, user, reason):
    assert [item.reason for item in read(listed(user))] == [reason]


@pytest.mark.parametrize(
    ("user", "why"),
    [
        ({"username": " "}, "column username is empty"),
        ({"created_at": "long ago"}, "column created_at “long ago” is no time"),
        ({"last_seen_at": "2026-02-30 09:00:00 UTC"}, "column last_seen_at “2026-02-30"),
        ({"time_read": "much"}, "column time_read is “much”, a whole number is needed"),
    ],
)
def test_rows_that_cannot_be_read_say_why(listed, user, why):
    (item,) = read(listed(user))
    assert type(item) is Unread
    assert item.where == "row 2 (line 2)"
    assert item.why.startswith(why)


def test_the_community_is_asked(listed):
    upload = listed({})
    with pytest.raises(MissingChoiceError, match="--community NAME"):
        settled(IMPORTER, upload, Choices())


def test_a_list_without_users_is_refused(listed):
    with pytest.raises(EmptyFileError, match="a header and no rows"):
        read(listed())


def test_end_to_end_members_meet_their_posts_and_addresses_stay_out(store, listed, tmp_path):
    posts = made(tmp_path, topic(post(), post(2, username="ben")))
    add(store, posts, choices=Choices(community="guild"))
    users = listed({}, {"username": "BEN", "email": "ben@guild.example"}, {"id": "-1"})
    report = add(store, users, choices=Choices(community="guild"))
    assert (report.imported, report.rows) == (2, 3)
    assert report.left_out == {"bot": 1}
    found = store.read("select count(distinct author) from place join roster on person = author")
    assert found.iloc[0, 0] == 2
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("community.duckdb*"))
    for secret in (b"guild.example", b"192.0.2.5"):
        assert secret not in kept
    assert add(store, users, choices=Choices(community="guild")).imported == 0
    assert [type(item) for item in read(users) if type(item) is LeftOut] == [LeftOut]
