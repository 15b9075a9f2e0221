"""Slack workspace exports: a zip with one folder per channel and one JSON file per day.

A reply names only the first post of its thread, and only public channels are read. Slack writes
much of a channel itself (who joined, what was pinned): that is told apart by ``subtype``.
"""

import codecs
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import isfinite
from typing import Any, NoReturn, TypeVar

import msgspec

from data.importers import Choices, Contains, Findings, Importer, nothing_to_ask
from data.records import Community, How, Item, LeftOut, Member, Post, Reaction, SamePerson, Unread
from data.refusal import AmbiguousFormatError, DamagedFileError
from data.said import say
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

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - records are naive and in UTC
_STAMP = re.compile(r"(\d{1,11})(?:\.(\d{1,6}))?", re.ASCII)
_MARKUP = re.compile(r"<([^<>]+)>")
_TOKEN = re.compile(r"[?&]t=xox[^&#]*")
_MISSING = re.compile(r"missing required field `(.*?)`")
_WRONG = re.compile(
    r"Expected `(?P<wanted>\w+).*?`, got `(?P<found>\w+)`(?: - at `\$\.?(?P<path>.*)`)?"
)
_KINDS = {
    "str": say("text"),
    "array": say("a list"),
    "object": say("an object"),
    "bool": say("true or false"),
    "null": say("empty"),
}
# What Slack writes around a file; only what follows is the writer's.
_SENTENCE = re.compile(
    r"<@[^>]*> (?:uploaded|shared|commented on) [^<]*(?:<@[^>]*>[^<]*)?<[^>]*>"
    r"(?: and commented)?:? ?(?P<words>.*)",
    re.DOTALL,
)


class _Shape(msgspec.Struct, frozen=True, gc=False):
    """The part of an object of the export that is read."""


class _Profile(_Shape):
    email: str | None = None


class _User(_Shape):
    id: str
    is_bot: bool | None = None
    profile: _Profile | None = None


class _Channel(_Shape):
    id: str
    name: str | None = None
    members: tuple[str, ...] | None = None
    is_private: bool | None = None
    is_im: bool | None = None
    is_mpim: bool | None = None


class _Comment(_Shape):
    user: str | None = None
    comment: str | None = None


class _File(_Shape):
    user: str | None = None
    mimetype: str | None = None
    initial_comment: _Comment | None = None


class _Edit(_Shape):
    ts: str | None = None


class _Reacted(_Shape):
    name: str
    users: tuple[str, ...] = ()


class _Message(_Shape):
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


_Entry = TypeVar("_Entry", bound=_Shape)


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

    def listed(name: str, shape: type[_Entry]) -> list[_Entry]:
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


def _listed(upload: Upload, name: str, shape: type[_Entry], unread: list[Unread]) -> list[_Entry]:
    """Return the entries of one of the export's lists; note those that cannot be read."""
    read = []
    for number, entry in enumerate(_entries(upload, name, shape), start=1):
        if isinstance(entry, str):
            where = say("{file}, entry {number}", file=name, number=number)
            unread.append(Unread(where=where, why=entry))
        else:
            read.append(entry)
    return read


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
    text = _plain(_words(message), mentions, workspace)
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
    return _EPOCH + timedelta(seconds=int(stamp[:-7]), microseconds=int(stamp[-6:]))


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
        return text or _markup_of(message.blocks)
    shared = message.shared
    said = message.comment or (shared.initial_comment if shared else None)
    if said and said.comment and said.user in (None, message.author):
        return said.comment
    sentence = _SENTENCE.match(text)
    if sentence:
        return sentence["words"]
    return (text or _markup_of(message.blocks)) if message.files else ""


def _plain(text: str, mentions: dict[str, None], workspace: _Workspace) -> str:
    """Return text without markup and names; the people mentioned are added to ``mentions``."""

    def spoken(match: re.Match) -> str:
        target, _, label = match[1].partition("|")
        sign, rest = target[:1], target[1:]
        if sign == "@":
            if rest and rest not in workspace.bots:
                mentions[rest] = None
            return "@member"
        if sign == "#":
            return "#" + (label or workspace.names.get(rest, "channel"))
        if sign == "!":
            return _call(rest, label)
        if target.startswith("mailto:"):
            return "[e-mail]"
        if target.startswith("tel:"):
            return "[phone number]"
        return _TOKEN.sub("", label or target)

    if "<" in text:
        text = _MARKUP.sub(spoken, text)
    if "&" in text:
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text.replace("\0", "")


def _call(target: str, label: str) -> str:
    """Return a call to many (``<!here>``), a user group or a date as it is read on screen."""
    if target.startswith("subteam^"):
        return "@group"
    if target.startswith("date^"):
        return label
    return "@" + target


def _markup_of(blocks: Any) -> str:
    """Return the text of rich text blocks, for messages that carry it only there; else ""."""
    rich = [block for block in _objects(blocks) if block.get("type") == "rich_text"]
    return "\n".join(line for block in rich for line in _lines(block))


