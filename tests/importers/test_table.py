"""Tables of posts and edge lists: what a column means, what must be asked, and what is told."""

from collections import Counter
from datetime import datetime

import openpyxl
import pytest

from data.importers import Choices, importer_for, importers, settled
from data.importers.table import IMPORTER, recognises
from data.records import How, Post, Unread
from data.refusal import (
    EmptyFileError,
    MissingChoiceError,
    MissingColumnError,
    RefusedError,
    UnknownFormatError,
)
from data.upload import Upload

TALK = """id,author,time,reply_to,text
1,ana,2024-03-01T09:00Z,,Who has tried a silent retro?
2,ben,2024-03-01T10:00Z,1,We did and it failed.
3,ana,2024-03-02T09:00Z,2,What failed?
"""


@pytest.fixture
def hand_in(tmp_path):
    """Return a function that hands in a table under a name."""

    def made(content, name="guild.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Upload.of(path)

    return made


def rows(header, *lines, count=1):
    return "\n".join([header, *lines * count]) + "\n"


def examined(upload, **said):
    return IMPORTER.examine(upload, Choices(**said))


def mapped(upload, **said):
    """Return the columns in use."""
    columns = examined(upload, **said).choices.columns
    return {meaning: column for meaning, column in columns.items() if column}


def asked(upload, **said):
    return [question.flag for question in examined(upload, **said).questions]


def read(upload, **said):
    return list(IMPORTER.read(upload, settled(IMPORTER, upload, Choices(**said)).choices))


def unread(upload, **said):
    return [f"{item.where}: {item.why}" for item in read(upload, **said) if type(item) is Unread]


# --- what a column means --------------------------------------------------------------------------


def test_a_table_of_posts_needs_no_choices(hand_in):
    upload = hand_in(TALK)
    assert importer_for(upload) is IMPORTER
    first, reply, _ = read(upload)
    assert first == Post(
        community="guild",
        author="ana",
        at=datetime(2024, 3, 1, 9),
        id="1",
        how=How.KNOWN,
        text="Who has tried a silent retro?",
    )
    assert (reply.reply_to, reply.how) == ("1", How.KNOWN)


def test_tells_every_guess_and_shows_every_column(hand_in):
    findings = examined(hand_in(TALK.replace("text", "Text").replace("author", "Sender")))
    assert findings.choices.columns == {
        "time": "time", "author": "Sender", "id": "id", "reply_to": "reply_to", "text": "Text",
    }  # fmt: skip
    assert findings.columns["Sender"] == ("ana", "ben")
    assert findings.columns["id"] == ("1", "2", "3")
    assert findings.assumptions == {
        "encoding": "utf-8",
        "delimiter": "comma",
        "time": "column time",
        "author": "column Sender",
        "id": "column id",
        "reply_to": "column reply_to",
        "text": "column Text",
        "community": "guild, after the name of the file",
        "replies": "column reply_to names the answered post",
        "time zone": "in the times themselves (2024-03-01T09:00Z)",
    }


@pytest.mark.parametrize(
    "header",
    [
        "Author,Created_At,Message",
        "FROM,timestamp,Body",
        "user name,Post Time,post-text",
        "Von,Datum,Betreff",
        "Verfasser,Gesendet,Nachricht",
        "Afzender,Tijdstip,Bericht",
        "Auteur,Date,Contenu",
        "sender_id,ts,content",
    ],
)
def test_names_in_other_tools_and_languages(hand_in, header):
    author, time, text = header.split(",")
    upload = hand_in(rows(header, "ana,2024-03-01,hi", "ben,2024-03-02,no"))
    assert mapped(upload) == {"author": author, "time": time, "text": text}


def test_parents_are_ids_of_the_file(hand_in):
    header = "id,parent,author,time,text"
    upload = hand_in(rows(header, "1,Group A,ana,2024-03-01,hi", "2,Group B,ben,2024-03-02,no"))
    findings = examined(upload)
    assert "reply_to" not in findings.choices.columns
    told = findings.assumptions["column parent not used as reply_to"]
    assert told == "its values are no ids of this file (“Group A”)"
    assert all(post.how is How.UNKNOWN for post in read(upload))


def test_a_parent_outside_the_file_stays_and_is_nobodys_fault(hand_in):
    header = "id,parent,author,time"
    lines = ["1,,ana,2024-03-01", "2,1,ben,2024-03-02", "3,99,cy,2024-03-02", "4,4,cy,2024-03-03"]
    posts = read(hand_in(rows(header, *lines)))
    assert [post.reply_to for post in posts] == [None, "1", "99", "4"]


@pytest.mark.parametrize("none", ["", "0", "null", "None", "-", "NaN"])
def test_a_post_that_answers_none_opens(hand_in, none):
    upload = hand_in(rows("id,parent,author,time", f"1,{none},ana,2024-03-01", "2,1,b,2024-03-02"))
    assert [post.reply_to for post in read(upload)] == [None, "1"]


def test_zero_is_an_answered_post_where_a_post_is_number_zero(hand_in):
    upload = hand_in(rows("id,parent,author,time", "1,0,ana,2024-03-02", "0,,ben,2024-03-01"))
    assert [post.reply_to for post in read(upload)] == ["0", None]


def test_a_thread_has_more_than_one_post(hand_in):
    lines = ["7,ana,2024-03-01", "7,ben,2024-03-02", "8,ana,2024-03-03"]
    posts = read(hand_in(rows("thread_id,author,time", *lines)))
    assert {(post.thread, post.how) for post in posts} == {("7", How.ROOT), ("8", How.ROOT)}
    titles = [f"Topic {number},ana,2024-03-01" for number in range(20)]
    posts = read(hand_in(rows("topic,author,time", *titles, titles[0])))
    assert {(post.thread, post.how) for post in posts} == {(None, How.UNKNOWN)}


def test_a_community_has_few_names(hand_in):
    lines = [f"c{number % 3},ana,2024-03-01,{number}" for number in range(30)]
    assert {post.community for post in read(hand_in(rows("channel,author,time,text", *lines)))} == {
        "c0",
        "c1",
        "c2",
    }
    lines = [f"c{number},ana,2024-03-01,{number}" for number in range(30)]
    findings = examined(hand_in(rows("channel,author,time,text", *lines)))
    assert "30 different values" in findings.assumptions["column channel not used as community"]


def test_a_community_that_was_said_takes_all(hand_in):
    upload = hand_in(rows("channel,author,time", "a,ana,2024-03-01", "b,ben,2024-03-02"))
    assert [post.community for post in read(upload, community="Guild")] == ["Guild", "Guild"]


def test_two_columns_for_one_meaning_are_a_question(hand_in):
    upload = hand_in(rows("author,time,text,body", "ana,2024-03-01,a,b", "ben,2024-03-02,c,d"))
    (question,) = examined(upload).questions
    assert (question.choice, question.flag) == ("columns", "--columns text=COLUMN")
    assert question.options == ("text", "body")
    with pytest.raises(MissingChoiceError, match=r"text, body.*--columns text=COLUMN"):
        read(upload)
    assert [post.text for post in read(upload, columns={"text": "body"})] == ["b", "d"]
    assert [post.text for post in read(upload, columns={"text": ""})] == [None, None]


def test_two_columns_for_a_needed_meaning_are_a_question_and_not_missing(hand_in):
    header = "author,created,date,text"
    assert asked(hand_in(rows(header, "ana,2024-03-01,2023-01-01,a"))) == ["--columns time=COLUMN"]


def test_two_columns_that_say_the_same_are_none(hand_in):
    header = "user,author_id,time,text"
    upload = hand_in(
        rows(header, "ana,17,2024-03-01,a", "ana,17,2024-03-02,b", "ben,4,2024-03-02,c")
    )
    assert mapped(upload)["author"] == "author_id"
    told = examined(upload).assumptions["author"]
    assert told == "column author_id; user would say the same"


def test_a_column_that_was_said_is_taken(hand_in):
    upload = hand_in(rows("who,when it was,what", "ana,2024-03-01,hi"))
    said = {"author": "WHO", "time": "when_it_was", "text": "what"}
    assert [post.text for post in read(upload, columns=said)] == ["hi"]
    findings = examined(upload, columns=said)
    assert findings.assumptions["author"] == "column who, as you said"


def test_a_column_that_is_not_there_is_named_with_those_that_are(hand_in):
    with pytest.raises(MissingColumnError, match=r"no column “sendr”.*Found: id, author, time"):
        read(hand_in(TALK), columns={"author": "sendr"})
    with pytest.raises(MissingColumnError, match=r"“autor” is nothing.*author, time, text"):
        read(hand_in(TALK), columns={"autor": "author"})


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("id,author,text", "looks like time"),
        ("id,time,text", "looks like author"),
        ("when,what", "looks like author or time"),
    ],
)
def test_a_needed_column_that_is_missing_is_named(hand_in, header, missing):
    line = ",".join("2024-03-01" for _ in header.split(","))
    with pytest.raises(MissingColumnError, match=missing) as refusal:
        read(hand_in(rows(header, line, line)))
    assert f"Found: {header.replace(',', ', ')}." in str(refusal.value)


