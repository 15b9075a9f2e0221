"""Plain text of Zulip messages, in its Markdown or as HTML: no names, and quotes marked as such."""

import re

from data.called_by_name import SOMEBODY
from data.html_text import HtmlText

_PERSON = re.compile(r"@_?\*\*(?P<name>[^*|\n]+)(?:\|(?P<id>\d+))?\*\*")
_EVERYBODY = frozenset({"all", "everyone", "channel", "stream", "topic"})
_GROUP = re.compile(r"@_?\*[^*\n]+\*")
_PLACE = re.compile(r"#\*\*([^*\n]+)\*\*")
_FENCE = re.compile(r"\s*(?P<fence>`{3,}|~{3,})\s*(?P<kind>\w*)\s*$")
# "@_**Ana|7** [said](link):" stands above what was quoted; Zulip writes it.
_SAID = re.compile(r"@_\*\*[^*\n]+\*\* \[[^\]\n]+\]\([^)\n]+\):$")


def plain(text: str, people: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return a text without names, and the ids of those it mentions.

    ``people`` has the id of each full name that only one account has.
    """
    if text.startswith("<"):
        html = _ZulipHtml()
        return html.of(text), tuple(dict.fromkeys(html.mentions))
    mentions: dict[str, None] = {}

    def called(match: re.Match) -> str:
        if match["name"] in _EVERYBODY:
            return f"@{match['name']}"
        if person := match["id"] or people.get(match["name"]):
            mentions[person] = None
        return SOMEBODY

    text = _quoted(text.replace("\0", "")) if "```" in text or "~~~" in text else text
    if "*" in text:
        text = _PLACE.sub(r"#\1", _GROUP.sub("@group", _PERSON.sub(called, text)))
    return text.replace("\0", ""), tuple(mentions)


def _quoted(text: str) -> str:
    """Return a text in which the lines of each quote begin with "> ", fences of quotes left out."""
    kept: list[str] = []
    open_fences: list[tuple[str, bool]] = []
    for line in text.split("\n"):
        fence = _FENCE.match(line)
        depth = sum(is_quote for _, is_quote in open_fences)
        if fence and open_fences and not fence["kind"] and fence["fence"] == open_fences[-1][0]:
            if not open_fences.pop()[1]:
                kept.append("> " * depth + line)
        elif fence and not (open_fences and not open_fences[-1][1]):
            is_quote = fence["kind"] == "quote"
            open_fences.append((fence["fence"], is_quote))
            if not is_quote:
                kept.append("> " * depth + line)
            elif kept and _SAID.match(kept[-1].lstrip("> ")):
                kept.pop()
        else:
            kept.append("> " * depth + line)
    return "\n".join(kept)


class _ZulipHtml(HtmlText):
    def person_in(self, tag: str, attributes: dict[str, str | None]) -> str | None:
        """Return the id in a mention; a whole group has none."""
        person = attributes.get("data-user-id") or ""
        is_mention = "user-mention" in (attributes.get("class") or "").split()
        return person if tag == "span" and is_mention and person.isdigit() else None
