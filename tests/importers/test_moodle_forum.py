"""Exports of a Moodle forum: the same posts from CSV, Excel and JSON."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.importers import Choices, importer_for, settled
from data.importers.moodle_forum import IMPORTER
from data.intake import add
from data.records import LeftOut, Post, Unread
from data.refusal import DamagedFileError, EmptyFileError, MissingChoiceError
from data.upload import Upload

START = 1772442000  # 2026-03-02 09:00 UTC
FIELDS = [
    "id",
    "discussion",
    "parent",
    "userid",
    "userfullname",
    "created",
    "modified",
    "mailed",
    "subject",
    "message",
    "messageformat",
    "messagetrust",
    "attachment",
    "totalscore",
    "mailnow",
    "deleted",
    "privatereplyto",
    "privatereplytofullname",
    "wordcount",
    "charcount",
]


def row(id=41, parent=0, userid=793, message="<p>It failed.</p>", **more):
    said = {
        "id": id,
        "discussion": 7,
        "parent": parent,
        "userid": userid,
        "userfullname": f"Person {userid}",
        "created": START + id,
        "modified": START + id,
        "subject": "Plans",
        "message": message,
        "messageformat": 1,
        "deleted": 0,
        "privatereplyto": 0,
    } | more
    return {field: said.get(field, "") for field in FIELDS}


def written(folder, rows, form="csv"):
    """Write an export in one of Moodle's forms."""
    file = Path(folder) / f"discussion.{form}"
    if form == "json":
        file.write_text(json.dumps([rows]), "utf-8")
    elif form == "xlsx":
        book = openpyxl.Workbook()
        for cells in [FIELDS, *(list(one.values()) for one in rows)]:
            book.active.append(cells)
        book.save(file)
    else:
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, FIELDS)
            writer.writeheader()
            writer.writerows(rows)
    return Upload.of(file)


def read(upload, **said):
    importer = importer_for(upload)
    assert importer is IMPORTER
    choices = settled(importer, upload, Choices(**{"community": "planning"} | said)).choices
    return list(importer.read(upload, choices))


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_each_form_gives_the_same_posts(tmp_path, form):
    rows = [
        row(),
        row(42, 41, 794),
        row(43, 42, 793, deleted=1),
        row(44, 42, 793, privatereplyto=794),
    ]
    items = read(written(tmp_path, rows, form))
    posts = [item for item in items if type(item) is Post]
    assert [(one.id, one.thread, one.reply_to, one.author) for one in posts] == [
        ("discussion/7", "discussion/7", None, "793"),
        ("post/42", "discussion/7", "discussion/7", "794"),
    ]
    assert [one.text for one in posts] == ["Plans\nIt failed.", "It failed."]
    assert [item.reason for item in items if type(item) is LeftOut] == ["deleted", "private reply"]


def test_which_forum_it_is_has_to_be_said(tmp_path):
    with pytest.raises(MissingChoiceError, match="does not say which forum"):
        settled(IMPORTER, written(tmp_path, [row()]), Choices())


def test_dates_for_people_are_asked_for_their_zone_and_read_in_their_language(tmp_path):
    rows = [
        row(created="Montag, 2. März 2026, 09:00", modified="Montag, 2. März 2026, 09:05"),
        row(42, 41, created="Monday, 2 March 2026, 10:00 AM", modified=""),
    ]
    upload = written(tmp_path, rows)
    with pytest.raises(MissingChoiceError, match="--time-zone"):
        read(upload)
    first, second = read(upload, time_zone="Europe/Berlin")
    assert (first.at, second.at) == (datetime(2026, 3, 2, 8), datetime(2026, 3, 2, 9))
    assert (first.edited, second.edited) == (True, False)


