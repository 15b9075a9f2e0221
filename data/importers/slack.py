"""Slack workspace exports: a zip with one folder per channel and one JSON file per day.

A reply names only the first post of its thread, and only public channels are read. Slack writes
much of a channel itself (who joined, what was pinned): that is told apart by ``subtype``.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec

from data.importers import Choices, Contains, Findings, Importer, nothing_to_ask
from data.json_file import JsonFile
from data.json_shape import Entry, Shape
from data.records import Community, How, Item, LeftOut, Member, Post, Reaction, SamePerson, Unread
from data.refusal import AmbiguousFormatError
from data.said import say
from data.slack_text import markup_of, plain
from data.upload import Form, Upload

_USERS = ("users.json", "org_users.json")
_PRIVATE = ("groups.json", "dms.json", "mpims.json")
_ABOUT_THE_WORKSPACE = frozenset(
    (*_USERS, *_PRIVATE, "channels.json", "integration_logs.json", "canvases.json", "lists.json")
)
_DAY = re.compile(r"([^/]+)/\d{4}-\d{2}-\d{2}\.json")
_PRIVATE_FOLDER = re.compile(r"D[A-Z0-9]{7,}|mpdm-.+")

_ABOUT_FILES = frozenset({"file_share", "file_comment"})
_CONTRIBUTIONS = _ABOUT_FILES | {None, "", "me_message", "thread_broadcast"}
_JOINED = frozenset({"channel_join", "group_join"})
_LEFT = frozenset({"channel_leave", "group_leave"})
_RENAMED_CHANNEL = "U00"  # an error of Slack: a renamed channel looks like a message by this user
_DOCUMENT = "application/vnd.slack-docs"
_IS_DOCUMENT = say("Slack document")

_AGAIN = say(
    "Nothing of this export was imported. Download it from Slack again and hand in the zip as it "
    "is, without unpacking or editing it."
)

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - records are naive and in UTC
_STAMP = re.compile(r"(\d{1,11})(?:\.(\d{1,6}))?", re.ASCII)
# What Slack writes around a file; only what follows is the writer's.
_SENTENCE = re.compile(
    r"<@[^>]*> (?:uploaded|shared|commented on) [^<]*(?:<@[^>]*>[^<]*)?<[^>]*>"
    r"(?: and commented)?:? ?(?P<words>.*)",
    re.DOTALL,
)


class _Profile(Shape):
    email: str | None = None


class _User(Shape):
    id: str
    is_bot: bool | None = None
    profile: _Profile | None = None


class _Channel(Shape):
    id: str
    name: str | None = None
    members: tuple[str, ...] | None = None
    is_private: bool | None = None
    is_im: bool | None = None
    is_mpim: bool | None = None


class _Comment(Shape):
    user: str | None = None
    comment: str | None = None


class _File(Shape):
    user: str | None = None
    mimetype: str | None = None
    initial_comment: _Comment | None = None


class _Edit(Shape):
    ts: str | None = None


class _Reacted(Shape):
    name: str
    users: tuple[str, ...] = ()


class _Message(Shape):
    ts: str | None = None
    type: str | None = None
    subtype: str | None = None
    user: str | None = None
    bot_id: str | None = None
    hidden: bool | None = None
    text: str | None = None
    blocks: Any = None
    thread_ts: str | None = None
    edited: _Edit | None = None
    reactions: tuple[_Reacted, ...] | None = None
    file: _File | None = None
    files: tuple[_File, ...] | None = None
    comment: _Comment | None = None

    @property
    def shared(self) -> _File | None:
        """The file it is about; old exports name one, new ones list them."""
        return self.file or (self.files[0] if self.files else None)

    @property
    def author(self) -> str | None:
        """Who wrote it: a comment on a file is by the commenter, and has no user of its own."""
        if self.subtype == "file_comment" and self.comment and self.comment.user:
            return self.comment.user
        return self.user or (self.shared.user if self.shared else None)


@dataclass(frozen=True, kw_only=True)
class _Workspace:
    """What the lists of an export tell; ``channels`` are the public ones."""

    channels: list[_Channel]
    folders: dict[str, _Channel]
    private: frozenset[str]
    names: dict[str, str]
    users: list[_User]
    bots: frozenset[str]
    unread: list[Unread]


def recognises(upload: Upload) -> bool:
    """Return True for Slack's list of channels or users with day files, however deep it lies."""
    if upload.form not in (Form.ZIP, Form.FOLDER):
        return False
    names = set(upload.names())
    return any(
        {root + "channels.json", root + "users.json"} <= names
        or any(_folder_of(name, root) for name in names)
        for root in _roots(names)
    )


