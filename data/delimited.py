"""Reads tables in text files: CSV and its kin, whatever their encoding, line ends and delimiter."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from data.headings import names_known
from data.importers import Choices, Question
from data.refusal import DamagedFileError, MissingChoiceError, RefusedError, UnsafeFileError
from data.row import Row
from data.said import say
from data.upload import Upload

LONGEST_LINE = 2 * 1024 * 1024
ENCODINGS = ("utf-8", "cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be")
FIRST_ROWS = 60

_HEAD = 65536
_CHUNK = 1024 * 1024
_DELIMITERS = {
    ",": say("comma"),
    ";": say("semicolon"),
    "\t": say("tab"),
    "|": say("vertical bar"),
    " ": say("blank"),
}
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# From this share of rows with equally many fields on, a text without known names is a table.
_EVEN = 0.8

# The limit of the csv module is one for the whole process; ours is the length of a line.
csv.field_size_limit(LONGEST_LINE)


def seems_delimited(upload: Upload) -> bool:
    """Say whether the beginning of a text looks like a table."""
    head = upload.head(_HEAD)
    shape = _shape(_beginning(upload, _mark_of(head) or _wide_letters(head) or "utf-8"))
    named = upload.name.lower().endswith((".csv", ".tsv"))
    if named or shape.known > 1:
        return shape.width > 1
    return shape.width > 1 and shape.rows > 1 and shape.share >= _EVEN


class Delimited:
    """A table in a text file; its rows can be read several times."""

    def __init__(self, upload: Upload, choices: Choices) -> None:
        """Settle encoding and delimiter; raise RefusedError for an encoding that is not read."""
        self._upload = upload
        self.encoding = _settled_encoding(upload, choices)
        self.delimiter = _shape(_beginning(upload, self.encoding)).delimiter
        self._nuls = 0

    def settled(self) -> dict[str, str]:
        """Return the choices that are settled, by name."""
        return {"encoding": self.encoding}

    def assumptions(self) -> dict[str, str]:
        """Return in words what is taken for granted."""
        return {say("encoding"): self.encoding, say("delimiter"): _DELIMITERS[self.delimiter]}

    def remarks(self) -> dict[str, str]:
        """Return what was noticed by the time all rows were read."""
        if not self._nuls:
            return {}
        return {say("NUL characters"): say("{number} taken out", number=self._nuls)}

    def question(self) -> Question | None:
        """Return nothing: the encoding is asked before, see ``encoding_question``."""
        return None

    def rows(self, used: Sequence[int] = (), width: int = 0) -> Iterator[Row]:
        """Yield every record, blank ones too; raise DamagedFileError where quotes do not match."""
        (name,) = self._upload.names()
        with self._upload.open(name) as stream:
            raw = _Utf8(stream, self.encoding, self._upload.name)
            begins = 1
            try:
                for number, (lines, cells) in enumerate(self._records(_lines(raw)), start=1):
                    fault = _encoding_fault(cells, self.encoding) if raw.undecodable else ""
                    yield Row(number, begins, cells, fault)
                    begins += lines
            except csv.Error as problem:
                raise _quote_error(self._upload.name, begins, str(problem)) from problem
            self._nuls = raw.nuls

    def _records(self, lines: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
        """Yield how many lines a record takes, and its cells.

        A line without quotes is a record as it stands: cutting it takes a third of the time that
        the csv module takes to look at every letter.
        """
        delimiter = self.delimiter
        for line in lines:
            if '"' in line:
                reader = csv.reader(chain([line], lines), delimiter=delimiter, strict=True)
                cells = next(reader)
                yield reader.line_num, cells
            else:
                plain = line.rstrip("\r\n")
                yield 1, plain.split(delimiter) if plain else []


def encoding_question(upload: Upload, choices: Choices) -> tuple[Question | None, str]:
    """Return what to ask of the encoding, if anything, and the likeliest answer.

    Looks at the whole file, as one byte on its last line can show that it is no UTF-8.
    """
    if choices.encoding or _mark_of(upload.head(4)):
        return None, ""
    likeliest = _wide_letters(upload.head(4096))
    if likeliest:
        found = _shown(_beginning(upload, likeliest)[:200])
    else:
        likeliest, found = "cp1252", _first_undecodable(upload)
    if not found:
        return None, ""
    question = Question(
        choice="encoding",
        text=say(
            "This file is not UTF-8. Read as {encoding}, do its letters look right?",
            encoding=likeliest,
        ),
        flag=f"--encoding {likeliest}",
        found=found,
        options=ENCODINGS,
    )
    return question, likeliest


@dataclass(frozen=True)
class _Shape:
    """How the beginning of a text reads with a delimiter; the best shape is the greatest."""

    delimiter: str
    known: int
    share: float
    width: int
    rows: int


def _shape(text: str) -> _Shape:
    shapes = [_shape_with(text, delimiter) for delimiter in ",;\t|"]
    best = max(shapes, key=lambda shape: (shape.known, shape.width > 1, shape.share, shape.width))
    if best.width == 1:
        # A blank parts columns only where every word of the first line is the name of one.
        blank = _shape_with(text, " ")
        if blank.share == 1 and blank.known == blank.width > 2:
            return blank
    return best


def _shape_with(text: str, delimiter: str) -> _Shape:
    records = _records(text, delimiter)
    widths = Counter(len(cells) for cells in records if cells)
    width, times = max(widths.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
    known = max((names_known(cells) for cells in records), default=0)
    return _Shape(delimiter, known, times / max(widths.total(), 1), width, widths.total())


def _records(text: str, delimiter: str) -> list[list[str]]:
    lines = io.StringIO(text, newline="")
    return list(islice(csv.reader(lines, delimiter=delimiter), FIRST_ROWS))


def _mark_of(head: bytes) -> str:
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return encoding
    return ""


def _wide_letters(head: bytes) -> str:
    """Return the UTF-16 that text without a mark seems to be: every second byte is NUL."""
    half = len(head) // 2 or 1
    for encoding, start in (("utf-16-le", 1), ("utf-16-be", 0)):
        if head[start::2].count(0) > 0.4 * half and head[1 - start :: 2].count(0) < 0.1 * half:
            return encoding
    return ""


def _beginning(upload: Upload, encoding: str) -> str:
    """Return the first lines as text, the last one left out if it is cut off."""
    head = upload.head(_HEAD)
    text = head.decode(encoding, "replace").replace("\0", "").removeprefix("\ufeff")
    if len(head) < _HEAD:
        return text
    cut = max(text.rfind("\n"), text.rfind("\r"))
    return text if cut < 0 else text[: cut + 1]


def _settled_encoding(upload: Upload, choices: Choices) -> str:
    mark = _mark_of(upload.head(4))
    if mark or not choices.encoding:
        return mark or "utf-8"
    try:
        said = codecs.lookup(choices.encoding).name
    except LookupError:
        said = ""
    known = {codecs.lookup(name).name: name for name in ENCODINGS}
    if said not in known:
        raise MissingChoiceError(
            upload.name,
            say("“{encoding}” is no encoding this program reads.", encoding=choices.encoding),
            say("It reads {encodings}; save the file as UTF-8.", encodings=", ".join(ENCODINGS)),
        )
    return known[said]


def _first_undecodable(upload: Upload) -> str:
    """Return the first line that is no UTF-8 as cp1252 would read it, with its number."""
    (name,) = upload.names()
    with upload.open(name) as stream:
        raw = _Utf8(stream, "utf-8", upload.name)
        while raw.read(_CHUNK):
            pass
    if not raw.undecodable:
        return ""
    with upload.open(name) as stream:
        raw = _Utf8(stream, "utf-8", upload.name)
        for number, line in enumerate(_lines(raw), start=1):
            if raw.undecodable and _undecoded(line):
                shown = line.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
                return say("line {number}: {text}", number=number, text=_shown(shown))
    return ""


def _undecoded(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _shown(line: str) -> str:
    line = line.strip()
    return f"“{line}”" if len(line) <= 80 else f"“{line[:80]}…”"


class _Utf8(io.RawIOBase):
    """The bytes of a text file as UTF-8, without NUL; lines beyond the cap are refused.

    Bytes that do not decode are passed on as they are, and ``undecodable`` is set before any line
    with one of them can be read.
    """

    def __init__(self, stream: BinaryIO, encoding: str, file: str) -> None:
        """Begin before the first byte; a byte order mark is taken off."""
        super().__init__()
        self._stream, self._file, self._encoding = stream, file, encoding
        errors = "surrogateescape" if encoding in ("cp1252", "latin-1") else "strict"
        name = "utf-8-sig" if encoding == "utf-8" else encoding
        self._decoder = codecs.getincrementaldecoder(name)(errors)
        self._ready = memoryview(b"")
        self._begun = self._ended = False
        self._unbroken = 0
        self.undecodable = False
        self.nuls = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: memoryview) -> int:
        """Fill the buffer with the next bytes; return how many."""
        while not self._ready and not self._ended:
            self._ready = memoryview(self._next_chunk())
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _next_chunk(self) -> bytes:
        chunk = self._stream.read(_CHUNK)
        self._ended = not chunk
        chunk = self._as_utf8(chunk)
        if b"\0" in chunk:
            self.nuls += chunk.count(b"\0")
            chunk = chunk.replace(b"\0", b"")
        self._measure(chunk)
        return chunk

    def _as_utf8(self, chunk: bytes) -> bytes:
        if self._encoding == "utf-8":
            return self._checked(chunk)
        try:
            text = self._decoder.decode(chunk, final=self._ended)
        except UnicodeDecodeError as problem:
            raise DamagedFileError(
                self._file,
                say("its bytes are not {encoding}, or it is cut off.", encoding=self._encoding),
                say("Export it again, or save it as UTF-8."),
            ) from problem
        if _undecoded(text):
            self.undecodable = True
        return text.encode("utf-8", "surrogateescape")

    def _checked(self, chunk: bytes) -> bytes:
        if not self._begun and chunk:
            self._begun = True
            chunk = chunk.removeprefix(codecs.BOM_UTF8)
        if not self.undecodable:
            try:
                self._decoder.decode(chunk, final=self._ended)
            except UnicodeDecodeError:
                self.undecodable = True
        return chunk

    def _measure(self, chunk: bytes) -> None:
        ends = [place for place in (chunk.find(b"\n"), chunk.find(b"\r")) if place >= 0]
        longest = self._unbroken + (min(ends) if ends else len(chunk))
        if longest > LONGEST_LINE:
            raise UnsafeFileError(
                self._file,
                say("a line is longer than 2 MB: this is no table, or its line ends are lost."),
                say("Export it again as CSV."),
            )
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        self._unbroken = len(chunk) - last - 1 if ends else longest


def _lines(raw: _Utf8) -> io.TextIOWrapper:
    """Return the lines with their ends: LF, CRLF and bare CR, mixed as they come."""
    return io.TextIOWrapper(
        io.BufferedReader(raw, _CHUNK), "utf-8", errors="surrogateescape", newline=""
    )


def _encoding_fault(cells: list[str], encoding: str) -> str:
    for cell in cells:
        if _undecoded(cell):
            raw = cell.encode("utf-8", "surrogateescape")
            return say(
                "letters that are not {encoding}: {text}",
                encoding=encoding,
                text=_shown(raw.decode(encoding, "replace")),
            )
    return ""


def _quote_error(file: str, line: int, problem: str) -> RefusedError:
    what = say(
        "a quote is opened in it and not closed, so that this row and those after it cannot be "
        "told apart."
    )
    if "delimiter" in problem or "expected after" in problem:
        what = say(
            "a quote is opened in it and not closed, or closed in the middle of a field, so that "
            "this row and those after it cannot be told apart."
        )
    return DamagedFileError(
        file,
        what,
        say("Close the quote, or double a quote that belongs to the text."),
        say("the row that begins on line {number}", number=line),
    )
