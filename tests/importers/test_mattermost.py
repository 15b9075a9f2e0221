"""Mattermost bulk exports: threads, members by channel, and what nobody may read."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers import importer_for
from data.importers.mattermost import IMPORTER
from data.records import Community, How, Member, Post, Reaction, SamePerson, Unread
from data.refusal import UnsafeFileError
from tests.importers.reading import file_of, of, read, reasons, taken, zip_of
from tests.importers.test_samples import SAMPLES, upload_of

EPOCH = datetime(1970, 1, 1)
MOMENT = 1772442000000
VERSION = {"type": "version", "version": 1}
TEAM = {"type": "team", "team": {"name": "guild", "display_name": "Guild"}}


def channel(name="coaching", type="O", **more):
    return {"type": "channel", "channel": {"team": "guild", "name": name, "type": type} | more}


def user(name, *channels, **more):
    teams = [{"name": "guild", "channels": [{"name": one} for one in channels]}]
    return {"type": "user", "user": {"username": name, "teams": teams} | more}


def said(user="ana", text="Who has tried this?", at=MOMENT, **more):
    return {"user": user, "message": text, "create_at": at} | more


def post(*args, channel="coaching", **more):
    return {"type": "post", "post": {"team": "guild", "channel": channel} | said(*args, **more)}


def lines(*objects):
    whole = [one if isinstance(one, str) else json.dumps(one) for one in (VERSION, TEAM, *objects)]
    return "\n".join(whole) + "\n"


@pytest.fixture
def reading(tmp_path):
    """Return a function that reads lines as one export."""
    return lambda *objects: read(file_of(tmp_path, "bulk.jsonl", lines(*objects)))


def test_a_reply_names_only_the_first_post(reading):
    thread = post(replies=[said("ben", "I", MOMENT + 1), said("ana", "How?", MOMENT + 2)])
    posts = of(Post, reading(channel(display_name="Coaching"), thread))
    assert {(one.community, one.how) for one in posts} == {("Guild / Coaching", How.ROOT)}
    opening = f"guild/coaching/{MOMENT}"
    assert [(one.id, one.thread, one.reply_to) for one in posts] == [
        (opening, opening, None),
        (f"guild/coaching/{MOMENT + 1}", opening, opening),
        (f"guild/coaching/{MOMENT + 2}", opening, opening),
    ]


def test_posts_of_one_millisecond_stay_two(reading):
    posts = of(Post, reading(channel(), post("ana", "a"), post("ben", "b"), post("cas", "c")))
    assert [one.id.partition("/")[2] for one in posts] == [
        f"coaching/{MOMENT}",
        f"coaching/{MOMENT}#2",
        f"coaching/{MOMENT}#3",
    ]


def test_members_are_those_of_public_channels_who_are_still_there(reading):
    items = reading(
        channel(),
        channel("board", "P"),
        user("ana", "coaching", "board", email="ana@work.example"),
        user("ben", "board"),
        user("gone", "coaching", delete_at=5),
    )
    assert of(Member, items) == [Member(community="Guild / coaching", person="ana")]
    assert of(SamePerson, items) == [SamePerson(person="ana", also="ana@work.example")]
    assert of(Community, items) == [Community(name="Guild / coaching")]


def test_private_direct_system_and_bot_posts_are_only_counted(reading):
    direct = said(replies=[said(), said()], channel_members=["ana", "ben"])
    items = reading(
        channel(),
        channel("board", "P"),
        {"type": "bot", "bot": {"username": "helper"}},
        {"type": "direct_post", "direct_post": direct},
        post(channel="board", replies=[said()]),
        post(channel="elsewhere"),
        post("helper"),
        post(props={"from_bot": True}),
        post(type="system_add_to_channel"),
        post(reactions=[{"user": "helper", "emoji_name": "x"}, {"user": "b", "emoji_name": "y"}]),
    )
    assert reasons(items) == {
        "private message": 3,
        "private channel": 2,
        "not in the list of channels": 1,
        "bot": 2,
        "system_add_to_channel": 1,
    }
    assert len(of(Post, items)) == 1
    assert [(one.person, one.name) for one in of(Reaction, items)] == [("b", "y")]


@pytest.mark.parametrize(
    ("written", "text", "mentions"),
    [
        ("thanks @ben.", "thanks @member.", ("ben",)),
        ("@Ben and @gone and @ben", "@member and @member and @member", ("ben",)),
        ("@all @here @channel", "@all @here @channel", ()),
        ("mail a@b.example or see x/@y", "mail a@b.example or see x/@y", ()),
        ("half \0 a line", "half  a line", ()),
        (None, "", ()),
    ],
)
def test_names_are_taken_out(reading, written, text, mentions):
    (one,) = of(Post, reading(channel(), user("ben"), post("ana", written)))
    assert (one.text, one.mentions) == (text, mentions)


def test_a_bad_line_stands_alone(reading):
    items = reading(
        channel(),
        '{"type": "post", "post": {"team": "guild"',
        '{"type": "post", "type": "post"}',
        '{"type": "post", "post": {"team": "guild", "channel": "coaching"}}',
        post("ana", at="soon"),
        post("ana", at=5),
        "7",
        '{"version": NaN}',
        "{}",
        post(),
    )
    assert [(one.where, one.why) for one in of(Unread, items)] == [
        ("bulk.jsonl, line 4", "it is no sound JSON (column 42)"),
        ("bulk.jsonl, line 5", "the key “type” stands twice in it"),
        ("bulk.jsonl, line 6", "it has no “user”"),
        ("bulk.jsonl, line 7", "its “create_at” is text where a whole number is needed"),
        (
            "bulk.jsonl, line 8",
            "its “create_at” “5” is no time this program reads, such as 2024-01-31 14:05",
        ),
        ("bulk.jsonl, line 9", "it holds no object, as every line should"),
        ("bulk.jsonl, line 10", "NaN stands in it, which is no JSON"),
        ("bulk.jsonl, line 11", "it has no “type”"),
    ]
    assert len(of(Post, items)) == 1


def test_letters_that_are_none_cost_a_line_and_halves_are_replaced(tmp_path):
    broken = json.dumps(post("ana", "caf?")).encode().replace(b"?", b"\xe9")
    half = json.dumps(post("ana", "half ?")).replace("?", r"\ud83d")
    raw = lines(channel(), half).encode() + broken
    items = read(file_of(tmp_path, "bulk.jsonl", raw))
    assert [one.text for one in of(Post, items)] == ["half \ufffd"]
    assert "not UTF-8 (byte" in of(Unread, items)[0].why


def test_a_line_without_end_is_refused(tmp_path):
    upload = file_of(tmp_path, "bulk.jsonl", lines(channel()) + '{"a": "' + "x" * 17_000_000)
    with pytest.raises(UnsafeFileError, match=r"line 4: it has more than 16,777,216 bytes"):
        read(upload)


@given(
    st.lists(
        st.lists(
            st.tuples(
                st.sampled_from(["ana", "ben", "cas"]),
                st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0@")),
            ),
            min_size=1,
            max_size=4,
        ),
        max_size=6,
    )
)
def test_threads_that_are_written_are_read_back(threads):
    written, moments = [], iter(range(MOMENT, MOMENT + 100))
    wanted = []
    for thread in threads:
        (name, text), *others = thread
        at = next(moments)
        told = [(*one, next(moments)) for one in others]
        wanted += [(name, text, at, at), *((one, words, when, at) for one, words, when in told)]
        written.append(post(name, text, at, replies=[said(*one) for one in told]))
    with TemporaryDirectory() as folder:
        posts = of(Post, read(file_of(Path(folder), "b.jsonl", lines(channel(), *written))))
    assert [(one.author, one.text, one.at, one.thread) for one in posts] == [
        (name, text, EPOCH + timedelta(milliseconds=at), f"guild/coaching/{opening}")
        for name, text, at, opening in wanted
    ]


def test_only_a_bulk_export_is_taken_for_one(tmp_path):
    for content in ('{"type": "message"}\n', '{"type": "post"}\n', '{"type": ["post"]}\n', "{\n"):
        assert not IMPORTER.recognises(file_of(tmp_path, "a.jsonl", content))
    assert importer_for(zip_of(tmp_path, {"x/import.jsonl": lines()})) is IMPORTER


def test_an_export_is_taken_whole_and_keeps_nobodys_name(tmp_path):
    upload = upload_of(SAMPLES / "mattermost.zip", tmp_path)
    never = ["ana", "ben", "de Vries", "secret", "Between us", "@work"]
    report = taken(tmp_path, upload, never=never)
    assert (report.rows, report.imported, len(report.rejected)) == (13, 3, 2)
