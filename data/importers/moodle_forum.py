"""Exports of one Moodle forum, CSV, Excel or JSON: its posts with text, and who answers what.

Which forum it is, and of which course, stands nowhere in it: the visitor has to say.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from data.called_by_name import People, without_names
from data.headings import is_none
from data.html_text import HtmlText
from data.importers import Choices, Contains, Findings, Importer, Question
from data.moodle_forum_rows import Entry, Rows, examined, is_forum_export
from data.moodle_id import NOBODY, PLATFORM, opening, reply
from data.records import How, Item, LeftOut, Post, Unread
from data.refusal import EmptyFileError
from data.said import say
from data.sheet import SETTLES
from data.times import Clock, Survey, zone_named
from data.upload import Upload

_NUMBER = re.compile(r"[0-9]{1,18}")
_YES = frozenset({"1", "true", "yes"})
_PROFILE = re.compile(r"/user/(?:view|profile)\.php\?(?:[^#]*&)?id=(\d+)")
_TAG = re.compile(r"<[A-Za-z/!]")
# Formats of Moodle in which "<" is no tag: plain text and Markdown.
_NO_HTML = frozenset({"2", "4"})


def recognises(upload: Upload) -> bool:
    """Return True for a table or list of posts with the fields of a Moodle forum."""
    return is_forum_export(upload)


def examine(upload: Upload, choices: Choices) -> Findings:
    """Return how times are read, and ask which forum it is.

    Raises EmptyFileError without rows.
    """
    zone_named(choices.time_zone, upload.name)
    sheet, questions = examined(upload, choices)
    if sheet:
        choices = replace(choices, encoding=sheet.choices.encoding, sheet=sheet.choices.sheet)
    look = _Look(Rows(upload, choices))
    if not look.rows:
        raise EmptyFileError(
            upload.name, say("it has a header and no rows."), say("Export the forum again.")
        )
    day_first, told_of_times, asked = look.times.settle(choices)
    questions += asked
    told = (sheet.assumptions | sheet.remarks() if sheet else {}) | told_of_times
    if choices.community:
        told[say("community")] = say("{community}, as you said", community=choices.community)
    else:
        questions.append(_which_forum(upload.name))
    told[say("replies")] = say("column {column} names the answered post", column="parent")
    told[say("members")] = say("not in this export: a log of the course tells who only reads")
    told[say("names")] = say("not kept, the dashboard knows nobody by name")
    return Findings(
        choices=replace(choices, day_first=day_first),
        assumptions=told,
        questions=tuple(questions),
    )


def read(upload: Upload, choices: Choices) -> Iterator[Item]:
    """Yield each post; private replies and deleted posts are left out."""
    rows = Rows(upload, choices)
    reading = _Reading(rows, choices)
    for entry in rows:
        yield reading.item(entry) if isinstance(entry, Entry) else entry


def _which_forum(file: str) -> Question:
    return Question(
        choice="community",
        text=say(
            "A forum export does not say which forum or course it is. Choose the community it "
            "belongs to."
        ),
        flag="--community NAME",
        found=file,
    )


class _Reading:
    """Turns rows into posts, given what is settled of the export."""

    def __init__(self, rows: Rows, choices: Choices) -> None:
        look = _Look(rows)
        self._starts, self._names = look.starts, look.names
        self._community = choices.community or ""
        self._clock = Clock(choices.day_first, zone_named(choices.time_zone, rows.upload.name))

    def item(self, entry: Entry) -> Post | LeftOut | Unread:
        """Return the post in a row, or why it is none."""
        if _is_set(entry["privatereplyto"]):
            return LeftOut(where=entry.where, reason=say("private reply"))
        if entry["deleted"].strip().casefold() in _YES:
            return LeftOut(where=entry.where, reason=say("deleted"))
        for field in ("id", "discussion", "userid"):
            if not _NUMBER.fullmatch(entry[field].strip()):
                return _unread(
                    entry,
                    field,
                    say("is “{value}”, a whole number is needed", value=entry[field].strip()[:40]),
                )
        if entry["userid"].strip() in NOBODY:
            return LeftOut(where=entry.where, reason=say("by a guest or by Moodle itself"))
        at = self._clock.read(entry["created"])
        if at is None:
            return _unread(entry, "created", self._clock.why(entry["created"]))
        return self._post(entry, at)

    def _post(self, entry: Entry, at: object) -> Post:
        thread = opening(entry["discussion"].strip())
        answered = None if _starts(entry) else self._called(entry["parent"].strip())
        changed = self._clock.read(entry["modified"]) if _is_set(entry["modified"]) else None
        text, mentions = self._text(entry)
        return Post(
            community=self._community,
            author=entry["userid"].strip(),
            at=at,
            id=self._called(entry["id"].strip()),
            thread=thread,
            reply_to=answered,
            how=How.KNOWN,
            text=text,
            edited=changed is not None and changed > at,
            version=changed or at,
            mentions=mentions,
        )

    def _called(self, post: str) -> str:
        """Return the id of a post: that of its discussion where it opens one."""
        discussion = self._starts.get(post)
        return opening(discussion) if discussion else reply(post)

    def _text(self, entry: Entry) -> tuple[str, tuple[str, ...]]:
        """Return subject of a discussion and message as plain text, and whom it mentions."""
        message, mentions = entry["message"].replace("\0", ""), []
        if entry["messageformat"].strip() not in _NO_HTML and _TAG.search(message):
            plain = _Message()
            message, mentions = plain.of(message), plain.mentions
        subject = entry["subject"].strip() if _starts(entry) else ""
        whole = "\n".join(part for part in (subject, message) if part)
        text, called = without_names(whole, People(here=self._names))
        return text, tuple(dict.fromkeys((*mentions, *called)))


class _Message(HtmlText):
    """A message of a forum: a link to a profile is the name of a person."""

    def person_in(self, tag: str, attributes: dict[str, str | None]) -> str | None:
        """Return the id of the person that a link leads to."""
        profile = _PROFILE.search(attributes.get("href") or "") if tag == "a" else None
        return profile[1] if profile else None


class _Look:
    """A whole export looked through once: its times, its people, and the posts that open threads.

    ``starts`` has the discussion of each opening post by the id of the post.
    """

    def __init__(self, rows: Rows) -> None:
        self.rows = 0
        self.times = Survey("created")
        self.starts: dict[str, str] = {}
        self.names: dict[str, str] = {}
        for entry in rows:
            self.rows += 1
            if not isinstance(entry, Entry):
                continue
            self.times.add([entry["created"]])
            if _starts(entry):
                self.starts[entry["id"].strip()] = entry["discussion"].strip()
            if name := entry["userfullname"].strip():
                self.names[entry["userid"].strip()] = name


def _starts(entry: Entry) -> bool:
    return is_none(entry["parent"].strip())


def _is_set(value: str) -> bool:
    return not is_none(value.strip())


def _unread(entry: Entry, field: str, why: str) -> Unread:
    return Unread(where=entry.where, why=say("column {column} {why}", column=field, why=why))


IMPORTER = Importer(
    name="moodle_forum",
    label="a Moodle forum export (.csv, .xlsx, .json)",
    platform=PLATFORM,
    settles=SETTLES - {"columns"},
    who_may_export="Teachers and managers of the course (whoever may export the forum).",
    how_to_export=(
        "In Moodle, open the forum, then More (or the cog wheel), then Export.",
        "Leave all users and all discussions chosen; choose CSV, Excel or JSON as the format.",
        "Leave “human-readable dates” off, so that times need no explanation.",
        "Leave “remove HTML” off, so that quotes can be told from own words.",
        "Hand in the file and choose the community: the file does not say which forum it is.",
        "Forums of one course can go into one community; private replies are left out.",
    ),
    contains=frozenset({Contains.PARENTS, Contains.ROOTS, Contains.TEXT}),
    recognises=recognises,
    read=read,
    examine=examine,
)
