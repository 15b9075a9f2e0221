"""A post of a Discourse forum, from JSON or from a table, and what becomes of it."""

from collections.abc import Set

from data.discourse_text import of_cooked, of_raw
from data.json_shape import Shape
from data.records import How, LeftOut, Post, Unread
from data.said import say
from data.times import Clock

PLATFORM = "discourse"

_REGULAR = "1"
_PRIVATE = "private_message"
_YES = frozenset({"true", "t", "1", "yes"})

Number = int | str
"""JSON that is odd elsewhere keeps its numbers as text."""


class Topic(Shape):
    """What is read of a topic, without its posts."""

    id: Number | None = None
    title: str | None = None
    archetype: str | None = None
    deleted_at: str | None = None


class Source(Shape):
    """What is read of a post."""

    topic_id: Number
    post_number: Number
    created_at: str
    id: Number | None = None
    reply_to_post_number: Number | None = None
    post_type: Number | None = None
    username: str | None = None
    user_id: Number | None = None
    updated_at: str | None = None
    version: Number | None = None
    cooked: str | None = None
    raw: str | None = None
    topic_title: str | None = None
    archetype: str | None = None
    is_pm: bool | str | None = None
    hidden: bool | str | None = None
    deleted_at: str | None = None
    user_deleted: bool | str | None = None


def is_account_of_nobody(user_id: Number | None) -> bool:
    """Say whether an account is the forum's own (-1) or a bot's (-2 and below)."""
    return str(user_id or "").startswith("-")


def no_contribution(source: Source, topic: Topic) -> str:
    """Return by which rule a post is left out; "" where it is a contribution."""
    if _PRIVATE in (source.archetype, topic.archetype) or _said(source.is_pm):
        return say("private message")
    if source.deleted_at or topic.deleted_at or _said(source.user_deleted):
        return say("deleted")
    if _said(source.hidden):
        return say("hidden")
    if source.post_type is not None and _number(source.post_type) != _REGULAR:
        return say("no post of a member (post type {kind})", kind=_number(source.post_type))
    if is_account_of_nobody(source.user_id):
        return say("bot")
    return ""


def record_of(
    source: Source,
    topic: Topic,
    where: str,
    *,
    community: str,
    clock: Clock,
    people: Set[str] = frozenset(),
) -> Post | LeftOut | Unread:
    """Return the post, or why it is left out or cannot be read.

    A post that names no answered post answers the topic or whatever stands above it: for the second
    post both are the first, for any later one it is not known.
    """
    if reason := no_contribution(source, topic):
        return LeftOut(where=where, reason=reason)
    number, answered = _number(source.post_number), _number(source.reply_to_post_number)
    for key, value in (("post_number", number), ("topic_id", _number(source.topic_id))):
        if not value.isdigit():
            why = say("its “{key}” is “{value}”, a whole number is needed", key=key, value=value)
            return Unread(where=where, why=why)
    at = clock.read(source.created_at)
    if at is None:
        why = say("its “{key}” {why}", key="created_at", why=clock.why(source.created_at))
        return Unread(where=where, why=why)
    if not answered.isdigit() or answered == "0":
        answered = "1" if number == "2" else ""
    post, thread = (f"{_number(source.topic_id)}/{place}" for place in (number, "1"))
    title = (source.topic_title or topic.title) if number == "1" else None
    text, mentions = _text(source, title, people)
    changed = clock.read(source.updated_at) if source.updated_at else None
    return Post(
        community=community,
        author=(source.username or "").casefold() or f"deleted:{post}",
        at=at,
        id=post,
        thread=thread,
        reply_to=f"{_number(source.topic_id)}/{answered}" if answered else None,
        how=How.KNOWN if answered or number == "1" else How.UNKNOWN,
        text=text,
        edited=_number(source.version).isdigit() and int(_number(source.version)) > 1,
        version=changed,
        mentions=mentions,
    )


def _text(
    source: Source, title: str | None, people: Set[str]
) -> tuple[str | None, tuple[str, ...]]:
    """Return the text, from the HTML where there is one: it tells people from groups."""
    if source.cooked is not None:
        return of_cooked(title, source.cooked)
    return of_raw(title, source.raw, people) if source.raw is not None else (title, ())


def _number(value: Number | None) -> str:
    return "" if value is None else str(value).strip()


def _said(value: bool | str | None) -> bool:
    return value is True or (isinstance(value, str) and value.strip().casefold() in _YES)
