"""Mailing lists: whom a mail answers, what in it is the writer's own, and which mails are none."""

from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers import Choices, importer_for
from data.importers.mbox import IMPORTER
from data.mail_text import written
from data.records import Community, How, Post, SamePerson, Unread
from metrics.kinds.own_words import own_words
from tests.importers.reading import file_of, of, read, reasons, taken, zip_of
from tests.importers.test_samples import SAMPLES, upload_of

DATE = "Mon, 2 Mar 2026 10:00:00 +0100"


def mail(number=1, body="Who has tried this?", **headers):
    """Return a mail; a header that is None is left out."""
    said = {
        "Message-ID": f"<{number}@work.example>",
        "Date": DATE,
        "From": "Ana de Vries <ana@work.example>",
        "Subject": "A retro",
    }
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in said.items() if value is not None]
    return "From ana@work.example Mon Mar  2 10:00:00 2026\n" + "\n".join(
        [*lines, "", body, "", ""]
    )


@pytest.fixture
def reading(tmp_path):
    """Return a function that reads mails as the archive of a guild."""
    return lambda *mails: read(file_of(tmp_path, "guild.mbox", "".join(mails)))


def answers(items):
    """Return for each post which it answers, by its place, and how that is known."""
    posts = of(Post, items)
    places = {post.id: place for place, post in enumerate(posts)}
    return [(places.get(post.reply_to, post.reply_to and "gone"), post.how) for post in posts]


def test_a_mail_answers_what_it_names(reading):
    items = reading(
        mail(1),
        mail(2, In_Reply_To="<1@work.example>", Subject="Re: A retro"),
        mail(3, References="<1@work.example>\n <2@work.example>", Subject="Re: A retro"),
        mail(4, in_reply_to="1@work.example", Subject="Other"),
        mail(5, In_Reply_To="Your message of Monday <1@work.example>"),
        mail(6, In_Reply_To="<99@work.example>"),
        mail(7, In_Reply_To="<7@work.example>", Subject="By itself"),
    )
    assert answers(items) == [
        (None, How.KNOWN),
        (0, How.KNOWN),
        (1, How.KNOWN),
        (0, How.KNOWN),
        (0, How.KNOWN),
        ("gone", How.KNOWN),
        (None, How.KNOWN),
    ]


@pytest.mark.parametrize(
    "subject",
    ["Re: A retro", "RE : a  Retro", "AW: Re: [guild] A retro", "Antw: A retro", "TR: A retro"],
)
def test_a_subject_is_enough_but_marked_as_inferred(reading, subject):
    later = "Tue, 3 Mar 2026 10:00:00 +0100"
    assert answers(reading(mail(2, Subject=subject, Date=later), mail(1))) == [
        (1, How.INFERRED),
        (None, How.KNOWN),
    ]


def test_a_subject_answers_nothing_that_came_later_or_is_not_there(reading):
    items = reading(
        mail(1, Subject="Re: Elsewhere"),
        mail(2, Subject="Re: A retro", Date="Sun, 1 Mar 2026 10:00:00 +0100"),
        mail(3),
        mail(4),
    )
    assert answers(items)[:2] == [(None, How.UNKNOWN), (None, How.UNKNOWN)]
    assert answers(items)[3] == (None, How.KNOWN), "the same subject opens another thread"


@pytest.mark.parametrize(
    ("body", "own"),
    [
        ("Yes\n-- \nAna, +31 6 12345678", "Yes"),
        ("Yes\n________________________\nguild list", "Yes"),
        ("On Monday 2 March Ana wrote:\n> Has yours?\nYes", "Yes"),
        ("Op 2 maart schreef Ana:\n\n> Has yours?\n\nYes", "Yes"),
        ("Am 2.3. um 10:00 schrieb Ana de Vries\n<ana@work.example>:\n> Has yours?\nYes", "Yes"),
        ("Yes\n-----Original Message-----\nFrom: Ana\nHas yours?", "Yes"),
        ("Yes\n\nVon: Ana\nGesendet: Montag\nAn: Ben\nBetreff: Retro\n\nHas yours?", "Yes"),
        ("> Has yours?\nYes:\n- twice", "Yes:\n- twice"),
    ],
)
def test_only_the_writers_own_words_count(body, own):
    text = written(body)
    assert own_words(text) == own
    assert not [name for name in ("Ana", "Ben", "@work", "12345678") if name in text]


