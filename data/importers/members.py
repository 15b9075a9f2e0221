"""Member lists, CSV or Excel: who belongs to a community, with department, level, place or role."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from data.columns import member_columns
from data.headings import (
    ATTRIBUTES,
    MEMBERS,
    chosen,
    either,
    listed,
    lists_members,
    on_platforms,
    plain_name,
)
from data.importers import Choices, Contains, Findings, Importer, settled
from data.records import Item, Member, SamePerson, Unread
from data.refusal import EmptyFileError, MissingColumnError, RefusedError
from data.row import Row
from data.said import say
from data.sheet import SETTLES, Sheet, examine_sheet, is_tabular, open_sheet, stem
from data.times import Clock, Survey, zone_named
from data.upload import Upload

_SAMPLES = 3
_DATES = ("joined", "left")
_WORDS = ("department", "level", "place", "role")
_YES = frozenset({"1", "yes", "y", "true", "x", "ja", "j", "wahr", "oui", "o", "vrai", "waar"})
_NAMES = frozenset(
    {"name", "fullname", "userfullname", "firstname", "lastname", "surname", "givenname"}
    | {"familyname", "displayname", "nickname", "realname", "vorname", "nachname", "voornaam"}
    | {"achternaam", "naam", "nom", "prénom"}
)


def recognises(upload: Upload) -> bool:
    """Return True for a table of people with what is known of them, and without posts."""
    if not is_tabular(upload):
        return False
    try:
        sheet = open_sheet(upload, Choices())
    except RefusedError:
        return False  # a table with a fault is told about by the importer of tables
    return lists_members(sheet.header, sheet.first_rows())


def examine(upload: Upload, choices: Choices) -> Findings:
    """Return which column means what, and what the visitor has to say of dates.

    Raises MissingColumnError where no column names a person, EmptyFileError without rows.
    """
    zone_named(choices.time_zone, upload.name)
    sheet, questions = examine_sheet(upload, choices)
    said = chosen(sheet.header, choices.columns, MEMBERS, upload.name)
    if choices.community:
        said.setdefault("community", "")
    mapping = member_columns(sheet.header, said)
    if not mapping.columns.get("person"):
        raise MissingColumnError(
            upload.name,
            say("no column looks like the id or e-mail address of a person."),
            say(
                "Found: {columns}. Say which one it is (--columns person=COLUMN).",
                columns=listed(sheet.header),
            ),
        )
    rows, samples, dates = _look(sheet, mapping.columns)
    if not rows:
        raise EmptyFileError(
            upload.name, say("it has a header and no rows."), say("Export it again.")
        )
    day_first, told_of_dates, asked = dates.settle(choices)
    told = sheet.assumptions | sheet.remarks() | mapping.assumptions
    told[say("community")] = _community_in_words(upload.name, choices, mapping.columns)
    told |= _told_of_the_rest(sheet, mapping.columns) | told_of_dates
    return Findings(
        choices=replace(sheet.choices, columns=mapping.columns, day_first=day_first),
        assumptions=told,
        questions=(*questions, *asked),
        columns=samples,
    )


def read(upload: Upload, choices: Choices) -> Iterator[Item]:
    """Yield a member for each row, and the second id of those who have two."""
    if "person" not in choices.columns:
        choices = settled(IMPORTER, upload, choices).choices
    sheet = open_sheet(upload, choices)
    columns = chosen(sheet.header, choices.columns, MEMBERS, upload.name)
    reading = _Reading(sheet, columns, choices)
    for row in sheet.rows(columns.values()):
        if isinstance(row, Row):
            yield from reading.items(row)
        else:
            yield row


class _Reading:
    """Turns rows into members, given what is settled of the table."""

    def __init__(self, sheet: Sheet, columns: dict[str, str], choices: Choices) -> None:
        self._columns = columns
        self._places = {
            meaning: sheet.header.index(column) for meaning, column in columns.items() if column
        }
        self._platforms = {
            platform: sheet.header.index(column)
            for platform, column in _platforms(sheet.header, columns).items()
        }
        self._clock = Clock(choices.day_first, zone_named(choices.time_zone, sheet.file))
        self._community = choices.community or stem(sheet.file)

    def items(self, row: Row) -> Iterator[Item]:
        """Yield what a row says."""
        cell = {meaning: row.cells[place].strip() for meaning, place in self._places.items()}
        person, also = cell["person"], cell.get("email", "")
        if not person and not also:
            column = self._columns["person"]
            yield Unread(where=row.where, why=say("column {column} is empty", column=column))
            return
        dates = {}
        for meaning in _DATES:
            if value := cell.get(meaning):
                dates[meaning] = self._clock.read(value)
                if dates[meaning] is None:
                    why = say(
                        "column {column} {why}",
                        column=self._columns[meaning],
                        why=self._clock.why(value),
                    )
                    yield Unread(where=row.where, why=why)
                    return
        yield self._member(person or also, cell, dates)
        on = tuple(
            (platform, id)
            for platform, place in self._platforms.items()
            if (id := row.cells[place].strip())
        )
        second = also if person and also and person != also else None
        if second or on:
            yield SamePerson(person=person or also, also=second, on=on)

    def _member(self, person: str, cell: dict[str, str], dates: dict[str, datetime]) -> Member:
        return Member(
            community=cell.get("community") or self._community,
            person=person,
            host=_is_host(cell.get("host", ""), self._columns.get("host", "")),
            **{meaning: cell.get(meaning) or None for meaning in _WORDS},
            **dates,
        )


def _platforms(header: Sequence[str], columns: dict[str, str]) -> dict[str, str]:
    """Return the columns with ids on other platforms, by platform."""
    used = set(columns.values())
    return {
        platform: column for platform, column in on_platforms(header).items() if column not in used
    }


def _is_host(value: str, column: str) -> bool:
    """Say whether a cell says yes, in a word for it or with the column's own name."""
    value = plain_name(value)
    return value in _YES or (bool(value) and value == plain_name(column))


