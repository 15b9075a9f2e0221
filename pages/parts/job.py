"""Long work in the background: leaving the page neither stops it nor loses what it found out."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from data.refusal import RefusedError
from data.report import Report
from data.said import later

_LOG = logging.getLogger(__name__)


class BusyError(RuntimeError):
    """Other work is under way; the message says which."""


@dataclass(eq=False)
class Job:
    """One piece of work: what it is, how far it is, and what came of it.

    ``title`` and ``doing`` are marked to be said in another language (``data.said``).
    ``of`` is 0 where nobody knows how much there will be. ``report`` tells of an import,
    ``refusal`` why a file was not taken; ``has_failed`` means an error of ours, written to the log.
    """

    title: str
    doing: str = later("beginning")
    done: int = 0
    of: int = 0
    report: Report | None = None
    refusal: RefusedError | None = None
    has_failed: bool = False
    finished: threading.Event = field(default_factory=threading.Event)

    def progress(self, doing: str, done: int, of: int = 0) -> None:
        """Note how far the work is; handed to whatever does it."""
        self.doing, self.done, self.of = doing, done, of


class Desk:
    """Where long work is handed in: one piece at a time, the last one stays to be read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.last: Job | None = None

    @property
    def is_busy(self) -> bool:
        """Return whether work is under way."""
        return self.last is not None and not self.last.finished.is_set()

    def start(self, title: str, work: Callable[[Job], None]) -> Job:
        """Begin a piece of work in its own thread; raise BusyError while there is another."""
        with self._lock:
            if self.is_busy:
                raise BusyError(f"{self.last.title} is still under way.")
            job = self.last = Job(title)
        threading.Thread(target=_run, args=(job, work), name=title, daemon=True).start()
        return job

    def clear(self) -> None:
        """Put away the last piece of work once its report was read."""
        with self._lock:
            if not self.is_busy:
                self.last = None


def _run(job: Job, work: Callable[[Job], None]) -> None:
    try:
        work(job)
    except RefusedError as refusal:
        job.refusal = refusal
    except Exception:
        _LOG.exception("%s failed", job.title)
        job.has_failed = True
    finally:
        job.finished.set()