def test_quotes_are_kept_as_quotes(reading):
    (post,) = of(Post, reading(mail(1, "On Monday 2 March Ana wrote:\n> Has yours?\n>> So\nYes")))
    assert post.text == "A retro\n> @member wrote:\n> Has yours?\n>> So\nYes"


def test_automatic_mail_and_digests_are_only_counted(reading):
    items = reading(
        mail(1, Auto_Submitted="auto-replied"),
        mail(2, X_Autoreply="yes"),
        mail(3, Subject="Out of office: A retro"),
        mail(4, Subject="Automatisch antwoord: A retro"),
        mail(5, Content_Type='multipart/report; boundary="x"'),
        mail(6, From="MAILER-DAEMON@work.example"),
        mail(7, Subject="guild Digest, Vol 3, Issue 2"),
        mail(8, Content_Type='multipart/digest; boundary="x"'),
        mail(9, Auto_Submitted="no"),
    )
    assert reasons(items) == {"automatic mail": 6, "digest": 2}
    assert len(of(Post, items)) == 1


def test_mail_to_no_list_is_private_where_there_are_lists(reading):
    items = reading(
        mail(1, List_Id="Guild <guild.lists.example>"),
        mail(2, To="Guild@Lists.example", Cc="x@y.example"),
        mail(3, To="ben@work.example"),
        mail(4, List_Id="<other.lists.example>"),
    )
    assert [post.community for post in of(Post, items)] == ["Guild", "Guild", "other"]
    assert of(Community, items) == [Community(name="Guild"), Community(name="other")]
    assert reasons(items) == {"private message": 1}


def test_an_archive_without_lists_has_the_name_of_its_file(reading):
    assert of(Community, reading(mail(1))) == [Community(name="guild")]


def test_several_addresses_of_one_full_name_are_one_person(reading):
    items = reading(
        mail(1),
        mail(2, From='"de Vries, Ana" <other@work.example>'),
        mail(3, From="ANA DE VRIES <ana@home.example>"),
        mail(4, From="Ana de Vries <ana@home.example>"),
        mail(5, From="Ana <ana@else.example>"),
        mail(6, From="Support Team <a@work.example>"),
        mail(7, From="Support Team <b@work.example>"),
    )
    assert of(SamePerson, items) == [SamePerson(person="ana@work.example", also="ana@home.example")]


@pytest.mark.parametrize(
    ("headers", "author"),
    [
        ({"From": "ana at work.example (Ana de Vries)"}, "ana@work.example"),
        ({"From": None, "from": "\n Ana <ANA@work.example>"}, "ana@work.example"),
        (
            {"From": "Ana via Guild <guild@lists.example>", "Reply-To": "ana@work.example"},
            "ana@work.example",
        ),
        ({"From": "=?x-unknown?q?Ana?= <ana@work.example>"}, "ana@work.example"),
    ],
)
def test_the_author_is_found_however_it_is_written(reading, headers, author):
    (post,) = of(Post, reading(mail(1, **headers)))
    assert post.author == author


def test_odd_mails_are_reported_with_their_place(reading):
    sound = [mail(number) for number in range(10, 20)]
    items = reading(
        mail(1, From=None),
        mail(2, Date="soon"),
        mail(3, Date=None),
        mail(4, Date="Mon, 2 Mar 1926 10:00:00 +0100"),
        *sound,
    )
    unread = of(Unread, items)
    assert [one.where for one in unread] == [
        f"guild.mbox, mail {number} (line {line})"
        for number, line in ((1, 1), (2, 8), (3, 16), (4, 23))
    ]
    assert unread[0].why == "it names nobody as its author: a mail needs “From:”"
    assert unread[1].why.startswith("its “Date” “soon” is no time")
    assert unread[2].why == "its “Date” is empty"
    assert "is in the year 1926" in unread[3].why


