"""Plain text of Discord messages: no markup of its own, and no names."""

import re
from collections.abc import Iterable

SOMEBODY = "@member"

_PERSON = re.compile(r"<@!?(\d+)>")
_GROUP = re.compile(r"<@&\d+>")
_CHANNEL = re.compile(r"<#\d+>")
_EMOJI = re.compile(r"<a?:(\w+):\d+>")
_MOMENT = re.compile(r"<t:(\d+)(?::\w)?>")


def plain(text: str, called: Iterable[tuple[str, str]]) -> tuple[str, tuple[str, ...]]:
    """Return a text without names, and the ids of those it mentions.

    ``called`` has the id and each name of those the export says are mentioned: by default it writes
    a mention as "@" and the name, which may have blanks in it.
    """
    called = list(called)
    mentions = dict.fromkeys(person for person, _ in called)
    mentions |= dict.fromkeys(_PERSON.findall(text))
    names = sorted({name for _, name in called if name}, key=len, reverse=True)
    if names and "@" in text:
        text = re.sub("@(?:" + "|".join(map(re.escape, names)) + r")(?!\w)", SOMEBODY, text)
    if "<" in text:
        text = _PERSON.sub(SOMEBODY, text)
        text = _GROUP.sub("@group", text)
        text = _CHANNEL.sub("#channel", text)
        text = _EMOJI.sub(r":\1:", text)
        text = _MOMENT.sub("", text)
    return text.replace("\0", ""), tuple(mentions)
