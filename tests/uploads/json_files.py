"""Cases J: what can be wrong with JSON, in an export that is read by its platform's importer."""

import json

from data.store import Store
from tests.importers import test_discourse
from tests.uploads.case import case, in_part, message, refused, slack, taken, texts, zipped

DAY = "coaching/2026-03-03.json"
SOUND = [message(n, f"U{1 + n % 2}") for n in range(12)]


def _day(raw: object) -> bytes:
    """Return a Slack export with one more day, which is the one that is broken."""
    return zipped(slack(**{DAY: raw}))


def _said(*messages: object) -> bytes:
    return zipped(slack([*SOUND, *messages]))


def _numbered(number: int, **more: object) -> dict:
    return message(3600 + number, **more)


@case("J01", "200,000 lists in each other")
def deep():
    return [refused(_day(b"[" * 200_000), "slack.zip", DAY, "nested too deeply")]


@case("J02", "a day that is cut off")
def cut_off():
    return [refused(_day(json.dumps(SOUND)[:-20]), "slack.zip", DAY, "line 1")]


@case("J03", "lines of JSON of which one is broken")
def a_bad_line():
    team = {"type": "team", "team": {"name": "t", "display_name": "Team", "type": "O"}}
    channel = {
        "type": "channel",
        "channel": {"team": "t", "name": "c", "display_name": "Coaching", "type": "O"},
    }
    user = {"type": "user", "user": {"username": "ana", "email": "ana@x.example"}}
    posts = [
        {
            "type": "post",
            "post": {
                "team": "t",
                "channel": "c",
                "user": "ana",
                "message": f"Number {n}",
                "create_at": 1772442000000 + n,
            },
        }
        for n in range(12)
    ]
    lines = [json.dumps(one) for one in ({"type": "version", "version": 1}, team, channel, user)]
    lines += ['{"type": "post", "post": {'] + [json.dumps(one) for one in posts]
    return [in_part("\n".join(lines), "bulk.jsonl", "line 5", "no sound JSON")]


@case("J04", "a trailing comma, NaN, Infinity, and a number beyond all numbers")
def no_json():
    odd = ('[{"ts": "1"},]', '[{"ts": NaN}]', '[{"ts": -Infinity}]', '[{"ts": 1e999}]')
    return [refused(_day(raw), "slack.zip", DAY) for raw in odd]


@case("J05", "a byte order mark")
def a_mark():
    return [taken(_day(b"\xef\xbb\xbf" + json.dumps([_numbered(1)]).encode()), "slack.zip")]


@case("J06", "UTF-16")
def utf_16():
    return [refused(_day(json.dumps(SOUND).encode("utf-16")), "slack.zip", DAY, "UTF-16")]


@case("J07", "a byte that is no UTF-8")
def no_utf_8():
    raw = json.dumps([_numbered(1, text="XYZ")]).encode().replace(b"Y", b"\xff")
    return [refused(_day(raw), "slack.zip", DAY, "UTF-8", "byte")]


@case("J08", "half a character")
def half():
    def replaced(store: Store, report: dict) -> None:
        assert "Half \ufffd" in texts(store)

    return [
        taken(
            _day('[{"type":"message","user":"U1","ts":"1772449000.000100","text":"Half \\ud800"}]'),
            "slack.zip",
            check=replaced,
        )
    ]


@case("J09", "NUL in a text")
def nul():
    def taken_out(store: Store, report: dict) -> None:
        assert not [text for text in texts(store) if "\0" in text]

    return [taken(_said(_numbered(1, text="Num\0ber")), "slack.zip", check=taken_out)]


@case("J10", "a key that stands twice")
def twice():
    raw = '[{"type": "message", "user": "U1", "user": "U2", "ts": "1772449000.000100"}]'
    return [refused(_day(raw), "slack.zip", DAY, "“user”", "twice")]


@case("J11", "nothing in it: an empty day, an empty list, a text, an object, null")
def nothing():
    return [
        refused("[]", "export.json", "not an export the dashboard knows"),
        refused("{}", "export.json", "not an export the dashboard knows"),
        refused('"hi"', "export.json", "this looks like text, not JSON"),
        refused("null", "export.json", "this looks like text, not JSON"),
        refused(zipped(slack([])), "slack.zip", "this export holds no messages"),
        refused(_day(""), "slack.zip", DAY),
    ]


@case("J12", "one text that is longer than a member may be")
def one_long_text():
    raw = json.dumps([_numbered(1, text="xy" * 600_000)])
    small = {"COMMUNITY_CAPS": "member=1000000 ratio=100000"}
    told = (DAY, "it unpacks to more than 1,000,000 bytes")
    return [
        refused(
            zipped(slack(**{DAY: raw})),
            "slack.zip",
            *told,
            settings=small,
        )
    ]


@case("J13", "100,000 different keys: only those that are read are kept")
def many_keys():
    odd = [_numbered(n, **{f"k{n}_{k}": k for k in range(200)}) for n in range(500)]
    return [taken(_said(*odd), "slack.zip")]


@case("J14", "times that are text, a number, null and an object")
def times():
    thread = "1772446000.000200"
    odd = [
        message(user="U1", ts=thread, text="Opens"),
        message(user="U2", ts="1772446001.000300", thread_ts=thread, text="Answers"),
        {"type": "message", "user": "U1", "ts": 1772446002.5, "text": "A number"},
        {"type": "message", "user": "U1", "ts": None, "text": "null"},
        {"type": "message", "user": "U1", "ts": {"a": 1}, "text": "An object"},
    ]

    def answered(store: Store, report: dict) -> None:
        assert len(store.read("from edge")) == 1

    return [in_part(_said(*odd), "slack.zip", DAY[:9], rejected=2, check=answered)]


@case("J15", "messages without a member: of a bot, of joining, of what was deleted")
def no_member():
    odd = [
        {"type": "message", "subtype": "bot_message", "ts": "1772446000.0001", "text": "Build 7"},
        _numbered(2, subtype="channel_join", text="<@U1> has joined"),
        _numbered(3, user="USLACKBOT", subtype="tombstone", text="This message was deleted."),
    ]

    def three(store: Store, report: dict) -> None:
        assert sum(line["count"] for line in report["left_out"]) == 3
        assert "Build 7" not in texts(store)

    return [taken(_said(*odd), "slack.zip", "bot_message", "channel_join", check=three)]


@case("J16", "no list of people, people who are gone, two of one name")
def odd_people():
    users = [
        {"id": "U1", "name": "ana", "deleted": True},
        {"id": "U2", "name": "ana"},
    ]
    unknown = [message(4000 + n, user="U404") for n in range(2)]
    without = slack()
    without.pop("users.json")
    return [
        taken(zipped(slack([*SOUND, *unknown], users=users)), "slack.zip", "on no list of members"),
        taken(zipped(without), "bare.zip", "users.json is missing"),
    ]


@case("J17", "reactions whose number is not that of their people")
def reactions():
    odd = _numbered(1, reactions=[{"name": "clap", "count": 9, "users": ["U2", "U404"]}])

    def two(store: Store, report: dict) -> None:
        assert len(store.read("from reaction")) == 2

    return [taken(_said(odd), "slack.zip", check=two)]


@case("J18", "an id that is a number of 60 digits")
def a_long_number():
    long = 10**59 + 7
    posts = [test_discourse.post(n, topic_id=long, id=long + n) for n in range(1, 13)]

    def whole(store: Store, report: dict) -> None:
        assert f"{long}/12" in set(store.read("select source_id from post")["source_id"])

    return [taken(json.dumps(test_discourse.topic(*posts, id=long)), "topic.json", check=whole)]
