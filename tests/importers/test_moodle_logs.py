"""Moodle logs: the real one to the row, and what one act leaves in a log."""

import csv
from collections import Counter
from datetime import datetime

import pytest

from data.importers import Choices, importer_for, settled
from data.importers.moodle_logs import IMPORTER
from data.intake import add
from data.records import How, LeftOut, Member, Post, Unread, Visit
from data.refusal import EmptyFileError, MissingChoiceError
from data.upload import Upload
from metrics import metric_named
from tests.conftest import REAL
from tests.importers.test_moodle_forum import row as forum_row
from tests.importers.test_moodle_forum import written

ENGLISH = [
    "Time",
    "User full name",
    "Affected user",
    "Event context",
    "Component",
    "Event name",
    "Description",
    "Origin",
    "IP address",
]
DUTCH = [
    "Tijdstip",
    "Naam",
    "Betrokkene",
    "Context",
    "Onderdeel",
    "Gebeurtenis",
    "Beschrijving",
    "Herkomst",
    "IP",
]
CLEANED = ("Event.context", "user", "timecreated", "Component", "Event.name", "Log", "Action")
WHO, WHERE = "The user with id '{who}' ", "in the forum with course module id '34'."
SEEN = f"{WHO}has viewed the discussion with id '7' {WHERE}"
FORUM_SEEN = f"{WHO}viewed the 'forum' activity with course module id '34'."
REPLIED = f"{WHO}has created the post with id '42' in the discussion with id '7' {WHERE}"
BEGAN = f"{WHO}has created the discussion with id '7' {WHERE}"
NOTED = (
    f"{WHO}has posted content in the forum post with id '{{post}}' "
    f"in the discussion '7' located {WHERE}"
)
FILE_SEEN = "The user with id '{who}' viewed the 'resource' activity with course module id '9'."
IN_EUROPE = {"time_zone": "UTC", "day_first": True}


def happened(description, who="793", at="2/03/26, 09:00", event="Event", post="42"):
    told = description.format(who=who, post=post)
    return [at, "Mira L.", "-", "Forum: Plans", "Forum", event, told, "web", "192.0.2.7"]


@pytest.fixture
def log(tmp_path):
    """Return a function that writes a log."""

    def write(*rows, header=ENGLISH):
        file = tmp_path / "logs.csv"
        with file.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([header, *rows])
        return Upload.of(file)

    return write


def read(upload, **said):
    importer = importer_for(upload)
    assert importer is IMPORTER
    choices = settled(importer, upload, Choices(**IN_EUROPE | said)).choices
    return list(importer.read(upload, choices))


def of(kind, items):
    return [item for item in items if isinstance(item, kind)]


@pytest.mark.parametrize("header", [ENGLISH, DUTCH])
def test_the_language_of_a_log_does_not_matter(log, header):
    items = read(
        log(happened(SEEN), happened(FORUM_SEEN, "794"), happened(FILE_SEEN), header=header)
    )
    at = datetime(2026, 3, 2, 9)
    assert of(Visit, items) == [
        Visit(community="logs", person="793", at=at, thread="discussion/7"),
        Visit(community="logs", person="794", at=at),
    ]
    assert [item.reason for item in of(LeftOut, items)] == ["not about a forum"]
    assert [item.person for item in of(Member, items)] == ["793", "794"]


def test_one_act_of_writing_is_one_post(log):
    upload = log(
        happened(NOTED, post="41", event="Some content has been posted."),
        happened(BEGAN),
        happened(REPLIED, "794"),
        happened(NOTED, "794", event="Some content has been posted."),
    )
    items = read(upload)
    assert [(one.id, one.reply_to, one.author, one.how, one.text) for one in of(Post, items)] == [
        ("discussion/7", None, "793", How.ROOT, None),
        ("post/42", "discussion/7", "794", How.ROOT, None),
    ]
    reason = "Some content has been posted.: the second note of a post or edit"
    assert Counter(item.reason for item in of(LeftOut, items)) == {reason: 2}


def test_second_notes_stand_in_where_there_are_no_first_ones(log):
    upload = log(happened(NOTED), happened(NOTED), happened(SEEN))
    assert [one.id for one in of(Post, read(upload))] == ["post/42", "post/42"]
    told = IMPORTER.examine(upload, Choices(**IN_EUROPE)).assumptions
    assert "does not tell new posts from edits" in told["posts"]


def test_moodle_itself_and_guests_are_nobody(log):
    items = read(log(happened(SEEN), happened(SEEN, "-1"), happened(SEEN, "1")))
    assert Counter(map(type, items)) == {Member: 1, Visit: 1, LeftOut: 2}


def test_names_and_addresses_are_not_read(log):
    assert not any(
        "Mira" in repr(item) or "192.0" in repr(item) for item in read(log(happened(SEEN)))
    )


