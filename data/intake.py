"""Takes an export in: whole or not at all, each row once, pseudonyms for people."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from duckdb import DuckDBPyConnection

from data.arrival import Arrival, Origin, Progress
from data.derive import refresh, settle_versions
from data.importers import Choices, Importer, importer_for, importer_named, settled
from data.merge import merge
from data.records import Item
from data.refusal import EmptyFileError, UnknownFormatError, UnreadableRowsError
from data.report import Report
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
        platform=_platform(store, importer, choices),
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
            f"it cannot be read as {importer.label}: this is {upload.looks_like}.",
            "Leave the format away, and it is found by what is in the file.",
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
        Arrival(cursor, store.pseudonyms, origin).read(items, report, progress)
        _refuse_if_unread(origin, report)
        progress("sorting out what is new", report.rows)
        (report.number,) = cursor.execute(
            "select coalesce(max(number), 0) + 1 from import"
        ).fetchone()
        if not merge(cursor, origin, report):
            cursor.rollback()
            cursor.begin()
            return _nothing_new(cursor, origin, report)
        progress("working out who answers whom", report.rows)
        _finish(cursor, origin, report)
    return report


def _platform(store: Store, importer: Importer, choices: Choices) -> str:
    """Return the space in which the ids of people mean the same person."""
    if importer.platform:
        return importer.platform
    found = store.read(
        "select platform from community where name = $name and platform is not null",
        name=choices.community,
    )
    return found["platform"].iloc[0] if len(found) else "table"


def _refuse_if_unread(origin: Origin, report: Report) -> None:
    if not report.rows:
        raise EmptyFileError(
            origin.file, "this export holds no messages.", "Check what was chosen for export."
        )
    rejected = len(report.rejected)
    if rejected == report.rows or (
        report.rows >= _FEW_ROWS and rejected > _MOST_REJECTED * report.rows
    ):
        first = report.rejected[0]
        raise UnreadableRowsError(
            origin.file,
            f"{rejected} of {report.rows} rows cannot be read; the first: {first.why}.",
            "Mend the file, or say how it must be read.",
            first.where,
        )


_TOUCHED = """
    create or replace temp table touched as
    select distinct community, source_id
    from post
    where import = $import
       or fact in (select fact from seen_again where import = $import and kind = 'post')
"""

# A late reply changes the month in which its thread began.
_STALE = """
    insert into stale
    select community, date_trunc('month', posted_at)::date as month
    from post
    where import = $import
    union
    select place.community, date_trunc('month', opening.posted_at)::date
    from place
    join place as opening on opening.post = place.thread
    where place.post in (select fact from post where import = $import)
"""


def _nothing_new(cursor: DuckDBPyConnection, origin: Origin, report: Report) -> Report:
    """Return the report of a file that added nothing; the store is as it was."""
    before = cursor.execute(
        "select number, imported_at from import "
        "where sha256 = $1 and undone_at is null order by number",
        [origin.sha256],
    ).fetchone()
    report.number = None
    report.message = "Nothing in it was new."
    if before:
        report.number, at = before
        report.message = (
            f"Nothing in it was new: it was imported on {at:%Y-%m-%d} as import {report.number}."
        )
    return report


def _finish(cursor: DuckDBPyConnection, origin: Origin, report: Report) -> None:
    """Write the import itself, bring the derived tables up to date, and mark what is stale."""
    report.outcome = "partial" if report.rejected else "accepted"
    report.message = f"Import {report.number}: {report.imported} of {report.rows} rows are new."
    cursor.execute(
        "insert into import values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
        "$14, null)",
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
            json.dumps(report.assumptions, ensure_ascii=False),
            datetime.now(UTC).replace(tzinfo=None),
        ],
    )
    said = [("left out", "", reason, count) for reason, count in report.left_out.items()]
    said += [("rejected", line.where, line.why, 1) for line in report.rejected]
    said += [("note", "", reason, count) for reason, count in report.notes.items()]
    lines = [(report.number, *line) for line in said]
    if lines:
        cursor.executemany("insert into import_line values ($1, $2, $3, $4, $5)", lines)
    cursor.execute(_TOUCHED, {"import": report.number})
    settle_versions(cursor)
    refresh(cursor, report.communities)
    cursor.execute(_STALE, {"import": report.number})
