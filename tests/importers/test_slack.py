"""Slack exports: the real one to the message, and what stands in exports that are not so tidy."""

import json
import os
import zipfile
from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers import Choices, importer_for
from data.importers.slack import IMPORTER
from data.records import Community, How, LeftOut, Member, Post, Reaction, SamePerson, Unread
from data.refusal import AmbiguousFormatError, DamagedFileError, UnknownFormatError
from data.upload import Upload

REAL_DATA = Path(os.environ.get("REAL_DATA", Path(__file__).parents[3] / "shared/data"))
HOUSTON = REAL_DATA / "slack_houstondatavis" / "houstondatavis_slack_export.zip"
SAMPLE = Path(__file__).parent / "samples" / "slack.zip"

DAY = "coaching/2026-03-02.json"
CHANNELS = [{"id": "C1", "name": "coaching", "members": ["U1", "U2"]}]
USERS = [{"id": "U1"}, {"id": "U2"}, {"id": "U9", "is_bot": True}]


def message(text="Has anybody tried this?", **more):
    return {"type": "message", "user": "U1", "ts": "1772442000.000100", "text": text} | more


def zipped(folder, members):
    """Zip members into an export: lists as JSON, bytes as they are."""
    file = Path(folder) / "guild.zip"
    with zipfile.ZipFile(file, "w") as made:
        for name, content in members.items():
            raw = content if isinstance(content, bytes) else json.dumps(content).encode()
            made.writestr(name, raw)
    return Upload.of(file)


@pytest.fixture
def export(tmp_path):
    """Return a function that makes an export of some members."""
    return partial(zipped, tmp_path)


@pytest.fixture
def said(export):
    """Return a function that reads one day file: its messages, or its bytes."""

    def day(content):
        lists = {"channels.json": CHANNELS, "users.json": USERS}
        return read(export(lists | {DAY: content}))

    return day


def read(upload):
    return list(importer_for(upload).read(upload, Choices()))


def of(kind, items):
    return [item for item in items if isinstance(item, kind)]


def reasons(items):
    return Counter(item.reason for item in of(LeftOut, items))


# ---- the real export ----


@pytest.fixture(scope="module")
def houston():
    if not HOUSTON.exists():
        pytest.skip("the real data sets are not here")
    return read(Upload.of(HOUSTON))


@pytest.mark.real
def test_every_real_message_is_a_contribution_or_left_out_by_its_subtype(houston):
    posts = of(Post, houston)
    assert reasons(houston) == {
        "channel_join": 320,
        "channel_purpose": 13,
        "channel_archive": 9,
        "channel_leave": 3,
        "channel_topic": 2,
        "channel_name": 2,
        "pinned_item": 1,
        "bot_add": 1,
    }
    assert len(posts) == 1_031 == 964 + 61 + 6
    assert len(posts) + reasons(houston).total() == 1_382
    assert of(Unread, houston) == []
    assert len({post.id for post in posts}) == 1_031


@pytest.mark.real
def test_real_members_are_those_the_channels_list(houston):
    listed = [member for member in of(Member, houston) if member.listed]
    writers = {post.author for post in of(Post, houston)}
    everybody = {member.person for member in listed}
    assert (len(everybody), len(writers & everybody), len(writers)) == (71, 32, 32)
    channels = {channel.name for channel in of(Community, houston)}
    assert len(channels) == 16
    assert len(channels - {member.community for member in listed}) == 9, "archived: unknown"
    notices = [member for member in of(Member, houston) if not member.listed]
    assert Counter(bool(notice.joined) for notice in notices) == {True: 320, False: 3}


@pytest.mark.real
def test_the_real_export_names_no_threads(houston):
    posts = of(Post, houston)
    assert {(post.reply_to, post.thread == post.id, post.how) for post in posts} == {
        (None, True, How.ROOT)
    }
    assert (min(p.at for p in posts).date(), max(p.at for p in posts).date()) == (
        datetime(2015, 6, 6).date(),
        datetime(2016, 7, 27).date(),
    )
    assert sum(post.edited for post in posts) == 37


