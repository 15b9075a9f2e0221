"""Takes an export in: whole or not at all, each row once, pseudonyms for people."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from duckdb import DuckDBPyConnection

from data.arrival import TABLE, Arrival, Origin, Progress
from data.derive import refresh, settle_versions
from data.forgetting import keep_out
from data.importers import Choices, Importer, importer_for, importer_named, settled
from data.merge import merge
from data.records import Item
from data.refusal import (
    EmptyFileError,
    OtherPeopleError,
    UnknownFormatError,
    UnreadableRowsError,
)
from data.report import Report
from data.said import joined, say
from data.store import Store
from data.upload import Form, Upload

_MOST_REJECTED = 0.2
_FEW_ROWS = 10


def silent(doing: str, count: int) -> None:
    """Tell nobody how far an import is."""


def add(
    store: Store,
    upload: Upload,
    *,
    name: str | None = None,
    choices: Choices | None = None,
    progress: Progress = silent,
) -> Report:
    """Import an upload and return what became of every row.

    ``name`` is the importer to use where the file could be more than one. ``progress`` is told what
    is being done and how many rows so far. Raises RefusedError when the file is not taken: then
    nothing of it is in the store.
    """
    choices = choices or Choices()
    importer = _importer_said(name, upload) if name else importer_for(upload)
    findings = settled(importer, upload, choices)
    origin = Origin(
        file=upload.name,
        sha256=upload.sha256,
        format=importer.name,
        platform=importer.platform,
        community=choices.community,
        counted=importer.counted,
        assumptions=dict(findings.assumptions),
    )
    return take(store, importer.read(upload, findings.choices), origin, progress)


def _importer_said(name: str, upload: Upload) -> Importer:
    """Return the importer of that name; any table can be read as posts or as a member list."""
    importer = importer_named(name, upload)
    may_be_a_table = importer.platform is None and upload.form in (Form.TEXT, Form.WORKBOOK)
    if not may_be_a_table and not importer.recognises(upload):
        raise UnknownFormatError(
            upload.name,
            say(
                "it cannot be read as {format}: this is {form}.",
                format=say(importer.label),
                form=upload.looks_like,
            ),
            say("Leave the format away, and it is found by what is in the file."),
        )
    return importer


def take(
    store: Store, items: Iterable[Item], origin: Origin, progress: Progress = silent
) -> Report:
    """Add records as one import, in one transaction; return what became of every row.

    Raises EmptyFileError when there are none, UnreadableRowsError when too many are unread.
    """
    report = Report(file=origin.file, format=origin.format, assumptions=origin.assumptions)
    with store.writing() as cursor:
        _mind_other_people(cursor, origin, report)
        arrival = Arrival(cursor, store.pseudonyms, origin)
        arrival.read(items, report, progress)
        _refuse_if_unread(origin, report)
        progress(say("sorting out what is new"), report.rows)
        keep_out(cursor, origin, report)
        (report.number,) = cursor.execute(
            "select coalesce(max(number), 0) + 1 from import"
        ).fetchone()
        is_new, before = merge(cursor, origin, arrival, report), _before(cursor, origin)
        if before and not is_new:
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
        _finish(cursor, origin, arrival.platform, report)
        report.message = _told(report, is_new, before)
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
"""


def _before(cursor: DuckDBPyConnection, origin: Origin) -> tuple[int, datetime] | None:
    """Return number and time of an earlier import of the same bytes."""
    return cursor.execute(
        "select number, imported_at from import "
        "where sha256 = $1 and undone_at is null order by number",
        [origin.sha256],
    ).fetchone()


def _told(report: Report, is_new: bool, before: tuple[int, datetime] | None) -> str:
    """Say in a sentence what the import brought."""
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


def _finish(
    cursor: DuckDBPyConnection, origin: Origin, platform: str | None, report: Report
) -> None:
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
            platform,
            json.dumps(report.assumptions, ensure_ascii=False),
            datetime.now(UTC).replace(tzinfo=None),
        ],
    )
    lines = [(report.number, *line) for line in report.lines()]
    if lines:
        cursor.executemany("insert into import_line values ($1, $2, $3, $4, $5, $6)", lines)
    cursor.execute(_TOUCHED, {"import": report.number})
    settle_versions(cursor)
    refresh(cursor, report.communities)
