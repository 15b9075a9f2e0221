"""What both readers of JSON share: the shape an entry must have, and the words for what is odd."""

import re
from typing import Any, TypeVar

import msgspec

from data.said import say

_MISSING = re.compile(r"missing required field `(.*?)`")
_WRONG = re.compile(
    r"Expected `(?P<wanted>\w+).*?`, got `(?P<found>\w+)`(?: - at `\$\.?(?P<path>.*)`)?"
)
_KINDS = {
    "str": say("text"),
    "int": say("a whole number"),
    "float": say("a number"),
    "array": say("a list"),
    "object": say("an object"),
    "bool": say("true or false"),
    "null": say("empty"),
}

TOO_DEEP = say("it is nested too deeply: no export goes deeper than a few dozen levels")


class Shape(msgspec.Struct, frozen=True, gc=False):
    """The part of an object of the export that is read."""


Entry = TypeVar("Entry", bound=Shape)


class BrokenJsonError(ValueError):
    """JSON that no export has; the message says what is odd about it, without a full stop."""


def shaped(value: Any, shape: type[Entry], writer: str = "") -> Entry | str:
    """Return a decoded object in its shape, or in words why it is built otherwise.

    ``writer`` is the platform in words, where more than one could have written such a file.
    """
    try:
        return msgspec.convert(value, shape)
    except (msgspec.ValidationError, RecursionError) as error:
        return _in_words(str(error), writer)


def double(key: str) -> BrokenJsonError:
    """Return the error of a key that stands twice."""
    return BrokenJsonError(say("the key “{key}” stands twice in one object", key=key[:40]))


def _in_words(error: str, writer: str) -> str:
    """Return what msgspec found wrong with an entry, for people who know the export only."""
    if missing := _MISSING.search(error):
        return say("it has no “{key}”", key=missing[1])
    wrong = _WRONG.match(error)
    if not wrong and writer:
        return say("it is not built as {writer} builds it: {error}", error=error, writer=writer)
    if not wrong:
        return say("it is not built as such an export is: {error}", error=error)
    told = {name: _KINDS.get(wrong[name], wrong[name]) for name in ("wanted", "found")}
    if writer and wrong["path"]:
        told |= {"key": wrong["path"], "writer": writer}
        return say("its “{key}” is {found} where {writer} writes {wanted}", **told)
    if writer:
        return say("it is {found} where {writer} writes {wanted}", **told, writer=writer)
    if wrong["path"]:
        return say("its “{key}” is {found} where {wanted} is needed", **told, key=wrong["path"])
    return say("it is {found} where {wanted} is needed", **told)
