"""Viva Engage: tables read by names of columns; versions, private and pending told apart."""

import csv
import io
from functools import partial
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given

from data.importers import Choices, importer_for
from data.importers.viva_engage import IMPORTER
from data.intake import add
from data.records import Community, How, Member, Post, SamePerson, Unread
from data.refusal import DamagedFileError, MissingChoiceError
from tests.importers import exports
from tests.importers.exports import of, reasons, told
from tests.importers.test_samples import SAMPLES, upload_of

AT = "2026-03-02T09:00:00+00:00"


def row(id="1", **more):
    return {
        "id": id,
        "replied_to_id": "",
        "thread_id": "1",
        "group_id": "900",
        "group_name": "Guild",
        "in_private_group": "false",
        "in_private_conversation": "false",
        "sender_id": "11",
        "sender_type": "user",
        "sender_email": "ana@work.example",
        "body": "Has anybody tried this?",
        "created_at": AT,
        "deleted_at": "",
        "title": "",
        "html_body": "",
        "message_type": "update",
    } | more


def account(id="11", **more):
    return {
        "id": id,
        "name": "Ana Adams",
        "email": "",
        "job_title": "",
        "location": "",
        "department": "",
        "joined_at": AT,
        "deleted_at": "",
        "suspended_at": "",
        "state": "active",
    } | more


def table(*rows):
    written = io.StringIO()
    made = csv.DictWriter(written, rows[0].keys())
    made.writeheader()
    made.writerows(rows)
    return b"\xef\xbb\xbf" + written.getvalue().encode()


@pytest.fixture
def export(tmp_path):
    """Return a function that makes an export of some tables."""
    return partial(exports.zipped, tmp_path)


@pytest.fixture
def said(export):
    """Return a function that reads some messages."""
    return lambda *rows: exports.read(export({"Messages.csv": table(*rows)}))


def test_messages_alone_are_known_and_no_longer_any_table(tmp_path):
    upload = exports.alone(tmp_path, table(row(), row("2", replied_to_id="1")), "saved.csv")
    assert importer_for(upload) is IMPORTER
    first, second = of(Post, exports.read(upload))
    assert (first.community, first.id, first.thread, first.reply_to) == ("Guild", "1", "1", None)
    assert (second.reply_to, second.how) == ("1", How.KNOWN)


def test_another_table_of_posts_is_not_taken(tmp_path):
    posts = table({"id": "1", "thread_id": "1", "author": "ana", "created_at": AT, "body": "a"})
    upload = exports.alone(tmp_path, posts, "Messages.csv")
    assert importer_for(upload).name == "table"


def test_columns_may_be_missing_or_in_another_order(said):
    kept = ("created_at", "sender_id", "sender_email", "replied_to_id", "thread_id", "id", "body")
    (post,) = of(Post, said({name: row()[name] for name in kept}))
    assert (post.community, post.text) == ("All Company", "Has anybody tried this?")


@pytest.mark.parametrize(
    ("written", "text", "mentions"),
    [
        ({"body": r"a\nb\r\nc"}, "a\nb\nc", ()),
        ({"body": "a\nb"}, "a\nb", ()),
        ({"body": "Ask [[user:12]], [[user:12]] or [[user:13|Cas]]"}, None, ("12", "13")),
        ({"title": "Retro", "body": "It failed"}, "Retro\nIt failed", ()),
        ({"body": "null", "title": "null"}, "", ()),
        ({"body": "", "html_body": "<p>It <i>failed</i></p><ul><li>twice"}, "It failed\ntwice", ()),
        (
            {"body": "", "html_body": '<a href="https://engage.example/users/12">Ben Baker</a>?'},
            "@member?",
            ("12",),
        ),
        ({"body": "Both", "html_body": "<p>Neither</p>"}, "Both", ()),
    ],
)
def test_text_is_plain_and_holds_no_names(said, written, text, mentions):
    (post,) = of(Post, said(row(**written)))
    assert post.text == (text or "Ask @member, @member or @member" if text is None else text)
    assert post.mentions == mentions


