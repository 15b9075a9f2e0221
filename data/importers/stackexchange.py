"""Stack Exchange data dumps: Posts.xml, with Comments.xml and Users.xml beside it.

The dump is read twice: first for who took part in which question, so that a name in a text can be
told to be a person, then for the records. Other files of the dump are not read: votes have no
voter and a day instead of a time.
"""

import codecs
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import BinaryIO

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from data.importers import Choices, Contains, Findings, Importer
from data.records import How, Item, LeftOut, Member, Post, Unread
from data.refusal import DamagedFileError, EmptyFileError, RefusedError, UnknownFormatError
from data.said import say
from data.upload import Form, Upload

_PARTS = ("posts", "comments", "users")
_QUESTION, _ANSWER, _TAG_WIKI = "1", "2", ("4", "5")
_BOT = "-1"
_SOMEBODY = "@member"
_AS_IT_IS = say("Take the file as the dump has it.")
_SHORTEST_PREFIX = 3  # letters: from here on the platform takes the start of a name for the name

Row = Mapping[str, str]


class _UnreadableError(ValueError):
    """A row that cannot be read; the message says why."""


def recognises(upload: Upload) -> bool:
    """Return True for a dump's posts, alone or in a zip or folder.

    An empty Posts.xml in a zip is recognised too, for a better message than "unknown".
    """
    if upload.form not in (Form.ZIP, Form.FOLDER):
        return _are_posts(upload.head())
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
class _People:
    """Whom a text can mean: ``here`` has the names of those in the same talk, by person.

    ``anywhere`` has the folded names, and first words of names, of all who ever wrote: enough to
    take a name out of a text, too little to say whose it is.
    """

    here: Mapping[str, str] = field(default_factory=dict)
    anywhere: Set[str] = frozenset()


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

    def others(self, question: str, author: str) -> _People:
        """Return whom the author can mean, which is not the author."""
        others = sorted(self.took_part.get(question, set()) - {author})
        here = {person: self.names[person] for person in others if person in self.names}
        return _People(here, self.called)


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
        called = {_folded(name), _folded(name.partition(" ")[0])}
        talks.called.update(one for one in called if len(one) >= _SHORTEST_PREFIX)
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
    text, mentions = _of_post(row, talks.others(question, author))
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
    text, mentions = _of_comment(row.get("Text"), talks.others(question, author))
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


# Text without markup and without names

Text = tuple[str | None, tuple[str, ...]]

_PROFILE = re.compile(r"https?://[\w.-]+/users/(-?[0-9]+)(?:/[^\s)\]]*)?")
_LINK = re.compile(
    r"\[([^\[\]]*)\]\((https?://[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)(?: +\"[^\"]*\")?\)"
)
_AT = re.compile(rf"(?<![\w@`])(?!{_SOMEBODY}\b)@ ?(?=\w)")
_WORD = r"[^\s@,:;!?()\[\]{}\"“”*/<>`…]+"
_WORDS = [re.compile(" ".join([_WORD] * count)) for count in (3, 2, 1)]
_LONGEST_NAME = 100
# The parser takes quadratic time over tags and comments that never end; these make it text.
_NOTE = re.compile(r"<!--[^<>]*-->")
_STRAY = re.compile(r"<(?![A-Za-z/][^<>]*>)")


def _of_post(row: Row, people: _People) -> Text:
    """Return a post's title and body as plain text, and whom it mentions."""
    if row.get("Title") is None and row.get("Body") is None:
        return None, ()
    plain = _Plain(people)
    plain.feed(_STRAY.sub("&lt;", _NOTE.sub("", row.get("Body", ""))))
    plain.close()
    whole = "\n".join(part for part in (row.get("Title"), plain.text()) if part)
    text, mentions = _without_names(_PROFILE.sub(_SOMEBODY, whole), people)
    return text, tuple(dict.fromkeys((*plain.mentions, *mentions)))


def _of_comment(text: str | None, people: _People) -> Text:
    """Return a comment without link addresses, and whom it mentions."""
    if text is None:
        return None, ()
    mentions = []

    def label(link: re.Match) -> str:
        profile = _PROFILE.match(link[2])
        if not profile:
            return link[1]
        mentions.extend(_linked(profile[1], link[1], people))
        return _SOMEBODY

    plain = _PROFILE.sub(_SOMEBODY, _LINK.sub(label, text))
    plain, called = _without_names(plain, people, spoken_to_at_start=True)
    return plain, tuple(dict.fromkeys((*mentions, *called)))


def _linked(person: str, label: str, people: _People) -> list[str]:
    """Return the person a profile link is to; on another site the number is somebody else's."""
    name = people.here.get(person)
    return [person] if name and _folded(name) == _folded(label.removeprefix("@")) else []


def _without_names(text: str, people: _People, spoken_to_at_start: bool = False) -> Text:
    """Put "@member" for each "@Name" of somebody who wrote here, and return whom that means.

    A comment often begins with the name of somebody whose own words are gone: there any name goes.
    """
    kept, mentions, done = [], [], 0
    start = len(text) - len(text.lstrip())
    for sign in _AT.finditer(text):
        if sign.start() < done:
            continue
        rest = text[sign.end() : sign.end() + _LONGEST_NAME]
        length, meant = _called(rest, people)
        if not length and spoken_to_at_start and sign.start() == start:
            length = len(_words(rest)[-2])
        if length:
            kept += [text[done : sign.start()], _SOMEBODY]
            done = sign.end() + length
            mentions += meant if len(meant) == 1 else []
    return "".join([*kept, text[done:]]), tuple(dict.fromkeys(mentions))


