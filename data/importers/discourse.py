"""Discourse forums: topics or posts as JSON, alone or in a zip, or the result of our own query.

How many read or liked a post is a number in them; who did is not. So nobody is taken for a reader
here: the list of users tells that.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from data.discourse_files import (
    holds_posts,
    is_query,
    is_user_archive,
    posts_of,
    rows_of,
)
from data.discourse_post import PLATFORM, Source, Topic, record_of
from data.importers import Choices, Contains, Findings, Importer, nothing_to_ask
from data.records import Item, LeftOut, Unread
from data.refusal import EmptyFileError, UnknownFormatError
from data.said import say
from data.sheet import SETTLES, examine_sheet, open_sheet, stem
from data.times import Clock, Survey, zone_named
from data.upload import Upload

_QUERY = (Path(__file__).parent.parent / "discourse_posts.sql").read_text("utf-8")
_MOST_ROWS = 10_000


def recognises(upload: Upload) -> bool:
    """Return True for topics and posts as JSON, our query's result, and a user archive.

    The archive is recognised to be refused with the reason.
    """
    return holds_posts(upload) or is_user_archive(upload)


def examine(upload: Upload, choices: Choices) -> Findings:
    """Tell what is assumed and which posts are missing; ask only what a table leaves open.

    Raises UnknownFormatError for a user archive, EmptyFileError where there is no post.
    """
    _refuse_archive(upload)
    return (_examine_table if is_query(upload) else _examine_json)(upload, choices)


def read(upload: Upload, choices: Choices) -> Iterator[Item]:
    """Yield each post; private, deleted, hidden posts and those of bots are left out."""
    _refuse_archive(upload)
    if is_query(upload):
        yield from _of_table(upload, choices)
        return
    look = _Look(upload)
    clock, community = Clock(zone=zone_named("UTC", upload.name)), _named(upload, choices)
    for found in posts_of(upload):
        if isinstance(found, LeftOut | Unread):
            yield found
        elif len(found) == 3:
            where, source, topic = found
            if str(source.topic_id) in look.private:
                topic = look.private[str(source.topic_id)]
            yield record_of(
                source, topic, where, community=community, clock=clock, people=look.people
            )


def _examine_json(upload: Upload, choices: Choices) -> Findings:
    look = _Look(upload)
    if not look.posts:
        raise EmptyFileError(
            upload.name,
            say("there is no post in it."),
            say("Save the page of a topic, such as /t/123.json, and hand it in."),
        )
    findings = nothing_to_ask(upload, choices)
    told = findings.assumptions | _told_of_counts()
    if choices.community is None:
        told[say("community")] = say(
            "“{community}”, after the name of the file", community=stem(upload.name)
        )
    told |= look.told()
    return Findings(choices=replace(choices, community=_named(upload, choices)), assumptions=told)


def _examine_table(upload: Upload, choices: Choices) -> Findings:
    sheet, questions = examine_sheet(upload, choices)
    times, rows = Survey("created_at"), 0
    for row in rows_of(sheet):
        rows += 1
        if not isinstance(row, Unread):
            times.add([row[1].created_at])
    if not rows:
        raise EmptyFileError(
            upload.name, say("it has a header and no rows."), say("Run the query again.")
        )
    in_utc = replace(choices, time_zone=choices.time_zone or "UTC")
    day_first, told_of_times, asked = times.settle(in_utc)
    told = sheet.assumptions | sheet.remarks() | told_of_times | _told_of_counts()
    if choices.time_zone is None:
        told[say("time zone")] = say("UTC, as the platform writes it")
    told[say("community")] = (
        say("{community}, as you said", community=choices.community)
        if choices.community
        else say("column {column}", column="category")
    )
    if rows >= _MOST_ROWS:
        told[say("missing posts")] = say(
            "a query gives at most {most:,} rows: run it again from the last post_id on, until it "
            "gives fewer",
            most=_MOST_ROWS,
        )
    return Findings(
        choices=replace(sheet.choices, time_zone=in_utc.time_zone, day_first=day_first),
        assumptions=told,
        questions=(*questions, *asked),
    )


def _of_table(upload: Upload, choices: Choices) -> Iterator[Item]:
    sheet = open_sheet(upload, choices)
    clock = Clock(choices.day_first, zone_named(choices.time_zone or "UTC", upload.name))
    authors = (row[1].username for row in rows_of(sheet) if not isinstance(row, Unread))
    people = {name.casefold() for name in authors if name}
    for row in rows_of(sheet):
        if isinstance(row, Unread):
            yield row
            continue
        where, source, category = row
        community = choices.community or category or stem(upload.name)
        yield record_of(source, Topic(), where, community=community, clock=clock, people=people)


class _Look:
    """All files looked through once, for what one of them cannot tell of another.

    ``people`` are the folded names of who wrote, ``private`` the topics that are private messages.
    """

    def __init__(self, upload: Upload) -> None:
        self.posts = 0
        self.people: set[str] = set()
        self.private: dict[str, Topic] = {}
        self._topics: set[str] = set()
        self._spoken_in: set[str] = set()
        self._have: set[str] = set()
        self._wanted: set[str] = set()
        for found in posts_of(upload):
            if isinstance(found, Unread):
                self.posts += 1
            elif isinstance(found, tuple) and len(found) == 2:
                self._topics.add(found[0])
                self._wanted.update(found[1])
            elif isinstance(found, tuple):
                self._see(found[1], found[2])

    def _see(self, source: Source, topic: Topic) -> None:
        self.posts += 1
        self._have.add(str(source.id))
        self._spoken_in.add(str(source.topic_id))
        if source.username:
            self.people.add(source.username.casefold())
        if topic.archetype == "private_message":
            self.private[str(source.topic_id)] = topic

    def told(self) -> dict[str, str]:
        """Return in words what is not there."""
        told = {}
        if missing := len(self._wanted - self._have):
            told[say("missing posts")] = say(
                "{missing:,} of {number:,} posts of these topics are not in it, as a page holds "
                "only the first 20: replies to them are kept without what they answer",
                missing=missing,
                number=len(self._wanted),
            )
        if self._spoken_in - self._topics:
            told[say("single posts")] = say(
                "some stand without their topic: that it is no private message is taken for granted"
            )
        return told


def _told_of_counts() -> dict[str, str]:
    return {
        say("reading and likes"): say(
            "how many read or liked a post may be in it, who did is not: nobody is counted as a "
            "reader by it. The list of users, as an administrator exports it, tells who reads"
        ),
        say("replies"): say(
            "reply_to_post_number names the answered post; where it is empty, only the topic is "
            "known, except for the second post, which answers the first"
        ),
    }


def _named(upload: Upload, choices: Choices) -> str:
    return choices.community or stem(upload.name)


def _refuse_archive(upload: Upload) -> None:
    if is_user_archive(upload):
        raise UnknownFormatError(
            upload.name,
            say(
                "this is the archive of one member: it holds only what that person wrote, without "
                "whom they answered, and also private messages and deleted posts."
            ),
            say(
                "Ask an administrator to run our query in Data Explorer, or save the pages "
                "/t/ID.json of the topics."
            ),
        )


def _indented(query: str) -> str:
    """Return the query as a block that belongs to its step of a numbered list."""
    lines = ["```sql", *query.strip().splitlines(), "```"]
    return "\n".join(f"   {line}".rstrip() for line in lines)


IMPORTER = Importer(
    name="discourse",
    label="Discourse forum: topics as JSON (also zipped), or our query as CSV",
    platform=PLATFORM,
    settles=SETTLES - {"columns"},
    who_may_export="With the query: an administrator. Public topics: anybody who can read them.",
    how_to_export=(
        "For a whole forum, an administrator opens Admin, then Plugins, then Data Explorer, and "
        "makes a new query with this text:\n\n" + _indented(_QUERY) + "\n",
        "Run it and download the CSV. If it has 10,000 rows, run it again with after_post set to "
        "the last post_id, until it gives fewer. Hand in each file.",
        "For a few topics, add .json?print=true to the address of each (/t/ID.json?print=true), "
        "save what it shows, and zip the files. Without print=true only 20 posts are in it.",
        "The query leaves out private messages and categories that not everybody may read.",
        "For members and who reads, add the list of users, too: it is a format of its own.",
    ),
    contains=frozenset({Contains.PARENTS, Contains.ROOTS, Contains.TEXT}),
    recognises=recognises,
    read=read,
    examine=examine,
)
