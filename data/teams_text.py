"""Plain text of Microsoft Teams messages: no markup, and no names."""

from collections.abc import Mapping

from data.called_by_name import SOMEBODY
from data.html_text import HtmlText


def plain(
    subject: str | None, content: str, is_html: bool, called: Mapping[str, str | None]
) -> str:
    """Return subject and content as plain text.

    ``called`` maps the number of each mention to "@member", "@channel" or what else stands in the
    place of the name.
    """
    body = _Message(called).of(content) if is_html else content.replace("\0", "").strip()
    subject = (subject or "").replace("\0", "").strip()
    return "\n".join(part for part in (subject, body) if part)


class _Message(HtmlText):
    """The text of a message, in which ``<at id="0">`` is a name."""

    def __init__(self, called: Mapping[str, str]) -> None:
        super().__init__()
        self._called = called

    def person_in(self, tag: str, attributes: dict[str, str | None]) -> str | None:
        """Return the number of a mention."""
        return (attributes.get("id") or "") if tag == "at" else None

    def named(self, person: str, label: str) -> str:
        """Return what stands in the place of a mention; an unknown one is somebody."""
        return self._called.get(person) or SOMEBODY
