"""Zulip: a topic is a thread, only public channels are read, and a tar.gz is as good as a zip."""

import io
import json
import tarfile
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers import importer_for
from data.importers.zulip import IMPORTER
from data.records import Community, How, Member, Post, Reaction, SamePerson, Unread
from data.refusal import DamagedFileError
from data.upload import Form, Upload
from metrics.kinds.own_words import own_words
from tests.importers.reading import as_bytes, of, read, reasons, taken, zip_of
from tests.importers.test_samples import SAMPLES, upload_of

EPOCH = datetime(1970, 1, 1)


def profile(id, name, **more):
    return {"id": id, "full_name": name, "email": f"user{id}@zulip.example"} | more


REALM = {
    "zerver_userprofile": [
        profile(1, "Ana"),
        profile(2, "Ben Bos"),
        profile(9, "Bot", is_bot=True),
    ],
    "zerver_stream": [{"id": 5, "name": "coaching"}],
    "zerver_recipient": [{"id": 50, "type": 2, "type_id": 5}, {"id": 70, "type": 1, "type_id": 5}],
}


def message(id=1, content="Who has tried this?", **more):
    said = {"id": id, "sender": 1, "recipient": 50, "subject": "retro", "content": content}
    return said | {"date_sent": 1772442000.0 + id} | more


def export(*messages, **more):
    return {
        "realm.json": REALM | more,
        "messages-000001.json": {"zerver_message": messages, "zerver_usermessage": []},
    }


def tar_of(folder, members):
    file = Path(folder) / "zulip-export.tar.gz"
    with tarfile.open(file, "w:gz") as made:
        for name, content in members.items():
            raw = as_bytes(content)
            info = tarfile.TarInfo(f"zulip-export-x/{name}")
            info.size = len(raw)
            made.addfile(info, io.BytesIO(raw))
    return Upload.of(file)


@pytest.fixture
def reading(tmp_path):
    """Return a function that reads messages as an export in a zip."""
    return lambda *messages, **more: read(zip_of(tmp_path, export(*messages, **more)))


@pytest.mark.parametrize("backwards", [False, True])
def test_a_tar_gz_reads_as_a_zip_does_whatever_stands_first_in_it(tmp_path, backwards):
    members = export(message(1), message(2)) | {
        "messages-000002.json": {"zerver_message": [message(3)]},
        "uploads/records.json": [],
    }
    zipped = read(zip_of(tmp_path, members))
    ordered = dict(reversed(members.items())) if backwards else members
    upload = tar_of(tmp_path, ordered)
    assert upload.form is Form.TAR
    assert importer_for(upload) is IMPORTER
    assert sorted(map(repr, read(upload))) == sorted(map(repr, zipped))
    assert len(of(Post, zipped)) == 3


def test_a_topic_is_a_thread_and_no_topic_is_none(reading):
    posts = of(Post, reading(message(1), message(2, subject=""), message(3, subject="(no topic)")))
    assert [(post.thread, post.reply_to, post.how) for post in posts] == [
        ("5/retro", None, How.ROOT),
        (None, None, How.UNKNOWN),
        (None, None, How.UNKNOWN),
    ]


def test_private_channels_direct_messages_and_bots_are_only_counted(reading):
    items = reading(
        message(1, recipient=60),
        message(2, recipient=70),
        message(3, recipient=999),
        message(4, is_channel_message=False),
        message(5, sender=9),
        message(6, is_channel_message=True),
        zerver_stream=[
            {"id": 5, "name": "coaching"},
            {"id": 6, "name": "pay", "invite_only": True},
        ],
        zerver_recipient=[*REALM["zerver_recipient"], {"id": 60, "type": 2, "type_id": 6}],
    )
    assert reasons(items) == {"private channel": 1, "private message": 3, "bot": 1}
    assert [post.id for post in of(Post, items)] == ["6"]
    assert of(Community, items) == [Community(name="coaching")]


def test_members_are_those_subscribed_to_public_channels(reading):
    items = reading(
        message(),
        zerver_userprofile=[
            profile(1, "Ana", role=300, delivery_email="ana@work.example"),
            profile(2, "Ben", is_active=False),
            profile(3, "Cas", email="cas@work.example"),
            profile(9, "Bot", is_bot=True, delivery_email="bot@work.example"),
        ],
        zerver_subscription=[
            {"recipient": 50, "user_profile": person, "active": person != 3}
            for person in (1, 2, 3, 9, 77)
        ],
    )
    assert of(Member, items) == [Member(community="coaching", person="1", role="moderator")]
    assert of(SamePerson, items) == [
        SamePerson(person="1", also="ana@work.example"),
        SamePerson(person="3", also="cas@work.example"),
    ]


def test_reactions_are_found_with_their_message(reading):
    given = [
        {"user_profile": person, "message": 1, "emoji_name": "clap"} for person in (2, 2, 9)
    ] + [{"user_profile": 2, "message": 99, "emoji_name": "eyes"}]
    items = reading(message(1), zerver_reaction=given)
    assert of(Reaction, items) == [
        Reaction(community="coaching", post="1", person="2", name="clap")
    ]


