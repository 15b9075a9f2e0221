"""Discourse: topics and posts as JSON, our query as CSV, and what is refused or left out."""

import json
import zipfile
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.importers import Choices, importer_for, settled
from data.importers.discourse import IMPORTER
from data.intake import add
from data.records import How, LeftOut, Post, Unread
from data.refusal import DamagedFileError, EmptyFileError, UnknownFormatError
from data.upload import Upload
from metrics.kinds.own_words import own_words

QUERY_HEADER = "topic_id,post_number,reply_to_post_number,username,created_at,cooked,category"


def post(number=1, cooked="<p>Has anybody tried this?</p>", **more):
    return {
        "id": 100 + number,
        "topic_id": 7,
        "post_number": number,
        "post_type": 1,
        "username": "ana",
        "user_id": 5,
        "created_at": "2026-03-02T09:00:00.000Z",
        "updated_at": "2026-03-02T09:00:00.000Z",
        "cooked": cooked,
    } | more


def topic(*posts, **more):
    stream = [one["id"] for one in posts]
    said = {"id": 7, "title": "Silence", "archetype": "regular"} | more
    return {"post_stream": {"posts": list(posts), "stream": stream + said.pop("also", [])}} | said


def made(folder, content, name="guild.json"):
    """Write an export: JSON, or a zip of JSON by name."""
    file = Path(folder) / name
    if name.endswith(".zip"):
        with zipfile.ZipFile(file, "w") as archive:
            for member, one in content.items():
                raw = one if isinstance(one, bytes) else json.dumps(one).encode()
                archive.writestr(member, raw)
    else:
        file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return Upload.of(file)


@pytest.fixture
def export(tmp_path):
    return partial(made, tmp_path)


def read(upload, **said):
    importer = importer_for(upload)
    assert importer.name == "discourse"
    return list(importer.read(upload, settled(importer, upload, Choices(**said)).choices))


def of(kind, items):
    return [item for item in items if isinstance(item, kind)]


def assumed(upload):
    return IMPORTER.examine(upload, Choices()).assumptions


def test_a_topic_a_post_and_lists_of_posts_are_the_same_posts(export):
    whole = read(export(topic(post(), post(2))), community="guild")
    plain = [post(topic_title="Silence"), post(2)]
    apart = [
        read(
            export({"a.json": plain[0], "deep/er/b.json": plain[1]}, "one.zip"), community="guild"
        ),
        read(export(plain, "list.json"), community="guild"),
        read(export({"latest_posts": plain}, "latest.json"), community="guild"),
    ]
    assert len(whole) == 2
    assert [whole] * 3 == apart


def test_posts_that_the_page_does_not_hold_are_told(export):
    assert (
        "2 of 4 posts" in assumed(export(topic(post(), post(2), also=[103, 104])))["missing posts"]
    )
    whole = {"7.json": topic(post(), also=[102]), "102.json": post(2)}
    assert "missing posts" not in assumed(export(whole, "all.zip"))


def test_a_post_without_its_topic_may_be_private_and_says_so(export):
    assert "taken for granted" in assumed(export(post()))["single posts"]
    assert "single posts" not in assumed(
        export({"7.json": topic(post(2)), "1.json": post()}, "a.zip")
    )


def test_a_reply_without_a_number_answers_nobody_that_is_known_but_the_second_post(export):
    items = read(export(topic(post(), post(2), post(3), post(4, reply_to_post_number=9))))
    assert [(one.reply_to, one.how) for one in items] == [
        (None, How.KNOWN),
        ("7/1", How.KNOWN),
        (None, How.UNKNOWN),
        ("7/9", How.KNOWN),
    ]
    assert {one.thread for one in items} == {"7/1"}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"hidden": True}, "hidden"),
        ({"deleted_at": "2026-03-03T09:00:00.000Z"}, "deleted"),
        ({"user_deleted": True}, "deleted"),
        ({"post_type": 4}, "no post of a member (post type 4)"),
        ({"user_id": -2}, "bot"),
        ({"is_pm": True}, "private message"),
    ],
)
def test_what_is_no_contribution_is_left_out_with_the_rule(export, said, reason):
    items = read(export(topic(post(), post(2, **said))))
    assert [type(item) for item in items] == [Post, LeftOut]
    assert items[1].reason == reason


