"""What each community of the example organisation is like, quarter by quarter.

Everything that the dashboard should find out about them is planted here, in the open.
"""

from dataclasses import dataclass, replace
from datetime import date

from data.demo.wording import Matters
from data.records import Event

Mix = dict[str, int]
"""Kinds of telling with their weights, such as ``{"question": 3, "failure": 1}``."""


@dataclass(frozen=True, kw_only=True)
class Quarter:
    """What goes on in a community during one quarter; shares and chances are 0 to 1.

    ``answered`` is the share of openings that get an answer, ``wait`` the median hours until then.
    Each reply is answered in turn with the chance ``goes_on``, and then with the chance ``back`` by
    the very person it answered. ``led_openings`` and ``led_replies`` are the shares written by the
    host (or expert, or editors). ``likes`` and ``readers`` are means per opening.
    """

    openings: int
    told: Mix
    replied: Mix
    answered: float
    wait: float
    goes_on: float
    back: float
    led_openings: float = 0.1
    led_replies: float = 0.15
    newcomers: int = 2
    leavers: int = 1
    welcomed: float = 0.7
    likes: float = 0.5
    readers: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Character:
    """A community with its eight quarters.

    ``members`` are there at the beginning, the share ``silent`` of them never writes. ``leaders``
    hold the ``role``; where ``leaders_leave`` is a day, they are gone from then on. A course has
    ``deadlines``, weeks of the quarter that end with one: all ``newcomers`` join in its first days
    and leave after it; the share ``silent`` posts once and is gone, the others write exactly what
    is required.
    """

    name: str
    kind: str
    department: str
    matters: Matters
    quarters: tuple[Quarter, ...]
    members: int
    silent: float
    leaders: int = 1
    role: str = "host"
    leaders_leave: date | None = None
    deadlines: tuple[int, ...] = ()


FIRST_QUARTER = date(2024, 10, 1)
LAST_DAY = date(2026, 9, 30)

# ------------------------------------------------------------------ a practice group in good health

_HEALTHY = Quarter(
    openings=40,
    told={
        "question": 5,
        "everyday": 5,
        "unfinished": 4,
        "failure": 4,
        "doubt": 2,
        "best": 2,
        "challenge": 1,
    },
    replied={
        "answer": 4,
        "everyday": 4,
        "challenge": 3,
        "question": 3,
        "appreciation": 2,
        "failure": 2,
        "doubt": 2,
        "best": 1,
    },
    answered=0.95,
    wait=3.0,
    goes_on=0.65,
    back=0.55,
    newcomers=3,
    leavers=2,
    welcomed=0.95,
    likes=1.5,
    readers=5.0,
)

HEALTHY = Character(
    name="Maintenance practice",
    kind="practice",
    department="Engineering",
    matters=Matters(
        things=(
            "the pump inspection",
            "the morning handover",
            "the valve register",
            "the spare parts list",
            "the night call-out",
            "the lock-out procedure",
            "the vibration log",
            "the shutdown plan",
            "the boiler check",
            "the lift repair",
            "the fault code table",
            "the tool cabinet",
        ),
        do=(
            "walk the route before the shift",
            "take a photo of every open valve",
            "read the log aloud at handover",
            "label the cables on both ends",
            "call the depot before noon",
            "swap partners after each round",
            "write the cause beside the fault",
            "let the newest person lead the check",
            "run the pump dry for a minute",
            "keep a second set of seals",
            "draw the circuit on the board",
            "ask the operators first",
        ),
        whom=(
            "the night shift",
            "the apprentices",
            "the operators",
            "the people at the depot",
            "the new technicians",
            "the contractors",
        ),
    ),
    quarters=(_HEALTHY,) * 8,
    members=58,
    silent=0.3,
    leaders=2,
)

# --------------------------------------------- a showcase: only best practices, and polite applause

_SHOWCASE = Quarter(
    openings=68,
    told={"best": 17, "everyday": 1, "question": 1},
    replied={"appreciation": 9, "best": 2, "question": 1},
    answered=0.7,
    wait=9.0,
    goes_on=0.15,
    back=0.4,
    welcomed=0.4,
    likes=6.0,
)

