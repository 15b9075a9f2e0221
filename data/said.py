"""A sentence that can be said in another language: its template, and what stands in it.

It is the English sentence itself, a ``str``, so that logs, files and the command line need not
know. A screen says it again from the parts. ``pages/languages/`` holds the other languages.
"""

import json

_AS_JSON = json.JSONEncoder(ensure_ascii=False).encode  # made once: there are many sentences


class Said(str):
    """An English sentence that knows its ``template``, its ``values`` and, if it counts, ``many``.

    A value may be a sentence too. ``many`` is the template for more than one of ``number``.
    """

    template: str
    values: dict[str, object]
    many: str

    def __new__(cls, template: str, many: str = "", /, **values: object) -> "Said":
        """Write the sentence in English."""
        written = template if not many or values["number"] == 1 else many
        made = super().__new__(cls, written.format(**values))
        made.template, made.many, made.values = template, many, values
        return made

    def __reduce__(self) -> tuple:
        """Keep the parts where it is copied or put away."""
        return _again, (self.template, self.many, self.values)


def _again(template: str, many: str, values: dict[str, object]) -> Said:
    return Said(template, many, **values)


def later(message: str) -> str:
    """Mark a message that is said elsewhere; return it as it is."""
    return message


def say(template: str, /, **values: object) -> Said:
    """Return a sentence; ``{name}`` in the template is where a value stands."""
    return Said(template, **values)


def say_many(one: str, many: str, number: int, /, **values: object) -> Said:
    """Return a sentence about a number of things, which stands as ``{number}`` in it."""
    return Said(one, many, number=number, **values)


def joined(parts: list[str], between: str) -> str:
    """Join sentences so that each can still be said in another language."""
    kept = [part for part in parts if part]
    if len(kept) < 2:
        return kept[0] if kept else ""
    template = between.join(f"{{part{place}}}" for place in range(len(kept)))
    return Said(template, **{f"part{place}": part for place, part in enumerate(kept)})


def as_json(sentence: str) -> str | None:
    """Write the parts of a sentence to be kept beside it; None where it has none."""
    if not isinstance(sentence, Said):
        return None
    return _AS_JSON(_parts(sentence))


def from_json(parts: str | None, otherwise: str) -> str:
    """Return the sentence whose parts were kept, else the English one."""
    return otherwise if parts is None else _sentence(json.loads(parts))


def _parts(value: object) -> object:
    if not isinstance(value, Said):
        return value if isinstance(value, int | float) else str(value)
    kept = {name: _parts(part) for name, part in value.values.items()}
    return {"say": value.template, "many": value.many, "with": kept}


def _sentence(kept: object) -> object:
    if not isinstance(kept, dict):
        return kept
    values = {name: _sentence(part) for name, part in kept["with"].items()}
    return Said(kept["say"], kept["many"], **values)