@pytest.mark.real
def test_real_reactions_are_read_but_not_those_to_a_join_notice(houston):
    assert len({reaction.post for reaction in of(Reaction, houston)}) == 89 - 1
    assert not any("::" in reaction.name for reaction in of(Reaction, houston))


@pytest.mark.real
def test_no_real_text_holds_markup_or_a_sentence_of_slack(houston):
    for post in of(Post, houston):
        for sign in ("<@", "<!", "<http", "uploaded a file:", "&amp;", "&lt;"):
            assert sign not in post.text
    assert sum(post.text == "" for post in of(Post, houston)) == 61 - 28, "files without a word"


# ---- what people wrote ----


@pytest.mark.parametrize(
    ("written", "text", "mentions"),
    [
        ("a &amp;lt; b &lt; c", "a &lt; b < c", ()),
        ("<@U2> and <@U2|ben> and <@U1>", "@member and @member and @member", ("U2", "U1")),
        ("thanks <@U9>", "thanks @member", ()),
        ("see <#C1> <#C1|> <#C7|guild> <#C8>", "see #coaching #coaching #guild #channel", ()),
        ("<!channel> <!here|@here> <!subteam^S1|@leads>", "@channel @here @group", ()),
        ("on <!date^1772442000^{date}|2 March>", "on 2 March", ()),
        (
            "<https://example.org|our page> <https://example.org>",
            "our page https://example.org",
            (),
        ),
        ("<mailto:a@b.example|a@b.example> <tel:5550101|555 0101>", "[e-mail] [phone number]", ()),
        ("<https://files.example/p.png?t=xoxe-1-2-abc>", "https://files.example/p.png", ()),
        ("<|odd> <> <@>", "odd <> @member", ()),
        ("half \0 a line", "half  a line", ()),
    ],
)
def test_markup_is_read_and_names_are_not(said, written, text, mentions):
    (post,) = of(Post, said([message(written)]))
    assert (post.text, post.mentions) == (text, mentions)


OLD_FILE = {"id": "F1", "user": "U2", "initial_comment": {"user": "U2", "comment": "My draft"}}
UPLOADED = "<@U2|ben> uploaded a file: <https://files.example/F1|draft.txt>"


@pytest.mark.parametrize(
    ("about", "author", "text"),
    [
        (
            {"user": "U2", "text": f"{UPLOADED} and commented: My draft", "file": OLD_FILE},
            "U2",
            "My draft",
        ),
        ({"user": "U2", "text": UPLOADED, "file": {"id": "F1"}}, "U2", ""),
        ({"user": None, "text": UPLOADED, "file": {"id": "F1", "user": "U2"}}, "U2", ""),
        ({"text": "<@U1> shared a file: <https://files.example/F1|d>", "file": OLD_FILE}, "U1", ""),
        ({"user": "U2", "text": UPLOADED, "files": [{"id": "F1"}]}, "U2", ""),
        (
            {"user": "U2", "text": f"{UPLOADED} and commented: Mine", "files": [{"id": "F1"}]},
            "U2",
            "Mine",
        ),
        ({"text": "Mine, half done", "files": [{"id": "F1"}]}, "U1", "Mine, half done"),
    ],
)
def test_what_slack_writes_around_a_file_is_not_the_writers(said, about, author, text):
    (post,) = of(Post, said([message(subtype="file_share", **about)]))
    assert (post.author, post.text) == (author, text)


def test_a_comment_on_a_file_is_by_the_commenter(said):
    line = "<@U1|ana> commented on <@U2|ben>’s file <https://files.example/F1|draft.txt>: And then?"
    comment = {"user": "U1", "comment": "And then?"}
    whole = message(line, subtype="file_comment", user=None, file=OLD_FILE, comment=comment)
    bare = message(line, subtype="file_comment", user="U1", ts="1772442000.000200")
    posts = of(Post, said([whole, bare]))
    assert [(post.author, post.text) for post in posts] == [("U1", "And then?")] * 2


def test_a_post_of_slacks_own_editor_is_left_out_unless_somebody_said_something(said):
    document = [{"id": "F1", "mimetype": "application/vnd.slack-docs"}]
    items = said([message("", files=document), message("Read this", files=document)])
    assert reasons(items) == {"Slack document": 1}
    assert [post.text for post in of(Post, items)] == ["Read this"]


