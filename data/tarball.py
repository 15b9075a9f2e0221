"""A tar.gz that is read without being unpacked: all of it is checked once, its members as read.

A tar has no list and gzip cannot be entered in the middle: members are met one after the other, so
they are named in that order, and reading them in it costs one pass. Bytes are counted as they come.
"""

import gzip
import io
import tarfile
import unicodedata
import weakref
import zlib
from pathlib import Path
from tarfile import TarFile, TarInfo
from typing import BinaryIO

from data.archive import CHUNK, too_many, trick_in
from data.gate import Caps, printable
from data.refusal import DamagedFileError, RefusedError, UnsafeFileError
from data.said import say

_ERRORS = (tarfile.TarError, zlib.error, EOFError, OSError, UnicodeDecodeError, ValueError)
_LONGEST_HEADER = 1 << 20
_AGAIN = say("Download the export again, or export it again.")
_ANEW = say("A platform does not make such an archive: export it again.")
_LESS = say("Export a shorter period, or ask for a higher limit.")


class Tarball:
    """An open tar.gz whose members hold no trick; ``name`` is for messages.

    ``members`` maps the name of every member that is a file to its size, in the order of the file.
    """

    def __init__(self, path: Path, name: str, caps: Caps) -> None:
        """Read through it once and check it; raise RefusedError naming what is wrong."""
        self._path, self._name, self._caps = path, name, caps
        self._tar: TarFile | None = None
        self._streams: list[_Unpacked] = []
        weakref.finalize(self, _close, self._streams)
        self.members: dict[str, int] = {}
        self._begin()
        while (info := self._next()) is not None:
            self._check(info)
        self._read_to_the_end()
        self._begin()

    def open(self, name: str) -> BinaryIO:
        """Return a stream over one member, which holds until the next one is opened.

        Refuses a member that is too large. One that stands before the last opened begins anew.
        """
        if self.members[name] > self._caps.member:
            what = say("it unpacks to more than {limit:,} bytes.", limit=self._caps.member)
            raise self._unsafe(name, what, _LESS)
        for _ in range(2):
            while (info := self._next()) is not None:
                if _plain_name(info) == name:
                    return io.BufferedReader(_MemberStream(self, name, self._tar.extractfile(info)))
            self._begin()
        raise self.damaged(name, say("it is not there any more."))

    def damaged(self, member: str, what: str) -> DamagedFileError:
        """Return the refusal of an archive that cannot be read on."""
        told = say("damaged archive: {what}", what=what)
        return DamagedFileError(self._name, told, _AGAIN, _place(member))

    def _begin(self) -> None:
        _close(self._streams)
        self._streams.append(_Unpacked(self._path, self._name, self._caps))
        try:
            self._tar = TarFile(fileobj=self._streams[0], mode="r")
        except RefusedError:
            raise
        except _ERRORS as error:
            raise self.damaged("", say("its bytes cannot be unpacked.")) from error

    def _next(self) -> TarInfo | None:
        try:
            info = self._tar.next()
        except RefusedError:
            raise
        except _ERRORS as error:
            last = next(reversed(self.members), "")
            raise self.damaged(last, say("its bytes cannot be unpacked after this.")) from error
        self._tar.members = []  # which it would keep for going back
        return info

    def _read_to_the_end(self) -> None:
        """Read what stands behind the last member: there gzip has its checksum."""
        try:
            while self._streams[0].read(CHUNK):
                pass
        except RefusedError:
            raise
        except _ERRORS as error:
            what = say("its bytes do not match their checksum, or end too early.")
            raise self.damaged("", what) from error

    def _check(self, info: TarInfo) -> None:
        name = _plain_name(info)
        if trick := trick_in(name):
            raise self._unsafe(name, trick)
        if info.isdir():
            return
        if info.issym() or info.islnk():
            raise self._unsafe(name, say("it is a link to another file."))
        if not info.isreg() or info.issparse():
            raise self._unsafe(name, say("it is no plain file."))
        if name in self.members:
            raise self._unsafe(name, say("there are two members of this name."))
        self.members[name] = info.size
        if len(self.members) > self._caps.members:
            raise too_many(self._name, self._caps)

    def _unsafe(self, member: str, what: str, remedy: str = _ANEW) -> UnsafeFileError:
        return UnsafeFileError(self._name, what, remedy, _place(member))


def begins_tar(path: Path) -> bool:
    """Say whether a gzip file holds a tar."""
    try:
        with gzip.open(path) as stream:
            return stream.read(512)[257:262] == b"ustar"
    except _ERRORS:
        return False


def _close(streams: list["_Unpacked"]) -> None:
    while streams:
        streams.pop().close()


def _place(member: str) -> str:
    return say("member {member}", member=printable(member)) if member else ""


def _plain_name(info: TarInfo) -> str:
    return unicodedata.normalize("NFC", info.name.removeprefix("./"))


class _Unpacked:
    """The unpacked bytes of a tar.gz; refuses a bomb, and a header that only memory would feel."""

    def __init__(self, path: Path, name: str, caps: Caps) -> None:
        self._file = path.open("rb")
        self._gzip = gzip.GzipFile(fileobj=self._file)
        self._name, self._caps, self._packed = name, caps, path.stat().st_size

    def read(self, size: int) -> bytes:
        """Read on; what tarfile itself asks for in one go is a header, and short."""
        if size > _LONGEST_HEADER:
            what = say("one of its headers has {size:,} bytes.", size=size)
            raise UnsafeFileError(self._name, what, _ANEW)
        data = self._gzip.read(size)
        caps, unpacked = self._caps, self._gzip.tell()
        if unpacked > caps.total:
            what = say("the archive unpacks to over {limit:,} bytes.", limit=caps.total)
            raise UnsafeFileError(self._name, what, _LESS)
        if unpacked > caps.ratio_from and unpacked > caps.ratio * self._packed:
            what = say("it unpacks to more than {ratio} times its size.", ratio=caps.ratio)
            raise UnsafeFileError(self._name, what, _ANEW)
        return data

    def tell(self) -> int:
        """Return how many bytes came out."""
        return self._gzip.tell()

    def seek(self, place: int) -> int:
        """Go forward; each byte passed over is unpacked and counted as well."""
        while (left := place - self.tell()) > 0 and self.read(min(left, CHUNK)):
            pass
        return self.tell()

    def close(self) -> None:
        """Close the file."""
        self._gzip.close()
        self._file.close()


class _MemberStream(io.RawIOBase):
    """The bytes of one member."""

    def __init__(self, tarball: Tarball, name: str, source: BinaryIO) -> None:
        self._tarball, self._member, self._source = tarball, name, source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        try:
            data = self._source.read(min(len(buffer), CHUNK))
        except RefusedError:
            raise
        except _ERRORS as error:
            what = say("its bytes cannot be unpacked.")
            raise self._tarball.damaged(self._member, what) from error
        buffer[: len(data)] = data
        return len(data)
