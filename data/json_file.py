"""Reads JSON as exports hold it: strictly, entry by entry, each into the shape that is read.

What is built otherwise than the platform builds it becomes a sentence that says how.
"""

import codecs
import json
import re
from collections.abc import Callable, Iterator
from math import isfinite
from typing import Any, NoReturn, TypeVar

import msgspec

from data.refusal import DamagedFileError, RefusedError
from data.said import say
from data.upload import Form, Upload

_MISSING = re.compile(r"missing required field `(.*?)`")
_WRONG = re.compile(
    r"Expected `(?P<wanted>\w+).*?`, got `(?P<found>\w+)`(?: - at `\$\.?(?P<path>.*)`)?"
)
_KINDS = {
    "str": say("text"),
    "array": say("a list"),
    "object": say("an object"),
    "bool": say("true or false"),
    "int": say("a number"),
    "float": say("a number"),
    "null": say("empty"),
}
_HEAD = 65536


class Shape(msgspec.Struct, frozen=True, gc=False):
    """The part of an object of the export that is read."""


Entry = TypeVar("Entry", bound=Shape)


class BrokenJsonError(ValueError):
    """JSON that no export has; the message is a sentence that says what is odd about it."""


class JsonFile:
    """One JSON member of an export.

    ``writer`` is the platform in words, ``again`` says what to do where the member is damaged. All
    methods raise DamagedFileError naming the member when it is no JSON as a whole.
    """

    def __init__(self, upload: Upload, name: str, writer: str, again: str) -> None:
        """Read the bytes; nothing is decoded yet."""
        self._file, self._name, self._writer, self._again = upload.name, name, writer, again
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
                    "it holds no list of entries, as every such file of {writer} does.",
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
        return DamagedFileError(self._file, broken, self._again, where=self._name)


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
    return any(fits(head_of(upload, name)) for name in names[:at_most])


def head_of(upload: Upload, name: str) -> bytes:
    """Return the first bytes of a member; none of one that is damaged."""
    try:
        with upload.open(name) as stream:
            return stream.read(_HEAD)
    except RefusedError:
        return b""


def value_of(raw: bytes, writer: str) -> Any:
    """Return a JSON text decoded; where it is odd, its numbers are the text they are.

    Raises BrokenJsonError where it is no JSON.
    """
    value = _quick_value(raw)
    return _careful_value(raw, writer) if value is None else value


def shaped(value: Any, shape: type[Entry], writer: str) -> Entry | str:
    """Return a decoded object in its shape, or why it is built otherwise."""
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        return _in_words(str(error), writer)


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
        broken = say("it is nested too deeply: no export goes deeper than a few dozen levels.")
    except UnicodeDecodeError as error:
        broken = _not_utf8(raw, error, writer)
    except json.JSONDecodeError as error:
        broken = _not_json(error)
    raise BrokenJsonError(broken)


def _not_utf8(raw: bytes, error: UnicodeDecodeError, writer: str) -> str:
    told = {"place": error.start + 1, "writer": writer}
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return say("it is UTF-16 (byte {place:,}); {writer} writes UTF-8.", **told)
    return say("it is not UTF-8 (byte {place:,}); {writer} writes UTF-8.", **told)


def _not_json(error: json.JSONDecodeError) -> str:
    at = {"line": error.lineno, "column": error.colno}
    if not error.doc[error.pos :].strip():
        return say("it is cut off at line {line}, column {column}.", **at)
    return say(
        "it is no whole JSON: {problem} at line {line}, column {column}.", problem=error.msg, **at
    )


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        double = next(key for key in keys if keys.count(key) > 1)
        raise BrokenJsonError(say("the key “{key}” stands twice in one object.", key=double[:40]))
    return made


def _finite(number: str) -> str:
    if not isfinite(float(number)):
        raise BrokenJsonError(say("the number {number} is too large.", number=number[:40]))
    return number


def _no_number(name: str) -> NoReturn:
    raise BrokenJsonError(say("{value} stands in it, which is no JSON.", value=name))


def _whole_characters(value: Any) -> Any:
    """Replace halves of characters, which cannot be stored, by U+FFFD."""
    text = json.dumps(value, ensure_ascii=False)
    return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _in_words(error: str, writer: str) -> str:
    """Return what msgspec found wrong with an entry, for people who know the export only."""
    missing = _MISSING.search(error)
    if missing:
        return say("it has no “{key}”", key=missing[1])
    wrong = _WRONG.match(error)
    if not wrong:
        return say("it is not built as {writer} builds it: {error}", error=error, writer=writer)
    kinds = {name: _KINDS.get(wrong[name], wrong[name]) for name in ("wanted", "found")}
    if not wrong["path"]:
        return say("it is {found} where {writer} writes {wanted}", **kinds, writer=writer)
    return say(
        "its “{key}” is {found} where {writer} writes {wanted}",
        key=wrong["path"],
        **kinds,
        writer=writer,
    )


def members_read(upload: Upload) -> Iterator[tuple[str, bool]]:
    """Yield each member, and whether it calls itself JSON; a single file is the export itself."""
    for name in upload.names():
        yield name, upload.form is Form.JSON or is_json(name)
