"""What the program says, gathered for translation: python -m tests.words (make words).

From the code what stands in ``_()``, ``several_of()``, ``say()``, ``say_many()`` and ``later()``;
from the declarations of metrics and importers the fields that people read.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po

from data.importers import Contains, importers
from metrics import catalogue
from metrics.metric import Dimension, Direction, Metric, Need, Standing, Status, Unit

ROOT = Path(__file__).parent.parent
LANGUAGES = ROOT / "pages" / "languages"
FOLDERS = ("data", "metrics", "pages")
# How many texts each takes: one, or one and the same for more than one.
SAYS = {"_": 1, "later": 1, "say": 1, "several_of": 2, "say_many": 2}
DECLARED = (
    *("title", "question", "finding", "formula", "minimum_of", "source", "blind_spot"),
    *("silence", "caveat", "sign_of_none"),
)
VOCABULARIES = (Dimension, Direction, Need, Standing, Status, Unit, Contains)


def gathered() -> Catalog:
    """Return every message of the program."""
    found = Catalog(project="Learning Network Health", charset="utf-8")
    for place, message in (*_of_code(), *_of_metrics(), *_of_importers(), *_of_vocabularies()):
        if message:
            found.add(message, locations=[(place, 0)], flags=_flags(message))
    return found


def _of_code() -> Iterator[tuple[str, str | tuple]]:
    """Yield what the code says; Babel's own reader does not look into the values of f-strings."""
    for file in (
        ROOT / "app.py",
        *(f for folder in FOLDERS for f in (ROOT / folder).rglob("*.py")),
    ):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                number = SAYS.get(node.func.id, 0)
                texts = [one.value for one in node.args[:number] if isinstance(one, ast.Constant)]
                if texts and len(texts) == number and all(isinstance(one, str) for one in texts):
                    yield (
                        file.relative_to(ROOT).as_posix(),
                        texts[0] if number == 1 else tuple(texts),
                    )


def _flags(message: str | tuple) -> set[str]:
    """Say of a message with values in braces that its translation must hold the same ones."""
    first = message if isinstance(message, str) else message[0]
    return {"python-brace-format"} if "{" in first else set()


def _of_metrics() -> Iterator[tuple[str, str]]:
    for metric in catalogue():
        place = f"metrics/{metric.name.split('.')[0]}.py"
        yield from ((place, text) for text in _declared(metric))


def _declared(metric: Metric) -> Iterator[str]:
    yield from (getattr(metric, field) for field in DECLARED)
    yield from metric.advice
    yield from metric.signs
    yield from metric.against_chance or ()
    yield from (one.source for one in metric.trials if one)


def _of_importers() -> Iterator[tuple[str, str]]:
    for importer in importers():
        place = f"data/importers/{importer.name}.py"
        yield place, importer.label
        yield place, importer.who_may_export
        yield from ((place, step) for step in importer.how_to_export)


def _of_vocabularies() -> Iterator[tuple[str, str]]:
    for words in VOCABULARIES:
        yield from ((f"{words.__module__.replace('.', '/')}.py", str(word)) for word in words)


def main() -> None:
    """Bring every catalogue up to date; what was said before stays."""
    template = gathered()
    for path in sorted(LANGUAGES.glob("*.po")):
        with path.open("rb") as kept:
            translated = read_po(kept, locale=path.stem)
        translated.update(template, no_fuzzy_matching=True)
        translated.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, translated, width=100, sort_by_file=True, include_lineno=False)
        missing = [one.id for one in translated if one.id and not one.string]
        print(f"{path.stem}: {len(translated)} messages, {len(missing)} to be translated")


if __name__ == "__main__":
    main()
