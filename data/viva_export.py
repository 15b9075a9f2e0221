"""The tables of a Viva Engage (Yammer) network export, and what holds for them as a whole.

The export holds every version of a message and messages that were deleted since; columns vary by
year and are read by name.
"""

import re
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

from data.headings import plain_name
from data.importers import Choices
from data.records import LeftOut, Unread
from data.refusal import RefusedError
from data.row import Row
from data.said import say
from data.sheet import Sheet, open_sheet
from data.times import Clock, Survey
from data.upload import Form, Upload

EVERYBODY = "All Company"
"""What the platform calls the community of all members of a network."""

_MESSAGES = frozenset({"id", "threadid", "repliedtoid", "senderid", "createdat"})
_ONLY_HERE = frozenset(
    {"senderemail", "sendertype", "inprivategroup", "inprivateconversation", "gdprdeleteurl"}
)
_USERS = frozenset({"id", "email", "joinedat"})
_OF_USERS = frozenset({"state", "guid", "suspendedat", "deletedbytype"})
_SOUGHT_IN = 50
_NEEDED = ("messages", "users")
_BATCH = 10_000
_YES = frozenset({"true", "t", "1", "yes"})


class Table:
    """One table of the export; cells are found by the name of their column."""

    def __init__(self, upload: Upload, name: str) -> None:
        """Open the table; raise RefusedError where its first rows make none."""
        alone = upload.form is Form.TEXT
        self.name, self._alone = name, alone
        self._sheet: Sheet = open_sheet(upload if alone else upload.text_member(name), Choices())
        self._places = {plain_name(one): n for n, one in enumerate(self._sheet.header) if one}

    @property
    def folder(self) -> str:
        """Return the folder it lies in: each network of an export has one."""
        return "" if self._alone else str(PurePosixPath(self.name).parent).removeprefix(".")

    @property
    def holds_messages(self) -> bool:
        """Say whether its rows are messages."""
        return _are_of_messages(self._places.keys())

    @property
    def holds_users(self) -> bool:
        """Say whether its rows are accounts."""
        return self._places.keys() >= _USERS and bool(self._places.keys() & _OF_USERS)

    def rows(self) -> Iterator["Line | Unread"]:
        """Yield each row, or why it cannot be read."""
        for row in self._sheet.rows():
            where = row.where
            if not self._alone:
                where = say("{file}, {row}", file=self.name, row=where)
            if isinstance(row, Row):
                yield Line(self._places, row, where)
            else:
                yield Unread(where=where, why=row.why)


class Line:
    """A row by the names of its columns; what the export writes for "nothing" is empty."""

    def __init__(self, places: dict[str, int], row: Row, where: str) -> None:
        """Keep the row and its place in words."""
        self._places, self._cells = places, row.cells
        self.number, self.where = row.number, where

    def of(self, column: str) -> str:
        """Return a cell; empty where the column is missing."""
        place = self._places.get(column.replace("_", ""))
        cell = self._cells[place].strip() if place is not None else ""
        return "" if cell.casefold() == "null" else cell

    def says(self, column: str) -> bool:
        """Say whether a cell says yes."""
        return self.of(column).casefold() in _YES


@dataclass(frozen=True, kw_only=True)
class Export:
    """The tables that are read, and the members that are not."""

    messages: list[Table]
    users: list[Table]
    ignored: list[str]


def holds_export(upload: Upload) -> bool:
    """Return True for a table of messages as this platform names its columns, alone or zipped."""
    if upload.form is Form.TEXT:
        return _are_of_messages(_header(upload.head()))
    if upload.form not in (Form.ZIP, Form.FOLDER):
        return False
    tables = [name for name in upload.names() if _is_table(name)][:_SOUGHT_IN]
    return any(_are_of_messages(_header(upload.head_of(name))) for name in tables)


