"""Teams: messages of channels from Microsoft Graph; what is missing in them is told."""

import html
import json
from datetime import UTC, datetime, timedelta
from functools import partial
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers import importer_for
from data.importers.teams import IMPORTER
from data.intake import add
from data.records import Community, How, Member, Post, Reaction, Unread
from data.refusal import DamagedFileError, UnknownFormatError
from metrics.kinds.own_words import own_words
from tests.importers import exports
from tests.importers.exports import of, reasons, told
from tests.importers.test_samples import SAMPLES, upload_of

CHANNEL = "19:c0ac4e@thread.tacv2"
ADDRESS = "https://graph/$metadata#teams('T1')/channels('19%3Ac0ac4e%40thread.tacv2')/messages"
FIRST = 1_772_442_000_000  # 2 March 2026, 9:00 UTC, in milliseconds


def account(person):
    return {"user": {"id": person, "displayName": "Ana Adams"}, "application": None}


def message(number=0, text="<p>Has anybody tried this?</p>", **more):
    at = datetime.fromtimestamp(FIRST / 1000, UTC) + timedelta(milliseconds=number)
    return {
        "id": str(FIRST + number),
        "replyToId": None,
        "messageType": "message",
        "createdDateTime": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "from": account("ana"),
        "body": {"contentType": "html", "content": text},
        "channelIdentity": {"teamId": "T1", "channelId": CHANNEL},
    } | more


def page(*messages, address=ADDRESS, more=False):
    link = {"@odata.nextLink": "https://graph/next"} if more else {}
    return {"@odata.context": address} | link | {"value": list(messages)}


@pytest.fixture
def export(tmp_path):
    """Return a function that makes a zip of answers."""
    return partial(exports.zipped, tmp_path)


@pytest.fixture
def answer(tmp_path):
    """Return a function that hands in one answer."""
    return lambda content: exports.alone(tmp_path, content, "coaching.json")


@pytest.fixture
def said(answer):
    """Return a function that reads some messages of one page."""
    return lambda *messages: exports.read(answer(page(*messages)))


@pytest.mark.parametrize("wrapped", [page, lambda *all: list(all), lambda one: one])
def test_an_answer_a_list_and_a_message_are_known_by_what_is_in_them(tmp_path, wrapped):
    upload = exports.alone(tmp_path, wrapped(message()), "saved.json")
    assert importer_for(upload) is IMPORTER
    (post,) = of(Post, exports.read(upload))
    assert (post.community, post.id) == ("saved", f"{CHANNEL}/{FIRST}")
    assert post.at == datetime(2026, 3, 2, 9)


@pytest.mark.parametrize(
    ("written", "text", "mentions"),
    [
        ('<div>Thanks&nbsp;<at id="0">Ben B</at>!</div>', "Thanks @member!", ("ben",)),
        ('<at id="1">Coaching</at> <at id="2">Polls</at>', "@channel @member", ("ben",)),
        ('<at id="7">Somebody Else</at> <at>Nobody', "@member @member", ("ben",)),
        ("<p>1 &lt; 2 &amp; <b>3</b></p><p>&#x1F642;</p>", "1 < 2 & 3\n🙂", ("ben",)),
        ('<emoji alt="🙂" title="Smile"></emoji> <img src="x" alt="plan">', "🙂", ("ben",)),
        ('<attachment id="a1"></attachment><script>alert(1)</script>', "", ("ben",)),
        ("<codeblock><code>a = 1<br>b = 2</code></codeblock>", "```\na = 1\nb = 2\n```", ("ben",)),
        ("half \0 a line", "half a line", ("ben",)),
        ("<" * 5_000 + "<!-- never ends", "<" * 5_000 + "<!-- never ends", ("ben",)),
    ],
)
def test_html_is_read_and_names_are_not(said, written, text, mentions):
    listed = [
        {"id": 0, "mentionText": "Ben B", "mentioned": {"user": {"id": "ben"}}},
        {"id": 1, "mentioned": {"user": None, "conversation": {"id": CHANNEL}}},
        {"id": 2, "mentioned": {"application": {"id": "polls"}}},
    ]
    (post,) = of(Post, said(message(text=written, mentions=listed)))
    assert (post.text, post.mentions) == (text, mentions)


