"""What a file is by its bytes, whatever its name says, and which files are no export at all."""

import os
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Container
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import PurePosixPath

from data.refusal import DamagedFileError, EmptyFileError, RefusedError, UnknownFormatError
from data.said import later, say

HEAD = 65536
LONGEST_NAME = 80


class Form(StrEnum):
    """What the bytes are, whatever the name says."""

    ZIP = later("a zip archive")
    TAR = later("a tar.gz archive")
    FOLDER = later("a folder")
    WORKBOOK = later("an Excel workbook")
    JSON = "JSON"
    XML = "XML"
    TEXT = later("text")


@dataclass(frozen=True)
class Caps:
    """The largest export that is taken. Sizes in bytes; ``ratio`` is unpacked to packed.

    ``ratio`` holds for members that unpack to more than ``ratio_from``: short ones of a few
    repeated bytes are common and harmless.
    """

    upload: int = 2 * 1024**3
    member: int = 200 * 1024**2
    total: int = 8 * 1024**3
    members: int = 200_000
    ratio: int = 100
    ratio_from: int = 1024**2

    @classmethod
    def said(cls) -> "Caps":
        """Return the caps, with what COMMUNITY_CAPS says: "upload=4000000000 members=500000"."""
        said = os.environ.get(CAPS_SETTING, "")
        pairs = [pair.partition("=") for pair in said.split()]
        known = {one.name for one in fields(cls)}
        if not all(name in known and value.isdecimal() for name, _, value in pairs):
            raise RefusedError(
                CAPS_SETTING,
                say("“{said}” is not understood.", said=said),
                say("Write name=number, parted by blanks, of: {names}.", names=", ".join(known)),
            )
        return cls(**{name: int(value) for name, _, value in pairs})


CAPS_SETTING = "COMMUNITY_CAPS"

TABLES = say("Save it as .xlsx or CSV.")
EXPORTS = say(
    "Hand in the export itself: a .zip, .tar.gz, .xlsx, .csv, .tsv, .txt, .json, .jsonl, .mbox or "
    ".xml file."
)
UNPACK = say("Unpack it first and hand in what is inside.")

# Where a signature stands, the signature, what it is the sign of, what would work.
_FOREIGN = (
    (0, b"\x89PNG\r\n", say("a PNG picture"), EXPORTS),
    (0, b"\xff\xd8\xff", say("a JPEG picture"), EXPORTS),
    (0, b"GIF8", say("a GIF picture"), EXPORTS),
    (0, b"%PDF-", say("a PDF document"), EXPORTS),
    (0, b"{\\rtf", say("a word processor document (RTF)"), EXPORTS),
    (
        0,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        say("an old Excel file (.xls) or a password-protected Office file"),
        say("Save it as .xlsx or CSV. Leave out the password."),
    ),
    (0, b"\x1f\x8b", say("a gzip archive"), UNPACK),
    (0, b"BZh", say("a bzip2 archive"), UNPACK),
    (0, b"\xfd7zXZ\x00", say("an xz archive"), UNPACK),
    (0, b"\x28\xb5\x2f\xfd", say("a zstd archive"), UNPACK),
    (0, b"7z\xbc\xaf\x27\x1c", say("a 7z archive"), UNPACK),
    (0, b"Rar!\x1a\x07", say("a rar archive"), UNPACK),
    (257, b"ustar", say("a tar archive"), UNPACK),
    (0, b"PAR1", say("a Parquet file"), TABLES),
    (0, b"ARROW1", say("an Arrow file"), TABLES),
    (8, b"DUCK", say("a DuckDB database"), TABLES),
    (0, b"SQLite format 3\x00", say("an SQLite database"), TABLES),
    (0, b"\x7fELF", say("a program"), EXPORTS),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")

_FORMS = {
    ".zip": {Form.ZIP},
    ".tgz": {Form.TAR},
    ".xlsx": {Form.WORKBOOK},
    ".csv": {Form.TEXT},
    ".tsv": {Form.TEXT},
    ".txt": {Form.TEXT, Form.JSON, Form.XML},
    ".json": {Form.JSON},
    ".jsonl": {Form.JSON},
    ".xml": {Form.XML},
}
_OTHER_TABLES = {".xls", ".xlsm", ".xlsb", ".ods"}

_WORKBOOK = {"[Content_Types].xml", "xl/workbook.xml"}
_OFFICE = {
    "xl/workbook.bin": say("a binary Excel workbook (.xlsb)"),
    "xl/vbaProject.bin": say("an Excel workbook with macros (.xlsm)"),
    "word/document.xml": say("a Word document"),
    "ppt/presentation.xml": say("a PowerPoint presentation"),
    "META-INF/manifest.xml": say("an OpenDocument file"),
}

_WEB_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|script|meta)\b", re.IGNORECASE)
# A chat log may begin with "[12.03.2024, ..." and a table with "[author],[time]": neither is JSON.
_JSON = re.compile(r'\s*(?:\{\s*(?:["}]|$)|\[\s*(?:[{\["\]]|-?\d+(?:\.\d+)?\s*[,\]]|$))')
# "<ana> hello" is a chat log: a tag is XML when it has attributes or another tag follows.
_XML = re.compile(r"\s*<(?:\?xml|!--|!doctype|[a-z_][\w:.-]*(?:\s[^<>]*=|\s*/?>\s*(?:<|$)))", re.I)
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_MOST_CONTROL = 0.05