def test_of_several_versions_the_latest_counts_wherever_it_stands(said, export, store):
    late, early = "2026-03-02T10:00:00+00:00", AT
    rows = [
        row("2", body="Second", created_at=late),
        row("2", body="First", created_at=early),
        row("3", body="First"),
        row("3", body="Second"),
    ]
    items = said(*rows)
    assert [(post.id, post.text, post.edited) for post in of(Post, items)] == [
        ("2", "Second", True),
        ("3", "Second", True),
    ]
    assert {post.at.hour for post in of(Post, items)} == {9}, "when it was written first"
    assert reasons(items) == {"an earlier version of a post in the same file": 2}
    report = add(store, export({"Messages.csv": table(*rows)}))
    assert (report.rows, report.imported, report.left_out.total()) == (4, 2, 2)


def test_what_is_no_contribution_is_left_out_by_reason(said):
    items = said(
        row("1", in_private_conversation="true"),
        row("2", in_private_group="TRUE", group_id="7", group_name="Board"),
        row("3", message_type="system"),
        row("4", sender_type="bot"),
        row("5", deleted_at=AT),
        row("6", body="Gone"),
        row("6", body="", deleted_at=AT),
        row("7", deleted_at="null"),
    )
    assert reasons(items) == {
        "private message": 1,
        "private community": 1,
        "system event": 1,
        "bot": 1,
        "deleted": 3,
    }
    assert [post.id for post in of(Post, items)] == ["7"]
    assert [community.name for community in of(Community, items)] == ["Guild"]


def test_a_community_keeps_one_name_and_two_of_one_name_are_told_apart(said):
    items = said(
        row("1", group_name="Guild of old"),
        row("2"),
        row("3", group_id="901"),
        row("4", group_id="902", group_name=""),
        row("5", group_id="", group_name=""),
    )
    assert [post.community for post in of(Post, items)] == [
        "Guild 900",
        "Guild 900",
        "Guild 901",
        "group 902",
        "All Company",
    ]


def test_a_reply_that_names_only_its_thread_is_known_by_its_root(said):
    (post,) = of(Post, said(row("2", thread_id="1")))
    assert (post.reply_to, post.how) == ("1", How.ROOT)


# ---- people ----


def test_the_network_lists_its_members_and_a_community_only_those_who_wrote(export):
    people = table(
        account("11", department="Care", job_title="Coach", location="Ghent"),
        account("12", department="Care", suspended_at="2026-04-01T00:00:00Z"),
        account("13", joined_at="", state="soft_delete"),
        account("14", state="soft_delete", deleted_at="2026-05-01T00:00:00Z"),
        account(""),
    )
    rows = table(row(), row("2"), row("3", group_id="", group_name="", sender_id="12"))
    items = exports.read(export({"Users.csv": people, "Messages.csv": rows}))
    listed = [one for one in of(Member, items) if one.listed]
    assert [(one.community, one.person, bool(one.left)) for one in listed] == [
        ("All Company", "11", False),
        ("All Company", "12", True),
        ("All Company", "14", True),
    ]
    (wrote,) = [one for one in of(Member, items) if not one.listed]
    assert (wrote.community, wrote.person, wrote.joined) == ("Guild", "11", None)
    assert (wrote.department, wrote.role, wrote.place) == ("Care", "Coach", "Ghent")
    assert reasons(items) == {"invited, but never joined": 1}
    assert [item.where for item in of(Unread, items)] == ["Users.csv, row 6 (line 6)"]


def test_a_network_where_nobody_wrote_to_all_gets_no_community_of_all(export):
    items = exports.read(export({"Users.csv": table(account()), "Messages.csv": table(row())}))
    assert [community.name for community in of(Community, items)] == ["Guild"]
    assert not [one for one in of(Member, items) if one.listed]


def test_an_address_links_an_account_and_is_never_kept(export, store):
    people = table(account(email="ana@work.example"))
    rows = table(row(body="Mail me: ana@work.example"), row("2", sender_id="12"))
    upload = export({"Users.csv": people, "Messages.csv": rows})
    linked = [(one.person, one.also) for one in of(SamePerson, exports.read(upload))]
    assert linked == [("11", "ana@work.example"), ("12", "ana@work.example")]
    add(store, upload)
    tables = store.read("select table_name from duckdb_tables()")["table_name"]
    everything = "".join(store.read(f"from {name}").to_csv() for name in tables)
    assert "example" not in everything
    assert "Ana Adams" not in everything


