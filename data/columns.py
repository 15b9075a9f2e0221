"""What the columns of a table mean, by their names and then checked against what stands in them.

Names are compared without case, blanks and marks, so that ``Sender ID`` is ``sender_id``.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as Named
from dataclasses import dataclass, field
from functools import cached_property

from data.importers import Question
from data.refusal import MissingColumnError
from data.times import Survey, survey_of

_MARKS = re.compile(r"[\s_\-./:()#*]+")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)*$")
_ADDRESS_OF_COMPUTER = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}$")

_MOSTLY = 0.5
_SOME = 0.3
_TITLES = 0.9
_MOST_COMMUNITIES = 200

# Parents that say "none", in the words of databases and of forum exports.
_NONE = frozenset({"", "0", "-", "null", "none", "nan", "\\n"})


@dataclass(frozen=True)
class Names:
    """Names a column of one meaning has in exports; ``weak`` ones count when there is no other."""

    strong: str
    weak: str = ""

    @cached_property
    def ranks(self) -> dict[str, int]:
        """Return the place of each normalised name; a smaller one is the better name."""
        names = [*self.strong.split(), *self.weak.split()]
        return {name: rank for rank, name in enumerate(names)}

    @cached_property
    def first_weak(self) -> int:
        """Return the rank at which the weak names begin."""
        return len(self.strong.split())


POSTS = {
    "author": Names(
        "authorid senderid userid fromid creatorid author sender user from username userfullname "
        "sendername authorname displayname creator postedby writtenby poster src "
        "von absender verfasser autor benutzer nutzer auteur afzender gebruiker expéditeur "
        "utilisateur",
        "source fromuser de van member login email emailaddress",
    ),
    "time": Names(
        "createdat creationdate createddate createddatetime created posttime postedat posted "
        "timestamp datetime sentat sent senton date time ts datesent "
        "datum zeit zeitpunkt zeitstempel erstellt erstelltam gesendet datumuhrzeit tijd tijdstip "
        "verzonden geplaatst datumtijd horodatage envoyé envoyéle dateheure heure",
    ),
    "text": Names(
        "text body message content raw posttext cooked messagetext messagebody "
        "nachricht inhalt beitrag bericht tekst inhoud texte contenu",
        "subject betreff onderwerp objet sujet",
    ),
    "id": Names(
        "id postid messageid commentid msgid entryid uuid guid beitragsid nachrichtid berichtid"
    ),
    "reply_to": Names(
        "replytoid repliedtoid replyto inreplyto parentid parent replytopostnumber parentpostid "
        "parentcommentid repliedto inreplytoid antwortauf antwoordop reponsea réponseà"
    ),
    "thread": Names(
        "threadid thread discussionid topicid conversationid discussion topic conversation "
        "discussionidentifier threadts diskussion discussie fil"
    ),
    "community": Names(
        "community communityname groupname channel channelname forum forumname stream "
        "gemeinschaft kanal kanaal communauté canal",
        "category",
    ),
    "answered": Names(
        "receiver reciever receiverid recieverid recipient recipientid addressee toid target dst "
        "to empfänger ontvanger destinataire",
        "an aan à touser",
    ),
}

MEMBERS = {
    "person": Names(
        "uid userid memberid personid employeeid accountid id user username login member person "
        "author",
        "email emailaddress mail mailadres",
    ),
    "email": Names("email emailaddress mail workemail emailadresse mailadres courriel"),
    "department": Names(
        "department dept division businessunit unit orgunit team abteilung afdeling département "
        "bereich service"
    ),
    "level": Names("level seniority joblevel rank grade careerlevel ebene stufe niveau"),
    "place": Names(
        "region site office place location city country districtsite standort ort vestiging plaats "
        "lieu ville"
    ),
    "role": Names("role role1 jobtitle title function position rolle functie fonction beruf"),
    "joined": Names(
        "joined joinedat datejoined joindate membersince startdate registered created createdat "
        "beigetreten eintritt lidsinds inscrit"
    ),
    "left": Names("left leftat dateleft leavedate enddate ausgetreten austritt vertrokken sorti"),
    "host": Names(
        "facilitator host moderator communitymanager ishost ismoderator isfacilitator "
        "gastgeber moderatorin begeleider animateur"
    ),
    "community": Names("community communityname groupname channel channelname forum"),
}
ATTRIBUTES = ("department", "level", "place", "role", "host", "joined", "left")

# What a log of actions has and a table of posts has not, besides the addresses of computers.
_LOG = frozenset({"eventname", "eventcontext", "ereignisname", "ereigniskontext", "ipaddress"})


def plain_name(name: str) -> str:
    """Return a column name without case, blanks and marks."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", name).casefold())


