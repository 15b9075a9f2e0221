"""Telegram: groups are read, private chats are only counted, local times are asked about."""

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers import Choices, importer_for, settled
from data.records import Community, Member, Post, Reaction, Unread
from data.refusal import DamagedFileError, MissingChoiceError
from tests.importers.reading import as_bytes, file_of, of, read, reasons, taken, zip_of
from tests.importers.test_samples import SAMPLES, upload_of

EPOCH = datetime(1970, 1, 1)


def message(number=1, text="Who has tried this?", **more):
    return {
        "id": number,
        "type": "message",
        "date": f"2026-03-02T10:{number % 60:02}:00",
        "date_unixtime": str(1772442000 + 60 * number),
        "from": "Ana",
        "from_id": "user7",
        "text": text,
    } | more


def chat(*messages, **more):
    return {"name": "Guild", "type": "private_supergroup", "id": 5, "messages": messages} | more


def everything(*chats, **more):
    about = {"about": "Here is it", "personal_information": {"user_id": 7, "first_name": "Ana"}}
    return about | {"chats": {"about": "", "list": chats}} | more


@pytest.mark.parametrize(
    ("written", "text", "mentions"),
    [
        ("plain", "plain", ()),
        (["one ", {"type": "bold", "text": "two"}, " three"], "one two three", ()),
        ([{"type": "mention", "text": "@ana"}], "@member", ()),
        ([{"type": "mention_name", "text": "Ana", "user_id": 9}, "!"], "@member!", ("user9",)),
        ([{"type": "email", "text": "a@b.example"}], "[e-mail]", ()),
        ([{"type": "phone", "text": "+31 6 1"}], "[phone number]", ()),
        ([{"type": "code", "text": "x=1"}], "`x=1`", ()),
        ([{"type": "pre", "text": "x\ny"}], "```\nx\ny\n```", ()),
        ([{"type": "blockquote", "text": "So?\nYes"}, "No"], "> So?\n> Yes\nNo", ()),
        (["No", {"type": "blockquote", "text": "So?"}], "No\n> So?\n", ()),
        ([{"type": "text_link", "text": "here", "href": "https://e.example"}], "here", ()),
        ("half \0 a line", "half  a line", ()),
        ([], "", ()),
    ],
)
def test_markup_is_read_and_names_are_not(tmp_path, written, text, mentions):
    (post,) = of(Post, read(file_of(tmp_path, "result.json", chat(message(1, written)))))
    assert (post.text, post.mentions) == (text, mentions)


def test_what_was_forwarded_is_a_quote(tmp_path):
    (post,) = of(
        Post,
        read(file_of(tmp_path, "r.json", chat(message(1, "a\nb", forwarded_from="Ben")))),
    )
    assert post.text == "> a\n> b"


@pytest.mark.parametrize(
    "kind", ["personal_chat", "bot_chat", "saved_messages", "verify_codes", "", None]
)
def test_private_chats_are_only_counted(tmp_path, kind):
    items = read(file_of(tmp_path, "r.json", everything(chat(message(1), message(2), type=kind))))
    assert (reasons(items), len(items)) == ({"private message": 2}, 2)


def test_a_chat_without_a_name_or_messages_lends_nothing_to_the_next(tmp_path):
    nameless = {"type": "personal_chat", "id": 6, "messages": [message(1)]}
    items = read(
        file_of(
            tmp_path,
            "r.json",
            everything(
                chat(name="Empty guild"),
                nameless,
                chat(message(2), name=None, id=8),
                left_chats={"about": "", "list": [chat(message(3), name="Old guild", id=9)]},
            ),
        )
    )
    assert [one.name for one in of(Community, items)] == ["Telegram 8", "Old guild"]
    assert [post.id for post in of(Post, items)] == ["8/2", "9/3"]
    assert reasons(items) == {"private message": 1}


def test_notices_bots_and_channels_are_no_contribution(tmp_path):
    joined = {"type": "service", "actor_id": "user8", "text": ""}
    items = read(
        file_of(
            tmp_path,
            "r.json",
            chat(
                message(1, action="join_group_by_link", **joined),
                message(2, action="invite_members", members=["Ben"], **joined),
                message(3, action="pin_message", **joined),
                message(4, via_bot="@gif"),
                message(5, from_id="channel7"),
                message(6, type="unsupported"),
            ),
        )
    )
    assert reasons(items) == {
        "join_group_by_link": 1,
        "invite_members": 1,
        "pin_message": 1,
        "bot": 1,
        "posted as a channel, not as a person": 1,
        "unsupported": 1,
    }
    assert [(one.person, one.listed) for one in of(Member, items)] == [("user8", False)]


