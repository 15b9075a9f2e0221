"""Plain text of Viva Engage (Yammer) messages: no markup, and no names."""

import re

from data.called_by_name import SOMEBODY, Text
from data.html_text import HtmlText

_USER = re.compile(r"\[\[user:(\d+)(?:[:|][^\[\]]*)?\]\]")
_LINKED = re.compile(r"(?:user:|/users/)(\d+)\b")
_LINE_END = re.compile(r"\\r\\n|\\n|\\r")


def of_message(title: str, body: str, html: str) -> Text:
    """Return title and body as plain text, and whom they mention; HTML where there is no body.

    The export writes the end of a line as the two letters ``\\n``.
    """
    mentions: dict[str, None] = {}

    def somebody(user: re.Match) -> str:
        mentions[user[1]] = None
        return SOMEBODY

    written = [_USER.sub(somebody, _LINE_END.sub("\n", part)).strip() for part in (title, body)]
    if not body and html:
        plain = _Message()
        written[1] = _USER.sub(somebody, plain.of(html))
        mentions |= dict.fromkeys(plain.mentions)
    return "\n".join(part for part in written if part), tuple(mentions)


class _Message(HtmlText):
    """The HTML of a message, in which a link to an account is a name."""

    def person_in(self, tag: str, attributes: dict[str, str | None]) -> str | None:
        """Return the number of the account an element leads to."""
        found = (_LINKED.search(value or "") for value in attributes.values())
        return next((one[1] for one in found if one), None)
