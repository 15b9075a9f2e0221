"""The example organisation: made once, kept in the cache, and shown from a copy of its own.

Nothing is ever imported into it, and nothing of it ever comes near the visitor's own database.
``python -m pages.parts.example`` makes it ahead, so that nobody waits for it at the first start.
"""

import hashlib
import logging
import os
import shutil
import threading
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from platformdirs import user_cache_path

from data import demo
from data.store import Store, StoreError
from metrics.publish import measured_by, publish
from pages.parts.job import Job

_LOG = logging.getLogger(__name__)


def kept_in() -> Path:
    """Return the folder of the finished example: COMMUNITY_EXAMPLE, else the user's cache."""
    chosen = os.environ.get("COMMUNITY_EXAMPLE")
    return Path(chosen) if chosen else user_cache_path("learning-network-health", appauthor=False)


def _version() -> str:
    """Return what changes with the records of the example and with how they are measured."""
    return hashlib.sha256(f"{demo.VERSION} {measured_by()}".encode()).hexdigest()[:16]


class Example:
    """The example organisation of one server; ``has_failed`` means that it could not be made."""

    def __init__(self, folder: Path) -> None:
        """Show it from a copy in ``folder``, so that two servers never wait for each other."""
        self.has_failed = False
        self._copy = folder / "example.duckdb"
        self._kept = kept_in() / f"example-{_version()}.duckdb"
        self._lock = threading.Lock()
        self._store: Store | None = None

    def store(self) -> Store | None:
        """Return the open example, or None where it has to be made first."""
        with self._lock:
            if self._store is None and self._kept.exists():
                self._store = self._opened()
            return self._store

    def _opened(self) -> Store | None:
        shutil.copyfile(self._kept, self._copy)
        try:
            return Store(self._copy)
        except StoreError as problem:  # made with another key, or damaged: it is made anew
            _LOG.info("the kept example is of no use here: %s", problem)
            self._kept.unlink()
            self._copy.unlink()
            return None

    def make(self, job: Job) -> None:
        """Make the example and keep it; work for the desk."""
        self.has_failed = True  # until it is there
        new = self._copy.with_name("new.duckdb")
        demo.build(new, job.progress)
        with closing(Store(new)) as store:
            publish(store, job.progress)
        try:
            _keep(new, self._kept)
        except OSError as problem:
            _LOG.warning("the example cannot be kept, and is made again next time: %s", problem)
        with self._lock:
            new.replace(self._copy)
            self._store = Store(self._copy)
        self.has_failed = False

    def close(self) -> None:
        """Close the example."""
        with self._lock:
            if self._store is not None:
                self._store.close()
                self._store = None


def _keep(new: Path, kept: Path) -> None:
    """Copy the finished example to its place whole, and delete those of older versions."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    growing = kept.with_name(f"{kept.name}.{os.getpid()}")
    shutil.copyfile(new, growing)
    growing.replace(kept)
    for old in kept.parent.glob("example-*.duckdb"):
        if old != kept:
            old.unlink()


def main() -> None:
    """Make the example where none of this version is kept."""
    with TemporaryDirectory() as folder:
        example = Example(Path(folder))
        if example.store() is None:
            print("Making the example organisation, this once.", flush=True)
            example.make(Job("the example"))
        example.close()


if __name__ == "__main__":
    main()
