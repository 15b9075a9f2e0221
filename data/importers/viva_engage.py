"""Viva Engage (Yammer) network exports: a zip of CSV tables, of which messages and users are read.

A reply names the answered message. Private conversations and private communities are left out, and
of several versions of a message only the latest counts. Who belongs to a community is not exported;
what is known of those who wrote there is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from data.importers import Choices, Contains, Findings, Importer
from data.records import Community, How, Item, LeftOut, Member, Post, SamePerson, Unread
from data.said import say
from data.times import Clock, zone_named
from data.upload import Upload
from data.viva_export import (
    Line,
    Table,
    Versions,
    export_of,
    holds_export,
    left_over,
    moment,
    versions_of,
)
from data.viva_text import of_message


def examine(upload: Upload, choices: Choices) -> Findings:
    """Tell what is assumed of times and members, and ask what the times do not settle."""
    zone_named(choices.time_zone, upload.name)
    export = export_of(upload)
    day_first, told, questions = versions_of(export).written.settle(choices)
    told[say("members")] = (
        say("of the whole network: who belongs to which community is not in the export")
        if export.users
        else say("unknown, there is no Users.csv")
    )
    return Findings(
        choices=replace(choices, day_first=day_first), assumptions=told, questions=tuple(questions)
    )


def read(upload: Upload, choices: Choices) -> Iterator[Item]:
    """Yield accounts as members of the whole network, then what people wrote."""
    export = export_of(upload)
    versions = versions_of(export)
    clock = Clock(choices.day_first, zone_named(choices.time_zone, upload.name))
    for name in dict.fromkeys(versions.names.values()):
        yield Community(name=name)
    known: dict[tuple[str, str], Member] = {}
    for table in export.users:
        for line in table.rows():
            yield from _account(line, table.folder, versions, known, clock)
    for table in export.messages:
        reading = _Messages(table, versions, known, clock)
        for line in table.rows():
            yield from reading.items(line)
    yield from left_over(export)


def _account(
    line: Line | Unread,
    folder: str,
    versions: Versions,
    known: dict[tuple[str, str], Member],
    clock: Clock,
) -> Iterator[Item]:
    """Yield an account as a member of the network, where all its members have a community.

    A deleted account without any date was invited and never came.
    """
    if isinstance(line, Unread):
        yield line
        return
    person = line.of("id")
    if not person:
        yield Unread(where=line.where, why=say("column {column} is empty", column="id"))
        return
    dates = ("joined_at", "suspended_at", "deleted_at")
    if line.of("state") == "soft_delete" and not any(line.of(date) for date in dates):
        yield LeftOut(where=line.where, reason=say("invited, but never joined"))
        return
    everybody = versions.names.get((folder, ""))
    member = Member(
        community=everybody or "",
        person=person,
        joined=moment(clock, line, "joined_at"),
        left=moment(clock, line, "deleted_at") or moment(clock, line, "suspended_at"),
        department=line.of("department") or None,
        place=line.of("location") or None,
        role=line.of("job_title") or None,
    )
    known[folder, person] = member
    if everybody:
        yield member
    if address := line.of("email"):
        yield SamePerson(person=person, also=address)


@dataclass
class _Messages:
    """Turns the rows of one table into posts."""

    table: Table
    versions: Versions
    known: dict[tuple[str, str], Member]
    clock: Clock

    def __post_init__(self) -> None:
        self._told: set[tuple[str, str]] = set()

    def items(self, line: Line | Unread) -> Iterator[Item]:
        """Yield what a row says; with somebody's first post in a community, what is known of them.

        Such a member is not listed: those who never wrote there are not known.
        """
        if isinstance(line, Unread):
            yield line
            return
        reason = self._no_contribution(line)
        if reason:
            yield LeftOut(where=line.where, reason=reason)
            return
        post = self._post(line)
        yield post
        if isinstance(post, Unread) or (post.community, post.author) in self._told:
            return
        self._told.add((post.community, post.author))
        member = self.known.get((self.table.folder, post.author))
        if member is None:
            if (address := line.of("sender_email")) and address != post.author:
                yield SamePerson(person=post.author, also=address)
        elif member.community != post.community:
            yield Member(
                community=post.community,
                person=post.author,
                listed=False,
                department=member.department,
                place=member.place,
                role=member.role,
            )

    def _no_contribution(self, line: Line) -> str | None:
        """Return by which rule a row is no contribution; None if it is one."""
        key = (self.table.name, line.of("id"))
        if line.says("in_private_conversation"):
            return say("private message")
        if line.says("in_private_group"):
            return say("private community")
        if line.of("message_type").casefold() == "system":
            return say("system event")
        if line.of("sender_type").casefold() not in ("", "user"):
            return say("bot")
        if key in self.versions.deleted:
            return say("deleted")
        if key in self.versions.latest and self.versions.latest[key][1] != line.number:
            return say("an earlier version of a post in the same file")
        return None

    def _post(self, line: Line) -> Post | Unread:
        """Return the post in a row, or why it cannot be read."""
        id, author = line.of("id"), line.of("sender_id") or line.of("sender_email")
        for column, value in (("id", id), ("sender_id", author)):
            if not value:
                return Unread(where=line.where, why=say("column {column} is empty", column=column))
        key, created = (self.table.name, id), line.of("created_at")
        first = self.versions.first.get(key, created)
        at = self.clock.read(first)
        if at is None:
            why = self.clock.why(first)
            told = say("column {column} {why}", column="created_at", why=why)
            return Unread(where=line.where, why=told)
        thread = line.of("thread_id") or None
        parent = line.of("replied_to_id") or None
        opening = thread if thread != id else None
        text, mentions = of_message(line.of("title"), line.of("body"), line.of("html_body"))
        edited = key in self.versions.latest
        return Post(
            community=self.versions.community(self.table.folder, line),
            author=author,
            at=at,
            id=id,
            thread=thread,
            reply_to=parent or opening,
            how=How.ROOT if opening and not parent else How.KNOWN,
            text=text,
            edited=edited,
            version=self.clock.read(created) if edited else None,
            mentions=mentions,
        )


IMPORTER = Importer(
    name="viva_engage",
    label="Viva Engage or Yammer network export (.zip of CSV, or its Messages.csv)",
    platform="viva_engage",
    settles=frozenset({"time_zone", "day_first"}),
    who_may_export="Only a verified administrator of the network; ask them if you are not.",
    how_to_export=(
        "Open the Viva Engage admin center and choose Export network data.",
        "Choose the period, leave attachments out, and start the export.",
        "Download the zip when it is ready, and hand it in as it is.",
        "Private communities and private messages are left out.",
    ),
    contains=frozenset({Contains.PARENTS, Contains.MEMBERS, Contains.TEXT}),
    recognises=holds_export,
    read=read,
    examine=examine,
)
