"""What somebody wrote in an e-mail: without signature and footer, and with quotes marked as such.

Lines that stand above a quote ("On Monday Ana wrote:") hold names and addresses: they become part
of the quote, without them. A whole mail that hangs below an answer is cut off.
"""

import re
from email.errors import HeaderParseError, MessageError
from email.header import decode_header, make_header
from email.message import Message

from data.html_text import HtmlText

_SIGNATURE = re.compile(r"--\s?|[_*=-]{20,}")
_BELOW = re.compile(
    r"-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|weitergeleitete "
    r"nachricht|oorspronkelijk bericht|doorgestuurd bericht|message d.origine|message transféré)",
    re.IGNORECASE,
)
_SENDER = re.compile(r"\*?(?:from|von|van|de|da)\s?:\*?\s", re.IGNORECASE)
_SENT = re.compile(
    r"\*?(?:sent|date|to|subject|gesendet|datum|an|betreff|verzonden|aan|onderwerp|envoyé|à|objet)"
    r"\s?:",
    re.IGNORECASE,
)
_OPENS_ATTRIBUTION = re.compile(r"(?:on|op|am|le|den|el|il)\s.*\d", re.IGNORECASE)
_ESCAPED = re.compile(r"^>(>*From )", re.MULTILINE)
_PHONE = re.compile(r"(?<![\w/=.-])\+\d[\d\s().-]{6,18}\d(?!\w)")
_ATTRIBUTION = "> @member wrote:"
_HEADER_LINES = 4


def header_of(mail: Message, name: str) -> str:
    """Return a header as one line of letters, whatever it was encoded in; "" without one."""
    value = mail.get(name)
    if value is None:
        return ""
    try:
        text = str(make_header(decode_header(str(value))))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        text = str(value)
    return " ".join(text.replace("\0", "").split())


def body_of(mail: Message) -> str:
    """Return the first text of a mail: plain where there is one, else its HTML as lines."""
    plain = html = None
    for part in mail.walk():
        if part.is_multipart() or part.get_filename():
            continue
        if part.get_content_type() == "text/plain" and plain is None:
            plain = part
        elif part.get_content_type() == "text/html" and html is None:
            html = part
    if plain is not None:
        return _ESCAPED.sub(r"\1", _decoded(plain))
    return HtmlText().of(_decoded(html)) if html is not None else ""


def _decoded(part: Message) -> str:
    """Return a part as letters: mails name encodings that do not exist, or the wrong one."""
    try:
        raw = part.get_payload(decode=True) or b""
        told = part.get_content_charset() or "utf-8"
    except (MessageError, LookupError, ValueError):
        return ""
    for encoding in (told, "utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except (LookupError, UnicodeError):
            continue
    return raw.decode("latin-1")


def written(body: str) -> str:
    """Return what somebody wrote themselves, and marked as quotes what others wrote."""
    lines = [line.rstrip() for line in body.replace("\0", "").splitlines()]
    kept: list[str] = []
    for number, line in enumerate(lines):
        below = lines[number + 1 : number + 1 + _HEADER_LINES]
        if _SIGNATURE.fullmatch(line.strip()) and not line.startswith(">"):
            break
        if _BELOW.match(line.strip()) or (
            _SENDER.match(line) and sum(bool(_SENT.match(one)) for one in below) > 1
        ):
            break
        if _is_attribution(line, lines[number + 1 : number + 3]):
            if kept and not line.startswith(">") and _OPENS_ATTRIBUTION.match(kept[-1]):
                kept.pop()  # a long one stands on two lines
            kept.append(_ATTRIBUTION)
        else:
            kept.append(line)
    return _PHONE.sub("[phone number]", "\n".join(kept)).strip("\n")


def _is_attribution(line: str, below: list[str]) -> bool:
    """Say whether a line tells whose words are quoted below it."""
    if not line.rstrip("> ").endswith(":"):
        return False
    quoted = next((one for one in below if one.strip("> ")), "")
    depth = len(line) - len(line.lstrip("> "))
    deeper = quoted.startswith(">") and len(quoted) - len(quoted.lstrip("> ")) > depth
    return deeper and len(line) < 200
