"""An export as it was handed in, opened only after the gate has checked it.

Importers see names and bytes; they never touch the file system, and nothing is ever unpacked.
"""

import hashlib
import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from data.archive import Archive, too_many
from data.gate import (
    HEAD,
    Caps,
    Form,
    check_promise,
    display_name,
    form_of,
    form_of_zip,
    is_gzip,
    is_zip,
    printable,
)
from data.refusal import EmptyFileError, RefusedError, UnsafeFileError
from data.said import say
from data.tarball import Tarball, begins_tar

__all__ = ["Caps", "Form", "Upload"]

# What computers put into folders and archives by themselves.
_LITTER = {".DS_Store", "Thumbs.db", "desktop.ini"}
_ARCHIVES = {".zip", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz"}
_NAMED = 3


@dataclass(frozen=True)
class Upload:
    """A checked file, folder, zip or tar.gz.

    ``name`` is for messages only and never a path. ``sha256`` is over the bytes (of a folder: over
    the names and bytes of its files). ``looks_like`` says in words what it is.
    """

    path: Path
    name: str
    form: Form
    size: int
    sha256: str
    looks_like: str
    # The name importers see, and the name in the archive or folder. An archive stays open: to
    # read its list again for each of 100,000 members would take hours.
    _members: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    _archive: Archive | Tarball | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(
        cls, path: Path, name: str | None = None, *, caps: Caps | None = None, sha256: str = ""
    ) -> "Upload":
        """Check a file or folder and return it; raise RefusedError naming what is wrong.

        Without ``caps`` those of the settings hold. ``sha256`` is known where the very file was
        checked before; else it is worked out.
        """
        path = Path(path)
        shown = display_name(path.absolute().name if name is None else name)
        try:
            return (_folder if path.is_dir() else _file)(path, shown, caps or Caps.said(), sha256)
        except OSError as error:
            raise RefusedError(
                shown,
                say(
                    "it cannot be opened ({reason}).",
                    reason=error.strerror or say("unknown reason"),
                ),
                say("Check the name and the access rights."),
            ) from error

    def names(self) -> tuple[str, ...]:
        """Return the member names, sorted; a single file has one, its own name.

        Those of a tar.gz stand in its own order: to read them in it costs one pass.

        A single top folder that holds everything is taken off, so that formats are found whether
        or not somebody zipped the folder around them. What computers add by themselves, such as
        __MACOSX, is left out.
        """
        return tuple(self._members)

    def open(self, name: str) -> BinaryIO:
        """Return a stream over one member; it counts bytes and refuses beyond the cap."""
        member = self._members[name]
        if self._archive is not None:
            return self._archive.open(member)
        return (self.path / member).open("rb")

    def read(self, name: str) -> bytes:
        """Return one member whole."""
        with self.open(name) as stream:
            return stream.read()

    def head(self, size: int = HEAD) -> bytes:
        """Return the first bytes of a single file, for recognising it; else b""."""
        if self.form in (Form.ZIP, Form.TAR, Form.FOLDER):
            return b""
        (name,) = self._members
        with self.open(name) as stream:
            return stream.read(size)

    def head_of(self, name: str, size: int = HEAD) -> bytes:
        """Return the first bytes of one member, for recognising it; b"" where it is damaged."""
        try:
            with self.open(name) as stream:
                return stream.read(size)
        except RefusedError:
            return b""

    def text_member(self, name: str) -> "Upload":
        """Return one text file of a zip or folder as if it had been handed in by itself."""
        return replace(
            self,
            name=f"{self.name}, {name}",
            form=Form.TEXT,
            _members={name: self._members[name]},
        )


def _file(path: Path, name: str, caps: Caps, digest: str) -> Upload:
    size = path.stat().st_size
    if not path.is_file():
        raise RefusedError(
            name, say("it is a device, not a file."), say("Hand in a file or a folder.")
        )
    if size == 0:
        raise EmptyFileError(name, say("this file is empty (0 bytes)."), say("Export it again."))
    _check_size(name, size, caps.upload)
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    archive: Archive | Tarball | None = None
    if is_zip(head):
        archive = Archive(path, name, caps)
        form = form_of_zip(archive.members, name)
    elif is_gzip(head) and begins_tar(path):
        form = Form.TAR
    else:
        form = form_of(head, name)
    check_promise(form, name)
    if form is Form.TAR:
        archive = Tarball(path, name, caps)
    if not digest:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if form in (Form.ZIP, Form.TAR):
        members = _members(archive.members, name, form)
        return Upload(path, name, form, size, digest, _told(form, members), members, archive)
    if form is Form.WORKBOOK:
        archive.read_through()
    return Upload(path, name, form, size, digest, say(form.value), {name: ""})


def _folder(path: Path, name: str, caps: Caps, known: str) -> Upload:
    """Return the regular files of a folder; links are not followed, so nothing outside is read."""
    found: list[str] = []
    for folder, _, files in os.walk(path, onerror=_raise):
        inside = (Path(folder) / file for file in files)
        found += [
            file.relative_to(path).as_posix()
            for file in inside
            if file.is_file() and not file.is_symlink()
        ]
        if len(found) > caps.members:
            raise too_many(name, caps)
    members = _members(found, name, Form.FOLDER)
    size, digest = 0, hashlib.sha256()
    for member, place in members.items():
        length = (path / place).stat().st_size
        _check_size(name, length, caps.upload, member)
        size += length
        _check_size(name, size, caps.total)
        if known:
            continue
        with (path / place).open("rb") as stream:
            content = hashlib.file_digest(stream, "sha256").hexdigest()
        digest.update(f"{member}\0{content}\n".encode())
    told = _told(Form.FOLDER, members)
    return Upload(path, name, Form.FOLDER, size, known or digest.hexdigest(), told, members)


def _raise(error: OSError) -> None:
    raise error


def _check_size(name: str, size: int, limit: int, member: str = "") -> None:
    if size > limit:
        raise UnsafeFileError(
            name,
            say("it has {size:,} bytes, and the limit is {limit:,} bytes.", size=size, limit=limit),
            say("Export a shorter period."),
            member and say("member {member}", member=printable(member)),
        )


def _members(places: Iterable[str], name: str, form: Form) -> dict[str, str]:
    """Return the places of the members under the names importers see, in order of these.

    Refuse what holds no file, or nothing but further archives: those are never opened.
    """
    read = [place for place in places if not _is_litter(place)]
    kept = {_readable(place): place for place in read}
    if len(kept) < len(read):
        raise UnsafeFileError(
            name, say("two of its files have one name."), say("Rename one of them.")
        )
    if not kept:
        what = say("the archive holds no files.")
        if form is Form.FOLDER:
            what = say("the folder holds no files.")
        raise EmptyFileError(name, what, say("Export it again."))
    if all(PurePosixPath(member).suffix.lower() in _ARCHIVES for member in kept):
        raise UnsafeFileError(
            name,
            say(
                "it holds nothing but further archives ({names}), and those are not opened.",
                names=_some(kept),
            ),
            say("Unpack it and hand in the archive inside."),
        )
    tops = {member.partition("/")[0] for member in kept}
    if len(tops) == 1 and all("/" in member for member in kept):
        kept = {member.partition("/")[2]: place for member, place in kept.items()}
    return kept if form is Form.TAR else dict(sorted(kept.items()))


def _readable(place: str) -> str:
    """Return a name as letters; the file system may hand over bytes that are none."""
    raw = place.encode("utf-8", "surrogateescape")
    return unicodedata.normalize("NFC", raw.decode("utf-8", "replace"))


def _is_litter(place: str) -> bool:
    *folders, last = place.split("/")
    return "__MACOSX" in folders or last in _LITTER or last.startswith("._")


def _told(form: Form, members: Iterable[str]) -> str:
    return say("{form} with {names}", form=say(form.value), names=_some(members))


def _some(members: Iterable[str]) -> str:
    """Name the first members, and say how many more there are."""
    names = [printable(member) for member in members]
    first, more = ", ".join(names[:_NAMED]), len(names) - _NAMED
    return say("{names} and {number:,} more", names=first, number=more) if more > 0 else first
