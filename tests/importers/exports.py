"""Exports made up in a test, conversations of any shape, and what is asked of records."""

import json
import zipfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from hypothesis import strategies as st

from data.importers import Choices, importer_for, settled
from data.records import Item, LeftOut
from data.upload import Upload


class Said(NamedTuple):
    """One post of a conversation; ``answers`` is the place of the answered one."""

    author: str
    text: str
    answers: int | None


@st.composite
def conversations(draw) -> list[Said]:
    """Return a few posts, each of which opens a thread or answers one before it."""
    letters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="@[]")
    said: list[Said] = []
    for place in range(draw(st.integers(1, 8))):
        text = " ".join(draw(st.text(letters, max_size=40)).split())
        answers = draw(st.none() | st.integers(0, place - 1)) if place else None
        said.append(Said(draw(st.sampled_from(["ana", "ben", "cas"])), text, answers))
    return said


def root_of(said: list[Said], place: int) -> int:
    """Return the place of the post that opens the thread of another."""
    while said[place].answers is not None:
        place = said[place].answers
    return place


def zipped(folder: Path | str, members: dict[str, object], name: str = "guild.zip") -> Upload:
    """Zip members into an export: bytes and text as they are, anything else as JSON."""
    file = Path(folder) / name
    with zipfile.ZipFile(file, "w") as made:
        for member, content in members.items():
            as_it_is = isinstance(content, bytes | str)
            made.writestr(member, content if as_it_is else json.dumps(content))
    return Upload.of(file)


def alone(folder: Path | str, content: object, name: str) -> Upload:
    """Return one file as an upload: bytes and text as they are, anything else as JSON."""
    file = Path(folder) / name
    raw = content if isinstance(content, bytes | str) else json.dumps(content)
    file.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return Upload.of(file)


def read(upload: Upload, **said: object) -> list[Item]:
    """Return the records of an upload, read by the importer that recognises it."""
    importer = importer_for(upload)
    return list(importer.read(upload, settled(importer, upload, Choices(**said)).choices))


def told(upload: Upload) -> dict[str, str]:
    """Return what is assumed of an upload."""
    return importer_for(upload).examine(upload, Choices()).assumptions


def of(kind: type, items: list[Item]) -> list:
    """Return the records of one kind."""
    return [item for item in items if isinstance(item, kind)]


def reasons(items: list[Item]) -> Counter:
    """Count what is left out by reason."""
    return Counter(item.reason for item in of(LeftOut, items))
