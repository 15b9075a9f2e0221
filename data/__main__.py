"""Everything the page Add data does, without a browser: python -m data --help."""

import argparse
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

from data import backup, declared, forgetting, history, settings
from data.gone import Lacking
from data.importers import Choices, importers
from data.intake import add
from data.refusal import RefusedError
from data.report import Report
from data.spreadsheet_safe import as_csv
from data.store import Store, StoreError, default_path, open_store
from data.upload import Upload

REFUSED = 3
_SAID = (
    RefusedError,
    StoreError,
    declared.DeclarationError,
    history.UnknownImportError,
    settings.SettingError,
)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0 when it was done and 3 when it was refused."""
    said = _parser().parse_args(arguments)
    # A pipe may take fewer letters than there are.
    sys.stdout.reconfigure(encoding="utf-8")
    if said.file_alone:
        return _run(None, said)
    try:
        store = open_store(said.db)
    except StoreError as problem:
        print(problem, file=sys.stderr)
        return REFUSED
    with closing(store):
        return _run(store, said)


def run(store: Store, arguments: list[str]) -> int:
    """Run one command on a store that is open already; return what main returns."""
    return _run(store, _parser().parse_args(arguments))


def _run(store: Store | None, said: argparse.Namespace) -> int:
    try:
        return said.command(store, said)
    except _SAID as problem:
        print(problem, file=sys.stderr)
        return REFUSED


def _add(store: Store, said: argparse.Namespace) -> int:
    reports = [_take(store, file, said.importer, said) for file in said.files]
    return _told(reports, said.json)


def _members(store: Store, said: argparse.Namespace) -> int:
    return _told([_take(store, said.file, "members", said)], said.json)


def _choices(said: argparse.Namespace) -> Choices:
    return Choices(
        community=said.community,
        time_zone=said.time_zone,
        day_first=said.day_first,
        encoding=said.encoding,
        sheet=said.sheet,
        columns=said.columns,
        infer_replies=said.infer_replies,
    )


def _take(store: Store, file: Path, importer: str | None, said: argparse.Namespace) -> Report:
    """Add one file; a refused one has a report too, which says where and why."""
    try:
        upload = Upload.of(file)
        return add(
            store,
            upload,
            name=importer,
            choices=_choices(said),
            lacking=said.lacking,
            progress=_progress,
        )
    except RefusedError as problem:
        return Report.refused(problem, importer or "")


def _told(reports: list[Report], as_json: bool) -> int:
    """Print what became of the files: one JSON object, or a list of several."""
    if as_json:
        documents = ",\n".join(report.as_json() for report in reports)
        print(documents if len(reports) == 1 else f"[{documents}]")
    for report in reports:
        if report.outcome == "rejected":
            print(report.message, file=sys.stderr)
        elif not as_json:
            print(_in_words(report))
    return REFUSED if any(report.outcome == "rejected" for report in reports) else 0


def _progress(doing: str, count: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{doing}: {count:,} rows", end="", file=sys.stderr)


def _in_words(report: Report) -> str:
    lines = [f"{report.file}: {report.message}"]
    lines.append(
        f"{report.rows} rows = {report.imported} imported + {report.duplicates} known already + "
        f"{report.left_out.total()} left out by rule + {len(report.rejected)} rejected"
    )
    lines += [f"  left out: {count} {reason}" for reason, count in report.left_out.most_common()]
    lines += [f"  rejected: {line.where}: {line.why}" for line in report.rejected]
    lines += [f"  note: {count} {what}" for what, count in report.notes.most_common()]
    lines += [f"  assumed: {what}: {how}" for what, how in report.assumptions.items()]
    return "\n".join(lines)


def _community(store: Store, said: argparse.Namespace) -> int:
    declared.describe(store, said.name, kind=said.kind, within=said.within, hosts=said.host or ())
    return 0


def _event(store: Store, said: argparse.Namespace) -> int:
    declared.add_event(store, said.day, said.name, said.community or ())
    return 0


def _imports(store: Store, said: argparse.Namespace) -> int:
    listed = history.imports(store)
    listed["communities"] = ["|".join(names) for names in listed["communities"]]
    print(as_csv(listed), end="")
    return 0


def _undo(store: Store, said: argparse.Namespace) -> int:
    history.undo(store, said.number)
    print(f"Import {said.number} was taken back.")
    return 0


def _erase(store: Store, said: argparse.Namespace) -> int:
    posts = forgetting.erase(store, said.person)
    print(f"Erased, with their posts: {posts}. Delete backups that still hold them.")
    return 0


def _retention(store: Store, said: argparse.Namespace) -> int:
    """Settle how long data are kept where that is said, and delete what is older."""
    if said.months is not None or said.forever:
        settings.keep_for(store, said.months)
    deleted = forgetting.forget_old(store)
    months = settings.months_kept(store)
    kept = "for ever" if months is None else f"for {months} months"
    print(f"Data are kept {kept}; {deleted} older facts were deleted.")
    return 0


def _smallest_group(store: Store, said: argparse.Namespace) -> int:
    settings.raise_fewest(store, said.people)
    print(f"No figure rests on fewer than {said.people} people; run python -m metrics next.")
    return 0


def _back_up(_: None, said: argparse.Namespace) -> int:
    copied = backup.back_up(said.db or default_path(), said.file)
    print(f"{said.file.name}: {copied.tables} tables with {copied.rows} rows, each read again.")
    return 0


def _restore(_: None, said: argparse.Namespace) -> int:
    copied = backup.restore(said.file, said.db or default_path())
    print(f"{copied.tables} tables with {copied.rows} rows are back, each read again.")
    if copied.aside:
        print(f"What was there before is kept as {copied.aside.name}.")
    return 0


def _columns(text: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in text.split(",")]
    if not all(meaning and column for meaning, _, column in pairs):
        raise argparse.ArgumentTypeError("write meaning=Column,meaning=Column")
    return {meaning.strip(): column.strip() for meaning, _, column in pairs}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run, words: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=words, description=words)
        added.set_defaults(command=run, file_alone=False)
        added.add_argument("--db", type=Path, help="the database file (default: COMMUNITY_DB)")
        return added

    adding = command("add", _add, "Import exports: each whole or not at all.")
    adding.add_argument("files", nargs="+", type=Path, metavar="FILE")
    adding.add_argument(
        "--as",
        dest="importer",
        metavar="FORMAT",
        help=", ".join(importer.name for importer in importers()),
    )
    adding.add_argument(
        "--infer-replies",
        action="store_true",
        help="where a community names no replies, infer them: marked as such, often wrong",
    )
    listing = command("members", _members, "Import a member list.")
    listing.add_argument("file", type=Path, metavar="FILE")
    for one in (adding, listing):
        one.add_argument("--community", metavar="NAME", help="put everything into this community")
        one.add_argument("--columns", type=_columns, default={}, metavar="author=Sender,...")
        one.add_argument("--time-zone", metavar="ZONE", help="such as Europe/Amsterdam or UTC")
        order = one.add_mutually_exclusive_group()
        order.add_argument("--day-first", dest="day_first", action="store_true", default=None)
        order.add_argument("--month-first", dest="day_first", action="store_false", default=None)
        there = one.add_mutually_exclusive_group()
        for lacking, words in (
            (Lacking.REPLACE, "let go of posts we have that this export lacks"),
            (Lacking.KEEP, "keep posts we have that this export lacks"),
        ):
            there.add_argument(
                f"--{lacking}", dest="lacking", action="store_const", const=lacking, help=words
            )
        one.set_defaults(lacking=Lacking.ASK, infer_replies=False)
        one.add_argument("--encoding", metavar="E", help="such as cp1252")
        one.add_argument("--sheet", metavar="S", help="the sheet of a workbook")
        one.add_argument("--json", action="store_true", help="print the report as JSON")

    describing = command("community", _community, "Say what a community is and who hosts it.")
    describing.add_argument("name")
    describing.add_argument("--kind", choices=declared.KINDS)
    describing.add_argument("--within", metavar="PARENT")
    describing.add_argument("--host", nargs="+", metavar="PERSON-ID", action="extend")

    happening = command("event", _event, "Write down what happened on a day.")
    happening.add_argument("day", type=date.fromisoformat, metavar="DATE")
    happening.add_argument("name")
    happening.add_argument("--community", nargs="+", metavar="NAME", action="extend")

    erasing = command("erase", _erase, "Forget a person for good, in every community.")
    erasing.add_argument("person", metavar="ID", help="an e-mail address, or the export's own id")

    keeping = command("retention", _retention, "Delete what is older than is kept.")
    until = keeping.add_mutually_exclusive_group()
    until.add_argument("--months", type=int, metavar="N", help="keep so many months from now on")
    until.add_argument("--forever", action="store_true", help="keep everything from now on")

    grouping = command("smallest-group", _smallest_group, "Let figures rest on more people.")
    grouping.add_argument("people", type=int, metavar="PEOPLE")

    command("imports", _imports, "List the imports as CSV, newest first.")
    undoing = command("undo", _undo, "Take an import back whole.")
    undoing.add_argument("number", type=int, metavar="IMPORT")

    for name, run, words in (
        ("backup", _back_up, "Copy the database to a new file, and read every table of it."),
        ("restore", _restore, "Put a backup in the place of the database, which is kept aside."),
    ):
        copying = command(name, run, words)
        copying.add_argument("file", type=Path, metavar="FILE")
        copying.set_defaults(file_alone=True)
    return parser


if __name__ == "__main__":
    sys.exit(main())
