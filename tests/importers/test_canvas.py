"""Canvas discussions: whole or in lists, answers at any depth, what is cut off is told."""

import html
from datetime import datetime
from functools import partial
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers import importer_for
from data.importers.canvas import IMPORTER
from data.intake import add
from data.records import How, Post, Unread
from data.refusal import DamagedFileError
from metrics.kinds.own_words import own_words
from tests.importers import exports
from tests.importers.exports import of, reasons, told
from tests.importers.test_samples import SAMPLES, upload_of

AT = "2026-03-02T09:00:00Z"


def entry(id=1, message="<p>Has anybody tried this?</p>", **more):
    return {"id": id, "user_id": 11, "message": message, "created_at": AT, "updated_at": AT} | more


def view(*entries, new=(), people=()):
    named = [{"id": id, "display_name": name} for id, name in people]
    return {
        "unread_entries": [1],
        "entry_ratings": {},
        "participants": named,
        "view": list(entries),
        "new_entries": list(new),
    }


@pytest.fixture
def saved(tmp_path):
    """Return a function that hands in one file."""
    return lambda content: exports.alone(tmp_path, content, "Teaching.json")


@pytest.fixture
def export(tmp_path):
    """Return a function that makes a zip of files."""
    return partial(exports.zipped, tmp_path)


@pytest.fixture
def said(saved):
    """Return a function that reads some entries of a whole discussion."""
    return lambda *entries, **more: exports.read(saved(view(*entries, **more)))


@pytest.mark.parametrize(
    "content", [view(entry()), [entry(has_more_replies=False)], [entry(recent_replies=[])]]
)
def test_a_discussion_is_known_by_what_is_in_it(saved, content):
    upload = saved(content)
    assert importer_for(upload) is IMPORTER
    (post,) = of(Post, exports.read(upload))
    assert (post.community, post.id, post.author, post.at) == (
        "Teaching",
        "1",
        "11",
        datetime(2026, 3, 2, 9),
    )
    assert told(upload)["community"] == "Teaching, after the name of the file"


@pytest.mark.parametrize(
    "content", [{"view": [], "id": 1}, [{"id": 1, "user_id": 2}], {"participants": []}, []]
)
def test_other_json_is_not_taken_for_a_discussion(saved, content):
    assert not IMPORTER.recognises(saved(content))


def test_answers_are_known_at_any_depth(said):
    third = entry(3, parent_id=2)
    posts = of(Post, said(entry(1, replies=[entry(2, parent_id=1, replies=[third])]), entry(4)))
    assert [(post.id, post.reply_to, post.thread) for post in posts] == [
        ("1", None, "1"),
        ("2", "1", "1"),
        ("3", "2", "1"),
        ("4", None, "4"),
    ]
    assert {post.how for post in posts} == {How.KNOWN}


def test_what_was_written_since_canvas_last_gathered_the_discussion_is_read(said, saved, store):
    edited = entry(2, "<p>Better</p>", parent_id=1, updated_at="2026-03-02T11:00:00Z")
    new = [edited, entry(3, parent_id=2)]
    discussion = (entry(1, replies=[entry(2, "<p>Good</p>", parent_id=1)]),)
    assert [post.id for post in of(Post, said(*discussion, new=new))] == ["1", "2", "2", "3"]
    report = add(store, saved(view(*discussion, new=new)))
    assert (report.imported, report.left_out.total()) == (3, 1)
    texts = store.read("from text where body like '<%' or body = 'Good' or body = 'Better'")
    assert list(texts["body"]) == ["Better"]


@pytest.mark.parametrize(
    ("written", "text", "mentions"),
    [
        ('<span class="mention" data-mention="12">@Ben Baker</span>, yes', "@member, yes", ("12",)),
        ('<a href="/courses/1/users/12">Ben Baker</a>', "@member", ("12",)),
        ('<a href="/courses/1/pages/ben">Page</a>', "Page", ()),
        ("<p>Thanks @Ben Baker and @Ben!</p>", "Thanks @member and @member!", ("12",)),
        ("<p>1 &lt; 2&nbsp;&amp; 3<br>next</p>", "1 < 2 & 3\nnext", ()),
        ("<style>p {}</style><script>alert(1)</script>", "", ()),
        ("not <html", "not <html", ()),
    ],
)
def test_html_is_read_and_names_are_not(said, written, text, mentions):
    people = [(11, "Ana Adams"), (12, "Ben Baker")]
    (post,) = of(Post, said(entry(message=written), people=people))
    assert (post.text, post.mentions) == (text, mentions)


def test_quoted_words_are_not_the_writers(said):
    (post,) = of(Post, said(entry(message="<blockquote>It failed</blockquote><p>Ours, too</p>")))
    assert own_words(post.text) == "Ours, too"


def test_a_later_change_is_an_edit(said):
    one, other = of(Post, said(entry(1), entry(2, updated_at="2026-03-02T10:00:00Z")))
    assert (one.edited, other.edited) == (False, True)
    assert other.version == datetime(2026, 3, 2, 10)