def test_quoted_words_are_not_the_writers(said):
    quoting = message(text="<blockquote><p>It failed</p><p>twice</p></blockquote><p>Ours, too</p>")
    (post,) = of(Post, said(quoting))
    assert post.text == "> It failed\n> twice\nOurs, too"
    assert own_words(post.text) == "Ours, too"


def test_a_subject_stands_above_the_text_and_plain_text_is_taken_as_it_is(said):
    body = {"contentType": "text", "content": "Is <b> a < b?"}
    (post,) = of(Post, said(message(subject="Retro", body=body)))
    assert post.text == "Retro\nIs <b> a < b?"


def test_only_a_changed_text_is_an_edit(said):
    touched = message(1, lastModifiedDateTime="2026-03-02T10:00:00Z", lastEditedDateTime=None)
    changed = message(2, lastEditedDateTime="2026-03-02T10:00:00.5Z")
    one, other = of(Post, said(touched, changed))
    assert (one.edited, one.version) == (False, None)
    assert (other.edited, other.version) == (True, datetime(2026, 3, 2, 10, 0, 0, 500_000))


def test_a_reaction_counts_once_and_only_of_people(said):
    given_by = [account("ben"), account("ben"), {"application": {"id": "bot"}}, {"user": {}}, None]
    liked = [{"reactionType": "like", "user": user} for user in given_by]
    found = of(Reaction, said(message(reactions=[*liked, {"user": account("cas")}])))
    assert [(one.post, one.person, one.name) for one in found] == [
        (f"{CHANNEL}/{FIRST}", "ben", "like")
    ]


# ---- replies, inside their root or in pages of their own ----


def test_replies_inside_and_apart_are_the_same_post(export, store):
    inside = message(1, replyToId=str(FIRST))
    apart = page(inside, message(2, replyToId=str(FIRST)), address=f"{ADDRESS}('{FIRST}')/replies")
    upload = export({"a.json": page(message(replies=[inside])), "b.json": apart})
    report = add(store, upload)
    assert (report.rows, report.imported, report.duplicates) == (4, 3, 1)
    replies = [post for post in of(Post, exports.read(upload)) if post.reply_to]
    assert {(post.reply_to, post.thread, post.how) for post in replies} == {
        (f"{CHANNEL}/{FIRST}", f"{CHANNEL}/{FIRST}", How.ROOT)
    }


def test_roots_without_any_reply_are_told(answer):
    assert "?$expand=replies" in told(answer(page(message(1), message(2))))["replies"]
    one = message(1, replyToId=str(FIRST))
    assert "replies" not in told(answer(page(message(), message(2), one)))


def test_a_last_page_that_was_not_handed_in_is_told(export):
    first = page(message(1), message(2), more=True)
    assert "further page of guild" in told(export({"1.json": first}))["missing posts"]
    assert "missing posts" not in told(export({"1.json": first, "2.json": page(message(3))}))


def test_threads_that_are_cut_off_are_told_unless_their_last_page_is_there(export):
    cut = message(1, **{"replies@odata.nextLink": "https://graph/next"})
    address = f"{ADDRESS}('{FIRST + 1}')/replies"
    reply = message(2, replyToId=cut["id"])
    more = page(reply, address=address, more=True)
    last = page(message(3, replyToId=cut["id"]), address="https://graph/$metadata#chatMessage")
    assert "1 thread has more replies" in told(export({"1.json": page(cut)}))["missing posts"]
    assert "1 thread has" in told(export({"1.json": page(cut), "2.json": more}))["missing posts"]
    whole = {"1.json": page(cut), "2.json": more, "3.json": last}
    assert "missing posts" not in told(export(whole))


# ---- channels ----


def channel(id, name, kind="standard"):
    return {"id": id, "displayName": name, "membershipType": kind}


def elsewhere(number, id):
    return message(number, channelIdentity={"channelId": id})