def test_private_topics_take_their_single_posts_along(export):
    files = {"7.json": topic(post(), archetype="private_message"), "2.json": post(2)}
    items = read(export(files, "all.zip"))
    assert Counter(item.reason for item in items) == {"private message": 2}


@pytest.mark.parametrize(
    ("cooked", "text", "mentions"),
    [
        (
            '<aside class="quote" data-username="ben"><div class="title">ben:</div>'
            "<blockquote><p>It failed</p></blockquote></aside><p>Did it?</p>",
            "> It failed\nDid it?",
            (),
        ),
        ('<p><a class="mention" href="/u/Ben.B">@Ben.B</a> try</p>', "@member try", ("ben.b",)),
        ('<p>ask <a href="https://x.example/u/ben/summary">Ben</a></p>', "ask @member", ("ben",)),
        ('<p><span class="mention">@nobody</span></p>', "@member", ()),
        ('<a class="mention-group" href="/groups/staff">@staff</a>', "@group", ()),
        ('<p>a <img class="emoji" alt=":wink:"> b <img src="x.png" alt="x"></p>', "a :wink: b", ()),
        (
            '<a class="lightbox" href="/x.png"><img><div class="meta"><span>IMG_1.png</span></div>'
            "</a><p>Mine</p>",
            "Mine",
            (),
        ),
        ("<p>a &lt; b</p><pre><code>x = 1\ny</code></pre>", "a < b\n```\nx = 1\ny\n```", ()),
    ],
)
def test_html_is_read_without_names_quotes_and_previews(export, cooked, text, mentions):
    (one,) = read(export(topic(post(2, cooked))))
    assert (one.text, one.mentions) == (text, mentions)


def test_quotes_are_no_words_of_the_writer_whichever_way_they_come(export):
    cooked = "<aside class='quote'><blockquote><p>It failed</p></blockquote></aside><p>Did it?</p>"
    raw = '[quote="ben, post:1, topic:7"]\nIt failed\n[/quote]\nDid it, @ana? See /u/ben'
    first, second = read(export(topic(post(2, cooked), post(3, None, raw=raw))))
    assert own_words(first.text) == "Did it?"
    assert own_words(second.text).startswith("Did it, @?")
    assert "ben" not in second.text
    assert second.mentions == ("ana",), "who wrote here; others could be a group"


def test_a_damaged_file_refuses_the_whole_archive(export):
    files = {"7.json": topic(post()), "8.json": b'{"post_stream": {"posts": [{"id": 1'}
    with pytest.raises(DamagedFileError, match=r"8\.json: it is cut off"):
        read(export(files, "all.zip"))


def test_files_without_posts_are_counted(export):
    files = {"7.json": topic(post()), "site.json": {"a": 1}, "b.json": [], "photo.png": b"x"}
    items = read(export(files, "all.zip"))
    assert Counter(item.reason for item in of(LeftOut, items)) == {"a file without posts": 3}


def test_an_empty_topic_holds_no_posts(export):
    with pytest.raises(EmptyFileError, match="there is no post in it"):
        read(export(topic()))


@pytest.mark.parametrize("name", ["user_archive.csv", "user_archive-ana-260302.csv"])
def test_the_archive_of_one_member_is_refused_with_what_would_work(export, name):
    table = (
        b"topic_title,categories,is_pm,post_raw,post_cooked,like_count,reply_count,url,created_at\n"
    )
    archive = export({name: table, "visits.csv": b"visited_at,posts_read\n"}, "ana.zip")
    alone = export(table.decode() + "Hi,Guild,No,Hi,<p>Hi</p>,0,0,/t/7,2026-03-02\n", "mine.csv")
    for upload in (archive, alone):
        with pytest.raises(UnknownFormatError, match=r"archive of one member.*Data Explorer"):
            read(upload)