def test_a_line_in_a_mail_that_begins_with_from_begins_none(reading):
    posts = of(
        Post, reading(mail(1, "First\nFrom Monday 10:00 to 2026\nlast\n\nFrom here on"), mail(2))
    )
    assert len(posts) == 2
    assert posts[0].text.endswith("First\nFrom Monday 10:00 to 2026\nlast\n\nFrom here on")


def test_letters_of_any_kind_do_no_harm(tmp_path):
    raw = mail(1, "caf\xe9 ?", Content_Type="text/plain; charset=x-none").encode("latin-1")
    raw = raw.replace(b"From ana", b"From zo\xeb", 1)
    (post,) = of(Post, read(file_of(tmp_path, "guild.mbox", raw)))
    assert post.text == "A retro\ncafé ?"


def test_a_mail_without_an_id_is_known_by_what_it_is(reading):
    (post,) = of(
        Post, reading(mail(1, Message_ID=None)[:].replace("Message-ID: <1@work.example>\n", ""))
    )
    assert post.id is None


@given(
    st.lists(
        st.tuples(
            st.datetimes(datetime(1995, 1, 1), datetime(2030, 1, 1)),
            st.integers(-11, 13),
            st.text(
                st.characters(exclude_categories=["C", "Z"], exclude_characters=">-_*=+@"),
                min_size=1,
            ),
            st.none() | st.integers(0, 8),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_mails_that_are_written_are_read_back(said):
    raw = b""
    for number, (at, hours, text, to) in enumerate(said):
        one = EmailMessage()
        one["Message-ID"] = f"<{number}@work.example>"
        one["From"] = f"Zoë {number} <a{number}@work.example>"
        one["Date"] = format_datetime(
            at.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
        )
        one["Subject"] = f"é {number}"
        if to is not None and to < number:
            one["In-Reply-To"] = f"<{to}@work.example>"
        one.set_content(text)
        raw += b"From x Mon Mar  2 10:00:00 2026\n" + one.as_bytes() + b"\n"
    with TemporaryDirectory() as folder:
        items = read(file_of(Path(folder), "guild.mbox", raw))
    posts = of(Post, items)
    assert [post.at for post in posts] == [
        at.replace(microsecond=0) - timedelta(hours=hours) for at, hours, *_ in said
    ]
    assert [post.text.rpartition("\n")[2] for post in posts] == [text for *_, text, _ in said]
    assert answers(items) == [
        (to if to is not None and to < number else None, How.KNOWN)
        for number, (*_, to) in enumerate(said)
    ]


def test_only_mails_are_taken_for_mails(tmp_path):
    for text in (
        "From here on, all is well\n",
        "From 10:00 to 12:00 in 2026\nwe met\n",
        "a,b\n1,2\n",
    ):
        assert not IMPORTER.recognises(file_of(tmp_path, "a.txt", text))
    archive = zip_of(tmp_path, {"Takeout/Mail/Guild.mbox": mail(1), "Takeout/notes.txt": "hello"})
    assert importer_for(archive) is IMPORTER
    assert reasons(read(archive)) == {"a file without messages": 1}


def test_a_list_is_taken_whole_and_keeps_nobodys_address(tmp_path):
    upload = upload_of(SAMPLES / "mbox-list.mbox", tmp_path)
    never = ["@work", "@home", "de Vries", "Ben Bos", "12345678", "Private."]
    report = taken(tmp_path, upload, Choices(), never)
    assert (report.rows, report.imported, len(report.rejected)) == (8, 3, 2)
    assert report.communities == ["Guild of coaches"]
