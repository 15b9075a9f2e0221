"""Who works in the example organisation, and who belongs to which community from when to when.

People are numbers: ``m017`` is nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random

from data.demo.characters import FIRST_QUARTER, LAST_DAY, Character
from data.records import Member

EMPLOYEES = 460
_HOME_SHARE = 0.6
_DEPARTMENTS = ("Operations", "Engineering", "Customer Care", "Sales", "Finance", "People")
_LEVELS = (
    "starter",
    "starter",
    "professional",
    "professional",
    "professional",
    "senior",
    "manager",
)
_PLACES = ("Harbour", "Harbour", "Hillside", "Riverside", "from home")


@dataclass(frozen=True, kw_only=True)
class Employee:
    """Somebody who works in the organisation."""

    id: str
    department: str
    level: str
    place: str


@dataclass(frozen=True, kw_only=True)
class Belonging:
    """Somebody in one community. ``voice`` is how readily they write, 0 for never."""

    who: Employee
    joined: datetime
    left: datetime | None = None
    role: str | None = None
    voice: float = 0.0
    reads: bool = True

    def is_there(self, at: datetime) -> bool:
        """Return whether they belong to the community at that moment."""
        return self.joined <= at and (self.left is None or at < self.left)

    def as_member(self, community: str) -> Member:
        """Return the record of this membership."""
        return Member(
            community=community,
            person=self.who.id,
            joined=self.joined,
            left=self.left,
            department=self.who.department,
            level=self.who.level,
            place=self.who.place,
            role=self.role,
            host=self.role == "host",
        )


def employees() -> list[Employee]:
    """Return everybody in the organisation."""
    chance = Random("everybody")
    return [
        Employee(
            id=f"m{number:03}",
            department=chance.choice(_DEPARTMENTS),
            level=chance.choice(_LEVELS),
            place=chance.choice(_PLACES),
        )
        for number in range(1, EMPLOYEES + 1)
    ]


def quarter_begin(number: int) -> datetime:
    """Return when the quarter of that number, from 0, begins."""
    months = FIRST_QUARTER.month - 1 + 3 * number
    return datetime(FIRST_QUARTER.year + months // 12, months % 12 + 1, 1)  # noqa: DTZ001


def roster(character: Character, everybody: list[Employee]) -> list[Belonging]:
    """Return who belongs to a community at any time, the leaders first."""
    chance = Random(f"roster of {character.name}")
    queue = _in_order_of_interest(character, everybody, chance)
    there = list(_founders(character, queue, chance))
    for number, quarter in enumerate(character.quarters):
        for _ in range(quarter.leavers):
            _leave(there, number, chance)
        for _ in range(quarter.newcomers):
            there.append(_newcomer(character, next(queue), number, chance))
    return there


def _in_order_of_interest(
    character: Character, everybody: list[Employee], chance: Random
) -> Iterator[Employee]:
    """Shuffle everybody, so that most of the first come from the community's own department."""
    shuffled = chance.sample(everybody, len(everybody))
    home = [one for one in shuffled if one.department == character.department]
    others = [one for one in shuffled if one.department != character.department]
    while home or others:
        first, second = (home, others) if chance.random() < _HOME_SHARE else (others, home)
        yield (first or second).pop()


def _founders(
    character: Character, queue: Iterator[Employee], chance: Random
) -> Iterator[Belonging]:
    for _ in range(character.leaders):
        left = character.leaders_leave and datetime.combine(character.leaders_leave, time(17))
        joined = _before_the_beginning(chance)
        yield Belonging(who=next(queue), joined=joined, left=left, role=character.role, voice=1.0)
    for _ in range(character.members):
        yield _speaker(character, next(queue), _before_the_beginning(chance), chance)


def _newcomer(character: Character, who: Employee, quarter: int, chance: Random) -> Belonging:
    """Return somebody who joins during a quarter; a course is joined, and left, by all at once."""
    begin, end = quarter_begin(quarter), quarter_begin(quarter + 1)
    if not character.deadlines:
        joined = begin + (end - begin) * chance.random()
        return _speaker(character, who, joined.replace(microsecond=0), chance)
    joined = begin + timedelta(hours=8, minutes=chance.randrange(3 * 24 * 60))
    left = end + timedelta(days=9)
    return replace(
        _speaker(character, who, joined, chance), left=left if left.date() <= LAST_DAY else None
    )


def _speaker(character: Character, who: Employee, joined: datetime, chance: Random) -> Belonging:
    """Return a member who writes seldom, often, or never; some of the silent do not even read."""
    silent = chance.random() < character.silent
    return Belonging(
        who=who,
        joined=joined,
        voice=0.0 if silent else 0.15 + chance.random() ** 2,
        reads=not silent or chance.random() < 0.6,
    )


def _leave(there: list[Belonging], quarter: int, chance: Random) -> None:
    """Let one member leave during a quarter; leaders stay until their own day."""
    staying = [place for place, one in enumerate(there) if one.left is None and not one.role]
    if staying:
        place = chance.choice(staying)
        left = quarter_begin(quarter) + timedelta(days=chance.randrange(5, 85), hours=17)
        there[place] = replace(there[place], left=left)


def _before_the_beginning(chance: Random) -> datetime:
    day = FIRST_QUARTER - timedelta(days=chance.randrange(3, 200))
    return datetime.combine(day, time(9))
