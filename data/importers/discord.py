"""Discord channels as DiscordChatExporter writes them: one JSON file each, alone or in a zip.

A message of the type Reply names the post it answers; pins and forwards carry a reference, too, and
answer nothing. A thread is a file of its own, and belongs to the channel it hangs from.
"""

from collections.abc import Iterator
from typing import Any

from data.discord_text import plain
from data.importers import Choices, Contains, Findings, Importer
from data.json_shape import Shape, shaped
from data.json_stream import any_has, first_of, json_members, pieces
from data.records import Community, How, Item, LeftOut, Member, Post, Reaction, Unread
from data.refusal import DamagedFileError
from data.said import say
from data.times import Clock
from data.upload import Upload

_KEYS = frozenset({"guild.id", "channel.id", "channel.type"})
_SPOKEN = frozenset({"Default", "Reply"})
# Discord gives every account that was deleted before 2023 this one id.
_DELETED = "456226577798135808"


class _Named(Shape):
    id: str | int
    name: str | None = None


class _Channel(Shape):
    id: str | int
    type: str | int | None = None
    name: str | None = None
    category: str | None = None

    @property
    def is_private(self) -> bool:
        """Say whether it is a talk between two people or in a small group."""
        return str(self.type).startswith("Direct")

    @property
    def is_thread(self) -> bool:
        """Say whether it hangs from a channel, which is then named as its category."""
        return str(self.type).endswith("Thread")


class _Role(Shape):
    name: str | None = None
    position: int | float | None = None


class _Account(Shape):
    id: str | int
    name: str | None = None
    nickname: str | None = None
    isBot: bool | None = None  # noqa: N815 - as the file has it
    roles: tuple[_Role, ...] | None = None


class _Emoji(Shape):
    name: str | None = None
    code: str | None = None


class _Reacted(Shape):
    emoji: _Emoji
    users: tuple[_Account, ...] | None = None


class _Reference(Shape):
    messageId: str | int | None = None  # noqa: N815


class _Message(Shape):
    id: str | int
    type: str | int
    timestamp: str
    author: _Account
    timestampEdited: str | None = None  # noqa: N815
    content: str | None = None
    mentions: tuple[_Account, ...] | None = None
    reference: _Reference | None = None
    reactions: tuple[_Reacted, ...] | None = None
    interaction: Any = None


def recognises(upload: Upload) -> bool:
    """Return True where a JSON file begins with a guild and a channel."""
    return any_has(upload, _KEYS)


def examine(upload: Upload, choices: Choices) -> Findings:
    """Tell what is assumed; nothing has to be asked."""
    return Findings(
        choices=choices,
        assumptions={
            say("time zone"): say("in the times themselves"),
            say("members"): say("unknown: the file names only those who wrote"),
            say("replies"): say("those that Discord marks as a reply"),
        },
    )


def read(upload: Upload, choices: Choices) -> Iterator[Item]:
    """Yield each channel, what people said there, and the roles of those who did.

    Raises DamagedFileError where one of the files is no sound JSON.
    """
    wanted = set(json_members(upload, _KEYS))
    for name in upload.names():
        if name in wanted:
            yield from _Reading(upload, name).items()
        else:
            yield LeftOut(where=name, reason=say("a file without messages"))


