"""What Microsoft Graph writes of a message and of a channel, as far as it is read."""

from collections.abc import Iterator
from typing import Any

import msgspec

from data.json_shape import Shape
from data.said import say
from data.teams_pages import Page


class _OfGraph(Shape, rename="camel"):
    pass


class Channel(_OfGraph):
    """A channel, as lists of channels have it."""

    id: str
    display_name: str | None = None
    membership_type: str | None = None

    @property
    def is_private(self) -> bool:
        """Say whether only some members of its team can read it."""
        return self.membership_type not in (None, "standard")


class Account(_OfGraph):
    """Somebody, or something, that writes."""

    id: str | None = None


class Identity(_OfGraph):
    """Who wrote, reacted or is mentioned: one of these."""

    user: Account | None = None
    application: Account | None = None
    device: Account | None = None
    conversation: Any = None


class Body(_OfGraph):
    """The text of a message."""

    content_type: str | None = None
    content: str | None = None


class Place(_OfGraph):
    """Where a message stands."""

    channel_id: str | None = None


class Mention(_OfGraph):
    """Whom ``<at id="0">`` in the text means."""

    id: int | str | None = None
    mentioned: Identity | None = None


class Reacted(_OfGraph):
    """A reaction of one person."""

    reaction_type: str | None = None
    user: Identity | None = None


class Event(_OfGraph):
    """What a system message tells of."""

    kind: str | None = msgspec.field(default=None, name="@odata.type")
    members: tuple[Account, ...] | None = None


class Message(_OfGraph):
    """A message; ``replies`` are not in their shape yet."""

    id: str
    reply_to_id: str | None = None
    message_type: str | None = None
    created_date_time: str | None = None
    last_edited_date_time: str | None = None
    deleted_date_time: str | None = None
    chat_id: str | None = None
    sender: Identity | None = msgspec.field(default=None, name="from")
    subject: str | None = None
    body: Body | None = None
    channel_identity: Place | None = None
    mentions: tuple[Mention, ...] | None = None
    reactions: tuple[Reacted, ...] | None = None
    event_detail: Event | None = None
    replies: tuple[Any, ...] | None = None
    more_replies: str | None = msgspec.field(default=None, name="replies@odata.nextLink")

    @property
    def author(self) -> str | None:
        """Return the account that wrote it; None where that is nobody's."""
        return self.sender.user.id if self.sender and self.sender.user else None

    def channel(self, page: Page) -> str | None:
        """Return the channel it stands in."""
        place = self.channel_identity
        return (place.channel_id if place else None) or page.channel


def messages_of(page: Page) -> Iterator[tuple[str, Message | Channel | str]]:
    """Yield place and content of each entry of a page, or why it cannot be read.

    The replies inside a message follow it.
    """
    for number, value in enumerate(page.values(), start=1):
        where = say("{file}, message {number}", file=page.name, number=number)
        is_channel = isinstance(value, dict) and "messageType" not in value
        if is_channel and "displayName" in value:
            yield where, page.file.shaped(value, Channel)
            continue
        message = page.file.shaped(value, Message)
        yield where, message
        replies = message.replies if isinstance(message, Message) else None
        for place, reply in enumerate(replies or (), start=1):
            inside = say("{message}, reply {number}", message=where, number=place)
            yield inside, page.file.shaped(reply, Message)