def test_a_list_of_channels_names_them_and_leaves_out_the_private(export):
    listed = [
        channel(CHANNEL, "General"),
        channel("19:other@thread.tacv2", "General"),
        channel("19:board@thread.tacv2", "Board", "private"),
        channel("19:quiet@thread.tacv2", "Quiet"),
    ]
    answers = page(
        message(1), elsewhere(2, "19:other@thread.tacv2"), elsewhere(3, "19:board@thread.tacv2")
    )
    upload = export({"channels.json": {"value": listed}, "all.json": answers})
    items = exports.read(upload)
    assert [one.name for one in of(Community, items)] == ["General c0ac4e", "General other@"]
    assert [post.community for post in of(Post, items)] == ["General c0ac4e", "General other@"]
    assert reasons(items) == {"private channel": 1}
    assert told(upload).keys() == {"time zone", "replies"}


def test_a_channel_without_a_name_is_called_after_the_file_and_that_is_told(answer):
    assert told(answer(page(message())))["community"].startswith("coaching, after the name")


def test_the_address_of_an_answer_names_the_channel_where_a_message_does_not(answer):
    bare = message(channelIdentity=None)
    (post,) = of(Post, exports.read(answer(page(bare))))
    assert post.id == f"{CHANNEL}/{FIRST}"
    (unread,) = of(Unread, exports.read(answer(page(bare, address="https://graph/messages"))))
    assert "names no channel" in unread.why


# ---- what is no contribution, and what cannot be read ----


def test_what_is_no_contribution_is_left_out_by_reason(said):
    event = {
        "@odata.type": "#microsoft.graph.membersAddedEventMessageDetail",
        "members": [{"id": "dee"}, {"id": None}],
    }
    left = event | {"@odata.type": "#microsoft.graph.membersDeletedEventMessageDetail"}
    items = said(
        message(1, messageType="systemEventMessage", **{"from": None}, eventDetail=event),
        message(2, messageType="unknownFutureValue", **{"from": None}, eventDetail=left),
        message(3, messageType="systemEventMessage", **{"from": None}),
        message(4, **{"from": {"application": {"id": "polls"}, "user": None}}),
        message(5, **{"from": {"device": {"id": "room"}}}),
        message(6, deletedDateTime="2026-03-02T10:00:00Z"),
        message(7, chatId="19:ana_ben@unq.gbl.spaces", channelIdentity=None),
    )
    assert reasons(items) == {
        "system event": 3,
        "bot": 1,
        "device": 1,
        "deleted": 1,
        "chat message": 1,
    }
    notices = [(one.person, bool(one.joined), bool(one.left)) for one in of(Member, items)]
    assert notices == [("dee", True, False), ("dee", False, True)]
    assert not any(member.listed for member in of(Member, items))


def test_what_cannot_be_read_says_where_and_why(said):
    items = said(
        message(1, **{"from": None}),
        message(2, createdDateTime="soon"),
        message(3, createdDateTime=None),
        {"messageType": "message"},
        {"id": "5"},
        7,
        message(6, replies=[message(7, body=[])]),
    )
    unread = {item.where: item.why for item in of(Unread, items)}
    places = [f"coaching.json, message {number}" for number in (1, 2, 3, 4, 5, 6)]
    assert list(unread) == [*places, "coaching.json, message 7, reply 1"]
    whys = list(unread.values())
    assert "names nobody as its author" in whys[0]
    assert whys[1].startswith("its “createdDateTime” “soon” is no time")
    assert whys[2] == "its “createdDateTime” is empty"
    assert whys[3:6] == [
        "it has no “id”",
        "it has no “messageType”",
        "it is a whole number where Microsoft Graph writes an object",
    ]
    assert whys[6] == "its “body” is a list where Microsoft Graph writes an object"


def test_an_export_of_ones_own_account_is_refused_with_what_would_work(answer, export):
    own = {"userId": "8:ana", "exportDate": "2026-03-02", "conversations": [{"MessageList": []}]}
    for upload in (answer(own), export({"messages.json": own})):
        with pytest.raises(UnknownFormatError, match=r"private chats.*from Microsoft Graph"):
            exports.read(upload)


