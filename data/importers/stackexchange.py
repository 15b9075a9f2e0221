"""Stack Exchange data dumps: Posts.xml, with Comments.xml and Users.xml beside it.

The dump is read twice: first for who took part in which question, so that a name in a text can be
told to be a person, then for the records. Other files of the dump are not read: votes have no
voter and a day instead of a time.
"""

import codecs
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import BinaryIO

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from data.called_by_name import SHORTEST_PREFIX, People, folded
from data.importers import Choices, Contains, Findings, Importer
from data.records import How, Item, LeftOut, Member, Post, Unread
from data.refusal import DamagedFileError, EmptyFileError, RefusedError, UnknownFormatError
from data.said import say
from data.stackexchange_text import of_comment, of_post
from data.upload import Form, Upload

_PARTS = ("posts", "comments", "users")
_QUESTION, _ANSWER, _TAG_WIKI = "1", "2", ("4", "5")
_BOT = "-1"
_AS_IT_IS = say("Take the file as the dump has it.")

Row = Mapping[str, str]


class _UnreadableError(ValueError):
    """A row that cannot be read; the message says why."""


def recognises(upload: Upload) -> bool:
    """Return True for a dump's posts, alone or in a zip or folder.

    An empty Posts.xml in a zip is recognised too, for a better message than "unknown".
    """
    if upload.form not in (Form.ZIP, Form.FOLDER):
        return upload.form is Form.XML and _are_posts(upload.head())
    return any(_are_posts(_head(upload, name)) for name in _all_posts(upload))


def examine(upload: Upload, choices: Choices) -> Findings:
    """Name the community after the file, unless the visitor has, and tell what is assumed."""
    files = _files(upload)
    told = {say("time zone"): say("UTC, as the platform writes it")}
    if choices.community is None:
        told[say("community")] = say(
            "“{community}”, after the name of the file", community=_site(upload)
        )
    told[say("members")] = (
        say("every account in Users.xml except -1, which is the site's own bot")
        if "users" in files
        else say("unknown, there is no Users.xml")
    )
    if "comments" not in files:
        told[say("comments")] = say("not in this export, there is no Comments.xml")
    return Findings(choices=_named(upload, choices), assumptions=told)


def read(upload: Upload, choices: Choices) -> Iterator[Item]:
    """Yield questions, answers and comments, then every account as a member."""
    files = _files(upload)
    community = _named(upload, choices).community
    talks = _talks(upload, files)
    empty = True
    for number, row in _rows(upload, files, "posts"):
        empty = False
        yield _read(_post, "posts", number, row, community, talks)
    if empty:
        raise EmptyFileError(
            upload.name,
            say("there is no post in it."),
            say("Check that the dump was saved whole."),
            _file_of("posts"),
        )
    for number, row in _rows(upload, files, "comments"):
        yield _read(_comment, "comments", number, row, community, talks)
    for number, row in _rows(upload, files, "users"):
        if row.get("Id") != _BOT:
            yield _read(_member, "users", number, row, community, talks)


# Which files there are


def _all_posts(upload: Upload) -> list[str]:
    return [name for name in upload.names() if _base(name) == "posts.xml"]


def _base(name: str) -> str:
    return PurePosixPath(name).name.lower()


def _head(upload: Upload, name: str) -> bytes:
    with upload.open(name) as stream:
        return stream.read(65536)


def _are_posts(head: bytes) -> bool:
    text = head.removeprefix(codecs.BOM_UTF8).strip()
    return not text or (text.startswith(b"<") and b"<posts" in text)


def _files(upload: Upload) -> dict[str, str]:
    """Return the name in the upload of each part of the dump that is there."""
    if upload.form not in (Form.ZIP, Form.FOLDER):
        return {"posts": upload.names()[0]}
    found = _all_posts(upload)
    if len(found) > 1:
        raise UnknownFormatError(
            upload.name,
            say("this holds {number} files Posts.xml, so more than one site.", number=len(found)),
            say("Hand in each site by itself."),
        )
    if not found:
        raise UnknownFormatError(
            upload.name,
            say("there is no Posts.xml in it."),
            say("Hand in the dump with its Posts.xml."),
        )
    folder = PurePosixPath(found[0]).parent
    beside = {_base(n): n for n in upload.names() if PurePosixPath(n).parent == folder}
    return {part: beside[f"{part}.xml"] for part in _PARTS if f"{part}.xml" in beside}


def _site(upload: Upload) -> str:
    """Return a readable name for the site: a dump says nowhere which one it is."""
    name = re.sub(r"\.(zip|xml)$", "", upload.name, flags=re.IGNORECASE)
    name = re.sub(r"[_\s]+", " ", name).strip()
    return "Stack Exchange" if name.lower() in ("", "posts") else name