def test_bots_are_left_out_and_are_no_members(export):
    channels = [{"id": "C1", "name": "coaching", "members": ["U1", "U9", "USLACKBOT"]}]
    day = [
        message(user="U9"),
        message(user="USLACKBOT"),
        message(bot_id="B1"),
        message(subtype="bot_message", user=None),
        message(subtype="bot_add", bot_id="B1"),
        message(subtype="channel_join", user="U9"),
        message(reactions=[{"name": "eyes", "users": ["U9", "U2"], "count": 2}]),
    ]
    items = read(export({"channels.json": channels, "users.json": USERS, DAY: day}))
    assert reasons(items) == {"bot_message": 4, "bot_add": 1, "channel_join": 1}
    assert [member.person for member in of(Member, items)] == ["U1"]
    assert [reaction.person for reaction in of(Reaction, items)] == ["U2"]


def test_the_address_of_an_account_is_handed_on_and_a_missing_one_is_not(export):
    users = [{"id": "U1", "profile": {"email": "ana@work.example"}}, {"id": "U2", "profile": None}]
    items = read(export({"channels.json": CHANNELS, "users.json": users, DAY: [message()]}))
    assert of(SamePerson, items) == [SamePerson(person="U1", also="ana@work.example")]


# ---- times and identity ----


@given(st.integers(0, 99_999_999_999), st.integers(0, 999_999))
def test_a_time_keeps_every_digit(seconds, fraction):
    ts = f"{seconds}.{fraction:06}"
    with TemporaryDirectory() as folder:
        upload = zipped(folder, {"channels.json": CHANNELS, DAY: [message(ts=ts)]})
        (post,) = of(Post, read(upload))
    assert post.id == f"C1/{ts}"
    since = post.at - datetime(1970, 1, 1)
    assert since == timedelta(seconds=seconds, microseconds=fraction)


def test_a_time_that_is_a_number_keeps_its_digits_and_other_times_are_reported(said):
    items = said(
        b'[{"user": "U1", "text": "a", "ts": 1772442000.0001},'
        b'{"user": "U1", "text": "b", "ts": "1772442001.000100", "thread_ts": 1772442000.000100},'
        b'{"user": 7, "text": "c", "ts": "1772442002"},'
        b'{"user": "U1", "text": "d", "ts": null}, {"user": "U1", "text": "e", "ts": {}},'
        b'{"user": "U1", "text": "f", "ts": "1772442003.0001", "thread_ts": "soon"}, 7]'
    )
    assert [(post.id, post.reply_to, post.author) for post in of(Post, items)] == [
        ("C1/1772442000.000100", None, "U1"),
        ("C1/1772442001.000100", "C1/1772442000.000100", "U1"),
        ("C1/1772442002.000000", None, "7"),
    ]
    unread = {item.where: item.why for item in of(Unread, items)}
    assert list(unread) == [f"{DAY}, message {number}" for number in (4, 5, 6, 7)]
    assert unread[f"{DAY}, message 4"].startswith("it has no “ts”")
    assert unread[f"{DAY}, message 5"] == "its “ts” is an object where Slack writes text"
    assert unread[f"{DAY}, message 6"].startswith("its “thread_ts” is “soon”")
    assert unread[f"{DAY}, message 7"] == "it is text where Slack writes an object"


def test_reactions_count_those_listed_whatever_the_total_says(said):
    tones = [
        {"name": "clap", "users": ["U2", "U77"], "count": 9},
        {"name": "clap::skin-tone-4", "users": ["U2"], "count": 1},
        {"name": "eyes", "count": 3},
    ]
    found = of(Reaction, said([message(reactions=tones)]))
    assert [(reaction.person, reaction.name) for reaction in found] == [
        ("U2", "clap"),
        ("U77", "clap"),
    ]


# ---- archives that are not so tidy ----


