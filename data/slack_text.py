"""Plain text of Slack's own markup and of its rich text blocks: no markup, and no names."""

import re
from collections.abc import Iterator, Mapping, Set
from typing import Any

_MARKUP = re.compile(r"<([^<>]+)>")
_TOKEN = re.compile(r"[?&]t=xox[^&#]*")


def plain(text: str, mentions: dict[str, None], channels: Mapping[str, str], bots: Set[str]) -> str:
    """Return text without markup and names; the people mentioned are added to ``mentions``.

    ``channels`` has the names of channels by id; ``bots`` are the accounts that are no people.
    """

    def spoken(match: re.Match) -> str:
        target, _, label = match[1].partition("|")
        sign, rest = target[:1], target[1:]
        if sign == "@":
            if rest and rest not in bots:
                mentions[rest] = None
            return "@member"
        if sign == "#":
            return "#" + (label or channels.get(rest, "channel"))
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


def markup_of(blocks: Any) -> str:
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
