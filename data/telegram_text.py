"""Plain text of Telegram messages: a text, or pieces of which some are marked; without names."""

from typing import Any

SOMEBODY = "@member"

_INSTEAD = {
    "email": "[e-mail]",
    "phone": "[phone number]",
    "bank_card": "[card number]",
}


def plain(pieces: Any, forwarded: bool) -> tuple[str | None, tuple[str, ...]]:
    """Return the text and the ids of those it mentions; None where it is neither text nor pieces.

    What others said, quoted or forwarded, begins each line with "> ".
    """
    if isinstance(pieces, str):
        pieces = [pieces]
    if not isinstance(pieces, list):
        return None, ()
    mentions: dict[str, None] = {}
    text = ""
    for piece in pieces:
        said = _said(piece, mentions, at_start=not text or text.endswith("\n"))
        if said is None:
            return None, ()
        text += said
    text = text.replace("\0", "")
    return (quoted(text) if forwarded else text), tuple(mentions)


def quoted(text: str) -> str:
    """Return a text as the words of somebody else."""
    return "\n".join(f"> {line}" for line in text.split("\n")) if text else ""


def _said(piece: Any, mentions: dict[str, None], at_start: bool) -> str | None:
    if isinstance(piece, str):
        return piece
    if not isinstance(piece, dict) or not isinstance(piece.get("text"), str):
        return None
    kind, text = piece.get("type"), piece["text"]
    if kind in ("mention", "mention_name"):
        if person := piece.get("user_id"):
            mentions[f"user{person}"] = None
        return SOMEBODY
    if kind in ("code", "pre"):
        return f"```\n{text}\n```" if "\n" in text else f"`{text}`"
    if kind == "blockquote":
        return ("" if at_start else "\n") + quoted(text.strip("\n")) + "\n"
    return _INSTEAD.get(kind, text)