def export_of(upload: Upload) -> Export:
    """Return the tables of an export; raise RefusedError where one that is needed is damaged."""
    export = Export(messages=[], users=[], ignored=[])
    for name in upload.names():
        table = _table(upload, name)
        if table and table.holds_messages:
            export.messages.append(table)
        elif table and table.holds_users:
            export.users.append(table)
        else:
            export.ignored.append(name)
    return export


def _table(upload: Upload, name: str) -> Table | None:
    if upload.form is not Form.TEXT and not _is_table(name):
        return None
    try:
        return Table(upload, name)
    except RefusedError:
        if PurePosixPath(name).stem.lower() in _NEEDED:
            raise
        return None


def _is_table(name: str) -> bool:
    return name.lower().endswith(".csv")


def _header(head: bytes) -> set[str]:
    """Return the names of columns in a first line, whatever parts them."""
    first = head.decode("utf-8-sig", "replace").lstrip().partition("\n")[0]
    return {plain_name(name.strip(' "\r')) for name in re.split(r"[,;\t|]", first)}


def _are_of_messages(columns: Set[str]) -> bool:
    return columns >= _MESSAGES and bool(columns & _ONLY_HERE)


@dataclass(kw_only=True)
class Versions:
    """What all versions of the messages say together.

    Of every message that stands there more than once, by table and id, ``latest`` has the time and
    number of its latest row, and ``first`` the time it was written first. ``names`` has the names
    of communities that are not private, by folder and id. ``written`` tells how times are written.
    """

    latest: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    first: dict[tuple[str, str], str] = field(default_factory=dict)
    deleted: set[tuple[str, str]] = field(default_factory=set)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    written: Survey = field(default_factory=lambda: Survey("created_at"))

    def community(self, folder: str, line: Line) -> str:
        """Return the community a message stands in."""
        return self.names[folder, line.of("group_id") or line.of("group_name")]


def versions_of(export: Export) -> Versions:
    """Look all messages through once."""
    versions, times = Versions(), []
    for table in export.messages:
        once: dict[str, tuple[str, int]] = {}
        for line in table.rows():
            if isinstance(line, Unread):
                continue
            times.append(line.of("created_at"))
            if len(times) == _BATCH:
                versions.written.add(times)
                times.clear()
            _note(versions, table, line, once)
    versions.written.add(times)
    _tell_apart(versions)
    return versions


def _note(versions: Versions, table: Table, line: Line, once: dict[str, tuple[str, int]]) -> None:
    """Note a row: ``once`` has time and number of the first row of each message of the table."""
    id, this = line.of("id"), (line.of("created_at"), line.number)
    key = (table.name, id)
    if id in once:
        versions.latest[key] = max(versions.latest.get(key, once[id]), this)
        versions.first[key] = min(versions.first.get(key, once[id][0]), this[0])
    elif id:
        once[id] = this
    if line.of("deleted_at"):
        versions.deleted.add(key)
    if not line.says("in_private_group") and not line.says("in_private_conversation"):
        _name(versions, table.folder, line)


def _name(versions: Versions, folder: str, line: Line) -> None:
    group, name = line.of("group_id"), line.of("group_name")
    everybody = f"{EVERYBODY} {folder}".strip()
    if not group and not name:
        versions.names[folder, ""] = everybody
    elif name:
        versions.names[folder, group or name] = name
    else:
        versions.names.setdefault((folder, group), say("group {number}", number=group))


def _tell_apart(versions: Versions) -> None:
    alike = Counter(versions.names.values())
    for (folder, group), name in versions.names.items():
        if alike[name] > 1:
            versions.names[folder, group] = f"{name} {group}".strip()


def moment(clock: Clock, line: Line, column: str) -> datetime | None:
    """Return the time in a cell; None where it is empty or no time."""
    value = line.of(column)
    return clock.read(value) if value else None


def left_over(export: Export) -> Iterator[LeftOut]:
    """Yield the members that hold no messages and no accounts."""
    for name in export.ignored:
        yield LeftOut(where=name, reason=say("a file without messages"))
