"""What platforms and formats are called, where data know them by a short name."""

from data.importers import importers
from data.said import later
from pages.parts.language import _

NAMES = {
    "canvas": "Canvas",
    "convokit": "ConvoKit",
    "discord": "Discord",
    "discourse": "Discourse",
    "example": later("the example"),
    "mattermost": "Mattermost",
    "mbox": later("a mailing list"),
    "moodle": "Moodle",
    "slack": "Slack",
    "stackexchange": "Stack Exchange",
    "table": later("a table"),
    "teams": "Microsoft Teams",
    "telegram": "Telegram",
    "viva_engage": "Viva Engage",
    "whatsapp": "WhatsApp",
    "zulip": "Zulip",
}


def format_named(name: str) -> str:
    """Return what a format is called where a line begins with it; one of old, by its short name."""
    labels = {importer.name: importer.label for importer in importers()}
    label = _(labels.get(name, name))
    return label[:1].upper() + label[1:]
