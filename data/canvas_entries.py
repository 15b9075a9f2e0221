"""The files in which Canvas gives a discussion: whole (/view), or lists of entries and replies.

Entries answer each other by id, and ids are unique in all of Canvas: a file with the replies to one
entry belongs to the file with that entry, whatever they are called.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from data.json_file import JsonFile, any_head, is_json
from data.json_shape import Shape
from data.records import LeftOut
from data.said import say
from data.upload import Form, Upload

_AGAIN = say("Nothing of this export was imported. Save the discussion from Canvas again.")
_OF_VIEW = (
    "unread_entries",
    "forced_entries",
    "entry_ratings",
    "participants",
    "view",
    "new_entries",
)
_VIEW = re.compile(rb'"(' + "|".join(_OF_VIEW).encode() + rb')"\s*:')
_ENTRY = (b'"user_id"', b'"message"', b'"created_at"')
_OF_LIST = re.compile(rb'"(?:recent_replies|has_more_replies|read_state|parent_id)"\s*:')


class Entry(Shape):
    """An entry of a discussion; its replies are not in their shape yet."""

    id: int | str
    user_id: int | str | None = None
    parent_id: int | str | None = None
    user_name: str | None = None
    message: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    deleted: bool | None = None
    replies: tuple[Any, ...] | None = None
    recent_replies: tuple[Any, ...] | None = None
    has_more_replies: bool | None = None

    @property
    def is_deleted(self) -> bool:
        """Say whether nothing is left of it, neither who wrote it nor what."""
        return bool(self.deleted) or (self.user_id is None and self.message is None)


class Participant(Shape):
    """Somebody who wrote in a discussion."""

    id: int | str
    display_name: str | None = None


@dataclass(frozen=True)
class Found:
    """An entry with its place in words and the id of the entry it answers, or why it is none."""

    where: str
    entry: Entry | str
    parent: str | None


@dataclass(kw_only=True)
class Discussions:
    """What all files say together: who answers what, how people are called, what is cut off."""

    parents: dict[str, str | None] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    cut: int = 0

    def opening(self, entry: str, parent: str | None) -> str:
        """Return the entry that opens the thread of another, as far up as the files reach."""
        passed = {entry}
        while parent is not None and parent not in passed:
            entry, parent = parent, self.parents.get(parent)
            passed.add(entry)
        return entry


def holds_discussion(upload: Upload) -> bool:
    """Return True for a discussion as Canvas gives it, alone or in a zip or folder."""
    return any_head(upload, _is_discussion)


def found_in(upload: Upload) -> Iterator[Found | LeftOut]:
    """Yield every entry, answers after what they answer; raise DamagedFileError for broken JSON."""
    for name in upload.names():
        if upload.form is not Form.JSON and not is_json(name):
            yield LeftOut(where=name, reason=say("a file without messages"))
            continue
        file = JsonFile(upload, name, "Canvas", _AGAIN)
        lists = _lists(file)
        if lists is None:
            yield LeftOut(where=name, reason=say("a file without messages"))
            continue
        values = (file.value(raw) for one in lists for raw in one)
        entries = (pair for value in values for pair in _below(file, value))
        for number, (entry, parent) in enumerate(entries, start=1):
            where = say("{file}, entry {number}", file=name, number=number)
            yield Found(where, entry, parent)


def discussions_of(upload: Upload) -> Discussions:
    """Look an upload through once."""
    told = Discussions()
    for found in found_in(upload):
        if isinstance(found, LeftOut) or isinstance(found.entry, str):
            continue
        entry = found.entry
        told.parents[str(entry.id)] = found.parent
        told.cut += bool(entry.has_more_replies)
        if entry.user_id is not None and entry.user_name:
            told.names[str(entry.user_id)] = entry.user_name
    told.names |= _participants(upload)
    return told


def _participants(upload: Upload) -> dict[str, str]:
    names = {}
    for name in upload.names():
        if upload.form is not Form.JSON and not is_json(name):
            continue
        file = JsonFile(upload, name, "Canvas", _AGAIN)
        top = file.top()
        for raw in file.listed(top.get("participants")) if isinstance(top, dict) else ():
            person = file.shaped(file.value(raw), Participant)
            if isinstance(person, Participant) and person.display_name:
                names[str(person.id)] = person.display_name
    return names


def _lists(file: JsonFile) -> list[list[msgspec.Raw]] | None:
    """Return the lists of entries of a file; None where it holds none."""
    top = file.top()
    if isinstance(top, list):
        first = file.value(top[0]) if top else None
        is_entry = isinstance(first, dict) and "id" in first and {"message", "deleted"} & set(first)
        return [top] if is_entry else None
    if "view" not in top:
        return None
    return [file.listed(top["view"]), file.listed(top.get("new_entries"))]


def _below(file: JsonFile, value: Any) -> Iterator[tuple[Entry | str, str | None]]:
    """Yield an entry and all below it, each with the id of the one it answers."""
    waiting: list[tuple[Any, str | None]] = [(value, None)]
    while waiting:
        inner, above = waiting.pop()
        entry = file.shaped(inner, Entry)
        if isinstance(entry, str):
            yield entry, above
            continue
        parent = above if entry.parent_id is None else str(entry.parent_id)
        yield entry, parent
        below = (*(entry.replies or ()), *(entry.recent_replies or ()))
        waiting += [(one, str(entry.id)) for one in reversed(below)]


def _is_discussion(head: bytes) -> bool:
    begin = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if begin.startswith(b"{"):
        first = _VIEW.match(begin[1:].lstrip())
        return bool(first) and len(set(_VIEW.findall(begin))) > 1
    return (
        begin.startswith(b"[")
        and all(sign in begin for sign in _ENTRY)
        and bool(_OF_LIST.search(begin))
    )