def test_transcripts_of_purview_are_refused_with_what_would_work(export):
    members = {"ana/TeamsMessagesData/1.html": "<html><p>19:c0ac4e@thread.tacv2</p></html>"}
    with pytest.raises(UnknownFormatError, match=r"transcripts.*from Microsoft Graph"):
        exports.read(export(members))


def test_other_zips_and_json_are_not_taken_for_teams(export, answer):
    assert not IMPORTER.recognises(export({"a.json": [{"id": 1}], "b.html": "<html></html>"}))
    assert not IMPORTER.recognises(answer({"messages": [], "conversations": []}))
    assert not IMPORTER.recognises(upload_of(SAMPLES / "slack.zip", export({"a": "b"}).path.parent))


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b'{"value": [', "cut off"),
        (b'{"value": [{"messageType": NaN}]}', "NaN stands in it"),
        (b'{"value": [{"a": 1, "a": 2}]}', "“a” stands twice"),
        (b'{"value": [], "value": []}', "“value” stands twice"),
        (b'{"value": [{"a": 1e999}]}', "too large"),
        (b'{"value": [{"a": "caf\xe9"}]}', r"not UTF-8 \(byte 22\)"),
        (b'{"value": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
    ],
)
def test_one_damaged_answer_refuses_the_whole_export(export, raw, found):
    upload = export({"1.json": page(message()), "2.json": raw})
    with pytest.raises(DamagedFileError, match=found) as refused:
        exports.read(upload)
    assert (refused.value.file, refused.value.where) == ("guild.zip", "2.json")


def test_what_is_no_answer_is_counted(export):
    items = exports.read(export({"1.json": page(message()), "about.json": {}, "plan.docx": b"x"}))
    assert reasons(items) == {"a file without messages": 2}
    assert len(of(Post, items)) == 1


def test_half_a_character_is_replaced(answer):
    raw = json.dumps(page(message(text="HALF x"))).replace("HALF", "\\ud83d")
    (post,) = of(Post, exports.read(answer(raw)))
    assert (post.text, post.id) == ("\ufffd x", f"{CHANNEL}/{FIRST}")


# ---- whole exports ----


@given(exports.conversations(), st.booleans())
def test_any_conversation_is_read_back_as_it_was_said(said, apart):
    messages = [
        message(
            place,
            f"<p>{html.escape(one.text)}</p>",
            replyToId=None if one.answers is None else str(FIRST + exports.root_of(said, place)),
            **{"from": account(one.author)},
        )
        for place, one in enumerate(said)
    ]
    roots = [one for one in messages if not one["replyToId"]]
    threads = {
        root["id"]: [one for one in messages if one["replyToId"] == root["id"]] for root in roots
    }
    if apart:
        members = {"0.json": page(*roots)} | {
            f"{root}.json": page(*replies, address=f"{ADDRESS}('{root}')/replies")
            for root, replies in threads.items()
        }
    else:
        members = {"0.json": page(*(root | {"replies": threads[root["id"]]} for root in roots))}
    with TemporaryDirectory() as folder:
        posts = of(Post, exports.read(exports.zipped(folder, members)))
    assert sorted((post.id, post.author, post.text, post.reply_to) for post in posts) == sorted(
        (
            f"{CHANNEL}/{FIRST + place}",
            one.author,
            one.text,
            None if one.answers is None else f"{CHANNEL}/{FIRST + exports.root_of(said, place)}",
        )
        for place, one in enumerate(said)
    )


def test_the_sample_adds_up_in_a_store_and_twice_adds_nothing(store, tmp_path):
    upload = upload_of(SAMPLES / "teams.zip", tmp_path)
    report = add(store, upload)
    assert (report.imported, report.duplicates, report.left_out.total()) == (4, 1, 6)
    assert (report.rows, report.rejected, report.communities) == (11, [], ["Coaching"])
    assert add(store, upload).imported == 0
    threads = store.read("select count(distinct thread_id) as threads from post")
    assert threads["threads"].item() == 2
