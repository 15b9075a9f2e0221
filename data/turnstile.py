"""Lets many in at a time, or one alone: readers of a file, and who puts another in its place."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turnstile:
    """Whoever wants to be alone waits until all have left; who comes meanwhile is let in first."""

    def __init__(self) -> None:
        """Begin with nobody inside."""
        self._inside = 0
        self._changed = threading.Condition()

    @contextmanager
    def among_others(self) -> Iterator[None]:
        """Be inside together with others."""
        with self._changed:
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only one inside; everybody else waits at the door."""
        with self._changed:
            self._changed.wait_for(lambda: not self._inside)
            yield
