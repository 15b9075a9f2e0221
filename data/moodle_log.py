"""What a row of a Moodle log is about: reading a forum, writing in it, or neither.

Moodle translates the names of its events, but never the sentence that describes one: a log in any
language is read by it. Where that column was taken out, only English names are known.
"""

import re
from collections.abc import Sequence
from enum import Enum

import msgspec

from data.headings import plain_name

_DESCRIBED = re.compile(r"The user with id '(?P<person>-?\d+)'")
_COURSE = re.compile(r"The user with id '-?\d+' viewed the course with id '\d+'")
_FORUM = re.compile(r"(?:in the|the) forum\b|'forum' activity|in the forum post with id")
_WHO = r"The user with id '(?P<person>-?\d+)' "

# The least share of described rows among the first ones of a log.
_SOME = 0.1


class Act(Enum):
    """What somebody did."""

    READ = "read"
    WROTE = "wrote"
    NOTED = "noted"  # Moodle's second note of a post, for programs that look for plagiarism
    OPENED_COURSE = "opened the course"
    OTHER_IN_FORUM = "something else in a forum"
    ELSEWHERE = "elsewhere"


_SENTENCES = (
    (Act.READ, _WHO + r"has viewed the discussion with id '(?P<discussion>\d+)' in the forum"),
    (Act.READ, _WHO + r"viewed the 'forum' activity"),
    (
        Act.WROTE,
        _WHO + r"has created the post with id '(?P<post>\d+)' "
        r"in the discussion with id '(?P<discussion>\d+)' in the forum",
    ),
    (Act.WROTE, _WHO + r"has created the discussion with id '(?P<discussion>\d+)' in the forum"),
    (
        Act.NOTED,
        _WHO + r"has posted content in the forum post with id '(?P<post>\d+)' "
        r"in the discussion '(?P<discussion>\d+)'",
    ),
)
_PATTERNS = tuple((act, re.compile(sentence)) for act, sentence in _SENTENCES)

_NAMES = {
    "discussionviewed": Act.READ,
    "coursemoduleviewed": Act.READ,
    "postcreated": Act.WROTE,
    "discussioncreated": Act.WROTE,
    "somecontenthasbeenposted": Act.NOTED,
}
_COLUMNS = {
    "time": ("time", "timecreated", "date", "datetime", "timestamp"),
    "person": ("userid", "user", "username", "userfullname", "student"),
    "event": ("eventname", "event"),
    "component": ("component",),
    "context": ("eventcontext", "context"),
}


class Happening(msgspec.Struct, gc=False):
    """One row: what was done and by whom, with Moodle's ids where the row tells them."""

    act: Act
    person: str = ""
    discussion: str | None = None
    post: str | None = None


class Layout(msgspec.Struct, frozen=True):
    """Where a log has what, as places of columns; -1 where it has it not."""

    time: int
    event: int
    context: int = -1
    component: int = -1
    person: int = -1
    description: int = -1

    def happening(self, cells: Sequence[str]) -> Happening:
        """Return what a row tells."""
        if self.description >= 0:
            return _described(cells[self.description])
        person = cells[self.person].strip()
        name = plain_name(cells[self.event])
        if plain_name(cells[self.component]) != "forum":
            act = Act.OPENED_COURSE if name == "courseviewed" else Act.ELSEWHERE
            return Happening(act, person)
        return Happening(_NAMES.get(name, Act.OTHER_IN_FORUM), person)

    def context_of(self, cells: Sequence[str]) -> str:
        """Return the name of the place it happened in, without the word for what it is."""
        if self.context < 0:
            return ""
        kind, mark, name = cells[self.context].partition(":")
        return (name if mark else kind).strip()


def layout_of(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Layout | None:
    """Return where a table has the parts of a log; None where it is no log of Moodle.

    ``rows`` are its first rows. A raw log has the event's name just before its description, and the
    place two before that, whatever they are called.
    """
    named = _named(header)
    described = _described_column(rows)
    if described is not None and described >= 3:
        return Layout(
            time=named.get("time", 0),
            event=named.get("event", described - 1),
            context=named.get("context", described - 3),
            description=described,
        )
    if {"time", "person", "event", "component"} <= named.keys() and (
        "context" in named or plain_name(header[named["event"]]) == "eventname"
    ):
        return Layout(**named)
    return None


def _named(header: Sequence[str]) -> dict[str, int]:
    plain = [plain_name(name) for name in header]
    return {
        meaning: plain.index(found)
        for meaning, names in _COLUMNS.items()
        if (found := next((name for name in names if name in plain), None))
    }


def _described_column(rows: Sequence[Sequence[str]]) -> int | None:
    columns = list(zip(*rows, strict=True)) if rows else []
    shares = [sum(map(bool, map(_DESCRIBED.match, cells))) / len(rows) for cells in columns]
    best = max(shares, default=0)
    return shares.index(best) if best >= _SOME else None


def _described(sentence: str) -> Happening:
    for act, pattern in _PATTERNS:
        if found := pattern.match(sentence):
            return Happening(act, **found.groupdict())
    who = _DESCRIBED.match(sentence)
    person = who["person"] if who else ""
    if _COURSE.match(sentence):
        return Happening(Act.OPENED_COURSE, person)
    in_forum = who and _FORUM.search(sentence)
    return Happening(Act.OTHER_IN_FORUM if in_forum else Act.ELSEWHERE, person)
