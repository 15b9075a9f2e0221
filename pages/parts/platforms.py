"""What the platforms are called, where data know them by a short name."""

from data.said import later

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