def test_our_query_goes_by_category_unless_the_visitor_says_one(export):
    rows = "7,1,,ana,2026-03-02 09:00:00 UTC,<p>Hi</p>,Guild\n8,1,,ben,2026-03-02,<p>Hi</p>,\n"
    upload = export(f"{QUERY_HEADER}\n{rows}", "all.csv")
    assert [one.community for one in read(upload)] == ["Guild", "all"]
    assert [one.community for one in read(upload, community="us")] == ["us", "us"]


def test_the_query_that_is_shown_gives_the_columns_that_are_read(export):
    (query,) = [step for step in IMPORTER.how_to_export if "```sql" in step]
    selected = query.partition("select")[2].partition("from posts")[0]
    columns = [one.split()[-1].rpartition(".")[2] for one in selected.split(",")]
    values = {"topic_id": "7", "post_number": "1", "created_at": "2026-03-02T09:00:00.000Z"}
    row = ",".join(values.get(column, "") for column in columns)
    (one,) = read(export(f"{','.join(columns)}\n{row}\n", "ours.csv"))
    assert (one.id, one.author) == ("7/1", "deleted:7/1")


def test_a_query_that_was_cut_off_is_told(export):
    rows = "".join(f"7,{n},,ana,2026-03-02T09:00Z,<p>Hi</p>,Guild\n" for n in range(1, 10_001))
    assert "run it again" in assumed(export(f"{QUERY_HEADER}\n{rows}", "a.csv"))["missing posts"]


WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<>&@`"), max_size=30
)
POSTS = st.lists(
    st.tuples(
        st.integers(0, 5), st.integers(0, 10**9), WORDS.map(lambda words: " ".join(words.split()))
    ),
    min_size=1,
    max_size=12,
)


@given(POSTS)
@settings(max_examples=25)
def test_a_conversation_written_as_a_topic_is_read_back(told):
    posts = []
    for number, (answered, second, words) in enumerate(told, start=1):
        at = datetime.fromtimestamp(10**9 + second, UTC)
        posts.append(
            post(
                number,
                f"<p>{words}</p>",
                reply_to_post_number=answered if 0 < answered < number else None,
                created_at=at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
                username=f"member{second % 3}",
            )
        )
    with TemporaryDirectory() as folder:
        items = read(made(folder, topic(*posts, title=None)))
    assert [(one.id, one.author, one.text) for one in items] == [
        (f"7/{n}", f"member{second % 3}", words) for n, (_, second, words) in enumerate(told, 1)
    ]
    assert [one.at for one in items] == [
        datetime.fromtimestamp(10**9 + second, UTC).replace(tzinfo=None) for _, second, _ in told
    ]


def test_end_to_end_every_row_is_accounted_for_and_later_versions_win(store, export):
    first = topic(post(), post(2, username="ben"), post(3, hidden=True), post(4, created_at="soon"))
    report = add(store, export(first), choices=Choices(community="guild"))
    counts = (report.imported, report.duplicates, report.left_out.total(), len(report.rejected))
    assert (counts, report.rows) == ((2, 0, 1, 1), 4)
    changed = post(2, "<p>Changed</p>", username="ben", updated_at="2026-03-03T09:00:00.000Z")
    report = add(
        store, export(topic(post(), changed), "more.json"), choices=Choices(community="guild")
    )
    assert (report.imported, report.duplicates) == (1, 1)
    texts = store.read("select body from place join text using (text) order by body")
    assert [text.partition("\n")[2] or text for text in texts["body"]] == [
        "Changed",
        "Has anybody tried this?",
    ]
    assert store.read("select count(*) from edge").iloc[0, 0] == 1


def test_odd_numbers_and_letters_are_read_as_they_are(export):
    odd = b'{"post_stream": {"posts": [{"topic_id": 7, "post_number": 1, "created_at": '
    odd += (
        b'"2026-03-02T09:00:00Z", "username": "ana", "cooked": "<p>\\u0022Hi\\ud800\\u0000</p>"}]}}'
    )
    (one,) = read(export({"7.json": odd}, "all.zip"))
    assert one.text == '"Hi\ufffd'
    assert of(Unread, [one]) == []
