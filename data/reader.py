"""The process in which files are read: python -m data.reader, begun by data/confined.py.

It opens nothing but the file it is told, for reading; has no network; and ends rather than take
more memory or work than it may. Requests come in and records go out as frames: a length of four
bytes, and a message as MessagePack.
"""

import gc
import os
import re
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from data.batches import Batch, batched
from data.gate import Caps
from data.importers import (
    Choices,
    Findings,
    Importer,
    importers,
    most_specific,
    said_or_found,
    settled,
)
from data.refusal import RefusedError
from data.said import Said, as_json, from_json
from data.upload import Upload

try:
    import resource
except ImportError:  # Windows has no limits of this kind: there only silence is watched.
    resource = None

_SENTENCE = 1
_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork")


@dataclass(frozen=True)
class Limits:
    """What reading one file may take.

    ``memory`` in bytes of address space; ``silence`` in seconds without a row; ``work`` in seconds
    of the processor. A large export is long at work, but never silent.
    """

    memory: int = 1024**3
    silence: int = 120
    work: int = 3600


class Request(msgspec.Struct, frozen=True):
    """What to read: the file, and what the visitor said of it.

    ``task`` is read, examine (what the file seems to be, questions and all) or fit (the names of
    the importers that recognise it).
    """

    task: str
    path: bytes
    name: str
    sha256: str
    caps: Caps
    limits: Limits
    importer: str | None
    choices: Choices


class Found(msgspec.Struct, tag=True):
    """What a file is. The texts are sentences that can be said in another language."""

    importers: tuple[str, ...]
    choices: Choices = Choices()
    assumptions: tuple[tuple[Any, Any], ...] = ()
    questions: tuple[tuple[str, Any, str, Any, tuple[str, ...]], ...] = ()
    columns: dict[str, tuple[str, ...]] = {}


class Refused(msgspec.Struct, tag=True):
    """The file is not taken: the class of the refusal, and its parts."""

    kind: str
    file: Any
    what: Any
    remedy: Any
    where: Any


class Failed(msgspec.Struct, tag=True):
    """Reading broke off: by an error of ours, or for want of memory."""

    trace: str
    is_memory: bool


class Done(msgspec.Struct, tag=True):
    """All was read. ``peak`` is the most memory that was resident, in bytes."""

    peak: int


Answer = Found | Batch | Refused | Failed | Done


def _extended(value: Any) -> msgspec.msgpack.Ext:
    if isinstance(value, Said):
        return msgspec.msgpack.Ext(_SENTENCE, as_json(value).encode())
    if isinstance(value, str):
        return str.__str__(value)
    raise NotImplementedError(f"no {type(value).__name__} is sent")


def _sentence(code: int, data: memoryview) -> str:
    return from_json(bytes(data).decode(), "")


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_extended)
_ANSWERS = msgspec.msgpack.Decoder(Answer, ext_hook=_sentence)
_REQUESTS = msgspec.msgpack.Decoder(Request)


def send(stream: BinaryIO, message: object) -> None:
    """Write a frame; halves of characters in it, which cannot be sent nor stored, are replaced."""
    try:
        raw = _ENCODER.encode(message)
    except UnicodeEncodeError:
        raw = _ENCODER.encode(_whole(message))
    stream.write(len(raw).to_bytes(4))
    stream.write(raw)
    stream.flush()


def _whole(value: Any) -> Any:
    if type(value) is str:
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list | tuple):
        return type(value)(map(_whole, value))
    if isinstance(value, msgspec.Struct):
        changed = {name: _whole(inner) for name, inner in msgspec.structs.asdict(value).items()}
        return msgspec.structs.replace(value, **changed)
    return value


def received(stream: BinaryIO) -> Answer | None:
    """Return the next answer; None where the other side is gone."""
    raw = _frame(stream)
    return None if raw is None else _ANSWERS.decode(raw)


def _frame(stream: BinaryIO) -> bytes | None:
    head = stream.read(4)
    size = int.from_bytes(head)
    raw = stream.read(size) if len(head) == 4 else b""
    return raw if len(head) == 4 and len(raw) == size else None


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    for raw in iter(lambda: _frame(requests), None):
        request = _REQUESTS.decode(raw)
        _limit(request.limits)
        try:
            for answer in _answers(request):
                send(answers, answer)
        except RefusedError as problem:
            parts = (problem.file, problem.what, problem.remedy, problem.where)
            send(answers, Refused(type(problem).__name__, *parts))
        except MemoryError:
            send(answers, Failed("", is_memory=True))
        except Exception:
            send(answers, Failed(traceback.format_exc(), is_memory=False))
        send(answers, Done(_peak()))


def _answers(request: Request) -> Iterator[Answer]:
    path = Path(os.fsdecode(request.path))
    upload = Upload.of(path, request.name, caps=request.caps, sha256=request.sha256)
    if request.task == "fit":
        fitting = most_specific([one for one in importers() if one.recognises(upload)])
        yield Found(tuple(one.name for one in fitting))
        return
    importer = said_or_found(request.importer, upload)
    if request.task == "examine":
        yield _found(importer, importer.examine(upload, request.choices))
        return
    findings = settled(importer, upload, request.choices)
    yield _found(importer, findings)
    yield from batched(importer.read(upload, findings.choices))


def _found(importer: Importer, findings: Findings) -> Found:
    questions = tuple(
        (one.choice, one.text, one.flag, one.found, one.options) for one in findings.questions
    )
    assumptions = tuple(findings.assumptions.items())
    return Found((importer.name,), findings.choices, assumptions, questions, findings.columns)


def _limit(limits: Limits) -> None:
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + limits.work + 1),
        (resource.RLIMIT_CORE, 0),
    ):
        _, highest = resource.getrlimit(what)
        within = most if highest == resource.RLIM_INFINITY else min(most, highest)
        resource.setrlimit(what, (within, highest))


def _peak() -> int:
    """Return the most memory this process had; where that cannot be told, none.

    What Linux tells in rusage may be that of the process which began this one.
    """
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return 0 if resource is None else _peak_by_rusage()
    return int(re.search(r"VmHWM:\s*(\d+) kB", status)[1]) * 1024


def _peak_by_rusage() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _refuse(event: str, arguments: tuple) -> None:
    """Let nothing be reached but files, for reading."""
    if event.startswith(_FORBIDDEN) or (event == "open" and set(str(arguments[1])) & set("wax+")):
        raise PermissionError(f"{event} while a file is read")


def main() -> None:
    """Serve the process that began this one."""
    sys.dont_write_bytecode = True
    importers()
    # Records are in no circles, and there are many: to look for circles often costs a tenth.
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    sys.addaudithook(_refuse)
    with sys.stdin.buffer as requests, answers:
        serve(requests, answers)


if __name__ == "__main__":
    main()
