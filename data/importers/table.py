"""Any table of posts, CSV or Excel: a row is a post, or an arc from a sender to a receiver."""

from collections.abc import Iterator
from dataclasses import replace

from data.columns import Column, Mapping, post_columns
from data.headings import (
    POSTS,
    chosen,
    either,
    is_log,
    is_none,
    is_number,
    listed,
    lists_members,
    named,
    plain_name,
)
from data.importers import Choices, Contains, Findings, Importer, settled
from data.records import How, Item, Post, Unread
from data.refusal import EmptyFileError, MissingColumnError, RefusedError, UnknownFormatError
from data.row import Row
from data.said import joined, say
from data.sheet import SETTLES, Sheet, examine_sheet, is_tabular, open_sheet, stem
from data.times import Clock, Survey, zone_named
from data.upload import Upload

_NEEDED = ("author", "time")
_SAMPLES = 3
# Guesses are checked against this many rows; times against all, as the last can settle the order.
_CHECKED_ROWS = 100_000
_BATCH = 10_000
# What lists of topics call the number of answers to each; the answers themselves are not in them.
_REPLY_COUNTS = frozenset(
    {"replies", "replycount", "repliescount", "numberofreplies", "numreplies", "answercount"}
    | {"commentcount", "antworten", "anzahlantworten", "reacties", "aantalreacties", "réponses"}
)


def recognises(upload: Upload) -> bool:
    """Return True for a table that is no member list, whatever its columns are called."""
    if not is_tabular(upload):
        return False
    try:
        sheet = open_sheet(upload, Choices())
    except RefusedError:
        return True  # a table with a fault that reading it tells
    return not lists_members(sheet.header, sheet.first_rows())


def examine(upload: Upload, choices: Choices) -> Findings:
    """Return which column means what, how times are read, and what the visitor has to say.

    Raises MissingColumnError where author or time is missing, EmptyFileError without rows.
    """
    zone_named(choices.time_zone, upload.name)
    sheet, questions = examine_sheet(upload, choices)
    said = chosen(sheet.header, choices.columns, POSTS, upload.name)
    look = _Look(sheet, said)
    _refuse_log(sheet, said)
    if choices.community:
        said.setdefault("community", "")
    mapping = post_columns(look.columns, said)
    questions += mapping.questions
    _refuse_without(upload.name, sheet, mapping)
    told = sheet.assumptions | sheet.remarks() | mapping.assumptions
    told[say("community")] = _community_in_words(upload.name, choices, mapping)
    told[say("replies")] = _replies_in_words(mapping)
    told |= look.told_of_reply_counts()
    day_first = choices.day_first
    if time := mapping.columns.get("time"):
        survey = look.columns[time].survey
        day_first, told_of_times, asked = survey.settle(choices)
        told |= told_of_times
        if survey.count("date only") == survey.count("time"):
            told[say("dates only")] = say(
                "the order within a day and the hours to an answer are not known"
            )
        questions += asked
    return Findings(
        choices=replace(sheet.choices, columns=mapping.columns, day_first=day_first),
        assumptions=told,
        questions=tuple(questions),
        columns=look.samples,
    )


def read(upload: Upload, choices: Choices) -> Iterator[Item]:
    """Yield a post for each row, Unread for each that cannot be read."""
    if not set(_NEEDED) <= choices.columns.keys():
        choices = settled(IMPORTER, upload, choices).choices
    sheet = open_sheet(upload, choices)
    columns = chosen(sheet.header, choices.columns, POSTS, upload.name)
    reading = _Reading(sheet, columns, choices)
    for row in sheet.rows(columns.values()):
        yield reading.post(row) if isinstance(row, Row) else row


