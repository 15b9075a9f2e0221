"""A file on its way in: kept in a private place, looked at before anything is imported."""

import os
import shutil
import tempfile
import weakref
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from data import confined
from data.importers import Choices, Findings, Importer
from data.records import LeftOut, Member, Post, SamePerson, Unread, Visit
from data.said import later, say
from data.sheet import is_tabular, open_sheet
from data.upload import Upload
from pages.parts.plain import literal
from pages.parts.platforms import NAMES

_LOOKED_AT = 20_000
_SHOWN = 5


class HandedIn:
    """A private copy of an uploaded file, deleted when it is done with or forgotten."""

    def __init__(self, stream: BinaryIO, name: str, folder: Path) -> None:
        """Copy the bytes to a file that only this user can read, under a name of our own."""
        self.name = literal(name)
        handle, path = tempfile.mkstemp(dir=folder)
        self.path = Path(path)
        self._forget = weakref.finalize(self, self.path.unlink, missing_ok=True)
        with os.fdopen(handle, "wb") as copy:
            shutil.copyfileobj(stream, copy)
        self._upload: Upload | None = None
        self._fitting: list[Importer] | None = None
        self._found: tuple[str, Findings] | None = None

    def upload(self) -> Upload:
        """Return the checked upload, or raise RefusedError."""
        if self._upload is None:
            self._upload = Upload.of(self.path, name=self.name)
        return self._upload

    def fitting(self) -> list[Importer]:
        """Return every importer that recognises the file, looked at once."""
        if self._fitting is None:
            self._fitting = confined.fitting(self.upload())
        return self._fitting

    def findings(self, importer: Importer, choices: Choices) -> Findings:
        """Return what the file seems to be, looked at once for each set of choices."""
        asked = f"{importer.name} {choices}"
        if self._found is None or self._found[0] != asked:
            self._found = (asked, confined.examine(importer, self.upload(), choices))
        return self._found[1]

    def delete(self) -> None:
        """Delete the copy now."""
        self._forget()


def columns(upload: Upload, choices: Choices) -> dict[str, tuple[str, ...]]:
    """Return the columns of a table with samples, for a visitor to say what they mean.

    Empty for anything that is no table.
    """
    if not is_tabular(upload):
        return {}
    sheet = open_sheet(upload, choices)
    samples = list(zip(*sheet.first_rows()[:_SHOWN], strict=True)) or [()] * len(sheet.header)
    return {name: cells for name, cells in zip(sheet.header, samples, strict=True) if name}


@dataclass
class Preview:
    """What stands in the first rows of a file, names of people masked.

    ``talk`` and ``members`` hold rows by heading; headings and what is no word of the file are to
    be said. ``is_who_is_who`` where a row is the ids of one person, and of no community.
    """

    joined: str | None = None
    is_who_is_who: bool = False
    rows: int = 0
    is_whole: bool = True
    first: datetime | None = None
    last: datetime | None = None
    people: set[str] = field(default_factory=set)
    communities: Counter = field(default_factory=Counter)
    left_out: Counter = field(default_factory=Counter)
    unread: list[Unread] = field(default_factory=list)
    talk: list[dict] = field(default_factory=list)
    members: list[dict] = field(default_factory=list)

    @property
    def shown(self) -> list[dict]:
        """Return the rows that tell a visitor most: posts and visits, else members."""
        return self.talk or self.members

    def add(self, item: object) -> None:
        """Count one item of the file."""
        match item:
            case Post() | Visit():
                self._count(item, item.author if isinstance(item, Post) else item.person)
                self.first = min(item.at, self.first or item.at)
                self.last = max(item.at, self.last or item.at)
            case Member():
                self._count(item, item.person)
            case SamePerson() if self.is_who_is_who:
                self.rows += 1
                self.people.add(item.person)
                if len(self.members) < _SHOWN:
                    self.members.append(_known_on(item))
            case LeftOut(reason=reason):
                self.rows += 1
                self.left_out[reason] += 1
            case Unread():
                self.rows += 1
                self.unread.append(item)

    def _count(self, item: Post | Visit | Member, person: str) -> None:
        self.rows += 1
        self.people.add(person)
        where = self.joined or item.community
        self.communities[where] += 1
        rows = self.members if isinstance(item, Member) else self.talk
        if len(rows) < _SHOWN:
            rows.append(_masked(item, where))


def look(importer: Importer, upload: Upload, findings: Findings) -> Preview:
    """Read the beginning of a file as it would be imported; raise RefusedError as that would."""
    preview = Preview(findings.choices.community, importer.counted is SamePerson)
    with confined.reading(upload, importer.name, findings.choices) as (_, _, batches):
        items = chain.from_iterable(batch.records() for batch in batches)
        for item in islice(items, _LOOKED_AT):
            preview.add(item)
        preview.is_whole = next(items, None) is None
    return preview


def _masked(item: Post | Visit | Member, community: str) -> dict[str, str]:
    if isinstance(item, Member):
        known = {
            later("Department"): item.department,
            later("Level"): item.level,
            later("Place"): item.place,
            later("Role"): item.role,
            later("Joined"): item.joined.strftime("%Y-%m-%d") if item.joined else None,
        }
        told = {name: literal(value) for name, value in known.items() if value}
        return _somebody(community) | told
    shown = {later("When"): f"{item.at:%Y-%m-%d %H:%M}"} | _somebody(community)
    if isinstance(item, Post):
        shown[later("What")] = literal(item.text, 120) if item.text else say("(no text)")
        shown[later("Answers")] = _answers(item)
    return shown


def _known_on(item: SamePerson) -> dict[str, str]:
    platforms = [item.platform, *(platform for platform, _ in item.on)]
    known_on = ", ".join(NAMES.get(one, one) for one in platforms)
    return {later("Who"): say("a member"), later("Known on"): literal(known_on)}


def _somebody(community: str) -> dict[str, str]:
    return {later("Who"): say("a member"), later("Community"): literal(community)}


def _answers(post: Post) -> str:
    if post.reply_to:
        return say("a post")
    if post.answers:
        return say("a member")
    return say("a thread") if post.thread else "–"