SHOWCASE = Character(
    name="Winning offers",
    kind="practice",
    department="Sales",
    matters=Matters(
        things=(
            "the yearly offer",
            "the first call",
            "the price talk",
            "the renewal letter",
            "the trade fair stand",
            "the product demo",
            "the follow-up mail",
            "the reference visit",
            "the discount round",
            "the contract review",
            "the spring campaign",
        ),
        do=(
            "call the customer back the same day",
            "bring the engineer along",
            "send the offer on one page",
            "start with the customer's own figures",
            "show the savings first",
            "visit the site before the offer",
            "write the summary by hand",
            "ask for the next date at once",
            "name the price early",
            "invite a happy customer",
            "rehearse the demo in pairs",
        ),
        whom=(
            "the regional buyers",
            "the account team",
            "the largest customers",
            "the partners in the south",
            "the sales starters",
            "the city councils",
        ),
    ),
    quarters=(_SHOWCASE,) * 8,
    members=85,
    silent=0.45,
)

# ----------------------------------------------------- a course that is forced: post before Friday

_COURSE = Quarter(
    openings=6,
    told={"question": 1},
    replied={"answer": 1},
    answered=0.8,
    wait=20.0,
    goes_on=0.0,
    back=0.0,
    led_openings=0.0,
    led_replies=1.0,
    newcomers=28,
    leavers=0,
    welcomed=0.0,
    likes=0.3,
)

COURSE = Character(
    name="First-time leaders course",
    kind="cohort",
    department="",
    matters=Matters(
        things=(
            "the feedback talk",
            "the team meeting",
            "the yearly review",
            "the first week",
            "the duty roster",
            "the conflict talk",
            "the delegation matrix",
            "the goal setting",
        ),
        do=(
            "listen before you speak",
            "ask open questions",
            "give feedback at once",
            "set clear goals",
            "delegate whole tasks",
            "plan the talk in writing",
            "name your expectations",
            "praise in public",
        ),
        whom=(
            "my team",
            "my direct reports",
            "the older colleagues",
            "the part-timers",
            "my former peers",
        ),
    ),
    quarters=(_COURSE,) * 8,
    members=0,
    silent=0.3,
    deadlines=(3, 6, 9, 12),
)

# ------------------------------------------------------------ a guild that lives through its host

_HOSTED = Quarter(
    openings=40,
    told={"question": 5, "everyday": 4, "unfinished": 2, "failure": 2, "doubt": 2, "best": 3},
    replied={
        "answer": 4,
        "everyday": 3,
        "question": 4,
        "appreciation": 3,
        "challenge": 1,
        "best": 2,
    },
    answered=0.93,
    wait=4.0,
    goes_on=0.6,
    back=0.45,
    led_openings=0.3,
    led_replies=0.8,
    welcomed=0.95,
    likes=1.0,
)
_ABANDONED = replace(
    _HOSTED,
    openings=22,
    answered=0.5,
    wait=30.0,
    goes_on=0.35,
    led_openings=0.0,
    led_replies=0.0,
    newcomers=1,
    leavers=3,
    welcomed=0.2,
)

HOST_DEPENDENT = Character(
    name="Facilitators’ guild",
    kind="practice",
    department="People",
    matters=Matters(
        things=(
            "the opening round",
            "the large retrospective",
            "the silent workshop",
            "the hybrid meeting",
            "the yearly kick-off",
            "the check-in question",
            "the decision round",
            "the world café",
            "the closing circle",
            "the seating plan",
        ),
        do=(
            "let the quiet ones begin",
            "start with a walk in pairs",
            "write before talking",
            "stop ten minutes early",
            "put the chairs in a circle",
            "vote with the feet",
            "change groups after each round",
            "hand over the pen",
            "leave the slides at home",
            "end with one word each",
        ),
        whom=(
            "the project leads",
            "the people on the phone",
            "the depot crews",
            "the board members",
            "the trainees",
            "large groups",
        ),
    ),
    quarters=(
        *(_HOSTED,) * 4,
        replace(_ABANDONED, openings=26, led_replies=0.1),
        replace(_ABANDONED, openings=21),
        replace(_ABANDONED, openings=14),
        replace(_ABANDONED, openings=9),
    ),
    members=44,
    silent=0.3,
    leaders_leave=date(2025, 10, 10),
)

# ------------------------------------------------------------------ a help desk with one who knows

_HELP = Quarter(
    openings=62,
    told={"question": 16, "failure": 2, "doubt": 1},
    replied={"answer": 11, "question": 2, "best": 1, "appreciation": 1},
    answered=0.95,
    wait=1.5,
    goes_on=0.45,
    back=0.8,
    led_openings=0.03,
    led_replies=0.82,
    newcomers=4,
    welcomed=0.3,
    likes=0.3,
)

