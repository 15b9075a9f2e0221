"""Copies the database to a file and back, and reads every table of a copy before it is trusted.

A copy of the file itself may lack what is still in its log, and a rotten block shows only when it
is read. So tables are copied by the engine, and each is compared row by row.
"""

from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import duckdb

from data.store import Store, StoreError

_KEPT = ".before-restore"


@dataclass(frozen=True)
class Copied:
    """What was copied: how many tables and rows; ``aside`` is where the former database went."""

    tables: int
    rows: int
    aside: Path | None = None


def back_up(database: Path, file: Path) -> Copied:
    """Copy a database to a new file that nobody else can read.

    Raises StoreInUseError while another process has it open, StoreError where it is damaged or the
    file is there already.
    """
    if not database.exists():
        raise StoreError(f"There is no {database.name} to back up.")
    _refuse_existing(file)
    Store(database).close()  # what is in its log is in the file now
    with _growing(file) as growing:
        copied = _copy(database, growing)
        growing.replace(file)
    return copied


def restore(file: Path, database: Path) -> Copied:
    """Put a backup in the place of a database, which is kept aside under another name.

    Raises StoreError where the backup cannot be read whole or was made with another key.
    """
    if not file.exists():
        raise StoreError(f"There is no {file.name} to restore.")
    if database.exists():
        _refuse_in_use(database)
    with _growing(database) as growing:
        copied = _copy(file, growing)
        Store(growing).close()  # the layout and the key are those of this program
        aside = _put_aside(database)
        growing.replace(database)
    return Copied(copied.tables, copied.rows, aside)


def _refuse_existing(file: Path) -> None:
    if file.exists():
        raise StoreError(f"{file.name} is there already. Choose another name.")


def _refuse_in_use(database: Path) -> None:
    try:
        duckdb.connect(str(database)).close()
    except duckdb.IOException as problem:
        if "lock" in str(problem):
            raise StoreError(
                f"{database.name} is in use by another process, perhaps the dashboard. Stop that."
            ) from problem
    except duckdb.Error:
        pass  # it is damaged: a reason to restore


@contextmanager
def _growing(file: Path):
    """Lend a place beside a file where its copy can grow; nothing of it stays."""
    file.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(dir=file.parent, prefix=f".{file.name}."))
    try:
        yield folder / file.name
    finally:
        for left in folder.iterdir():
            left.unlink()
        folder.rmdir()


def _put_aside(database: Path) -> Path | None:
    """Give the database that stands in the place another name, its log with it."""
    if not database.exists():
        return None
    number = 1
    while (aside := database.with_name(f"{database.name}{_KEPT}-{number}")).exists():
        number += 1
    log = database.with_name(f"{database.name}.wal")
    if log.exists():
        log.rename(aside.with_name(f"{aside.name}.wal"))
    return database.rename(aside)


def _copy(source: Path, target: Path) -> Copied:
    """Copy all tables into a new file, and compare each with its copy."""
    try:
        with closing(duckdb.connect(config={"autoinstall_known_extensions": "false"})) as engine:
            engine.execute("attach $file as source (read_only)", {"file": str(source)})
            engine.execute("attach $file as target", {"file": str(target)})
            engine.execute("copy from database source to target")
            engine.execute("checkpoint target")
            there, here = _contents(engine, "source"), _contents(engine, "target")
    except duckdb.Error as problem:
        raise StoreError(
            f"{source.name} cannot be read whole: it is damaged or no database, or there is no "
            "room for its copy. Nothing was changed."
        ) from problem
    if there != here:
        raise StoreError(f"The copy of {source.name} is not what it should be. Try another disk.")
    target.chmod(0o600)
    return Copied(len(here), sum(rows for rows, _ in here.values()))


def _contents(engine: duckdb.DuckDBPyConnection, database: str) -> dict[str, tuple[int, int]]:
    """Return the number of rows of each table, and a digest of them all in whatever order."""
    tables = engine.execute(
        "select table_name from duckdb_tables() where database_name = $1 order by 1", [database]
    ).fetchall()
    return {
        table: engine.execute(
            f'select count(*), coalesce(bit_xor(hash(t)), 0) from {database}.main."{table}" as t'
        ).fetchone()
        for (table,) in tables
    }
