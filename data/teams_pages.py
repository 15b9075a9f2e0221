"""The answers of Microsoft Graph in which a channel is handed out: pages of messages and replies.

A page that is not the last one holds a link to the next: so it can be told what is missing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import msgspec

from data.json_file import JsonFile, any_head, is_json
from data.records import LeftOut
from data.refusal import UnknownFormatError
from data.said import say
from data.upload import Form, Upload

_AGAIN = say(
    "Nothing of this export was imported. Ask Microsoft Graph again, and save each answer as it is."
)
_ASK = say(
    "Ask whoever administers Teams for the messages of the channel from Microsoft Graph, as JSON; "
    "or hand in a table with the columns author, time, text and thread."
)
_MESSAGE = (b'"messageType"', b'"createdDateTime"')
_ANSWER = re.compile(rb'"@odata\.context"\s*:\s*"[^"]*(?:/messages|chatMessage)')
_PERSONAL = re.compile(rb'"conversations"\s*:.*"MessageList"', re.DOTALL)
_TRANSCRIPT = re.compile(rb"19:[\w-]+@(?:thread|unq)\.|TeamsMessagesData")
_ITEMS = (".htm", ".html", ".pst", ".msg")
_CHANNEL = re.compile(r"channels\('([^']+)'\)")
_ROOT = re.compile(r"messages\('([^']+)'\)/replies")


@dataclass(frozen=True)
class Page:
    """One answer: its entries, not decoded yet, and what its address says of them."""

    file: JsonFile
    name: str
    context: str
    has_more: bool
    entries: list[msgspec.Raw]

    @property
    def channel(self) -> str | None:
        """Return the channel it is about, where it says so."""
        found = _CHANNEL.search(self.context)
        return unquote(found[1]) if found else None

    @property
    def root(self) -> str | None:
        """Return the post whose replies it holds, where it says so."""
        found = _ROOT.search(self.context)
        return unquote(found[1]) if found else None

    def values(self) -> Iterator[Any]:
        """Yield the entries decoded, one at a time."""
        return map(self.file.value, self.entries)


def holds_messages(upload: Upload) -> bool:
    """Return True for what is from Teams, also for the two exports that hold no channel."""
    return any_head(upload, _is_of_teams) or _is_transcript(upload)


def pages_of(upload: Upload) -> Iterator[Page | LeftOut]:
    """Yield each answer, and what is none.

    Raises UnknownFormatError for somebody's own export and for transcripts, DamagedFileError for
    JSON that is broken.
    """
    if _is_transcript(upload):
        raise UnknownFormatError(
            upload.name,
            say(
                "these are transcripts of an eDiscovery search (Purview): pages to read, in which "
                "who answers whom cannot be told."
            ),
            _ASK,
        )
    for name in upload.names():
        if upload.form is not Form.JSON and not is_json(name):
            yield LeftOut(where=name, reason=say("a file without messages"))
            continue
        if _PERSONAL.search(upload.head_of(name)):
            raise UnknownFormatError(
                upload.name,
                say(
                    "this is what one person can export of their own account: private chats and "
                    "calls, without the replies of channels."
                ),
                _ASK,
                "" if upload.form is Form.JSON else name,
            )
        yield _page(upload, name) or LeftOut(where=name, reason=say("a file without messages"))


def _page(upload: Upload, name: str) -> Page | None:
    file = JsonFile(upload, name, "Microsoft Graph", _AGAIN)
    top = file.top()
    if isinstance(top, list):
        return Page(file, name, "", has_more=False, entries=top)
    if "messageType" in top:
        return Page(file, name, "", has_more=False, entries=[msgspec.Raw(msgspec.json.encode(top))])
    if "value" not in top:
        return None
    context = file.value(top["@odata.context"]) if "@odata.context" in top else ""
    return Page(
        file,
        name,
        context if isinstance(context, str) else "",
        has_more="@odata.nextLink" in top,
        entries=file.listed(top["value"]),
    )


def _is_of_teams(head: bytes) -> bool:
    whole_message = all(sign in head for sign in _MESSAGE)
    return bool(whole_message or _ANSWER.search(head) or _PERSONAL.search(head))


def _is_transcript(upload: Upload) -> bool:
    """Say whether a zip or folder holds pages or mail items of Teams, and no JSON at all."""
    if upload.form not in (Form.ZIP, Form.FOLDER) or any(map(is_json, upload.names())):
        return False
    items = [name for name in upload.names() if name.lower().endswith(_ITEMS)]
    return any(
        _TRANSCRIPT.search(name.encode()) or _TRANSCRIPT.search(upload.head_of(name))
        for name in items[:20]
    )
