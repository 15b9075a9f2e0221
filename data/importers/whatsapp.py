"""WhatsApp chats: the text file a phone exports, alone or in its zip.

There are no ids and no replies, and times are those of the phone. Whoever is meant by a name is
known in that phone's address book only. A talk between two people is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from data.importers import Choices, Contains, Findings, Importer, Question
from data.records import Community, How, Item, LeftOut, Post, Unread
from data.refusal import DamagedFileError, EmptyFileError
from data.said import say
from data.times import Clock, zone_named
from data.upload import Form, Upload
from data.whatsapp_text import MARK, Line, Order, as_iso, header, is_own_words, person, plain

_CHAT_OF = re.compile(r"^WhatsApp[\s_-]+Chat(?:[\s_-]+(?:with|met|mit|avec|con|-))?[\s_-]+", re.I)
_LONGEST_LINE = 1024 * 1024
_LONGEST_TEXT = 256 * 1024
_FIRST_LINES = 20
_FEW = 2


@dataclass
class _Chat:
    """What the whole of a chat shows: how it begins its messages, and who writes."""

    style: str = ""
    order: Order = field(default_factory=Order)
    names: dict[str, int] = field(default_factory=dict)


def recognises(upload: Upload) -> bool:
    """Return True where a text begins its lines as WhatsApp does, with day, hour and name."""
    return bool(_files(upload))


def _files(upload: Upload) -> list[str]:
    if upload.form is Form.TEXT:
        names = upload.names()
    elif upload.form in (Form.ZIP, Form.FOLDER):
        names = [name for name in upload.names() if name.lower().endswith(".txt")]
    else:
        names = []
    return [name for name in names if _is_chat(upload, name)]


def _is_chat(upload: Upload, name: str) -> bool:
    try:
        with upload.open(name) as stream:
            raw = stream.read(65536)
    except ValueError:
        return False
    lines = raw.decode("utf-8", "replace").splitlines()[:_FIRST_LINES]
    begun = [line for line in map(header, lines) if line]
    # A log of a machine has such lines as well, but nobody who speaks in it.
    return bool(begun) and begun[0] == header(lines[0]) and any(line.name for line in begun)


def examine(upload: Upload, choices: Choices) -> Findings:
    """Settle day and month by the whole file, and ask for what it does not show."""
    zone_named(choices.time_zone, upload.name)
    chats = {name: _look(upload, name) for name in _files(upload)}
    told = {
        say("people"): say("by the names in one phone: those of another phone do not match them"),
        say("replies"): say("unknown: the file does not say which message is answered"),
    }
    if choices.community is None:
        names = ", ".join(_community(upload, name) for name in chats)
        told[say("community")] = say("{community}, after the name of the file", community=names)
    orders = {chat.order.settled() for chat in chats.values()}
    example = next(chat.order.example for chat in chats.values())
    questions = []
    day_first = choices.day_first
    if None in orders and day_first is None:
        questions.append(
            Question(
                choice="day_first",
                text=say("The dates do not show which number is the day."),
                flag="--day-first or --month-first",
                found=example,
                options=("day first", "month first"),
            )
        )
    elif None in orders:
        order = say("day first") if day_first else say("month first")
        told[say("day and month")] = say("{order}, as you said", order=order)
    else:
        order = " / ".join(sorted(orders))
        told[say("day and month")] = say("{order}, as all dates together show", order=order)
    if choices.time_zone:
        told[say("time zone")] = say("{zone}, as you said", zone=choices.time_zone)
    else:
        questions.append(
            Question(
                choice="time_zone",
                text=say(
                    "The times are those of the phone that exported, and name no zone. Say which "
                    "it was in, such as Europe/Amsterdam."
                ),
                flag="--time-zone ZONE",
                found=example,
            )
        )
    return Findings(choices=choices, assumptions=told, questions=tuple(questions))


def read(upload: Upload, choices: Choices) -> Iterator[Item]:
    """Yield what people said in each chat; a talk between two is only counted."""
    wanted = set(_files(upload))
    clock = Clock(zone=zone_named(choices.time_zone, upload.name))
    for name in upload.names():
        if name not in wanted:
            yield LeftOut(where=name, reason=say("a file without messages"))
            continue
        chat = _look(upload, name)
        order = chat.order.settled() or ("day first" if choices.day_first else "month first")
        title = _community(upload, name)
        community = choices.community or title
        private = len(chat.names) <= _FEW and title in chat.names
        if not private:
            yield Community(name=community)
        names = sorted(chat.names, key=len, reverse=True)
        for number, line in _messages(upload, name, chat.style):
            where = say("{file}, line {line}", file=PurePosixPath(name).name, line=number)
            if isinstance(line, str):
                yield Unread(where=where, why=line)
            elif private:
                yield LeftOut(where=name, reason=say("private message"))
            elif line.name in (None, title):
                yield LeftOut(where=name, reason=say("WhatsApp’s own line, such as who joined"))
            else:
                yield _item(line, order, community, names, clock, where)


def _community(upload: Upload, name: str) -> str:
    """Return the name of the chat: phones put it into the name of the file, or of the zip."""
    for file in (PurePosixPath(name).name, upload.name):
        title = re.sub(r"\.(txt|zip)$", "", file, flags=re.IGNORECASE)
        title = _CHAT_OF.sub("", title).strip()
        if title.strip("_").lower() not in ("", "chat"):
            return title
    return "WhatsApp"


def _lines(upload: Upload, name: str) -> Iterator[tuple[int, str]]:
    """Yield each line with its number; refuse what no phone writes."""
    with upload.open(name) as stream:
        for number, raw in enumerate(iter(lambda: stream.readline(_LONGEST_LINE), b""), start=1):
            try:
                yield number, raw.decode("utf-8").rstrip("\r\n")
            except UnicodeDecodeError as error:
                raise DamagedFileError(
                    upload.name,
                    say("it is not UTF-8, as WhatsApp writes it."),
                    say("Export the chat again, and hand it in without opening or saving it."),
                    say("{file}, line {line}", file=name, line=number),
                ) from error


def _look(upload: Upload, name: str) -> _Chat:
    chat = _Chat()
    for _, line in _lines(upload, name):
        begun = header(line)
        if begun is None:
            continue
        chat.style = chat.style or begun.style
        if begun.style == chat.style:
            chat.order.add(begun.day)
            if begun.name and not begun.text.startswith(MARK):  # in the name of the group itself
                chat.names[begun.name] = chat.names.get(begun.name, 0) + 1
    if not chat.style:
        raise EmptyFileError(
            upload.name, say("no message begins in it."), say("Export the chat again.")
        )
    return chat


def _messages(upload: Upload, name: str, style: str) -> Iterator[tuple[int, Line | str]]:
    """Yield each message with the line it begins on, its lines put together."""
    begun: Line | None = None
    at, more, length = 0, [], 0
    for number, line in _lines(upload, name):
        found = header(line)
        if found is not None and found.style == style:
            if begun:
                yield at, begun._replace(text="\n".join([begun.text, *more]))
            begun, at, more, length = found, number, [], 0
        elif begun is None:
            yield number, say("no message begins here, with a day, an hour and a name")
        elif length < _LONGEST_TEXT:
            more.append(line)
            length += len(line)
    if begun:
        yield at, begun._replace(text="\n".join([begun.text, *more]))


def _item(
    line: Line, order: str, community: str, names: list[str], clock: Clock, where: str
) -> Item:
    day = as_iso(line.day, order)
    at = clock.read(f"{day} {line.clock}") if day else None
    if at is None:
        why = say("“{day}” is no day, {order}", day=line.day, order=say(order))
        if day:
            why = clock.why(f"{day} {line.clock}")
        return Unread(where=where, why=why)
    if not is_own_words(line.text):
        reason = say("a picture, a file, a notice or a deleted message, without words")
        return LeftOut(where=where, reason=reason)
    text, mentions, edited = plain(line.text, names)
    return Post(
        community=community,
        author=person(line.name),
        at=at,
        how=How.UNKNOWN,
        text=text,
        edited=edited,
        mentions=mentions,
    )


IMPORTER = Importer(
    name="whatsapp",
    label="WhatsApp chat (_chat.txt or “WhatsApp Chat with …”, .txt or .zip)",
    platform="whatsapp",
    settles=frozenset({"time_zone", "day_first"}),
    who_may_export="Any member of the group; tell the others that you do.",
    how_to_export=(
        "On the phone, open the group, then its menu, then More, then Export chat.",
        "Choose “without media”, and send the file to yourself.",
        "Hand in the text file or the zip as it is; its name is the name of the group.",
        "Export from one phone only: another one knows people by other names.",
    ),
    contains=frozenset({Contains.TEXT}),
    recognises=recognises,
    read=read,
    examine=examine,
)