class _Reading:
    """Reads the file of one channel or thread."""

    def __init__(self, upload: Upload, name: str) -> None:
        self._upload, self._file = upload, name
        guild = self._told("guild", _Named)
        self._channel = self._told("channel", _Channel)
        inside = self._channel.category if self._channel.is_thread else self._channel.name
        parts = [part.replace("\0", "").strip() for part in (guild.name, inside) if part]
        self._community = " / ".join(filter(None, parts)) or str(self._channel.id)
        self._roles: dict[str, str | None] = {}
        self._clock = Clock()

    def items(self) -> Iterator[Item]:
        """Yield what the file holds."""
        if not self._channel.is_private:
            yield Community(name=self._community)
        number = 0
        for path, entry in pieces(self._upload, self._file, {"messages.item"}):
            if path != "messages.item":
                continue
            number += 1
            if self._channel.is_private:
                yield LeftOut(where=self._file, reason=say("private message"))
                continue
            message = shaped(entry, _Message)
            read = message if isinstance(message, str) else self._message(message)
            if isinstance(read, str):
                where = say("{file}, message {number}", file=self._file, number=number)
                yield Unread(where=where, why=read)
            else:
                yield from read
        for person, role in self._roles.items():
            if role:
                yield Member(community=self._community, person=person, listed=False, role=role)

    def _told(self, key: str, shape: type[Shape]) -> Any:
        """Return what the file says of its guild or channel."""
        told = first_of(self._upload, self._file, key, shape)
        if isinstance(told, str):
            raise DamagedFileError(
                self._upload.name,
                say("its “{key}” cannot be read: {why}.", key=key, why=told),
                say("Export the channel again, as JSON."),
                where=self._file,
            )
        return told

    def _message(self, message: _Message) -> list[Item] | str:
        """Return the records of a message, or why it cannot be read."""
        kind, author = str(message.type), message.author
        if author.isBot or message.interaction is not None:
            return [LeftOut(where=self._file, reason=say("bot"))]
        if kind not in _SPOKEN:
            left_out = LeftOut(where=self._file, reason=kind.replace("\0", "")[:40])
            return [left_out, *self._notice(kind, message)]
        at = self._clock.read(message.timestamp)
        if at is None:
            return say("its “timestamp” {why}", why=self._clock.why(message.timestamp))
        person = str(author.id)
        if person == _DELETED:
            person = f"deleted:{message.id}"
        elif author.roles:
            self._roles[person] = _highest(author.roles)
        else:
            self._roles.setdefault(person, None)
        answered = message.reference and message.reference.messageId
        text, mentions = plain(message.content or "", _called(message.mentions or ()))
        edited = message.timestampEdited
        post = Post(
            community=self._community,
            author=person,
            at=at,
            id=str(message.id),
            thread=str(self._channel.id) if self._channel.is_thread else None,
            reply_to=str(answered) if kind == "Reply" and answered else None,
            how=self._how(kind, bool(answered)),
            text=text,
            edited=edited is not None,
            version=self._clock.read(edited) if edited else None,
            mentions=mentions,
        )
        return [post, *self._reactions(message, post)]

    def _how(self, kind: str, names_one: bool) -> How:
        """Return how it is known what a message answers: a thread at least says its opening."""
        if kind == "Reply":
            return How.KNOWN if names_one else How.UNKNOWN
        return How.ROOT if self._channel.is_thread else How.KNOWN

    def _notice(self, kind: str, message: _Message) -> Iterator[Member]:
        joined = self._clock.read(message.timestamp) if kind == "GuildMemberJoin" else None
        if joined:
            person = str(message.author.id)
            yield Member(community=self._community, person=person, listed=False, joined=joined)

    @staticmethod
    def _reactions(message: _Message, post: Post) -> Iterator[Reaction]:
        """Yield who reacted, which only newer versions of the exporter list."""
        for reacted in message.reactions or ():
            name = (reacted.emoji.code or reacted.emoji.name or "").replace("\0", "")
            for account in reacted.users or ():
                if not account.isBot and str(account.id) != _DELETED:
                    yield Reaction(
                        community=post.community, post=post.id, person=str(account.id), name=name
                    )


def _highest(roles: tuple[_Role, ...]) -> str | None:
    named = [role for role in roles if role.name and role.name != "@everyone"]
    highest = max(named, key=lambda role: role.position or 0, default=None)
    return highest.name.replace("\0", "") if highest else None


def _called(accounts: tuple[_Account, ...]) -> Iterator[tuple[str, str]]:
    for account in accounts:
        if not account.isBot:
            yield str(account.id), account.nickname or ""
            yield str(account.id), account.name or ""


IMPORTER = Importer(
    name="discord",
    label="Discord channels, from DiscordChatExporter (.json, or a .zip of several)",
    platform="discord",
    who_may_export="Whoever can read the channel; tell its members, and ask the owner of the "
    "server, as Discord itself has no export.",
    how_to_export=(
        "Get DiscordChatExporter, a free program, and sign in as its guide says.",
        "Choose the channels and threads, and JSON as the format; CSV has no replies.",
        "Leave the media out; of the options, “reactions with users” is welcome.",
        "Hand in the file of one channel, or zip several and hand in the zip.",
        "Direct messages are left out.",
    ),
    contains=frozenset({Contains.PARENTS, Contains.REACTIONS, Contains.TEXT}),
    recognises=recognises,
    read=read,
    examine=examine,
)
