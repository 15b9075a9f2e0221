"""Plain text of what people wrote on a Discourse forum: quotes marked, no names, no previews."""

import re
from collections.abc import Set

from data.called_by_name import SOMEBODY, Text
from data.html_text import HtmlText

_GROUP = "@group"

_NAME = r"[\w.-]*\w"
_PROFILE = re.compile(rf"(?:https?://[^\s/\"]+)?/(?:u|users)/(?P<name>{_NAME})(?=[/?#\s)\"]|$)")
_PROFILE_LINK = re.compile(
    rf"\[[^\[\]]*\]\((?:https?://[^\s/()]+)?/(?:u|users)/(?P<name>{_NAME})[^\s()]*\)"
)
_QUOTE = re.compile(r"\[quote=[^\]\n]*\]", re.IGNORECASE)
_AT = re.compile(rf"(?<![\w@/`.]){SOMEBODY}\b|(?<![\w@/`.])@(?P<name>{_NAME})")

# What the forum writes around quotes and pictures, and what it fetches from other sites.
_NOT_SAID = {"div": frozenset({"title", "meta"}), "aside": frozenset({"onebox"})}


def of_cooked(title: str | None, cooked: str) -> Text:
    """Return a title and the HTML of a post as plain text, and the usernames it mentions."""
    plain = _Cooked()
    text = plain.of(cooked)
    return _whole(title, text), tuple(dict.fromkeys(plain.mentions))


def of_raw(title: str | None, raw: str, people: Set[str]) -> Text:
    """Return a title and the Markdown of a post without names, and which ``people`` it mentions.

    ``people`` are the folded usernames of those known to be one; any other may be a group.
    """
    mentions: dict[str, None] = {}

    def somebody(found: re.Match) -> str:
        if (name := found["name"]) and name.casefold() in people:
            mentions[name.casefold()] = None
        return SOMEBODY

    text = _QUOTE.sub("[quote]", raw.replace("\0", ""))
    for pattern in (_PROFILE_LINK, _PROFILE, _AT):
        text = pattern.sub(somebody, text)
    return _whole(title, text), tuple(mentions)


def _whole(title: str | None, text: str) -> str:
    return "\n".join(part for part in (title and title.replace("\0", "").strip(), text) if part)


class _Cooked(HtmlText):
    """The HTML that Discourse makes of a post."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write the name of an emoji, which is a picture here."""
        if tag == "img":
            attributes = dict(attrs)
            if "emoji" in _classes(attributes):
                self.handle_data(attributes.get("alt") or "")
            return
        super().handle_starttag(tag, attrs)

    def person_in(self, tag: str, attributes: dict[str, str | None]) -> str | None:
        """Return "@" and a username, "@" alone for somebody unknown, or what else is replaced."""
        classes = _classes(attributes)
        if "mention-group" in classes:
            return _GROUP
        if tag == "a" and (profile := _PROFILE.match(attributes.get("href") or "")):
            return "@" + profile["name"]
        if "mention" in classes:
            return "@"
        return "" if classes & _NOT_SAID.get(tag, frozenset()) else None

    def named(self, person: str, label: str) -> str:
        """Note whom a link names."""
        if person in ("", _GROUP):
            return person
        return super().named(person[1:].casefold(), label) if person[1:] else SOMEBODY


def _classes(attributes: dict[str, str | None]) -> Set[str]:
    return set((attributes.get("class") or "").split())