def _look(sheet: Sheet, columns: dict[str, str]) -> tuple[int, dict[str, tuple[str, ...]], Survey]:
    """Look through the table: how many rows, some values of each column, how dates are written.

    A tool writes all its dates in one way, so that one column can settle another.
    """
    seen: dict[str, list[str]] = {name: [] for name in sheet.header if name}
    places = {name: sheet.header.index(name) for name in seen}
    dated = [columns[meaning] for meaning in _DATES if columns.get(meaning)]
    dates = Survey(either(dated) if dated else "")
    rows = 0
    for row in sheet.rows():
        if not isinstance(row, Row):
            continue
        rows += 1
        # No date is no fault: not everybody has left.
        dates.add([value for name in dated if (value := row.cells[places[name]].strip())])
        for name, values in seen.items():
            value = row.cells[places[name]]
            if len(values) < _SAMPLES and value.strip() and value not in values:
                values.append(value)
    return rows, {name: tuple(values) for name, values in seen.items()}, dates


def _told_of_the_rest(sheet: Sheet, columns: dict[str, str]) -> dict[str, str]:
    """Say which columns are not read, and that names are never kept."""
    platforms = _platforms(sheet.header, columns)
    used = {*columns.values(), *platforms.values()}
    rest = [name for name in sheet.header if name and name not in used]
    names = [name for name in rest if plain_name(name) in _NAMES]
    others = [name for name in rest if name not in names]
    told = {}
    if platforms:
        told[say("one person on several platforms")] = say(
            "column {columns}", columns=listed(platforms.values())
        )
    if names:
        told[say("names")] = say(
            "column {columns}: not kept, the dashboard knows nobody by name",
            columns=listed(names),
        )
    if others:
        told[say("not read")] = say("column {column}", column=listed(others))
    if not any(columns.get(meaning) for meaning in ATTRIBUTES):
        told[say("attributes")] = say("none: only who is a member is known")
    return told


def _community_in_words(file: str, choices: Choices, columns: dict[str, str]) -> str:
    if choices.community:
        return say("{community}, as you said", community=choices.community)
    if columns.get("community"):
        return say("column {column}", column=columns["community"])
    return say("{community}, after the name of the file", community=stem(file))


IMPORTER = Importer(
    name="members",
    label="a member list (.csv, .tsv, .xlsx)",
    platform=None,
    settles=SETTLES,
    who_may_export="The owner of the community, or whoever keeps the staff directory.",
    how_to_export=(
        "Ask for the members of the community as a table.",
        "It needs a column with the id or e-mail address that the platform uses; department, "
        "level, place, role, joined, left and host are welcome, and ids on other platforms in "
        "columns named after them, such as Slack ID. Leave out names.",
    ),
    contains=frozenset({Contains.MEMBERS}),
    recognises=recognises,
    read=read,
    examine=examine,
    counted=Member,
    is_general=True,
)