def test_a_column_of_times_that_holds_none_is_told(hand_in):
    with pytest.raises(MissingColumnError, match=r"Column date: what stands in it is no time"):
        read(hand_in(rows("author,date,text", "ana,soon,hi", "ben,later,no")))


# --- edge lists -----------------------------------------------------------------------------------

ARCS = rows(
    "Sender,Reciever,Timestamp,Comment ID,Category,Parent",
    "1,2,2024-03-01,3,Group A,Unit 1",
    "2,1,2024-03-02,4,Group A,Unit 1",
    "2,1,2024-03-02,4,Group B,Unit 1",
    "2,2,2024-03-02,5,Group B,Unit 2",
)


def test_an_edge_list_names_people_and_no_posts(hand_in):
    posts = read(hand_in(ARCS))
    assert [(post.author, post.answers) for post in posts] == [
        ("1", "2"), ("2", "1"), ("2", "1"), ("2", "2"),
    ]  # fmt: skip
    assert {post.how for post in posts} == {How.UNKNOWN}
    assert {(post.id, post.reply_to, post.text, post.community) for post in posts} == {
        (None, None, None, "guild")
    }


def test_an_edge_list_says_what_it_does_not_use(hand_in):
    told = examined(hand_in(ARCS)).assumptions
    assert told["column Comment ID not used as id"].startswith("1 of its values repeat")
    assert "column Parent not used as reply_to" in told
    assert "column Category not used as community" in told