def test_an_extra_top_folder_and_leavings_of_a_desktop_do_no_harm(export):
    members = {"channels.json": CHANNELS, "users.json": USERS, DAY: [message()], "plan.txt": b"x"}
    inside = {f"guild/{name}": content for name, content in members.items()}
    items = read(export(inside | {"__MACOSX/guild/._users.json": b"x", ".DS_Store": b"x"}))
    assert [post.community for post in of(Post, items)] == ["coaching"]
    assert reasons(items).keys() == {"a file without messages"}


def test_an_export_beside_other_files_is_found_where_it_lies(export):
    inside = {"deep/er/channels.json": CHANNELS, f"deep/er/{DAY}": [message()], "read me": b"x"}
    items = read(export(inside))
    assert [post.community for post in of(Post, items)] == ["coaching"]
    assert [item.where for item in of(LeftOut, items)] == ["read me"]


@pytest.mark.parametrize("damaged", ["caf├⌐-pr├╝fung", "caf�-pr�fung", "cafe\u0301-pru\u0308fung"])
def test_letters_a_zip_tool_damaged_still_lead_to_the_channel(export, damaged):
    channels = [{"id": "C1", "name": "café-prüfung"}, {"id": "C2", "name": "cafe-prufung"}]
    items = read(export({"channels.json": channels, f"{damaged}/2026-03-02.json": [message()]}))
    assert [(p.community, p.id) for p in of(Post, items)] == [
        ("café-prüfung", "C1/1772442000.000100")
    ]


def test_an_export_without_users_is_read_and_says_what_is_assumed(export):
    upload = export({"channels.json": CHANNELS, DAY: [message()]})
    assert len(of(Post, read(upload))) == 1
    assert "users.json is missing" in IMPORTER.examine(upload, Choices()).assumptions["people"]


def test_an_export_without_channels_takes_the_folders_but_never_private_ones(export):
    lists = {"org_users.json": USERS, "groups.json": [{"id": "G1", "name": "pay-round"}]}
    days = {
        DAY: [message()],
        "pay-round/2026-03-02.json": [message("secret")],
        "D01ANABEN/2026-03-02.json": [message("secret")],
        "mpdm-ana--ben-1/2026-03-02.json": [message("secret"), message("secret")],
    }
    upload = export(lists | days)
    items = read(upload)
    assert [post.id for post in of(Post, items)] == ["coaching/1772442000.000100"]
    assert reasons(items) == {"private message": 4}
    assert "channels.json is missing" in IMPORTER.examine(upload, Choices()).assumptions["channels"]


def test_a_folder_that_no_list_names_and_a_channel_marked_private_are_not_read(export):
    channels = [*CHANNELS, {"id": "C2", "name": "board", "is_private": True, "members": ["U1"]}]
    days = {"board/2026-03-02.json": [message()], "elsewhere/2026-03-02.json": [message()]}
    items = read(export({"channels.json": channels, "users.json": USERS} | days))
    assert of(Post, items) == []
    assert reasons(items) == {"private message": 1, "not in the list of channels": 1}
    assert {member.community for member in of(Member, items)} == {"coaching"}


def test_a_private_folder_is_never_mistaken_for_a_channel_of_a_similar_name(export):
    lists = {
        "channels.json": [{"id": "C1", "name": "größe"}],
        "groups.json": [{"id": "G1", "name": "grüße"}],
    }
    items = read(export(lists | {"grüße/2026-03-02.json": [message()]}))
    assert of(Post, items) == []
    assert reasons(items) == {"private message": 1}


@pytest.mark.parametrize(
    "elements", [7, [7], [{"type": "text"}, {"type": "user"}], [{"elements": 7}]]
)
def test_blocks_of_any_shape_do_no_harm(said, elements):
    (post,) = of(Post, said([message("", blocks=[{"type": "rich_text", "elements": elements}])]))
    assert post.text == ""


def test_a_folder_is_taken_like_a_zip(tmp_path):
    assert of(Post, read(Upload.of(SAMPLE))) != []


def test_two_exports_in_one_zip_are_refused(export):
    lists = {"channels.json": CHANNELS, "users.json": USERS}
    north, south = ({f"{top}/{name}": lists[name] for name in lists} for top in ("north", "south"))
    upload = export(north | south)
    with pytest.raises(AmbiguousFormatError, match=r"guild\.zip.*north/, south/.*one at a time"):
        read(upload)