def examine(upload: Upload, choices: Choices) -> Findings:
    """Tell what is assumed where a list is missing; nothing has to be asked."""
    names, root = set(upload.names()), _root(upload)
    findings = nothing_to_ask(upload, choices)
    assumed = dict(findings.assumptions)
    if root + "channels.json" not in names:
        assumed[say("channels")] = say(
            "channels.json is missing: every folder is taken for a public channel, and who is a "
            "member is unknown"
        )
    if not any(root + name in names for name in _USERS):
        assumed[say("people")] = say(
            "users.json is missing: every account that does not post as a bot is taken for a person"
        )
    return replace(findings, assumptions=assumed)


def read(upload: Upload, choices: Choices) -> Iterator[Item]:
    """Yield channels, members and what people said; raise RefusedError for damaged lists or days.

    What Slack or a bot wrote is yielded as LeftOut with its subtype, and private messages are only
    counted.
    """
    root = _root(upload)
    workspace = _workspace(upload, root)
    yield from workspace.unread
    for channel in workspace.channels:
        yield Community(name=channel.name)
    yield from _members(workspace)
    yield from _addresses(workspace)
    for name in upload.names():
        folder = _folder_of(name, root)
        if folder:
            yield from _day(upload, name, folder, workspace)
        elif name.removeprefix(root) not in _ABOUT_THE_WORKSPACE and not name.endswith("/"):
            yield LeftOut(where=name, reason=say("a file without messages"))


def _roots(names: Iterable[str]) -> list[str]:
    """Return the folders in which an export begins: the least deep ones with one of its lists."""
    lists = ("channels.json", *_USERS)
    found = {
        name.removesuffix(known)
        for name in names
        for known in lists
        if name == known or name.endswith("/" + known)
    }
    least = min((root.count("/") for root in found), default=0)
    return sorted(root for root in found if root.count("/") == least)


def _root(upload: Upload) -> str:
    roots = _roots(upload.names())
    if len(roots) > 1:
        raise AmbiguousFormatError(
            upload.name,
            say("there is more than one Slack export in it ({names}).", names=", ".join(roots)),
            say("Hand them in one at a time."),
        )
    return roots[0] if roots else ""


def _folder_of(name: str, root: str) -> str | None:
    """Return the channel folder of a day file; None for every other member."""
    match = _DAY.fullmatch(name.removeprefix(root)) if name.startswith(root) else None
    return match[1] if match else None


def _workspace(upload: Upload, root: str) -> _Workspace:
    unread: list[Unread] = []
    present = set(upload.names())

    def listed(name: str, shape: type[Entry]) -> list[Entry]:
        return _listed(upload, root + name, shape, unread) if root + name in present else []

    folders = dict.fromkeys(filter(None, (_folder_of(name, root) for name in upload.names())))
    users = [user for name in _USERS for user in listed(name, _User)]
    hidden = [channel for name in _PRIVATE for channel in listed(name, _Channel)]
    channels = listed("channels.json", _Channel)
    public = [c for c in channels if not (c.is_private or c.is_im or c.is_mpim)]
    hidden += [c for c in channels if c.is_private or c.is_im or c.is_mpim]
    private = frozenset(filter(None, (text for c in hidden for text in (c.id, c.name))))
    if root + "channels.json" not in present:
        public = [
            _Channel(id=folder, name=folder)
            for folder in folders
            if folder not in private and not _PRIVATE_FOLDER.fullmatch(folder)
        ]
    public = [_named(channel) for channel in public]
    return _Workspace(
        channels=public,
        folders=_by_folder(public, private, folders),
        private=private,
        names={channel.id: channel.name for channel in public},
        users=users,
        bots=frozenset(user.id for user in users if user.is_bot) | {"USLACKBOT"},
        unread=unread,
    )


def _listed(upload: Upload, name: str, shape: type[Entry], unread: list[Unread]) -> list[Entry]:
    """Return the entries of one of the export's lists; note those that cannot be read."""
    read = []
    for number, entry in enumerate(_entries(upload, name, shape), start=1):
        if isinstance(entry, str):
            where = say("{file}, entry {number}", file=name, number=number)
            unread.append(Unread(where=where, why=entry))
        else:
            read.append(entry)
    return read


