"""Takes an export in: whole or not at all, each row once, pseudonyms for people."""

import json
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime

from duckdb import DuckDBPyConnection

from data.arrival import Arrival, Origin, Progress
from data.batches import Batch, batched
from data.confined import reading
from data.derive import refresh, settle_versions
from data.forgetting import keep_out
from data.gone import Lacking, settle_lacking
from data.importers import Choices
from data.inferred import ask
from data.merge import merge
from data.notes import note, note_inferred
from data.people import TABLE
from data.records import Item
from data.refusal import (
    EmptyFileError,
    NoRoomError,
    OtherPeopleError,
    UnreadableRowsError,
)
from data.report import Report
from data.said import joined, say
from data.store import Store
from data.upload import Upload

_MOST_REJECTED = 0.2
_FEW_ROWS = 10
_ROOM_FOR_EACH_BYTE = 4
_ROOM = 200 * 1024**2


def silent(doing: str, count: int) -> None:
    """Tell nobody how far an import is."""


def add(
    store: Store,
    upload: Upload,
    *,
    name: str | None = None,
    choices: Choices | None = None,
    lacking: Lacking = Lacking.KEEP,
    progress: Progress = silent,
) -> Report:
    """Import an upload and return what became of every row.

    ``name`` is the importer to use where the file could be more than one. ``lacking`` says what
    becomes of posts we have that the file lacks. ``progress`` is told what is being done and how
    many rows so far. Raises RefusedError when the file is not taken: then nothing of it is in the
    store.
    """
    choices = choices or Choices()
    _refuse_without_room(store, upload)
    with reading(upload, name, choices) as (importer, findings, batches):
        origin = Origin(
            file=upload.name,
            sha256=upload.sha256,
            format=importer.name,
            platform=importer.platform,
            community=choices.community,
            counted=importer.counted,
            assumptions=dict(findings.assumptions),
            infers=choices.infer_replies,
        )
        return _take(store, batches, origin, progress, lacking)


def _refuse_without_room(store: Store, upload: Upload) -> None:
    """Refuse a file while there is too little room: a full disk is trouble for all that is on it.

    Four times the file is what its posts, the log and what spills took at most; see also the
    database's own message where the disk fills up in the middle.
    """
    needed = _ROOM_FOR_EACH_BYTE * upload.size + _ROOM
    free = shutil.disk_usage(store.path.parent).free
    if free < needed:
        raise NoRoomError(
            upload.name,
            say(
                "there is too little room on the disk of the database: {free} MB are free, and "
                "{needed} MB are needed.",
                free=free // 1024**2,
                needed=needed // 1024**2,
            ),
            say("Make room, and hand it in again."),
        )


def take(
    store: Store,
    items: Iterable[Item],
    origin: Origin,
    progress: Progress = silent,
    lacking: Lacking = Lacking.KEEP,
) -> Report:
    """Add records as one import, in one transaction; return what became of every row.

    Raises EmptyFileError when there are none, UnreadableRowsError when too many are unread.
    """
    return _take(store, batched(items), origin, progress, lacking)


def _take(
    store: Store,
    batches: Iterable[Batch],
    origin: Origin,
    progress: Progress,
    lacking: Lacking,
) -> Report:
    report = Report(file=origin.file, format=origin.format, assumptions=origin.assumptions)
    with store.writing() as cursor:
        _mind_other_people(cursor, origin, report)
        arrival = Arrival(cursor, store.pseudonyms, origin)
        arrival.read(batches, report, progress)
        _refuse_if_unread(origin, report)
        progress(say("sorting out what is new"), report.rows)
        keep_out(cursor, origin, report)
        (report.number,) = cursor.execute(
            "select coalesce(max(number), 0) + 1 from import"
        ).fetchone()
        is_new, before = merge(cursor, origin, arrival, report), _before(cursor, origin)
        gone = settle_lacking(cursor, origin, lacking, report)
        asks = origin.infers and ask(cursor, report.communities, report.number)
        if before and not is_new and not gone and not asks:
            cursor.rollback()
            cursor.begin()
            report.number, on = before
            report.message = say(
                "Nothing in it was new: it was imported on {day} as import {number}.",
                day=f"{on:%Y-%m-%d}",
                number=report.number,
            )
            return report
        progress(say("working out who answers whom"), report.rows)
        _finish(cursor, origin, arrival, report)
        report.message = _told(report, is_new, before, gone)
        if asks and not is_new:
            inferred = say("Replies are inferred from now on where a community names none.")
            report.message = joined([report.message, inferred], " ")
    return report


