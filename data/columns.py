"""Decides which column of a table means what: by its name, then by what stands in it."""

from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Named
from dataclasses import dataclass, field
from functools import cached_property

from data.headings import MEMBERS, POSTS, is_none, is_number, listed, named, plain_name
from data.importers import Question
from data.said import say
from data.times import Survey, survey_of

_MOSTLY = 0.5
_SOME = 0.3
_TITLES = 0.9
_MOST_COMMUNITIES = 200

_EMPTY = say("it is empty")
_MOSTLY_EMPTY = say("it is mostly empty")


class Column:
    """A column with the values of the first rows, to check a guess against."""

    def __init__(self, name: str, values: list[str], survey: Survey | None = None) -> None:
        """Keep the values, blanks around them taken off, and how their times are written."""
        self.name = name
        self.values = [value.strip() for value in values]
        self.survey = survey or survey_of(name, self.values)

    @cached_property
    def distinct(self) -> Counter[str]:
        """Return how often each value stands there, empty ones left out."""
        return Counter(value for value in self.values if value)

    @property
    def filled(self) -> int:
        """Return how many values are not empty."""
        return self.distinct.total()

    @property
    def example(self) -> str:
        """Return a value, cut to what a sentence can hold."""
        value = next(iter(self.distinct), "")
        return value if len(value) <= 30 else f"{value[:30]}…"

    def share_in(self, others: "Column") -> float:
        """Return the share of the values that are among those of another column, 0 to 1.

        Values that say "none" do not count, unless the other column has them, too.
        """
        known = others.distinct
        found = sum(times for value, times in self.distinct.items() if value in known)
        none = sum(
            times for value, times in self.distinct.items() if value not in known and is_none(value)
        )
        return found / (self.filled - none) if self.filled > none else 0.0

    def tells_apart(self, other: "Column") -> bool:
        """Say whether rows equal in this column are equal in the other, and some are equal."""
        pairs = set(zip(self.values, other.values, strict=True))
        return len(pairs) == len({own for own, _ in pairs}) < len(self.values)


