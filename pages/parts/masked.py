"""What a member wrote, without who it is about: names, addresses, numbers and links become "…".

Only what shows itself to be a name is found: mentions, greetings, sign-offs, introductions. Every
pattern is run by an engine that cannot backtrack.
"""

from collections.abc import Callable

import re2

LONGEST = 8_000
_HIDDEN, _MENTION = "…", "@…"
_NAME = r"\p{Lu}[\pL'’-]+"
_NAMES = rf"{_NAME}(?:(?: |, | and | & | en | und | et ){_NAME}){{0,3}}"
# Each pattern, and what takes the place of what it finds, after its first group.
_MARKS = (
    (r"<(?:https?:|mailto:)[^<>|\s]*\|([^<>\n]*)>", ""),
    (r"\[([^\]\n]*)\]\([^)\s]*\)", ""),
    (r"[\pL\pN_.+%-]+@[\pL\pN-]+(?:\.[\pL\pN-]+)+", _HIDDEN),
    (r"(?i)\b(?:[a-z][a-z0-9+.-]*://|www\.|mailto:)[^\s<>]*[^\s<>.,;:!?)]", _HIDDEN),
    (r"(?i)\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/(?:[^\s<>]*[^\s<>.,;:!?)])?", _HIDDEN),
    (r"(?i)\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|edu|nl|be|de|fr|eu|uk)\b", _HIDDEN),
    (r"<[@!][^<>\n]*>|@_?\*\*[^*\n]*\*\*|(?i:<at\b[^<>]*>[^<>\n]*</at>)|\[~[^\]\n]*\]", _MENTION),
    (r"(^|[^\pL\pN_@/])@[\pL\pN_](?:[\pL\pN_.'’-]*[\pL\pN_])?", _MENTION),
    (r"(^|\s)/?u/[\pL\pN_-]+", _HIDDEN),
    (r"(^|[^\pL\pN])(?:\+[1-9]|00[1-9]|\(?0[1-9])(?:[ \t./()-]{0,2}\d){7,}", _HIDDEN),
    (r"(^|[^\pL\pN])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b", _HIDDEN),
)
# Kept before the name in each: how one greets, thanks, introduces oneself and says goodbye.
_GREETED = (
    r"(?i:hi|hello|hey|dear|welcome|thx|good (?:morning|afternoon|evening))",
    r"(?i:(?:thanks|thank you)(?: again| so much| very much| a lot)?)",
    r"(?i:hoi|hallo|dag|beste|welkom|bedankt|dank je(?: wel)?|dankjewel|goede(?:morgen|middag))",
    r"(?i:liebe[rs]?|danke|willkommen|guten (?:morgen|tag|abend))",
    r"(?i:bonjour|bonsoir|salut|merci|ch[eè]re?|bienvenue)",
)
_INTRODUCED = (
    r"(?i:i'm|i’m|i am|my name is|call me|mijn naam is|ik heet|mein name ist|ich heiße)",
    r"(?i:je m'appelle|je m’appelle|mon nom est)",
)
_PARTED = (
    r"(?i:(?:(?:kind|best|warm) )?(?:regards|wishes)|cheers|greetings)",
    r"(?i:(?:met vriendelijke )?groet(?:en|jes)?|mvg|liebe gr(?:ü|ue)(?:ß|ss)e)",
    r"(?i:(?:viele |mit freundlichen )?gr(?:ü|ue)(?:ß|ss)en?|cordialement|amicalement|bises)",
)
_BEFORE_A_NAME = re2.compile(
    rf"(^|[^\pL\pN])((?:{'|'.join((*_GREETED, *_INTRODUCED))})[ \t]*[,!]?[ \t]+)({_NAMES})"
)
_GREETED_SMALL = re2.compile(
    r"(?im)^([ \t]*(?:hi|hello|hey|dear|hoi|hallo|dag|beste|bonjour|salut)[ \t]+)([\pL'’-]{2,})"
    r"([ \t]*(?:[,!.:]|$))"
)
_SIGNED = re2.compile(
    rf"(?m)^([ \t]*(?:(?:{'|'.join(_PARTED)})[,.! \t]*\n?|(?i:best|yours)(?:,[ \t]*\n?|[ \t]*\n))"
    rf"[ \t–—-]*)({_NAMES})([ \t.]*)$"
)
_SIGNED_BY_DASH = re2.compile(rf"(?m)(^[ \t]*[–—~][ \t]*)({_NAMES})([ \t.]*)\z")
_PATTERNS = [(re2.compile(pattern), left) for pattern, left in _MARKS]
_WORD = re2.compile(r"[\pL'’-]+")
# What stands where a name might, and is none.
_NO_NAME_WORDS = """
    a aboard again all also always an and any anybody anyone are as at back because both but by
    can colleagues could did do does done even ever every everybody everyone fellow folks for
    forum from friends good great group guys had happy has have here how i if in is it its just
    know leaders learners looking many me members more most much my new newcomers nice no not of
    ok okay on one or our people please really sorry sure team thank thanks that the their them
    then there these they this those to too using very was we welcome well were what when where
    which who why will with working world would yes you your yours
    aan allebei allemaal allen collega collega's dat de deze dit een en het iedereen je jij
    jullie lezers mensen naar om op team u van voor
    alle allerseits an das der die es et euch für im in kollegen leute miteinander und zusammen
    à au aux ce cela de des la le les pour tous tout toutes
"""
_NO_NAMES = frozenset(_NO_NAME_WORDS.split())
_UNSEEN = re2.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2060}-\x{206f}\x{feff}]+"
)


def masked(text: str) -> str:
    """Return the beginning of a text, up to LONGEST characters, with every name it shows hidden."""
    words = _UNSEEN.sub(" ", text[:LONGEST].replace("\r\n", "\n"))
    for pattern, left in _PATTERNS:
        words = pattern.sub(_leaving(left), words)
    words = _BEFORE_A_NAME.sub(lambda found: found[1] + found[2] + _hidden(found[3]), words)
    words = _GREETED_SMALL.sub(lambda found: found[1] + _hidden(found[2]) + found[3], words)
    for signed in (_SIGNED, _SIGNED_BY_DASH):
        words = signed.sub(lambda found: found[1] + _hidden(found[2]) + found[3], words)
    return words.strip()


def _leaving(left: str) -> Callable:
    """Return what puts ``left`` behind the first group; a template would lose all but ASCII."""
    return lambda found: (found[1] or "" if found.re.groups else "") + left


def _hidden(names: str) -> str:
    """Hide each name among names, but not what only stands where a name might."""
    return _WORD.sub(lambda word: word[0] if _is_no_name(word[0]) else _HIDDEN, names)


def _is_no_name(word: str) -> bool:
    small = word.lower().replace("’", "'")
    return small in _NO_NAMES or small.split("'")[0] in _NO_NAMES
