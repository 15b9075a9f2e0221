"""Topics: what enough people talk about, and nothing that names or betrays anybody."""

import pandas as pd
import pytest

from data.settings import raise_fewest
from data.store import Store
from metrics.kinds.reading import read_texts
from metrics.topics import topics

PEOPLE = ("ana", "ben", "cas", "dee", "eva", "fay", "gus", "hal")


def said(line: str, people: int, threads: int | None = None, start: int = 0) -> str:
    """Return conversations in which so many people say a line, each in their own conversation."""
    number = people if threads is None else threads
    return "\n".join(
        f"{PEOPLE[place % people]} +{start + place}h: {line}" for place in range(number)
    )


def found_in(store: Store) -> pd.DataFrame:
    """Return the topics of the whole time."""
    read_texts(store, lambda doing, done, of: None)
    with store.cursor() as cursor:
        found = topics(cursor, store)
    return found[found["grain"] == "all"].set_index("term", drop=False)


def terms(store: Store) -> dict[str, int]:
    found = found_in(store)
    return dict(zip(found["term"], found["threads"], strict=True))


def test_five_people_in_three_conversations_make_a_topic(talk):
    found = terms(talk(said("We tested the new valve on our side and it went well.", 5)))
    assert found["valve"] == 5


def test_four_people_make_none(talk):
    store = talk(said("We tested the new valve on our side and it went well.", 4, threads=9))
    assert "valve" not in terms(store)


def test_two_conversations_make_none(talk):
    lines = ["ana: We tested the new valve on our side and it went well."]
    lines += [f"    {one}: Our valve on the other side did well too." for one in PEOPLE]
    lines += ["ana: And the valve of the second line, how did it do there?"]
    assert "valve" not in terms(talk("\n".join(lines)))


def test_two_words_side_by_side_take_the_place_of_one(talk):
    found = terms(talk(said("The night shift was not asked about it, and that is why.", 6)))
    assert found["night shift"] == 6
    assert "shift" not in found


@pytest.mark.parametrize(
    ("line", "noun", "other"),
    [
        (
            "I looked for the manifold again, and everybody concerned was told.",
            "manifold",
            "concerned",
        ),
        ("We lubricate the gasket on each round, and so do you.", "gasket", "lubricate"),
        ("Wij smeren de pakking bij elke ronde, en dat doen jullie ook.", "pakking", "smeren"),
        (
            "Wir schmieren immer die Dichtung bei jeder Runde, und das macht ihr auch.",
            "dichtung",
            "schmieren",
        ),
        (
            "Nous graissons toujours l’embrayage avec les apprentis, et vous aussi.",
            "embrayage",
            "graissons",
        ),
    ],
)
def test_a_noun_is_a_topic_and_a_verb_is_none(talk, line, noun, other):
    found = terms(talk(said(line, 6)))
    assert noun in found
    assert other not in " ".join(found)


def test_a_word_that_everybody_uses_says_nothing_by_itself(talk):
    found = terms(talk(said("We looked at the list and at the manifold of the boiler.", 6)))
    assert {"manifold", "boiler"} <= set(found)
    assert "list" not in found


def test_a_word_gives_way_to_the_longer_term_that_it_ends(talk):
    lines = [said("What do you do with the pressure gauge on your side?", 6)]
    lines += [said("How often do you look at the gauge there?", 6, start=50)]
    found = terms(talk("\n".join(lines)))
    assert "pressure gauge" in found
    assert "gauge" not in found


def test_a_word_that_is_mostly_used_by_itself_stays(talk):
    lines = [said("What do you do with the pressure gauge on your side?", 5)]
    more = [
        f"more{place} +{place}d: How often do you look at the gauge there?" for place in range(15)
    ]
    found = terms(talk("\n".join([*lines, *more])))
    assert found == {"pressure gauge": 5, "gauge": 20}


def test_three_words_side_by_side_make_one(talk):
    found = terms(talk(said("We wrote it into the fault code table and told the others.", 6)))
    assert found == {"fault code table": 6}


def test_one_and_several_of_it_are_one_topic(talk):
    lines = [said("We looked at the valve on our side.", 6)]
    lines += [said("We looked at the valves on our side.", 7, start=50)]
    assert terms(talk("\n".join(lines))) == {"valves": 7}


def test_a_mark_between_two_words_keeps_them_apart(talk):
    found = terms(talk(said("We changed the valve, the pump and all the other things there.", 6)))
    assert {"valve", "pump"} <= set(found)
    assert "valve pump" not in found


@pytest.mark.parametrize(
    "line",
    [
        "I asked Zoltan about the plan and he told us about it.",
        "Thanks zoltan@mill.example for the plan and for all of it.",
        "See https://zoltan.example/zoltan for the plan and for all of it.",
        "We asked @zoltan about the plan and he told us about it.",
    ],
)
def test_no_name_is_a_topic(talk, line):
    found = terms(talk(said(line, 6)))
    assert not [term for term in found if "zoltan" in term]


def test_the_id_of_a_member_is_no_topic(talk):
    line = "We asked hal about the plan on our side, and the valve too."
    found = terms(talk(said(line, 8)))
    assert "valve" in found
    assert not [term for term in found if "hal" in term.split()]


def test_a_larger_smallest_group_hides_topics(talk):
    store = talk(said("We tested the new valve on our side and it went well.", 6))
    assert "valve" in terms(store)
    raise_fewest(store, 7)
    assert "valve" not in terms(store)


def test_what_stays_unanswered_stands_out(talk):
    lines = []
    for place in range(42):
        author, other = PEOPLE[place % 8], PEOPLE[(place + 3) % 8]
        topic = "pump" if place % 3 else "valve"
        lines.append(f"{author} +{place}d: How do you all look at the {topic} on your side?")
        if topic == "pump":
            lines.append(f"    {other} +{place}d: We look at it on each round of our own.")
    lines.append("ana +90d: This was all of it for now.")
    store = talk("\n".join(lines))
    found = found_in(store)
    assert found.loc["valve", ["openings", "unanswered", "waits"]].tolist() == [14, 14, "more"]
    assert found.loc["pump", ["openings", "unanswered", "waits"]].tolist() == [28, 0, "less"]


def test_a_share_with_few_people_on_one_side_is_not_told(talk):
    lines = []
    for place in range(24):
        author = PEOPLE[place % 8]
        lines.append(f"{author} +{place}d: How do you all look at the valve on your side?")
        if place >= 2:
            lines.append(f"    {PEOPLE[(place + 1) % 8]} +{place}d: On each round of our own.")
    lines.append("ana +90d: This was all of it for now.")
    store = talk("\n".join(lines))
    found = found_in(store)
    assert found.loc["valve", ["openings", "unanswered"]].isna().all()
