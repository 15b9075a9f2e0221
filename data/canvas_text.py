"""Plain text of Canvas discussion entries: no markup, and no names."""

import re

from data.called_by_name import People, Text, without_names
from data.html_text import HtmlText

_PROFILE = re.compile(r"(?:^|/)users/(\d+)(?:$|[/?#])")


def of_entry(message: str | None, people: People) -> Text:
    """Return an entry as plain text, and whom it mentions."""
    if message is None:
        return None, ()
    plain = _Entry()
    text, called = without_names(plain.of(message), people)
    return text, tuple(dict.fromkeys((*plain.mentions, *called)))


class _Entry(HtmlText):
    """The HTML of an entry, in which a mention and a link to a profile are names."""

    def person_in(self, tag: str, attributes: dict[str, str | None]) -> str | None:
        """Return the account that an element names."""
        if mentioned := attributes.get("data-mention"):
            return mentioned
        profile = _PROFILE.search(attributes.get("href") or "") if tag == "a" else None
        return profile[1] if profile else None