def test_ids_that_repeat_are_no_identity_in_an_edge_list_even_if_said(hand_in):
    posts = read(hand_in(ARCS), columns={"id": "Comment ID"})
    assert {post.id for post in posts} == {None}
    posts = read(hand_in(ARCS.replace("4,Group B", "6,Group B")))
    assert [post.id for post in posts] == ["3", "4", "6", "5"]


def test_a_receiver_is_somebody_who_writes(hand_in):
    lines = ["ana,all@guild.example,2024-03-01", "ben,all@guild.example,2024-03-02"]
    assert "answered" not in mapped(hand_in(rows("from,to,time", *lines)))


# --- times ----------------------------------------------------------------------------------------


def test_the_whole_file_settles_day_and_month(hand_in):
    lines = ["ana,01/02/2024 10:00"] * 20_000
    upload = hand_in(rows("author,time", *lines, "ben,13/02/2024 10:00"))
    assert asked(upload) == ["--time-zone ZONE"]
    assert examined(upload).choices.day_first is True
    assert read(upload, time_zone="UTC")[0].at == datetime(2024, 2, 1, 10)


def test_what_nothing_settles_is_asked(hand_in):
    upload = hand_in(rows("author,time", "ana,01/02/2024 10:00"))
    assert asked(upload) == ["--day-first or --month-first", "--time-zone ZONE"]
    with pytest.raises(MissingChoiceError, match=r"01/02/2024 10:00.*--day-first or --month-first"):
        read(upload)
    with pytest.raises(MissingChoiceError, match=r"01/02/2024 10:00.*--time-zone ZONE"):
        read(upload, day_first=False)
    (post,) = read(upload, day_first=False, time_zone="Europe/Amsterdam")
    assert post.at == datetime(2024, 1, 2, 9)
    with pytest.raises(MissingChoiceError, match="“Mars” is no time zone"):
        read(upload, day_first=False, time_zone="Mars")


def test_dates_without_hours_say_what_they_cannot(hand_in):
    told = examined(hand_in(rows("author,date", "ana,2024-03-01"))).assumptions
    assert told["time zone"] == "dates only (2024-03-01): each is midnight UTC"
    assert told["dates only"] == "the order within a day and the hours to an answer are not known"