def _mind_other_people(cursor: DuckDBPyConnection, origin: Origin, report: Report) -> None:
    """Mind that ids which a table brought first are pseudonyms already, and match nobody later.

    A member list would then count everybody twice: the export is refused, and says the order that
    works. After a table of posts it is only said.
    """
    begun, listed = cursor.execute(
        """
        select max(import.number), max(import.number) filter (where import.format = 'members')
        from community
        join import on import.platform = community.platform
        where community.name = $1
          and community.platform = $2
          and list_contains(import.communities, community.name)
          and undone_at is null
        """,
        [origin.community, TABLE],
    ).fetchone()
    if origin.platform in (None, TABLE) or not begun:
        return
    if listed:
        raise OtherPeopleError(
            origin.file,
            say(
                "“{community}” was begun with a member list whose ids cannot be matched with those "
                "of {platform} any more.",
                community=origin.community,
                platform=origin.platform,
            ),
            say(
                "Take import {number} back, add this export first and then the list again; or "
                "choose another community.",
                number=listed,
            ),
        )
    report.assumptions[say("people")] = say(
        "those of import {number}, a table, cannot be matched with those of {platform}: whoever is "
        "in both counts as two",
        number=begun,
        platform=origin.platform,
    )


def _refuse_if_unread(origin: Origin, report: Report) -> None:
    if not report.rows:
        raise EmptyFileError(
            origin.file,
            say("this export holds no messages."),
            say("Check what was chosen for export."),
        )
    rejected = len(report.rejected)
    if rejected == report.rows or (
        report.rows >= _FEW_ROWS and rejected > _MOST_REJECTED * report.rows
    ):
        first = report.rejected[0]
        raise UnreadableRowsError(
            origin.file,
            say(
                "{rejected} of {rows} rows cannot be read; the first: {why}.",
                rejected=rejected,
                rows=report.rows,
                why=first.why,
            ),
            say("Mend the file, or say how it must be read."),
            first.where,
        )


_TOUCHED = """
    create or replace temp table touched as
    select distinct community, source_id
    from post
    where import = $import
       or fact in (select fact from seen_again where import = $import and kind = 'post')
    union
    select community, source_id from gone where import = $import
"""


def _before(cursor: DuckDBPyConnection, origin: Origin) -> tuple[int, datetime] | None:
    """Return number and time of an earlier import of the same bytes."""
    return cursor.execute(
        "select number, imported_at from import "
        "where sha256 = $1 and undone_at is null order by number",
        [origin.sha256],
    ).fetchone()


def _told(report: Report, is_new: bool, before: tuple[int, datetime] | None, gone: int) -> str:
    """Say in a sentence what the import brought, and what it took out."""
    if gone:
        return say(
            "Import {number}: {imported} of {rows} rows are new, and {gone} posts it lacks went.",
            number=report.number,
            imported=report.imported,
            rows=report.rows,
            gone=gone,
        )
    if not is_new:
        return say("Import {number}: nothing in it was new.", number=report.number)
    told = say(
        "Import {number}: {imported} of {rows} rows are new.",
        number=report.number,
        imported=report.imported,
        rows=report.rows,
    )
    if not before:
        return told
    twice = say(
        "The same file is in as import {number} too: its posts now stand twice.", number=before[0]
    )
    return joined([told, twice], " ")


def _finish(cursor: DuckDBPyConnection, origin: Origin, arrival: Arrival, report: Report) -> None:
    """Write the import itself, bring the derived tables up to date, and mark what is stale."""
    report.outcome = "partial" if report.rejected else "accepted"
    cursor.execute(
        "insert into import values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
        "$14, $15, null)",
        [
            report.number,
            origin.sha256,
            origin.file,
            report.format,
            report.outcome,
            report.rows,
            report.imported,
            report.duplicates,
            report.first,
            report.last,
            report.people,
            report.communities,
            arrival.people.platform,
            json.dumps(report.assumptions, ensure_ascii=False),
            datetime.now(UTC).replace(tzinfo=None),
        ],
    )
    cursor.execute(_TOUCHED, {"import": report.number})
    settle_versions(cursor)
    refresh(cursor, report.communities)
    note(cursor, arrival.people.spellings, report)
    if origin.infers:
        note_inferred(cursor, report)
    lines = [(report.number, *line) for line in report.lines()]
    if lines:
        cursor.executemany("insert into import_line values ($1, $2, $3, $4, $5, $6)", lines)
