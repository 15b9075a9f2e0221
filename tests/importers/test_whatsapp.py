"""WhatsApp chats: ninety ways to begin a line, days in any order, and nobody's name or number."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers import Choices, importer_for, settled
from data.importers.whatsapp import IMPORTER
from data.records import Community, How, Post, Unread
from data.refusal import DamagedFileError, MissingChoiceError
from data.whatsapp_text import header, person
from tests.importers.reading import file_of, of, read, reasons, taken, zip_of
from tests.importers.test_samples import SAMPLES, upload_of

UTC = Choices(time_zone="UTC")
DAYS = ["%d/%m/%y", "%m/%d/%y", "%y/%m/%d", "%d.%m.%y", "%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d"]
BETWEEN = [", ", " "]
CLOCKS = ["%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p", "%I:%M:%S\u202f%p", "%H.%M"]
FRAMES = ["{} - {}: {}", "[{}] {}: {}"]
OWN_LINE = "WhatsApp’s own line, such as who joined"
WORDLESS = "a picture, a file, a notice or a deleted message, without words"


def chat(*lines):
    return "\n".join(lines) + "\n"


@pytest.fixture
def reading(tmp_path):
    """Return a function that reads lines as the chat of a group."""

    def lines(*lines, choices=UTC):
        return read(file_of(tmp_path, "WhatsApp Chat with Guild.txt", chat(*lines)), choices)

    return lines


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("day", DAYS)
def test_every_way_to_begin_a_line_is_read(tmp_path, day, between, clock, frame):
    moments = [
        datetime(2025, 12, 31, 0, 5),
        datetime(2026, 1, 1, 12, 30),
        datetime(2026, 1, 13, 23, 59),
        datetime(2026, 2, 28, 9, 0),
    ]
    lines = [frame.format(f"{at:{day}{between}{clock}}", "Ana B.", f"no {at}") for at in moments]
    posts = of(Post, read(file_of(tmp_path, "Guild.txt", chat(*lines)), UTC))
    assert [(post.at, post.author, post.text) for post in posts] == [
        (at, "Ana B.", f"no {at}") for at in moments
    ]


@given(
    st.lists(
        st.tuples(
            st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1)),
            st.sampled_from(["Ana", "Ben de B.", "Cas 🌱"]),
            st.lists(st.text("ab ,:-[]1", min_size=1).filter(str.strip), min_size=1, max_size=3),
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(FRAMES),
)
def test_a_chat_that_is_written_is_read_back(said, frame):
    said = sorted(said, key=lambda one: one[0])
    lines = [
        frame.format(f"{at:%Y-%m-%d, %H:%M:%S}", name, "\n".join(text)) for at, name, text in said
    ]
    with TemporaryDirectory() as folder:
        posts = of(Post, read(file_of(Path(folder), "Guild.txt", chat(*lines)), UTC))
    assert [(one.at, one.author, one.text) for one in posts] == [
        (at.replace(microsecond=0), name, "\n".join(text)) for at, name, text in said
    ]
    assert {one.how for one in posts} == {How.UNKNOWN}


def test_the_whole_file_says_which_number_is_the_day(reading):
    assert of(Post, reading("01/02/2026, 9:00 - Ana: a", "13/02/2026, 9:00 - Ana: b"))[0].at == (
        datetime(2026, 2, 1, 9)
    )
    assert of(Post, reading("1/2/26, 9:00 - Ana: a", "1/13/26, 9:00 - Ana: b"))[0].at == (
        datetime(2026, 1, 2, 9)
    )
    back = ("01/02/2026, 9:00 - Ana: a", "02/02/2026, 9:00 - Ana: b", "01/03/2026, 9:00 - Ana: c")
    assert of(Post, reading(*back))[2].at == datetime(2026, 3, 1, 9), "months do not go back"
    assert of(Post, reading("01.02.26, 9:00 - Ana: a"))[0].at == datetime(2026, 2, 1, 9)


def test_what_the_file_does_not_say_is_asked(tmp_path):
    upload = file_of(tmp_path, "Guild.txt", chat("01/02/2026, 9:00 - Ana: a"))
    with pytest.raises(MissingChoiceError, match=r"which number is the day.*--day-first"):
        settled(IMPORTER, upload, UTC)
    with pytest.raises(MissingChoiceError, match=r"name no zone.*--time-zone"):
        settled(IMPORTER, upload, Choices(day_first=True))
    (post,) = of(Post, read(upload, Choices(day_first=False, time_zone="Europe/Amsterdam")))
    assert post.at == datetime(2026, 1, 2, 8)


@pytest.mark.parametrize(
    ("written", "text", "mentions"),
    [
        ("thanks @31612345678!", "thanks @member!", ("tel:31612345678",)),
        ("thanks @\u2068Ben Bos\u2069", "thanks @member", ("Ben Bos",)),
        ("thanks @Ana B and @Ana", "thanks @member and @member", ("Ana B", "Ana")),
        ("call +31 6 1234 5678 now", "call [phone number] now", ()),
        ("2+2 is 4, 10 + 12345678 too", "2+2 is 4, 10 + 12345678 too", ()),
        ("half \0 a \u200fline", "half  a line", ()),
        ("I like it <3", "I like it <3", ()),
        ("Plan.pdf (file attached)\nOur plan", "Our plan", ()),
        ("See you \u200e<This message was edited>", "See you", ()),
    ],
)
def test_names_and_numbers_are_taken_out(reading, written, text, mentions):
    posts = of(
        Post,
        reading("13/01/26, 9:00 - Ana: first", f"13/01/26, 9:01 - Ana B: {written}"),
    )
    assert (posts[1].text, posts[1].mentions) == (text, mentions)


@pytest.mark.parametrize(
    "text",
    [
        "<Media omitted>",
        "<Media weggelaten>",
        "\u200eimage omitted",
        "Plan.pdf • \u200e3 pages \u200edocument omitted",
        "\u200e<attached: 0001-PHOTO.jpg>",
        "IMG-2026.jpg (file attached)",
        "This message was deleted",
        "Dit bericht is verwijderd.",
        "",
    ],
)
def test_a_message_without_words_is_only_counted(reading, text):
    assert reasons(reading(f"13/01/26, 9:00 - Ana: {text}")) == {WORDLESS: 1}


@pytest.mark.parametrize(
    "line",
    [
        "Messages and calls are end-to-end encrypted.",
        "Ana left",
        "Ana changed the subject from “Guild” to “Guild: new”",
        'Ana created group "Guild: of all"',
        "Guild: \u200eAna was added",
    ],
)
def test_what_whatsapp_says_is_only_counted(reading, line):
    items = reading(f"13/01/26, 9:00 - {line}", "13/01/26, 9:01 - Ana: a")
    assert reasons(items) == {OWN_LINE: 1}


def test_a_number_is_one_person_however_it_is_written():
    assert {person(name) for name in ("+31 6 12345678", "\u202a+31 6-1234-5678\u202c")} == {
        "tel:31612345678"
    }
    assert person("~\u202fAna".replace("\u202f", " ")) == "Ana"
    assert person("Team 7") == "Team 7"


def test_a_line_that_is_quoted_in_another_style_begins_nothing(reading):
    (post,) = of(Post, reading("13/01/26, 9:00 - Ana: see\n[13.01.26, 9:00:00] Ben: copied"))
    assert post.text == "see\n[13.01.26, 9:00:00] Ben: copied"
    assert header("13/01/26 is the day") is None
    assert header("2026 was a year - Ana: hm") is None


def test_a_talk_between_two_is_left_out(tmp_path):
    lines = chat("13/01/26, 9:00 - Ana: Between us", "13/01/26, 9:01 - Ben Bos: Yes\nreally")
    items = read(file_of(tmp_path, "WhatsApp Chat with Ben Bos.txt", lines), UTC)
    assert (reasons(items), len(items)) == ({"private message": 2}, 2)
    named = read(
        file_of(tmp_path, "WhatsApp Chat with Ben Bos.txt", lines),
        Choices(time_zone="UTC", community="Guild"),
    )
    assert reasons(named) == {"private message": 2}


@pytest.mark.parametrize(
    ("archive", "member", "name"),
    [
        ("WhatsApp Chat - Guild.zip", "_chat.txt", "Guild"),
        ("export.zip", "WhatsApp Chat with Guild.txt", "Guild"),
        ("export.zip", "WhatsApp-chat met Guild.txt", "Guild"),
        ("_chat.zip", "_chat.txt", "WhatsApp"),
    ],
)
def test_the_group_has_the_name_of_its_file(tmp_path, archive, member, name):
    lines = chat("13/01/26, 9:00 - Ana: a")
    items = read(zip_of(tmp_path, {member: lines, "IMG.jpg": "x"}, archive), UTC)
    assert of(Community, items) == [Community(name=name)]


def test_what_comes_before_the_first_message_is_reported(tmp_path):
    raw = "13/01/26, 9:00 - Ana: a\n30/02/26, 9:00 - Ana: b\n14/01/26, 25:00 - Ana: c\n"
    raw += "".join(f"{day}/01/26, 9:00 - Ana: d\n" for day in range(14, 24))
    unread = of(Unread, read(file_of(tmp_path, "Guild.txt", raw), UTC))
    assert [(one.where, one.why) for one in unread] == [
        ("Guild.txt, line 2", "“30/02/26” is no day, day first"),
        ("Guild.txt, line 3", "“2026-01-14 25:00” has no such hour"),
    ]


def test_a_file_saved_in_other_letters_is_refused(tmp_path):
    raw = chat("13/01/26, 9:00 - Ana: a", "13/01/26, 9:01 - Zoë: b").encode("latin-1")
    upload = file_of(tmp_path, "Guild.txt", raw)
    with pytest.raises(DamagedFileError, match=r"line 2: it is not UTF-8"):
        read(upload, UTC)


def test_a_log_of_a_machine_is_no_chat(tmp_path):
    for text in ("2026-01-13 09:00 - started\n", "author,time\nana,2026-01-13 09:00\n", "hello\n"):
        assert not IMPORTER.recognises(file_of(tmp_path, "a.txt", text))
    upload = file_of(tmp_path, "b.txt", "13/01/26, 9:00 - Ana: a, b, c\n13/01/26, 9:00 - B: a, b\n")
    assert importer_for(upload) is IMPORTER, "and goes before a table"


@pytest.mark.parametrize(
    ("sample", "choices", "rows", "imported"),
    [
        ("whatsapp-group.zip", Choices(time_zone="Europe/Amsterdam"), 11, 4),
        ("whatsapp-phone.txt", Choices(time_zone="America/New_York", community="Guild"), 7, 3),
    ],
)
def test_a_chat_is_taken_whole_and_keeps_nobodys_name(tmp_path, sample, choices, rows, imported):
    never = ["Ana", "Ben Bos", "12345678", "87654321", "1234 5678", "cas@", "tel:"]
    report = taken(tmp_path, upload_of(SAMPLES / sample, tmp_path), choices, never)
    assert (report.rows, report.imported) == (rows, imported)
