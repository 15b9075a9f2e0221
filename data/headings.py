"""What exports call their columns, and what the header of a table tells of it.

Names are compared without case, blanks and marks, so that ``Sender ID`` is ``sender_id``.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Named
from dataclasses import dataclass
from functools import cached_property, reduce

from data.refusal import MissingColumnError
from data.said import later, say
from data.times import survey_of

_MARKS = re.compile(r"[\s_\-./:()#*]+")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)*$")
_ADDRESS_OF_COMPUTER = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}$")

# Parents that say "none", in the words of databases and of forum exports.
_NONE = frozenset({"", "0", "-", "null", "none", "nan", "\\n"})
_LISTED = 20


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
    later("author"): Names(
        "authorid senderid userid fromid creatorid author sender user from username userfullname "
        "sendername authorname displayname creator postedby writtenby poster src "
        "von absender verfasser autor benutzer nutzer auteur afzender gebruiker expéditeur "
        "utilisateur",
        "source fromuser de van member login email emailaddress",
    ),
    later("time"): Names(
        "createdat creationdate createddate createddatetime created posttime postedat posted "
        "timestamp datetime sentat sent senton date time ts datesent "
        "datum zeit zeitpunkt zeitstempel erstellt erstelltam gesendet datumuhrzeit tijd tijdstip "
        "verzonden geplaatst datumtijd horodatage envoyé envoyéle dateheure heure",
    ),
    later("text"): Names(
        "text body message content raw posttext cooked messagetext messagebody "
        "nachricht inhalt beitrag bericht tekst inhoud texte contenu",
        "subject betreff onderwerp objet sujet",
    ),
    later("id"): Names(
        "id postid messageid commentid msgid entryid uuid guid beitragsid nachrichtid berichtid"
    ),
    later("reply_to"): Names(
        "replytoid repliedtoid replyto inreplyto parentid parent replytopostnumber parentpostid "
        "parentcommentid repliedto inreplytoid antwortauf antwoordop reponsea réponseà"
    ),
    later("thread"): Names(
        "threadid thread discussionid topicid conversationid discussion topic conversation "
        "discussionidentifier threadts diskussion discussie fil"
    ),
    later("community"): Names(
        "community communityname groupname channel channelname forum forumname stream "
        "gemeinschaft kanal kanaal communauté canal",
        "category",
    ),
    later("answered"): Names(
        "receiver reciever receiverid recieverid recipient recipientid addressee toid target dst "
        "to empfänger ontvanger destinataire",
        "an aan à touser",
    ),
}

MEMBERS = {
    later("person"): Names(
        "uid userid memberid personid employeeid accountid id user username login member person "
        "author",
        "email emailaddress mail mailadres",
    ),
    later("email"): Names("email emailaddress mail workemail emailadresse mailadres courriel"),
    later("department"): Names(
        "department dept division businessunit unit orgunit team abteilung afdeling département "
        "bereich service"
    ),
    later("level"): Names("level seniority joblevel rank grade careerlevel ebene stufe niveau"),
    later("place"): Names(
        "region site office place location city country districtsite standort ort vestiging plaats "
        "lieu ville"
    ),
    later("role"): Names(
        "role role1 jobtitle title function position rolle functie fonction beruf"
    ),
    later("joined"): Names(
        "joined joinedat datejoined joindate membersince startdate registered created createdat "
        "beigetreten eintritt lidsinds inscrit"
    ),
    later("left"): Names(
        "left leftat dateleft leavedate enddate ausgetreten austritt vertrokken sorti"
    ),
    later("host"): Names(
        "facilitator host moderator communitymanager ishost ismoderator isfacilitator "
        "gastgeber moderatorin begeleider animateur"
    ),
    later("community"): Names("community communityname groupname channel channelname forum"),
}
# How tables call the platforms by whose ids they know people: "Slack ID", "teams_user".
PLATFORMS = {
    "canvas": "canvas",
    "discord": "discord",
    "discourse": "discourse",
    "mattermost": "mattermost",
    "moodle": "moodle",
    "slack": "slack",
    "stackexchange": "stackexchange stackoverflow",
    "teams": "teams msteams microsoftteams",
    "telegram": "telegram",
    "viva_engage": "vivaengage viva yammer",
    "whatsapp": "whatsapp",
    "zulip": "zulip",
}
_OF_A_PERSON = ("", "id", "userid", "user", "username", "login", "account", "member", "memberid")
_PLATFORM = {
    name + ending: platform
    for platform, names in PLATFORMS.items()
    for name in names.split()
    for ending in _OF_A_PERSON
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
) | _LOG | set(_PLATFORM)  # fmt: skip


def is_number(value: str) -> bool:
    """Say whether a value is a number, such as 12 or 1,200.50."""
    return bool(_NUMBER.match(value))


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
    return any(is_number(cell) or survey_of("", [cell]).count("time") for cell in cells)


def named(header: Sequence[str], names: Names) -> list[str]:
    """Return the columns a meaning could have by name, best first; weak names only if no other."""
    ranked = sorted(
        (names.ranks[plain], place, column)
        for place, column in enumerate(header)
        if (plain := plain_name(column)) in names.ranks
    )
    strong = [column for rank, _, column in ranked if rank < names.first_weak]
    return strong or [column for _, _, column in ranked]


def on_platforms(header: Iterable[str]) -> dict[str, str]:
    """Return the platforms by whose ids a table knows people, each with its first such column."""
    found: dict[str, str] = {}
    for column in header:
        if platform := _PLATFORM.get(plain_name(column)):
            found.setdefault(platform, column)
    return found


def joins_platforms(header: Sequence[str]) -> bool:
    """Say whether a table tells who is who on several platforms, and nothing else of them."""
    platforms, address = on_platforms(header), named(header, MEMBERS["email"])[:1]
    if not platforms or len(platforms) + len(address) < 2:
        return False
    ids = ("person", "email", "author", "id")
    return not any(
        named(header, names) for meaning, names in (POSTS | MEMBERS).items() if meaning not in ids
    )


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
                file,
                say("“{meaning}” is nothing a column can mean.", meaning=meaning),
                say("The meanings are: {known}.", known=known),
            )
        if column and column not in header and plain_name(column) not in spelled:
            raise MissingColumnError(
                file,
                say("there is no column “{column}”.", column=column),
                say("Found: {columns}.", columns=listed(header)),
            )
        result[meaning] = column if column in header else spelled.get(plain_name(column), "")
    return result


def listed(names: Iterable[str]) -> str:
    """Return column names in one line, long ones cut."""
    shown = [name if len(name) <= 30 else f"{name[:30]}…" for name in names if name]
    first, more = ", ".join(shown[:_LISTED]), len(shown) - _LISTED
    return say("{names} and {number} more", names=first, number=more) if more > 0 else first


def either(names: Sequence[str]) -> str:
    """Return names with "or" between them."""
    return reduce(lambda one, other: say("{one} or {other}", one=one, other=other), names)