@pytest.mark.parametrize(
    ("written", "text", "mentions"),
    [
        ("thanks @**Ben Bos**!", "thanks @member!", ("2",)),
        ("thanks @_**Ben Bos|2** and @**Gone|8**", "thanks @member and @member", ("2", "8")),
        ("@**Nobody Known** @**Bot**", "@member @member", ()),
        ("@**all** @**topic** @*leads* see #**coaching>retro**", None, ()),
        ("**bold** 2 * 3", "**bold** 2 * 3", ()),
        ("<p>a <span class='user-mention' data-user-id='2'>@Ben</span></p>", "a @member", ("2",)),
        ("<p><span class='user-group-mention'>@leads</span></p>", "@leads", ()),
        ("half \0 a line", "half  a line", ()),
    ],
)
def test_markup_is_read_and_names_are_not(reading, written, text, mentions):
    (post,) = of(Post, reading(message(1, written)))
    assert post.text == (text or "@all @topic @group see #coaching>retro")
    assert post.mentions == mentions


@pytest.mark.parametrize(
    ("written", "own"),
    [
        ("@_**Ana|1** [said](https://x.example):\n```quote\nHas yours?\n```\nTwice.", "Twice."),
        ("````quote\nAna:\n```quote\nSo?\n```\nNo\n````\nTwice.", "Twice."),
        ("~~~ quote\nSo?\n~~~\nTwice.", "Twice."),
        ("Look:\n```python\nx = 1\n```\ndone", "Look:\n\n_\n\ndone"),
        ("```quote\nnever closed", ""),
    ],
)
def test_quotes_are_not_own_words(reading, written, own):
    (post,) = of(Post, reading(message(1, written)))
    assert own_words(post.text) == own
    assert "Ana|1" not in post.text


def test_an_edit_is_kept_with_its_time(reading):
    (post,) = of(Post, reading(message(1, last_edit_time=1772442300.5)))
    assert (post.edited, post.version) == (True, datetime(2026, 3, 2, 9, 5, 0, 500000))


def test_odd_rows_are_reported_with_their_place(reading):
    items = reading(
        message(1, sender=None), message(2, date_sent=5), message(3), zerver_subscription=[{}]
    )
    assert [(one.where, one.why) for one in of(Unread, items)] == [
        ("realm.json, zerver_subscription 1", "it has no “recipient”"),
        ("messages-000001.json, message 1", "its “sender” is empty where a whole number is needed"),
        (
            "messages-000001.json, message 2",
            "its “date_sent” “5.000000” is no time this program reads, such as 2024-01-31 14:05",
        ),
    ]


@pytest.mark.parametrize("broken", ["realm.json", "messages-000001.json"])
@pytest.mark.parametrize("archive", [zip_of, tar_of])
def test_one_damaged_file_refuses_the_whole_export(tmp_path, broken, archive):
    members = export(message(1))
    members[broken] = as_bytes(members[broken])[:-9]
    with pytest.raises(DamagedFileError, match="cut off in line 1") as refused:
        read(archive(tmp_path, members))
    assert refused.value.where == broken


@given(
    st.lists(
        st.tuples(
            st.integers(1_000_000_000, 2_000_000_000),
            st.integers(0, 999_999),
            st.sampled_from([1, 2]),
            st.text("abé ⌘", min_size=1).map(str.strip).filter(bool),
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0@#*`~<")),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_zulip_writes_is_read_back(said):
    written = [
        message(id, text, sender=person, subject=topic, date_sent=float(f"{at}.{part:06}"))
        for id, (at, part, person, topic, text) in enumerate(said)
    ]
    with TemporaryDirectory() as folder:
        posts = of(Post, read(zip_of(Path(folder), export(*written))))
    assert [(post.id, post.at, post.author, post.thread, post.text) for post in posts] == [
        (str(id), EPOCH + timedelta(seconds=at, microseconds=part), str(person), f"5/{topic}", text)
        for id, (at, part, person, topic, text) in enumerate(said)
    ]


def listed(id, **more):
    said = {"id": id, "content": "<p>Hi</p>", "sender_full_name": "Ana", "timestamp": 1772442000}
    return said | more


def test_files_of_topics_have_the_channel_in_their_folder(tmp_path):
    full = listed(2, sender_id=7, display_recipient="coaching", subject="plans", type="stream")
    full |= {"reactions": [{"emoji_name": "clap", "user_id": 8}, {"emoji_name": "x"}]}
    items = read(
        zip_of(
            tmp_path,
            {
                "stream_index.json": {"streams": {"coaching": {"id": 5}}, "time": 1.5},
                "5-coaching/retro.json": [listed(1)],
                "api.json": [full, listed(3, type="private"), listed(4, display_recipient=[])],
            },
        )
    )
    assert [(one.community, one.thread, one.author) for one in of(Post, items)] == [
        ("coaching", "coaching/retro", "Ana"),
        ("coaching", "coaching/plans", "7"),
    ]
    assert [one.person for one in of(Reaction, items)] == ["8"]
    assert reasons(items) == {"private message": 2, "a file without messages": 1}


@pytest.mark.parametrize(
    ("sample", "rows", "imported"), [("zulip-export.zip", 10, 3), ("zulip-topics.zip", 4, 2)]
)
def test_an_export_is_taken_whole_and_keeps_nobodys_name(tmp_path, sample, rows, imported):
    never = ["Ana", "Ben", "@work", "secret", "Between us", "Between three"]
    report = taken(tmp_path, upload_of(SAMPLES / sample, tmp_path), never=never)
    assert (report.rows, report.imported) == (rows, imported)


def test_a_tar_gz_is_taken_into_the_store(tmp_path):
    source = SAMPLES / "zulip-export.zip"
    members = {file.name: json.loads(file.read_bytes()) for file in source.iterdir()}
    report = taken(tmp_path, tar_of(tmp_path, members), never=["Ana", "@work", "secret"])
    assert (report.rows, report.imported) == (10, 3)
