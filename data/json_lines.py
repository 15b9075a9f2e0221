"""Reads JSON lines: each line of a file is an object of its own, and a bad one stands alone."""

import codecs
import json
from collections.abc import Iterator
from typing import Any, NoReturn

import msgspec

from data.refusal import UnsafeFileError
from data.said import say
from data.upload import Upload

LONGEST_LINE = 16 * 1024 * 1024


class _BrokenError(ValueError):
    """A line that is JSON and yet cannot be trusted; the message says why."""


def lines_of(upload: Upload, name: str) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the bytes of each line that is not blank.

    Raises UnsafeFileError for a line that is longer than any export's.
    """
    with upload.open(name) as stream:
        for number, line in enumerate(
            iter(lambda: stream.readline(LONGEST_LINE + 1), b""), start=1
        ):
            if len(line) > LONGEST_LINE:
                raise UnsafeFileError(
                    upload.name,
                    say("it has more than {most:,} bytes.", most=LONGEST_LINE),
                    say("Export it again: no export writes such a line."),
                    say("{file}, line {line}", file=name, line=number),
                )
            bare = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
            if bare.strip():
                yield number, bare


def object_of(line: bytes) -> dict[str, Any] | str:
    """Return the object in a line, or in words why there is none."""
    try:
        value = msgspec.json.decode(line)
        # A key that stands twice is lost in decoding, and its quotation marks with it.
        marks = msgspec.json.encode(value).count(b'"')
        if rb"\u0022" in line or marks != line.count(b'"'):
            value = _carefully(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        try:
            value = _carefully(line)
        except UnicodeDecodeError as error:
            return say("it is not UTF-8 (byte {place:,})", place=error.start + 1)
        except json.JSONDecodeError as error:
            return say("it is no sound JSON (column {column})", column=error.colno)
        except RecursionError:
            return say("it is nested too deeply")
        except _BrokenError as error:
            return error.args[0]
    except RecursionError:
        return say("it is nested too deeply")
    except _BrokenError as error:
        return error.args[0]
    return value if isinstance(value, dict) else say("it holds no object, as every line should")


def _carefully(line: bytes) -> Any:
    value = json.loads(
        line.decode("utf-8").rstrip(), object_pairs_hook=_each_key_once, parse_constant=_no_number
    )
    # Halves of characters cannot be stored.
    text = json.dumps(value, ensure_ascii=False)
    return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        double = next(key for key in keys if keys.count(key) > 1)
        raise _BrokenError(say("the key “{key}” stands twice in it", key=double[:40]))
    return made


def _no_number(name: str) -> NoReturn:
    raise _BrokenError(say("{value} stands in it, which is no JSON", value=name))
