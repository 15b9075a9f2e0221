"""Has files read by a process of their own, so that no file can harm this one.

A crash, too much memory or too long a silence becomes a refusal in words. Memory is limited where
the system can do that (Linux; macOS in part; Windows not); silence is watched everywhere.
"""

import atexit
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields
from pathlib import Path

from data import refusal
from data.batches import Batch, LeftOut, Unread
from data.gate import Caps
from data.importers import Choices, Findings, Importer, Question, importers
from data.reader import (
    Answer,
    Done,
    Failed,
    Found,
    Limits,
    Refused,
    Request,
    received,
    send,
)
from data.records import Item
from data.records import LeftOut as LeftOutRecord
from data.records import Unread as UnreadRecord
from data.refusal import RefusedError, UnreadableFileError
from data.said import say
from data.upload import Upload

_LOG = logging.getLogger(__name__)
_ROOT = Path(__file__).parent.parent
_LIMITS = "COMMUNITY_LIMITS"
# A reader that took little memory reads the next file too: to begin one takes half a second.
_MOST_IDLE = 2
_LIGHT = 256 * 1024**2
# A file after the other takes the same memory: to give it back to the system in between, as Linux
# does by default, costs a tenth of the time that reading takes.
_KEEPS_ITS_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": str(4 * 1024**2),
    "MALLOC_TRIM_THRESHOLD_": str(64 * 1024**2),
}


def limits() -> Limits:
    """Return what reading may take, with what COMMUNITY_LIMITS says: "memory=... silence=300"."""
    said = os.environ.get(_LIMITS, "")
    pairs = [pair.partition("=") for pair in said.split()]
    known = {one.name for one in fields(Limits)}
    if not all(name in known and value.isdecimal() for name, _, value in pairs):
        raise RefusedError(
            _LIMITS,
            say("“{said}” is not understood.", said=said),
            say("Write name=number, parted by blanks, of: {names}.", names=", ".join(known)),
        )
    return Limits(**{name: int(value) for name, _, value in pairs})


class _Reader:
    """One process that reads files."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "data.reader"],
            cwd=_ROOT,
            env=_KEEPS_ITS_MEMORY | os.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._was_silent = False

    def answers(self, request: Request, upload: Upload) -> Iterator[Answer]:
        """Yield the answers to a request up to Done; raise RefusedError where there are no more."""
        with suppress(BrokenPipeError):
            send(self._process.stdin, request)
        while True:
            answer = self._next(request.limits.silence)
            if answer is None:
                raise self._broken(upload, request.limits)
            yield answer
            if isinstance(answer, Done):
                return

    def _next(self, silence: int) -> Answer | None:
        watch = threading.Timer(silence, self._end)
        watch.daemon = True
        watch.start()
        try:
            return received(self._process.stdout)
        finally:
            watch.cancel()

    def _end(self) -> None:
        self._was_silent = True
        self._process.kill()

    def _broken(self, upload: Upload, limits: Limits) -> UnreadableFileError:
        ended = self._process.wait()
        what = say("reading it broke off: something in it is built as no export is.")
        if self._was_silent:
            what = say("reading it came to a standstill for {seconds} s.", seconds=limits.silence)
        elif ended == -getattr(signal, "SIGXCPU", 0):
            what = say("reading it takes more than {seconds} s of work.", seconds=limits.work)
        elif ended == -getattr(signal, "SIGKILL", 0):
            what = _too_large(limits)
        return UnreadableFileError(upload.name, what, _SHORTER)

    def close(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(BrokenPipeError):
                stream.close()
        self._process.wait()


_SHORTER = say("Export it again, or a shorter period. A setting allows more: COMMUNITY_LIMITS.")
_lock = threading.Lock()
_idle: list[_Reader] = []


def _too_large(limits: Limits) -> str:
    return say("reading it takes more than {limit} MB of memory.", limit=limits.memory // 1024**2)


@contextmanager
def _reader() -> Iterator[_Reader]:
    """Lend a reader; one that was broken off is ended, with all that it holds."""
    with _lock:
        reader = _idle.pop() if _idle else None
    reader = reader or _Reader()
    try:
        yield reader
    except BaseException:
        reader.close()
        raise


def _keep(reader: _Reader, done: Done) -> None:
    with _lock:
        keep = done.peak < _LIGHT and len(_idle) < _MOST_IDLE
        if keep:
            _idle.append(reader)
    if not keep:
        reader.close()


@atexit.register
def close() -> None:
    """End the readers that wait for work."""
    with _lock:
        readers, _idle[:] = list(_idle), []
    for reader in readers:
        reader.close()


def _asked(
    task: str, upload: Upload, importer: str | None = None, choices: Choices | None = None
) -> Iterator[Answer]:
    """Yield what a reader answers, Done left out; raise the refusal it answers."""
    request = Request(
        task=task,
        path=os.fsencode(upload.path.absolute()),
        name=upload.name,
        sha256=upload.sha256,
        caps=Caps.said(),
        limits=limits(),
        importer=importer,
        choices=choices or Choices(),
    )
    problem: RefusedError | None = None
    with _reader() as reader:
        for answer in reader.answers(request, upload):
            match answer:
                case Done():
                    _keep(reader, answer)
                case Refused(kind, file, what, remedy, where):
                    problem = getattr(refusal, kind)(file, what, remedy, where)
                case Failed(trace, is_memory):
                    problem = _failed(upload, request.limits, trace, is_memory=is_memory)
                case _:
                    yield answer
    if problem is not None:
        raise problem


def _failed(upload: Upload, limits: Limits, trace: str, *, is_memory: bool) -> RefusedError:
    if is_memory:
        return UnreadableFileError(upload.name, _too_large(limits), _SHORTER)
    _LOG.error("%s could not be read\n%s", upload.name, trace)
    return UnreadableFileError(
        upload.name, say("reading it failed through an error of ours. The log says more."), _SHORTER
    )


def _named(name: str) -> Importer:
    return next(one for one in importers() if one.name == name)


def _findings(found: Found) -> Findings:
    return Findings(
        choices=found.choices,
        assumptions=dict(found.assumptions),
        questions=tuple(
            Question(choice=choice, text=text, flag=flag, found=there, options=options)
            for choice, text, flag, there, options in found.questions
        ),
        columns=found.columns,
    )


def fitting(upload: Upload) -> list[Importer]:
    """Return every importer that recognises an upload; general ones make way for the rest."""
    (found,) = _asked("fit", upload)
    return [_named(name) for name in found.importers]


def examine(importer: Importer, upload: Upload, choices: Choices) -> Findings:
    """Return what a file seems to be, with what has to be asked."""
    (found,) = _asked("examine", upload, importer.name, choices)
    return _findings(found)


@contextmanager
def reading(
    upload: Upload, name: str | None, choices: Choices
) -> Iterator[tuple[Importer, Findings, Iterator[Batch]]]:
    """Lend the importer for an upload, what it found, and the records it reads.

    Raises RefusedError where the file is not taken, be it in the middle of its records.
    """
    answers = _asked("read", upload, name, choices)
    try:
        found = next(answers)
        yield _named(found.importers[0]), _findings(found), map(_received, answers)
    finally:
        answers.close()


def _received(batch: Batch) -> Batch:
    batch.others = [_record(item) for item in batch.others]
    return batch


def _record(item: Item | LeftOut | Unread) -> Item:
    if type(item) is LeftOut:
        return LeftOutRecord(where=item.where, reason=item.reason)
    return UnreadRecord(where=item.where, why=item.why) if type(item) is Unread else item