class _Reading:
    """Turns rows into posts, given what is settled of the table."""

    def __init__(self, sheet: Sheet, columns: dict[str, str], choices: Choices) -> None:
        self._sheet, self._columns = sheet, columns
        self._clock = Clock(choices.day_first, zone_named(choices.time_zone, sheet.file))
        self._community = choices.community or stem(sheet.file)
        self._how = _how(columns)
        self._parent_zero: bool | None = None
        places = [self._place(meaning) for meaning in POSTS]
        (
            self._author,
            self._time,
            self._text,
            self._id,
            self._reply_to,
            self._thread,
            self._in,
            self._answered,
        ) = places

    def post(self, row: Row) -> Post | Unread:
        """Return the post in a row."""
        cells = row.cells
        author, time = cells[self._author].strip(), cells[self._time]
        at = self._clock.read(time)
        if at is None:
            why = self._clock.why(time)
            told = say("column {column} {why}", column=self._columns["time"], why=why)
            return Unread(where=row.where, why=told)
        if not author:
            told = say("column {column} is empty", column=self._columns["author"])
            return Unread(where=row.where, why=told)
        return Post(
            community=self._of(cells, self._in) or self._community,
            author=author,
            at=at,
            id=self._of(cells, self._id),
            thread=self._of(cells, self._thread),
            reply_to=self._parent(cells),
            answers=self._of(cells, self._answered),
            how=self._how,
            text=None if self._text is None else cells[self._text],
        )

    def _place(self, meaning: str) -> int | None:
        column = self._columns.get(meaning)
        return self._sheet.header.index(column) if column else None

    @staticmethod
    def _of(cells: list[str], place: int | None) -> str | None:
        return None if place is None else cells[place].strip() or None

    def _parent(self, cells: list[str]) -> str | None:
        if self._reply_to is None:
            return None
        parent = cells[self._reply_to].strip()
        if parent == "0" and self._has_post_zero():
            return parent
        return None if is_none(parent) else parent

    def _has_post_zero(self) -> bool:
        """Say whether 0 is the id of a post here, and does not stand for "no parent"."""
        if self._parent_zero is None:
            self._parent_zero = self._id is not None and any(
                isinstance(row, Row) and row.cells[self._id].strip() == "0"
                for row in self._sheet.rows()
            )
        return self._parent_zero


class _Look:
    """A whole table looked through once: samples of all columns, checks of those that may count."""

    def __init__(self, sheet: Sheet, said: dict[str, str]) -> None:
        header = sheet.header
        possible = {name for names in POSTS.values() for name in named(header, names)}
        timely = [name for name in named(header, POSTS["time"]) if name in possible]
        timely += [name for name in [said.get("time")] if name and name not in timely]
        wanted = [name for name in header if name and name in possible | set(said.values())]
        surveys = {name: Survey(name) for name in timely}
        kept: dict[str, list[str]] = {name: [] for name in wanted}
        seen: dict[str, list[str]] = {name: [] for name in header if name}
        counts = {name: [0, True] for name in header if plain_name(name) in _REPLY_COUNTS}
        checked = 0
        rows = 0
        for cells in _batches(sheet):
            rows += len(cells)
            by_column = dict(zip(header, zip(*cells, strict=True), strict=True))
            for name, survey in surveys.items():
                survey.add(by_column[name])
            _sample(seen, by_column)
            for name, (blank, numbers) in counts.items():
                filled = [value for value in by_column[name] if value.strip()]
                blanks = len(by_column[name]) - len(filled)
                counts[name] = [blank + blanks, numbers and all(map(is_number, filled))]
            if checked < _CHECKED_ROWS:
                for name, values in kept.items():
                    values.extend(by_column[name])
                checked += len(cells)
        if not rows:
            raise EmptyFileError(
                sheet.file,
                say("it has a header and no rows."),
                say("Export it again with its content."),
            )
        self.samples = {name: tuple(values) for name, values in seen.items()}
        self.columns = {name: Column(name, kept[name], surveys.get(name)) for name in wanted}
        self._rows = rows
        self._reply_counts = {name: blank for name, (blank, numbers) in counts.items() if numbers}

    def told_of_reply_counts(self) -> dict[str, str]:
        """Say of a list of topics that what it only counts is not in it, and what blank means."""
        told = {}
        for name, blank in self._reply_counts.items():
            told[say("counts of replies")] = say(
                "column {column} counts replies that are not in this table, so that people wrote "
                "more than it shows; blank ones ({blank:,} of {rows:,}) are unknown, and not 0",
                column=name,
                blank=blank,
                rows=self._rows,
            )
        return told