HELP_DESK = Character(
    name="Planning tool help desk",
    kind="help",
    department="",
    matters=Matters(
        things=(
            "the weekly schedule",
            "the absence form",
            "the route planner",
            "the approval button",
            "the shared calendar",
            "the import from the old system",
            "the capacity chart",
            "the cost centre field",
            "the mobile view",
            "the monthly export",
            "the reminder mail",
        ),
        do=(
            "copy a schedule to next week",
            "lock a shift after approval",
            "print the plan on one page",
            "move a colleague to another depot",
            "undo a wrong booking",
            "filter by place and skill",
            "merge two calendars",
            "add a stand-in",
            "export the hours",
            "change the first day of the week",
        ),
        whom=(
            "the planners",
            "the depot managers",
            "the stand-ins",
            "the payroll people",
            "the drivers",
            "the temps",
        ),
    ),
    quarters=(_HELP,) * 8,
    members=110,
    silent=0.35,
    role="expert",
)

# --------------------------------------------------------- a notice board: many likes, few replies

_BOARD = Quarter(
    openings=118,
    told={"news": 8, "best": 6, "everyday": 4},
    replied={"appreciation": 3, "question": 3, "challenge": 1},
    answered=0.36,
    wait=30.0,
    goes_on=0.05,
    back=0.0,
    led_openings=0.6,
    led_replies=0.0,
    newcomers=5,
    leavers=3,
    welcomed=0.0,
    likes=7.0,
    readers=5.0,
)

NOTICE_BOARD = Character(
    name="Company news",
    kind="board",
    department="",
    matters=Matters(
        things=(
            "the bicycle shed",
            "the canteen",
            "the new depot",
            "the safety week",
            "the charity run",
            "the travel desk",
            "the parking area",
            "the energy project",
            "the customer survey",
            "the reception",
            "the open day",
        ),
        do=(
            "order before ten",
            "come by bicycle",
            "book the room online",
            "report a near miss at once",
            "turn the heating down at noon",
            "bring a guest to the open day",
            "share a car to the depot",
            "wear the new vest",
            "use the side door",
        ),
        whom=(
            "the colleagues in the north",
            "the reception team",
            "the drivers",
            "the visitors",
            "the neighbours",
            "the first-aiders",
        ),
    ),
    quarters=(_BOARD,) * 8,
    members=150,
    silent=0.62,
    leaders=6,
    role="editor",
)

# ------------------------------------------- a team that recovers once somebody opens the questions

_POLITE = Quarter(
    openings=60,
    told={"best": 4, "everyday": 5, "question": 3},
    replied={"appreciation": 3, "answer": 3, "everyday": 2, "question": 1},
    answered=0.42,
    wait=26.0,
    goes_on=0.12,
    back=0.3,
    leavers=2,
    welcomed=0.3,
    likes=2.0,
)
_RECOVERED = replace(
    _HEALTHY, openings=40, wait=4.0, leavers=1, newcomers=2, welcomed=0.9, likes=1.5, readers=0.0
)
_RECOVERING = replace(
    _RECOVERED,
    told={"best": 3, "everyday": 5, "question": 4, "unfinished": 2, "failure": 2, "doubt": 1},
    answered=0.75,
    wait=9.0,
    goes_on=0.45,
    back=0.45,
)

RECOVERING = Character(
    name="Customer care team",
    kind="team",
    department="Customer Care",
    matters=Matters(
        things=(
            "the complaint letter",
            "the waiting line",
            "the call script",
            "the refund rule",
            "the angry call",
            "the Monday peak",
            "the chat window",
            "the second-line handover",
            "the outage message",
            "the address change",
            "the late delivery",
        ),
        do=(
            "call back within the hour",
            "read the history before answering",
            "write down the customer's own words",
            "let the caller finish",
            "sit in on each other's calls",
            "ask the technicians directly",
            "skip the script when it does not fit",
            "close the case together",
            "say sorry before explaining",
            "note the reason for every refund",
        ),
        whom=(
            "the evening crew",
            "the new agents",
            "the second line",
            "the callers",
            "the technicians",
            "the people in billing",
        ),
    ),
    quarters=(*(_POLITE,) * 4, _RECOVERING, *(_RECOVERED,) * 3),
    members=46,
    silent=0.25,
    leaders=2,
)

CHARACTERS = (
    HEALTHY,
    SHOWCASE,
    COURSE,
    HOST_DEPENDENT,
    HELP_DESK,
    NOTICE_BOARD,
    RECOVERING,
)

EVENTS = (
    Event(
        on=date(2025, 10, 1),
        name="A weekly round of open questions",
        communities=(RECOVERING.name,),
    ),
    Event(
        on=date(2025, 10, 10), name="The host took another job", communities=(HOST_DEPENDENT.name,)
    ),
    Event(on=date(2026, 1, 5), name="Two depots became one"),
)