def _entries(upload: Upload, name: str, shape: type[Entry]) -> list[Entry | str]:
    return JsonFile(upload, name, "Slack", _AGAIN).entries(shape)


def _named(channel: _Channel) -> _Channel:
    name = (channel.name or "").replace("\0", "").strip()
    return msgspec.structs.replace(channel, name=name or channel.id)


def _by_folder(
    channels: list[_Channel], private: frozenset[str], folders: Iterable[str]
) -> dict[str, _Channel]:
    """Return the channel of each folder that belongs to one.

    Zip tools damage letters beyond ASCII in folder names, so that the name in the list counts: a
    folder is found again by what is left of it, where that fits one channel and nothing private.
    """
    exact = {unicodedata.normalize("NFC", channel.name): channel for channel in channels}
    found = {
        folder: exact[name] for folder in folders for name in _spellings(folder) if name in exact
    }
    placed = {channel.id for channel in found.values()}
    missing = {
        _outline(name): channel for name, channel in exact.items() if channel.id not in placed
    }
    alike = Counter(_outline(name) for name in (*exact, *private))
    for folder in folders:
        outline = _outline(folder)
        if folder not in found and outline in missing and alike[outline] == 1:
            found[folder] = missing[outline]
    return found


def _spellings(folder: str) -> Iterator[str]:
    """Yield the name of a folder, and the one it had before a zip tool took UTF-8 for CP437."""
    yield unicodedata.normalize("NFC", folder)
    try:
        before = folder.encode("cp437").decode("utf-8")
    except UnicodeError:
        return
    yield unicodedata.normalize("NFC", before)


def _outline(name: str) -> str:
    return re.sub(r"[^a-z0-9_.-]+", "?", unicodedata.normalize("NFC", name).casefold())


def _members(workspace: _Workspace) -> Iterator[Member]:
    """Yield who stands on a channel's own list, also accounts that were closed since.

    An archived channel lists nobody: its members are unknown, not none. The title in a profile is
    free text that points at one person; departments and roles come from a member list.
    """
    for channel in workspace.channels:
        for person in dict.fromkeys(channel.members or ()):
            if person and person not in workspace.bots:
                yield Member(community=channel.name, person=person)


def _addresses(workspace: _Workspace) -> Iterator[SamePerson]:
    for user in workspace.users:
        address = user.profile and user.profile.email
        if address and user.id not in workspace.bots:
            yield SamePerson(person=user.id, also=address)


def _day(upload: Upload, name: str, folder: str, workspace: _Workspace) -> Iterator[Item]:
    """Yield what one day file of one channel holds."""
    messages = _entries(upload, name, _Message)
    channel = workspace.folders.get(folder)
    if channel is None:
        reason = say("not in the list of channels")
        if folder in workspace.private or _PRIVATE_FOLDER.fullmatch(folder):
            reason = say("private message")
        yield from (LeftOut(where=name, reason=reason) for _ in messages)
        return
    for number, message in enumerate(messages, start=1):
        if isinstance(message, str):
            yield Unread(where=_place(name, number), why=message)
            continue
        reason = _no_contribution(message, workspace.bots)
        if reason is not None:
            yield LeftOut(where=name, reason=reason)
            yield from _notice(message, channel, workspace.bots)
            continue
        post = _post(message, channel, workspace)
        if isinstance(post, str):
            yield Unread(where=_place(name, number), why=post)
            continue
        yield post
        if message.reactions:
            yield from _reactions(message.reactions, post, workspace.bots)


def _place(name: str, number: int) -> str:
    return say("{file}, message {number}", file=name, number=number)


def _no_contribution(message: _Message, bots: frozenset[str]) -> str | None:
    """Return by which rule a message is no contribution, in Slack's own word; None if it is one."""
    if message.type not in ("message", None):
        return message.type
    if message.subtype not in _CONTRIBUTIONS:
        return message.subtype
    if message.hidden:
        return "hidden"
    if message.user == _RENAMED_CHANNEL:
        return "channel_name"
    if message.bot_id or message.author in bots:
        return "bot_message"
    shared = message.shared
    if shared and shared.mimetype == _DOCUMENT and not _words(message):
        return _IS_DOCUMENT
    return None


