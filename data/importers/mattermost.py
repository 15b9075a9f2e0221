"""Mattermost bulk exports: JSON lines, in which a post has its replies with it, one level deep.

A reply names only the first post of its thread. Posts have no id: channel and moment make one, as
what names a person would stay readable in it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from data.importers import Choices, Contains, Findings, Importer
from data.json_lines import lines_of, object_of
from data.json_shape import Shape, shaped
from data.records import Community, How, Item, LeftOut, Member, Post, Reaction, SamePerson, Unread
from data.said import say
from data.times import Clock
from data.upload import Form, Upload

_TYPES = frozenset({"version", "scheme", "role", "emoji", "team", "channel", "user", "bot", "post"})
_DIRECT = "direct_post"
_ENDINGS = (".jsonl", ".ndjson", ".json")
_FIRST_LINE = 65536
_EVERYBODY = frozenset({"here", "channel", "all"})
_AT = re.compile(r"(?<![\w@./])@([A-Za-z][\w.-]{0,63})", re.ASCII)


class _Team(Shape):
    name: str
    display_name: str | None = None


class _Channel(Shape):
    team: str
    name: str
    display_name: str | None = None
    type: str | None = None


class _InChannel(Shape):
    name: str
    roles: str | None = None


class _InTeam(Shape):
    name: str
    channels: tuple[_InChannel, ...] | None = None


class _User(Shape):
    username: str
    email: str | None = None
    delete_at: int | None = None
    teams: tuple[_InTeam, ...] | None = None


class _Bot(Shape):
    username: str


class _Reacted(Shape):
    user: str
    emoji_name: str


class _Said(Shape):
    user: str
    create_at: int
    message: str | None = None
    type: str | None = None
    edit_at: int | None = None
    props: Any = None
    reactions: tuple[_Reacted, ...] | None = None


class _Post(_Said):
    team: str = ""
    channel: str = ""
    replies: tuple[Any, ...] | None = None


@dataclass
class _Organisation:
    """What the lines before the posts tell."""

    teams: dict[str, str] = field(default_factory=dict)
    channels: dict[tuple[str, str], str] = field(default_factory=dict)
    private: set[tuple[str, str]] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    bots: set[str] = field(default_factory=set)
    # Which moments of a channel have a post already.
    moments: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    doubles: Counter[tuple[tuple[str, str], int]] = field(default_factory=Counter)
    clock: Clock = field(default_factory=Clock)

    def community(self, team: str, channel: str) -> str:
        """Return the name of a channel: each team has a town square."""
        shown = self.channels.get((team, channel)) or channel
        return f"{self.teams.get(team) or team} / {shown}".replace("\0", "")


def recognises(upload: Upload) -> bool:
    """Return True where the first line of a file is the first line of a bulk export."""
    return bool(_files(upload))


def _files(upload: Upload) -> list[str]:
    if upload.form is Form.JSON:
        names = upload.names()
    elif upload.form in (Form.ZIP, Form.FOLDER):
        names = [name for name in upload.names() if name.lower().endswith(_ENDINGS)]
    else:
        names = []
    return [name for name in names if _begins_bulk(upload, name)]


def _begins_bulk(upload: Upload, name: str) -> bool:
    try:
        with upload.open(name) as stream:
            line = object_of(stream.readline(_FIRST_LINE))
    except ValueError:
        return False
    if isinstance(line, str):
        return False
    kind = line.get("type")
    return isinstance(kind, str) and kind in _TYPES and kind in line


def examine(upload: Upload, choices: Choices) -> Findings:
    """Tell what is assumed; nothing has to be asked."""
    return Findings(
        choices=choices,
        assumptions={
            say("time zone"): say("UTC, as the platform writes it"),
            say("members"): say("those the export lists in each channel"),
            say("replies"): say("a reply names the first post of its thread, and no other"),
        },
    )


def read(upload: Upload, choices: Choices) -> Iterator[Item]:
    """Yield channels, their members, and what people said; direct posts are only counted."""
    wanted = set(_files(upload))
    known = _Organisation()
    for name in upload.names():
        if name not in wanted:
            yield LeftOut(where=name, reason=say("a file without messages"))
            continue
        for number, raw in lines_of(upload, name):
            where = say("{file}, line {line}", file=name, line=number)
            line = object_of(raw)
            if isinstance(line, str):
                yield Unread(where=where, why=line)
            else:
                yield from _line(line, known, where, name)


def _line(line: dict[str, Any], known: _Organisation, where: str, file: str) -> Iterator[Item]:
    kind = line.get("type")
    part = line.get(kind) if isinstance(kind, str) else None
    if kind == _DIRECT:
        replies = part.get("replies") if isinstance(part, dict) else None
        number = 1 + (len(replies) if isinstance(replies, list) else 0)
        yield from (LeftOut(where=file, reason=say("private message")) for _ in range(number))
        return
    shape = {"team": _Team, "channel": _Channel, "user": _User, "bot": _Bot, "post": _Post}.get(
        kind
    )
    if kind is None:
        yield Unread(where=where, why=say("it has no “{key}”", key="type"))
    if shape is None:
        return
    read = shaped(part, shape)
    match read:
        case str():
            yield Unread(where=where, why=read)
        case _Team():
            known.teams[read.name] = read.display_name or read.name
        case _Channel():
            yield from _channel(read, known)
        case _Bot():
            known.bots.add(read.username)
        case _User():
            yield from _user(read, known)
        case _Post():
            yield from _thread(read, known, where, file)


def _channel(channel: _Channel, known: _Organisation) -> Iterator[Community]:
    place = (channel.team, channel.name)
    known.channels[place] = channel.display_name or channel.name
    if channel.type not in ("O", None, ""):
        known.private.add(place)
        return
    yield Community(name=known.community(*place))


def _user(user: _User, known: _Organisation) -> Iterator[Item]:
    """Yield in which public channels somebody is, and the e-mail address of the account."""
    known.people.add(user.username)
    if user.email:
        yield SamePerson(person=user.username, also=user.email)
    if user.delete_at:
        return
    for team in user.teams or ():
        for channel in team.channels or ():
            if (team.name, channel.name) not in known.private:
                yield Member(
                    community=known.community(team.name, channel.name),
                    person=user.username,
                    role="channel admin" if "channel_admin" in (channel.roles or "") else None,
                )


def _thread(post: _Post, known: _Organisation, where: str, file: str) -> Iterator[Item]:
    """Yield a post and its replies."""
    place = (post.team, post.channel)
    replies = [shaped(reply, _Said) for reply in post.replies or ()]
    reason = ""
    if place in known.private:
        reason = say("private channel")
    elif known.channels and place not in known.channels:
        reason = say("not in the list of channels")
    if reason:
        yield from (LeftOut(where=file, reason=reason) for _ in range(1 + len(replies)))
        return
    opening = _id(place, post.create_at, known)
    yield from _said(post, place, opening, opening, known, where, file)
    for number, reply in enumerate(replies, start=1):
        there = say("{line}, reply {number}", line=where, number=number)
        if isinstance(reply, str):
            yield Unread(where=there, why=reply)
        else:
            own = _id(place, reply.create_at, known)
            yield from _said(reply, place, own, opening, known, there, file)


def _id(place: tuple[str, str], moment: int, known: _Organisation) -> str:
    """Return an id for a post; the second of one millisecond in a channel is told apart."""
    taken = known.moments[place]
    if moment not in taken:
        taken.add(moment)
        return f"{'/'.join(place)}/{moment}"
    known.doubles[place, moment] += 1
    return f"{'/'.join(place)}/{moment}#{1 + known.doubles[place, moment]}"


def _said(
    said: _Said,
    place: tuple[str, str],
    id: str,
    opening: str,
    known: _Organisation,
    where: str,
    file: str,
) -> Iterator[Item]:
    if reason := _no_contribution(said, known):
        yield LeftOut(where=file, reason=reason)
        return
    at = known.clock.read(str(said.create_at))
    if at is None:
        yield Unread(
            where=where, why=say("its “create_at” {why}", why=known.clock.why(str(said.create_at)))
        )
        return
    text, mentions = _plain(said.message or "", known.people)
    post = Post(
        community=known.community(*place),
        author=said.user,
        at=at,
        id=id,
        thread=opening,
        reply_to=None if id == opening else opening,
        how=How.ROOT,
        text=text,
        edited=bool(said.edit_at),
        version=known.clock.read(str(said.edit_at)) if said.edit_at else None,
        mentions=mentions,
    )
    yield post
    for reacted in said.reactions or ():
        if reacted.user not in known.bots:
            name = reacted.emoji_name.replace("\0", "")
            yield Reaction(community=post.community, post=id, person=reacted.user, name=name)


def _no_contribution(said: _Said, known: _Organisation) -> str:
    if said.type and said.type.startswith("system_"):
        return said.type.replace("\0", "")[:40]
    props: Mapping[str, Any] = said.props if isinstance(said.props, dict) else {}
    if said.user in known.bots or any(
        str(props.get(sign)).lower() == "true" for sign in ("from_webhook", "from_bot")
    ):
        return say("bot")
    return ""


def _plain(text: str, people: set[str]) -> tuple[str, tuple[str, ...]]:
    """Return a text without names, and the accounts it mentions."""
    mentions: dict[str, None] = {}

    def spoken(match: re.Match) -> str:
        name = match[1].rstrip(".-_")
        if name.lower() in _EVERYBODY:
            return match[0]
        if name.lower() in people:
            mentions[name.lower()] = None
        return "@member" + match[1][len(name) :]

    plain = _AT.sub(spoken, text) if "@" in text else text
    return plain.replace("\0", ""), tuple(mentions)


IMPORTER = Importer(
    name="mattermost",
    label="Mattermost bulk export (.jsonl, or a .zip with it)",
    platform="mattermost",
    who_may_export="A system administrator of the server.",
    how_to_export=(
        "Ask the administrator to run “mmctl export create --no-attachments” on the server.",
        "When “mmctl export list” shows the file, fetch it with “mmctl export download”.",
        "Hand in that zip, or the .jsonl file in it.",
        "Private channels and direct messages are left out.",
    ),
    contains=frozenset({Contains.ROOTS, Contains.MEMBERS, Contains.REACTIONS, Contains.TEXT}),
    recognises=recognises,
    read=read,
    examine=examine,
)