def _named(upload: Upload, choices: Choices) -> Choices:
    if choices.community:
        return choices
    return replace(choices, community=_site(upload))


# Rows of XML


def _rows(upload: Upload, files: Mapping[str, str], part: str) -> Iterator[tuple[int, Row]]:
    """Yield the number and the attributes of each row; nothing where the part is not there."""
    if part not in files:
        return
    with upload.open(files[part]) as stream:
        yield from enumerate(_elements(upload, _file_of(part), stream, part), start=1)


def _file_of(part: str) -> str:
    return f"{part.title()}.xml"


def _elements(upload: Upload, called: str, stream: BinaryIO, root: str) -> Iterator[Row]:
    """Yield the attributes of all elements in the root, in constant memory."""
    events = iterparse(stream, ("start", "end"), forbid_dtd=True)
    top, depth = None, 0
    while True:
        try:
            event, element = next(events, (None, None))
        except RefusedError:  # of the gate, such as a file beyond the cap
            raise
        except (ParseError, DefusedXmlException, LookupError, ValueError) as problem:
            raise _refusal(upload, called, problem) from problem
        if event is None:
            return
        if top is None:
            top = element
            if top.tag != root:
                raise DamagedFileError(
                    upload.name,
                    say(
                        "it begins with <{found}> and not with <{wanted}>.",
                        found=top.tag[:40],
                        wanted=root,
                    ),
                    _AS_IT_IS,
                    called,
                )
        depth += 1 if event == "start" else -1
        if event == "end" and depth == 1:
            yield element.attrib
            top.clear()


_CUT_OFF = frozenset(("no element found", "unclosed token"))


def _refusal(upload: Upload, called: str, problem: Exception) -> RefusedError:
    """Return what to tell the visitor of a file that is no sound XML."""
    again = say("Save the dump again and hand in the new copy.")
    if isinstance(problem, DefusedXmlException):
        return DamagedFileError(
            upload.name,
            say(
                "it declares a document type or entities of its own, which no dump does and which "
                "can make a small file grow without end."
            ),
            _AS_IT_IS,
            called,
        )
    if not isinstance(problem, ParseError):
        return DamagedFileError(upload.name, say("its encoding cannot be read."), again, called)
    line, column = problem.position
    where = say("{file}, line {line}, column {column}", file=called, line=line, column=column + 1)
    found = str(problem).partition(":")[0]
    what = say("this is no sound XML in UTF-8 ({problem}).", problem=found)
    if found in _CUT_OFF:
        what = say("it is empty or cut off here.")
    return DamagedFileError(upload.name, what, again, where)


# Who took part in what


@dataclass(frozen=True)
class _Talks:
    """Which answer belongs to which question, and who took part there.

    ``took_part`` and ``names`` are keyed by the question's id and the person's id.
    """

    question_of: dict[str, str] = field(default_factory=dict)
    took_part: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, str] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)

    def question(self, post: str) -> str:
        """Return the question that a question or answer belongs to; an unknown post is its own."""
        return self.question_of.get(post, post)

    def others(self, question: str, author: str) -> People:
        """Return whom the author can mean, which is not the author."""
        others = sorted(self.took_part.get(question, set()) - {author})
        here = {person: self.names[person] for person in others if person in self.names}
        return People(here, self.called)


def _talks(upload: Upload, files: Mapping[str, str]) -> _Talks:
    talks = _Talks()
    for _, row in _rows(upload, files, "posts"):
        post = row.get("Id", "")
        if row.get("PostTypeId") == _ANSWER and row.get("ParentId"):
            talks.question_of[post] = row["ParentId"]
        if row.get("PostTypeId") in (_QUESTION, _ANSWER):
            people = talks.took_part[talks.question(post)]
            _note(talks, people, _owner(row, f"post/{post}"), row.get("OwnerDisplayName"))
            _note(talks, people, row.get("LastEditorUserId"), None)
    for _, row in _rows(upload, files, "comments"):
        if not row.get("PostId"):
            continue
        people = talks.took_part[talks.question(row["PostId"])]
        author = _commenter(row, f"comment/{row.get('Id')}")
        _note(talks, people, author, row.get("UserDisplayName"))
    wrote = set().union(*talks.took_part.values())
    for _, row in _rows(upload, files, "users"):
        if row.get("Id") in wrote and row.get("DisplayName"):
            talks.names[row["Id"]] = row["DisplayName"]
    for name in talks.names.values():
        called = {folded(name), folded(name.partition(" ")[0])}
        talks.called.update(one for one in called if len(one) >= SHORTEST_PREFIX)
    return talks


