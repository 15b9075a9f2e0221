"""The files of a Discourse export: topics and posts as JSON, or our own query's result as CSV."""

from collections.abc import Iterator, Sequence
from typing import Any

from data.discourse_post import Source, Topic
from data.headings import plain_name
from data.json_file import JsonFile, any_head, is_json
from data.records import LeftOut, Unread
from data.row import Row
from data.said import say
from data.sheet import Sheet, beginning_of
from data.upload import Form, Upload

_WRITER = "Discourse"
_AGAIN = say("Nothing of this export was imported. Save that page of the forum again.")
_COLUMNS = {plain_name(name): name for name in Source.__struct_fields__}
# How the columns of our query, and of earlier ones, are called otherwise than in the JSON.
_COLUMNS |= {"postid": "id"}
_NEEDED = frozenset({"topic_id", "post_number", "created_at", "username"})

Found = tuple[str, Source, Topic]
"""Where a post stands, the post, and its topic."""


def holds_posts(upload: Upload) -> bool:
    """Say whether a file, or one of the first of many, holds a topic or a post of Discourse."""
    return any_head(upload, _is_discourse) or is_query(upload)


def is_query(upload: Upload) -> bool:
    """Say whether a file is a table with the columns of our query."""
    table = beginning_of(upload)
    fields = _fields(table[0]) if table else {}
    return fields.keys() >= _NEEDED and bool({"cooked", "raw"} & fields.keys())


def is_user_archive(upload: Upload) -> bool:
    """Say whether a file is what members download of their own posts."""
    if upload.form in (Form.ZIP, Form.FOLDER):
        return any("user_archive" in name.rpartition("/")[2] for name in upload.names())
    table = beginning_of(upload)
    names = {plain_name(name) for name in table[0]} if table else set()
    return {"topictitle", "url"} <= names and bool({"postraw", "post"} & names)


def rows_of(sheet: Sheet) -> Iterator[tuple[str, Source, str] | Unread]:
    """Yield where each row of a table stands, its post and its category."""
    fields = _fields(sheet.header)
    category = [plain_name(name) for name in sheet.header]
    place = category.index("category") if "category" in category else -1
    used = [sheet.header[at] for name, at in fields.items() if name in _NEEDED]
    for row in sheet.rows(used):
        if not isinstance(row, Row):
            yield row
            continue
        cells = {name: row.cells[at] or None for name, at in fields.items()}
        source = Source(**{name: cells.get(name) or "" for name in _NEEDED} | cells)
        missing = [name for name in ("topic_id", "post_number", "created_at") if not cells[name]]
        if missing:
            why = say("column {column} is empty", column=missing[0])
            yield Unread(where=row.where, why=why)
        else:
            yield row.where, source, row.cells[place].strip() if place >= 0 else ""


def posts_of(upload: Upload) -> Iterator[Found | LeftOut | Unread | tuple[str, list[str]]]:
    """Yield each post of all JSON files, and for each topic its id with the ids of all its posts.

    Raises DamagedFileError naming the member that is no JSON.
    """
    for name in upload.names():
        if upload.form is not Form.JSON and not is_json(name):
            yield LeftOut(where=name, reason=say("a file without posts"))
            continue
        file = JsonFile(upload, name, _WRITER, _AGAIN)
        yield from _of_file(file, name)


def _of_file(file: JsonFile, name: str) -> Iterator:
    top, topic = file.top(), Topic()
    if isinstance(top, list):
        posts = [file.value(raw) for raw in top]
        if not any(map(_is_post, posts)):
            posts = []
    elif "post_stream" in top:
        stream = file.value(top["post_stream"])
        parts = {key: file.value(top[key]) for key in Topic.__struct_fields__ if key in top}
        read = file.shaped(parts, Topic)
        if isinstance(read, str):
            yield Unread(where=name, why=read)
            return
        topic = read
        posts = _listed(stream, "posts")
        yield str(topic.id), [str(one) for one in _listed(stream, "stream")]
    elif {"post_number", "topic_id"} <= top.keys():
        posts = [{key: file.value(raw) for key, raw in top.items() if key in _FIELDS}]
    else:
        posts = file.value(top["latest_posts"]) if "latest_posts" in top else []
    if not posts or not isinstance(posts, list):
        yield LeftOut(where=name, reason=say("a file without posts"))
        return
    for number, post in enumerate(posts, start=1):
        where = say("{file}, post {number}", file=name, number=number)
        source = file.shaped(post, Source)
        yield (
            Unread(where=where, why=source)
            if isinstance(source, str)
            else (
                where,
                source,
                topic,
            )
        )


_FIELDS = frozenset(Source.__struct_fields__)


def _is_post(value: Any) -> bool:
    return isinstance(value, dict) and {"post_number", "topic_id"} <= value.keys()


def _listed(value: Any, key: str) -> list:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def _is_discourse(head: bytes) -> bool:
    if b'"post_stream"' in head or b'"latest_posts"' in head:
        return True
    return b'"post_number"' in head and b'"topic_id"' in head


def _fields(header: Sequence[str]) -> dict[str, int]:
    """Return the place of each field of a post in a table."""
    names = [plain_name(name) for name in header]
    return {_COLUMNS[name]: at for at, name in enumerate(names) if name in _COLUMNS}
