"""Reads JSON as exports hold it: strictly, entry by entry, each into the shape that is read.

What is built otherwise than the platform builds it becomes a sentence that says how.
"""

import codecs
import json
from collections.abc import Callable
from math import isfinite
from typing import Any, NoReturn

import msgspec

from data.json_shape import TOO_DEEP, BrokenJsonError, Entry, double, shaped
from data.refusal import DamagedFileError
from data.said import say
from data.upload import Form, Upload


class JsonFile:
    """One JSON member of an export.

    ``writer`` is the platform in words, ``again`` says what to do where the member is damaged. All
    methods raise DamagedFileError naming the member when it is no JSON as a whole.
    """

    def __init__(self, upload: Upload, name: str, writer: str, again: str) -> None:
        """Read the bytes; nothing is decoded yet."""
        self._file, self._writer, self._again = upload.name, writer, again
        self._where = "" if upload.form is Form.JSON else name
        self._raw = upload.read(name).removeprefix(codecs.BOM_UTF8)

    def entries(self, shape: type[Entry]) -> list[Entry | str]:
        """Return the entries of a list; in the place of one that is built otherwise, why."""
        entries = self._quick_entries(shape)
        if entries is not None:
            return entries
        value = self._whole()
        if not isinstance(value, list):
            raise self._damaged(
                say(
                    "it holds no list of entries, as every such file of {writer} does",
                    writer=self._writer,
                )
            )
        return [self.shaped(entry, shape) for entry in value]

    def top(self) -> dict[str, msgspec.Raw] | list[msgspec.Raw]:
        """Return the values of an object by key, or of a list, not decoded yet: see ``value``.

        Anything else holds nothing, and is an empty list.
        """
        made = _quick_top(self._raw)
        if made is not None:
            return made
        value = self._whole()
        if isinstance(value, dict):
            return {key: _raw(inner) for key, inner in value.items()}
        return [_raw(inner) for inner in value] if isinstance(value, list) else []

    def listed(self, raw: msgspec.Raw | None) -> list[msgspec.Raw]:
        """Return the entries of a list, not decoded yet; none where it is no list."""
        made = _quick_top(bytes(raw)) if raw is not None else []
        return made if isinstance(made, list) else []

    def value(self, raw: msgspec.Raw) -> Any:
        """Return a value decoded; where it is odd, its numbers are the text they are."""
        try:
            return value_of(bytes(raw), self._writer)
        except BrokenJsonError as problem:
            self._whole()  # tells the place in the file, where that finds it
            raise self._damaged(problem.args[0]) from problem

    def shaped(self, value: Any, shape: type[Entry]) -> Entry | str:
        """Return a decoded object in its shape, or why it is built otherwise."""
        return shaped(value, shape, self._writer)

    def _quick_entries(self, shape: type[Entry]) -> list[Entry] | None:
        value = _quick_value(self._raw)
        try:
            return None if value is None else msgspec.convert(value, list[shape])
        except msgspec.ValidationError:
            return None

    def _whole(self) -> Any:
        try:
            return _careful_value(self._raw, self._writer)
        except BrokenJsonError as problem:
            raise self._damaged(problem.args[0]) from problem

    def _damaged(self, broken: str) -> DamagedFileError:
        told = say("{problem}.", problem=broken)
        return DamagedFileError(self._file, told, self._again, where=self._where)


def is_json(name: str) -> bool:
    """Say whether a member calls itself JSON."""
    return name.lower().endswith(".json")


def any_head(upload: Upload, fits: Callable[[bytes], bool], at_most: int = 50) -> bool:
    """Say whether a JSON file, or one of the first such members of a zip or folder, begins so."""
    if upload.form is Form.JSON:
        return fits(upload.head())
    if upload.form not in (Form.ZIP, Form.FOLDER):
        return False
    names = [name for name in upload.names() if is_json(name)]
    return any(fits(upload.head_of(name)) for name in names[:at_most])


def value_of(raw: bytes, writer: str) -> Any:
    """Return a JSON text decoded; where it is odd, its numbers are the text they are.

    Raises BrokenJsonError where it is no JSON.
    """
    value = _quick_value(raw)
    return _careful_value(raw, writer) if value is None else value


def _quick_value(raw: bytes) -> Any:
    """Return the value, or None where there is anything odd about it."""
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    # A key that stands twice is lost in decoding, and its quotation marks with it.
    marks = msgspec.json.encode(value).count(b'"')
    return None if rb"\u0022" in raw or raw.count(b'"') != marks else value


def _quick_top(raw: bytes) -> dict[str, msgspec.Raw] | list[msgspec.Raw] | None:
    kind = dict[str, msgspec.Raw] if raw.lstrip()[:1] == b"{" else list[msgspec.Raw]
    try:
        made = msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return made if raw.count(b'"') == msgspec.json.encode(made).count(b'"') else None


def _raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(value, ensure_ascii=False).encode())


def _careful_value(raw: bytes, writer: str) -> Any:
    """Return the value; numbers stay the text they are. Raises BrokenJsonError."""
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_each_key_once,
            parse_int=str,
            parse_float=_finite,
            parse_constant=_no_number,
        )
        return _whole_characters(value)
    except RecursionError:
        broken = TOO_DEEP
    except UnicodeDecodeError as error:
        broken = _not_utf8(raw, error, writer)
    except json.JSONDecodeError as error:
        broken = _not_json(error)
    raise BrokenJsonError(broken)


def _not_utf8(raw: bytes, error: UnicodeDecodeError, writer: str) -> str:
    told = {"place": error.start + 1, "writer": writer}
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return say("it is UTF-16 (byte {place:,}); {writer} writes UTF-8", **told)
    return say("it is not UTF-8 (byte {place:,}); {writer} writes UTF-8", **told)


def _not_json(error: json.JSONDecodeError) -> str:
    at = {"line": error.lineno, "column": error.colno}
    if not error.doc[error.pos :].strip():
        return say("it is cut off at line {line}, column {column}", **at)
    return say(
        "it is no whole JSON: {problem} at line {line}, column {column}", problem=error.msg, **at
    )


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        raise double(next(key for key in keys if keys.count(key) > 1))
    return made


def _finite(number: str) -> str:
    if not isfinite(float(number)):
        raise BrokenJsonError(say("the number {number} is too large", number=number[:40]))
    return number


def _no_number(name: str) -> NoReturn:
    raise BrokenJsonError(say("{value} stands in it, which is no JSON", value=name))


def _whole_characters(value: Any) -> Any:
    """Replace halves of characters, which cannot be stored, by U+FFFD."""
    text = json.dumps(value, ensure_ascii=False)
    return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
