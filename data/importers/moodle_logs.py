"""Moodle logs, CSV or Excel: who read the forums of a course, and who wrote in them, without text.

One act of writing leaves two rows: "Post created" or "Discussion created", and "Some content has
been posted.", which is also written for every edit. The first are the posts; the second is left
out, or stands in where a log has none of the first.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from data.importers import Choices, Contains, Findings, Importer
from data.moodle_id import NOBODY, PLATFORM, opening, reply
from data.moodle_log import Act, Happening, Layout, layout_of
from data.records import How, Item, LeftOut, Member, Post, Unread, Visit
from data.refusal import EmptyFileError
from data.row import Row
from data.said import say
from data.sheet import SETTLES, Sheet, beginning_of, examine_sheet, open_sheet, stem
from data.times import Clock, Survey, zone_named
from data.upload import Upload

_OF_A_FORUM = (Act.READ, Act.WROTE, Act.NOTED)


def recognises(upload: Upload) -> bool:
    """Return True for a table whose rows are events of Moodle, in any language."""
    table = beginning_of(upload)
    return table is not None and layout_of(*table) is not None


def examine(upload: Upload, choices: Choices) -> Findings:
    """Return what the log holds, how its times are read, and what the visitor has to say.

    Raises EmptyFileError where no row is about a forum.
    """
    zone_named(choices.time_zone, upload.name)
    sheet, questions = examine_sheet(upload, choices)
    look = _Look(sheet)
    if not look.acts:
        raise EmptyFileError(
            upload.name, say("it has a header and no rows."), say("Export it again.")
        )
    if not any(look.acts[act] for act in _OF_A_FORUM):
        raise EmptyFileError(
            upload.name,
            say(
                "this is a log of what people did in a course, and nobody read or wrote in a forum "
                "in it ({rows:,} rows).",
                rows=look.acts.total(),
            ),
            say("Export the log of a course with forums, with all activities and all events."),
        )
    day_first, told_of_times, asked = look.times.settle(choices)
    community, why = look.community(choices)
    told = sheet.assumptions | sheet.remarks() | told_of_times
    told[say("community")] = say("{community}, {why}", community=community, why=why)
    told |= look.told()
    return Findings(
        choices=replace(sheet.choices, community=community, day_first=day_first),
        assumptions=told,
        questions=(*questions, *asked),
    )


def read(upload: Upload, choices: Choices) -> Iterator[Item]:
    """Yield a visit or a post for each row about a forum, and everybody in the log as a member."""
    sheet = open_sheet(upload, choices)
    reading = _Reading(sheet, choices)
    for row in sheet.rows():
        if isinstance(row, Row):
            yield from reading.items(row)
        else:
            yield row
    yield from reading.rest()


class _Reading:
    """Turns rows into records, given what is settled of the log."""

    def __init__(self, sheet: Sheet, choices: Choices) -> None:
        self._layout = _layout(sheet)
        self._column = sheet.header[self._layout.time]
        self._clock = Clock(choices.day_first, zone_named(choices.time_zone, sheet.file))
        self._community = choices.community or stem(sheet.file)
        self._members: set[str] = set()
        self._wrote = False
        # Second notes wait until it is known that the log has first ones.
        self._noted: list[tuple[Row, Happening]] = []

    def items(self, row: Row) -> Iterator[Item]:
        """Yield what a row says, and its person where it is the first of them."""
        happening = self._layout.happening(row.cells)
        person = happening.person
        if person in NOBODY:
            reason = say("Moodle itself or a guest without an account")
            yield LeftOut(where=row.where, reason=reason)
            return
        if person and person not in self._members:
            self._members.add(person)
            yield Member(community=self._community, person=person)
        self._wrote |= happening.act is Act.WROTE
        if happening.act in (Act.READ, Act.WROTE):
            yield self._record(row, happening)
        elif happening.act is Act.NOTED:
            self._noted.append((row, happening))
            if self._wrote:
                yield from self.rest()
        else:
            event = self._event(row)
            elsewhere = happening.act is not Act.OTHER_IN_FORUM
            reason = say("{event} (in a forum)", event=event)
            yield LeftOut(where=row.where, reason=say("not about a forum") if elsewhere else reason)

    def rest(self) -> Iterator[Item]:
        """Yield the second notes of posts: left out, or the posts where nothing else tells them."""
        for row, happening in self._noted:
            if self._wrote:
                reason = say("{event}: the second note of a post or edit", event=self._event(row))
                yield LeftOut(where=row.where, reason=reason)
            else:
                yield self._record(row, happening)
        self._noted.clear()

    def _event(self, row: Row) -> str:
        return row.cells[self._layout.event].strip().replace("\0", "")

    def _record(self, row: Row, happening: Happening) -> Visit | Post | Unread:
        time, person = row.cells[self._layout.time], happening.person
        at = self._clock.read(time)
        if at is None:
            why = say("column {column} {why}", column=self._column, why=self._clock.why(time))
            return Unread(where=row.where, why=why)
        if not person:
            return Unread(where=row.where, why=say("it names nobody: a row needs its user"))
        thread = opening(happening.discussion) if happening.discussion else None
        if happening.act is Act.READ:
            return Visit(community=self._community, person=person, at=at, thread=thread)
        # Without text; its thread is known where the log has ids.
        post = reply(happening.post) if happening.post else thread
        return Post(
            community=self._community,
            author=person,
            at=at,
            id=post,
            thread=thread,
            reply_to=None if post == thread else thread,
            how=How.ROOT if thread else How.UNKNOWN,
        )


class _Look:
    """A whole log looked through once."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet, self._layout = sheet, _layout(sheet)
        self.acts: Counter[Act] = Counter()
        self.times = Survey(sheet.header[self._layout.time])
        self._people: set[str] = set()
        self._courses: set[str] = set()
        for row in sheet.rows():
            if isinstance(row, Row):
                self._see(row.cells)

    def _see(self, cells: list[str]) -> None:
        happening = self._layout.happening(cells)
        self.acts[happening.act] += 1
        if happening.person and happening.person not in NOBODY:
            self._people.add(happening.person)
        if happening.act in _OF_A_FORUM:
            self.times.add([cells[self._layout.time]])
        elif happening.act is Act.OPENED_COURSE and len(self._courses) < 2:
            self._courses.add(self._layout.context_of(cells))

    def community(self, choices: Choices) -> tuple[str, str]:
        """Return the name of the community, and where it is from."""
        if choices.community:
            return choices.community, say("as you said")
        if len(self._courses) == 1 and (course := min(self._courses)):
            return course, say("the course of the log")
        return stem(self._sheet.file), say("after the name of the file")

    def told(self) -> dict[str, str]:
        """Return in words what becomes of the rows."""
        told = {
            say("members"): say(
                "everybody with a row in the log ({number}); whoever is enrolled and never opened "
                "the course is in no log, so that more may be silent",
                number=len(self._people),
            ),
            say("reading"): say(
                "a forum or a discussion was opened ({number:,} rows)",
                number=self.acts[Act.READ],
            ),
        }
        wrote, noted = self.acts[Act.WROTE], self.acts[Act.NOTED]
        if wrote:
            told[say("posts")] = say(
                "a post or a discussion was created ({number:,} rows); what notes the same once "
                "more, also for edits, is left out ({noted:,} rows)",
                number=wrote,
                noted=noted,
            )
        elif noted:
            told[say("posts")] = say(
                "content was posted ({number:,} rows); the log does not tell new posts from edits",
                number=noted,
            )
        told[say("text")] = say("none: a log does not hold what was written")
        told[say("beside a forum export")] = self._beside_export()
        return told

    def _beside_export(self) -> str:
        if self._layout.description >= 0:
            return say(
                "a post that is in both counts once, if both go into the community of one name"
            )
        return say(
            "this log has no ids of posts, so that each post would count twice: for a course take "
            "the one or the other"
        )


def _layout(sheet: Sheet) -> Layout:
    layout = layout_of(sheet.header, sheet.first_rows())
    if layout is None:
        raise EmptyFileError(
            sheet.file,
            say("this table holds no events of Moodle."),
            say("Hand in the log as Moodle exports it, with its columns."),
        )
    return layout


IMPORTER = Importer(
    name="moodle_logs",
    label="a Moodle log: who read and who wrote (.csv, .xlsx)",
    platform=PLATFORM,
    settles=SETTLES - {"columns"},
    who_may_export="Teachers and managers of the course (whoever may see its reports).",
    how_to_export=(
        "In Moodle, open the course, then Reports, then Logs.",
        "Leave all participants, all days, all activities and all events chosen, and click "
        "“Get these logs”.",
        "At the bottom of the page choose CSV or Excel, and Download.",
        "Hand in the file as it is: full names and IP addresses are not read.",
        "The log has no texts. For these export each forum, too, and choose the same community.",
    ),
    contains=frozenset({Contains.ROOTS, Contains.READS, Contains.MEMBERS}),
    recognises=recognises,
    read=read,
    examine=examine,
    counted=Post | Visit,
)