def printable(name: str) -> str:
    """Return a name without characters that do not show or turn the writing direction."""
    seen = "".join(letter for letter in name if letter.isprintable()).strip()
    return seen if len(seen) <= LONGEST_NAME else f"{seen[: LONGEST_NAME - 21]}…{seen[-20:]}"


def display_name(name: str) -> str:
    """Return the last part of a name as a message can show it. It is never used as a path."""
    return printable(re.split(r"[/\\]", name)[-1]) or "upload"


def is_zip(head: bytes) -> bool:
    """Say whether the bytes begin as a zip does, be it an archive or a workbook."""
    return head.startswith(_ZIP)


def is_gzip(head: bytes) -> bool:
    """Say whether the bytes begin as gzip does."""
    return head.startswith(b"\x1f\x8b")


def form_of(head: bytes, name: str) -> Form:
    """Return the form of a file that is no zip; refuse what no importer could read."""
    for offset, signature, what, remedy in _FOREIGN:
        if head.startswith(signature, offset):
            raise _not_taken(name, _unlike(what, name), remedy)
    text = _begin(head)
    if _WEB_PAGE.match(_after_prologue(text)):
        raise _not_taken(
            name,
            say("this is a web page, not an export (sign-in page?)."),
            say("Sign in first, then download the export itself."),
        )
    if not text.replace("\0", "").strip():
        raise EmptyFileError(
            name, say("it begins with nothing but blanks."), say("Export it again.")
        )
    if _is_binary(text):
        raise _not_taken(name, _unlike(say("binary data"), name), EXPORTS)
    # Where the beginning proves nothing the name decides, so that broken JSON is called broken.
    first, promised = text.lstrip()[0], _FORMS.get(_ending(name))
    if _JSON.match(text) or (first in "{[" and promised == {Form.JSON}):
        return Form.JSON
    if _XML.match(text) or (first == "<" and promised == {Form.XML}):
        return Form.XML
    return Form.TEXT


def form_of_zip(members: Container[str], name: str) -> Form:
    """Return the form of a zip, a workbook being one too; refuse other Office files."""
    for member, what in _OFFICE.items():
        if member in members:
            raise _not_taken(name, _unlike(what, name), TABLES)
    return Form.WORKBOOK if all(member in members for member in _WORKBOOK) else Form.ZIP


def check_promise(form: Form, name: str) -> None:
    """Refuse a file whose name promises another form than its bytes have."""
    ending = _ending(name)
    if ending in _OTHER_TABLES:
        raise UnknownFormatError(name, say("{ending} files are not read.", ending=ending), TABLES)
    if form not in _FORMS.get(ending, {form}):
        raise DamagedFileError(
            name,
            _unlike(say(form.value), name),
            say(
                "If it is the right file, give it the ending that fits; otherwise export it again."
            ),
        )


def _not_taken(name: str, what: str, remedy: str) -> RefusedError:
    """Return the refusal of a foreign file: its name lies, or it never claimed to be an export."""
    refusal = DamagedFileError if _ending(name) in _FORMS else UnknownFormatError
    return refusal(name, what, remedy)


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _unlike(found: str, name: str) -> str:
    """Say what a file looks like, and that its name promises something else."""
    ending = _ending(name)
    promised = ending[1:].upper() if ending in _FORMS else say("an export")
    return say("this looks like {found}, not {promised}.", found=found, promised=promised)


def _begin(head: bytes) -> str:
    """Return the beginning as text. Latin-1 takes every byte: only ASCII is looked for in it."""
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        whole = head[: len(head) // 2 * 2]
        return whole.decode("utf-16", "replace")
    return head.removeprefix(BOM_UTF8).decode("latin-1")


def _after_prologue(text: str) -> str:
    """Return the text from its first tag on, without what may stand before it in a web page."""
    text = text.lstrip()
    for start, end in (("<?xml", "?>"), ("<!--", "-->")):
        while text.startswith(start):
            _, _, text = text.partition(end)
            text = text.lstrip()
    return text


def _is_binary(text: str) -> bool:
    """Say whether there are more control characters than text has; NUL alone proves nothing."""
    letters = len(text) - text.count("\0")
    return len(_CONTROL.findall(text)) > _MOST_CONTROL * letters