def test_order_of_day_and_month_and_the_zone_are_asked(log):
    upload = log(happened(SEEN, at="3/11/24, 14:05"))
    for said, flag in (({}, "--day-first"), ({"day_first": True}, "--time-zone")):
        with pytest.raises(MissingChoiceError, match=flag):
            settled(IMPORTER, upload, Choices(**said))


def test_rows_that_cannot_be_read_say_where_and_why(log):
    upload = log(happened(SEEN), happened(SEEN, at="31/02/26, 09:00"), happened(FILE_SEEN, at=""))
    items = read(upload)
    (unread,) = of(Unread, items)
    assert (unread.where, "is no day of the calendar" in unread.why) == ("row 3 (line 3)", True)
    assert len(of(LeftOut, items)) == 1, "what is not read needs no time"


def test_a_cleaned_log_is_read_by_the_names_of_its_events(log):
    rows = [
        ["Forum: Plans", "a1", "2026-03-02 09:00:00", "Forum", event, "x", "x"]
        for event in ("Discussion viewed", "Post created", "Some content has been posted.")
    ]
    rows.append(
        ["File: Plan", "a2", "2026-03-02 09:00:00", "File", "Course module viewed", "x", "x"]
    )
    items = read(log(*rows, header=CLEANED))
    assert Counter(map(type, items)) == {Visit: 1, Post: 1, LeftOut: 2, Member: 2}
    assert of(Post, items)[0].how is How.UNKNOWN


def test_a_log_of_no_forum_is_refused(log):
    with pytest.raises(EmptyFileError, match="nobody read or wrote in a forum"):
        read(log(happened(FILE_SEEN)))


def test_end_to_end_a_post_in_the_log_and_in_the_forum_export_counts_once(store, log, tmp_path):
    rows = [happened(SEEN, "796"), happened(REPLIED, "794"), happened(BEGAN), happened(FILE_SEEN)]
    logs, forum = log(*rows), written(tmp_path, [forum_row(), forum_row(42, 41, 794)])
    said = {"community": "planning"}
    for first, second in ((logs, forum), (forum, logs)):
        for upload in (first, second):
            choices = Choices(**said, **(IN_EUROPE if upload is logs else {}))
            report = add(store, upload, choices=choices)
        assert report.rows == report.imported + report.duplicates + report.left_out.total()
        known = store.read(
            "select how, body from place left join text using (text) order by place.post"
        )
        assert list(known["how"]) == ["known", "known"]
        assert known["body"].notna().all()
        assert store.read("select count(*) from roster").iloc[0, 0] == 3
        assert store.read("select count(*) from visit").iloc[0, 0] == 1


@pytest.fixture(scope="module")
def course():
    """Return the folder of the real logs, or skip."""
    folder = REAL / "moodle_logs_lamethods"
    if not folder.is_dir():
        pytest.skip("the real data sets are not here")
    return folder


@pytest.mark.real
def test_the_real_course_gives_the_numbers_that_are_known_of_it(course):
    choices = Choices(time_zone="Europe/Helsinki", community="analytics")
    items = list(IMPORTER.read(Upload.of(course / "Events.xlsx"), choices))
    visits, posts, members = (of(kind, items) for kind in (Visit, Post, Member))
    assert len(items) - len(members) == 95_626
    assert (len(visits), len(posts)) == (18_248 + 13_164, 2_083 + 254)
    assert Counter(item.reason for item in of(LeftOut, items)) == {
        "not about a forum": 95_626 - 37_401,
        "Some content has been posted.: the second note of a post or edit": 2_583,
        "Discussion subscription created (in a forum)": 807,
        "Post updated (in a forum)": 256,
        "Subscription created (in a forum)": 6,
    }
    viewed, posted = {one.person for one in visits}, {one.author for one in posts}
    assert (len(members), len(viewed), len(posted), len(viewed - posted)) == (130, 130, 126, 4)
    days = [one.at.date().isoformat() for one in (*visits, *posts)]
    assert (min(days), max(days)) == ("2019-09-09", "2019-10-27")


@pytest.mark.real
def test_a_real_course_without_a_forum_is_refused_in_words(course):
    upload = Upload.of(course / "moodle_log_module3_sp17.csv")
    with pytest.raises(EmptyFileError, match=r"nobody read or wrote in a forum in it \(696 rows\)"):
        read(upload)


@pytest.mark.real
def test_the_real_course_end_to_end(course, store):
    choices = Choices(time_zone="Europe/Helsinki")
    report = add(store, Upload.of(course / "Events.xlsx"), choices=choices)
    parts = (report.imported, report.duplicates, report.left_out.total(), len(report.rejected))
    assert (sum(parts), report.rows, len(report.rejected)) == (95_626, 95_626, 0)
    assert report.people == 130
    assert store.read("select count(distinct author) from place").iloc[0, 0] == 126
    with store.cursor() as cursor:
        metric = metric_named("lurker_ratio")
        (found,) = metric.estimate(cursor, metric.evidence_for("all")).to_dict("records")
    assert found["sample"] == 130