def _note(talks: _Talks, people: set[str], person: str | None, name: str | None) -> None:
    if person and person != _BOT:
        people.add(person)
        if name:
            talks.names[person] = name


# Records


def _read(
    one: Callable[[Row, str, _Talks], Item | str],
    part: str,
    number: int,
    row: Row,
    community: str,
    talks: _Talks,
) -> Item:
    """Return what a row says; ``one`` returns the record, or by which rule it is none."""
    try:
        read = one(row, community, talks)
    except _UnreadableError as problem:
        where = say("{file}, row {number}", file=_file_of(part), number=number)
        return Unread(where=where, why=problem.args[0])
    if isinstance(read, str):
        return LeftOut(where=f"{_file_of(part)}, row {number}", reason=read)
    return read


def _post(row: Row, community: str, talks: _Talks) -> Post | str:
    kind = _needed(row, "PostTypeId")
    if kind in _TAG_WIKI:
        return say("tag wiki")
    if kind not in (_QUESTION, _ANSWER):
        return say("post type {kind}", kind=kind)
    number = _number(row, "Id")
    author = _owner(row, f"post/{number}")
    if author == _BOT:
        return say("bot")
    question = talks.question(number)
    parent = row.get("ParentId") if kind == _ANSWER else None
    edited = _time(row, "LastEditDate") if row.get("LastEditDate") else None
    text, mentions = of_post(row.get("Title"), row.get("Body"), talks.others(question, author))
    return Post(
        community=community,
        author=author,
        at=_time(row, "CreationDate"),
        id=f"post/{number}",
        thread=f"post/{question}",
        reply_to=f"post/{parent}" if parent else None,
        how=How.UNKNOWN if kind == _ANSWER and not parent else How.KNOWN,
        text=text,
        edited=edited is not None,
        version=edited,
        mentions=mentions,
    )


def _comment(row: Row, community: str, talks: _Talks) -> Post | str:
    number = _number(row, "Id")
    author = _commenter(row, f"comment/{number}")
    if author == _BOT:
        return say("bot")
    post = row.get("PostId")
    question = talks.question(post) if post else ""
    text, mentions = of_comment(row.get("Text"), talks.others(question, author))
    return Post(
        community=community,
        author=author,
        at=_time(row, "CreationDate"),
        id=f"comment/{number}",
        thread=f"post/{question}" if post else None,
        reply_to=f"post/{post}" if post else None,
        how=How.KNOWN if post else How.UNKNOWN,
        text=text,
        mentions=mentions,
    )


def _member(row: Row, community: str, talks: _Talks) -> Member:
    joined = _time(row, "CreationDate") if row.get("CreationDate") else None
    return Member(community=community, person=_number(row, "Id"), joined=joined)


def _owner(row: Row, post: str) -> str:
    return row.get("OwnerUserId") or f"deleted:{row.get('OwnerDisplayName') or post}"


def _commenter(row: Row, comment: str) -> str:
    return row.get("UserId") or f"deleted:{row.get('UserDisplayName') or comment}"


def _needed(row: Row, attribute: str) -> str:
    value = row.get(attribute, "").strip()
    if not value:
        raise _UnreadableError(say("no {attribute}", attribute=attribute))
    return value


def _number(row: Row, attribute: str) -> str:
    value = _needed(row, attribute)
    if not re.fullmatch(r"-?[0-9]{1,18}", value):
        raise _UnreadableError(
            say(
                "{attribute} is “{value}”, a whole number is needed",
                attribute=attribute,
                value=value[:40],
            )
        )
    return value


def _time(row: Row, attribute: str) -> datetime:
    value = _needed(row, attribute)
    try:
        time = datetime.fromisoformat(value)
        return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time
    except (ValueError, OverflowError) as problem:
        raise _UnreadableError(
            say(
                "{attribute} is “{value}”, a time such as 2018-03-12T17:00:45.567 is needed",
                attribute=attribute,
                value=value[:40],
            )
        ) from problem


IMPORTER = Importer(
    name="stackexchange",
    label="Stack Exchange data dump (folder or .zip with Posts.xml)",
    platform="stackexchange",
    who_may_export="Anybody: the dumps of all public sites are open.",
    how_to_export=(
        "Download the data dump of one site: as a .7z archive with one XML file per table.",
        "Unpack it and zip Posts.xml, Comments.xml and Users.xml; name the zip after the site.",
    ),
    contains=frozenset({Contains.PARENTS, Contains.ROOTS, Contains.MEMBERS, Contains.TEXT}),
    recognises=recognises,
    read=read,
    examine=examine,
)
