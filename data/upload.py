"""An export as it was handed in, opened only after the gate has checked it.

Importers see names and bytes; they never touch the file system, and nothing is ever unpacked.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO


class Form(StrEnum):
    """What the bytes are, whatever the name says."""

    ZIP = "a zip archive"
    FOLDER = "a folder"
    WORKBOOK = "an Excel workbook"
    JSON = "JSON"
    XML = "XML"
    TEXT = "text"


@dataclass(frozen=True)
class Upload:
    """A checked file, folder or zip.

    ``name`` is for messages only and never a path. ``sha256`` is over the bytes (of a folder: over
    the names and bytes of its files). ``looks_like`` says in words what it is.
    """

    path: Path
    name: str
    form: Form
    size: int
    sha256: str
    looks_like: str

    @classmethod
    def of(cls, path: Path, name: str | None = None) -> "Upload":
        """Check a file or folder and return it; raise RefusedError naming what is wrong."""
        raise NotImplementedError

    def names(self) -> tuple[str, ...]:
        """Return the member names, sorted; a single file has one, its own name.

        A single top folder that holds everything is taken off, so that formats are found whether
        or not somebody zipped the folder around them.
        """
        raise NotImplementedError

    def open(self, name: str) -> BinaryIO:
        """Return a stream over one member; it counts bytes and refuses beyond the cap."""
        raise NotImplementedError

    def read(self, name: str) -> bytes:
        """Return one member whole."""
        with self.open(name) as stream:
            return stream.read()

    def head(self, size: int = 65536) -> bytes:
        """Return the first bytes of a single file, for recognising it; b"" for zip and folder."""
        raise NotImplementedError
