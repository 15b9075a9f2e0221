"""The DuckDB file: opened here and nowhere else, locked down, a cursor for every use."""

import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd
from platformdirs import user_data_path

from data.pseudonym import BrokenKeyError, Pseudonyms
from data.turnstile import Turnstile

HERE = Path(__file__).parent
LAYOUT = "6"
_MARKED = "knowledge"
_MEMORY = "1GB"
_FULL = ("No space left", "File too large")
_UNUSABLE = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException)


class StoreError(RuntimeError):
    """The database file cannot be used; the message says why and what to do."""


class StoreInUseError(StoreError):
    """Another process holds the file."""


class UnknownCommunityError(StoreError):
    """No community has that name."""


def default_path() -> Path:
    """Return where the database lies: COMMUNITY_DB, else in the user's data folder."""
    chosen = os.environ.get("COMMUNITY_DB")
    if chosen:
        return Path(chosen)
    return user_data_path("learning-network-health", appauthor=False) / "community.duckdb"


class Store:
    """One open database file. Threads share the store, never a cursor."""

    def __init__(self, path: Path) -> None:
        """Open the file, make it if it is not there, and lay tables and views into it.

        Raises StoreInUseError when another process holds it, StoreError when it is damaged, of
        another layout, or was made with another key.
        """
        self.path = path
        self._connection = _connect(path)
        self._writing = threading.Lock()
        self._door = Turnstile()
        try:
            self._lay_out()
        except BaseException as problem:
            self.close()
            if isinstance(problem, duckdb.Error):
                raise _damaged(path) from problem
            raise

    def _lay_out(self) -> None:
        with self.writing() as cursor:
            tables = cursor.execute("select table_name from duckdb_tables()").fetchall()
            if tables and ("setting",) not in tables:
                raise StoreError(
                    f"{self.path.name} belongs to another program. Choose another file."
                )
            cursor.execute((HERE / "schema.sql").read_text("utf-8"))
            self._settle(cursor, "layout", LAYOUT, "an older or newer version of this program")
            _lay_out_views(cursor)
            try:
                self.pseudonyms = Pseudonyms.of_this_user()
            except BrokenKeyError as problem:
                raise StoreError(str(problem)) from problem
            self._settle(cursor, "key", self.pseudonyms.fingerprint, "another key file")

    def _settle(self, cursor: duckdb.DuckDBPyConnection, name: str, value: str, other: str) -> None:
        cursor.execute("insert or ignore into setting values ($1, $2)", [name, value])
        (found,) = cursor.execute("select value from setting where name = $1", [name]).fetchone()
        if found != value:
            raise StoreError(f"{self.path.name} was made with {other}. Use that one to open it.")

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Lend a cursor for one use. Raises StoreError where the file turns out to be damaged."""
        with self._door.among_others(), _in_words(self.path), self._connection.cursor() as cursor:
            yield cursor

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Lend a cursor inside one transaction: all of it is kept, or nothing.

        One writer at a time; a second one waits. Readers go on seeing the state before.
        Raises StoreError where the file turns out to be damaged or the disk to be full.
        """
        with (
            self._writing,
            self._door.among_others(),
            _in_words(self.path),
            self._connection.cursor() as cursor,
        ):
            cursor.begin()
            try:
                yield cursor
            except BaseException:
                cursor.rollback()
                raise
            cursor.commit()
            cursor.execute("checkpoint")

    def read(self, query: str, **values: object) -> pd.DataFrame:
        """Return the rows of a query; values are bound by name (``$name``)."""
        with self.cursor() as cursor:
            return cursor.execute(query, values).df()

    def rewrite(self) -> None:
        """Write all that is kept into a new file in place of this one.

        What was deleted can still be read in the free blocks of a file; in the new one it is not.
        Waits for whoever reads or writes. Raises StoreError where there is no room for a second
        file: then this one stays as it is.
        """
        with self._writing, self._door.alone():
            self._connection.close()
            try:
                _copied(self.path)
            finally:
                self._connection = _connect(self.path)
                _lay_out_views(self._connection)

    def close(self) -> None:
        """Close the file, so that another process can open it."""
        self._connection.close()


