"""Reads the lists of a Slack export: JSON files, entry by entry, each into the shape that is read.

What is built otherwise than Slack builds it becomes a sentence that says how.
"""

import codecs
import json
import re
from math import isfinite
from typing import Any, NoReturn, TypeVar

import msgspec

from data.refusal import DamagedFileError
from data.said import say
from data.upload import Upload

_MISSING = re.compile(r"missing required field `(.*?)`")
_WRONG = re.compile(
    r"Expected `(?P<wanted>\w+).*?`, got `(?P<found>\w+)`(?: - at `\$\.?(?P<path>.*)`)?"
)
_KINDS = {
    "str": say("text"),
    "array": say("a list"),
    "object": say("an object"),
    "bool": say("true or false"),
    "null": say("empty"),
}


class Shape(msgspec.Struct, frozen=True, gc=False):
    """The part of an object of the export that is read."""


Entry = TypeVar("Entry", bound=Shape)


class _BrokenError(ValueError):
    """JSON that no export has; the message says what is odd about it."""


def entries_of(upload: Upload, name: str, shape: type[Entry]) -> list[Entry | str]:
    """Return the entries of a JSON list; in the place of one that is built otherwise, why.

    Raises DamagedFileError naming the member when it is no JSON list as a whole.
    """
    raw = upload.read(name).removeprefix(codecs.BOM_UTF8)
    try:
        entries = _quickly(raw, shape)
        return _carefully(raw, shape) if entries is None else entries
    except RecursionError:
        broken = say("it is nested too deeply: no export goes deeper than a few dozen levels.")
    except UnicodeDecodeError as error:
        broken = _not_utf8(raw, error)
    except json.JSONDecodeError as error:
        broken = _not_json(error)
    except _BrokenError as error:
        broken = say("{problem}.", problem=error.args[0])
    raise DamagedFileError(
        upload.name,
        broken,
        say(
            "Nothing of this export was imported. Download it from Slack again and hand in the zip "
            "as it is, without unpacking or editing it."
        ),
        where=name,
    )


def _not_utf8(raw: bytes, error: UnicodeDecodeError) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return say("it is UTF-16 (byte {place:,}); Slack writes UTF-8.", place=error.start + 1)
    return say("it is not UTF-8 (byte {place:,}); Slack writes UTF-8.", place=error.start + 1)


def _not_json(error: json.JSONDecodeError) -> str:
    at = {"line": error.lineno, "column": error.colno}
    if not error.doc[error.pos :].strip():
        return say("it is cut off at line {line}, column {column}.", **at)
    return say(
        "it is no whole JSON: {problem} at line {line}, column {column}.", problem=error.msg, **at
    )


def _quickly(raw: bytes, shape: type[Entry]) -> list[Entry] | None:
    """Return the entries, or None where there is anything odd about them."""
    try:
        value = msgspec.json.decode(raw)
        entries = msgspec.convert(value, list[shape])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    # A key that stands twice is lost in decoding, and its quotation marks with it.
    marks = msgspec.json.encode(value).count(b'"')
    return None if rb"\u0022" in raw or raw.count(b'"') != marks else entries


def _carefully(raw: bytes, shape: type[Entry]) -> list[Entry | str]:
    """Return the entries one by one; numbers stay the text they are.

    Raises ValueError where it is no JSON, and no list.
    """
    value = json.loads(
        raw.decode("utf-8"),
        object_pairs_hook=_each_key_once,
        parse_int=str,
        parse_float=_finite,
        parse_constant=_no_number,
    )
    if not isinstance(value, list):
        raise _BrokenError(say("it holds no list of entries, as every file of a Slack export does"))
    return [_shaped(entry, shape) for entry in _whole_characters(value)]


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        double = next(key for key in keys if keys.count(key) > 1)
        raise _BrokenError(say("the key “{key}” stands twice in one object", key=double[:40]))
    return made


def _finite(number: str) -> str:
    if not isfinite(float(number)):
        raise _BrokenError(say("the number {number} is too large", number=number[:40]))
    return number


def _no_number(name: str) -> NoReturn:
    raise _BrokenError(say("{value} stands in it, which is no JSON", value=name))


def _whole_characters(value: Any) -> Any:
    """Replace halves of characters, which cannot be stored, by U+FFFD."""
    text = json.dumps(value, ensure_ascii=False)
    return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _shaped(entry: Any, shape: type[Entry]) -> Entry | str:
    try:
        return msgspec.convert(entry, shape)
    except msgspec.ValidationError as error:
        return _in_words(str(error))


def _in_words(error: str) -> str:
    """Return what msgspec found wrong with an entry, for people who know the export only."""
    missing = _MISSING.search(error)
    if missing:
        return say("it has no “{key}”", key=missing[1])
    wrong = _WRONG.match(error)
    if not wrong:
        return say("it is not built as Slack builds it: {error}", error=error)
    kinds = {name: _KINDS.get(wrong[name], wrong[name]) for name in ("wanted", "found")}
    if not wrong["path"]:
        return say("it is {found} where Slack writes {wanted}", **kinds)
    return say("its “{key}” is {found} where Slack writes {wanted}", key=wrong["path"], **kinds)
