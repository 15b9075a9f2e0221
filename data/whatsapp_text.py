"""Lines of a WhatsApp chat: where a message begins, who wrote it, and what stands for a name.

Ninety-odd ways to write the beginning are known, by phone, language and country: with brackets or
a dash, twelve hours or twenty-four, and the day, the month or the year first.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

SOMEBODY = "@member"

# Marks of direction, which WhatsApp sets around names and before its own words.
MARK = "\u200e"
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff"))
_BLANKS = dict.fromkeys(map(ord, "\u202f\u00a0\u2009"), " ")
_HEADER = re.compile(
    r"(?P<open>\[)?(?P<day>\d{1,4}[./-]\d{1,2}[./-]\d{1,4})\.?,?\s+(?:at\s+|um\s+|om\s+|à\s+)?"
    r"(?P<clock>\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)(?:\s*(?P<half>[AaPp])\.?\s?[Mm]\.?)?"
    r"(?(open)\]\s*|\s+[-–]\s+)(?P<rest>.*)",
    re.DOTALL,
)
_NAME = re.compile(r"(?P<name>[^:]{1,80}?):(?: |$)(?P<text>.*)", re.DOTALL)
_QUOTATION = re.compile('["“”„«»]')
_PHONE = re.compile(r"\+?\(?\d[\d\s().-]{5,}\d")
_CALLED = re.compile(r"@(?:\u2068[^\u2069\n]{1,80}\u2069|\+?\d{7,15})")
_PHONE_IN_TEXT = re.compile(r"(?<![\w/=.-])\+\d[\d\s().-]{6,18}\d(?!\w)")
_FILE = re.compile(
    rf"^{MARK}?<[^<>\n]+>$|^(?:[^\n]* • ?)?{MARK}.*$|^[\w.,()& -]+\.\w{{2,4}} \([^()\n]+\)$",
    re.MULTILINE,
)
_EDITED = re.compile(rf"\s*{MARK}<[^<>\n]+>$")
# A phone in another language writes these otherwise; then they count as words.
_DELETED = frozenset(
    {"this message was deleted", "you deleted this message", "dit bericht is verwijderd"}
    | {"u hebt dit bericht verwijderd", "diese nachricht wurde gelöscht"}
    | {"ce message a été supprimé", "se eliminó este mensaje"}
)
_FIRST_YEAR, _LAST_YEAR = 2009, 2100


class Line(NamedTuple):
    """A line that begins a message; ``name`` is None where WhatsApp itself speaks."""

    style: str
    day: str
    clock: str
    name: str | None
    text: str


def header(line: str) -> Line | None:
    """Return the beginning of a message, or None where a line goes on with the one above."""
    if not line or (line[0] not in "[\u200e\u200f\ufeff" and not line[0].isdigit()):
        return None
    found = _HEADER.fullmatch(line.lstrip("\ufeff\u200e\u200f").translate(_BLANKS))
    if not found:
        return None
    half = f" {found['half']}m" if found["half"] else ""
    mark = next(letter for letter in found["day"] if not letter.isdigit())
    said = _NAME.fullmatch(found["rest"])
    name, text = None, found["rest"]
    if said and not _QUOTATION.search(said["name"]):
        name, text = said["name"].translate(_MARKS).strip(), said["text"]
    style = f"{found['open'] or '-'}{mark}"
    return Line(style, found["day"], found["clock"].replace(".", ":") + half, name or None, text)


def person(name: str) -> str:
    """Return an id for a name; a telephone number is one person however it is written."""
    name = name.translate(_MARKS).strip().removeprefix("~").strip()
    return "tel:" + re.sub(r"\D", "", name) if _PHONE.fullmatch(name) else name


def is_own_words(text: str) -> bool:
    """Say whether anybody wrote this: not "image omitted", a notice or a deleted message."""
    words = _without_files(text).strip()
    return bool(words) and words.rstrip(".").lower() not in _DELETED


def plain(text: str, names: Iterable[str]) -> tuple[str, tuple[str, ...], bool]:
    """Return a text without names and numbers, whom it mentions, and whether it was edited.

    ``names`` are those who wrote in the chat, the longest first: older phones write them bare.
    """
    edited = bool(_EDITED.search(text))
    text = _without_files(_EDITED.sub("", text)).strip("\n")
    mentions: dict[str, None] = {}

    def called(match: re.Match) -> str:
        mentions[person(match[0][1:].strip("\u2068\u2069"))] = None
        return SOMEBODY

    if "@" in text:
        text = _CALLED.sub(called, text)
        for name in names:
            if f"@{name}" in text:
                mentions[person(name)] = None
                text = text.replace(f"@{name}", SOMEBODY)
    if "+" in text:
        text = _PHONE_IN_TEXT.sub("[phone number]", text)
    text = text.translate(_MARKS).replace("\0", "").replace("\u2068", "").replace("\u2069", "")
    return text, tuple(mentions), edited


def _without_files(text: str) -> str:
    return _FILE.sub("", text) if MARK in text or "<" in text or "(" in text else text


class Order:
    """Which number of a date is the day, as all dates of a chat show: they follow each other."""

    def __init__(self) -> None:
        """Begin with every order possible."""
        self.dates = 0
        self.example = ""
        self._faults = dict.fromkeys(_ORDERS, 0)
        self._last: dict[str, date | None] = dict.fromkeys(_ORDERS)
        self._dotted = False

    def add(self, day: str) -> None:
        """Look at one more date, in the order of the file."""
        self.dates += 1
        self.example = self.example or day
        self._dotted |= "." in day
        parts = re.split(r"[./-]", day)
        for order in _ORDERS:
            read = _date(parts, order)
            last = self._last[order]
            if read is None or (last and (last - read).days > 1):
                self._faults[order] += 1
            if read:
                self._last[order] = read

    def settled(self) -> str | None:
        """Return the order that fits clearly best; None where two fit as well.

        A few wrong clocks are no evidence: the next best order must fit three times worse.
        """
        best, *others = sorted(self._faults, key=self._faults.__getitem__)
        fewest = self._faults[best]
        rivals = [one for one in others if self._faults[one] < max(1, _WORSE * fewest)]
        if not rivals:
            return best if fewest <= _MOST_FAULTS * self.dates else None
        possible = {best, *rivals}
        if self._dotted and "day first" in possible:
            return "day first"  # wherever days are written with dots, they come first
        named = possible - {"year first"}
        return named.pop() if len(named) == 1 else None


_WORSE, _MOST_FAULTS = 3, 0.2
_ORDERS = {"day first": (2, 1, 0), "month first": (2, 0, 1), "year first": (0, 1, 2)}


def _date(parts: list[str], order: str) -> date | None:
    """Return the day that three numbers mean; WhatsApp began in 2009."""
    year, month, day = (parts[place] for place in _ORDERS[order])
    if len(year) not in (2, 4) or len(month) > 2 or len(day) > 2:
        return None
    whole = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return date(whole, int(month), int(day)) if _FIRST_YEAR <= whole < _LAST_YEAR else None
    except ValueError:
        return None


def as_iso(day: str, order: str) -> str | None:
    """Return a day as 2024-01-31, or None where it is none."""
    read = _date(re.split(r"[./-]", day), order)
    return read.isoformat() if read else None
