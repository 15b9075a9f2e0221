"""Microsoft Teams: the messages of channels as Microsoft Graph gives them, JSON alone or in a zip.

A reply names only the first post of its thread. Replies stand inside their root (``$expand``) or in
pages of their own; both may be handed in together. Chats are private and left out.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC

from data.called_by_name import SOMEBODY
from data.importers import Choices, Contains, Findings, Importer, nothing_to_ask
from data.records import Community, How, Item, LeftOut, Member, Post, Reaction, Unread
from data.said import say
from data.teams_message import Identity, Message, messages_of
from data.teams_pages import Page, holds_messages, pages_of
from data.teams_survey import Survey, survey_of
from data.teams_text import plain
from data.times import Clock
from data.upload import Upload

_JOINED = ("membersAddedEventMessageDetail", "membersJoinedEventMessageDetail")
_LEFT = ("membersDeletedEventMessageDetail", "membersLeftEventMessageDetail")


def examine(upload: Upload, choices: Choices) -> Findings:
    """Tell how channels are called and what the pages say is missing; nothing has to be asked."""
    survey, findings = survey_of(upload), nothing_to_ask(upload, choices)
    told = dict(findings.assumptions)
    if survey.unnamed and not choices.community:
        told[say("community")] = say(
            "{communities}, after the name of the file: messages name their channel by its id. A "
            "list of the channels (GET /teams/ID/channels) in the same zip would name them",
            communities=", ".join(sorted(survey.names[channel] for channel in survey.unnamed)),
        )
    if survey.roots > 1 and not survey.replies:
        told[say("replies")] = say(
            "none are in it: Graph gives only the posts that open a thread, unless it is asked for "
            "the replies, too (?$expand=replies)"
        )
    if missing := survey.missing():
        told[say("missing posts")] = missing
    return replace(findings, assumptions=told)


def read(upload: Upload, choices: Choices) -> Iterator[Item]:
    """Yield channels, who joined or left them, and what people said there.

    What Teams or a bot wrote is yielded as LeftOut; chats are only counted.
    """
    survey, clock = survey_of(upload), Clock(zone=UTC)
    for channel, name in survey.names.items():
        if channel not in survey.private:
            yield Community(name=name)
    for page in pages_of(upload):
        if isinstance(page, LeftOut):
            yield page
            continue
        for where, message in messages_of(page):
            if isinstance(message, str):
                yield Unread(where=where, why=message)
            elif isinstance(message, Message):
                yield from _items(where, message, page, survey, clock)


def _items(
    where: str, message: Message, page: Page, survey: Survey, clock: Clock
) -> Iterator[Item]:
    channel = message.channel(page)
    if not message.message_type:
        yield Unread(where=where, why=say("it has no “{key}”", key="messageType"))
        return
    reason = _no_contribution(message, channel, survey)
    if reason:
        yield LeftOut(where=where, reason=reason)
        if channel in survey.names and channel not in survey.private:
            yield from _notices(message, survey.names[channel], clock)
        return
    post = _post(message, channel, survey, clock)
    if isinstance(post, str):
        yield Unread(where=where, why=post)
        return
    yield post
    yield from _reactions(message, post)


def _no_contribution(message: Message, channel: str | None, survey: Survey) -> str | None:
    """Return by which rule a message is no contribution; None if it is one."""
    if message.chat_id:
        return say("chat message")
    if channel in survey.private:
        return say("private channel")
    if message.message_type != "message":
        return say("system event")
    if message.deleted_date_time:
        return say("deleted")
    if message.sender and not message.sender.user:
        if message.sender.application:
            return say("bot")
        if message.sender.device:
            return say("device")
    return None


def _notices(message: Message, community: str, clock: Clock) -> Iterator[Member]:
    """Yield when somebody joined or left, where a system event says so."""
    event, at = message.event_detail, clock.read(message.created_date_time or "")
    if not event or not event.kind or not at:
        return
    kind = event.kind.rpartition(".")[2]
    for member in event.members or ():
        who = {"community": community, "person": member.id or "", "listed": False}
        if not member.id:
            continue
        if kind in _JOINED:
            yield Member(**who, joined=at)
        elif kind in _LEFT:
            yield Member(**who, left=at)


def _post(message: Message, channel: str | None, survey: Survey, clock: Clock) -> Post | str:
    """Return the post, or why it cannot be read."""
    if not channel:
        return say("it names no channel: a message of a channel has a “channelIdentity”")
    if not message.author:
        return say("it names nobody as its author: a message needs “from” with a “user”")
    at = clock.read(message.created_date_time or "")
    if at is None:
        return say(
            "its “{key}” {why}",
            key="createdDateTime",
            why=clock.why(message.created_date_time or ""),
        )
    mentions: dict[str, None] = {}
    called = {}
    for mention in message.mentions or ():
        called[str(mention.id)] = _called(mention.mentioned, mentions)
    body = message.body
    text = plain(
        message.subject,
        (body and body.content) or "",
        is_html=body is None or body.content_type != "text",
        called=called,
    )
    edited = message.last_edited_date_time
    opening = message.reply_to_id or message.id
    return Post(
        community=survey.names[channel],
        author=message.author,
        at=at,
        id=f"{channel}/{message.id}",
        thread=f"{channel}/{opening}",
        reply_to=f"{channel}/{opening}" if message.reply_to_id else None,
        how=How.ROOT,
        text=text,
        edited=bool(edited),
        version=clock.read(edited) if edited else None,
        mentions=tuple(mentions),
    )


def _called(mentioned: Identity | None, mentions: dict[str, None]) -> str:
    """Return what stands in the place of a name; a person is added to the mentions."""
    if mentioned and mentioned.user and mentioned.user.id:
        mentions[mentioned.user.id] = None
    if mentioned and not mentioned.user and mentioned.conversation:
        return "@channel"
    return SOMEBODY


def _reactions(message: Message, post: Post) -> Iterator[Reaction]:
    """Yield each person once per reaction."""
    given = {
        (reaction.user.user.id, reaction.reaction_type.replace("\0", "")): None
        for reaction in message.reactions or ()
        if reaction.user and reaction.user.user and reaction.user.user.id and reaction.reaction_type
    }
    for person, name in given:
        yield Reaction(community=post.community, post=post.id, person=person, name=name)


IMPORTER = Importer(
    name="teams",
    label="Microsoft Teams channel messages from Microsoft Graph (.json, or a .zip of them)",
    platform="teams",
    who_may_export=(
        "A member of the team for its channels, where the organisation allows it; for all channels "
        "an administrator with the permission ChannelMessage.Read.All. Teams itself has no button "
        "for it."
    ),
    how_to_export=(
        "Open Graph Explorer (developer.microsoft.com/graph/graph-explorer) and sign in.",
        "GET /teams/TEAM-ID/channels lists the channels: save the answer as channels.json, so that "
        "they keep their names.",
        "GET /teams/TEAM-ID/channels/CHANNEL-ID/messages?$expand=replies gives the messages with "
        "their replies: save the answer as it is.",
        "While an answer has @odata.nextLink, open that address and save the next page; the same "
        "for replies@odata.nextLink.",
        "Hand in all answers in one zip. Only channels are read: chats and private channels are "
        "left out.",
    ),
    contains=frozenset({Contains.ROOTS, Contains.REACTIONS, Contains.TEXT}),
    recognises=holds_messages,
    read=read,
    examine=examine,
)
