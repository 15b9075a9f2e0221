"""ConvoKit corpora: a line is an utterance, and one that cannot be read is only that one."""

import json
from datetime import datetime
from functools import partial
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given

from data.importers import importer_for
from data.importers.convokit import IMPORTER
from data.intake import add
from data.records import How, Member, Post, Unread
from data.refusal import AmbiguousFormatError, DamagedFileError, UnreadableRowsError
from tests.importers import exports
from tests.importers.exports import of, reasons, told
from tests.importers.test_samples import SAMPLES, upload_of


def utterance(id="t1", text="Has anybody tried this?", **more):
    return {
        "id": id,
        "conversation_id": "t1",
        "text": text,
        "speaker": "ana",
        "meta": {"score": 1},
        "reply_to": None,
        "timestamp": 1772442000,
        "vectors": [],
    } | more


def lines(*utterances):
    return "".join(json.dumps(one) + "\n" for one in utterances).encode()


@pytest.fixture
def export(tmp_path):
    """Return a function that makes a corpus of some files."""
    return partial(exports.zipped, tmp_path, name="retros.zip")


@pytest.fixture
def said(export):
    """Return a function that reads some utterances."""
    return lambda *all, **speakers: exports.read(
        export({"utterances.jsonl": lines(*all), "speakers.json": speakers})
    )


def test_a_corpus_is_known_by_its_lines_in_a_zip_or_alone(export, tmp_path):
    for upload in (
        export({"deep/corpus/spoken.jsonl": lines(utterance()), "read me": b"x"}),
        exports.alone(tmp_path, lines(utterance()), "retros.jsonl"),
    ):
        assert importer_for(upload) is IMPORTER
        (post,) = of(Post, exports.read(upload))
        assert (post.community, post.id, post.thread, post.how) == (
            "retros",
            "t1",
            "t1",
            How.KNOWN,
        )
        assert told(upload)["community"] == "retros, after the name of the file"


def test_other_lines_of_json_are_not_taken(export, tmp_path):
    assert not IMPORTER.recognises(export({"posts.jsonl": lines({"text": "a", "speaker": "b"})}))
    assert not IMPORTER.recognises(exports.alone(tmp_path, {"text": "a"}, "one.json"))


def test_corpora_of_older_versions_are_read(said):
    old = {
        "id": "t2",
        "root": "t1",
        "text": "Twice.",
        "user": "ben",
        "reply-to": "t1",
        "timestamp": 1,
    }
    (post,) = of(Post, said(old | {"timestamp": "1772442000"}))
    assert (post.author, post.thread, post.reply_to) == ("ben", "t1", "t1")


@pytest.mark.parametrize(
    "timestamp", [1772442000, "1772442000", 1772442000.0, "2026-03-02T09:00:00Z", 1772442000000]
)
def test_a_time_may_be_written_in_any_of_its_ways(said, timestamp):
    (post,) = of(Post, said(utterance(timestamp=timestamp)))
    assert post.at == datetime(2026, 3, 2, 9)


@pytest.mark.parametrize(
    ("written", "text", "mentions"),
    [
        ("Thanks @ben_baker!", "Thanks @member!", ()),
        ("Thanks u/cas-cole, /u/dee4", "Thanks @member, @member", ("cas-cole", "dee4")),
        ("see https://forum.example/u/cas-cole", "see https://forum.example/u/cas-cole", ()),
        ("half \0 a line", "half  a line", ()),
        ("mail @nobody", "mail @nobody", ()),
    ],
)
def test_names_go_out_of_texts(said, written, text, mentions):
    (post,) = of(Post, said(utterance(text=written), ben_baker={"meta": {}}))
    assert (post.text, post.mentions) == (text, mentions)


def test_without_a_list_of_speakers_their_names_go_out_too(export):
    first, second = utterance(text="Thanks @ben_baker"), utterance("t2", speaker="ben_baker")
    one, _ = of(Post, exports.read(export({"utterances.jsonl": lines(first, second)})))
    assert one.text == "Thanks @member"


def test_what_is_known_of_speakers_does_not_make_them_a_list_of_members(said):
    items = said(
        utterance(),
        ana={"meta": {"Department": "Care", "role": 7, "gender": "f"}},
        ben={"meta": {"karma": 3}},
        cas={"meta": {"department": "Care", "is_bot": True}},
        dee=7,
    )
    (member,) = of(Member, items)
    assert (member.person, member.department, member.role) == ("ana", "Care", "7")
    assert not member.listed