def _batches(sheet: Sheet) -> Iterator[list[list[str]]]:
    batch = []
    for row in sheet.rows():
        if isinstance(row, Row):
            batch.append(row.cells)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _sample(seen: dict[str, list[str]], by_column: dict[str, tuple[str, ...]]) -> None:
    for name, values in seen.items():
        if len(values) < _SAMPLES:
            new = dict.fromkeys(value for value in by_column[name] if value.strip())
            values.extend([value for value in new if value not in values][: _SAMPLES - len(values)])


def _refuse_log(sheet: Sheet, said: dict[str, str]) -> None:
    if not said and is_log(sheet.header, sheet.first_rows()):
        raise UnknownFormatError(
            sheet.file,
            say(
                "this is a log of what people did, not of what they wrote: its rows are no posts "
                "(columns {columns}).",
                columns=listed(sheet.header),
            ),
            say(
                "Export the posts of the forum; if the rows are posts, say which column is which "
                "(--columns author=COLUMN,time=COLUMN,text=COLUMN)."
            ),
        )


def _refuse_without(file: str, sheet: Sheet, mapping: Mapping) -> None:
    asked = " ".join(question.flag for question in mapping.questions)
    missing = [
        meaning
        for meaning in _NEEDED
        if not mapping.columns.get(meaning) and f" {meaning}=" not in asked
    ]
    if missing:
        told = [say("no column looks like {meanings}.", meanings=either(list(map(say, missing))))]
        told += [
            say("Column {column}: {why}.", column=column, why=why)
            for meaning in missing
            for column, why in mapping.unfit.get(meaning, {}).items()
        ]
        raise MissingColumnError(
            file,
            joined(told, " "),
            say(
                "Found: {columns}. Say which one it is (--columns {flags}).",
                columns=listed(sheet.header),
                flags=",".join(f"{meaning}=COLUMN" for meaning in missing),
            ),
        )


def _how(columns: dict[str, str]) -> How:
    """Return how it is known which post is answered."""
    if columns.get("answered"):
        return How.UNKNOWN
    if columns.get("reply_to"):
        return How.KNOWN
    return How.ROOT if columns.get("thread") else How.UNKNOWN


def _replies_in_words(mapping: Mapping) -> str:
    if mapping.columns.get("answered"):
        return say("each row names who is answered; this table does not say which post")
    if column := mapping.columns.get("reply_to"):
        return say("column {column} names the answered post", column=column)
    if mapping.columns.get("thread"):
        return say("only threads are known: the first post in time opens its thread")
    return say("this table does not say which post is answered")


def _community_in_words(file: str, choices: Choices, mapping: Mapping) -> str:
    if choices.community:
        return say("{community}, as you said", community=choices.community)
    if mapping.columns.get("community"):
        return mapping.assumptions["community"]
    return say("{community}, after the name of the file", community=stem(file))


IMPORTER = Importer(
    name="table",
    label="a table of posts (.csv, .tsv, .xlsx)",
    platform=None,
    settles=SETTLES,
    who_may_export="Whoever may export from that tool; often its administrator.",
    how_to_export=(
        "In any other tool, look for an export as CSV or Excel.",
        "It needs a column for the author and one for the time; the text, the answered post or "
        "the thread are welcome.",
        "A list of who wrote to whom and when (sender, receiver, time) works, too.",
    ),
    contains=frozenset({Contains.PARENTS, Contains.ROOTS, Contains.TEXT}),
    recognises=recognises,
    read=read,
    examine=examine,
    is_general=True,
)