def test_a_deleted_account_is_one_unknown_person_a_message(tmp_path):
    gone = {"from": None, "from_id": None}
    items = read(file_of(tmp_path, "r.json", chat(message(1, **gone), message(2, **gone))))
    assert len({post.author for post in of(Post, items)}) == 2


def test_only_those_who_are_listed_reacted(tmp_path):
    given = [
        {"type": "emoji", "emoji": "👏", "count": 9, "recent": [{"from_id": "user8"}]},
        {"type": "paid", "count": 2},
    ]
    items = read(file_of(tmp_path, "r.json", chat(message(1, reactions=given))))
    assert [(one.post, one.person, one.name) for one in of(Reaction, items)] == [
        ("5/1", "user8", "👏")
    ]


def test_local_times_are_asked_about_and_never_guessed(tmp_path):
    old = message(1, date="2019-07-05T16:55:32", date_unixtime=None)
    upload = file_of(tmp_path, "r.json", chat(old))
    with pytest.raises(MissingChoiceError, match=r"2019-07-05T16:55:32.*--time-zone"):
        settled(importer_for(upload), upload, Choices())
    (post,) = of(Post, read(upload, Choices(time_zone="Europe/Amsterdam")))
    assert post.at == datetime(2019, 7, 5, 14, 55, 32)


@given(
    st.lists(
        st.tuples(
            st.integers(1_000_000_000, 2_000_000_000),
            st.lists(
                st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
                | st.builds(lambda text: {"type": "bold", "text": text}, st.text("ab \n")),
                max_size=4,
            ),
            st.none() | st.integers(0, 12),
        ),
        min_size=1,
        max_size=10,
    )
)
def test_what_telegram_writes_is_read_back(said):
    written = [
        message(number, text, date_unixtime=str(at), reply_to_message_id=to)
        for number, (at, text, to) in enumerate(said)
    ]
    with TemporaryDirectory() as folder:
        posts = of(Post, read(file_of(Path(folder), "result.json", chat(*written))))
    words = [
        "".join(one if isinstance(one, str) else one["text"] for one in text) for _, text, _ in said
    ]
    assert [(post.at, post.text) for post in posts] == [
        (EPOCH + timedelta(seconds=at), text) for (at, _, _), text in zip(said, words, strict=True)
    ]
    assert [post.reply_to for post in posts] == [
        None if to is None else f"5/{to}" for _, _, to in said
    ]


def test_odd_messages_are_reported_with_their_place(tmp_path):
    odd = (message(1), 7, {"id": 2}, message(3, date_unixtime="soon"), message(4, [7]))
    assert [
        (one.where, one.why) for one in of(Unread, read(file_of(tmp_path, "r.json", chat(*odd))))
    ] == [
        ("r.json, Guild, message 2", "it is a whole number where an object is needed"),
        ("r.json, Guild, message 3", "it has no “type”"),
        (
            "r.json, Guild, message 4",
            "its “date” “soon” is no time this program reads, such as 2024-01-31 14:05",
        ),
        ("r.json, Guild, message 5", "its “text” is neither text nor a list of pieces of text"),
    ]


def test_a_file_that_is_cut_off_is_refused(tmp_path):
    cut = as_bytes(chat(message(1), message(2)))[:-30]
    with pytest.raises(DamagedFileError, match="cut off in line 1"):
        read(file_of(tmp_path, "result.json", cut))
    with pytest.raises(DamagedFileError, match=r"b\.json"):
        read(zip_of(tmp_path, {"a.json": chat(message(1)), "b.json": cut}))


def test_a_group_is_taken_whole_and_keeps_nobodys_name(tmp_path):
    upload = upload_of(SAMPLES / "telegram-group.json", tmp_path)
    never = ["Ana", "Ben", "casmit", "12345678", "ana@work", "user11"]
    report = taken(tmp_path, upload, never=never)
    assert (report.rows, report.imported, len(report.rejected)) == (12, 5, 2)


def test_an_export_of_everything_keeps_no_private_chat(tmp_path):
    upload = upload_of(SAMPLES / "telegram-all.json", tmp_path)
    never = ["Between us", "Note to self", "Ben", "Ana", "12345678"]
    report = taken(tmp_path, upload, Choices(time_zone="Europe/Amsterdam"), never)
    assert (report.rows, report.imported) == (5, 3)
    assert report.left_out == {"private message": 2}
