"""What an export from Microsoft Graph holds as a whole, and what its pages say is missing."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePath

from data.records import LeftOut
from data.said import joined, say, say_many
from data.teams_message import Channel, Message, messages_of
from data.teams_pages import Page, pages_of
from data.upload import Upload


@dataclass(kw_only=True)
class Survey:
    """The channels that hold messages, and how many posts open a thread or answer one.

    ``names`` has the name of each channel by id, ``unnamed`` those that no list in the upload
    names, ``private`` those only some can read. ``cut_off`` are the channels, ``cut_threads`` the
    threads of which a further page exists that was not handed in.
    """

    names: dict[str, str] = field(default_factory=dict)
    unnamed: set[str] = field(default_factory=set)
    private: set[str] = field(default_factory=set)
    roots: int = 0
    replies: int = 0
    cut_off: set[str] = field(default_factory=set)
    cut_threads: set[str] = field(default_factory=set)

    def missing(self) -> str:
        """Say which posts are known to be missing; nothing where none are."""
        return joined([self._cut_off_in_words(), self._cut_threads_in_words()], " ")

    def _cut_off_in_words(self) -> str:
        if not self.cut_off:
            return ""
        names = sorted(self.names.get(channel, channel) for channel in self.cut_off)
        return say(
            "There is a further page of {communities}: follow @odata.nextLink of the last page and "
            "hand in all pages in one zip.",
            communities=", ".join(names),
        )

    def _cut_threads_in_words(self) -> str:
        if not self.cut_threads:
            return ""
        return say_many(
            "{number} thread has more replies than are here: follow its replies@odata.nextLink.",
            "{number} threads have more replies than are here: follow replies@odata.nextLink.",
            len(self.cut_threads),
        )


def survey_of(upload: Upload) -> Survey:
    """Look an upload through once."""
    survey, listed = Survey(), {}
    seen: dict[str, None] = {}
    ended: set[str] = set()
    for page in pages_of(upload):
        if isinstance(page, LeftOut):
            continue
        messages = []
        for _, entry in messages_of(page):
            if isinstance(entry, Channel):
                listed[entry.id] = entry
            elif isinstance(entry, Message):
                messages.append((entry.channel(page), entry.id, entry.reply_to_id))
                _count(survey, entry, page)
        seen |= dict.fromkeys(channel for channel, _, _ in messages if channel)
        _note_end(survey, page, messages, ended)
    survey.cut_off -= ended
    survey.cut_threads -= ended
    survey.private = {channel.id for channel in listed.values() if channel.is_private}
    survey.names = _names(seen, listed, PurePath(upload.name).stem)
    survey.unnamed = {one for one in seen if one not in listed or not listed[one].display_name}
    return survey


def _count(survey: Survey, message: Message, page: Page) -> None:
    if message.message_type != "message":
        return
    survey.replies += bool(message.reply_to_id)
    survey.roots += not message.reply_to_id
    if message.more_replies:
        survey.cut_threads.add(f"{message.channel(page)}/{message.id}")


def _note_end(
    survey: Survey, page: Page, messages: list[tuple[str | None, str, str | None]], ended: set[str]
) -> None:
    """Note of which channel or thread a page is the last one, or is not."""
    channel = page.channel or next((one for one, _, _ in messages if one), None)
    roots = {root for _, _, root in messages}
    thread = page.root or (roots.pop() if len(roots) == 1 else None)
    if channel is None:
        return
    about = f"{channel}/{thread}" if thread else channel
    if not page.has_more:
        ended.add(about)
    elif thread:
        survey.cut_threads.add(about)
    else:
        survey.cut_off.add(about)


def _names(seen: Iterable[str], listed: dict[str, Channel], stem: str) -> dict[str, str]:
    """Return a name for each channel; two of one name are told apart by a piece of their id."""
    seen = list(seen)
    names = {}
    for channel in seen:
        name = listed[channel].display_name if channel in listed else None
        names[channel] = (name or "").replace("\0", "").strip() or stem
    alike = Counter(names.values())
    return {
        channel: name if alike[name] == 1 else f"{name} {channel.removeprefix('19:')[:6]}"
        for channel, name in names.items()
    }