def _called(text: str, people: _People) -> tuple[int, list[str]]:
    """Return how many letters at the start of a text are a name, and whose it may be.

    The whole name with its spaces goes first, then a word that is the name without spaces, then one
    that begins it, as the platform itself finds whom to notify; then names from other talks.
    """
    here = people.here
    whole = [person for person, name in here.items() if _begins(text, name)]
    if whole:
        longest = max(len(here[person]) for person in whole)
        return longest, [person for person in whole if len(here[person]) == longest]
    words = _words(text)
    for part in words[-2:]:
        wanted = _folded(part)
        same = [person for person, name in here.items() if _folded(name) == wanted]
        if not same and len(wanted) >= _SHORTEST_PREFIX:
            same = [person for person, name in here.items() if _folded(name).startswith(wanted)]
        if same:
            return len(part), same
    return next((len(part) for part in words if _folded(part) in people.anywhere), 0), []


def _begins(text: str, name: str) -> bool:
    return text[: len(name)].casefold() == name.casefold() and not re.match(
        r"\w", text[len(name) :]
    )


def _words(text: str) -> list[str]:
    """Return the first three, two and one words of a text, then the letters it begins with."""
    found = [words[0] for pattern in _WORDS if (words := pattern.match(text))]
    plain = [re.sub(r"['’]s$", "", words.rstrip(".'’-_")) for words in found]
    return [*plain, re.match(r"\w*", text)[0]]


def _folded(name: str) -> str:
    return re.sub(r"\s", "", name).casefold()


_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | {"br", "dd", "div", "dl", "dt", "hr", "li", "ol", "p", "table", "tr", "ul"}
_DEEPEST_QUOTE = 9


class _Plain(HTMLParser):
    """Turns HTML into lines: quotes begin with "> ", code stands in backticks, links are words."""

    def __init__(self, people: _People) -> None:
        """Take those whom a link to a profile can mean."""
        super().__init__(convert_charrefs=True)
        self.mentions: list[str] = []
        self._people = people
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._pre = False
        self._code: list[str] | None = None
        self._profile: tuple[str, list[str]] | None = None

    def text(self) -> str:
        """Return the lines that have anything on them."""
        self._break()
        return "\n".join(self._lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, a quote, code, or a link to a person."""
        if tag == "blockquote":
            self._break()
            self._quotes += 1
        elif tag == "pre" and not self._pre:
            self._break()
            self._pre = True
            self._write("```")
            self._break()
        elif tag in _BLOCKS:
            self._break()
        elif tag in ("td", "th"):
            self._write(" ")
        elif tag == "code" and not self._pre and self._code is None:
            self._code = []
        elif tag == "a":
            profile = _PROFILE.match(dict(attrs).get("href") or "")
            if profile:
                self._profile = (profile[1], [])

    def handle_endtag(self, tag: str) -> None:
        """End a line, a quote, code, or a link to a person."""
        if tag == "blockquote":
            self._break()
            self._quotes = max(0, self._quotes - 1)
        elif tag == "pre" and self._pre:
            self._break()
            self._write("```")
            self._pre = False
            self._break()
        elif tag in _BLOCKS:
            self._break()
        elif tag == "code":
            self._end_code()
        elif tag == "a" and self._profile:
            person, label = self._profile
            self._profile = None
            self.mentions += _linked(person, "".join(label), self._people)
            self._write(_SOMEBODY)

    def handle_data(self, data: str) -> None:
        """Write words: as they are laid out in code, else with single spaces."""
        if self._profile:
            self._profile[1].append(data)
        elif self._pre:
            for number, line in enumerate(data.replace("`", "'").splitlines()):
                if number:
                    self._break()
                self._write(line)
        elif self._code is not None:
            self._code.append(data)
        else:
            self._write(re.sub(r"\s+", " ", data))

    def close(self) -> None:
        """Write what was begun and never ended."""
        super().close()
        if self._profile:
            self.handle_endtag("a")
        self._end_code()
        if self._pre:
            self.handle_endtag("pre")

    def _end_code(self) -> None:
        if self._code is not None:
            code = re.sub(r"\s+", " ", "".join(self._code).replace("`", "'")).strip()
            self._code = None
            self._write(f"`{code}`" if code else "")

    def _break(self) -> None:
        line = "".join(self._line)
        line = line.rstrip() if self._pre else re.sub(" +", " ", line).strip()
        if line:
            self._lines.append("> " * min(self._quotes, _DEEPEST_QUOTE) + line)
        self._line = []

    def _write(self, words: str) -> None:
        self._line.append(words)


IMPORTER = Importer(
    name="stackexchange",
    label="Stack Exchange data dump (folder or .zip with Posts.xml)",
    platform="stackexchange",
    how_to_export=(
        "Download the data dump of one site: as a .7z archive with one XML file per table.",
        "Unpack it and zip Posts.xml, Comments.xml and Users.xml; name the zip after the site.",
    ),
    contains=frozenset({Contains.PARENTS, Contains.ROOTS, Contains.MEMBERS, Contains.TEXT}),
    recognises=recognises,
    read=read,
    examine=examine,
)