def test_a_zip_without_slacks_lists_is_not_taken_for_slack(export):
    with pytest.raises(UnknownFormatError):
        importer_for(export({"users.json": USERS, "notes.txt": b"hello"}))


def test_an_entry_of_a_list_that_cannot_be_read_is_reported(export):
    lists = {"channels.json": [*CHANNELS, {"name": "lost"}], "users.json": [*USERS, None]}
    items = read(export(lists | {DAY: [message()]}))
    assert [(item.where, item.why) for item in of(Unread, items)] == [
        ("users.json, entry 4", "it is empty where Slack writes an object"),
        ("channels.json, entry 2", "it has no “id”"),
    ]


# ---- damage ----

GOOD = json.dumps(message()).encode()


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"[" + GOOD + b"," + GOOD[:40], "JSON.* at line 1, column|cut off"),
        (b"[" + GOOD, "cut off at line 1"),
        (b"[" + GOOD + b",]", "no whole JSON"),
        (b'[{"ts": NaN}]', "NaN stands in it"),
        (b'[{"ts": -Infinity}]', "-Infinity stands in it"),
        (b'[{"reply_count": 1e999}]', "number 1e999 is too large"),
        (b'[{"x": ' + b"[" * 200_000 + b"]" * 200_000 + b"}]", "nested too deeply"),
        (b'[{"user": "U1", "text": "caf\xe9"}]', r"not UTF-8 \(byte 29\)"),
        (b'[{"x": "caf\xe9"}]', r"not UTF-8 \(byte 12\)"),
        ('[{"ts": "1"}]'.encode("utf-16"), "UTF-16"),
        (b'[{"ts": "1", "text": "a", "text": "b"}]', "“text” stands twice"),
        (b'[{"ts": "1", "x": {"a": 1, "a": "\\u0022\\u0022"}}]', "“a” stands twice"),
        (b'[{"ts": "1", "text": "a\x00b"}]', "no whole JSON"),
        (b"{}", "no list"),
        (b"null", "no list"),
        (b'"hi"', "no list"),
        (b"", "cut off|empty"),
    ],
)
@pytest.mark.parametrize("member", [DAY, "channels.json", "users.json"])
def test_one_damaged_member_refuses_the_whole_export(export, member, raw, found):
    members = {"channels.json": CHANNELS, "users.json": USERS, DAY: [message()]}
    with pytest.raises(DamagedFileError, match=found) as refused:
        read(export(members | {member: raw}))
    assert (refused.value.file, refused.value.where) == ("guild.zip", member)
    assert "Download it from Slack again" in refused.value.remedy


def test_a_byte_order_mark_does_no_harm(said):
    assert len(of(Post, said(b"\xef\xbb\xbf[" + GOOD + b"]"))) == 1


def test_half_a_character_is_replaced_and_a_whole_one_kept(said):
    items = said(rb'[{"user": "U1", "ts": "1.000001", "text": "\ud83d\ude00 \ud83d x \udc00"}]')
    (post,) = of(Post, items)
    assert post.text == "😀 \ufffd x \ufffd"


def test_a_careful_look_reads_the_same_as_a_quick_one(export):
    members = {
        file.relative_to(SAMPLE).as_posix(): file.read_bytes()
        for file in SAMPLE.rglob("*")
        if file.is_file()
    }
    quick = read(export(members))
    odd = {
        name: raw.rstrip()[:-1] + b', {"type": "\\u0022"}]' if "2026" in name else raw
        for name, raw in members.items()
    }
    careful = [item for item in read(export(odd)) if getattr(item, "reason", "") != '"']
    public = [item for item in careful if getattr(item, "reason", "") != "private message"]
    assert public == [item for item in quick if getattr(item, "reason", "") != "private message"]


def test_every_record_can_be_written_as_json():
    lines = [msgspec.json.encode(item, enc_hook=str) for item in read(Upload.of(SAMPLE))]
    assert all(json.loads(line)["type"] for line in lines)