@dataclass
class Mapping:
    """Which column means what: those in use, what to tell of them, and what must be asked.

    ``unfit`` has, for each meaning, the columns that have its name and cannot mean it, with why.
    """

    columns: dict[str, str] = field(default_factory=dict)
    assumptions: dict[str, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    unfit: dict[str, dict[str, str]] = field(default_factory=dict)

    def use(self, meaning: str, column: str, told: str) -> None:
        """Give a meaning its column, and say so."""
        self.columns[meaning] = column
        self.assumptions[say(meaning)] = told

    def obey(self, said: Named[str, str]) -> None:
        """Give the meanings the columns that the visitor chose for them."""
        for meaning, column in said.items():
            told = say("column {column}, as you said", column=column) if column else say("none")
            self.use(meaning, column, told)

    def refuse(self, meaning: str, column: str, why: str) -> None:
        """Note that a column cannot have the meaning its name promises, and say so."""
        self.unfit.setdefault(meaning, {})[column] = why
        told = say("column {column} not used as {meaning}", column=column, meaning=say(meaning))
        self.assumptions[told] = why


Check = Callable[[Column], str]


def decide(meaning: str, candidates: Sequence[Column], check: Check, mapping: Mapping) -> None:
    """Give a meaning the one column that passes the check; ask where several do.

    ``candidates`` are the columns of fitting name, best first. ``check`` returns why a column
    cannot have that meaning, or nothing. Columns that tell the same rows apart are no question.
    """
    refused = {column.name: check(column) for column in candidates}
    fitting = [column for column in candidates if not refused[column.name]]
    for name, why in refused.items():
        if why:
            mapping.refuse(meaning, name, why)
    if not fitting:
        return
    for one in fitting:
        if all(_says_the_same(meaning, one, other) for other in fitting if other is not one):
            others = [other.name for other in fitting if other is not one]
            mapping.use(meaning, one.name, _used(one.name, others))
            return
    options = tuple(column.name for column in fitting)
    mapping.questions.append(
        Question(
            choice="columns",
            text=say("More than one column could be the {meaning}.", meaning=say(meaning)),
            flag=f"--columns {meaning}=COLUMN",
            found=listed(options),
            options=options,
        )
    )


def _used(column: str, others: list[str]) -> str:
    if not others:
        return say("column {column}", column=column)
    return say("column {column}; {others} would say the same", column=column, others=listed(others))


def _says_the_same(meaning: str, one: Column, other: Column) -> bool:
    if meaning in ("author", "thread", "community", "answered"):
        return one.values == other.values or one.tells_apart(other)
    return one.values == other.values


def post_columns(columns: Named[str, Column], said: Named[str, str]) -> Mapping:
    """Return the columns of a table of posts or of an edge list.

    ``columns`` are all columns that are said or have a fitting name; ``said`` is what the visitor
    chose, which is never overruled except for ids that repeat in an edge list.
    """
    mapping = Mapping()
    mapping.obey(said)

    def guess(meaning: str, check: Check) -> None:
        if meaning not in said:
            taken = {name for name in mapping.columns.values() if name}
            names = named(list(columns), POSTS[meaning])
            decide(meaning, [columns[name] for name in names if name not in taken], check, mapping)

    def column(meaning: str) -> Column | None:
        return columns.get(mapping.columns.get(meaning, ""))

    guess("time", _no_times)
    guess("author", _no_people)
    guess("answered", lambda one: _no_receivers(one, column("author")))
    edges = bool(mapping.columns.get("answered"))
    guess("id", lambda one: _no_ids(one, edges))
    _drop_repeated_ids(mapping, column("id"), edges)
    guess("reply_to", lambda one: _no_parents(one, column("id")))
    guess("thread", _no_threads)
    guess("text", _no_text)
    guess("community", lambda one: _no_communities(one, edges))
    return mapping


def _no_times(column: Column) -> str:
    if column.survey.share_read >= _MOSTLY:
        return ""
    return say("what stands in it is no time (“{example}”)", example=column.example)


def _no_people(column: Column) -> str:
    if not column.filled:
        return _EMPTY
    return "" if column.filled >= _MOSTLY * len(column.values) else _MOSTLY_EMPTY


def _no_receivers(column: Column, author: Column | None) -> str:
    if author is None or column.share_in(author) >= _SOME:
        return ""
    return say("few of its values are authors")


def _no_ids(column: Column, edges: bool) -> str:
    repeated = column.filled - len(column.distinct)
    if edges and repeated:
        return say(
            "{number} of its values repeat, so a row is known by its content instead",
            number=repeated,
        )
    if column.filled < _MOSTLY * len(column.values):
        return _MOSTLY_EMPTY
    if len(column.distinct) < _MOSTLY * column.filled:
        return say("its values repeat (“{example}”)", example=column.example)
    return ""


def _drop_repeated_ids(mapping: Mapping, column: Column | None, edges: bool) -> None:
    if column and (why := _no_ids(column, edges)) and edges:
        told = say("column {column} is not used: {why}", column=column.name, why=why)
        mapping.use("id", "", told)


def _no_parents(column: Column, ids: Column | None) -> str:
    if ids is None:
        return say("there are no ids it could name")
    if all(is_none(value) and value not in ids.distinct for value in column.distinct):
        return say("it names no post")
    if column.share_in(ids) >= _MOSTLY:
        return ""
    return say("its values are no ids of this file (“{example}”)", example=column.example)


def _no_threads(column: Column) -> str:
    if not column.filled:
        return _EMPTY
    # A column of ids says so; titles are the same now and then without being one thread.
    most = 1.0 if plain_name(column.name).endswith("id") else _TITLES
    if len(column.distinct) < most * column.filled:
        return ""
    return say("nearly every row has one of its own")


def _no_text(column: Column) -> str:
    if not column.filled:
        return _EMPTY
    if all(map(is_number, column.distinct)):
        return say("there are only numbers in it (“{example}”)", example=column.example)
    return ""


def _no_communities(column: Column, edges: bool) -> str:
    if not column.filled:
        return _EMPTY
    if edges and plain_name(column.name) in POSTS["community"].ranks:
        rank = POSTS["community"].ranks[plain_name(column.name)]
        if rank >= POSTS["community"].first_weak:
            return say(
                "in an edge list a category is a part of one conversation of the same people"
            )
    if len(column.distinct) > max(3, min(_MOST_COMMUNITIES, len(column.values) // 5)):
        return say("{number} different values are too many", number=len(column.distinct))
    return ""


def member_columns(header: Sequence[str], said: Named[str, str]) -> Mapping:
    """Return the columns of a member list: the best name wins, what is left over is told."""
    mapping = Mapping()
    mapping.obey(said)
    for meaning, names in MEMBERS.items():
        taken = {name for name in mapping.columns.values() if name}
        fitting = [name for name in named(header, names) if name not in taken]
        if meaning in said or not fitting:
            continue
        mapping.use(meaning, fitting[0], _chosen_among(fitting))
    return mapping


def _chosen_among(columns: list[str]) -> str:
    column, *others = columns
    if not others:
        return say("column {column}", column=column)
    return say("column {column}; not {others}", column=column, others=listed(others))
