"""Zulip: the export of a whole organisation, or one JSON file for each topic, as archives have it.

A message belongs to a channel and a topic, and names none that it answers. The topic is its thread;
a message in no topic has none. Only public channels are read.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from data.importers import Choices, Contains, Findings, Importer
from data.json_shape import Shape, shaped
from data.json_stream import any_has, json_members, keys_of, pieces
from data.records import Community, How, Item, LeftOut, Member, Post, Reaction, SamePerson, Unread
from data.said import say
from data.times import Clock
from data.upload import Form, Upload
from data.zulip_text import plain

_MESSAGES = re.compile(r"(?P<root>(?:.*/)?)messages-\d+\.json")
_TOPIC = frozenset({"item.id", "item.content", "item.sender_full_name", "item.timestamp"})
_NO_TOPIC = frozenset({"", "(no topic)"})
_CHANNEL = 2
_ROLES = {100: "owner", 200: "administrator", 300: "moderator", 600: "guest"}
# Addresses that Zulip makes up where the real one is hidden.
_MADE_UP = re.compile(r"user\d+@")


class _Profile(Shape):
    id: int
    full_name: str | None = None
    email: str | None = None
    delivery_email: str | None = None
    is_bot: bool | None = None
    is_active: bool | None = None
    role: int | None = None


class _Stream(Shape):
    id: int
    name: str
    invite_only: bool | None = None


class _Recipient(Shape):
    id: int
    type: int
    type_id: int


class _Subscription(Shape):
    recipient: int
    user_profile: int
    active: bool | None = None


class _Reacted(Shape):
    user_profile: int
    message: int
    emoji_name: str


class _Message(Shape):
    id: int
    sender: int
    recipient: int
    date_sent: float
    subject: str | None = None
    content: str | None = None
    last_edit_time: float | None = None
    is_channel_message: bool | None = None


class _Reactor(Shape):
    emoji_name: str
    user_id: int | None = None


class _Listed(Shape):
    """A message as the interface for programs gives it; archives keep only the first four."""

    id: int
    content: str
    sender_full_name: str
    timestamp: float
    sender_id: int | None = None
    type: str | None = None
    display_recipient: Any = None
    subject: str | None = None
    last_edit_timestamp: float | None = None
    reactions: tuple[_Reactor, ...] | None = None


_LISTS: dict[str, type[Shape]] = {
    "zerver_userprofile.item": _Profile,
    "zerver_userprofile_crossrealm.item": _Profile,
    "zerver_userprofile_mirrordummy.item": _Profile,
    "zerver_stream.item": _Stream,
    "zerver_recipient.item": _Recipient,
    "zerver_subscription.item": _Subscription,
    "zerver_reaction.item": _Reacted,
}


@dataclass
class _Organisation:
    """What realm.json tells; ``channels`` maps a recipient to the channel it stands for."""

    profiles: dict[int, _Profile] = field(default_factory=dict)
    streams: dict[int, _Stream] = field(default_factory=dict)
    recipients: dict[int, int] = field(default_factory=dict)
    subscriptions: list[_Subscription] = field(default_factory=list)
    reactions: dict[int, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    unread: list[Unread] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def add(self, read: Shape) -> None:
        """Note one entry of a list."""
        match read:
            case _Profile():
                self.profiles.setdefault(read.id, read)
            case _Stream():
                self.streams[read.id] = read
            case _Recipient(type=2):
                self.recipients[read.id] = read.type_id
            case _Subscription():
                self.subscriptions.append(read)
            case _Reacted():
                name = read.emoji_name.replace("\0", "")
                self.reactions[read.message].append((read.user_profile, name))

    def settle(self) -> None:
        """Note which full names only one account has, once all are known."""
        often = Counter(profile.full_name for profile in self.profiles.values())
        self.names = {
            profile.full_name: str(profile.id)
            for profile in self.profiles.values()
            if profile.full_name and often[profile.full_name] == 1
        }

    def is_bot(self, person: int) -> bool:
        """Say whether an account is a program."""
        return person in self.profiles and bool(self.profiles[person].is_bot)

    def stream(self, recipient: int) -> _Stream | None:
        """Return the channel that a recipient stands for."""
        return self.streams.get(self.recipients.get(recipient, -1))


def recognises(upload: Upload) -> bool:
    """Return True for realm.json beside files of messages, and for files of one topic each."""
    return _realm(upload) is not None or any_has(upload, _TOPIC)


def _realm(upload: Upload) -> str | None:
    """Return the realm.json of an export of an organisation, however deep it lies."""
    if upload.form not in (Form.TAR, Form.ZIP, Form.FOLDER):
        return None
    names = set(upload.names())
    for name in upload.names():
        found = _MESSAGES.fullmatch(name)
        if found and (realm := found["root"] + "realm.json") in names:
            begins = keys_of(upload, realm)
            told = any(path.startswith("zerver_") for path in begins)
            return realm if told or not begins else None
    return None


def examine(upload: Upload, choices: Choices) -> Findings:
    """Tell what is assumed; nothing has to be asked."""
    told = {
        say("time zone"): say("UTC, as the platform writes it"),
        say("replies"): say("a topic is a thread; which message is answered is not in the export"),
        say("members"): say("unknown: files of topics name only those who wrote"),
    }
    if _realm(upload):
        told[say("members")] = say("those subscribed to each public channel")
    return Findings(choices=choices, assumptions=told)


def read(upload: Upload, choices: Choices) -> Iterator[Item]:
    """Yield channels, members where they are known, and what people said in public channels.

    Raises DamagedFileError where one of the files that are read is no sound JSON.
    """
    realm = _realm(upload)
    yield from _topics(upload) if realm is None else _export(upload, realm)


def _export(upload: Upload, realm: str) -> Iterator[Item]:
    known = _Organisation()
    numbers: Counter[str] = Counter()
    for path, entry in pieces(upload, realm, _LISTS.keys()):
        if path in _LISTS:
            numbers[path] += 1
            read = shaped(entry, _LISTS[path])
            if isinstance(read, str):
                where = say(
                    "{file}, {list} {number}",
                    file=realm,
                    list=path.removesuffix(".item"),
                    number=numbers[path],
                )
                yield Unread(where=where, why=read)
            else:
                known.add(read)
    known.settle()
    for stream in known.streams.values():
        if not stream.invite_only:
            yield Community(name=_name(stream))
    yield from _people(known)
    clock, root = Clock(), realm.removesuffix("realm.json")
    for name in upload.names():
        if name.startswith(root) and _MESSAGES.fullmatch(name):
            yield from _messages(upload, name, known, clock)
        elif name != realm:
            yield LeftOut(where=name, reason=say("a file without messages"))


def _name(stream: _Stream) -> str:
    return stream.name.replace("\0", "").strip() or str(stream.id)


def _people(known: _Organisation) -> Iterator[Item]:
    for one in known.subscriptions:
        stream, profile = known.stream(one.recipient), known.profiles.get(one.user_profile)
        if not stream or stream.invite_only or one.active is False or not profile:
            continue
        if not profile.is_bot and profile.is_active is not False:
            role = _ROLES.get(profile.role or 0)
            yield Member(community=_name(stream), person=str(profile.id), role=role)
    for profile in known.profiles.values():
        address = profile.delivery_email or profile.email
        if address and "@" in address and not profile.is_bot and not _MADE_UP.match(address):
            yield SamePerson(person=str(profile.id), also=address)


def _messages(upload: Upload, name: str, known: _Organisation, clock: Clock) -> Iterator[Item]:
    number = 0
    for path, entry in pieces(upload, name, {"zerver_message.item", "zerver_reaction.item"}):
        if path == "zerver_reaction.item":
            reacted = shaped(entry, _Reacted)
            if not isinstance(reacted, str):
                known.add(reacted)
        if path != "zerver_message.item":
            continue
        number += 1
        message = shaped(entry, _Message)
        read = message if isinstance(message, str) else _records(message, known, clock, name)
        if isinstance(read, str):
            where = say("{file}, message {number}", file=name, number=number)
            yield Unread(where=where, why=read)
        else:
            yield from read


def _records(message: _Message, known: _Organisation, clock: Clock, file: str) -> list[Item] | str:
    """Return the records of a message, or why it cannot be read."""
    stream = known.stream(message.recipient)
    if stream is None or message.is_channel_message is False:
        return [LeftOut(where=file, reason=say("private message"))]
    if stream.invite_only:
        return [LeftOut(where=file, reason=say("private channel"))]
    if known.is_bot(message.sender):
        return [LeftOut(where=file, reason=say("bot"))]
    at = clock.read(_seconds(message.date_sent))
    if at is None:
        return say("its “date_sent” {why}", why=clock.why(_seconds(message.date_sent)))
    text, mentions = plain(message.content or "", known.names)
    edited = message.last_edit_time
    post = _post(
        _name(stream),
        str(stream.id),
        message.subject,
        {
            "author": str(message.sender),
            "at": at,
            "id": str(message.id),
            "text": text,
            "edited": bool(edited),
            "version": clock.read(_seconds(edited)) if edited else None,
            "mentions": tuple(one for one in mentions if not known.is_bot(int(one))),
        },
    )
    given = dict.fromkeys(known.reactions.pop(message.id, ()))
    return [post, *_reactions(post, [(p, name) for p, name in given if not known.is_bot(p)])]


def _post(community: str, stream: str, topic: str | None, said: dict[str, Any]) -> Post:
    """Return a message as a post in its topic; Zulip lets people leave the topic out."""
    topic = (topic or "").replace("\0", "").strip()
    if topic in _NO_TOPIC:
        return Post(community=community, how=How.UNKNOWN, **said)
    return Post(community=community, thread=f"{stream}/{topic}", how=How.ROOT, **said)


def _seconds(moment: float) -> str:
    return f"{moment:.6f}"


def _reactions(post: Post, given: list[tuple[int, str]]) -> Iterator[Reaction]:
    for person, name in given:
        yield Reaction(community=post.community, post=post.id, person=str(person), name=name)


def _topics(upload: Upload) -> Iterator[Item]:
    """Yield what files of one topic each hold; their folders are the channels."""
    wanted = [
        name
        for name in json_members(upload, frozenset())
        if not (begins := keys_of(upload, name)) or begins >= _TOPIC
    ]
    clock, told = Clock(), set()
    for name in upload.names():
        if name not in wanted:
            yield LeftOut(where=name, reason=say("a file without messages"))
            continue
        place = PurePosixPath(name)
        folder = re.sub(r"^\d+-", "", place.parent.name) or "Zulip"
        number = 0
        for path, entry in pieces(upload, name, {"item"}):
            if path != "item":
                continue
            number += 1
            message = shaped(entry, _Listed)
            read = message
            if not isinstance(message, str):
                read = _listed(message, folder, place.stem, clock, name)
            if isinstance(read, str):
                where = say("{file}, message {number}", file=name, number=number)
                yield Unread(where=where, why=read)
                continue
            for item in read:
                if isinstance(item, Post) and item.community not in told:
                    told.add(item.community)
                    yield Community(name=item.community)
                yield item


def _listed(message: _Listed, folder: str, topic: str, clock: Clock, file: str) -> list[Item] | str:
    """Return the records of a message in the file of a topic, or why it cannot be read."""
    if message.type == "private" or isinstance(message.display_recipient, list):
        return [LeftOut(where=file, reason=say("private message"))]
    at = clock.read(_seconds(message.timestamp))
    if at is None:
        return say("its “timestamp” {why}", why=clock.why(_seconds(message.timestamp)))
    if isinstance(message.display_recipient, str):
        folder = message.display_recipient.replace("\0", "").strip() or folder
    text, mentions = plain(message.content, {})
    edited = message.last_edit_timestamp
    author = message.sender_full_name if message.sender_id is None else str(message.sender_id)
    if not author.strip():
        return say("it names nobody as its author")
    subject = topic if message.subject is None else message.subject
    post = _post(
        folder,
        folder,
        subject,
        {
            "author": author,
            "at": at,
            "id": str(message.id),
            "text": text,
            "edited": bool(edited),
            "version": clock.read(_seconds(edited)) if edited else None,
            "mentions": mentions if message.sender_id is not None else (),
        },
    )
    given = [
        (one.user_id, one.emoji_name.replace("\0", ""))
        for one in message.reactions or ()
        if one.user_id is not None
    ]
    return [post, *_reactions(post, given)]


IMPORTER = Importer(
    name="zulip",
    label="Zulip export (.tar.gz or .zip), or one JSON file for each topic (.zip)",
    platform="zulip",
    who_may_export="An owner of the organisation, or whoever runs the server.",
    how_to_export=(
        "In Zulip, open Organization settings, then Data exports, and start an export.",
        "“Public” is enough: private channels and direct messages are left out in any case.",
        "Download the tar.gz when it is ready, and hand it in as it is.",
        "Files of topics, as Zulip’s own archive tool writes them, are read too: zip their folder.",
    ),
    contains=frozenset({Contains.ROOTS, Contains.MEMBERS, Contains.REACTIONS, Contains.TEXT}),
    recognises=recognises,
    read=read,
    examine=examine,
)
