"""Reads a table, CSV or Excel, as text: a header, and rows that know where they stand.

Nothing is guessed about values: ``007``, ``NULL`` and ``1E5`` stay what they are.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from pathlib import PurePath

from data.delimited import FIRST_ROWS, Delimited, encoding_question, seems_delimited
from data.headings import are_values, listed, names_known, plain_name
from data.importers import Choices, Question
from data.records import Unread
from data.refusal import EmptyFileError, MissingColumnError, RefusedError, UnsafeFileError
from data.row import Row
from data.said import say, say_many
from data.upload import Form, Upload
from data.workbook import Workbook

MOST_COLUMNS = 500
SETTLES = frozenset({"time_zone", "day_first", "encoding", "sheet", "columns"})
"""What a visitor may have to say of a table, beside the community."""

_TITLE_ROWS = 20


@dataclass(frozen=True)
class Sheet:
    """A table with a header, an empty name for columns without one.

    ``choices`` has what was settled of encoding and sheet, ``assumptions`` says so in words.
    """

    file: str
    header: tuple[str, ...]
    choices: Choices
    assumptions: dict[str, str]
    source: Delimited | Workbook
    header_row: int

    def rows(self, used: Collection[str] = ()) -> Iterator[Row | Unread]:
        """Yield each row below the header, a cell for each column, or Unread; blank rows are none.

        A formula without a value makes a row unreadable if it stands in a column that is ``used``.
        """
        width = len(self.header)
        places = [self.header.index(column) for column in used if column]
        for row in islice(self.source.rows(places, width), self.header_row, None):
            cells = row.cells
            if row.fault:
                yield Unread(where=row.where, why=row.fault)
            elif len(cells) == width:
                if cells[0] or any(cells):
                    yield row
            elif any(cell.strip() for cell in cells):
                why = say_many(
                    "{number} field, the header has {width}",
                    "{number} fields, the header has {width}",
                    len(cells),
                    width=width,
                )
                yield Unread(where=row.where, why=why)

    def first_rows(self) -> list[list[str]]:
        """Return the cells of the first rows that can be read."""
        return [row.cells for row in islice(self.rows(), FIRST_ROWS) if isinstance(row, Row)]

    def remarks(self) -> dict[str, str]:
        """Return in words what was noticed by the time all rows were read."""
        return self.source.remarks()


def stem(file: str) -> str:
    """Return the name of a file without its ending."""
    return PurePath(file).stem


def is_tabular(upload: Upload) -> bool:
    """Say whether the beginning of an upload looks like a table."""
    if upload.form is Form.TEXT:
        return seems_delimited(upload)
    return upload.form is Form.WORKBOOK


def open_sheet(upload: Upload, choices: Choices) -> Sheet:
    """Return the table in an upload; raise RefusedError where its first rows make no table."""
    source = (Workbook if upload.form is Form.WORKBOOK else Delimited)(upload, choices)
    records = [row.cells for row in islice(source.rows(), FIRST_ROWS)]
    if not any(any(cells) for cells in records):
        raise EmptyFileError(
            upload.name, say("there is nothing in the table."), say("Export it again.")
        )
    above = _rows_above_header(records, choices.columns.values())
    header = tuple(_name(cell) for cell in records[above])
    if isinstance(source, Workbook):
        header = _without_empty_end(header)
    _refuse_header(upload.name, header)
    return Sheet(
        file=upload.name,
        header=header,
        choices=replace(choices, **source.settled()),
        assumptions=source.assumptions() | _told_of_header(header, records[:above]),
        source=source,
        header_row=above + 1,
    )


def beginning_of(upload: Upload) -> tuple[tuple[str, ...], list[list[str]]] | None:
    """Return header and first rows of the table in an upload; None where none can be read."""
    return _beginning(upload) if is_tabular(upload) else None


@lru_cache(maxsize=4)
def _beginning(upload: Upload) -> tuple[tuple[str, ...], list[list[str]]] | None:
    # Kept, since every importer of some tool's tables looks whether a file is its own.
    try:
        sheet = open_sheet(upload, Choices())
    except RefusedError:
        return None
    return sheet.header, sheet.first_rows()


def examine_sheet(upload: Upload, choices: Choices) -> tuple[Sheet, list[Question]]:
    """Return the table and what must be asked before it can be read.

    Where the encoding is asked, the table is shown in the likeliest one.
    """
    if upload.form is Form.TEXT:
        question, likeliest = encoding_question(upload, choices)
        shown = replace(choices, encoding=likeliest) if question else choices
        return open_sheet(upload, shown), [question] if question else []
    sheet = open_sheet(upload, choices)
    question = sheet.source.question()
    return sheet, [question] if question else []


def _rows_above_header(records: Sequence[list[str]], said: Collection[str]) -> int:
    """Return how many rows stand above the header: it is the first with names, else with columns.

    Names that the visitor said count, too.
    """
    wanted = {plain_name(name) for name in said if name}
    for place, cells in enumerate(records[:_TITLE_ROWS]):
        names = {plain_name(cell) for cell in cells}
        if names_known(cells) > 1 or (wanted and wanted <= names):
            return place
    least = 2 if max(len(cells) for cells in records) > 1 else 1
    for place, cells in enumerate(records[:_TITLE_ROWS]):
        if sum(map(bool, cells)) >= least:
            return place
    return next(place for place, cells in enumerate(records) if any(cells))


def _name(cell: str) -> str:
    return cell.strip().strip("\ufeff\u200b\xa0").strip()


def _without_empty_end(header: tuple[str, ...]) -> tuple[str, ...]:
    """Drop what a sheet has to the right of its table. In a text a delimiter is no accident."""
    end = len(header)
    while end and not header[end - 1]:
        end -= 1
    return header[:end]


def _told_of_header(header: tuple[str, ...], above: Sequence[list[str]]) -> dict[str, str]:
    told = {}
    lines = [" ".join(filter(None, cells)) for cells in above if any(cells)]
    if lines:
        told[say("above the header")] = say("{lines}: not read", lines=listed(lines))
    blank = [str(place) for place, name in enumerate(header, start=1) if not name]
    if blank:
        told[say("without a name")] = say_many(
            "column {columns}: ignored",
            "columns {columns}: ignored",
            len(blank),
            columns=listed(blank),
        )
    return told


def _refuse_header(file: str, header: tuple[str, ...]) -> None:
    if len(header) > MOST_COLUMNS:
        raise UnsafeFileError(
            file,
            say(
                "the table has {number:,} columns; {most} are the most that are read.",
                number=len(header),
                most=MOST_COLUMNS,
            ),
            say("Leave out the columns that are not needed."),
        )
    if are_values(header):
        raise MissingColumnError(
            file,
            say(
                "no column looks like author or time: the first row seems to hold values, and no "
                "names of columns ({values}).",
                values=listed(header[:6]),
            ),
            say("Put a row with names above it, such as author, time and text."),
        )
    for name, times in Counter(filter(None, header)).items():
        if times > 1:
            places = [str(place) for place, one in enumerate(header, start=1) if one == name]
            raise MissingColumnError(
                file,
                say(
                    "{number} columns are named “{name}” (columns {places}).",
                    number=times,
                    name=name,
                    places=", ".join(places),
                ),
                say("Give each column a name of its own."),
            )
