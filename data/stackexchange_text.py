"""Plain text of what people wrote on a Stack Exchange site: no markup, and no names."""

import re

from data.called_by_name import SOMEBODY, People, Text, folded, without_names
from data.html_text import HtmlText

_PROFILE = re.compile(r"https?://[\w.-]+/users/(-?[0-9]+)(?:/[^\s)\]]*)?")
_LINK = re.compile(
    r"\[([^\[\]]*)\]\((https?://[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)(?: +\"[^\"]*\")?\)"
)


def of_post(title: str | None, body: str | None, people: People) -> Text:
    """Return a post's title and body as plain text, and whom it mentions."""
    if title is None and body is None:
        return None, ()
    plain = _Plain(people)
    whole = "\n".join(part for part in (title, plain.of(body or "")) if part)
    text, mentions = without_names(_PROFILE.sub(SOMEBODY, whole), people)
    return text, tuple(dict.fromkeys((*plain.mentions, *mentions)))


def of_comment(text: str | None, people: People) -> Text:
    """Return a comment without link addresses, and whom it mentions."""
    if text is None:
        return None, ()
    mentions = []

    def label(link: re.Match) -> str:
        profile = _PROFILE.match(link[2])
        if not profile:
            return link[1]
        mentions.extend(_linked(profile[1], link[1], people))
        return SOMEBODY

    plain = _PROFILE.sub(SOMEBODY, _LINK.sub(label, text))
    plain, called = without_names(plain, people, spoken_to_at_start=True)
    return plain, tuple(dict.fromkeys((*mentions, *called)))


def _linked(person: str, label: str, people: People) -> list[str]:
    """Return the person a profile link is to; on another site the number is somebody else's."""
    name = people.here.get(person)
    return [person] if name and folded(name) == folded(label.removeprefix("@")) else []


class _Plain(HtmlText):
    """The text of a post, in which a link to a profile is a name."""

    def __init__(self, people: People) -> None:
        """Take those whom a link to a profile can mean."""
        super().__init__()
        self._people = people

    def person_in(self, tag: str, attributes: dict[str, str | None]) -> str | None:
        """Return the number in a link to a profile."""
        profile = _PROFILE.match(attributes.get("href") or "") if tag == "a" else None
        return profile[1] if profile else None

    def named(self, person: str, label: str) -> str:
        """Note a person of this site."""
        self.mentions += _linked(person, label, self._people)
        return SOMEBODY