@pytest.mark.parametrize(
    ("message", "text", "mentions"),
    [
        ("<blockquote><p>It failed</p></blockquote><p>How?</p>", "> It failed\nHow?", ()),
        (
            '<p>As <a href="https://m.example/user/profile.php?id=794">Person 794</a> said</p>',
            "As @member said",
            ("794",),
        ),
        ("<p>@Person 794: no</p>", "@member: no", ("794",)),
        ('<p>See <img src="@@PLUGINFILE@@/a.png" alt="a"></p>', "See", ()),
        ("It failed,\n\nand then\n> quoted", "It failed,\n\nand then\n> quoted", ()),
    ],
)
def test_messages_are_read_without_markup_and_names(tmp_path, message, text, mentions):
    items = read(written(tmp_path, [row(), row(42, 41, 794, message)]))
    assert (items[1].text, items[1].mentions) == (text, mentions)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"created": "soon"}, "column created “soon” is no time"),
        ({"userid": "ana"}, "column userid is “ana”, a whole number is needed"),
        ({"id": ""}, "column id is “”"),
        ({"discussion": "x"}, "column discussion is “x”"),
    ],
)
def test_rows_that_cannot_be_read_say_where_and_why(tmp_path, said, why):
    items = read(written(tmp_path, [row(), row(42, 41) | said]))
    assert (type(items[1]), items[1].where) == (Unread, "row 3 (line 3)")
    assert items[1].why.startswith(why)


def test_odd_entries_of_json_say_where_and_why(tmp_path):
    file = tmp_path / "discussion.json"
    bare = {key: value for key, value in row(43).items() if key != "parent"}
    file.write_text(json.dumps([row(), 7, bare, row(44, message=["a"])]), "utf-8")
    items = read(Upload.of(file))
    assert [item.why for item in items if type(item) is Unread] == [
        "it is no object with the fields of a post",
        "it has no “parent”",
        "its “message” is no text and no number",
    ]
    assert next(item.where for item in items if type(item) is Unread) == "post 2"


def test_json_that_is_cut_off_is_refused(tmp_path):
    file = tmp_path / "discussion.json"
    file.write_text(json.dumps([[row()]])[:-20], "utf-8")
    with pytest.raises(DamagedFileError, match="it is cut off"):
        read(Upload.of(file))


def test_an_export_without_posts_is_refused(tmp_path):
    with pytest.raises(EmptyFileError, match="a header and no rows"):
        read(written(tmp_path, []))


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=30
)


@given(st.lists(st.tuples(st.integers(0, 8), WORDS), min_size=1, max_size=10), st.booleans())
@settings(max_examples=25)
def test_a_forum_written_and_read_is_the_same(told, as_json):
    rows = []
    for number, (above, words) in enumerate(told):
        plain = words.replace("@", "a")
        parent = 41 + above if above < number else 0
        rows.append(row(41 + number, parent, 790 + number % 3, plain, messageformat=2, subject=""))
        rows[-1]["discussion"] = 41 + number if not parent else rows[above]["discussion"]
    with TemporaryDirectory() as folder:
        posts = read(written(folder, rows, "json" if as_json else "csv"))
    assert [one.text for one in posts] == [one["message"] for one in rows]
    assert [one.author for one in posts] == [str(one["userid"]) for one in rows]
    ids = {one["id"]: post.id for one, post in zip(rows, posts, strict=True)}
    assert [post.reply_to for post in posts] == [ids.get(one["parent"]) for one in rows]
    assert {post.at.replace(tzinfo=UTC).timestamp() for post in posts} == {
        one["created"] for one in rows
    }


def test_end_to_end_every_row_is_accounted_for(store, tmp_path):
    rows = [row(), row(42, 41, 794), row(43, 42, 795, privatereplyto=793), row(44, 42, created="x")]
    upload = written(tmp_path, rows)
    report = add(store, upload, choices=Choices(community="planning"))
    counts = (report.imported, report.duplicates, report.left_out.total(), len(report.rejected))
    assert (counts, report.rows) == ((2, 0, 1, 1), 4)
    assert store.read("select count(*) from edge").iloc[0, 0] == 1
    assert (
        "Nothing in it was new" in add(store, upload, choices=Choices(community="planning")).message
    )
