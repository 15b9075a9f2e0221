"""A zip that is read without being unpacked: its list is checked at once, its members as read.

What a header says of sizes is never believed; bytes are counted as they come out.
"""

import io
import re
import stat
import struct
import unicodedata
import weakref
import zlib
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from data.gate import Caps, printable
from data.refusal import DamagedFileError, RefusedError, UnsafeFileError
from data.said import say

CHUNK = 1 << 17
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_NAME_IS_UTF8 = 0x800
_DIRECTORY_ENTRY = b"PK\x01\x02"
_LONGEST_ENTRY = 512
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_DRIVE = re.compile("[A-Za-z]:")
_UNPACKING_ERRORS = (BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError)
_LIST_ERRORS = (BadZipFile, NotImplementedError, ValueError, struct.error)

_AGAIN = say("Download the export again, or export it again.")
_REZIP = say("A platform does not make such an archive: export it again, or zip the folder anew.")
_LESS = say("Export a shorter period, or ask for a higher limit.")


class Archive:
    """An open zip whose list of members holds no trick; ``name`` is for messages.

    ``members`` maps the name of every member that is a file to what the list says of it. Broken
    members are refused when they are read: an attachment nobody reads may be broken.
    """

    def __init__(self, path: Path, name: str, caps: Caps) -> None:
        """Read the list of members and check it; raise RefusedError naming what is wrong."""
        self._name, self._caps = name, caps
        self._unpacked: dict[str, int] = {}
        self._total = 0
        file = _ArchiveFile(path, name, caps)
        weakref.finalize(self, file.close)
        self._zip = self._listed(file)
        self.members = self._checked_names()
        self._check_layout(path)

    def open(self, name: str) -> BinaryIO:
        """Return a stream over one member; refuse one that is encrypted, broken or too large."""
        info = self.members[name]
        if info.flag_bits & _ENCRYPTED:
            raise self.damaged(
                name, say("it is password-protected."), say("Export it without a password.")
            )
        # bzip2 and LZMA would be unpacked by zipfile without a limit on what comes out.
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise self.damaged(
                name,
                say(
                    "it is compressed in a way that is not read (method {method}).",
                    method=info.compress_type,
                ),
                say("Zip the export with the usual compression."),
            )
        try:
            source = self._zip.open(info)
        except _UNPACKING_ERRORS as error:
            raise self.damaged(name, _damage(error)) from error
        stream = _MemberStream(self, name, info, source)
        return io.BufferedReader(stream, max(1, min(CHUNK, info.file_size + 1)))

    def read_through(self) -> None:
        """Unpack every member to nowhere, for files that somebody else will unpack."""
        for name in self.members:
            with self.open(name) as stream:
                while stream.read(CHUNK):
                    pass

    def count(self, name: str, info: ZipInfo, unpacked: int) -> None:
        """Refuse a member that has grown beyond a cap; reading it twice counts once."""
        caps = self._caps
        if unpacked > caps.member:
            what = say("it unpacks to more than {limit:,} bytes.", limit=caps.member)
            raise self._unsafe(name, what, _LESS)
        # Members do not overlap, so the packed size is backed by that many bytes of the file.
        if unpacked > caps.ratio_from and unpacked > caps.ratio * info.compress_size:
            what = say("it unpacks to more than {ratio} times its size.", ratio=caps.ratio)
            raise self._unsafe(name, what)
        new = unpacked - self._unpacked.get(name, 0)
        if new > 0:
            self._unpacked[name] = unpacked
            self._total += new
        if self._total > caps.total:
            what = say("the archive unpacks to over {limit:,} bytes.", limit=caps.total)
            raise self._unsafe(name, what, _LESS)

    def _listed(self, file: BinaryIO) -> ZipFile:
        try:
            return ZipFile(file)
        except RefusedError:
            raise
        except _LIST_ERRORS as error:
            raise DamagedFileError(
                self._name,
                say("damaged archive: the list of its members is missing or broken."),
                say("The download seems incomplete: download the export again."),
            ) from error

    def _checked_names(self) -> dict[str, ZipInfo]:
        members: dict[str, ZipInfo] = {}
        if len(self._zip.infolist()) > self._caps.members:
            raise too_many(self._name, self._caps)
        for info in self._zip.infolist():
            name = _member_name(info)
            if trick := _trick(name, info):
                raise self._unsafe(name, trick)
            if name in members:
                raise self._unsafe(name, say("there are two members of this name."))
            if not name.endswith("/"):
                members[name] = info
        return members

    def _check_layout(self, path: Path) -> None:
        """Refuse members that share bytes: with them a small file unpacks to any size."""
        end = 0
        name = ""
        with path.open("rb", buffering=0) as file:
            for info in sorted(self._zip.infolist(), key=lambda info: info.header_offset):
                name = _member_name(info)
                if info.header_offset < end:
                    raise self._unsafe(name, say("its bytes overlap those of another member."))
                file.seek(info.header_offset)
                header = file.read(_LOCAL_HEADER.size)
                if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
                    raise self.damaged(name, say("it does not stand where the list says."))
                _, name_length, extra_length = _LOCAL_HEADER.unpack(header)
                end = file.tell() + name_length + extra_length + info.compress_size
        if end > self._zip.start_dir:
            raise self._unsafe(name, say("its bytes overlap the list of members."))

    def damaged(self, member: str, what: str, remedy: str = _AGAIN) -> DamagedFileError:
        """Return the refusal of a member that cannot be read."""
        told = say("damaged archive: {what}", what=what)
        return DamagedFileError(self._name, told, remedy, _place(member))

    def _unsafe(self, member: str, what: str, remedy: str = _REZIP) -> UnsafeFileError:
        return UnsafeFileError(self._name, what, remedy, _place(member))


