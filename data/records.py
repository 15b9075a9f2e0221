"""What every export is turned into: one record per fact, and a value for each line that is none.

Ids of people are the export's own; the store turns them into pseudonyms before anything is kept.
Times are naive and in UTC. A record is made a million times per import, hence msgspec.
"""

from datetime import date, datetime
from enum import StrEnum

import msgspec


class How(StrEnum):
    """How it is known which post is answered."""

    KNOWN = "known"
    ROOT = "thread root only"
    INFERRED = "inferred"
    UNKNOWN = "unknown"
    ORPHAN = "orphan"


class Record(msgspec.Struct, frozen=True, gc=False, tag=True, omit_defaults=True):
    """A fact read from an export."""


class Community(Record, kw_only=True):
    """A place where people talk. ``kind`` is team, practice, help, board or cohort."""

    name: str
    kind: str | None = None
    within: str | None = None


class Post(Record, kw_only=True):
    """Something one person wrote.

    ``id`` is unique within the platform; where an export has none, leave it out and the content and
    its occurrence number identify the post. ``thread`` is the id of the thread's first post, or any
    id the export gives its thread. ``reply_to`` is the id of the answered post; ``answers`` is the
    answered person, for exports that name only that. ``version`` grows with every edit.
    ``text`` is None where the export has no text, and without names where it had mentions.
    """

    community: str
    author: str
    at: datetime
    id: str | None = None
    thread: str | None = None
    reply_to: str | None = None
    answers: str | None = None
    how: How
    text: str | None = None
    link: str | None = None
    edited: bool = False
    version: datetime | None = None
    mentions: tuple[str, ...] = ()


class Reaction(Record, kw_only=True):
    """One person's reaction to a post."""

    community: str
    post: str
    person: str
    name: str


class Visit(Record, kw_only=True):
    """Somebody read something; ``post`` or ``thread`` says what, where the export does.

    ``latest`` is True where an export tells only when somebody was last there: it says nothing of
    any time before.
    """

    community: str
    person: str
    at: datetime
    post: str | None = None
    thread: str | None = None
    latest: bool = False


class Member(Record, kw_only=True):
    """What an export knows of somebody's membership in a community.

    ``listed`` is True where a member list names the person, False where only a notice does, such
    as "has joined": notices give dates but do not add up to a list of members.
    """

    community: str
    person: str
    listed: bool = True
    joined: datetime | None = None
    left: datetime | None = None
    department: str | None = None
    level: str | None = None
    place: str | None = None
    role: str | None = None
    host: bool = False


class SamePerson(Record, kw_only=True):
    """Ids that belong to one person: an account, its e-mail address, ids on other platforms.

    ``on`` has pairs of a platform and the id there. ``platform`` is that of ``person``; None means
    that of the community, as everywhere.
    """

    person: str
    platform: str | None = None
    also: str | None = None
    on: tuple[tuple[str, str], ...] = ()


class LeftOut(Record, kw_only=True):
    """A line that is no contribution by rule, such as a join notice or a bot."""

    where: str
    reason: str


class Unread(Record, kw_only=True):
    """A line that could not be read: where it stands, what was found, what would work."""

    where: str
    why: str


Item = Community | Post | Reaction | Visit | Member | SamePerson | LeftOut | Unread


class Event(Record, kw_only=True):
    """Something that happened, such as a new host; without communities it concerns all."""

    on: date
    name: str
    communities: tuple[str, ...] = ()