def _lines(block: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of a rich text element: a paragraph, a quote, or the items of a list."""
    inner = _objects(block.get("elements"))
    if any("elements" in part for part in inner):
        for part in inner:
            yield from _lines(part)
        return
    lines = "".join(map(_span, inner)).split("\n")
    quoted = "&gt; " if block.get("type") == "rich_text_quote" else ""
    yield from (quoted + line for line in lines)


def _objects(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a list; blocks are kept as an app sent them, in any shape."""
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _span(part: dict[str, Any]) -> str:
    """Return one piece of rich text as Slack's markup."""
    match part:
        case {"type": "text", "text": str(text)}:
            return _escaped(text)
        case {"type": "link", "text": str(text)}:
            return _escaped(text)
        case {"type": "link", "url": str(url)}:
            return f"<{url}>"
        case {"type": "user", "user_id": str(person)}:
            return f"<@{person}>"
        case {"type": "channel", "channel_id": str(channel)}:
            return f"<#{channel}>"
        case {"type": "broadcast", "range": str(everybody)}:
            return f"<!{everybody}>"
        case {"type": "emoji", "name": str(name)}:
            return f":{name}:"
    return ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class _BrokenError(ValueError):
    """JSON that no export has; the message says what is odd about it."""


def _entries(upload: Upload, name: str, shape: type[_Entry]) -> list[_Entry | str]:
    """Return the entries of a JSON list; in the place of one that is built otherwise, why.

    Raises DamagedFileError naming the member when it is no JSON list as a whole.
    """
    raw = upload.read(name).removeprefix(codecs.BOM_UTF8)
    try:
        entries = _quickly(raw, shape)
        return _carefully(raw, shape) if entries is None else entries
    except RecursionError:
        broken = say("it is nested too deeply: no export goes deeper than a few dozen levels.")
    except UnicodeDecodeError as error:
        broken = _not_utf8(raw, error)
    except json.JSONDecodeError as error:
        broken = _not_json(error)
    except _BrokenError as error:
        broken = say("{problem}.", problem=error.args[0])
    raise DamagedFileError(
        upload.name,
        broken,
        say(
            "Nothing of this export was imported. Download it from Slack again and hand in the zip "
            "as it is, without unpacking or editing it."
        ),
        where=name,
    )


def _not_utf8(raw: bytes, error: UnicodeDecodeError) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return say("it is UTF-16 (byte {place:,}); Slack writes UTF-8.", place=error.start + 1)
    return say("it is not UTF-8 (byte {place:,}); Slack writes UTF-8.", place=error.start + 1)


def _not_json(error: json.JSONDecodeError) -> str:
    at = {"line": error.lineno, "column": error.colno}
    if not error.doc[error.pos :].strip():
        return say("it is cut off at line {line}, column {column}.", **at)
    return say(
        "it is no whole JSON: {problem} at line {line}, column {column}.", problem=error.msg, **at
    )


def _quickly(raw: bytes, shape: type[_Entry]) -> list[_Entry] | None:
    """Return the entries, or None where there is anything odd about them."""
    try:
        value = msgspec.json.decode(raw)
        entries = msgspec.convert(value, list[shape])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    # A key that stands twice is lost in decoding, and its quotation marks with it.
    marks = msgspec.json.encode(value).count(b'"')
    return None if rb"\u0022" in raw or raw.count(b'"') != marks else entries


def _carefully(raw: bytes, shape: type[_Entry]) -> list[_Entry | str]:
    """Return the entries one by one; numbers stay the text they are.

    Raises ValueError where it is no JSON, and no list.
    """
    value = json.loads(
        raw.decode("utf-8"),
        object_pairs_hook=_each_key_once,
        parse_int=str,
        parse_float=_finite,
        parse_constant=_no_number,
    )
    if not isinstance(value, list):
        raise _BrokenError(say("it holds no list of entries, as every file of a Slack export does"))
    return [_shaped(entry, shape) for entry in _whole_characters(value)]


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        double = next(key for key in keys if keys.count(key) > 1)
        raise _BrokenError(say("the key “{key}” stands twice in one object", key=double[:40]))
    return made


def _finite(number: str) -> str:
    if not isfinite(float(number)):
        raise _BrokenError(say("the number {number} is too large", number=number[:40]))
    return number


def _no_number(name: str) -> NoReturn:
    raise _BrokenError(say("{value} stands in it, which is no JSON", value=name))


def _whole_characters(value: Any) -> Any:
    """Replace halves of characters, which cannot be stored, by U+FFFD."""
    text = json.dumps(value, ensure_ascii=False)
    return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _shaped(entry: Any, shape: type[_Entry]) -> _Entry | str:
    try:
        return msgspec.convert(entry, shape)
    except msgspec.ValidationError as error:
        return _in_words(str(error))


def _in_words(error: str) -> str:
    """Return what msgspec found wrong with an entry, for people who know the export only."""
    missing = _MISSING.search(error)
    if missing:
        return say("it has no “{key}”", key=missing[1])
    wrong = _WRONG.match(error)
    if not wrong:
        return say("it is not built as Slack builds it: {error}", error=error)
    kinds = {name: _KINDS.get(wrong[name], wrong[name]) for name in ("wanted", "found")}
    if not wrong["path"]:
        return say("it is {found} where Slack writes {wanted}", **kinds)
    return say("its “{key}” is {found} where Slack writes {wanted}", key=wrong["path"], **kinds)


IMPORTER = Importer(
    name="slack",
    label="Slack workspace export (.zip)",
    platform="slack",
    how_to_export=(
        "Only an owner or an administrator of the workspace may export; ask them if you are not.",
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