def open_store(path: Path | None = None) -> Store:
    """Open the database at a path, or where it lies by default."""
    return Store(path or default_path())


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    spill = path.with_name(path.name + ".spill")
    # The log and what spills are made later and by any thread: all that this process makes from
    # here on is for its owner only.
    os.umask(0o077)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StoreError(
            f"There can be no {path.name} in that place ({problem.strerror}). Choose another."
        ) from problem
    with _in_words(path):
        connection = duckdb.connect(
            str(path),
            config={
                "allow_community_extensions": "false",
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "allow_persistent_secrets": "false",
                "python_enable_replacements": "false",
                "memory_limit": _MEMORY,
                "threads": str(min(4, os.cpu_count() or 1)),
                "temp_directory": str(spill),
                "max_temp_directory_size": "8GB",
                "preserve_insertion_order": "false",
            },
        )
        try:
            connection.execute("set enable_external_access = false")
        except duckdb.InvalidInputException as problem:
            connection.close()
            raise StoreInUseError(f"{path.name} is open in this program already.") from problem
    path.chmod(0o600)
    connection.execute("set timezone = 'UTC'")
    connection.execute("set lock_configuration = true")
    return connection


def _lay_out_views(cursor: duckdb.DuckDBPyConnection) -> None:
    """Lay the views into the file, unless those of this version are in it.

    A view bears the mark of them all as its comment, which takes no bound value: whoever replaces
    it takes the mark away.
    """
    views = [view.read_text("utf-8") for view in sorted((HERE / "views").glob("*.sql"))]
    mark = hashlib.sha256("".join(views).encode()).hexdigest()
    found = cursor.execute("select comment from duckdb_views() where view_name = $1", [_MARKED])
    if found.fetchone() == (mark,):
        return
    for view in views:
        cursor.execute(view)
    cursor.execute(f"comment on view {_MARKED} is '{mark}'")


def _copied(path: Path) -> None:
    """Copy every row of a closed file into a new one without views, and put that in its place."""
    growing = path.with_name(path.name + ".new")
    growing.unlink(missing_ok=True)
    try:
        with _in_words(path), duckdb.connect(config={"memory_limit": _MEMORY}) as copying:
            copying.execute(f"attach {_quoted(path)} as kept (read_only)")
            copying.execute(f"attach {_quoted(growing)} as fresh")
            copying.execute("use fresh")
            copying.execute((HERE / "schema.sql").read_text("utf-8"))
            tables = copying.execute(
                "select table_name from duckdb_tables() where database_name = 'kept'"
            ).fetchall()
            for (table,) in tables:
                copying.execute(f"insert into fresh.{table} by name from kept.{table}")
            copying.execute("use memory")
            copying.execute("detach fresh")
            copying.execute("detach kept")
        growing.chmod(0o600)
        growing.replace(path)
    finally:
        growing.unlink(missing_ok=True)


def _quoted(path: Path) -> str:
    """Write a path as SQL wants it; attach takes no bound values."""
    return "'" + str(path).replace("'", "''") + "'"


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """Turn what a lock, a damaged file or a full disk makes the engine raise into a StoreError."""
    try:
        yield
    except duckdb.Error as problem:
        # A checksum that does not match has no class of its own; a wrong query has, and passes. A
        # disk may be full as late as at the commit.
        is_full = any(words in str(problem) for words in _FULL)
        if is_full or type(problem) is duckdb.Error or isinstance(problem, _UNUSABLE):
            raise _unusable(path, str(problem)) from problem
        raise


def _unusable(path: Path, problem: str) -> StoreError:
    if "Could not set lock" in problem:
        return StoreInUseError(
            f"{path.name} is in use by another process, perhaps the dashboard. "
            "Stop that, or add the file on the dashboard's page Add data."
        )
    if any(words in problem for words in _FULL):
        return StoreError(
            f"There is no room left for {path.name}; nothing was changed. Make room and start anew."
        )
    return _damaged(path)


def _damaged(path: Path) -> StoreError:
    return StoreError(
        f"{path.name} cannot be read as a database: it is damaged or something else. "
        "Put a backup in its place, or move it away to begin anew."
    )
