"""Reads tables in Excel workbooks as the text their cells show; hidden sheets only when named."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from itertools import islice

import openpyxl
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError
from openpyxl.styles.numbers import is_datetime
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from data.headings import listed
from data.importers import Choices, Question
from data.refusal import DamagedFileError, EmptyFileError, MissingChoiceError, UnsafeFileError
from data.row import Row
from data.said import say
from data.upload import Upload

EMPTY_ROWS = 1000

_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
# Excel counts in days, so that a full second can come out some microseconds off.
_OFF = timedelta(milliseconds=1)
_BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OverflowError,
    EOFError,
    OSError,
)


class Workbook:
    """A table in an Excel workbook: one of its sheets. Its rows can be read several times."""

    def __init__(self, upload: Upload, choices: Choices) -> None:
        """Choose the sheet: the one that was said, else the first that shows and holds something.

        Raises DamagedFileError or UnsafeFileError where it cannot be opened, MissingChoiceError for
        a sheet that is not there, EmptyFileError where no sheet holds anything.
        """
        (name,) = upload.names()
        self._file, self._bytes = upload.name, upload.read(name)
        self._said = choices.sheet
        self._stopped = 0
        self._book = cache(self._load)
        self._has_formulas = self._find_formulas()
        self._hidden, self._filled = [], []
        for sheet in self._book(True).worksheets:
            if sheet.sheet_state != "visible":
                self._hidden.append(sheet.title)
            elif any(cell.value is not None for row in self._begin(sheet) for cell in row):
                self._filled.append(sheet.title)
        self.sheet = self._choose()

    def settled(self) -> dict[str, str]:
        """Return the choices that are settled, by name."""
        return {"sheet": self.sheet}

    def assumptions(self) -> dict[str, str]:
        """Return in words what is taken for granted."""
        told = {say("sheet"): self.sheet}
        if hidden := [name for name in self._hidden if name != self.sheet]:
            told[say("hidden sheets")] = say("not read: {names}", names=listed(hidden))
        return told

    def remarks(self) -> dict[str, str]:
        """Return what was noticed by the time all rows were read."""
        if not self._stopped:
            return {}
        told = say(
            "nothing is read after {rows:,} empty rows (row {number:,})",
            rows=EMPTY_ROWS,
            number=self._stopped,
        )
        return {say("end"): told}

    def question(self) -> Question | None:
        """Return the question which sheet, where several show and nobody said one."""
        if self._said or len(self._filled) < 2:
            return None
        return Question(
            choice="sheet",
            text=say("The workbook has more than one sheet."),
            flag="--sheet NAME",
            found=listed(self._filled),
            options=tuple(self._filled),
        )

    def rows(self, used: Sequence[int] = (), width: int = 0) -> Iterator[Row]:
        """Yield every row up to the end, blank ones without cells.

        A row is filled up to ``width`` cells. It has a fault when a formula at one of the places
        ``used`` has no value.
        """
        formulas = self._cells(values=False) if self._has_formulas and used else None
        empty = 0
        for number, cells in enumerate(self._cells(values=True), start=1):
            asked = next(formulas) if formulas else ()
            row = [_as_text(cell) for cell in cells]
            fault = _formula_fault(row, asked, used)
            if any(row) or fault:
                empty = 0
                yield Row(number, 0, _of_width(row, width), fault)
                continue
            empty += 1
            if empty == EMPTY_ROWS:
                self._stopped = number
                return
            yield Row(number, 0, [])

    def _choose(self) -> str:
        names = [sheet.title for sheet in self._book(True).worksheets]
        if self._said in names:
            return self._said
        if self._said:
            raise MissingChoiceError(
                self._file,
                say("it has no sheet “{sheet}”.", sheet=self._said),
                say("The sheets are: {names} (--sheet NAME).", names=listed(names)),
            )
        if not self._filled:
            raise EmptyFileError(self._file, self._why_empty(), say("Say one with --sheet NAME."))
        return self._filled[0]

    def _why_empty(self) -> str:
        if not self._hidden:
            return say("no sheet has anything in it.")
        return say(
            "no sheet has anything in it; hidden ones are not read: {names}.",
            names=listed(self._hidden),
        )

    def _load(self, values: bool) -> openpyxl.Workbook:
        with _reading(self._file):
            return openpyxl.load_workbook(
                io.BytesIO(self._bytes), read_only=True, data_only=values, keep_links=False
            )

    def _find_formulas(self) -> bool:
        with _reading(self._file), zipfile.ZipFile(io.BytesIO(self._bytes)) as book:
            return any(
                _FORMULA.search(book.read(name))
                for name in book.namelist()
                if name.startswith("xl/worksheets/") and name.endswith(".xml")
            )

    def _begin(self, sheet: object) -> list[tuple]:
        sheet.reset_dimensions()  # they are what the file says, and need not be true
        with _reading(self._file):
            return list(islice(sheet.iter_rows(), EMPTY_ROWS))

    def _cells(self, values: bool) -> Iterator[tuple]:
        """Yield rows of cells, read a thousand at a time, so that one guard serves them all."""
        with _reading(self._file):
            sheet = self._book(values)[self.sheet]
        sheet.reset_dimensions()
        rows = sheet.iter_rows()
        while True:
            with _reading(self._file):
                some = list(islice(rows, EMPTY_ROWS))
            if not some:
                return
            yield from some


@contextmanager
def _reading(file: str) -> Iterator[None]:
    """Turn whatever a broken workbook makes the library raise into a refusal."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that are not read anyway
            yield
    except (DefusedXmlException, *_BROKEN) as problem:
        if isinstance(problem.__cause__ or problem, DefusedXmlException):
            raise UnsafeFileError(
                file,
                say("its XML defines entities, which no spreadsheet program writes."),
                say("Save it again as .xlsx or CSV from the program it comes from."),
            ) from problem
        raise DamagedFileError(
            file,
            say("the workbook is broken and cannot be read."),
            say("Open it in a spreadsheet program and save it again as .xlsx or CSV."),
        ) from problem


def _of_width(row: list[str], width: int) -> list[str]:
    """Return the row without empty cells to the right of the table, and with those inside it."""
    if not width:
        return row
    while len(row) > width and not row[-1]:
        row.pop()
    return row + [""] * (width - len(row))


def _formula_fault(row: list[str], asked: Sequence, used: Sequence[int]) -> str:
    for place in used:
        if place < len(asked) and asked[place].data_type == "f" and not row[place]:
            column = get_column_letter(place + 1)
            return say("formula without a value (column {column})", column=column)
    return ""


def _as_text(cell: object) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    if isinstance(value, datetime):
        if (value + _OFF).microsecond <= 2 * _OFF.microseconds:
            value = (value + _OFF).replace(microsecond=0)
        only_a_day = is_datetime(cell.number_format) == "date"
        return value.date().isoformat() if only_a_day else value.isoformat(" ")
    return str(value)
