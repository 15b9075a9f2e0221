"""Telegram Desktop: result.json of one chat, or of everything somebody has.

A message names the one it answers. Groups are read; talks between two people are only counted, and
so is what a channel or a bot posts. Times are local unless the export is new enough to say more.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from data.importers import Choices, Contains, Findings, Importer, Question
from data.json_shape import Shape, shaped
from data.json_stream import any_has, json_members, keys_of, pieces
from data.records import Community, How, Item, LeftOut, Member, Post, Reaction, Unread
from data.said import say
from data.telegram_text import plain
from data.times import Clock, zone_named
from data.upload import Upload

_ONE = frozenset({"name", "type", "id", "messages"})
_ALL = frozenset({"about", "personal_information.user_id"})
_LISTS = frozenset(
    {"messages.item", "chats.list.item.messages.item", "left_chats.list.item.messages.item"}
)
# A talk of many; whatever else there is or will be counts as private.
_GROUPS = frozenset(
    {"private_group", "private_supergroup", "public_supergroup", "private_channel"}
    | {"public_channel"}
)
_JOINED = frozenset({"join_group_by_link", "join_group_by_request"})
_LOOKED_AT = 1000


class _Reactor(Shape):
    from_id: str | int | None = None


class _Reacted(Shape):
    type: str | None = None
    emoji: str | None = None
    recent: tuple[_Reactor, ...] | None = None


class _Message(Shape):
    id: int
    type: str
    date: str | None = None
    date_unixtime: str | int | None = None
    edited: str | None = None
    edited_unixtime: str | int | None = None
    from_id: str | int | None = None
    actor_id: str | int | None = None
    action: str | None = None
    text: Any = ""
    reply_to_message_id: int | None = None
    reply_to_peer_id: str | int | None = None
    forwarded_from: str | None = None
    via_bot: str | None = None
    reactions: tuple[_Reacted, ...] | None = None

    @property
    def time(self) -> str:
        """When it was written: seconds that need no zone where the export has them."""
        return str(self.date_unixtime or self.date or "")


@dataclass
class _Chat:
    """What the file says of a chat before its messages."""

    name: str = ""
    type: str = ""
    id: str = ""

    @property
    def is_private(self) -> bool:
        return self.type not in _GROUPS

    @property
    def community(self) -> str:
        return self.name.replace("\0", "").strip() or f"Telegram {self.id}"


def recognises(upload: Upload) -> bool:
    """Return True for the file of one chat, or for one that holds all chats of an account."""
    return any_has(upload, _ONE | {"messages.item.date"}) or any_has(upload, _ALL)


def examine(upload: Upload, choices: Choices) -> Findings:
    """Say how times are read; where they are local, ask for the zone."""
    zone_named(choices.time_zone, upload.name)
    local = _local_time(upload)
    told = {
        say("members"): say("unknown: the file names only those who wrote"),
        say("private chats"): say("left out; groups are read"),
    }
    questions: tuple[Question, ...] = ()
    if not local:
        told[say("time zone")] = say("UTC: the file counts seconds from 1970")
    elif choices.time_zone:
        told[say("time zone")] = say("{zone}, as you said", zone=choices.time_zone)
    else:
        questions = (
            Question(
                choice="time_zone",
                text=say(
                    "The times are those of the computer that exported, and name no zone. Say "
                    "which it was in, such as Europe/Amsterdam."
                ),
                flag="--time-zone ZONE",
                found=local,
            ),
        )
    return Findings(choices=choices, assumptions=told, questions=questions)


def read(upload: Upload, choices: Choices) -> Iterator[Item]:
    """Yield each group, what people said there, and who joined it by themselves.

    Raises DamagedFileError where the file is no sound JSON.
    """
    wanted = set(_files(upload))
    clock = Clock(zone=zone_named(choices.time_zone, upload.name))
    for name in upload.names():
        if name in wanted:
            yield from _items(upload, name, clock)
        else:
            yield LeftOut(where=name, reason=say("a file without messages"))


def _files(upload: Upload) -> list[str]:
    """Return the members to read: chats are the only files that are JSON and have messages."""
    return [
        name
        for name in json_members(upload, frozenset())
        if not (begins := keys_of(upload, name)) or begins >= _ONE or begins >= _ALL
    ]


def _local_time(upload: Upload) -> str:
    """Return a time that names no zone and no seconds from 1970, if the first messages have one."""
    for name in _files(upload):
        messages = (entry for path, entry in pieces(upload, name, _LISTS) if path in _LISTS)
        for entry in islice(messages, _LOOKED_AT):
            message = shaped(entry, _Message)
            if not isinstance(message, str) and message.date and not message.date_unixtime:
                return message.date
    return ""


def _items(upload: Upload, name: str, clock: Clock) -> Iterator[Item]:
    chat, seen, number = _Chat(), set(), 0
    for path, value in pieces(upload, name, _LISTS):
        if path not in _LISTS:
            key = path.rpartition(".")[2]
            if key in ("name", "type", "id") and path in (key, *_places(key)):
                if key in seen or number:  # the next chat; a saved one may have no name
                    chat, seen, number = _Chat(), set(), 0
                seen.add(key)
                chat = replace(chat, **{key: str(value or "")})
            continue
        number += 1
        if number == 1 and not chat.is_private:
            yield Community(name=chat.community)
        if chat.is_private:
            yield LeftOut(where=name, reason=say("private message"))
            continue
        message = shaped(value, _Message)
        read = message if isinstance(message, str) else _records(message, chat, clock, name)
        if isinstance(read, str):
            where = say(
                "{file}, {chat}, message {number}", file=name, chat=chat.community, number=number
            )
            yield Unread(where=where, why=read)
        else:
            yield from read


def _places(key: str) -> tuple[str, str]:
    return f"chats.list.item.{key}", f"left_chats.list.item.{key}"


def _records(message: _Message, chat: _Chat, clock: Clock, file: str) -> list[Item] | str:
    """Return the records of a message, or why it cannot be read."""
    if message.type != "message":
        reason = (message.action or message.type).replace("\0", "")[:40]
        return [LeftOut(where=file, reason=reason), *_notice(message, chat, clock)]
    author = _person(message.from_id)
    if author.startswith(("channel", "chat")):
        return [LeftOut(where=file, reason=say("posted as a channel, not as a person"))]
    if message.via_bot:
        return [LeftOut(where=file, reason=say("bot"))]
    at = clock.read(message.time)
    if at is None:
        return say("its “date” {why}", why=clock.why(message.time))
    text, mentions = plain(message.text, forwarded=message.forwarded_from is not None)
    if text is None:
        return say("its “text” is neither text nor a list of pieces of text")
    post = Post(
        community=chat.community,
        # A deleted account has no id left: it is one unknown person a message, not one busy one.
        author=author or f"deleted:{chat.id}/{message.id}",
        at=at,
        id=f"{chat.id}/{message.id}",
        reply_to=_answered(message, chat),
        how=How.KNOWN,
        text=text,
        **_edit(message, clock),
        mentions=mentions,
    )
    return [post, *_reactions(message, post)]


def _person(id: str | int | None) -> str:
    """Return the id of an account; older exports leave out that it is a user."""
    if id is None:
        return ""
    return f"user{id}" if str(id).isdigit() else str(id)


def _answered(message: _Message, chat: _Chat) -> str | None:
    if message.reply_to_message_id is None:
        return None
    peer = chat.id
    if message.reply_to_peer_id is not None:
        peer = str(message.reply_to_peer_id).removeprefix("channel").removeprefix("chat")
    return f"{peer}/{message.reply_to_message_id}"


def _edit(message: _Message, clock: Clock) -> dict[str, Any]:
    """Return whether and when it was edited; older exports write 1970 where it never was."""
    moment = str(message.edited_unixtime or message.edited or "")
    version = clock.read(moment) if moment else None
    return {"edited": version is not None, "version": version}


def _notice(message: _Message, chat: _Chat, clock: Clock) -> Iterator[Member]:
    """Yield who joined by themselves; those who were invited are listed by name only."""
    person, joined = _person(message.actor_id), clock.read(message.time)
    if message.action in _JOINED and joined and person.startswith("user"):
        yield Member(community=chat.community, person=person, listed=False, joined=joined)


def _reactions(message: _Message, post: Post) -> Iterator[Reaction]:
    """Yield who reacted, as far as the export lists them: the latest few."""
    for reacted in message.reactions or ():
        name = (reacted.emoji or reacted.type or "").replace("\0", "")
        for reactor in reacted.recent or ():
            person = _person(reactor.from_id)
            if person.startswith("user"):
                yield Reaction(community=post.community, post=post.id, person=person, name=name)


IMPORTER = Importer(
    name="telegram",
    label="Telegram Desktop export (result.json, one chat or all)",
    platform="telegram",
    settles=frozenset({"time_zone"}),
    who_may_export="Any member of the group; tell the others that you do.",
    how_to_export=(
        "In Telegram Desktop, open the group, then the menu with three dots, then Export chat "
        "history.",
        "Untick photos and other media; as the format choose machine-readable JSON.",
        "Hand in the file result.json.",
        "An export of all chats works, too: private chats in it are left out.",
    ),
    contains=frozenset({Contains.PARENTS, Contains.REACTIONS, Contains.TEXT}),
    recognises=recognises,
    read=read,
    examine=examine,
)