def test_without_accounts_it_is_said_that_members_are_unknown(export):
    assert "no Users.csv" in told(export({"Messages.csv": table(row())}))["members"]


# ---- times, damage, other networks ----


def test_times_of_the_older_kind_are_read(said):
    (post,) = of(Post, said(row(created_at="2026/03/02 10:00:00 +0100")))
    assert post.at.isoformat() == "2026-03-02T09:00:00"


def test_times_that_settle_nothing_are_asked_and_the_answer_counts(export):
    upload = export({"Messages.csv": table(row(created_at="02/03/2026 10:00"))})
    asked = IMPORTER.examine(upload, Choices()).questions
    assert [question.choice for question in asked] == ["day_first", "time_zone"]
    with pytest.raises(MissingChoiceError):
        exports.read(upload)
    (post,) = of(Post, exports.read(upload, day_first=True, time_zone="Europe/Amsterdam"))
    assert post.at.isoformat() == "2026-03-02T09:00:00"


def test_what_cannot_be_read_says_where_and_why(said, export):
    good = [row(str(number)) for number in range(10, 20)]
    items = said(*good, row(""), row("2", sender_id="", sender_email=""), row(created_at="soon"))
    assert [(item.where, item.why) for item in of(Unread, items)] == [
        ("Messages.csv, row 12 (line 12)", "column id is empty"),
        ("Messages.csv, row 13 (line 13)", "column sender_id is empty"),
        (
            "Messages.csv, row 14 (line 14)",
            "column created_at “soon” is no time this program reads, such as 2024-01-31 14:05",
        ),
    ]
    (short,) = of(Unread, exports.read(export({"Messages.csv": table(*good) + b"1,2\r\n"})))
    assert short.why == "2 fields, the header has 16"


def test_each_network_has_its_folder(export):
    rows = table(row(group_id="", group_name=""))
    upload = export({"Messages.csv": rows, "102030/Messages.csv": rows, "log.txt": "done"})
    items = exports.read(upload)
    assert {post.community for post in of(Post, items)} == {"All Company", "All Company 102030"}
    assert reasons(items) == {"a file without messages": 1}


@pytest.mark.parametrize("name", ["Messages.csv", "Users.csv"])
def test_a_damaged_table_refuses_the_whole_export(export, name):
    members = {"Messages.csv": table(row()), "Users.csv": table(account(), account("12"))}
    members[name] += b'"never closed'
    with pytest.raises(DamagedFileError, match=rf"guild\.zip, {name}.*a quote is opened"):
        exports.read(export(members))


def test_a_damaged_table_that_nobody_reads_is_counted(export):
    items = exports.read(
        export({"Messages.csv": table(row()), "Topics.csv": b"", "Tags.csv": b"1"})
    )
    assert reasons(items) == {"a file without messages": 2}


# ---- whole exports ----


@given(exports.conversations())
def test_any_conversation_is_read_back_as_it_was_said(said):
    rows = [
        row(
            str(place + 1),
            thread_id=str(exports.root_of(said, place) + 1),
            replied_to_id="" if one.answers is None else str(one.answers + 1),
            sender_id=one.author,
            body=one.text.replace("\\", "/"),
        )
        for place, one in enumerate(said)
    ]
    with TemporaryDirectory() as folder:
        upload = exports.zipped(folder, {"Messages.csv": table(*rows)})
        posts = of(Post, exports.read(upload))
    for post, written in zip(posts, rows, strict=True):
        assert (post.id, post.author, post.thread) == tuple(
            written[column] for column in ("id", "sender_id", "thread_id")
        )
        assert post.reply_to == (written["replied_to_id"] or None)
        assert post.text == ("" if written["body"].casefold() == "null" else written["body"])


def test_the_sample_adds_up_in_a_store_and_twice_adds_nothing(store, tmp_path):
    upload = upload_of(SAMPLES / "viva_engage.zip", tmp_path)
    report = add(store, upload)
    assert (report.imported, report.duplicates, report.left_out.total()) == (6, 0, 10)
    assert (report.rows, report.rejected) == (16, [])
    assert report.communities == ["All Company", "All Company 102030", "Show your work"]
    assert add(store, upload).imported == 0
