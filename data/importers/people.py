"""Tables of ids, CSV or Excel: who is who on several platforms, or by which e-mail address."""

from collections.abc import Iterator, Sequence

from data.headings import MEMBERS, joins_platforms, listed, named, on_platforms
from data.importers import Choices, Findings, Importer
from data.records import Item, SamePerson, Unread
from data.refusal import EmptyFileError
from data.row import Row
from data.said import say
from data.sheet import SETTLES, beginning_of, examine_sheet, open_sheet
from data.upload import Upload


def recognises(upload: Upload) -> bool:
    """Return True for a table with the ids of people on platforms, and nothing else."""
    beginning = beginning_of(upload)
    return beginning is not None and joins_platforms(beginning[0])


def examine(upload: Upload, choices: Choices) -> Findings:
    """Return which columns have the ids of one person. Raises EmptyFileError without rows."""
    sheet, questions = examine_sheet(upload, choices)
    if not any(isinstance(row, Row) for row in sheet.rows()):
        raise EmptyFileError(
            upload.name, say("it has a header and no rows."), say("Export it again.")
        )
    columns = [column for _, column in _ids(sheet.header)]
    told = sheet.assumptions | sheet.remarks()
    told[say("one person on several platforms")] = say("column {columns}", columns=listed(columns))
    return Findings(choices=sheet.choices, assumptions=told, questions=questions)


def read(upload: Upload, choices: Choices) -> Iterator[Item]:
    """Yield for each row the ids of one person."""
    sheet = open_sheet(upload, choices)
    places = [(platform, sheet.header.index(column)) for platform, column in _ids(sheet.header)]
    for row in sheet.rows():
        if not isinstance(row, Row):
            yield row
            continue
        ids = [(platform, id) for platform, place in places if (id := row.cells[place].strip())]
        if len(ids) < 2:
            why = say("it has one id or none; two would join")
            yield Unread(where=row.where, why=why)
            continue
        (platform, person), *others = ids
        yield SamePerson(person=person, platform=platform, on=tuple(others))


def _ids(header: Sequence[str]) -> list[tuple[str, str]]:
    """Return the columns with ids, by platform; an e-mail address is the same on all."""
    address = named(header, MEMBERS["email"])[:1]
    return [*on_platforms(header).items(), *(("e-mail", column) for column in address)]


IMPORTER = Importer(
    name="people",
    label="a table of who is who on several platforms (.csv, .tsv, .xlsx)",
    platform=None,
    settles=SETTLES - {"time_zone", "day_first", "columns"},
    who_may_export="Whoever keeps the staff directory.",
    how_to_export=(
        "Ask for a table with a row for each person and a column for each platform, named after "
        "it: Slack ID, Discourse username, e-mail.",
        "It needs the ids that the exports have. Leave out names.",
    ),
    contains=frozenset(),
    recognises=recognises,
    read=read,
    examine=examine,
    counted=SamePerson,
)