class _ArchiveFile(io.BufferedReader):
    """The file under an archive; refuses a list of too many members before it becomes objects."""

    def __init__(self, path: Path, name: str, caps: Caps) -> None:
        super().__init__(io.FileIO(path))
        self._name, self._caps = name, caps

    def read(self, size: int | None = -1) -> bytes:
        """Read; the list of members is the one long piece that zipfile asks for in one go."""
        if size is None or size <= CHUNK:
            return super().read(size)
        if size > self._caps.members * _LONGEST_ENTRY:
            what = say("its list of members has {size:,} bytes.", size=size)
            raise UnsafeFileError(self._name, what, _REZIP)
        data = super().read(size)
        if data.count(_DIRECTORY_ENTRY) > self._caps.members:
            raise too_many(self._name, self._caps)
        return data


class _MemberStream(io.RawIOBase):
    """The bytes of one member, counted as they come out."""

    def __init__(self, archive: Archive, name: str, info: ZipInfo, source: BinaryIO) -> None:
        self._archive, self._member, self._info = archive, name, info
        self._source = source
        self._unpacked = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        data = self._next(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def readall(self) -> bytes:
        return b"".join(iter(lambda: self._next(CHUNK), b""))

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()

    def _next(self, size: int) -> bytes:
        try:
            data = self._source.read1(size)
        except _UNPACKING_ERRORS as error:
            raise self._archive.damaged(self._member, _damage(error)) from error
        self._unpacked += len(data)
        self._archive.count(self._member, self._info, self._unpacked)
        return data


def too_many(name: str, caps: Caps) -> UnsafeFileError:
    """Return the refusal of an archive or folder with more files than the cap."""
    what = say("it holds more than {limit:,} files.", limit=caps.members)
    return UnsafeFileError(name, what, _LESS)


def _place(member: str) -> str:
    return say("member {member}", member=printable(member))


def _member_name(info: ZipInfo) -> str:
    """Return the name as it was meant: many tools write UTF-8 without saying so.

    Everything else is read as code page 437, which gives each byte some letter.
    """
    name = info.orig_filename
    if not info.flag_bits & _NAME_IS_UTF8 and not name.isascii():
        raw = name.encode("cp437")
        name = raw.decode("utf-8") if _is_utf8(raw) else name
    return unicodedata.normalize("NFC", name)


def _is_utf8(raw: bytes) -> bool:
    return "\ufffd" not in raw.decode("utf-8", "replace")


def _trick(name: str, info: ZipInfo) -> str:
    """Return what makes a member a danger to anybody who would unpack it, or an empty text."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return say("it is a link to another file.")
    return trick_in(name)


def trick_in(name: str) -> str:
    """Return what makes the name of a member a danger, or an empty text."""
    if "\0" in name:
        return say("its name has a NUL in it.")
    if "\\" in name:
        return say("its name has a backslash in it.")
    if name.startswith("/") or _DRIVE.match(name):
        return say("its name is an absolute path.")
    if ".." in name.split("/"):
        return say("its name leads out of the archive.")
    return ""


def _damage(error: Exception) -> str:
    if isinstance(error, EOFError):
        return say("its bytes end too early.")
    if str(error).startswith("Bad CRC-32"):
        return say("its bytes do not match their checksum.")
    return say("its bytes cannot be unpacked.")