def _notice(message: _Message, channel: _Channel, bots: frozenset[str]) -> Iterator[Member]:
    """Yield when somebody joined or left, where a notice says so."""
    stamp = _stamp(message.ts)
    if not stamp or not message.user or message.user in bots:
        return
    who = {"community": channel.name, "person": message.user, "listed": False}
    if message.subtype in _JOINED:
        yield Member(**who, joined=_moment(stamp))
    elif message.subtype in _LEFT:
        yield Member(**who, left=_moment(stamp))


def _post(message: _Message, channel: _Channel, workspace: _Workspace) -> Post | str:
    """Return the post, or why it cannot be read."""
    stamp = _stamp(message.ts)
    if not stamp:
        return _not_a_time("ts", message.ts)
    thread = stamp if message.thread_ts in (None, message.ts) else _stamp(message.thread_ts)
    if not thread:
        return _not_a_time("thread_ts", message.thread_ts)
    author = message.author
    if not author:
        return say("it names nobody as its author: a message needs a “user”")
    mentions: dict[str, None] = {}
    text = plain(_words(message), mentions, workspace.names, workspace.bots)
    post, opening = f"{channel.id}/{stamp}", f"{channel.id}/{thread}"
    edited = message.edited and _stamp(message.edited.ts)
    return Post(
        community=channel.name,
        author=author,
        at=_moment(stamp),
        id=post,
        thread=opening,
        reply_to=None if opening == post else opening,
        how=How.ROOT,
        text=text,
        edited=message.edited is not None,
        version=_moment(edited) if edited else None,
        mentions=tuple(mentions),
    )


def _stamp(ts: str | None) -> str | None:
    """Return a time as Slack writes it: seconds, a point, six digits; None if it is no time.

    These digits are the identity of a message: they never pass through a float.
    """
    match = _STAMP.fullmatch(ts) if ts else None
    if not match:
        return None
    seconds, fraction = match.groups("")
    return ts if len(fraction) == 6 else f"{seconds}.{fraction:0<6}"


def _moment(stamp: str) -> datetime:
    return _EPOCH + timedelta(0, int(stamp[:-7]), int(stamp[-6:]))


def _not_a_time(key: str, found: str | None) -> str:
    if not found:
        return say(
            "it has no “{key}”: a message needs its time, such as 1772442000.000100", key=key
        )
    return say(
        "its “{key}” is “{found}” and not a time such as 1772442000.000100",
        key=key,
        found=found[:40],
    )


def _reactions(
    reactions: tuple[_Reacted, ...], post: Post, bots: frozenset[str]
) -> Iterator[Reaction]:
    """Yield each person once per reaction: skin tones are the same reaction."""
    given = dict.fromkeys(
        (person, reaction.name.partition("::")[0].replace("\0", ""))
        for reaction in reactions
        for person in reaction.users
        if person not in bots
    )
    for person, name in given:
        yield Reaction(community=post.community, post=post.id, person=person, name=name)


def _words(message: _Message) -> str:
    """Return what the writer wrote, in Slack's markup, without what Slack wrote around a file."""
    text = message.text or ""
    if message.subtype not in _ABOUT_FILES:
        return text or markup_of(message.blocks)
    shared = message.shared
    said = message.comment or (shared.initial_comment if shared else None)
    if said and said.comment and said.user in (None, message.author):
        return said.comment
    sentence = _SENTENCE.match(text)
    if sentence:
        return sentence["words"]
    return (text or markup_of(message.blocks)) if message.files else ""


IMPORTER = Importer(
    name="slack",
    label="Slack workspace export (.zip)",
    platform="slack",
    who_may_export="Only an owner or an administrator of the workspace; ask them if you are not.",
    how_to_export=(
        "In Slack, click the workspace name, then Tools & settings, then Workspace settings.",
        "In the browser page that opens, choose Import/Export Data, and there the tab Export.",
        "Choose a time range (“entire history” is best) and start the export.",
        "Slack sends an e-mail when the export is ready: follow its link and download the zip.",
        "Hand in the zip as it is, without unpacking it.",
        "Only public channels are read: private channels and direct messages are left out.",
    ),
    contains=frozenset({Contains.ROOTS, Contains.MEMBERS, Contains.REACTIONS, Contains.TEXT}),
    recognises=recognises,
    read=read,
    examine=examine,
)