def test_times_that_are_none_lose_only_their_rows(hand_in):
    good = [f"ana,2024-03-{day:02} 10:00Z,x" for day in range(1, 13)]
    bad = ["", "2024-02-30", "0000-00-00", "1900-01-01", "2999-01-01", "soon", "01/02/2024"]
    upload = hand_in(rows("author,time,text", *good, *[f"ben,{time},x" for time in bad]))
    assert unread(upload) == [
        "row 14 (line 14): column time is empty",
        "row 15 (line 15): column time “2024-02-30” is no day of the calendar",
        "row 16 (line 16): column time “0000-00-00” is no day of the calendar",
        "row 17 (line 17): column time “1900-01-01” is in the year 1900: not from 1990 to 2099",
        "row 18 (line 18): column time “2999-01-01” is in the year 2999: not from 1990 to 2099",
        "row 19 (line 19): column time “soon” is no time this program reads, such as "
        "2024-01-31 14:05",
        "row 20 (line 20): column time “01/02/2024” does not say which number is the day: "
        "--day-first or --month-first",
    ]
    assert len(read(upload)) == 19


def test_offsets_may_differ_and_nothing_is_doubled_when_clocks_change(hand_in):
    times = ["2024-10-27T02:30:00+02:00", "2024-10-27T02:30:00+01:00", "2024-10-27T01:30:00Z"]
    posts = read(hand_in(rows("author,time", *[f"ana,{time}" for time in times])))
    assert [f"{post.at:%H:%M}" for post in posts] == ["00:30", "01:30", "01:30"]


# --- rows -----------------------------------------------------------------------------------------


def test_text_stays_text_to_the_last_row(hand_in):
    lines = ["7,NULL,2024-03-01,1"] * 30_001
    upload = hand_in(rows("id,author,time,text", *lines, "1E5,007,2024-03-01,=cmd|x"))
    last = read(upload, columns={"id": "id"})[-1]
    assert (last.id, last.author, last.text) == ("1E5", "007", "=cmd|x")


def test_an_author_who_is_missing_loses_the_row_and_an_empty_text_does_not(hand_in):
    lines = ["ana,2024-03-01,", " ,2024-03-02,hi", "ben,2024-03-03,hi"]
    upload = hand_in(rows("author,time,text", *lines))
    assert [getattr(item, "text", item) for item in read(upload)] == [
        "",
        Unread(where="row 3 (line 3)", why="column author is empty"),
        "hi",
    ]


def test_header_only_is_empty(hand_in):
    for name, content in (("a.csv", "author,time,text\n"), ("b.csv", "author,time\n\n,\n")):
        upload = hand_in(content, name)
        assert recognises(upload)
        with pytest.raises(EmptyFileError, match="a header and no rows"):
            read(upload)


def test_a_workbook_is_a_table(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["author", "time", "text"])
    book.active.append(["007", datetime(2024, 3, 1, 10, 30), "We are 12."])
    book.save(tmp_path / "guild.xlsx")
    upload = Upload.of(tmp_path / "guild.xlsx")
    assert importer_for(upload) is IMPORTER
    (post,) = read(upload, time_zone="UTC")
    assert (post.author, post.at, post.text) == ("007", datetime(2024, 3, 1, 10, 30), "We are 12.")


def test_a_log_is_no_table_of_posts(hand_in):
    header = "Zeit,Verfasser,Herkunft,IP-Adresse"
    upload = hand_in(rows(header, "2024-03-01 10:00,ana,web,10.0.0.1"))
    with pytest.raises(UnknownFormatError, match="a log of what people did"):
        read(upload, time_zone="UTC")


def test_read_settles_what_nobody_settled_before(hand_in):
    assert len(list(IMPORTER.read(hand_in(TALK), Choices()))) == 3
    with pytest.raises(MissingChoiceError):
        list(IMPORTER.read(hand_in(rows("author,time", "ana,2024-03-01 10:00")), Choices()))


def test_what_was_found_can_be_said_again(hand_in):
    upload = hand_in(ARCS)
    once = examined(upload)
    again = IMPORTER.examine(upload, once.choices)
    assert again.choices == once.choices
    assert not again.questions


# --- real tables ----------------------------------------------------------------------------------


def only_reader(upload):
    """Return the name of the one importer that takes the upload for its own."""
    return [importer.name for importer in importers() if importer.recognises(upload)]