_KNOWN = frozenset(
    name
    for meanings in (POSTS, MEMBERS)
    for names in meanings.values()
    for name in names.ranks
) | _LOG  # fmt: skip


def is_none(value: str) -> bool:
    """Say whether a value in place of an id says that there is none."""
    return value.casefold() in _NONE


def names_known(cells: Iterable[str]) -> int:
    """Count the cells that are a name of a column in some export; a heading has several."""
    return len({plain_name(cell) for cell in cells if len(cell) < 40} & _KNOWN)


def are_values(cells: Sequence[str]) -> bool:
    """Say whether a first row seems to hold values, numbers or times, and no names of columns."""
    if names_known(cells):
        return False
    return any(_NUMBER.match(cell) or survey_of("", [cell]).count("time") for cell in cells)


def named(header: Sequence[str], names: Names) -> list[str]:
    """Return the columns a meaning could have by name, best first; weak names only if no other."""
    ranked = sorted(
        (names.ranks[plain], place, column)
        for place, column in enumerate(header)
        if (plain := plain_name(column)) in names.ranks
    )
    strong = [column for rank, _, column in ranked if rank < names.first_weak]
    return strong or [column for _, _, column in ranked]


def lists_members(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Say whether a table lists people with what is known of them, and holds no posts.

    ``rows`` are its first rows. A person who stands in several rows with a time is somebody who
    posted; a person with a date who stands in one row only may be somebody who joined.
    """
    person = named(header, MEMBERS["person"])
    attributes = [name for meaning in ATTRIBUTES for name in named(header, MEMBERS[meaning])]
    if not person or not attributes:
        return False
    if any(named(header, POSTS[meaning]) for meaning in ("text", "reply_to", "thread", "answered")):
        return False
    times = named(header, POSTS["time"])
    if not times:
        return True
    place = list(header).index(person[0])
    seen = Counter(row[place] for row in rows if len(row) > place)
    return bool(set(attributes) - set(times)) and len(seen) > 1 and max(seen.values()) == 1


def is_log(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Say whether a table records what people did, such as a log of a learning platform."""
    if any(named(header, POSTS[meaning]) for meaning in ("text", "reply_to", "thread", "answered")):
        return False
    if {plain_name(name) for name in header} & _LOG:
        return True
    return any(all(map(_ADDRESS_OF_COMPUTER.match, values)) for values in zip(*rows, strict=False))


def chosen(
    header: Sequence[str], said: Named[str, str], meanings: Named[str, Names], file: str
) -> dict[str, str]:
    """Return the columns the visitor named, as the file spells them; refuse what is not there.

    An empty name says that there is no such column, whatever it looks like.
    """
    spelled = {plain_name(name): name for name in header if name}
    result = {}
    for meaning, column in said.items():
        if meaning not in meanings:
            known = ", ".join(meanings)
            raise MissingColumnError(
                file, f"“{meaning}” is nothing a column can mean.", f"The meanings are: {known}."
            )
        if column and column not in header and plain_name(column) not in spelled:
            raise MissingColumnError(
                file, f"there is no column “{column}”.", f"Found: {listed(header)}."
            )
        result[meaning] = column if column in header else spelled.get(plain_name(column), "")
    return result


def listed(names: Iterable[str]) -> str:
    """Return column names in one line, long ones cut."""
    shown = [name if len(name) <= 30 else f"{name[:30]}…" for name in names if name]
    more = f" and {len(shown) - 20} more" if len(shown) > 20 else ""
    return ", ".join(shown[:20]) + more


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
    """Which column means what: those in use, what to tell of them, and what must be asked."""

    columns: dict[str, str] = field(default_factory=dict)
    assumptions: dict[str, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)

    def use(self, meaning: str, column: str, how: str = "") -> None:
        """Give a meaning its column, and say so."""
        self.columns[meaning] = column
        self.assumptions[meaning] = f"column {column}{how}"


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
            mapping.assumptions[f"column {name} not used as {meaning}"] = why
    if not fitting:
        return
    for one in fitting:
        if all(_says_the_same(meaning, one, other) for other in fitting if other is not one):
            others = [other.name for other in fitting if other is not one]
            more = f"; {listed(others)} would say the same" if others else ""
            mapping.use(meaning, one.name, more)
            return
    options = tuple(column.name for column in fitting)
    mapping.questions.append(
        Question(
            choice="columns",
            text=f"More than one column could be the {meaning}.",
            flag=f"--columns {meaning}=COLUMN",
            found=listed(options),
            options=options,
        )
    )


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
    for meaning, column in said.items():
        mapping.columns[meaning] = column
        mapping.assumptions[meaning] = f"column {column}, as you said" if column else "none"

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
    return f"what stands in it is no time (“{column.example}”)"


def _no_people(column: Column) -> str:
    if not column.filled:
        return "it is empty"
    return "" if column.filled >= _MOSTLY * len(column.values) else "it is mostly empty"


def _no_receivers(column: Column, author: Column | None) -> str:
    if author is None or column.share_in(author) >= _SOME:
        return ""
    return "few of its values are authors"


def _no_ids(column: Column, edges: bool) -> str:
    repeated = column.filled - len(column.distinct)
    if edges and repeated:
        return f"{repeated} of its values repeat, so a row is known by its content instead"
    if column.filled < _MOSTLY * len(column.values):
        return "it is mostly empty"
    if len(column.distinct) < _MOSTLY * column.filled:
        return f"its values repeat (“{column.example}”)"
    return ""


def _drop_repeated_ids(mapping: Mapping, column: Column | None, edges: bool) -> None:
    if column and (why := _no_ids(column, edges)) and edges:
        mapping.columns["id"] = ""
        mapping.assumptions["id"] = f"column {column.name} is not used: {why}"


def _no_parents(column: Column, ids: Column | None) -> str:
    if ids is None:
        return "there are no ids it could name"
    if all(is_none(value) and value not in ids.distinct for value in column.distinct):
        return "it names no post"
    if column.share_in(ids) >= _MOSTLY:
        return ""
    return f"its values are no ids of this file (“{column.example}”)"


def _no_threads(column: Column) -> str:
    if not column.filled:
        return "it is empty"
    # A column of ids says so; titles are the same now and then without being one thread.
    most = 1.0 if plain_name(column.name).endswith("id") else _TITLES
    if len(column.distinct) < most * column.filled:
        return ""
    return "nearly every row has one of its own"


def _no_text(column: Column) -> str:
    if not column.filled:
        return "it is empty"
    if all(map(_NUMBER.match, column.distinct)):
        return f"there are only numbers in it (“{column.example}”)"
    return ""


def _no_communities(column: Column, edges: bool) -> str:
    if not column.filled:
        return "it is empty"
    if edges and plain_name(column.name) in POSTS["community"].ranks:
        rank = POSTS["community"].ranks[plain_name(column.name)]
        if rank >= POSTS["community"].first_weak:
            return "in an edge list a category is a part of one conversation of the same people"
    if len(column.distinct) > max(3, min(_MOST_COMMUNITIES, len(column.values) // 5)):
        return f"{len(column.distinct)} different values are too many"
    return ""


def member_columns(header: Sequence[str], said: Named[str, str]) -> Mapping:
    """Return the columns of a member list: the best name wins, what is left over is told."""
    mapping = Mapping()
    for meaning, column in said.items():
        mapping.columns[meaning] = column
        mapping.assumptions[meaning] = f"column {column}, as you said" if column else "none"
    for meaning, names in MEMBERS.items():
        taken = {name for name in mapping.columns.values() if name}
        fitting = [name for name in named(header, names) if name not in taken]
        if meaning in said or not fitting:
            continue
        others = f"; not {listed(fitting[1:])}" if len(fitting) > 1 else ""
        mapping.use(meaning, fitting[0], others)
    return mapping
