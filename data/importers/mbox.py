"""Mailing lists as mbox: one text with a "From " line before each mail, alone or in a zip.

A reply names what it answers (In-Reply-To, References); where a mail program left that out, the
subject tells its thread, which is marked as inferred. Lines are read as bytes: mails mix encodings.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parseaddr, parsedate_to_datetime
from itertools import islice

from data.importers import Choices, Contains, Findings, Importer
from data.mail_text import body_of, header_of, written
from data.records import Community, How, Item, LeftOut, Post, SamePerson, Unread
from data.said import say
from data.times import Clock, zone_named
from data.upload import Form, Upload

_BEGIN = re.compile(rb"From .*\d{1,2}:\d{2}.*\d{4}|From - ")
_HEADER = re.compile(rb"^[A-Za-z][A-Za-z-]*:", re.MULTILINE)
_ID = re.compile(r"<([^<>\s]+)>")
_TAG = re.compile(r"^\[[^\]]{1,60}\]\s*")
_REPLY = re.compile(
    r"^(?:re|aw|antw|antwort|sv|vs|rif|ref|odp|fwd?|fw|wg|tr|rv|doorst)(?:\[\d+\])?\s?:\s*", re.I
)
_OUT_OF_OFFICE = re.compile(
    r"(?:auto(?:matic|mated)?[ -]?repl|out of (?:the )?office|automatische? antwoord|afwezig"
    r"|abwesenheit|réponse automatique|undeliver|delivery status|mail delivery fail)",
    re.IGNORECASE,
)
_DIGEST = re.compile(r"\bdigest,? vol(?:ume)?\.? ?\d+", re.IGNORECASE)
_AUTOMATIC = re.compile(r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply)\b", re.IGNORECASE)
_NO_PERSON = re.compile(r"\b(?:via|list|team|support|info|admin|office|service|helpdesk)\b", re.I)
_LONGEST_MAIL = 32 * 1024 * 1024
_NO_TEXT = (".json", ".jsonl", ".csv", ".xml", ".jpg", ".jpeg", ".png", ".pdf", ".html", ".zip")
_LOOKED_AT = 50


@dataclass
class _Box:
    """What a first look at all headers shows.

    ``ids`` are those of all mails; ``openings`` has the first mail of each subject, ``lists`` the
    name of each mailing list, ``addresses`` the list that each address belongs to.
    """

    ids: set[str] = field(default_factory=set)
    openings: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)


def recognises(upload: Upload) -> bool:
    """Return True where a text begins with a "From " line and the headers of a mail."""
    return bool(_files(upload))


def _files(upload: Upload) -> list[str]:
    if upload.form is Form.TEXT:
        names = upload.names()
    elif upload.form in (Form.ZIP, Form.FOLDER):
        texts = (name for name in upload.names() if not name.lower().endswith(_NO_TEXT))
        names = tuple(islice(texts, _LOOKED_AT))
    else:
        names = ()
    return [name for name in names if _is_mbox(upload, name)]


def _is_mbox(upload: Upload, name: str) -> bool:
    try:
        with upload.open(name) as stream:
            head = stream.read(8192).lstrip(b"\xef\xbb\xbf\r\n")
    except ValueError:
        return False
    first, _, rest = head.partition(b"\n")
    return bool(_BEGIN.match(first) and _HEADER.match(rest))


def examine(upload: Upload, choices: Choices) -> Findings:
    """Tell what is assumed; a time without an offset is read only in a zone that was said."""
    zone_named(choices.time_zone, upload.name)
    told = {
        say("time zone"): say("in the times themselves"),
        say("members"): say("unknown: the file names only those who wrote"),
        say("people"): say("addresses with the same full name are taken for one person"),
        say("replies"): say(
            "those the mail programs name; where one names none, a subject that begins with “Re:” "
            "is taken to answer the first mail of that subject"
        ),
    }
    return Findings(choices=choices, assumptions=told)


def read(upload: Upload, choices: Choices) -> Iterator[Item]:
    """Yield each mailing list and what was written to it; automatic mail is only counted."""
    wanted = _files(upload)
    box = _Box()
    for name in wanted:
        for _, raw in _mails(upload, name, headers_only=True):
            _look(BytesHeaderParser().parsebytes(raw), box)
    clock = Clock(zone=zone_named(choices.time_zone, upload.name))
    reading = _Reading(box, clock)
    for name in upload.names():
        if name not in wanted:
            yield LeftOut(where=name, reason=say("a file without messages"))
            continue
        base = re.sub(r"\.(?:mbox|mbx|txt)$", "", name.rpartition("/")[2], flags=re.IGNORECASE)
        for number, (line, raw) in enumerate(_mails(upload, name), start=1):
            where = say("{file}, mail {number} (line {line})", file=name, number=number, line=line)
            yield from reading.mail(message_from_bytes(raw), base or "mbox", where)


def _mails(upload: Upload, name: str, *, headers_only: bool = False) -> Iterator[tuple[int, bytes]]:
    """Yield each mail with the line it begins on; of a very long one, the beginning.

    A line in a mail may begin with "From ", too: a new mail only begins after a blank line.
    """
    lines: list[bytes] = []
    begun = size = 0
    blank, in_headers = True, False
    with upload.open(name) as stream:
        for number, line in enumerate(iter(lambda: stream.readline(1 << 20), b""), start=1):
            if blank and _BEGIN.match(line.removeprefix(b"\xef\xbb\xbf")):
                if begun:
                    yield begun, b"".join(lines)
                lines, begun, size, in_headers = [], number, 0, True
            elif begun and (in_headers or not headers_only) and size < _LONGEST_MAIL:
                lines.append(line)
                size += len(line)
            blank = not line.strip()
            in_headers = in_headers and not blank
    if begun:
        yield begun, b"".join(lines)


def _look(mail: Message, box: _Box) -> None:
    id = _own_id(mail)
    if id:
        box.ids.add(id)
    topic, is_reply = _topic(header_of(mail, "Subject"))
    at = _date(mail)
    if id and topic and at and not is_reply:
        box.openings[topic] = min(box.openings.get(topic, (at, id)), (at, id))
    if list_id := header_of(mail, "List-Id"):
        key = (_ID.findall(list_id) or [list_id])[-1].lower()
        phrase = list_id.partition("<")[0].strip(' "')
        box.lists.setdefault(key, phrase or key.partition(".")[0])
        for address in re.findall(r"mailto:([^>?\s]+)", header_of(mail, "List-Post")):
            box.addresses[address.lower()] = key
        box.addresses.setdefault(key.replace(".", "@", 1), key)


def _topic(subject: str) -> tuple[str, bool]:
    """Return a subject without tags and prefixes, as subjects are compared; and if it had "Re:"."""
    is_reply = False
    while True:
        shorter = _TAG.sub("", subject.strip())
        if reply := _REPLY.match(shorter):
            shorter, is_reply = shorter[reply.end() :], True
        if shorter == subject:
            return " ".join(subject.split()).casefold(), is_reply
        subject = shorter


def _date(mail: Message) -> datetime | None:
    """Return when a mail was sent, with its offset; None where it does not say."""
    try:
        at = parsedate_to_datetime(header_of(mail, "Date"))
        return at if at.tzinfo else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _own_id(mail: Message) -> str | None:
    written = header_of(mail, "Message-ID").strip("<> ")
    return _digest(written) if written else None


def _digest(id: str) -> str:
    """Return an id that holds no address: many mail programs write one into theirs."""
    return hashlib.sha256(id.encode("utf-8", "replace")).hexdigest()[:32]


class _Reading:
    """Turns mails into posts, given what all headers together show."""

    def __init__(self, box: _Box, clock: Clock) -> None:
        self._box, self._clock = box, clock
        self._communities: set[str] = set()
        self._addresses: dict[str, str] = {}
        self._linked: set[tuple[str, str]] = set()

    def mail(self, mail: Message, file: str, where: str) -> Iterator[Item]:
        """Yield the records of a mail."""
        name, author = _sender(mail)
        community = self._community(mail, file)
        if reason := _no_contribution(mail, author):
            yield LeftOut(where=where, reason=reason)
            return
        if community is None:
            yield LeftOut(where=where, reason=say("private message"))
            return
        if not author:
            yield Unread(
                where=where, why=say("it names nobody as its author: a mail needs “From:”")
            )
            return
        sent = _date(mail)
        stamp = sent.isoformat() if sent else header_of(mail, "Date")
        at = self._clock.read(stamp)
        if at is None:
            yield Unread(where=where, why=say("its “Date” {why}", why=self._clock.why(stamp)))
            return
        if community not in self._communities:
            self._communities.add(community)
            yield Community(name=community)
        yield from self._same_person(name, author)
        id = _own_id(mail)
        reply_to, how = self._answered(mail, id, sent)
        subject = _TAG.sub("", header_of(mail, "Subject"))
        text = written(body_of(mail))
        opens = reply_to is None and how is How.KNOWN
        yield Post(
            community=community,
            author=author,
            at=at,
            id=id,
            reply_to=reply_to,
            how=how,
            text="\n".join(filter(None, (subject, text))) if opens else text,
        )

    def _community(self, mail: Message, file: str) -> str | None:
        """Return the list a mail was sent to; None where it was sent to people, beside lists."""
        if not self._box.lists:
            return file
        if list_id := header_of(mail, "List-Id"):
            key = (_ID.findall(list_id) or [list_id])[-1].lower()
            return self._box.lists.get(key)
        to = getaddresses([header_of(mail, "To"), header_of(mail, "Cc")])
        keys = [self._box.addresses.get(address.lower()) for _, address in to]
        return next((self._box.lists[key] for key in keys if key), None)

    def _answered(
        self, mail: Message, id: str | None, sent: datetime | None
    ) -> tuple[str | None, How]:
        said = header_of(mail, "In-Reply-To")
        ids = _ID.findall(said) or [one for one in said.split() if "@" in one and len(said) < 250]
        ids = ids[:1] or _ID.findall(header_of(mail, "References"))[-1:]
        if ids and _digest(ids[0]) != id:
            return _digest(ids[0]), How.KNOWN
        topic, is_reply = _topic(header_of(mail, "Subject"))
        if not is_reply:
            return None, How.KNOWN
        opened, opening = self._box.openings.get(topic, (None, None))
        if opening and opening != id and (sent is None or opened <= sent):
            return opening, How.INFERRED
        return None, How.UNKNOWN

    def _same_person(self, name: str, author: str) -> Iterator[SamePerson]:
        """Yield that two addresses with one full name are one person."""
        whole = " ".join(name.replace(",", " ").split()).casefold()
        if " " not in whole or re.search(r"[\d@]", whole) or _NO_PERSON.search(whole):
            return
        first = self._addresses.setdefault(whole, author)
        if first != author and (first, author) not in self._linked:
            self._linked.add((first, author))
            yield SamePerson(person=first, also=author)


def _sender(mail: Message) -> tuple[str, str]:
    """Return name and address of who wrote; archives on the web write "ana at work.example"."""
    name, address = _address(header_of(mail, "From"))
    if re.search(r"\bvia\b", name) and mail["Reply-To"]:
        own = re.split(r"\s+via\s+", name)[0]
        return own, _address(header_of(mail, "Reply-To"))[1] or address
    return name, address


def _address(written: str) -> tuple[str, str]:
    spoken = re.fullmatch(r"(\S+) at (\S+)(?:\s+\((.*)\))?", written)
    if spoken:
        return spoken[3] or "", f"{spoken[1]}@{spoken[2]}".lower()
    name, address = parseaddr(written)
    return name, address.strip().lower() if "@" in address else ""


def _no_contribution(mail: Message, author: str) -> str:
    """Return by which rule a mail is no contribution; "" if it is one."""
    subject = header_of(mail, "Subject")
    kind = mail.get_content_type()
    if kind == "multipart/digest" or _DIGEST.search(subject):
        return say("digest")
    automatic = header_of(mail, "Auto-Submitted").lower()
    if (
        (automatic and not automatic.startswith("no"))
        or mail["X-Autoreply"]
        or mail["X-Autorespond"]
        or header_of(mail, "Precedence").lower() == "auto_reply"
        or kind == "multipart/report"
        or _AUTOMATIC.match(author)
        or _OUT_OF_OFFICE.match(_TAG.sub("", subject))
    ):
        return say("automatic mail")
    return ""


IMPORTER = Importer(
    name="mbox",
    label="mailing list archive (.mbox, or a .zip with it)",
    platform="mbox",
    settles=frozenset({"time_zone"}),
    who_may_export="The owner of the list, or any member with the mails of the list in a folder.",
    how_to_export=(
        "Google Groups or Gmail: export the group, or the label of the list, with Google Takeout.",
        "Mailman: download the archive as mbox from its page, and unpack it if it ends in .gz.",
        "Thunderbird: the file of the folder in which only mails of the list are.",
        "Hand in the .mbox file or the zip. Mails that went to no list are left out.",
    ),
    contains=frozenset({Contains.PARENTS, Contains.TEXT}),
    recognises=recognises,
    read=read,
    examine=examine,
)