@pytest.mark.real
@pytest.mark.parametrize(
    ("file", "count", "selves", "people", "first"),
    [
        ("DLT1 Edgelist.csv", 2529, 86, 442, datetime(2013, 4, 4, 20, 32)),
        ("DLT2 Edgelist.csv", 2584, 25, 426, datetime(2013, 9, 27)),
    ],
)
def test_real_edge_lists_are_read_whole(real, file, count, selves, people, first):
    upload = Upload.of(real("mooced_dlt") / file)
    assert only_reader(upload) == ["table"]
    items = read(upload, time_zone="America/New_York")
    assert Counter(map(type, items)) == {Post: count}
    assert sum(post.author == post.answers for post in items) == selves
    assert len({post.author for post in items} | {post.answers for post in items}) == people
    assert {post.id for post in items} == {None}
    assert items[0].at == first
    assert {post.community for post in items} == {upload.name.removesuffix(".csv")}


@pytest.mark.real
def test_real_edge_lists_ask_for_what_they_do_not_say(real):
    first, second = (
        examined(Upload.of(real("mooced_dlt") / f"DLT{course} Edgelist.csv")) for course in (1, 2)
    )
    assert [question.flag for question in first.questions] == ["--time-zone ZONE"]
    assert first.choices.day_first is False
    assert first.choices.columns == {
        "time": "Timestamp",
        "author": "Sender",
        "answered": "Receiver",
        "thread": "Discussion ID",
    }
    assert second.questions == ()
    assert second.choices.columns["answered"] == "Reciever"
    assert {"reply_to", "community", "id"}.isdisjoint(second.choices.columns)


@pytest.mark.real
def test_real_messages_parted_by_blanks(real):
    upload = Upload.of(real("networks_org") / "collegemsg" / "CollegeMsg.txt")
    posts = read(upload)
    assert Counter(map(type, posts)) == {Post: 59_835}
    assert len({post.author for post in posts} | {post.answers for post in posts}) == 1_899
    assert len({(post.author, post.answers) for post in posts}) == 20_296


@pytest.mark.real
def test_real_topics_do_not_say_who_answers(real):
    upload = Upload.of(real("ennet_forum_topics") / "ennet_topics.csv")
    assert only_reader(upload) == ["table"]
    items = read(upload)
    assert Counter(map(type, items)) == {Post: 3_247, Unread: 41}
    assert {item.why for item in items if type(item) is Unread} == {"column Author is empty"}
    posts = [item for item in items if type(item) is Post]
    assert {(post.how, post.thread, post.reply_to) for post in posts} == {(How.UNKNOWN, None, None)}
    assert max(post.at for post in posts) == datetime(2021, 12, 29)
    told = IMPORTER.examine(upload, Choices()).assumptions
    assert told["replies"] == "this table does not say which post is answered"
    assert told["counts of replies"] == (
        "column Replies counts replies that are not in this table, so that people wrote more than "
        "it shows; blank ones (1,342 of 3,288) are unknown, and not 0"
    )


@pytest.mark.real
@pytest.mark.parametrize(
    ("folder", "file", "why"),
    [
        ("school_leaders_trust_network", "year-1-confidential-ties.xlsx", "seems to hold values"),
        ("school_leaders_trust_network", "year-3-collaboration-ties.xlsx", "seems to hold values"),
        ("school_leaders_trust_network", "school-leader-info-ties.xlsx", "seems to hold values"),
        ("school_leaders_trust_network", "school-leader-edges.csv", "no column looks like time"),
        ("post_kinds", "coded_posts.csv", "no column looks like time"),
        ("ennet_forum_topics", "ennet_themes.csv", "no column looks like author or time"),
    ],
)
def test_real_tables_that_are_no_posts_are_refused_in_words(real, folder, file, why):
    upload = Upload.of(real(folder) / file)
    assert only_reader(upload) == ["table"]
    with pytest.raises(RefusedError, match=why):
        read(upload, time_zone="UTC", day_first=True)


def test_a_count_of_replies_is_told_only_where_it_holds_numbers(hand_in):
    counted = hand_in(
        rows("author,time,Replies", "ana,2026-03-02T09:00Z,3", "ben,2026-03-02T10:00Z,")
    )
    told = IMPORTER.examine(counted, Choices()).assumptions
    assert "blank ones (1 of 2)" in told["counts of replies"]
    words = hand_in(rows("author,time,Replies", "ana,2026-03-02T09:00Z,I doubt it"))
    assert "counts of replies" not in IMPORTER.examine(words, Choices()).assumptions
