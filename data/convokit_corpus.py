"""The files of a ConvoKit corpus: lines of utterances, and the speakers beside them."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import msgspec

from data.called_by_name import SHORTEST_PREFIX, folded
from data.headings import MEMBERS, named
from data.json_file import JsonFile, value_of
from data.json_shape import BrokenJsonError, Shape, shaped
from data.records import Member
from data.refusal import AmbiguousFormatError
from data.said import say
from data.upload import Form, Upload

GONE = frozenset({"[deleted]", "[removed]"})
"""What stands in the place of a person or a text that is no longer there."""

_WRITER = "ConvoKit"
_AGAIN = say("Nothing of this export was imported. Save the corpus again, with corpus.dump.")
_SPEAKERS = ("speakers.json", "users.json")
_SIGNS = (
    re.compile(rb'"(?:speaker|user)"\s*:'),
    re.compile(rb'"(?:conversation_id|root)"\s*:'),
    re.compile(rb'"reply[_-]to"\s*:'),
    re.compile(rb'"text"\s*:'),
)
_BOTS = frozenset({"automoderator"})
_IS_BOT = ("bot", "is_bot", "is-bot")
_ATTRIBUTES = ("department", "level", "place", "role")


class Utterance(Shape):
    """What somebody said."""

    id: str | int
    speaker: str | int | None = None
    user: str | int | None = None
    conversation_id: str | int | None = None
    root: str | int | None = None
    reply_to: str | int | None = None
    reply: str | int | None = msgspec.field(default=None, name="reply-to")
    timestamp: Any = None
    text: str | None = None

    @property
    def author(self) -> str:
        """Return who said it; corpora of older versions say "user"."""
        return _text(self.speaker) or _text(self.user)

    @property
    def time(self) -> str:
        """Return when it was said, as it is written; empty where nobody noted it."""
        return _text(self.timestamp) if isinstance(self.timestamp, str | int | float) else ""

    @property
    def parent(self) -> str | None:
        """Return the answered utterance; corpora of older versions say "reply-to"."""
        return _text(self.reply_to) or _text(self.reply) or None

    @property
    def conversation(self) -> str | None:
        """Return the conversation; corpora of older versions say "root"."""
        return _text(self.conversation_id) or _text(self.root) or None


@dataclass(frozen=True)
class Speakers:
    """Everybody in a corpus: whose names go out of texts, who is a bot, what is known of them."""

    called: frozenset[str]
    bots: frozenset[str]
    known: tuple[Member, ...]

    def are_bots(self, person: str) -> bool:
        """Say whether somebody is no person."""
        return person in self.bots or person.casefold() in _BOTS


def all_utterances(upload: Upload) -> list[str]:
    """Return the members that hold lines of utterances, whatever they are called."""
    if upload.form is Form.JSON:
        return [name for name in upload.names() if _are_utterances(upload.head())]
    if upload.form not in (Form.ZIP, Form.FOLDER):
        return []
    lines = [name for name in upload.names() if name.lower().endswith(".jsonl")]
    return [name for name in lines if _are_utterances(upload.head_of(name))]


def _are_utterances(head: bytes) -> bool:
    first = head.removeprefix(codecs.BOM_UTF8).lstrip().partition(b"\n")[0]
    return first.startswith(b"{") and all(sign.search(first) for sign in _SIGNS)


def utterances_of(upload: Upload) -> str:
    """Return the one member with utterances; refuse an upload with several."""
    found = all_utterances(upload)
    if len(found) > 1:
        raise AmbiguousFormatError(
            upload.name,
            say("there is more than one corpus in it ({names}).", names=", ".join(found)),
            say("Hand them in one at a time."),
        )
    return found[0]


def beside_of(upload: Upload, utterances: str) -> str | None:
    """Return the list of speakers in the same folder, if there is one."""
    if upload.form is Form.JSON:
        return None
    present = set(upload.names())
    names = (str(PurePosixPath(utterances).with_name(name)) for name in _SPEAKERS)
    return next((name for name in names if name in present), None)


def speakers_of(upload: Upload, utterances: str, beside: str | None, community: str) -> Speakers:
    """Return the listed speakers; without a list, those who speak."""
    everybody: dict[str, dict[str, Any]] = {}
    if beside is None:
        for _, line in lines_of(upload, utterances):
            if isinstance(line, Utterance):
                everybody.setdefault(line.author, {})
    else:
        file = JsonFile(upload, beside, _WRITER, _AGAIN)
        top = file.top()
        for person, raw in top.items() if isinstance(top, dict) else ():
            about = file.value(raw)
            about = about.get("meta", about) if isinstance(about, dict) else {}
            everybody[person] = about if isinstance(about, dict) else {}
    bots = {person for person, about in everybody.items() if _is_bot(person, about)}
    known = [_member(person, about, community) for person, about in everybody.items()]
    return Speakers(
        called=frozenset(
            called for called in map(folded, everybody) if len(called) >= SHORTEST_PREFIX
        ),
        bots=frozenset(bots),
        known=tuple(one for one in known if one and one.person not in bots),
    )


def _is_bot(person: str, about: dict[str, Any]) -> bool:
    return person.casefold() in _BOTS or any(about.get(key) in (True, "True") for key in _IS_BOT)


def _member(person: str, about: dict[str, Any], community: str) -> Member | None:
    """Return what is known of a speaker; None where that is nothing."""
    said = {key: str(value) for key, value in about.items() if isinstance(value, str | int)}
    columns = {meaning: named(list(said), MEMBERS[meaning]) for meaning in _ATTRIBUTES}
    known = {meaning: said[keys[0]] for meaning, keys in columns.items() if keys}
    if not any(known.values()):
        return None
    return Member(community=community, person=person, listed=False, **known)


def lines_of(upload: Upload, utterances: str) -> Iterator[tuple[str, Utterance | str]]:
    """Yield place and content of each line, or why it cannot be read."""
    with upload.open(utterances) as stream:
        for number, raw in enumerate(stream, start=1):
            raw = raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw
            if not raw.strip():
                continue
            where = say("{file}, line {number}", file=utterances, number=number)
            try:
                yield where, shaped(value_of(raw, _WRITER), Utterance, _WRITER)
            except BrokenJsonError as problem:
                yield where, problem.args[0]


def _text(value: str | int | float | None) -> str:
    return "" if value is None else str(value).strip()