def test_deleted_entries_are_left_out_and_the_answers_to_them_stay(said):
    gone = {"id": 1, "deleted": True, "created_at": AT, "replies": [entry(2, parent_id=1)]}
    items = said(gone, {"id": 3, "parent_id": None, "created_at": AT})
    assert reasons(items) == {"deleted": 2}
    (post,) = of(Post, items)
    assert (post.reply_to, post.thread) == ("1", "1")


def test_only_the_newest_replies_of_a_list_are_there_and_that_is_told(export):
    newest = [entry(3, parent_id=2, user_name="Cas Cole"), entry(2, user_name="Ben Baker")]
    entries = [entry(1, recent_replies=newest, has_more_replies=True)]
    upload = export({"entries.json": entries})
    assert "1 entry has more replies" in told(upload)["missing posts"]
    assert [(post.id, post.reply_to) for post in of(Post, exports.read(upload))] == [
        ("1", None),
        ("3", "2"),
        ("2", "1"),
    ]
    assert "missing posts" not in told(export({"view.json": view(entry())}))


def test_replies_in_a_file_of_their_own_belong_to_their_entry_whatever_its_name(export, store):
    below = [entry(3, parent_id=2), entry(2, parent_id=1)]
    upload = export({"a.json": below, "b.json": [entry(1, recent_replies=[entry(2)])]})
    assert {post.thread for post in of(Post, exports.read(upload))} == {"1"}
    report = add(store, upload)
    assert (report.rows, report.imported, report.duplicates) == (4, 3, 1)


def test_entries_that_answer_each_other_in_a_circle_do_no_harm(export):
    circle = [entry(1, parent_id=2), entry(2, parent_id=1)]
    assert len(of(Post, exports.read(export({"a.json": circle})))) == 2


def test_what_cannot_be_read_says_where_and_why(said):
    items = said(
        entry(1, user_id=None),
        entry(2, created_at="soon", replies=[entry(3, message=7)]),
        {"user_id": 11, "message": "a"},
        "odd",
    )
    assert [(item.where, item.why) for item in of(Unread, items)] == [
        (
            "Teaching.json, entry 1",
            "it names nobody as its author: an entry needs a “user_id”",
        ),
        (
            "Teaching.json, entry 2",
            "its “created_at” “soon” is no time this program reads, such as 2024-01-31 14:05",
        ),
        ("Teaching.json, entry 3", "its “message” is a whole number where Canvas writes text"),
        ("Teaching.json, entry 4", "it has no “id”"),
        ("Teaching.json, entry 5", "it is text where Canvas writes an object"),
    ]


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b'{"participants": [], "view": [', "cut off"),
        (b'{"participants": [], "view": [{"a": 1, "a": 2}]}', "“a” stands twice"),
        (b'{"participants": [{"id": 1e999}], "view": []}', "too large"),
    ],
)
def test_one_damaged_file_refuses_the_whole_export(export, raw, found):
    upload = export({"1.json": view(entry()), "2.json": raw})
    with pytest.raises(DamagedFileError, match=found) as refused:
        exports.read(upload)
    assert refused.value.where == "2.json"


# ---- whole exports ----


def nested(said, place):
    """Return an entry as /view has it, with the answers to it inside."""
    one = said[place]
    return entry(
        place,
        f"<p>{html.escape(one.text)}</p>",
        user_id=one.author,
        parent_id=one.answers,
        replies=[nested(said, below) for below, other in enumerate(said) if other.answers == place],
    )


@given(exports.conversations(), st.booleans())
def test_any_conversation_is_read_back_as_it_was_said(said, flat):
    whole = [nested(said, place) for place, one in enumerate(said) if one.answers is None]
    if flat:
        whole = [
            {key: value for key, value in nested(said, place).items() if key != "replies"}
            for place in range(len(said))
        ]
    with TemporaryDirectory() as folder:
        upload = exports.alone(folder, whole if flat else view(*whole), "Teaching.json")
        posts = of(Post, exports.read(upload))
    read = {(post.id, post.author, post.text, post.reply_to, post.thread) for post in posts}
    assert read == {
        (
            str(place),
            one.author,
            one.text,
            None if one.answers is None else str(one.answers),
            str(exports.root_of(said, place)),
        )
        for place, one in enumerate(said)
    }
    assert len(posts) == len(said)


def test_the_sample_adds_up_in_a_store_and_twice_adds_nothing(store, tmp_path):
    upload = upload_of(SAMPLES / "canvas.zip", tmp_path)
    report = add(store, upload)
    assert (report.imported, report.duplicates, report.left_out.total()) == (6, 0, 2)
    assert (report.rows, report.rejected, report.people) == (8, [], 3)
    assert add(store, upload).imported == 0
    answered = store.read("select count(reply_to) as answers from post")["answers"].item()
    assert answered == 4
