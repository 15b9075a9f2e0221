"""The rows of a Moodle forum export: a table, CSV or Excel, or the same as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from data.headings import plain_name
from data.importers import Choices, Question
from data.json_file import JsonFile
from data.records import Unread
from data.refusal import EmptyFileError
from data.row import Row
from data.said import say
from data.sheet import Sheet, beginning_of, examine_sheet, open_sheet
from data.upload import Form, Upload

NEEDED = ("id", "discussion", "parent", "userid", "created", "message")
_READ = (
    *NEEDED,
    "userfullname",
    "modified",
    "subject",
    "messageformat",
    "deleted",
    "privatereplyto",
)
_AGAIN = say("Nothing of this export was imported. Export the forum from Moodle again.")


@dataclass(frozen=True)
class Entry:
    """One post as the export has it: where it stands, and its fields by name, "" where missing."""

    where: str
    fields: dict[str, str]

    def __getitem__(self, field: str) -> str:
        """Return a field."""
        return self.fields.get(field, "")


@dataclass(frozen=True)
class Rows:
    """The rows of an export, whichever way it was made; they can be read several times."""

    upload: Upload
    choices: Choices

    def __iter__(self) -> Iterator[Entry | Unread]:
        """Yield each row, or why it cannot be read."""
        if self.upload.form is Form.JSON:
            yield from _of_json(self.upload)
            return
        sheet = open_sheet(self.upload, self.choices)
        names = [plain_name(name) for name in sheet.header]
        places = {field: names.index(field) for field in _READ if field in names}
        used = [sheet.header[places[field]] for field in NEEDED]
        for row in sheet.rows(used):
            if isinstance(row, Row):
                fields = {field: row.cells[place] for field, place in places.items()}
                yield Entry(row.where, fields)
            else:
                yield row


def is_forum_export(upload: Upload) -> bool:
    """Say whether a file has the fields of a Moodle forum export."""
    if upload.form is Form.JSON:
        head = upload.head().lstrip().removeprefix(b"\xef\xbb\xbf").lstrip()
        return head[:1] == b"[" and all(f'"{field}"'.encode() in head for field in NEEDED)
    table = beginning_of(upload)
    return table is not None and set(NEEDED) <= {plain_name(name) for name in table[0]}


def examined(upload: Upload, choices: Choices) -> tuple[Sheet | None, list[Question]]:
    """Return the table, None for JSON, and what must be asked before it can be read."""
    return (None, []) if upload.form is Form.JSON else examine_sheet(upload, choices)


def _of_json(upload: Upload) -> Iterator[Entry | Unread]:
    """Yield the posts of a list; Moodle wraps it in a list of sheets."""
    (name,) = upload.names()
    file = JsonFile(upload, name, "Moodle", _AGAIN)
    number = 0
    for raw in file.top():
        sheet = file.value(raw)
        for post in sheet if isinstance(sheet, list) else [sheet]:
            number += 1
            yield _entry(say("post {number}", number=number), post)
    if not number:
        raise EmptyFileError(upload.name, say("there is no post in it."), _AGAIN)


def _entry(where: str, post: Any) -> Entry | Unread:
    if not isinstance(post, dict):
        return Unread(where=where, why=say("it is no object with the fields of a post"))
    told = {plain_name(key): value for key, value in post.items()}
    odd = [key for key in _READ if isinstance(told.get(key), list | dict)]
    if odd:
        return Unread(where=where, why=say("its “{key}” is no text and no number", key=odd[0]))
    missing = [key for key in NEEDED if key not in told]
    if missing:
        return Unread(where=where, why=say("it has no “{key}”", key=missing[0]))
    fields = {field: _as_text(told.get(field)) for field in _READ}
    return Entry(where, fields)


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value).replace("\0", "")