def test_bots_and_what_is_gone_are_left_out_and_who_is_gone_is_not_one_person(said):
    items = said(
        utterance("t1", speaker="AutoModerator"),
        utterance("t2", speaker="helper"),
        utterance("t3", text="[deleted]"),
        utterance("t4", text=" [removed]\n"),
        utterance("t5", speaker="[deleted]"),
        utterance("t6", speaker="[deleted]"),
        helper={"meta": {"bot": "True"}},
    )
    assert reasons(items) == {"bot": 2, "deleted": 2}
    assert [post.author for post in of(Post, items)] == ["deleted:t5", "deleted:t6"]


def test_one_bad_line_is_reported_and_the_others_are_read(export):
    bad = [b'{"id": "t2", "te\n', b'{"id": "t3", "id": "t4"}\n', b'{"timestamp": NaN}\n', b"7\n"]
    raw = lines(utterance()) + b"\n" + b"".join(bad) + b'{"id": "caf\xe9"}\n'
    raw += lines(utterance("t8", speaker=None), utterance("t9", timestamp=None))
    items = exports.read(export({"utterances.jsonl": b"\xef\xbb\xbf" + raw}))
    assert len(of(Post, items)) == 1
    unread = [
        (item.where.removeprefix("utterances.jsonl, "), item.why) for item in of(Unread, items)
    ]
    assert [where for where, _ in unread] == [f"line {number}" for number in range(3, 10)]
    assert unread[0][1] == "it is cut off at line 1, column 17"
    assert unread[1][1] == "the key “id” stands twice in one object"
    assert unread[2][1] == "NaN stands in it, which is no JSON"
    assert unread[3][1] == "it is a whole number where ConvoKit writes an object"
    assert unread[4][1] == "it is not UTF-8 (byte 12); ConvoKit writes UTF-8"
    assert unread[5][1] == "it names nobody as its author: an utterance needs a “speaker”"
    assert unread[6][1] == "its “timestamp” is empty"


def test_a_corpus_without_times_is_refused_in_words(export, store):
    several = [utterance(f"t{number}", timestamp=None) for number in range(12)]
    with pytest.raises(UnreadableRowsError, match="its “timestamp” is empty"):
        add(store, export({"utterances.jsonl": lines(*several)}))


def test_damaged_speakers_refuse_the_whole_corpus(export):
    upload = export({"utterances.jsonl": lines(utterance()), "speakers.json": b'{"ana": '})
    with pytest.raises(DamagedFileError, match="cut off") as refused:
        exports.read(upload)
    assert refused.value.where == "speakers.json"


def test_two_corpora_in_one_zip_are_refused(export):
    upload = export({"a/utterances.jsonl": lines(utterance()), "b/u.jsonl": lines(utterance())})
    with pytest.raises(AmbiguousFormatError, match="more than one corpus"):
        exports.read(upload)


def test_what_belongs_to_a_corpus_is_not_counted_and_other_files_are(export):
    members = {"utterances.jsonl": lines(utterance()), "conversations.json": {}, "info.jsonl": b"1"}
    items = exports.read(export(members | {"corpus.json": {}, "index.json": {}}))
    assert reasons(items) == {"a file without messages": 1}


@given(exports.conversations())
def test_any_conversation_is_read_back_as_it_was_said(said):
    spoken = [
        utterance(
            f"t{place}",
            one.text,
            speaker=one.author,
            conversation_id=f"t{exports.root_of(said, place)}",
            reply_to=None if one.answers is None else f"t{one.answers}",
            timestamp=1772442000 + place,
        )
        for place, one in enumerate(said)
    ]
    with TemporaryDirectory() as folder:
        upload = exports.zipped(folder, {"utterances.jsonl": lines(*spoken)})
        posts = of(Post, exports.read(upload))
    wanted = ("id", "text", "speaker", "conversation_id", "reply_to")
    assert [(p.id, p.text, p.author, p.thread, p.reply_to) for p in posts] == [
        tuple(one[key] for key in wanted) for one in spoken
    ]


def test_the_sample_adds_up_in_a_store_and_twice_adds_nothing(store, tmp_path):
    upload = upload_of(SAMPLES / "convokit.zip", tmp_path)
    report = add(store, upload)
    assert (report.imported, report.duplicates, report.left_out.total()) == (4, 0, 3)
    assert (report.rows, len(report.rejected), report.outcome) == (8, 1, "partial")
    assert add(store, upload).imported == 0
