"""Reads JSON of any size piece by piece: what stands in named lists, one entry after the other.

Memory holds one entry, whatever the length of the file. What no export has (NaN, a key that stands
twice, a thousand levels) refuses the member by name.
"""

import codecs
from collections.abc import Iterator, Set
from contextlib import suppress
from itertools import islice
from typing import Any, BinaryIO

import ijson

from data.json_shape import TOO_DEEP, BrokenJsonError, Entry, double, shaped
from data.refusal import DamagedFileError, RefusedError
from data.said import say
from data.upload import Form, Upload

DEEPEST = 100
MOST_PIECES = 1_000_000
"""Of one entry: the longest threads have a hundred thousand."""

_CHUNK = 32768
# What is read first for a look at the beginning. Each level makes the paths below it longer: of a
# long chunk that is nothing but brackets, the paths alone would be gigabytes.
_GLANCE = 2048
_LONGEST_TEXT = 16 * 1024 * 1024
_FIRST = 400
_ENDINGS = (".json", ".jsonl", ".ndjson")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_OPENING = frozenset({"start_map", "start_array"})
_CLOSING = frozenset({"end_map", "end_array"})


def pieces(upload: Upload, name: str, lists: Set[str]) -> Iterator[tuple[str, Any]]:
    """Yield each entry of the lists, and each single value outside of them, with its path.

    A path is written ``chats.list.item.name``: "item" stands for any entry of a list. Raises
    DamagedFileError naming the member and the line where it is no sound JSON.
    """
    with upload.open(name) as raw:
        stream = _Counted(raw)
        try:
            yield from _walk(ijson.parse(stream, buf_size=_CHUNK), lists)
        except RefusedError:
            raise
        except BrokenJsonError as error:
            broken = say("{problem}, in line {line} or shortly before.", **stream.at(error.args[0]))
        except ijson.IncompleteJSONError as error:
            broken = _no_json(stream, str(error))
        except (ijson.JSONError, UnicodeDecodeError) as error:
            broken = _no_json(stream, str(error))
        else:
            return
    raise DamagedFileError(
        upload.name,
        broken,
        say("Nothing of this export was imported. Export it again and hand it in unchanged."),
        where=name,
    )


def keys_of(upload: Upload, name: str, most: int = _FIRST) -> set[str]:
    """Return the paths that the beginning of a JSON file has; empty where it is no JSON.

    Looks at ``most`` pieces of it, and never raises: whether it is sound is told by reading it.
    """
    found: set[str] = set()
    with suppress(ValueError, ijson.JSONError), upload.open(name) as raw:
        events = ijson.parse(_Counted(raw, first=_GLANCE), buf_size=_CHUNK)
        with suppress(BrokenJsonError):
            for path, event, _ in islice(events, most):
                if event != "map_key":
                    found.add(path)
                    _refuse_depth(path.count("."))
    return found


def json_members(upload: Upload, keys: Set[str]) -> list[str]:
    """Return the members whose beginning has these paths, or that should be JSON and are none.

    The latter are broken: an importer that reads them will refuse the archive by their name.
    """
    found = []
    for name in upload.names():
        if len(upload.names()) == 1 or name.lower().endswith(_ENDINGS):
            begins = keys_of(upload, name)
            if keys <= begins or not begins:
                found.append(name)
    return found


def any_has(upload: Upload, keys: Set[str], *, at_most: int = 50) -> bool:
    """Say whether one of the first JSON files in an upload begins with these paths."""
    names = upload.names()
    if upload.form is Form.JSON:
        return keys <= keys_of(upload, names[0])
    if upload.form not in (Form.ZIP, Form.FOLDER):
        return False
    candidates = (name for name in names if name.lower().endswith(_ENDINGS))
    return any(keys <= keys_of(upload, name) for name in islice(candidates, at_most))


def first_of(upload: Upload, name: str, key: str, shape: type[Entry]) -> Entry | str:
    """Return the object under a key at the top of a file, or in words why there is none."""
    for path, value in pieces(upload, name, {key}):
        if path == key:
            return shaped(value, shape)
    return say("it has no “{key}”", key=key)


class _Counted:
    """A stream that knows how far it was read, without a byte order mark."""

    def __init__(self, stream: BinaryIO, first: int = _CHUNK) -> None:
        self._stream, self._first = stream, first
        self.line, self._quiet, self.begin = 1, 0, b""

    def read(self, size: int = -1) -> bytes:
        """Read on; refuse a text of a length that only memory would feel."""
        chunk = self._stream.read(size if self.begin else min(size, self._first))
        if not self.begin:
            self.begin = chunk[:3]
            chunk = chunk.removeprefix(codecs.BOM_UTF8)
        self.line += chunk.count(b"\n")
        self._quiet = 0 if b'"' in chunk else self._quiet + len(chunk)
        if self._quiet > _LONGEST_TEXT:
            raise BrokenJsonError(
                say("a text or a blank has more than {most:,} bytes", most=_LONGEST_TEXT)
            )
        return chunk

    def at(self, problem: str) -> dict[str, object]:
        """Return what is told of a problem here."""
        return {"problem": problem, "line": self.line}


def _walk(events: Iterator[tuple[str, str, Any]], lists: Set[str]) -> Iterator[tuple[str, Any]]:
    depth, keys = 0, [set()]
    for path, event, value in events:
        if event in _OPENING:
            if path in lists:
                yield path, _whole(event, events)
                continue
            depth += 1
            _refuse_depth(depth)
            keys.append(set())
        elif event in _CLOSING:
            depth -= 1
            keys.pop()
        elif event == "map_key":
            if value in keys[-1]:
                raise double(value)
            keys[-1].add(value)
        else:
            yield path, value


def _whole(opening: str, events: Iterator[tuple[str, str, Any]]) -> Any:
    """Return an object or list whose first event was just met."""
    top: Any = {} if opening == "start_map" else []
    stack, keys, number = [top], [""], 0
    for _, event, value in events:
        number += 1
        if number > MOST_PIECES:
            raise BrokenJsonError(say("one entry has more than {most:,} parts", most=MOST_PIECES))
        if event == "map_key":
            if value in stack[-1]:
                raise double(value)
            keys[-1] = value
            continue
        if event in _CLOSING:
            stack.pop()
            keys.pop()
            if not stack:
                return top
            continue
        made = {} if event == "start_map" else [] if event == "start_array" else value
        if type(stack[-1]) is dict:
            stack[-1][keys[-1]] = made
        else:
            stack[-1].append(made)
        if event in _OPENING:
            stack.append(made)
            keys.append("")
            _refuse_depth(len(stack))
    raise ijson.IncompleteJSONError("premature EOF")


def _refuse_depth(depth: int) -> None:
    if depth > DEEPEST:
        raise BrokenJsonError(TOO_DEEP)


def _no_json(stream: _Counted, error: str) -> str:
    if stream.begin.startswith(_UTF16):
        return say("it is UTF-16; exports are UTF-8.")
    if "premature EOF" in error:
        return say("it is cut off in line {line}.", line=stream.line)
    if "UTF8" in error or "utf-8" in error:
        return say("it is not UTF-8, in line {line} or shortly before.", line=stream.line)
    return say("it is no sound JSON, in line {line} or shortly before.", line=stream.line)
