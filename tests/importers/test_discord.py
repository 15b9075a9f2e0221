"""Discord channels: what is a reply, what is none, and whom nobody may see."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers import Choices, importer_for
from data.records import Community, How, Member, Post, Reaction, Unread
from data.refusal import DamagedFileError, UnknownFormatError
from tests.importers.reading import as_bytes, file_of, of, read, reasons, taken, zip_of
from tests.importers.test_samples import SAMPLES, upload_of

GUILD = {"id": "1", "name": "Guild"}
CHANNEL = {"id": "2", "type": "GuildTextChat", "category": "Rooms", "name": "coaching"}


def message(number=1, text="Who has tried this?", **more):
    return {
        "id": str(number),
        "type": "Default",
        "timestamp": f"2026-03-02T09:{number % 60:02}:00+00:00",
        "content": text,
        "author": {"id": "7", "name": "ana", "isBot": False},
    } | more


def channel(*messages, **more):
    return {"guild": GUILD, "channel": CHANNEL | more, "messages": list(messages)}


def answer(number, to):
    return message(number, "I have", type="Reply", reference={"messageId": to})


@pytest.mark.parametrize(
    ("written", "called", "text", "mentions"),
    [
        ("thanks @Ben Bos!", [("8", "ben", "Ben Bos")], "thanks @member!", ("8",)),
        ("thanks @ben", [("8", "ben", "Ben Bos")], "thanks @member", ("8",)),
        (
            "@Ben @Ben Bos",
            [("8", "x", "Ben"), ("9", "y", "Ben Bos")],
            "@member @member",
            ("8", "9"),
        ),
        ("@Bent is not @Ben", [("8", "Ben", None)], "@Bent is not @member", ("8",)),
        ("<@8> <@!9> <@8>", [], "@member @member @member", ("8", "9")),
        ("<@&5> <#6> <a:wave:7> <t:1772442000:R>", [], "@group #channel :wave: ", ()),
        ("half \0 a line <3", [], "half  a line <3", ()),
    ],
)
def test_markup_is_read_and_names_are_not(tmp_path, written, called, text, mentions):
    accounts = [{"id": id, "name": name, "nickname": nick} for id, name, nick in called]
    (post,) = of(
        Post, read(file_of(tmp_path, "c.json", channel(message(1, written, mentions=accounts))))
    )
    assert (post.text, post.mentions) == (text, mentions)


def test_only_a_reply_answers(tmp_path):
    other = {"reference": {"messageId": "1", "channelId": "2"}}
    items = read(
        file_of(
            tmp_path,
            "c.json",
            channel(
                message(1),
                answer(2, "1"),
                answer(3, "99"),
                answer(4, None),
                message(5, **other),
                message(6, type="ChannelPinnedMessage", **other),
                message(7, type=24, **other),
            ),
        )
    )
    assert [(post.id, post.reply_to, post.how) for post in of(Post, items)] == [
        ("1", None, How.KNOWN),
        ("2", "1", How.KNOWN),
        ("3", "99", How.KNOWN),
        ("4", None, How.UNKNOWN),
        ("5", None, How.KNOWN),
    ]
    assert reasons(items) == {"ChannelPinnedMessage": 1, "24": 1}


def test_a_thread_belongs_to_the_channel_it_hangs_from(tmp_path):
    thread = {"id": "3", "type": "GuildPublicThread", "category": "coaching", "name": "steps"}
    items = read(
        zip_of(
            tmp_path,
            {
                "a.json": channel(message(1)),
                "b.json": channel(message(2), answer(3, "2"), **thread),
            },
        )
    )
    assert {one.name for one in of(Community, items)} == {"Guild / coaching"}
    assert [(post.thread, post.how) for post in of(Post, items)] == [
        (None, How.KNOWN),
        ("3", How.ROOT),
        ("3", How.KNOWN),
    ]


def test_bots_private_talks_and_joins_are_no_contribution(tmp_path):
    bot = {"id": "9", "name": "helper", "isBot": True}
    people = [{"id": "7", "name": "ana"}, bot, {"id": "456226577798135808", "name": "Deleted User"}]
    wave = [{"emoji": {"name": "👋"}, "count": 3, "users": people}, {"emoji": {}, "count": 2}]
    items = read(
        zip_of(
            tmp_path,
            {
                "a.json": channel(
                    message(1, author=bot),
                    message(2, interaction={"name": "/poll"}),
                    message(3, type="GuildMemberJoin"),
                    message(4, reactions=wave),
                ),
                "b.json": channel(message(5), message(6), type="DirectGroupTextChat"),
            },
        )
    )
    assert reasons(items) == {"bot": 2, "GuildMemberJoin": 1, "private message": 2}
    assert [post.id for post in of(Post, items)] == ["4"]
    assert [(one.person, one.name) for one in of(Reaction, items)] == [("7", "👋")]
    assert of(Member, items) == [
        Member(
            community="Guild / coaching",
            person="7",
            listed=False,
            joined=datetime(2026, 3, 2, 9, 3),
        )
    ]


def test_of_several_roles_the_highest_is_kept(tmp_path):
    roles = [
        {"name": "@everyone", "position": 99},
        {"name": "member", "position": 1},
        {"name": "host", "position": 4},
    ]
    author = {"id": "7", "name": "ana", "isBot": False, "roles": roles}
    items = read(file_of(tmp_path, "c.json", channel(message(1, author=author), message(2))))
    assert [(one.person, one.role, one.listed) for one in of(Member, items)] == [
        ("7", "host", False)
    ]


def test_deleted_accounts_are_not_taken_for_one_busy_person(tmp_path):
    gone = {"id": "456226577798135808", "name": "Deleted User"}
    items = read(
        file_of(tmp_path, "c.json", channel(message(1, author=gone), message(2, author=gone)))
    )
    assert len({post.author for post in of(Post, items)}) == 2


@given(
    st.lists(
        st.tuples(
            st.datetimes(datetime(2015, 5, 13), datetime(2030, 1, 1)),
            st.integers(-12, 14),
            st.text(
                st.characters(exclude_categories=["Cs"], exclude_characters="\0@<"), max_size=40
            ),
            st.none() | st.integers(0, 20),
        ),
        max_size=12,
    )
)
def test_what_is_written_as_the_exporter_does_is_read_back(said):
    written = []
    for number, (at, hours, text, to) in enumerate(said):
        local = at.replace(tzinfo=UTC) + timedelta(hours=hours)
        stamp = f"{local:%Y-%m-%dT%H:%M:%S.%f}{hours:+03}:00"
        one = message(number, text, timestamp=stamp)
        answered = to is not None and to < number
        written.append(
            one | answer(number, str(to)) | {"content": text, "timestamp": stamp}
            if answered
            else one
        )
    with TemporaryDirectory() as folder:
        posts = of(Post, read(file_of(Path(folder), "c.json", channel(*written))))
    assert [(post.id, post.at, post.text) for post in posts] == [
        (str(number), at, text) for number, (at, _, text, _) in enumerate(said)
    ]
    assert [post.reply_to for post in posts] == [
        str(to) if to is not None and to < number else None
        for number, (_, _, _, to) in enumerate(said)
    ]


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (as_bytes(channel(message()))[:-20], "cut off in line 1"),
        (as_bytes(channel(message()))[:-1] + b"]", "no sound JSON"),
        (as_bytes(channel(message())).replace(b"Who", b"\xe9"), "not UTF-8"),
        (as_bytes(channel(message())).replace(b'"category"', b'"name"'), "stands twice"),
        (
            as_bytes(channel(message(reactions=[{"x": 1}]))).replace(b'{"x": 1}', b"[" * 9999),
            "deep",
        ),
        (b"not JSON at all", "JSON"),
        (
            as_bytes(channel(message()) | {"guild": {"name": "x"}}),
            "“guild” cannot be read: it has no",
        ),
    ],
)
def test_one_damaged_file_refuses_the_whole_zip(tmp_path, raw, found):
    upload = zip_of(tmp_path, {"good.json": channel(message()), "harm.json": raw})
    if b'"guild": {"name"' in raw:
        upload = file_of(tmp_path, "harm.json", raw.replace(b'{"name": "x"}', b'{"id": null}'))
        found = "“guild” cannot be read"
    with pytest.raises(DamagedFileError, match=found) as refused:
        read(upload)
    assert refused.value.where == "harm.json"


def test_the_csv_variant_is_a_table_that_knows_no_replies(tmp_path):
    table = (
        "AuthorID,Author,Date,Content,Attachments,Reactions\n"
        '"7","ana","2026-03-02T09:00:00.0000000+00:00","Who has?","",""\n'
        '"8","ben","2026-03-02T09:01:00.0000000+00:00","I have","","👍 (1)"\n'
        '"7","ana","2026-03-02T09:02:00.0000000+00:00","Thanks","",""\n'
    )
    upload = file_of(tmp_path, "Guild - coaching [2].csv", table)
    assert importer_for(upload).name == "table"
    posts = of(Post, read(upload))
    assert [(post.reply_to, post.how) for post in posts] == [(None, How.UNKNOWN)] * 3


def test_json_of_another_kind_is_not_taken_for_discord(tmp_path):
    for content in ({"guild": GUILD, "messages": []}, [message()], {}):
        with pytest.raises(UnknownFormatError):
            importer_for(file_of(tmp_path, "c.json", content))


def test_a_zip_is_taken_whole_and_keeps_nobodys_name(tmp_path):
    upload = upload_of(SAMPLES / "discord.zip", tmp_path)
    report = taken(tmp_path, upload, Choices(), never=["Ana", "Ben", "ana@work", "Between us"])
    assert (report.rows, report.imported, len(report.rejected)) == (17, 7, 3)
    assert report.communities == ["Guild of coaches / coaching"]
    assert Counter(report.left_out)["private message"] == 2


def test_every_line_that_is_odd_is_reported_with_its_place(tmp_path):
    items = read(file_of(tmp_path, "c.json", channel(message(1), 7, {}, message(2, timestamp=5))))
    assert [(one.where, one.why) for one in of(Unread, items)] == [
        ("c.json, message 2", "it is a whole number where an object is needed"),
        ("c.json, message 3", "it has no “id”"),
        ("c.json, message 4", "its “timestamp” is a whole number where text is needed"),
    ]
